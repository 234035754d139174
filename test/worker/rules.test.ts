import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { attended, email, exit, goal, known, stage, submitted, track, wait } from '../../core/dsl.ts'
import { enrol } from '../../db/enrol.ts'
import { inTransaction } from '../../db/pool.ts'
import { storyOf } from '../../db/story.ts'
import * as mail from '../../templates/index.ts'
import { relation } from '../../tracks/facts.ts'
import financeLeaders from '../../tracks/finance-leaders.ts'
import { loadProgramme, publishProgramme } from '../../worker/programme.ts'
import { everyReason, sound } from '../core/lives.ts'
import { recordHistory } from '../record-history.ts'
import { freshWorld, type World } from '../world.ts'

const { goal: aim, theme, cadence, salesReady } = financeLeaders
const like = { goal: aim, theme, cadence, salesReady, onReturn: everyReason({ rest: '2 weeks' } as const) }

/** A calm track, and a short one for who was at the fair, which goes before it. */
const calm = track('calm', {
  ...like,
  rules: [exit('is a competitor', known(relation, 'competitor'))],
  stages: {
    recognise: stage('…', [email(mail.closeBenchmark), wait('20 days'), email(mail.fiveSlowSteps)]),
    compare: stage('…', [wait('10 days'), email(mail.buyingGuide)]),
    stayClose: stage('…', [wait('10 days'), email(mail.whatChanged)]),
  },
})
const fair = track('fair', {
  ...like,
  stages: {
    recognise: stage('…', [email(mail.controlsChecklist), wait('5 days')]),
    compare: stage('…', [email(mail.closeBenchmark, { id: 'again' }), email(mail.apiTour)]),
    stayClose: stage('…', [wait('90 days')]),
  },
  rules: [goal('met us again', submitted('appointment'))],
  entry: { refuse: { 'a partner': known(relation, 'partner') } },
  enterOn: attended('fair'),
  priority: 10,
})

describe('rules and arbitration on the real stack', () => {
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
    const loaded = await loadProgramme('tracks')
    if ('problems' in loaded) throw new Error('the shipped programme does not load')
    const tracks = [...loaded.ok.tracks, sound(compileTrack(calm)), sound(compileTrack(fair))]
    await publishProgramme(world.pool, { ...loaded.ok, tracks }, 'test')
  })
  afterAll(() => world.stop())

  const sent = async (lead: string): Promise<readonly string[]> => {
    const { rows } = await world.pool.query<{ content: string }>(
      `select content from touch where lead_id = $1 and state = 'sent' order by settled_at, id`,
      [lead],
    )
    return rows.map(({ content }) => content)
  }
  /** Lets days go by until it holds. */
  const live = (what: string, holds: () => Promise<boolean>): Promise<boolean> =>
    world.until(what, async () => {
      if (await holds()) return true
      await world.clock.advance(0.5)
      return false
    })

  test('an exit in the middle of a wait ends the enrolment at once, and nothing comes after', async () => {
    const lead = await world.lead({ track: 'calm' })
    await live('the first mail', async () => (await sent(lead)).length === 1)
    await world.does(lead, { kind: 'submitted', of: 'form' }, { relation: 'competitor' })
    await world.until('it has left', async () => (await world.look(lead)).doing === 'ended')
    const { life } = await storyOf(world.pool, world.definitions, lead)
    expect(life.enrolments).toMatchObject([{ because: 'is a competitor', outcome: 'exit' }])
    await world.clock.advance(30)
    await world.until('the workflow is over', async () => {
      return (await world.client.workflow.getHandle(`lead/${lead}`).describe()).status.name === 'COMPLETED'
    })
    expect(await sent(lead)).toEqual(['close-benchmark'])
    await recordHistory(world, 'left', lead)
    const back = await inTransaction(world.pool, (tx) => enrol(tx, world.definitions, lead, 'calm', 'test'))
    expect(back).toEqual({ enrolled: false, sentence: 'the lead was in track calm before: is a competitor' })
  })

  test('a track of higher priority takes the lead over, and it comes back to where it was', async () => {
    const lead = await world.lead({ track: 'calm' })
    await live('the first mail', async () => (await sent(lead)).length === 1)
    await world.does(lead, { kind: 'attended', of: 'fair' })
    await world.until('the fair has it', async () => (await world.look(lead)).track === 'fair')
    await live('the mail of the fair', async () => (await sent(lead)).length === 2)
    const { life } = await storyOf(world.pool, world.definitions, lead)
    expect(life.waiting).toMatchObject([{ track: 'calm', displaced: true }])
    await world.client.workflow.getHandle(`lead/${lead}`).terminate('lost')
    await world.does(lead, { kind: 'submitted', of: 'appointment' })
    await world.until('it is back', async () => (await world.look(lead)).track === 'calm')
    await live('the second mail of its own track', async () => (await sent(lead)).length === 3)
    expect(await sent(lead)).toEqual(['close-benchmark', 'controls-checklist', 'five-slow-steps'])
    const after = (await storyOf(world.pool, world.definitions, lead)).life
    expect(after.enrolments).toMatchObject([
      { track: 'calm', because: 'displaced by fair', continues: null },
      { track: 'fair', because: 'met us again', outcome: 'goal', continues: null },
      { track: 'calm', because: null, continues: 1 },
    ])
    expect(after).toMatchObject({ waiting: [], goals: [{ track: 'fair', name: 'met us again' }] })
    await recordHistory(world, 'displaced', lead)
  })

  test('who may not enter stays where it is, and the reason is kept', async () => {
    const lead = await world.lead({ track: 'calm', facts: { relation: 'partner' } })
    await world.does(lead, { kind: 'attended', of: 'fair' })
    const { life } = await storyOf(world.pool, world.definitions, lead)
    expect(life).toMatchObject({ track: 'calm', waiting: [], refusals: [{ track: 'fair', because: 'a partner' }] })
  })
})
