import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { freshInbox, type TestInbox } from '../stack-fixture.ts'

const scratch = scratchFolder('dev')
const folder = join(scratch.path, 'my-nurture')
const inFolder = (name: string): string => join(folder, name)
const track = inFolder('tracks/service-leaders.ts')
const templates = inFolder('templates/index.ts')

/** A busy machine takes its time to load a programme. */
const patience = { timeout: 120_000, interval: 200 }

let inbox: TestInbox
let server: ChildProcess
let url = ''
let printed = ''

/** `perennial dev` in a process of its own, as a marketer has it running: on the starter, with a persona and UTM tags. */
beforeAll(async () => {
  inbox = await freshInbox()
  cpSync('examples/starter', folder, { recursive: true })
  renameSync(inFolder('_package.json'), inFolder('package.json'))
  mkdirSync(inFolder('node_modules'))
  symlinkSync(process.cwd(), inFolder('node_modules/perennial-nurture'))
  const persona = `persona('head of service', { zone: 'Europe/Vienna', country: 'AT', facts: { sector: 'lifts' } })`
  edit(inFolder('tracks/index.ts'), 'import { programme }', 'import { persona, programme }')
  edit(
    inFolder('tracks/index.ts'),
    '  personas: [ruth, omar],\n',
    `  personas: [ruth, omar, ${persona}],\n  links: { utm: { campaign: '{track}' } },\n`,
  )
  const node = ['--conditions=perennial-source', '--import', import.meta.resolve('tsx'), resolve('cli/main.ts')]
  server = spawn(process.execPath, [...node, 'dev', '--port', '0'], {
    cwd: folder,
    env: {
      ...process.env,
      NO_COLOR: '1',
      SMTP_URL: inbox.smtpUrl,
      SEND_TO: '@norwind.example',
      MAIL_FROM: 'Fixit <hello@fixit.example>',
    },
  })
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (text: Buffer) => (printed += text.toString()))
  await vi.waitFor(() => expect(printed).toContain('Ctrl-C ends it.'), patience)
  url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? ''
  await vi.waitFor(async () => expect(await get('/')).toContain('P307'), patience)
})
afterAll(async () => {
  if (server.exitCode === null) server.kill('SIGKILL')
  await inbox.stop()
  scratch.remove()
})

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  writeFileSync(file, text.replace(from, to))
}

async function get(path: string): Promise<string> {
  return (await fetch(`${url}${path}`)).text()
}

const sendTo = (to: string, origin: string, query = ''): Promise<Response> =>
  fetch(`${url}/mails/second-visit/test${query}`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ to }),
  })

describe('perennial dev', () => {
  test('shows what there is, and what check finds with its place', async () => {
    const page = await get('/')
    expect(page).toMatch(/tracks\/service-leaders\.ts:\d+:\d+/)
    for (const part of ['/tracks/service-leaders', '/mails/second-visit', '/personas/head%20of%20service']) {
      expect(page).toContain(`href="${part}"`)
      expect((await fetch(`${url}${part}`)).status).toBe(200)
    }
  })

  test('draws a track', async () => {
    expect(await get('/tracks/service-leaders')).toContain('/tracks/service-leaders/drawing.svg?width=400')
    const drawing = await fetch(`${url}/tracks/service-leaders/drawing.svg?width=400`)
    expect(drawing.headers.get('content-type')).toBe('image/svg+xml')
    expect(await drawing.text()).toContain('mail second-visit')
  })

  test('lives a persona for as many days as are asked for', async () => {
    expect(await get('/personas/head%20of%20service?days=120')).toContain('Gets pilot-plan')
    expect(await get('/personas/head%20of%20service?days=9')).not.toContain('Gets pilot-plan')
  })

  test('shows a mail with its text, size and links, tagged as they will be', async () => {
    const page = await get('/mails/second-visit')
    expect(page).toContain('utm_campaign=service-leaders')
    expect(page).toMatch(/[\d.]+ KB of the 102 KB/)
    expect(page.match(/<iframe/g)).toHaveLength(4)
  })

  test('shows a mail as it is light, and as it is dark', async () => {
    const light = await get('/mails/second-visit/html?scheme=light')
    const dark = await get('/mails/second-visit/html?scheme=dark')
    expect(light).toContain('@media (max-width: 0)')
    expect(dark).toContain('@media (min-width: 0)')
  })

  test('writes a name that holds markup as text', async () => {
    const query = `?is.firstName=${encodeURIComponent('<script>alert(1)</script>')}`
    for (const page of [await get(`/mails/pilot-plan${query}`), await get(`/mails/pilot-plan/html${query}`)]) {
      expect(page).toContain('&lt;script&gt;alert(1)')
      expect(page).not.toContain('<script>alert')
    }
  })

  test('tells whoever waits for it that a file was saved', async () => {
    const changes = await fetch(`${url}/changes`)
    const reader = changes.body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = await reader?.read()
    edit(templates, 'subject: ', `subject: 'Saved a moment ago' || `)
    const next = await reader?.read()
    expect(next?.value).toMatch(/^data: \d+/)
    expect(next?.value).not.toBe(first?.value)
    await reader?.cancel()
    expect(await get('/mails/second-visit')).toContain('Saved a moment ago')
  })

  test('says where a mistake is, keeps the last version below, and forgets it when it is mended', async () => {
    const right = readFileSync(track, 'utf8')
    edit(track, "wait('2 weeks')", "wait('-2 weeks')")
    // Not the overview: what check finds may come before it is known that the programme cannot be loaded.
    await expect.poll(() => get('/tracks/service-leaders'), patience).toContain('is negative')
    const line = right.split('\n').findIndex((text) => text.includes("wait('2 weeks')")) + 1
    expect(await get('/tracks/service-leaders')).toContain(`tracks/service-leaders.ts:${line}:`)
    expect(await get('/tracks/service-leaders')).toContain('A head of service asks for a pilot')

    writeFileSync(track, right.replace('email(mail.secondVisit),', 'email(mail.secondVisit'))
    await expect.poll(() => get('/tracks/service-leaders'), patience).toContain('it cannot be read')
    const page = await get('/tracks/service-leaders')
    expect(page).toMatch(/tracks\/service-leaders\.ts:\d+:\d+/)
    expect(page).not.toMatch(/\n\s+at /)

    writeFileSync(track, right)
    await expect.poll(() => get('/'), patience).not.toContain('cannot be shown')
  })

  test('sends a test to whom SEND_TO names, and to nobody else', async () => {
    const sent = await sendTo('ada@norwind.example', url, '?is.firstName=Ada')
    expect(await sent.text()).toContain('Sent to ada@norwind.example.')
    expect(await (await sendTo('ada@elsewhere.example', url)).text()).toContain(
      'SEND_TO does not name ada@elsewhere.example',
    )
    const mails = await inbox.mails()
    expect(mails).toHaveLength(1)
    expect(mails[0]?.html).toContain('Ada')
  })

  test('takes no send from a page of somebody else, and answers to no other name', async () => {
    expect((await sendTo('ada@norwind.example', 'http://evil.example')).status).toBe(403)
    expect((await inbox.count()).received).toBe(1)
    const asked = request(url, { headers: { host: 'evil.example' } }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(421)
    answer.resume()
  })

  test('ends with Ctrl-C, whoever still waits for a change', async () => {
    const waiting = await fetch(`${url}/changes`)
    server.kill('SIGINT')
    const [code] = await once(server, 'exit')
    expect(code).toBe(0)
    await waiting.body?.cancel()
  })
})
