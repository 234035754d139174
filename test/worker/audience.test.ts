import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handoffsOf } from '../../db/handoffs.ts'
import { createEdge, serveEdge } from '../../edge/server.ts'
import type { Behaviour } from '../../worker/audience-behaviour.ts'
import { chanceOf } from '../../worker/audience-chance.ts'
import sample from '../../worker/audience-default.ts'
import { recall } from '../../worker/audience-memory.ts'
import { startAudience, type Audience } from '../../worker/audience.ts'
import { scratchFolder } from '../scratch.ts'
import { freshWorld, type World } from '../world.ts'

const hour = 3_600_000
const day = 24 * hour

const idle: Behaviour = {
  isColleague: (address) => address.endsWith('@example.com'),
  onMail: () => [],
  onHandoff: () => [],
  onCall: () => undefined,
}

describe('people at the other end', () => {
  let world: World
  let edge: Awaited<ReturnType<typeof serveEdge>>
  const folder = scratchFolder('audience')
  const audiences: Audience[] = []
  beforeAll(async () => {
    world = await freshWorld()
    const { pool, definitions, settings } = world
    const { publicUrl, linkKeys } = settings.letterhead
    const log = pino({ level: 'silent' })
    const app = createEdge({
      pool,
      definitions,
      publicUrl,
      linkKeys,
      brandName: 'Ledgerline',
      apiKeys: settings.apiKeys,
      log,
    })
    edge = await serveEdge(app, 0)
    await world.clock.run()
  })
  afterAll(async () => {
    for (const audience of audiences) await audience.stop()
    await edge.close()
    await world.stop()
    folder.remove()
  })

  function audienceOf(name: string, behaviour: Partial<Behaviour>): Audience {
    const { inbox, settings } = world
    const audience = startAudience({
      inboxUrl: inbox.url,
      edgeUrl: edge.url,
      apiKey: settings.apiKeys[0] ?? '',
      seed: name,
      memoryFile: join(folder.path, `${name}.json`),
      behaviour: { ...idle, ...behaviour },
      log: () => {},
    })
    audiences.push(audience)
    return audience
  }

  const kindsOf = async (lead: string): Promise<string[]> => {
    const { rows } = await world.pool.query<{ kind: string }>(
      `select kind from event where lead_id = $1 order by seq`,
      [lead],
    )
    return rows.map(({ kind }) => kind)
  }

  test('a person reads, asks for a demo and gets tired of mail; a rep accepts and gives back', async () => {
    const lead = await world.lead({
      email: 'ida@eager.test',
      facts: { industry: 'manufacturing', role: 'decides', region: 'dach' },
    })
    audienceOf('eager', {
      onMail: ({ to, nth }) =>
        to === 'ida@eager.test' && nth === 1
          ? [
              { do: 'click', after: hour },
              { do: 'visit', path: '/pricing', after: 2 * hour },
              { do: 'track', event: 'Requested', properties: { what: 'demo' }, after: 3 * hour },
              { do: 'unsubscribe', after: 60 * day },
            ]
          : [],
      onHandoff: ({ lead: who }) =>
        who === 'ida@eager.test'
          ? [
              { do: 'answer', say: 'accept', after: 0 },
              { do: 'answer', say: 'return', reason: 'bad_timing', note: 'After the audit.', after: 5 * day },
            ]
          : [],
    })
    const status = async (): Promise<string | undefined> => (await handoffsOf(world.pool, lead))[0]?.status
    // Her rep has three days, which pass in less than the time that a busy machine takes to bring the mail.
    await world.clock.run(0.25)
    await world.until('the handoff', async () => (await status()) !== undefined)
    await world.clock.hold()
    await world.until('the yes', async () => (await status()) === 'accepted')
    await world.clock.run()
    await world.until('the return', async () => (await status()) === 'returned')
    await world.until('the unsubscribing', async () => (await world.look(lead)).channels.length === 0)
    expect(await kindsOf(lead)).toEqual(
      expect.arrayContaining(['clicked', 'visited', 'requested', 'accepted', 'returned']),
    )
    expect(await handoffsOf(world.pool, lead)).toMatchObject([{ reason: 'bad_timing', note: 'After the audit.' }])
  })

  test('a scanner that opens every link does nothing that counts', async () => {
    const lead = await world.lead({ email: 'sam@scanned.test' })
    audienceOf('scanner', { onMail: ({ to }) => (to === 'sam@scanned.test' ? [{ do: 'scan', after: 0 }] : []) })
    const judged = async (): Promise<unknown[]> =>
      (await world.pool.query(`select judged from hit join touch on touch.id = touch_id where lead_id = $1`, [lead]))
        .rows
    await world.until('hits that are judged', async () => {
      const all = await judged()
      return all.length > 0 && all.every((hit) => JSON.stringify(hit) === '{"judged":"machine"}')
    })
    expect(await kindsOf(lead)).not.toContain('clicked')
    expect((await world.look(lead)).channels).toEqual(['email'])
  })

  test('what somebody had in mind when it stopped is done after the next start, once', async () => {
    const lead = await world.lead({ email: 'lea@later.test' })
    const later: Partial<Behaviour> = {
      onMail: ({ to, nth }) => {
        if (nth > 1) return []
        if (to === 'lea@later.test') return [{ do: 'visit', path: '/security', after: 90 * day }]
        return to === 'lou@later.test' ? [{ do: 'visit', path: '/team', after: 0 }] : []
      },
    }
    const before = audienceOf('later', later)
    const memory = join(folder.path, 'later.json')
    await world.until(
      'she has it in mind',
      async () => existsSync(memory) && recall(memory).plans.some(({ who }) => who === 'lea@later.test'),
    )
    await world.clock.hold()
    await before.stop()
    expect(await kindsOf(lead)).not.toContain('visited')
    await world.clock.run()
    const after = audienceOf('later', later)
    await world.until('the visit', async () => (await kindsOf(lead)).includes('visited'))
    await after.stop()
    audienceOf('later', later)
    const other = await world.lead({ email: 'lou@later.test' })
    await world.until('what another does afterwards', async () => (await kindsOf(other)).includes('visited'))
    expect((await kindsOf(lead)).filter((kind) => kind === 'visited')).toHaveLength(1)
  })

  test('who has left gets no more mail: it bounces', async () => {
    const lead = await world.lead({ email: 'leo@left.test' })
    const audience = audienceOf('left', {
      onMail: ({ to }) => (to === 'leo@left.test' ? [{ do: 'leave', after: 0 }] : []),
    })
    const refused = async (): Promise<boolean> => {
      const found = await world.pool.query(`select from touch where lead_id = $1 and reason = 'bad_address'`, [lead])
      return found.rows.length > 0
    }
    await world.until('the bounce', refused)
    // On a busy machine a second mail may be on its way before they have left.
    expect(Object.keys(audience.tally)).toEqual(['leave'])
  })
})

