import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSender } from '../../mail/send.ts'
import { openLink, type Link } from '../../worker/chaos-link.ts'
import { smtpWatcher, type Doubt } from '../../worker/chaos-moments.ts'
import { freshInbox, type TestInbox } from '../stack-fixture.ts'

describe('a wire that can be broken', () => {
  let server: Server
  let link: Link
  beforeEach(async () => {
    server = createServer((socket) => void socket.on('error', () => {}).pipe(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    link = await openLink(typeof address === 'object' ? (address?.port ?? 0) : 0)
  })
  afterEach(async () => {
    await link.close()
    server.close()
  })

  async function connected(): Promise<Socket> {
    const socket = createConnection({ host: '127.0.0.1', port: link.port })
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  const echo = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString()
  }

  test('open: everything passes both ways', async () => {
    expect(await echo(await connected(), 'hello')).toBe('hello')
  })

  test('cut: who is connected is thrown out, and nobody gets in, until it is open again', async () => {
    const before = await connected()
    await echo(before, 'hello')
    link.be('cut')
    await once(before, 'close')
    await once(await connected(), 'close')
    link.be('open')
    expect(await echo(await connected(), 'again')).toBe('again')
  })

  test('silent: what is said is lost, and who lost something is thrown out in the end', async () => {
    const [speaking, quiet] = [await connected(), await connected()]
    await echo(speaking, 'hello')
    await echo(quiet, 'hello')
    link.be('silent')
    let heard = false
    speaking.once('data', () => (heard = true))
    speaking.write('lost')
    await new Promise((resolve) => setTimeout(resolve, 100))
    link.be('open')
    await once(speaking, 'close')
    expect(heard).toBe(false)
    expect(await echo(quiet, 'still here')).toBe('still here')
  })

  test('slow: it comes late, and in order', async () => {
    const socket = await connected()
    link.be('slow', 50)
    const began = performance.now()
    expect(await echo(socket, 'late')).toBe('late')
    expect(performance.now() - began).toBeGreaterThan(95)
  })
})

describe('moments of a mail', () => {
  const doubts: Doubt[] = []
  let inbox: TestInbox
  let link: Link
  beforeEach(async () => {
    doubts.length = 0
    inbox = await freshInbox()
    link = await openLink(Number(new URL(inbox.smtpUrl).port), () => smtpWatcher((doubt) => doubts.push(doubt)))
  })
  afterEach(async () => {
    await link.close()
    await inbox.stop()
  })

  const raw = Buffer.from('Message-ID: <one@link.test>\r\nSubject: Hello\r\n\r\nHello.\r\n')
  const message = { messageId: '<one@link.test>', envelope: { from: 'a@link.test', to: 'b@link.test' }, raw }
  const send = () => createSender({ smtpUrl: `smtp://127.0.0.1:${link.port}` }).send(message)

  test('a mail that nothing stops leaves no doubt', async () => {
    expect(await send()).toMatchObject({ sent: true })
    await link.close()
    expect(doubts).toEqual([])
  })

  test.each([
    ['before DATA', 0],
    ['after DATA', 1],
  ] as const)('cut %s, it is in doubt, and %i arrived', async (moment, arrived) => {
    const stopped = link.stopAt([moment], 30_000)
    const sending = send()
    expect(await stopped).toBeDefined()
    link.be('cut')
    expect(await sending).not.toHaveProperty('sent')
    expect(await inbox.count()).toMatchObject({ received: arrived })
    expect(doubts).toMatchObject([{ recipient: 'b@link.test' }])
    if (arrived > 0) expect(doubts).toMatchObject([{ messageId: '<one@link.test>' }])
  })

  test('let go on, the sender hears it', async () => {
    const stopped = link.stopAt(['after DATA'], 30_000)
    const sending = send()
    ;(await stopped)?.pass()
    expect(await sending).toMatchObject({ sent: true })
  })
})
