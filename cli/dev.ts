import type { Command } from 'commander'
import { number } from './options.ts'
import { Mistake } from './mistake.ts'
import { print } from './print.ts'

interface Options {
  readonly programme?: string
  readonly port?: number
}

export function addDev(program: Command): void {
  program
    .command('dev')
    .description('preview tracks, mails and personas in a browser; a page reloads when a file is saved')
    .argument('[folder]', 'where the programme is', '.')
    .option('--programme <path>', 'the folder or module, as the argument')
    .option('--port <number>', 'the port to use; 0 for any that is free', number(0))
    .addHelpText(
      'after',
      `
Only this machine can open the pages. With SMTP_URL and SEND_TO set, a mail can be sent to an address as a test (docs/dev.md).

Example:
  SMTP_URL=smtp://127.0.0.1:1025 SEND_TO=you@example.com perennial dev`,
    )
    .action(async (folder: string, options: Options) => {
      const { startDev } = await import('../worker/dev.ts')
      const dev = await startDev({
        path: options.programme ?? folder,
        port: options.port,
        env: process.env,
        log: print,
      }).catch((error: unknown) => {
        throw error instanceof Error && error.message.startsWith('Port ') ? new Mistake(error.message) : error
      })
      print(`The preview is at ${dev.url}. Ctrl-C ends it.`)
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
      })
      await dev.stop()
      // The loader of TypeScript keeps threads; nothing of them is wanted any more.
      process.exit()
    })
}
