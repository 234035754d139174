import type { Plan } from './audience-memory.ts'
import type { Mail, MailList } from './inbox.ts'
import type { MailSummary } from './mail-store.ts'

/** Where the audience meets Perennial: all that it ever touches. */
export interface Places {
  readonly inboxUrl: string
  readonly edgeUrl: string
  readonly apiKey: string
}

/** What came of an act: `refused` when it came too late or was none, `later` when nobody answered. */
export type Outcome = 'done' | 'refused' | 'later'

/** How the audience reaches out: plain HTTP, as a browser, a mail program or a web site would. */
export interface Hands {
  /** What the one clock shows, in ms. */
  clock(): Promise<number>
  newMails(after: number, limit: number): Promise<readonly MailSummary[]>
  /** Undefined for a mail that is too old to be kept. */
  open(mail: number): Promise<Mail | undefined>
  /** Loads a page of the edge. */
  look(path: string): Promise<string>
  do(plan: Plan): Promise<Outcome>
  /** Lets the mailboxes that match reject their mail. */
  close(pattern: string): Promise<void>
}

const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const scanner = 'MailGuard Link Scanner/4.2 (bot)'
const form = 'application/x-www-form-urlencoded'

export function handsOn({ inboxUrl, edgeUrl, apiKey }: Places): Hands {
  const inbox = (path: string, init?: RequestInit): Promise<Answer> => ask(`${inboxUrl}/api${path}`, init)

  async function open(mail: number): Promise<Mail | undefined> {
    const answer = await inbox(`/mails/${mail}`)
    return answer.status === 404 || answer.status === 410 ? undefined : (JSON.parse(sound(answer)) as Mail)
  }

  /** The edge may have moved to another port since the mail was sent: only the path of a link counts. */
  const onEdge = (path: string): string => new URL(path, edgeUrl).href

  async function post(path: string, fields: Readonly<Record<string, string | undefined>>): Promise<Outcome> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value)
    const headers = { 'content-type': form, 'user-agent': browser }
    return outcomeOf(await ask(onEdge(path), { method: 'POST', redirect: 'manual', headers, body: body.toString() }))
  }

  const tell = async (type: 'page' | 'track', plan: Plan, message: object): Promise<Outcome> =>
    outcomeOf(
      await ask(onEdge(`/v1/${type}`), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ messageId: plan.id, context: { traits: { email: plan.who } }, ...message }),
      }),
    )

  async function click(plan: Plan, wanted: string | undefined): Promise<Outcome> {
    const mail = await open(plan.mail)
    const pattern = wanted === undefined ? undefined : new RegExp(wanted, 'i')
    const tracked = mail?.links.filter(({ href }) => pathOf(href)?.startsWith('/c/')) ?? []
    const link = tracked.find(({ href, text }) => pattern === undefined || pattern.test(text) || pattern.test(href))
    if (link === undefined) return 'refused'
    return outcomeOf(await visit(link.href, 'GET', browser))
  }

  async function scan(plan: Plan): Promise<Outcome> {
    const mail = await open(plan.mail)
    const ours = mail?.links.filter(({ href }) => /^\/[cu]\//.test(pathOf(href) ?? '')) ?? []
    await Promise.all(ours.flatMap(({ href }) => [visit(href, 'HEAD', scanner), visit(href, 'GET', scanner)]))
    return ours.length > 0 ? 'done' : 'refused'
  }

  const visit = (href: string, method: string, agent: string): Promise<Answer> =>
    ask(onEdge(pathOf(href) ?? '/'), { method, redirect: 'manual', headers: { 'user-agent': agent } })

  async function unsubscribe(plan: Plan): Promise<Outcome> {
    const mail = await open(plan.mail)
    const header = mail?.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')?.value
    const path = pathOf(/<(https?:[^>]+)>/.exec(header ?? '')?.[1] ?? '')
    return path === undefined ? 'refused' : post(path, { 'List-Unsubscribe': 'One-Click' })
  }

  return {
    open,
    async clock() {
      const health = JSON.parse(sound(await ask(onEdge('/healthz')))) as { at: number }
      return health.at
    },
    async newMails(after, limit) {
      const list = JSON.parse(sound(await inbox(`/mails?after=${after}&limit=${limit}`))) as MailList
      return list.mails
    },
    async look(path) {
      return sound(await ask(onEdge(path), { headers: { 'user-agent': browser } }))
    },
    async close(pattern) {
      const faults = { rejectRcpt: { pattern, code: 550, message: '5.1.1 No such mailbox here' } }
      sound(await inbox('/faults', { method: 'PUT', body: JSON.stringify(faults) }))
    },
    async do(plan) {
      const { action } = plan
      switch (action.do) {
        case 'click':
          return click(plan, action.link)
        case 'scan':
          return scan(plan)
        case 'unsubscribe':
          return unsubscribe(plan)
        case 'visit':
          return tell('page', plan, { properties: { path: action.path } })
        case 'track':
          return tell('track', plan, { event: action.event, properties: action.properties })
        case 'answer': {
          const { after: _after, do: _do, ...said } = action
          return post(plan.form ?? '', { ...said })
        }
        case 'call':
          return post(plan.form ?? '', {
            result: action.result,
            ...(action.note === undefined ? {} : { note: action.note }),
          })
        case 'leave':
          // Mailboxes are closed by the driver, all in one go.
          return 'done'
      }
    },
  }
}

/** Path and query of an address; undefined for what is none. */
export function pathOf(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined
  const { pathname, search } = new URL(href)
  return pathname + search
}

function outcomeOf({ status }: Answer): Outcome {
  if (status < 400) return 'done'
  return status >= 500 || status === 429 ? 'later' : 'refused'
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** Reads every answer to its end, so that its connection serves the next request. */
async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
  return { status: answer.status, body: await answer.text() }
}

/** @throws when there is no such answer */
function sound({ status, body }: Answer): string {
  if (status >= 400) throw new Error(`it was answered ${status}: ${body.slice(0, 200)}`)
  return body
}
