import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt, installPackage, installsForReal, type Packed } from '../package-fixture.ts'
import { blocksOf, changed, placeOf, type Block } from './blocks.ts'

/** A reader at a terminal. */
export interface Reader {
  folder: string
  /** What the last command printed. */
  said: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Does what a page says, block by block.
 * @returns how to end what it started in other terminals
 * @throws where a block does not do what the page says of it
 */
export async function follow(document: string, reader: Reader, packed: Packed): Promise<() => Promise<void>> {
  const running: (() => Promise<void>)[] = []
  const end = async (): Promise<void> => {
    for (const stop of running.splice(0)) await stop()
  }
  for (const block of blocksOf(document)) {
    try {
      const stop = await step(block, reader, packed)
      if (stop !== undefined) running.push(stop)
    } catch (error) {
      await end()
      throw new Error(`${placeOf(block)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  return end
}

async function step(block: Block, reader: Reader, packed: Packed): Promise<(() => Promise<void>) | undefined> {
  const { mark, text, language } = block
  const file = join(reader.folder, mark?.of ?? '')
  switch (mark?.is) {
    case 'only shown':
    case 'quoted from':
      return undefined
    case 'says':
      if (!says(reader.said, text)) throw new Error(`it said instead:\n${reader.said}`)
      return undefined
    case 'file':
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${text}\n`)
      return undefined
    case 'change':
      writeFileSync(file, changed(readFileSync(file, 'utf8'), text))
      return undefined
    case 'another terminal, until':
      // Where the database is given, it is the one that would be started here.
      return 'DATABASE_URL' in reader.env ? undefined : runBeside(text, reader, file)
    case 'fails':
    case undefined:
      if (language === 'sh') await run(text, reader, mark?.is === 'fails', packed)
      return undefined
  }
}

/** Whether it said so, whatever stands at each `…`. Space does not count: columns are as wide as what else is in them. */
function says(said: string, text: string): boolean {
  const solid = said.replaceAll(/\s+/g, '')
  let from = 0
  return text
    .replaceAll(/\s+/g, '')
    .split('…')
    .every((piece) => {
      const at = solid.indexOf(piece, from)
      from = at + piece.length
      return at !== -1
    })
}

async function run(commands: string, reader: Reader, mustFail: boolean, packed: Packed): Promise<void> {
  reader.said = ''
  for (const part of commands.split(/^(npm install)$/m).filter((part) => part.trim() !== '')) {
    // The one command that is done otherwise: no registry has this version yet.
    if (part === 'npm install') {
      await installPackage(reader.folder, packed)
      continue
    }
    const here = '_here_'
    const said = await attempt(`${part}\necho '${here}'\npwd`, { cwd: reader.folder, env: reader.env })
    const [out = '', folder] = said.out.split(`${here}\n`)
    reader.said += out + said.err
    if (folder !== undefined) reader.folder = folder.trim()
    if ((said.code !== 0) !== mustFail) throw new Error(`exit code ${said.code}\n${reader.said}`)
  }
}

const patience = 180_000

/** A command that runs on; by its own process and not npx's, so that our Ctrl-C reaches it. */
async function runBeside(command: string, reader: Reader, ready: string): Promise<() => Promise<void>> {
  const own = command.replace(/^npx /, 'exec node_modules/.bin/')
  const child = spawn('bash', ['-c', own], { cwd: reader.folder, env: { ...process.env, ...reader.env } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const since = Date.now()
  while (!existsSync(ready)) {
    if (child.exitCode !== null || Date.now() - since > patience) {
      child.kill('SIGINT')
      throw new Error(`it does not come up:\n${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return async () => {
    child.kill('SIGINT')
    await ended
  }
}

/** Whether a page can be followed with the demo of the package itself; it takes a minute. */
export const startsItsOwn = installsForReal
