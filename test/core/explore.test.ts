/** That the exploration of a track leaves nothing out: whatever way a life goes, what it meets was found. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  advance,
  allOf,
  anyOf,
  call,
  cast,
  choose,
  clicked,
  email,
  listenFor,
  moves,
  split,
  stage,
  track,
  visited,
  wait,
} from '../../core/dsl.ts'
import { explore, follow, type Exploration, type Explored } from '../../core/explore.ts'
import { choicesAt, returnsAt, rulesAt, take, type Choice } from '../../core/explore-choices.ts'
import { beginning, type Moment } from '../../core/explore-moment.ts'
import { startsOf } from '../../core/explore-starts.ts'
import { template } from '../../core/template.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  guide,
  office,
  role,
  size,
  sound,
  story,
  tour,
} from './lives.ts'

const piece = (name: string, theme = 'slow-close') =>
  template(name, { subject: 'x', theme, stage: 'recognise', purpose: 'educate' })
const compiled = sound(
  compileTrack(
    track('first', {
      goal: 'a demo',
      theme: 'slow-close',
      salesReady: [demo],
      cadence: {
        zone: 'lead',
        days: ['Mon', 'Tue', 'Thu'],
        between: ['09:30', '11:30'],
        atMost: ['1 touch a day', '4 touches a month'],
      },
      stages: {
        recognise: stage('…', [
          email(benchmark),
          listenFor(anyOf(clicked(benchmark), allOf(visited('/a'), visited('/b'))), {
            id: 'heard',
            within: '6 days',
            then: [email(story), wait('1 day')],
            otherwise: [wait('2 days')],
          }),
          choose(size, { small: [email(checklist)], large: [call('Who decides?', { due: '1 day' })], otherwise: [] }),
          cast({ from: [piece('x'), piece('y', 'controls')] }),
        ]),
        compare: stage('…', [
          split('opening', { goal: 'mql', variants: { a: [email(story, { id: 'again' })], b: [wait('9 days')] } }),
          email(guide),
          listenFor(clicked(guide), { id: 'late', within: '3 weeks', then: [advance], otherwise: [] }),
          choose(role, { cfo: [wait('2 days'), email(tour)], student: [], otherwise: [] }),
        ]),
      },
      onReturn: { ...everyReason({ rest: '3 weeks' } as const), no_response: { rest: '2 weeks', resume: 'compare' } },
      rules: [moves(visited('/pricing'), { stage: 'compare' })],
    }),
  ),
)
const programme = { tracks: { first: compiled }, quality: definition, office }
const starts = startsOf(programme, compiled)

/** What the limits judge a life by: after how long a silence its touch comes, with how many others in a week, and its end. */
function met(
  before: Moment,
  { to, sent }: Pick<Explored['ways'][number], 'sent'> & { readonly to: Moment },
): readonly string[] {
  const { step, at } = sent.at(-1) ?? { step: null, at: 0 }
  if (step === null) {
    return to.state.doing.is === 'exhausted' ? [`the end after ${to.now - to.quietSince}`] : []
  }
  const inAWeek = to.lead.sent.filter((each) => each.at > at - 7 * DAY).length
  return [`${step} after ${at - before.quietSince}, ${inAWeek} in a week`]
}
const metIn = ({ moments }: Exploration): ReadonlySet<string> =>
  new Set(
    moments.flatMap(({ moment, ways }) =>
      ways.flatMap(({ to, choice, sent }) =>
        sent.length > 0
          ? met(moment, { to: follow(moment, [choice]), sent })
          : met(moment, { to: moments[to]!.moment, sent }),
      ),
    ),
  )

/** A life that goes whatever way the dice say. */
function goes(dice: readonly number[], ways: (moment: Moment) => readonly Choice[]): readonly Moment[] {
  const [first = 0, ...rest] = dice
  const { person, at, facts } = starts[first % starts.length]!
  const all = [beginning(programme, person, at, facts)]
  for (const die of rest) {
    const here = all.at(-1)!
    const may = ways(here)
    const then = may.length === 0 ? undefined : take(here, may[die % may.length]!)
    if (then === undefined) continue
    all.push(then)
  }
  return all
}
const dice = fc.array(fc.nat({ max: 10_000 }), { minLength: 25, maxLength: 40, size: 'max' })

it('every silence and every week of a life, whatever way it goes, was found', () => {
  const found = metIn(explore(programme, compiled))
  expect(found.size).toBeGreaterThan(100)
  fc.assert(
    fc.property(dice, (thrown) => {
      const all = goes(thrown, (at) => choicesAt(at, definition.facts))
      for (const [i, to] of all.slice(1).entries()) {
        const sent = to.lead.sent.slice(all[i]!.lead.sent.length)
        for (const what of met(all[i]!, { to, sent })) expect(found).toContain(what)
      }
    }),
    { numRuns: 30 },
  )
})

it('every step of a life that sales returns, or that a rule sends elsewhere, was found', () => {
  const exploration = explore(programme, compiled)
  const steps = new Set(exploration.moments.flatMap(({ moment }) => moment.lead.sent.map(({ step }) => step)))
  expect(steps.size).toBeGreaterThan(7)
  expect(exploration.isWhole).toBe(true)
  fc.assert(
    fc.property(dice, (thrown) => {
      const all = goes(thrown, (at) => {
        const own = choicesAt(at, definition.facts)
        return own.some(({ is }) => is === 'fact') ? own : [...own, ...returnsAt(at), ...rulesAt(at)]
      })
      for (const { lead } of all) for (const { step } of lead.sent) expect(steps).toContain(step)
    }),
    { numRuns: 30 },
  )
})

it('each way leads where it says, and to what it says', () => {
  const { moments } = explore(programme, compiled)
  for (const { moment, ways } of moments.slice(0, 300)) {
    for (const { to, choice, sent } of ways) {
      const then = follow(moment, [choice])
      const there = moments[to]!.moment
      expect([then.state.doing.is, then.state.stage]).toEqual([there.state.doing.is, there.state.stage])
      expect(then.lead.sent.slice(moment.lead.sent.length)).toEqual(sent)
    }
  }
})

it('the same place with the same past ahead is explored once', () => {
  const { moments } = explore(programme, compiled)
  expect(moments.length).toBeLessThan(3000)
})
