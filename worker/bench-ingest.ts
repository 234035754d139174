import { randomUUID } from 'node:crypto'
import pLimit from 'p-limit'
import { Definitions } from '../db/definitions.ts'
import { inTransaction, type Pool, type Sql } from '../db/pool.ts'
import { createEdge, serveEdge } from '../edge/server.ts'
import { benchLog } from './bench-bare.ts'
import { prepared, type Prepared } from './bench-database.ts'
import { alone, bestOf, compared, inTurn } from './bench-figures.ts'
import { idOf } from './bench-leads.ts'
import { benchProgramme } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { Benchmark } from './bench-stage.ts'
import { countStatements, gist } from './bench-statements.ts'

const batchSize = 100
/** Requests under way at once. */
const atOnce = { single: 20, batch: 8 } as const
/** Chunks of plain rows under way at once that are tried. */
const choices = [1, 4, 8] as const

type Message = Readonly<Record<string, unknown>> & { readonly type: 'track' | 'page' }

/** Of 20 events, one is decisive, two tell a fact, and the rest are visits, most of them worth points. */
function message(nth: number, leads: number): Message {
  const common = { userId: idOf(nth % leads), messageId: randomUUID() }
  const of = nth % 20
  if (of === 7) return { type: 'track', event: 'Requested', properties: { what: 'demo' }, ...common }
  if (of === 3 || of === 13) {
    const timeframe = Math.floor(nth / leads) % 2 === 0 ? 'this-quarter' : 'this-year'
    const properties = { form: 'cost-of-the-close', facts: { timeframe } }
    return { type: 'track', event: 'Form Submitted', properties, ...common }
  }
  return { type: 'page', properties: { path: of % 4 === 0 ? '/blog/close' : '/developers/api' }, ...common }
}

/** Events a second through the HTTP edge with all that they cause, beside a plain INSERT of the same rows. */
export const benchIngest: Benchmark = async (stage) => {
  const { quick, runs, tell, note, log } = stage
  const leads = quick ? 50 : 1_000
  const events = { single: quick ? 100 : 3_000, batch: quick ? 200 : 10_000 }
  const programme = await benchProgramme({ touches: 5, apart: '1 week', between: ['09:00', '17:00'] })
  const base = await prepared(stage, programme, leads)

  const inBatches = (count: number): Promise<{ perSecond: number; rows: readonly Chunk[] }> =>
    base.withCopy((pool) =>
      withEdge(pool, async (post) => {
        const requests = chunksOf(messages(count, leads), batchSize).map((batch) => ({ batch }))
        const perSecond = await rate(count, atOnce.batch, requests, (body) => post('batch', body, accepted))
        return { perSecond, rows: await rowsOf(pool, count) }
      }),
    )
  const singly = (count: number): Promise<number> =>
    base.withCopy((pool) =>
      withEdge(pool, (post) =>
        rate(count, atOnce.single, messages(count, leads), ({ type, ...body }) => post(type, body)),
      ),
    )

  // The rows that our own warm-up left are those that are inserted plainly.
  const { rows } = await inBatches(events.batch)
  await singly(Math.ceil(events.single / 4))
  const plainly = (lanes: number): Promise<number> =>
    base.withCopy((pool) =>
      rate(events.batch, lanes, rows, (chunk) => inTransaction(pool, (tx) => insertPlainly(tx, chunk))),
    )
  await plainly(choices[0])
  const best = await bestOf(choices, plainly)
  log(`plain rows are in fastest with ${best} chunks at once`)

  const single: number[] = []
  const pairs = await inTurn(
    runs,
    async () => {
      single.push(await singly(events.single))
      return (await inBatches(events.batch)).perSecond
    },
    () => plainly(best),
  )
  const besideWhat = `a multi-row INSERT of the same rows, ${batchSize} events at a time, ${best} at once`
  tell(compared(pairs, { name: `ingest, batches of ${batchSize}`, unit: 'events/s', besideWhat, least: 0.25 }))
  const beside = pairs.map((pair, i) => ({ ours: single[i] ?? 0, beside: pair.beside }))
  tell(compared(beside, { name: 'ingest, single', unit: 'events/s', besideWhat }))
  const counted = await statementsOfOneBatch(base, leads)
  tell(alone([counted.statements], { name: 'ingest, statements', unit: 'an event of a batch' }))
  tell(alone([counted.transactions], { name: 'ingest, transactions', unit: 'an event of a batch' }))
  const perEvent = tables.map((table) => {
    const sum = rows.reduce((total, chunk) => total + chunk[table].length, 0)
    return `${(sum / events.batch).toFixed(2)} ${table}`
  })
  note(
    `${leads.toLocaleString('en')} leads; ${events.batch.toLocaleString('en')} events a run in batches, ${atOnce.batch} requests at once, and ${events.single.toLocaleString('en')} single ones, ${atOnce.single} at once, over kept connections from the same process; rows an event: ${perEvent.join(', ')}.`,
  )
  note(`The statements of a visit in a batch: ${counted.ofAVisit.map((each) => `\`${gist(each)}\``).join('; ')}.`)
}

const messages = (count: number, leads: number): readonly Message[] =>
  Array.from({ length: count }, (_, nth) => message(nth, leads))

type Post = (path: string, body: unknown, check?: (answer: unknown) => void) => Promise<void>

async function withEdge<T>(pool: Pool, work: (post: Post) => Promise<T>): Promise<T> {
  const { letterhead, apiKeys } = benchSettings({})
  const app = createEdge({
    pool,
    definitions: new Definitions(),
    publicUrl: letterhead.publicUrl,
    linkKeys: letterhead.linkKeys,
    brandName: 'Ledgerline',
    apiKeys,
    log: benchLog,
  })
  const served = await serveEdge(app, 0)
  try {
    return await work(async (path, body, check) => {
      const answer = await sent(`${served.url}/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKeys[0] ?? ''}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const said: unknown = await answer.json()
      if (answer.status !== 202) throw new Error(`the edge answered ${answer.status}: ${JSON.stringify(said)}`)
      check?.(said)
    })
  } finally {
    await served.close()
  }
}

