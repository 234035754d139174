/** A life at rest, and how it goes on from there, without a trace in what else might become of it. */
import { expect, it } from 'vitest'
import { DAY, MINUTE } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import { email, stage, track, wait } from '../../core/dsl.ts'
import { afterHappening, afterTimer, beginning, scriptOf, type Moment } from '../../core/explore-moment.ts'
import type { Person } from '../../core/simulated-lead.ts'
import { anyDay } from './any-time.ts'
import { benchmark, definition, demo, everyReason, guide, office, sound, start, story } from './lives.ts'

const cfo: Person = {
  track: 'first',
  calendar: { zone: 'UTC', transitions: [[0, 0]], holidays: [] },
  lifecycle: 'lead',
  channels: ['email'],
  facts: {},
}
const named = (name: string, steps: readonly ReturnType<typeof email>[]) =>
  sound(
    compileTrack(
      track(name, {
        goal: 'a demo',
        theme: 'slow-close',
        salesReady: [demo],
        cadence: anyDay,
        stages: { recognise: stage('…', steps.flatMap((step) => [step, wait('5 days')]).slice(0, -1)) },
        onReturn: { ...everyReason({ rest: '2 weeks' } as const), wrong_contact: { rest: '2 weeks', track: 'second' } },
      }),
    ),
  )
const tracks = { first: named('first', [email(benchmark), email(story)]), second: named('second', [email(guide)]) }
/** A life that begins, what becomes of it where sales takes it, and where sales gives it back. */
function lives(person: Partial<Person> = {}): { first: Moment; held: Moment; back: Moment } {
  const first = beginning({ tracks, quality: definition, office }, { ...cfo, ...person }, start)
  const held = afterHappening(first, start + 1, [{ sales: 'opportunity' }])
  return { first, held, back: afterHappening(held, held.now + MINUTE, [{ returned: 'bad_timing' }]) }
}
const timer = (moment: Moment): Moment => afterTimer(moment)!

it('begins with nothing before it, as a lead of its track', () => {
  const { first } = lives()
  expect(first).toMatchObject({
    from: null,
    happened: [],
    returned: null,
    quietSince: start,
    state: { doing: { is: 'due' } },
  })
  expect(first.state.lead).toBe('lead of first')
  expect(beginning(first.lead.programme, { ...cfo, id: 'ada' }, start).state.lead).toBe('ada')
  expect([first, timer(first), timer(timer(first))].map(({ depth }) => depth - first.depth)).toEqual([0, 1, 2])
})

it('goes on by its timer to the end, where it only looks now and then', () => {
  const { first } = lives()
  const sent = timer(timer(first))
  expect(sent.lead.sent.map(({ content }) => content)).toEqual(['benchmark', 'story'])
  expect(sent.state.doing.is).toBe('exhausted')
})

it('has been quiet since its last touch, or since it rested or was with sales', () => {
  const { first, held, back } = lives()
  const touched = timer(first)
  expect(touched.quietSince).toBe(touched.lead.sent[0]!.at)
  expect([held.quietSince, back.quietSince]).toEqual([held.now, back.now])
  const resumed = timer(back)
  expect(resumed.state.doing.is).toBe('due')
  expect(resumed.quietSince).toBe(resumed.now)
  // What happens while it waits for a touch is no touch.
  expect(afterHappening(first, start + MINUTE, [{ act: 'visited', of: '/x' }]).quietSince).toBe(start)
})

it('remembers what happened, in order, all the way', () => {
  const { first, back } = lives()
  const happened = [
    { at: start + 1, what: { sales: 'opportunity' } },
    { at: start + 1 + MINUTE, what: { returned: 'bad_timing' } },
  ]
  expect(scriptOf(timer(back))).toEqual(happened)
  expect(scriptOf(first)).toEqual([])
})

it('goes on by no timer once it is over', () => {
  const { held } = lives()
  const won = afterHappening(held, held.now + 1, [{ sales: 'customer' }])
  expect(won.state.doing.is).toBe('ended')
  expect(afterTimer(won)).toBeUndefined()
})

it('hears what happens at the very instant of its timer before that', () => {
  const { first } = lives()
  const touch = timer(first)
  expect(afterHappening(first, touch.now, [{ act: 'visited', of: '/x' }]).lead.sent).toEqual([])
  expect(afterHappening(first, touch.now + 1, [{ act: 'visited', of: '/x' }]).lead.sent).toHaveLength(1)
})

it('is handed to sales again after a return, apart from the first time', () => {
  const { first } = lives({ facts: { size: 'large', role: 'cfo' } })
  const asks = { act: 'requested', of: 'demo' } as const
  const returned = afterHappening(afterHappening(first, start + 1, [asks]), start + DAY, [{ returned: 'bad_timing' }])
  const again = afterHappening(timer(returned), returned.now + 30 * DAY, [asks])
  const accepted = afterHappening(again, again.now + 1, [{ sales: 'accepted' }])
  expect(accepted.lead.handoffs.map(({ status }) => status)).toEqual(['returned', 'accepted'])
  expect(again.lead.handoffs.map(({ status }) => status)).toEqual(['returned', 'open'])
  expect(returned.lead.handoffs.map(({ id }) => id)).toEqual([again.lead.handoffs[0]!.id])
})

it('may go several ways, none of which knows of another', () => {
  const { first } = lives({ facts: { size: 'large', role: 'cfo' } })
  const handed = afterHappening(first, start + 1, [{ act: 'requested', of: 'demo' }])
  const before = structuredClone(handed.lead.handoffs)
  expect(before).toHaveLength(1)
  const accepted = afterHappening(handed, handed.now + DAY, [{ sales: 'accepted' }])
  const returned = afterHappening(handed, handed.now + DAY, [{ returned: 'bad_timing' }])
  expect(handed.lead.handoffs).toEqual(before)
  expect(accepted.lead.handoffs).not.toEqual(before)
  expect(returned.lead.handoffs).not.toEqual(accepted.lead.handoffs)
  expect([returned.state.doing.is, accepted.state.doing.is]).toEqual(['resting', 'withSales'])
  expect(first.lead.sent).toEqual([])
})

it('goes on in another track where its return leads there', () => {
  const { held } = lives()
  const away = afterHappening(held, held.now + MINUTE, [{ returned: 'wrong_contact' }])
  const there = timer(away)
  expect(there.track.name).toBe('second')
  expect(timer(there).lead.sent.map(({ content }) => content)).toEqual(['guide'])
})

it('goes on by its timers until something happens to it', () => {
  const { first } = lives()
  const late = afterHappening(first, start + 60 * DAY, [{ act: 'visited', of: '/x' }])
  expect(late.lead.sent.map(({ content }) => content)).toEqual(['benchmark', 'story'])
  expect(late.now).toBe(start + 60 * DAY)
})
