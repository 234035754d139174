import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { signalPromotion } from '../../activities/promotion.ts'
import { Definitions } from '../../db/definitions.ts'
import { handoffsOf, type Handoff } from '../../db/handoffs.ts'
import { settleEntry } from '../../db/ledger.ts'
import { readLead } from '../../db/leads.ts'
import { only, openPool, type Pool } from '../../db/pool.ts'
import { createEdge, serveEdge } from '../../edge/server.ts'
import { createSender } from '../../mail/send.ts'
import { parseLinkKeys, signToken, type LinkPurpose } from '../../mail/tokens.ts'
import { claimedMail } from '../claimed-mail.ts'
import { publishSmallProgramme } from '../programme-fixture.ts'
import { freshDatabase } from '../stack-fixture.ts'

export const apiKey = 'a-key-for-tests-only'
const linkKeys = parseLinkKeys('k2:a-secret-for-tests-only,k1:the-secret-of-last-year')

/** What an answer said: its status, and its body as JSON where it is some. */
export interface Said {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

/** A person at the doors of a business of their own, over real HTTP. */
export interface Doors {
  readonly pool: Pool
  readonly definitions: Definitions
  readonly url: string
  get(path: string, init?: RequestInit): Promise<Said>
  /** A page's form. */
  post(path: string, form?: Readonly<Record<string, string>>): Promise<Said>
  /** The API, with its key. */
  api(method: string, path: string, body?: unknown): Promise<Said>
  sign(purpose: LinkPurpose, payload: string): string
  /** A lead that said who they are, and may get mail. */
  lead(traits?: Readonly<Record<string, unknown>>): Promise<string>
  /** A mail that the lead got a while ago; answers with the ledger's id of it. */
  sent(lead: string, template?: string, minutesAgo?: number): Promise<number>
  /** The lead asks for a demo and is handed to sales. */
  handedOver(lead: string): Promise<Handoff>
  close(): Promise<void>
}

/** @param elsewhere a database of which the caller takes care; without it, a fresh one with the small programme */
export async function openDoors(elsewhere?: string): Promise<Doors> {
  const database = elsewhere === undefined ? await freshDatabase() : undefined
  const pool = openPool(database?.databaseUrl ?? elsewhere ?? '')
  const definitions = new Definitions()
  if (database) await publishSmallProgramme(pool)
  const log = pino({ level: process.env['LOG'] ?? 'silent' })
  const publicUrl = 'https://go.freight.test'
  const deps = { pool, definitions, publicUrl, linkKeys, brandName: 'On Time', apiKeys: [apiKey], log }
  const served = await serveEdge(createEdge(deps), 0)
  const { url } = served

  const get = async (path: string, init: RequestInit = {}): Promise<Said> => {
    const answer = await fetch(url + path, { redirect: 'manual', ...init })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {}
    return { status: answer.status, headers: answer.headers, text, json }
  }
  const api: Doors['api'] = (method, path, body) =>
    get(path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })

  return {
    pool,
    definitions,
    url,
    get,
    api,
    post: (path, form = {}) => get(path, { method: 'POST', body: new URLSearchParams(form) }),
    sign: (purpose, payload) => signToken(linkKeys, purpose, payload),
    async lead(traits = {}) {
      const email = `${randomUUID()}@halden.test`
      const consent = { email: { granted: true, basis: 'opt_in' } }
      const { json } = await api('POST', '/v1/identify', { traits: { email, consent, ...traits } })
      if (typeof json['lead'] !== 'string') throw new Error(JSON.stringify(json))
      return json['lead']
    },
    async sent(lead, template = 'why-late', minutesAgo = 60) {
      const { clock, track, version } = await readLead(pool, lead)
      const published = await definitions.track(pool, track ?? '', version ?? '')
      const at = clock.now - minutesAgo * 60_000
      const { id, token } = await claimedMail(pool, {
        key: { lead, step: template },
        content: template,
        track: published.name,
        version: published.version,
        template,
        templateVersion: published.templates[template] ?? null,
        now: at,
      })
      await settleEntry(pool, id, token, { state: 'sent', reason: null, at, response: '250 OK' })
      return id
    },
    async handedOver(lead) {
      await api('POST', '/v1/track', {
        ...(await nameOf(pool, lead)),
        event: 'Requested',
        properties: { what: 'demo' },
      })
      const { state, track, version } = await readLead(pool, lead)
      if (state === null || track === null || version === null) throw new Error(`${lead} has no life`)
      const brand = { address: 'hello@freight.test' }
      const letterhead = { brand, postalAddress: 'On Time, 1 Quay Street', publicUrl, linkKeys }
      const sender = createSender({ smtpUrl: 'smtp://127.0.0.1:1' })
      const promote = signalPromotion({
        pool,
        definitions,
        sender,
        letterhead,
        sendTo: '',
        receivers: new Map(),
        leaseMs: 1_000,
      })
      await promote({ state, track, version, trigger: 'demo', seq: await demoSeq(pool, lead) })
      sender.close()
      const [handoff] = (await handoffsOf(pool, lead)).slice(-1)
      if (handoff === undefined) throw new Error(`${lead} was not handed over`)
      return handoff
    },
    async close() {
      await served.close()
      await pool.end()
      await database?.drop()
    },
  }
}

async function nameOf(pool: Pool, lead: string): Promise<object> {
  return { traits: { email: (await readLead(pool, lead)).email } }
}

async function demoSeq(pool: Pool, lead: string): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>(
    `select max(seq) as seq from event where lead_id = $1 and kind = 'requested' and of = 'demo'`,
    [lead],
  )
  return only(rows, 'demo request').seq
}
