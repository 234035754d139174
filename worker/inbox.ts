import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createServer } from 'node:http'
import { z } from 'zod'
import { inboxPage } from './inbox-page.ts'
import type { View } from './inbox-page.ts'
import { faults, startSmtpSink } from './inbox-smtp.ts'
import type { SmtpSink } from './inbox-smtp.ts'
import { parseMail } from './mail-content.ts'
import type { MailContent } from './mail-content.ts'
import { keptRaw, openMailStore } from './mail-store.ts'
import type { MailStore, MailSummary } from './mail-store.ts'

export interface Inbox {
  smtpUrl: string
  /** The page to read the mails, and the root of the JSON interface. */
  url: string
  stop(): Promise<void>
}

/** What `GET /api/mails` answers. */
export interface MailList {
  mails: MailSummary[]
  /** To be given as `after` next time: the number of the last mail of this answer, or of the one before. */
  last: number
}

/** What `GET /api/mails/:n` answers. */
export interface Mail extends MailSummary, MailContent {}

/**
 * Starts an inbox for everything that is sent to it: an SMTP server, a page to read the mails and the same as JSON.
 * Port 0 picks any free one.
 */
export async function startInbox(options: { folder: string; smtpPort: number; httpPort: number }): Promise<Inbox> {
  const store = await openMailStore(options.folder)
  const sink = await startSmtpSink(store, options.smtpPort)
  const app = new Hono().route('/api', api(store, sink)).route('/', pages(store))
  const http = await listen(guarded(app), options.httpPort)
  return {
    smtpUrl: `smtp://127.0.0.1:${sink.port}`,
    url: `http://127.0.0.1:${http.port}`,
    async stop() {
      await Promise.all([sink.stop(), http.stop()])
      store.close()
    },
  }
}

const number = z.coerce.number().int().min(0)
const listQuery = z.object({ after: number.default(0), limit: number.max(1000).default(100) })
const pageQuery = z.object({ to: z.string().default(''), before: number.optional().catch(undefined) })
const view = z.enum(['html', 'text', 'headers'] satisfies View[]).catch('html')

function api(store: MailStore, sink: SmtpSink): Hono {
  return new Hono()
    .get('/mails', async (c) => {
      const query = listQuery.safeParse(c.req.query())
      if (!query.success) return c.json({ error: z.prettifyError(query.error) }, 400)
      const mails = await store.after(query.data.after, query.data.limit)
      return c.json({ mails, last: mails.at(-1)?.n ?? query.data.after } satisfies MailList)
    })
    .get('/mails/:n{[0-9]+}', async (c) => {
      const mail = await store.get(Number(c.req.param('n')))
      const raw = mail && (await store.raw(mail.n))
      if (!mail || !raw) return c.json({ error: absence(mail) }, mail ? 410 : 404)
      return c.json({ ...mail, ...(await parseMail(raw)) } satisfies Mail)
    })
    .get('/mails/:n{[0-9]+}/raw', async (c) => {
      const raw = await store.raw(Number(c.req.param('n')))
      if (!raw) return c.json({ error: absence(await store.get(Number(c.req.param('n')))) }, 404)
      return c.body(new Uint8Array(raw), 200, { 'content-type': 'text/plain; charset=utf-8' })
    })
    .get('/count', (c) => c.json(store.counts()))
    .get('/faults', (c) => c.json(sink.faults()))
    .put('/faults', async (c) => {
      const wanted = faults.safeParse(await c.req.json().catch(() => 'not JSON'))
      if (!wanted.success) return c.json({ error: z.prettifyError(wanted.error) }, 400)
      sink.setFaults(wanted.data)
      return c.json(sink.faults())
    })
}

function absence(mail: MailSummary | undefined): string {
  return mail ? `Mail ${mail.n} is too old: only the newest ${keptRaw} are kept in full.` : 'There is no such mail.'
}

function pages(store: MailStore): Hono {
  async function list(query: Record<string, string>): Promise<Parameters<typeof inboxPage>[0]> {
    const { to, before } = pageQuery.parse(query)
    const mails = await store.newest({ before, limit: 50, recipient: to })
    return { mails, recipient: to, received: store.counts().received, before }
  }
  return new Hono()
    .get('/', async (c) => c.html(await inboxPage(await list(c.req.query()))))
    .get('/mails/:n{[0-9]+}', async (c) => {
      const mail = await store.get(Number(c.req.param('n')))
      if (!mail) return c.text(absence(mail), 404)
      const raw = await store.raw(mail.n)
      const open = { mail, content: raw && (await parseMail(raw)), view: view.parse(c.req.query('view')) }
      return c.html(await inboxPage({ ...(await list(c.req.query())), open }))
    })
    .get('/mails/:n{[0-9]+}/html', async (c) => {
      const raw = await store.raw(Number(c.req.param('n')))
      if (!raw) return c.text(absence(await store.get(Number(c.req.param('n')))), 404)
      c.header('content-security-policy', mailPolicy)
      c.header('referrer-policy', 'no-referrer')
      // A link that is followed opens beside the inbox, not inside the frame.
      return c.html(`<base target="_blank">${(await parseMail(raw)).html}`)
    })
}

/** What a mail may do here is what a mail client lets it do: look good, and nothing else. */
const mailPolicy =
  "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline' https:; font-src https: data:; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox'

const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'"

/** A page from elsewhere that makes its own name point at this machine must not read the mails. */
function guarded(app: Hono): Hono {
  return new Hono()
    .use(async (c, next) => {
      if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? ''))
        return c.text('Ask for localhost.', 421)
      await next()
      c.header('x-content-type-options', 'nosniff')
      if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', pagePolicy)
      return undefined
    })
    .route('/', app)
}

async function listen(app: Hono, port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const answer = getRequestListener(app.fetch)
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
