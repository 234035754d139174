import { rmSync } from 'node:fs'
import { chaosTable, figuresInOneLine } from './chaos-figures.ts'
import { chaosHelp, readChaosArgs, type ChaosOptions } from './chaos-options.ts'
import { runChaos } from './chaos-run.ts'
import { runFolder } from './run-folder.ts'

/** Production's. */
const leaseMs = 75_000

const told = readChaosArgs(process.argv.slice(2))
if ('problem' in told) {
  console.error(`${told.problem}\n\n${chaosHelp}`)
  process.exitCode = 64
} else if (told.ok === 'help') {
  console.log(chaosHelp)
} else {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Whoever asks twice does not wait for a gentle end; leaving ends the processes all the same.
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()))
  }
  process.exitCode = await chaos(told.ok, stopping.signal)
}

/** Returns the exit status. */
async function chaos(options: ChaosOptions, signal: AbortSignal): Promise<number> {
  const folder = runFolder('chaos', options.keep)
  const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
  let isSound = false
  try {
    const figures = await runChaos({
      ...options,
      folder,
      leaseMs,
      calmMs: Math.max(120_000, options.minutes * 60_000),
      log,
      signal,
    })
    console.log(chaosTable(figures))
    const wanted = Math.max(1, Math.floor(options.minutes))
    const tooFew = figures.killsMidSend < wanted
    if (tooFew)
      console.error(`A failed run: ${figures.killsMidSend} kills met a mail under way, and ${wanted} were wanted.`)
    isSound = figures.violations.length === 0
    if (options.json) console.log(figuresInOneLine(figures))
    return isSound ? (tooFew ? 2 : 0) : 1
  } catch (error) {
    if (!signal.aborted) throw error
    console.error('It was interrupted: everything that it started has ended, and nothing was judged.')
    return 130
  } finally {
    if (options.keep !== undefined || !isSound) console.error(`Logs, databases and mails: ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
}
