import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { SMTPServerOptions } from 'smtp-server'
import { createSender, type SenderOptions } from '../../mail/send.ts'
import { portOf, refusal, startSink } from './sink.ts'

const message = {
  messageId: '<key@example.com>',
  envelope: { from: 'hello@example.com', to: 'ada@lead.example' },
  raw: Buffer.from('Subject: Hello\r\nMessage-ID: <key@example.com>\r\n\r\nHello\r\n'),
}

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

function senderTo(smtpUrl: string, options: Partial<SenderOptions> = {}) {
  const sender = createSender({ smtpUrl, ...options })
  endings.push(() => sender.close())
  return sender
}

async function sinkWith(faults: Partial<SMTPServerOptions> = {}) {
  const sink = await startSink({ closeTimeout: 100, ...faults })
  endings.push(sink.stop)
  return sink
}

async function outcomeWith(faults: Partial<SMTPServerOptions>, options: Partial<SenderOptions> = {}) {
  return senderTo((await sinkWith(faults)).url, options).send(message)
}

test('a mail that the server takes is sent, once, to the envelope', async () => {
  const sink = await sinkWith()
  const outcome = await senderTo(sink.url).send(message)
  expect(outcome).toMatchObject({ sent: true, response: expect.stringMatching(/^250 /) })
  expect(sink.received).toMatchObject([{ from: 'hello@example.com', to: ['ada@lead.example'] }])
})

test('a mailbox that does not exist is a bad address', async () => {
  const outcome = await outcomeWith({
    onRcptTo: (_address, _session, done) => done(refusal(550, '5.1.1 no such user')),
  })
  expect(outcome).toMatchObject({ refused: 'bad_address', code: 550 })
})

test.each([
  [550, '5.7.1 blocked'],
  [554, 'no reason given'],
  [550, '5.1.8 your domain is unknown'],
])('any other refusal for good is policy: %i %s', async (code, text) => {
  const outcome = await outcomeWith({ onRcptTo: (_address, _session, done) => done(refusal(code, text)) })
  expect(outcome).toMatchObject({ refused: 'policy', code })
})

test('a refusal for now is deferred', async () => {
  const outcome = await outcomeWith({ onRcptTo: (_address, _session, done) => done(refusal(451, '4.7.1 later')) })
  expect(outcome).toMatchObject({ deferred: 451 })
})

test('a refusal after the content counts as one', async () => {
  const outcome = await outcomeWith({
    onData: (stream, _session, done) => stream.on('end', () => done(refusal(552, '5.3.4 too big'))).resume(),
  })
  expect(outcome).toMatchObject({ refused: 'policy', code: 552 })
})

test('a server that dies after it got the content leaves the outcome unknown', async () => {
  const sink = await sinkWith({
    onData: (stream) => stream.on('end', () => sink.dropAll()).resume(),
  })
  expect(await senderTo(sink.url).send(message)).toEqual({ unknown: expect.any(String) })
})

test('a server that dies before it takes the content has not got the mail', async () => {
  const sink = await sinkWith({ onRcptTo: () => sink.dropAll() })
  expect(await senderTo(sink.url).send(message)).toEqual({ notSent: expect.any(String) })
})

test('a server that falls silent after the content leaves the outcome unknown', async () => {
  const outcome = await outcomeWith({ onData: (stream) => stream.resume() }, { socketTimeout: 200 })
  expect(outcome).toEqual({ unknown: expect.any(String) })
})

test('an attempt that is aborted after the content is unknown', async () => {
  const abort = new AbortController()
  const sink = await sinkWith({ onData: (stream) => stream.on('end', () => abort.abort()).resume() })
  expect(await senderTo(sink.url).send(message, abort.signal)).toEqual({ unknown: expect.any(String) })
})

test('an attempt that is aborted before it begins is not sent', async () => {
  const sink = await sinkWith()
  expect(await senderTo(sink.url).send(message, AbortSignal.abort())).toEqual({ notSent: expect.any(String) })
  expect(sink.received).toEqual([])
})

test('a server that rejects the sender has not got the mail', async () => {
  const outcome = await outcomeWith({
    onMailFrom: (_address, _session, done) => done(refusal(550, '5.7.1 sender blocked')),
  })
  expect(outcome).toEqual({ notSent: expect.stringContaining('5.7.1 sender blocked') })
})

test('a server that refuses the connection has not got the mail', async () => {
  const sink = await startSink()
  await sink.stop()
  expect(await senderTo(sink.url).send(message)).toEqual({ notSent: expect.stringContaining('ECONNREFUSED') })
})

test('a server that drops the connection before the greeting has not got the mail', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endings.push(() => void server.close())
  expect(await senderTo(`smtp://127.0.0.1:${portOf(server)}`).send(message)).toEqual({ notSent: expect.any(String) })
})

test('a host that does not exist has not got the mail', async () => {
  expect(await senderTo('smtp://no-such-host.invalid:25', { connectionTimeout: 1000 }).send(message)).toEqual({
    notSent: expect.any(String),
  })
})

test('an idle connection that the server closed costs nothing: the next mail goes over a new one, once', async () => {
  const sink = await sinkWith()
  const sender = senderTo(sink.url, { maxConnections: 1 })
  await sender.send(message)
  sink.dropAll()
  expect(await sender.send(message)).toMatchObject({ sent: true })
  expect(sink.received).toHaveLength(2)
})
