import { createTransport } from 'nodemailer'
import { appendFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startInbox } from '../../worker/inbox.ts'
import { openMailStore } from '../../worker/mail-store.ts'
import { scratchFolder } from '../scratch.ts'
import { freshInbox } from '../stack-fixture.ts'
import type { TestInbox } from '../stack-fixture.ts'

let inbox: TestInbox
let sender: ReturnType<typeof senderTo>

beforeEach(async () => {
  inbox = await freshInbox()
  sender = senderTo(inbox.smtpUrl)
})

afterEach(async () => {
  sender.close()
  await inbox.stop()
})

function senderTo(smtpUrl: string) {
  const transport = createTransport(`${smtpUrl}?pool=true&maxConnections=5`)
  return {
    close: () => transport.close(),
    send: (to: string, mail: { messageId?: string; html?: string; text?: string; subject?: string } = {}) =>
      transport.sendMail({ from: 'Ana Ruiz <ana@ours.example>', to, subject: 'A slow close', text: 'Hello', ...mail }),
  }
}

test('a mail can be read: headers, both parts, links', async () => {
  await sender.send('kim@acme.example', {
    messageId: '<one@ours.example>',
    html: '<p>See <a class="b" href="https://ours.example/c/1?a=1&amp;b=2">the <b>benchmark</b></a></p>',
  })
  const [mail] = await inbox.mails()
  expect(mail).toMatchObject({
    n: 1,
    messageId: '<one@ours.example>',
    to: ['kim@acme.example'],
    from: 'Ana Ruiz <ana@ours.example>',
    subject: 'A slow close',
    text: 'Hello\n',
    links: [{ href: 'https://ours.example/c/1?a=1&b=2', text: 'the benchmark' }],
  })
  expect(mail?.headers).toContainEqual({ name: 'Message-ID', value: '<one@ours.example>' })
})

test('a Message-ID that came twice is one mail received twice', async () => {
  for (const messageId of ['<a@x>', '<b@x>', '<a@x>']) await sender.send('kim@acme.example', { messageId })
  expect(await inbox.count()).toEqual({ received: 3, uniqueMessageIds: 2 })
})

test('a recipient can be refused, others not', async () => {
  await inbox.setFaults({ rejectRcpt: { pattern: '^gone@', code: 550, message: '5.1.1 No such user' } })
  await expect(sender.send('gone@acme.example')).rejects.toMatchObject({ responseCode: 550 })
  await sender.send('kim@acme.example')
  expect(await inbox.count()).toMatchObject({ received: 1 })
})

test('a message can be refused for now', async () => {
  await inbox.setFaults({ rejectData: { pattern: '@slow', code: 451, message: '4.7.1 Try later' } })
  await expect(sender.send('kim@slow.example')).rejects.toMatchObject({ responseCode: 451 })
  expect(await inbox.count()).toMatchObject({ received: 0 })
})

test('a server that dies before DATA keeps nothing', async () => {
  await inbox.setFaults({ dieBeforeData: 1 })
  await expect(sender.send('kim@acme.example')).rejects.not.toHaveProperty('responseCode')
  expect(await inbox.count()).toMatchObject({ received: 0 })
  await sender.send('kim@acme.example')
  expect(await inbox.count()).toMatchObject({ received: 1 })
})

test('a server that dies after DATA has the mail, and its sender cannot know', async () => {
  await inbox.setFaults({ dieAfterData: 1 })
  await expect(sender.send('kim@acme.example')).rejects.not.toHaveProperty('responseCode')
  expect(await inbox.count()).toMatchObject({ received: 1 })
})

test('a fault that makes no sense is refused with its place', async () => {
  await expect(inbox.setFaults({ rejectRcpt: { pattern: '(', code: 550, message: 'no' } })).rejects.toThrow(
    'is not a regular expression',
  )
})

test('the page finds mails by recipient and keeps scripts of a mail from running', async () => {
  await sender.send('kim@acme.example', { html: '<script>alert(1)</script><p>Hi</p>' })
  await sender.send('lee@acme.example', { subject: '<b>bold</b>' })
  const page = await (await fetch(`${inbox.url}/?to=LEE`)).text()
  expect(page).toContain('&lt;b&gt;bold&lt;/b&gt;')
  expect(page).not.toContain('kim@acme.example')
  const frame = await fetch(`${inbox.url}/mails/1/html`)
  expect(frame.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox(?!.*allow-scripts)/)
})

test('a page of another site cannot read the mails under a name of its own', async () => {
  const status = await new Promise((resolve) => {
    get(`${inbox.url}/api/mails`, { headers: { host: 'evil.example' } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
  })
  expect(status).toBe(421)
})

test('what was received is there after a restart, and a line cut short by a crash counts for nothing', async () => {
  const folder = scratchFolder('inbox')
  const first = await openMailStore(folder.path)
  for (let n = 1; n <= 250; n += 1)
    await first.add(Buffer.from(`Message-ID: <${n}@x>\r\n\r\nHi`), [`lead${n}@acme.example`])
  first.close()
  appendFileSync(join(folder.path, 'index.jsonl'), '{"n":251,"messa')

  const again = await startInbox({ folder: folder.path, smtpPort: 0, httpPort: 0 })
  const next = senderTo(again.smtpUrl)
  await next.send('kim@acme.example', { messageId: '<new@x>' })
  next.close()
  const list = await (await fetch(`${again.url}/api/mails?after=199&limit=1000`)).json()
  expect(list).toMatchObject({
    last: 251,
    mails: { length: 52, 0: { n: 200, messageId: '<200@x>' }, 51: { messageId: '<new@x>' } },
  })
  expect(await (await fetch(`${again.url}/api/count`)).json()).toEqual({ received: 251, uniqueMessageIds: 251 })
  await again.stop()
  folder.remove()
})
