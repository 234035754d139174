import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { stage, track, webhook } from '../../core/dsl.ts'
import { everyReason } from '../core/lives.ts'
import { onTime, publishSmallProgramme } from '../programme-fixture.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld } from '../world.ts'

const secret = `whsec_${Buffer.from('a secret for tests only, 24+').toString('base64')}`

const texts = track('texts', {
  goal: onTime.goal,
  theme: onTime.theme,
  cadence: onTime.cadence,
  salesReady: onTime.salesReady,
  stages: {
    recognise: stage('Why are we late so often?', [
      webhook('texts', { channel: 'phone', share: ['phone', 'firstName'], data: { text: 'Late again?' } }),
    ]),
  },
  onReturn: everyReason({ rest: '30 days' }),
})

const undo: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const each of undo.toReversed()) await each()
})

test('a text message goes once through another system, which is told what the step shares and no more', async () => {
  const got: { id: unknown; body: unknown }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      got.push({ id: request.headers['webhook-id'], body: JSON.parse(body) })
      // The first answer is lost on the way: nobody can know whether it arrived.
      if (got.length === 1) request.socket.destroy()
      else response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  undo.push(() => new Promise((resolve) => receiver.close(resolve)))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`

  const world = await freshWorld({ lives: false })
  undo.push(() => world.stop())
  await publishSmallProgramme(world.pool, { tracks: [onTime, texts] })
  await world.startLives({ receivers: new Map([['texts', { url, secret }]]) })
  const lead = await world.lead({ email: 'ida@norwind.test', firstName: 'Ida', phone: '+491701234567', track: 'texts' })
  await world.clock.run()

  const sent = await world.until('the text message', async () => {
    const { rows } = await world.pool.query<{ state: string; tries: number }>(
      `select state, tries from touch where lead_id = $1 and state = 'sent'`,
      [lead],
    )
    return rows[0]
  })
  expect(sent.tries).toBe(2)
  expect(got).toHaveLength(2)
  expect(got[1]).toEqual(got[0])
  expect(got[0]?.body).toMatchObject({
    type: 'touch',
    data: { track: 'texts', lead: { id: lead, firstName: 'Ida', phone: '+491701234567' }, text: 'Late again?' },
  })
  expect(JSON.stringify(got)).not.toContain('ida@norwind.test')
  await recordHistory(world, 'webhook', lead)
})
