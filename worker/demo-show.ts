import type { Numbers } from '../db/numbers.ts'
import type { Sql } from '../db/pool.ts'
import { lastHappenings } from './demo-happenings.ts'
import { picture, pictureLine, type Scene } from './demo-picture.ts'
import { openScreen } from './demo-screen.ts'
import { speedometer } from './demo-speed.ts'
import { loop } from './loop.ts'

/** Where the figures come from. */
export interface Source {
  readonly edgeUrl: string
  readonly apiKey: string
  readonly sql: Sql
}

/** The live picture: drawn in place in a terminal, a line every few seconds elsewhere. */
export interface Show {
  /** Tells something that went wrong beside it. */
  note(line: string): void
  /** Ends it, and leaves the last figures behind. */
  stop(): Promise<void>
}

const frameMs = 500
const lineMs = 5_000
/** For how long a note stands in the picture. */
const noteMs = 20_000

export function startShow(
  source: Source,
  { addresses, daysPerSecond }: Pick<Scene, 'addresses'> & { readonly daysPerSecond: number },
): Show {
  for (const [name, url] of addresses) console.log(`${name}: ${url}`)
  const screen = process.stdout.isTTY ? openScreen(process.stdout) : undefined
  const speedSeen = speedometer()
  let numbers: Numbers | undefined
  let noted: { readonly line: string; readonly at: number } | undefined

  const currentNote = (): string | undefined =>
    noted !== undefined && performance.now() - noted.at < noteMs ? noted.line : undefined

  async function frame(): Promise<boolean> {
    numbers = await readNumbers(source)
    const speed = { meant: daysPerSecond, seen: speedSeen(numbers.at, performance.now()) }
    if (screen === undefined) console.log(pictureLine(numbers))
    else {
      const { size } = screen
      const happenings = await lastHappenings(source.sql, size.rows)
      screen.draw(picture({ numbers, happenings, addresses, speed, note: currentNote() }, size))
    }
    return false
  }

  const note = (line: string): void => {
    noted = { line, at: performance.now() }
    if (screen === undefined) console.log(line)
  }
  const drawing = loop(screen ? frameMs : lineMs, frame, (error) =>
    note(`No figures at present: ${error instanceof Error ? error.message : String(error)}`),
  )
  return {
    note,
    async stop() {
      await drawing.stop()
      screen?.close()
      if (screen !== undefined && numbers !== undefined) console.log(pictureLine(numbers))
    },
  }
}

/** The figures as anyone with the key can ask for them. */
async function readNumbers({ edgeUrl, apiKey }: Source): Promise<Numbers> {
  const answer = await fetch(`${edgeUrl}/v1/numbers`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(5_000),
  })
  if (!answer.ok) throw new Error(`the edge answered ${answer.status}`)
  return (await answer.json()) as Numbers
}
