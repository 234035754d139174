import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleEntry } from '../../db/ledger.ts'
import { inTransaction } from '../../db/pool.ts'
import { resumeSending, stopSending } from '../../db/stops.ts'
import { createEdge } from '../../edge/server.ts'
import { claimedMail } from '../claimed-mail.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld, type World } from '../world.ts'

/** Casts on the real engine: the touch itself decides what the lead gets, by what is true when it goes. */
describe('a lead that is cast to', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld()
    await world.clock.hold()
  })
  afterAll(() => world.stop())

  /** Somebody who reads on the pages about security, and so has controls on their mind. */
  async function worried(person: { readonly email: string; readonly language?: string }): Promise<string> {
    const lead = await world.lead({ track: 'not-ready-yet', ...person })
    for (const of of ['/security', '/security/audit-trail']) await world.does(lead, { kind: 'visited', of })
    return lead
  }
  const mailsTo = async (address: string) => (await world.inbox.mails()).filter(({ to }) => to.includes(address))
  const firstMail = async (address: string) => {
    await world.until(`a touch for ${address}`, async () => {
      const found = (await mailsTo(address)).length > 0
      if (!found) await world.clock.advance(0.05)
      return found
    })
    return (await mailsTo(address))[0]!
  }
  /** The ledger once nothing is under way: a mail is at the inbox before it is recorded. */
  const ledger = (lead: string) =>
    world.until('what was sent is recorded', async () => {
      const { rows } = await world.pool.query<{ step: string; content: string; state: string }>(
        `select step, content, state from touch where lead_id = $1 order by id`,
        [lead],
      )
      return rows.every(({ state }) => state !== 'claimed' && state !== 'sending') && rows
    })

  test('gets the best piece for what interests it, in its language, with links that are tagged', async () => {
    const lead = await worried({ email: 'grete@norwind.test', language: 'de-AT' })
    const mail = await firstMail('grete@norwind.test')
    expect(mail.subject).toBe('Wer muss was ansehen?')
    expect(mail.text).toContain('Abmelden')
    expect(mail.text).toContain('Guten Tag Ida')
    expect(await ledger(lead)).toEqual([{ step: 'recognise~cast', content: 'four-eyes', state: 'sent' }])

    const { letterhead, apiKeys } = world.settings
    const { linkKeys, publicUrl } = letterhead
    const { pool, definitions } = world
    const log = pino({ level: 'silent' })
    const edge = createEdge({ pool, definitions, publicUrl, linkKeys, brandName: 'Ledgerline', apiKeys, log })
    const path = /\/c\/[\w.~-]+/.exec(mail.text)?.[0] ?? ''
    const answer = await edge.request(path)
    expect(answer.headers.get('location')).toBe(
      'https://example.com/de/freigabe-matrix?utm_source=perennial&utm_medium=email&utm_campaign=not-ready-yet&utm_content=four-eyes',
    )
  })

  test('gets the next best where the best came by another way while the cast was waiting', async () => {
    const lead = await worried({ email: 'piet@norwind.test' })
    await world.until('the cast is due', async () => (await world.look(lead)).wakesAt !== null)
    await sentElsewhere(lead, 'four-eyes')
    expect((await firstMail('piet@norwind.test')).subject).toBe('How long should a monthly close take?')
    expect((await ledger(lead)).map(({ content }) => content)).toEqual(['four-eyes', 'close-benchmark'])
    await recordHistory(world, 'cast', lead)
  })

  test('gets the next best where the best is stopped', async () => {
    const stop = { scope: 'touch' as const, name: 'four-eyes' }
    const by = { at: await world.clock.now(), actor: 'ana' }
    await stopSending(world.pool, stop, { ...by, reason: null })
    const lead = await worried({ email: 'ruth@norwind.test' })
    expect((await firstMail('ruth@norwind.test')).subject).toBe('How long should a monthly close take?')
    expect((await ledger(lead)).map(({ content }) => content)).toEqual(['close-benchmark'])
    await resumeSending(world.pool, stop, by)
  })

  /** As if another track had sent it. */
  async function sentElsewhere(lead: string, content: string): Promise<void> {
    const at = await world.clock.now()
    await inTransaction(world.pool, async (tx) => {
      const { id, token } = await claimedMail(tx, {
        key: { lead, enrolment: 0, step: 'elsewhere' },
        content,
        track: 'elsewhere',
        version: 'elsewhere',
        now: at,
      })
      await settleEntry(tx, id, token, { state: 'sent', reason: null, at: at - 40 * 86_400_000, response: null })
    })
  }
})