describe('the people of the sample', () => {
  const mails = fc.record({
    to: fc.emailAddress().map((address) => address.toLowerCase()),
    from: fc.constant('Ledgerline <hello@ledgerline.test>'),
    subject: fc.string(),
    nth: fc.integer({ min: 1, max: 50 }),
  })

  test('the same seed makes the same people', () => {
    fc.assert(
      fc.property(mails, fc.string(), (mail, seed) => {
        expect(sample.onMail(mail, chanceOf(seed))).toEqual(sample.onMail(mail, chanceOf(seed)))
      }),
    )
  })

  test('few unsubscribe, some react, most do nothing', () => {
    const chance = chanceOf('demo')
    const all = Array.from({ length: 4_000 }, (_, index) => {
      const to = `person${index % 800}@company${index % 300}.test`
      return sample.onMail({ to, from: '', subject: `mail ${index}`, nth: 1 + Math.floor(index / 800) }, chance)
    })
    const share = (what: string): number =>
      all.filter((acts) => acts.some((act) => act.do === what)).length / all.length
    expect(share('unsubscribe')).toBeLessThan(0.01)
    expect(share('click')).toBeGreaterThan(0.1)
    expect(share('click')).toBeLessThan(0.35)
    expect(all.filter((acts) => acts.length === 0).length / all.length).toBeGreaterThan(0.5)
  })

  test('sales does something else with each lead: every answer occurs', () => {
    const chance = chanceOf('demo')
    const plans = Array.from({ length: 300 }, (_, index) =>
      sample.onHandoff(
        { rep: 'orla.keane@example.com', lead: `lead${index}@company.test`, subject: 'a lead', nth: 1 },
        chance,
      ),
    )
    expect(plans.some((plan) => plan.length === 0)).toBe(true)
    const says = new Set(plans.flatMap((plan) => plan.map(({ say }) => say)))
    expect([...says].toSorted()).toEqual(['accept', 'customer', 'disqualify', 'opportunity', 'qualify', 'return'])
    for (const plan of plans) {
      const times = plan.map(({ after }) => after)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }
  })
})
