import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { drawSvg, triggersInWords } from '../core/draw.ts'
import type { LeadField } from '../core/merge.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import type { StudioDeps } from './studio-deps.ts'
import { fill, usesOf, type Filled, type Use } from './studio-filled.ts'
import { inScheme } from './studio-html.ts'
import { mailPage } from './studio-mail.ts'
import { overview } from './studio-overview.ts'
import { mailPolicy, missing, studioPage } from './studio-page.ts'
import { personaPage } from './studio-persona.ts'
import { sendTest, type TestSent } from './studio-send.ts'
import { trackPage, wideDrawing } from './studio-track.ts'

/** The preview's pages; `close` ends the connections that wait for a change. */
export interface Studio {
  readonly app: Hono
  close(): void
}

const personaQuery = z.object({ days: z.coerce.number().int().min(1).max(1825).catch(365) })
const drawingQuery = z.object({ width: z.coerce.number().min(300).max(4000).catch(wideDrawing) })
const mailQuery = z.object({
  use: z.coerce.number().int().min(0).catch(0),
  persona: z.string().catch(''),
  language: z.string().catch(''),
  /** Which test send the page tells of. */
  test: z.coerce.number().int().catch(-1),
  scheme: z.enum(['light', 'dark']).catch('light'),
})

/** Pages that show a programme as it is on disk. They write nothing; a test mail is all that leaves. */
export function createStudio(deps: StudioDeps): Studio {
  const waiting = new Set<() => void>()
  const tests: TestSent[] = []
  const app = new Hono()
  // A page from elsewhere that makes its own name point at this machine reads nothing, and sends nothing.
  app.use(async (c, next) => {
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? '')) return c.text('Ask for localhost.', 421)
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.header('origin') !== originOf(c)) {
      return c.text('Only the pages of the preview itself may ask for this.', 403)
    }
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'same-origin')
    c.header('Cache-Control', 'no-store')
    await next()
    return undefined
  })
  app.use(bodyLimit({ maxSize: 64 * 1024 }))

  app.get('/', (c) => {
    const preview = deps.preview()
    return studioPage(c, preview, { title: 'Overview', body: overview(deps.folder, preview) })
  })
  app.get('/changes', (c) => {
    const answer = streamSSE(c, async (stream) => {
      const tell = (): void => void stream.writeSSE({ data: String(deps.preview().version) })
      const unsubscribe = deps.onChange(tell)
      tell()
      await new Promise<void>((resolve) => {
        waiting.add(resolve)
        stream.onAbort(resolve)
        stream.onAbort(() => {
          waiting.delete(resolve)
        })
      })
      unsubscribe()
    })
    // Else a server that is told to end would wait for the browser to let the connection go.
    answer.headers.set('Connection', 'close')
    return answer
  })
  app.get('/unsubscribe', (c) =>
    c.text('In a mail to a lead, this link leads to its own page for unsubscribing. A preview has no lead.'),
  )
  app.get('/tracks/:name', (c) => {
    const preview = deps.preview()
    const track = preview.programme?.tracks.find(({ name }) => name === c.req.param('name'))
    if (track === undefined) return missing(c, preview, 'There is no such track')
    return studioPage(c, preview, { title: track.name, body: trackPage(track, preview.version) })
  })
  app.get('/tracks/:name/drawing.svg', (c) => {
    const { programme } = deps.preview()
    const track = programme?.tracks.find(({ name }) => name === c.req.param('name'))
    if (programme == null || track === undefined) return c.text('There is no such track.', 404)
    const { width } = drawingQuery.parse(c.req.query())
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
    return c.body(drawSvg(track, { width, triggers: triggersInWords(programme.quality) }), 200, {
      'Content-Type': 'image/svg+xml',
    })
  })
  app.get('/personas/:name', (c) => {
    const preview = deps.preview()
    const { programme } = preview
    const persona = programme?.personas.find((one) => one.persona === c.req.param('name'))
    if (programme == null || persona === undefined) return missing(c, preview, 'There is no such persona')
    const { days } = personaQuery.parse(c.req.query())
    const body = personaPage(persona, deps.calendarOf(programme, persona, days), days)
    return studioPage(c, preview, { title: persona.persona, body })
  })
  app.get('/mails/:name', (c) => showMail(c))
  app.get('/mails/:name/html', (c) => {
    const chosen = chosenMail(c)
    if (chosen === undefined) return c.text('There is no such mail.', 404)
    c.header('Content-Security-Policy', mailPolicy)
    return c.html(inScheme(chosen.filled.html, chosen.query.scheme))
  })
  app.post('/mails/:name/test', async (c) => {
    const { to } = await c.req.parseBody()
    const chosen = chosenMail(c)
    if (chosen === undefined) return missing(c, deps.preview(), 'There is no such mail')
    const said = await sendTest(deps, chosen.filled, typeof to === 'string' ? to : '')
    // A page that answered a POST would ask to send it again when it reloads.
    const back = new URL(c.req.url)
    back.pathname = back.pathname.replace(/\/test$/, '')
    back.searchParams.set('test', String(tests.push(said) - 1))
    return c.redirect(`${back.pathname}${back.search}`, 303)
  })
  app.notFound((c) => missing(c, deps.preview(), 'There is no such page'))
  app.onError((error, c) => {
    console.error(error)
    return c.text('This page cannot be shown: that is a defect of Perennial. Its terminal says more.', 500)
  })

  function chosenMail(c: Context): Chosen | undefined {
    const { programme } = deps.preview()
    const mail = programme?.mails.find(({ template }) => template.name === c.req.param('name'))
    if (programme == null || mail === undefined) return undefined
    const query = mailQuery.parse(c.req.query())
    const uses = usesOf(programme, mail)
    const use = uses[query.use] === undefined ? 0 : query.use
    const filling = {
      persona: programme.personas.find(({ persona }) => persona === query.persona),
      typed: typedIn(c.req.query()),
      language: mail.in !== undefined && Object.hasOwn(mail.in, query.language) ? query.language : null,
      use: uses[use],
    }
    return { mail, query, uses, use, filled: fill(deps, programme, mail, filling, originOf(c)) }
  }

  function showMail(c: Context): Response | Promise<Response> {
    const preview = deps.preview()
    const chosen = chosenMail(c)
    if (preview.programme === null || chosen === undefined) return missing(c, preview, 'There is no such mail')
    const { mail, filled, uses, use, query } = chosen
    const address = new URLSearchParams(new URL(c.req.url).search)
    address.delete('scheme')
    address.delete('test')
    const body = mailPage(deps, preview.programme, {
      mail,
      filled,
      uses,
      use,
      persona: query.persona,
      language: filled.language,
      query: address.toString(),
      said: tests[query.test],
    })
    return studioPage(c, preview, { title: mail.template.name, body })
  }

  return { app, close: () => waiting.forEach((end) => end()) }
}

interface Chosen {
  readonly mail: CompiledTemplate
  readonly query: z.infer<typeof mailQuery>
  readonly uses: readonly Use[]
  readonly use: number
  readonly filled: Filled
}

const originOf = (c: Context): string => new URL(c.req.url).origin

/** What was typed for fields of the lead: `is.firstName`, `is.fact:sector`. An empty one leaves what the persona says. */
function typedIn(query: Readonly<Record<string, string>>): Readonly<Partial<Record<LeadField, string>>> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      name.startsWith('is.') && value.trim() !== '' ? [[name.slice('is.'.length), value]] : [],
    ),
  )
}
