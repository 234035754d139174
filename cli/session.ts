import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { Definitions } from '../db/definitions.ts'
import { findLead, UnknownLead } from '../db/leads.ts'
import { openPool, type Pool } from '../db/pool.ts'
import { allReps } from '../db/reps.ts'
import { moment } from '../edge/moment.ts'
import { isNetwork, Mistake, Unreachable } from './mistake.ts'

/** What a command works with. */
export interface Session {
  readonly pool: Pool
  readonly definitions: Definitions
  /** Who types the command. */
  readonly actor: string
  /** The lead that goes by this name, by its id. @throws {UnknownLead} */
  readonly lead: (name: string) => Promise<string>
  /** An instant on the office's clock. */
  readonly when: (at: number) => string
}

const ANSWERS_WITHIN = 5_000

/** Works with the database, and lets it go. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const databaseUrl = findDatabase()
  const pool = openPool(databaseUrl, { max: 4 })
  try {
    await reach(pool, databaseUrl)
    const definitions = new Definitions()
    const zone = await officeZone(pool, definitions)
    return await work({
      pool,
      definitions,
      actor: `cli/${userInfo().username}`,
      when: (at) => moment(zone, at),
      lead: async (name) => {
        const id = await findLead(pool, name)
        if (id === undefined) throw new UnknownLead(name)
        return id
      },
    })
  } finally {
    // Not waited for: a connection that never came about never ends.
    void pool.end()
  }
}

/** Who acts: the rep who is named, or whoever types the command. */
export async function actorOf({ pool, actor }: Session, as: string | undefined): Promise<string> {
  if (as === undefined) return actor
  const reps = (await allReps(pool)).map(({ id }) => id)
  if (!reps.includes(as)) throw new Mistake(`No rep is called ${as}. ${didYouMean(as, reps)}`)
  return as
}

const runningStack = z.object({ databaseUrl: z.string() })

/** The database of the environment, or of the demo that runs in this folder. */
export function findDatabase(): string {
  const given = process.env['DATABASE_URL']
  if (given) return given
  try {
    return runningStack.parse(JSON.parse(readFileSync(join('.perennial', 'stack.json'), 'utf8'))).databaseUrl
  } catch {
    throw new Mistake(
      'There is no database to work with: DATABASE_URL is not set, and no demo runs in this folder. Set it, as postgres://user:password@host:5432/name, or start the demo here with `npm run demo`.',
    )
  }
}

/** A database that is not there answers late or never; both are said within seconds. */
async function reach(pool: Pool, databaseUrl: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreachable(unreachable(databaseUrl, 'it does not answer'))), ANSWERS_WITHIN)
  })
  try {
    await Promise.race([pool.query('select'), tooLate])
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    if (typeof code !== 'string' || !isNetwork(code)) throw error
    throw new Unreachable(unreachable(databaseUrl, message || code))
  } finally {
    clearTimeout(timer)
  }
}

function unreachable(databaseUrl: string, why: string): string {
  const host = URL.canParse(databaseUrl) ? new URL(databaseUrl).host : 'DATABASE_URL'
  return `The database at ${host} cannot be reached: ${why}. Start it, or correct DATABASE_URL; where the demo is meant, \`npm run demo\` starts it.`
}

/** Where sales works, once it is published. */
async function officeZone(pool: Pool, definitions: Definitions): Promise<string> {
  try {
    return (await definitions.quality(pool)).quality.office.zone
  } catch {
    return 'UTC'
  }
}