/** A kept connection may be closed at the moment in which it is used again; what is sent twice counts once. */
async function sent(url: string, request: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, request)
    } catch (error) {
      if (tries === 3) throw error
    }
  }
}

function accepted(answer: unknown): void {
  const { results } = answer as { readonly results: readonly { readonly accepted: boolean }[] }
  const refused = results.find((result) => !result.accepted)
  if (refused) throw new Error(`the edge refused an event: ${JSON.stringify(refused)}`)
}

async function rate<T>(
  count: number,
  lanes: number,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<number> {
  const limit = pLimit(lanes)
  const began = performance.now()
  await Promise.all(items.map((item) => limit(() => work(item))))
  return (count * 1_000) / (performance.now() - began)
}

const tables = ['event', 'score_entry', 'fact', 'outbox'] as const
type Table = (typeof tables)[number]
type Row = Readonly<Record<string, unknown>>
/** The rows that a batch of events left. */
type Chunk = Readonly<Record<Table, readonly Row[]>>

const columns: Readonly<Record<Table, readonly string[]>> = {
  event: ['lead_id', 'seq', 'message_id', 'kind', 'of', 'at', 'data', 'matters', 'actor'],
  score_entry: ['lead_id', 'account_id', 'seq', 'at', 'cause', 'points', 'half_life_days', 'theme'],
  fact: ['lead_id', 'name', 'value', 'at', 'source', 'actor', 'seq'],
  outbox: ['lead_id', 'kind', 'seq'],
}

/** What the events of the API left in Postgres, in the order in which they came. */
async function rowsOf(pool: Pool, count: number): Promise<readonly Chunk[]> {
  const { rows: events } = await pool.query<Row>(
    `select ${columns.event.join(', ')} from event where starts_with(message_id, 'segment/') order by received_at`,
  )
  if (events.length !== count) throw new Error(`of ${count} events, ${events.length} were kept`)
  const keyOf = (row: Row): string => `${String(row['lead_id'])} ${String(row['seq'])}`
  const known = new Set(events.map(keyOf))
  const caused = async (table: Table): Promise<ReadonlyMap<string, readonly Row[]>> => {
    const { rows } = await pool.query<Row>(`select ${columns[table].join(', ')} from ${table} where seq is not null`)
    const byEvent = new Map<string, Row[]>()
    for (const row of rows.filter((each) => known.has(keyOf(each))))
      byEvent.set(keyOf(row), [...(byEvent.get(keyOf(row)) ?? []), row])
    return byEvent
  }
  const [scores, facts, outbox] = await Promise.all([caused('score_entry'), caused('fact'), caused('outbox')])
  return chunksOf(events, batchSize).map((chunk) => ({
    event: chunk.map((row) => ({ ...row, data: JSON.stringify(row['data']) })),
    score_entry: chunk.flatMap((row) => scores.get(keyOf(row)) ?? []),
    fact: chunk.flatMap((row) => facts.get(keyOf(row)) ?? []),
    outbox: chunk.flatMap((row) => outbox.get(keyOf(row)) ?? []),
  }))
}

async function insertPlainly(tx: Sql, chunk: Chunk): Promise<void> {
  for (const table of tables) {
    const [names, rows] = [columns[table], chunk[table]]
    if (rows.length === 0) continue
    const places = rows.map((_, r) => `(${names.map((_, c) => `$${r * names.length + c + 1}`).join(', ')})`)
    const values = rows.flatMap((row) => names.map((name) => (name === 'at' ? new Date(Number(row[name])) : row[name])))
    await tx.query(`insert into ${table} (${names.join(', ')}) values ${places.join(', ')}`, values)
  }
}

/** One batch by itself, when all that is read once was read. */
function statementsOfOneBatch(
  base: Prepared,
  leads: number,
): Promise<{ readonly statements: number; readonly transactions: number; readonly ofAVisit: readonly string[] }> {
  return base.withCopy((pool) => {
    const counter = countStatements(pool)
    return withEdge(pool, async (post) => {
      await post('batch', { batch: messages(batchSize, leads) }, accepted)
      counter.reset()
      await post('batch', { batch: messages(batchSize, leads) }, accepted)
      const { statements, transactions } = counter.read()
      counter.reset()
      await post('batch', { batch: [message(0, leads)] }, accepted)
      return {
        statements: statements.length / batchSize,
        transactions: transactions / batchSize,
        ofAVisit: counter.read().statements,
      }
    })
  })
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
