/** A type test per mistake that a marketer can make in a track. The compiler reads this file; nothing runs it. */
import {
  anyOf,
  attended,
  call,
  choose,
  clicked,
  date,
  email,
  exit,
  fact,
  fit,
  goal,
  known,
  listenFor,
  moves,
  requested,
  rests,
  restsUntil,
  stage,
  track,
  trigger,
  visited,
  wait,
  type TrackDraft,
} from '../../core/dsl.ts'
import { lines, text } from '../../core/merge.ts'
import { points } from '../../core/quality.ts'
import { systemTemplate, template } from '../../core/template.ts'

const facts = { subject: 'Hello', theme: 'slow-close', stage: 'recognise', purpose: 'educate' } as const
const benchmark = template('benchmark', facts)
const story = template('story', { ...facts, merge: { customer: text() } })
const notice = systemTemplate('notice', { subject: 'A lead for you', merge: { why: lines() } })
const size = fact('size', ['small', 'large'])
const contractEnds = date('contractEnds')
const demo = trigger('asked for a demo', requested('demo'))

const rest = { rest: '30 days' } as const
const onReturn = {
  no_response: rest,
  bad_timing: rest,
  no_budget_now: rest,
  wrong_contact: rest,
  in_contract_until: rest,
  wants_information: rest,
  project_paused: rest,
  opportunity_lost: rest,
  untouched: rest,
}
const right = {
  goal: 'a demo',
  theme: 'slow-close',
  cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
  stages: { recognise: stage('The close is slow', [email(benchmark)]), compare: stage('How?', [wait('1 day')]) },
  salesReady: [demo],
  onReturn,
} satisfies TrackDraft<'recognise' | 'compare'>

// Right.
track('finance-leaders', right)
track('finance-leaders', {
  ...right,
  onReturn: { ...onReturn, bad_timing: { rest: '30 days', resume: 'compare', score: 'halve' } },
})
choose(size, { small: [], large: [email(story, { customer: 'Norwind' })], otherwise: [] })
listenFor(anyOf(clicked(benchmark), visited('/pricing*', { times: 2 })), {
  within: '6 business days',
  then: [],
  otherwise: [],
})

// Durations.
// @ts-expect-error misspelt: did you mean 'days'?
wait('4 dayz')
// @ts-expect-error there is no such unit
wait('1 fortnight')
// @ts-expect-error a number comes first
wait('four days')
// @ts-expect-error a length of time needs a unit
wait(4)
// @ts-expect-error a call needs a due time
call('Who decides?', {})
// @ts-expect-error the due time is misspelt
call('Who decides?', { due: '2 busines days' })
// @ts-expect-error the heartbeat is no duration
track('a', { ...right, exhausted: { heartbeat: 'quarterly' } })

// Touches.
// @ts-expect-error the customer is missing
email(story)
// @ts-expect-error misspelt: did you mean 'customer'?
email(story, { custommer: 'Norwind' })
// @ts-expect-error a number is no text
email(story, { customer: 7 })
// @ts-expect-error it is given nothing
email(benchmark, { customer: 'Norwind' })
// @ts-expect-error a mail to our own people is no step of a track
email(notice, { why: ['asked for a demo'] })
// @ts-expect-error a template, not its name
email('benchmark')
// @ts-expect-error there is no such policy
email(benchmark, { onUnknown: 'retry' })

// Ways.
// @ts-expect-error the way of 'large' is missing
choose(size, { small: [], otherwise: [] })
// @ts-expect-error the way for those of whom nothing is known is missing
choose(size, { small: [], large: [] })
// @ts-expect-error size is never 'huge'
choose(size, { small: [], large: [], huge: [], otherwise: [] })
// @ts-expect-error the way at the deadline is missing
listenFor(clicked(benchmark), { within: '1 week', then: [] })
// @ts-expect-error the deadline is missing
listenFor(clicked(benchmark), { then: [], otherwise: [] })
// @ts-expect-error a template, not its name
clicked('benchmark')

// Facts and fit.
// @ts-expect-error a fact, not its name
known('size', 'large')
// @ts-expect-error there is no grade E
fit('E')
// @ts-expect-error size is never 'huge'
points(size, { huge: 10 })

