import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { parseReceivers, post, type Receiver } from '../../mail/webhook.ts'

const secret = `whsec_${Buffer.from('a secret for tests only, 24+').toString('base64')}`

/** A receiver that answers with these statuses in turn; `cut` ends the connection without an answer. */
async function receiver(...answers: readonly (number | 'cut')[]) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const answer = answers[got.length] ?? 204
      got.push({ headers: request.headers, body })
      if (answer === 'cut') request.socket.destroy()
      else response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end('words about Ada')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  return { got, to: { url, secret } }
}
const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

const send = (to: Receiver) => post(to, 'touch_1', '{"type":"touch"}', new AbortController().signal)

describe('a webhook', () => {
  it('is signed so that its receiver can tell that it is ours, under the same id each time', async () => {
    const { got, to } = await receiver(503, 200)
    expect(await send(to)).toEqual({ deferred: 503, response: '503 Service Unavailable' })
    expect(await send(to)).toEqual({ sent: true, response: '200 OK' })
    for (const { headers, body } of got) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({ type: 'touch' })
      expect(headers['webhook-id']).toBe('touch_1')
    }
  })

  it.each([
    [400, { refused: 'policy', code: 400, response: '400 Bad Request' }],
    [410, { refused: 'policy', code: 410, response: '410 Gone' }],
    [429, { deferred: 429, response: '429 Too Many Requests' }],
    [500, { deferred: 500, response: '500 Internal Server Error' }],
  ])('answered with %i is judged by that, and none of the words are kept', async (status, outcome) => {
    const { to } = await receiver(status)
    expect(await send(to)).toEqual(outcome)
  })

  it('that a redirect would carry elsewhere is not carried there', async () => {
    const { got, to } = await receiver(302)
    expect(await send(to)).toEqual({ refused: 'policy', code: 302, response: '302 Found' })
    expect(got).toHaveLength(1)
  })

  it('that found nobody was not sent; that was cut off may have arrived', async () => {
    const { to } = await receiver('cut')
    expect(await send(to)).toEqual({ unknown: 'UND_ERR_SOCKET' })
    const gone = await receiver()
    await new Promise((resolve) => servers.pop()?.close(resolve))
    expect(await send(gone.to)).toEqual({ notSent: 'ECONNREFUSED' })
  })
})

describe('WEBHOOKS', () => {
  it('names receivers with their secrets, which no request shows', () => {
    expect(parseReceivers(`texts=https://sms.test/in#${secret}, ads=https://ads.test/#${secret}`)).toEqual(
      new Map([
        ['texts', { url: 'https://sms.test/in', secret }],
        ['ads', { url: 'https://ads.test/', secret }],
      ]),
    )
  })

  it.each([
    ['texts', 'names a receiver wrongly: write name=https://…#whsec_…'],
    ['texts=sms.test', 'gives texts no web address'],
    ['texts=ftp://sms.test/#whsec_c2VjcmV0', 'gives texts no web address'],
    ['texts=https://sms.test/in', 'gives texts no secret that signs: put #whsec_… behind its address'],
  ])('says what is wrong with %s', (text, wrong) => {
    expect(() => parseReceivers(text)).toThrow(wrong)
  })
})