// Cadence.
// @ts-expect-error there is no such weekday
track('a', { ...right, cadence: { ...right.cadence, days: ['Tuesday'] } })
// @ts-expect-error no time of day
track('a', { ...right, cadence: { ...right.cadence, between: ['morning', '11:30'] } })
// @ts-expect-error no cap
track('a', { ...right, cadence: { ...right.cadence, atMost: 'twice a week' } })
// @ts-expect-error there is no such period
track('a', { ...right, cadence: { ...right.cadence, atMost: '2 touches a year' } })

// Returns.
// @ts-expect-error there is no stage 'decide'
track('a', { ...right, onReturn: { ...onReturn, bad_timing: { rest: '30 days', resume: 'decide' } } })
// @ts-expect-error a return needs its rest
track('a', { ...right, onReturn: { ...onReturn, bad_timing: { resume: 'compare' } } })
// @ts-expect-error there is no such treatment of the score
track('a', { ...right, onReturn: { ...onReturn, bad_timing: { rest: '30 days', score: 'third' } } })
// @ts-expect-error there is no such reason
track('a', { ...right, onReturn: { ...onReturn, no_reason: rest } })

// Rules.
track('a', {
  ...right,
  rules: [
    exit('left', visited('/careers')),
    goal('booked', requested('visit'), { stage: 'compare' }),
    moves(known(size, 'large'), { from: 'recognise', stage: 'compare' }),
    moves(known(size, 'large'), { track: 'another', stage: 'a stage of that' }),
    moves(known(size, 'large'), { theme: 'controls' }),
    moves(known(size, 'large'), { theme: 'controls', from: 'recognise' }),
    goal('booked, with a theme', requested('visit'), { theme: 'controls' }),
    rests(known(size, 'large'), '6 months', { theme: 'controls' }),
    rests(known(size, 'small'), '6 months', { resume: 'compare' }),
    restsUntil(contractEnds, { before: '3 months' }),
  ],
  entry: { when: fit('A'), refuse: { small: known(size, 'small') } },
  enterOn: attended('fair'),
  again: { after: '90 days', atMost: 2 },
  priority: 5,
  whenDisplaced: 'end',
  whenBusy: 'wait',
})
// @ts-expect-error there is no stage 'decide'
track('a', { ...right, rules: [moves(known(size, 'large'), { stage: 'decide' })] })
// @ts-expect-error there is no stage 'decide' to come from
track('a', { ...right, rules: [moves(known(size, 'large'), { from: 'decide', stage: 'compare' })] })
// @ts-expect-error there is no stage 'decide' to come from
track('a', { ...right, rules: [moves(known(size, 'large'), { from: 'decide', theme: 'controls' })] })
// @ts-expect-error there is no stage 'decide'
track('a', { ...right, rules: [goal('booked', requested('visit'), { stage: 'decide' })] })
// @ts-expect-error there is no stage 'decide'
track('a', { ...right, rules: [rests(known(size, 'small'), '6 months', { resume: 'decide' })] })
// @ts-expect-error misspelt: did you mean 'months'?
rests(known(size, 'small'), '6 mnths')
// @ts-expect-error size is no day
restsUntil(size)
// @ts-expect-error a day has no values to ask for
known(contractEnds, '2027-01-01')
// @ts-expect-error an exit leads nowhere
exit('left', visited('/careers'), { stage: 'compare' })
// @ts-expect-error a displaced track resumes or ends
track('a', { ...right, whenDisplaced: 'stop' })
// @ts-expect-error the cooldown is missing
track('a', { ...right, again: { atMost: 2 } })

const { untouched: _, ...oneMissing } = onReturn
// @ts-expect-error a reason has no answer
track('a', { ...right, onReturn: oneMissing })

// The whole.
// @ts-expect-error a trigger, not its name
track('a', { ...right, salesReady: ['asked for a demo'] })
const { goal: __, ...aimless } = right
// @ts-expect-error the goal is missing
track('a', aimless)

// Facts.
known(size, 'large')
// @ts-expect-error no company is 'huge'
known(size, 'huge')
