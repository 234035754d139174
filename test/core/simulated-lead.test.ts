/** One lead as the simulator holds it: what comes in at its doors, what sales may say of it, and what becomes of its touches. */
import { describe, expect, it } from 'vitest'
import { addSpan, DAY, HOUR, MINUTE } from '../../core/calendar.ts'
import { compileTrack } from '../../core/compile.ts'
import {
  allOf,
  call,
  cast,
  choose,
  email,
  known,
  stage,
  submitted,
  track,
  visited,
  type TrackDraft,
} from '../../core/dsl.ts'
import type { BehaviourKind } from '../../core/event.ts'
import { countOf, recount } from '../../core/simulated-counts.ts'
import { happen } from '../../core/simulated-ingest.ts'
import {
  calendarIn,
  deaf,
  eventsFor,
  newLead,
  schedule,
  trackNamed,
  type Fate,
  type Happening,
  type Met,
  type Person,
  type RunningProgramme,
  type Scripted,
  type SimulatedLead,
} from '../../core/simulated-lead.ts'
import { chase, promote } from '../../core/simulated-sales.ts'
import { interestOf, treatScores } from '../../core/simulated-scores.ts'
import { touch } from '../../core/simulated-touch.ts'
import { born } from '../../core/state.ts'
import { anyDay } from './any-time.ts'
import {
  benchmark,
  checklist,
  definition,
  demo,
  everyReason,
  office,
  role,
  size,
  sound,
  start,
  story,
} from './lives.ts'

const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const

const draftOf = (rest: Partial<TrackDraft<'recognise'>> = {}) =>
  track('first', {
    goal: '…',
    theme: 'slow-close',
    cadence: anyDay,
    stages: {
      recognise: stage('…', [
        email(benchmark),
        call('Who decides?', { due: '2 business days', attempts: 3 }),
        choose(role, { cfo: [email(story)], student: [], otherwise: [email(checklist)] }),
      ]),
    },
    salesReady: [demo],
    onReturn: everyReason({ rest: '2 weeks' as const }),
    ...rest,
  })
const first = sound(compileTrack(draftOf()))
const running: RunningProgramme = { tracks: { first }, quality: definition, office }
const cfo: Person = {
  track: 'first',
  calendar: utc,
  lifecycle: 'lead',
  channels: ['email', 'phone'],
  facts: { size: 'large', role: 'cfo' },
}

const leadOf = (person: Partial<Person> = {}, programme = running, outside = {}): SimulatedLead =>
  newLead(programme, { ...cfo, ...person }, outside)
/** Lets it all happen, an hour after each other. */
function after(lead: SimulatedLead, ...all: readonly Happening[]): SimulatedLead {
  all.forEach((one, i) => happen(lead, one, start + i * HOUR))
  return lead
}
const did = (act: BehaviourKind, of: string): Happening => ({ act, of })
/** What its events say, without number and instant; `unheard`: its life is not told of it. */
const heard = ({ events }: SimulatedLead) =>
  events.map(({ event, matters }) => {
    const said = Object.entries(event).filter(([name]) => name !== 'seq' && name !== 'at')
    return { ...Object.fromEntries(said), ...(matters ? {} : { unheard: true }) }
  })
const asksForDemo = did('requested', 'demo')

describe('what a lead does and tells', () => {
  it('is an event each, one after the other; what nobody asks for is not told to its life', () => {
    const lead = after(leadOf(), did('visited', '/jobs'), asksForDemo)
    expect(lead.events.map(({ event }) => [event.seq, event.at])).toEqual([
      [1, start],
      [2, start + HOUR],
    ])
    expect(heard(lead)).toEqual([
      { kind: 'visited', of: '/jobs', unheard: true },
      { kind: 'requested', of: 'demo', triggers: ['asked for a demo'] },
    ])
    expect(lead.outbox).toEqual([lead.events[1]?.event])
  })

  it('changes what is known of it, and its grade; only what its track asks for is told to its life', () => {
    const lead = after(leadOf({ facts: {} }), { fact: 'size', is: 'large' }, { fact: 'role', is: 'cfo' })
    expect(lead.facts).toEqual({ size: 'large', role: 'cfo' })
    expect(lead.grade).toBe('A')
    expect(heard(lead)).toEqual([
      { kind: 'facts', facts: {}, unheard: true },
      { kind: 'facts', facts: { role: 'cfo' } },
    ])
  })

  it('changes nothing where it tells what is known, or nothing', () => {
    const lead = after(leadOf(), { fact: 'role', is: 'cfo' }, { fact: 'role', is: '' })
    expect(lead.facts).toEqual(cfo.facts)
    expect(heard(lead)).toEqual([
      { kind: 'facts', facts: {}, unheard: true },
      { kind: 'facts', facts: {}, unheard: true },
    ])
  })

  it('is told together where it tells something with what it does', () => {
    const lead = after(leadOf({ facts: {} }), {
      act: 'submitted',
      of: 'newsletter',
      facts: { role: 'cfo', size: 'small' },
    })
    expect(heard(lead)).toEqual([{ kind: 'submitted', of: 'newsletter', facts: { role: 'cfo' } }])
    expect(lead.facts).toEqual({ role: 'cfo', size: 'small' })
  })

  it('fires a trigger that asks for it more than once only when it was done as often', () => {
    const visits = did('visited', '/pricing')
    const fired = after(leadOf(), visits, visits, visits).events.map(
      ({ event }) => 'triggers' in event && event.triggers,
    )
    expect(fired.map((triggers) => triggers || [])).toEqual([[], [], ['reads prices']])
  })

  it('makes a subscriber a lead where that was declared', () => {
    const lead = after(leadOf({ lifecycle: 'subscriber' }), did('visited', '/pricing'), did('submitted', 'form'))
    expect(lead.lifecycle).toBe('lead')
    expect(lead.changes).toEqual([
      { at: start + HOUR, was: 'subscriber', became: 'lead', because: 'declared condition' },
    ])
    expect(heard(lead).at(-1)).toEqual({ kind: 'becameLead' })
    expect(after(leadOf(), did('submitted', 'form')).changes).toEqual([])
  })

  it('makes no lead of a subscriber that tells something, even where it did before what is asked for', () => {
    const becomesLead = allOf(submitted('form'), known(size, 'large'))
    const lead = leadOf({ lifecycle: 'subscriber', facts: {} }, { ...running, quality: { ...definition, becomesLead } })
    expect(after(lead, did('submitted', 'form'), { fact: 'size', is: 'large' }).lifecycle).toBe('subscriber')
    expect(after(lead, did('visited', '/docs')).lifecycle).toBe('subscriber')
    expect(after(lead, did('submitted', 'form')).lifecycle).toBe('lead')
  })

  it('makes a subscriber a lead by all that it did so far', () => {
    const becomesLead = visited('/docs', { times: 2 })
    const programme = { ...running, quality: { ...definition, becomesLead } }
    const lead = leadOf({ lifecycle: 'subscriber' }, programme)
    expect(after(lead, did('visited', '/docs')).lifecycle).toBe('subscriber')
    expect(after(lead, did('visited', '/docs')).lifecycle).toBe('lead')
  })

  it('counts from its last handoff on: what promoted it once does it by new acts only', () => {
    const visits = did('visited', '/pricing')
    const lead = after(leadOf(), visits, visits, did('visited', '/press'), asksForDemo, visits)
    const pricing = visited('/pricing')
    expect([countOf(lead, pricing), countOf(lead, visited('/p*')), countOf(lead, submitted('form'))]).toEqual([3, 4, 0])
    expect(countOf(after(leadOf(), did('visited', '/docs'), visits), visited('/p*'))).toBe(1)
    recount(lead, 4)
    expect([countOf(lead, pricing), countOf(lead, visited('/p*')), countOf(lead, visited('/docs'))]).toEqual([1, 1, 0])
  })

  it('speaks for a theme where a track of its programme follows its interest, and else for none', () => {
    const followed = sound(compileTrack(draftOf({ followInterest: true })))
    const programme = { ...running, tracks: { first: followed }, mailThemes: { guide: 'controls' } }
    const quality = { ...definition, interest: [...definition.interest, { ...clicks, theme: null }] }
    const lead = after(
      leadOf({}, { ...programme, quality }),
      did('visited', '/pricing'),
      did('clicked', 'guide'),
      // What it tells speaks for nothing.
      { fact: 'size', is: 'small' },
    )
    expect(lead.scores.map(({ points, theme }) => [points, theme])).toEqual([
      [20, 'slow-close'],
      [7, 'controls'],
    ])
    expect(interestOf(lead, followed, start + 2 * HOUR)).toBe('slow-close')
    expect(interestOf(lead, first, start + 2 * HOUR)).toBeUndefined()
    treatScores(lead, 'reset', start + DAY, 'returned')
    expect(interestOf(lead, followed, start + DAY)).toBeNull()
    expect(after(leadOf(), did('visited', '/pricing')).scores).toEqual([])
  })

  it('speaks for the theme of a mail where it is done to that, in a programme of which one track follows interest', () => {
    const followed = sound(compileTrack(draftOf({ followInterest: true })))
    const onMails = (['replied', 'visited'] as const).map((on) => ({
      ...clicks,
      act: { ...clicks.act, on },
      theme: null,
    }))
    const quality = { ...definition, interest: onMails }
    const programme = { ...running, tracks: { first: followed, second: first }, quality }
    const acts = [did('replied', 'guide'), did('visited', 'guide'), did('replied', 'story')]
    const themes = (rest: Partial<RunningProgramme>) =>
      after(leadOf({}, { ...programme, ...rest }), ...acts).scores.map(({ theme }) => theme)
    expect(themes({ mailThemes: { guide: 'controls' } })).toEqual(['controls', null, null])
    expect(themes({})).toEqual([null, null, null])
  })
})
const clicks = { act: { on: 'clicked', of: '*', times: 1 }, points: 7, halfLife: { amount: 30, unit: 'day' } } as const

describe('permission', () => {
  it('is an event where it changes', () => {
    const lead = after(leadOf(), { mayReach: ['email', 'phone'] }, { mayReach: ['email'] }, { withdraws: 'phone' })
    expect(heard(lead)).toEqual([{ kind: 'permission', channels: ['email'] }])
    expect(after(lead, { withdraws: 'email' }).channels).toEqual([])
  })

  it('to be called that is withdrawn makes the open call one that was not made', () => {
    const lead = leadOf()
    lead.task = 'call 1'
    expect(heard(after(lead, { withdraws: 'email' }))).toEqual([{ kind: 'permission', channels: ['phone'] }])
    expect(heard(after(lead, { withdraws: 'phone' })).slice(1)).toEqual([
      { kind: 'permission', channels: [] },
      { kind: 'called', task: 'call 1', result: 'not_made' },
    ])
    expect(lead.task).toBeNull()
  })

  it('of a pause is told once', () => {
    const lead = after(leadOf(), { pause: false }, { pause: true }, { pause: true }, { pause: false })
    expect(heard(lead)).toEqual([{ kind: 'paused' }, { kind: 'resumed' }])
  })
})

describe('the result of a call', () => {
  it('counts once, and for the call that it is of', () => {
    const lead = leadOf()
    expect(heard(after(lead, { call: 'reached' }))).toEqual([])
    lead.task = 'call 2'
    expect(heard(after(lead, { call: 'reached', task: 'call 1' }))).toEqual([])
    const all = after(lead, { call: 'no_answer' }, { call: 'reached', task: 'call 2' })
    expect(heard(all)).toEqual([{ kind: 'called', task: 'call 2', result: 'no_answer' }])
  })

  it('that was a wrong number ends the permission to call', () => {
    const lead = leadOf()
    lead.task = 'call 1'
    expect(after(lead, { call: 'wrong_number' }).channels).toEqual(['email'])
  })
})

const route = { ...definition, routing: { rules: [], otherwise: ['Ann', 'Ben'] } }
const withRoute: RunningProgramme = { ...running, quality: route }
/** A lead that has asked for a demo and was handed to sales. */
function handedOver(programme = withRoute, met: Met[] = []): SimulatedLead {
  const outside = { react: (one: Met) => (met.push(one), []) }
  const lead = after(leadOf({}, programme, outside), asksForDemo)
  promote(lead, demo.trigger, 1, start)
  return lead
}
const firstOf = ({ handoffs }: SimulatedLead) => handoffs[0]!
const deadlineOf = (lead: SimulatedLead, n = 0) => firstOf(lead).deadlines[n]!.at

describe('a handoff', () => {
  it('has the first owner of its route, its deadlines, and what was known then', () => {
    const lead = handedOver()
    expect(firstOf(lead)).toMatchObject({
      id: 'handoff 1',
      at: start,
      trigger: demo.trigger,
      seq: 1,
      facts: cfo.facts,
      owner: 'Ann',
      status: 'open',
    })
    expect(firstOf(lead).deadlines.map(({ act }) => act)).toEqual(['remind', 'reassign', 'takeBack'])
    expect([lead.lifecycle, lead.changes]).toEqual([
      'mql',
      [{ at: start, was: 'lead', became: 'mql', because: demo.trigger }],
    ])
    expect(countOf(lead, { on: 'requested', of: 'demo', times: 1 })).toBe(0)
  })

  it('is the same where it is asked for again, and none where its event led to one that ended', () => {
    const lead = handedOver()
    const again = promote(lead, demo.trigger, 1, start + DAY)
    expect(again).toEqual({
      promoted: true,
      handoff: 'handoff 1',
      owner: 'Ann',
      deadlines: firstOf(lead).deadlines,
    })
    after(lead, { returned: 'bad_timing' })
    expect(promote(lead, demo.trigger, 1, start + DAY)).toEqual({
      promoted: false,
      because: ['event 1 led to a handoff that has ended'],
    })
    expect(lead.handoffs).toHaveLength(1)
    after(lead, asksForDemo)
    expect(promote(lead, demo.trigger, lead.events.length, start + DAY)).toMatchObject({ handoff: 'handoff 2' })
  })

  it('is refused where its event did not fire the trigger, and where the quality definition says so', () => {
    const lead = after(leadOf(), did('visited', '/pricing'))
    const notFired = { promoted: false, because: ['event 1 did not fire asked for a demo'] }
    expect(promote(lead, demo.trigger, 1, start)).toEqual(notFired)
    const student = after(leadOf({ facts: { size: 'large', role: 'student' } }), asksForDemo)
    expect(promote(student, demo.trigger, 1, start).promoted).toBe(false)
    expect(promote(student, 'reads prices', 1, start).promoted).toBe(false)
    expect([student.handoffs, student.lifecycle, student.verdicts.length]).toEqual([[], 'lead', 2])
  })

  it('has nobody as its owner where nobody is on the route', () => {
    const nobody = { ...running, quality: { ...definition, routing: { rules: [], otherwise: [] } } }
    expect(firstOf(handedOver(nobody)).owner).toBe('')
  })
})

describe('what sales says', () => {
  it('leads from acceptance to the customer, with a deadline as long as it is with sales', () => {
    const lead = handedOver()
    const steps = ['accepted', 'qualified', 'opportunity', 'customer'] as const
    const status = steps.map((sales) => {
      after(lead, { sales })
      return [
        lead.lifecycle,
        firstOf(lead).status,
        firstOf(lead)
          .deadlines.map(({ act }) => act)
          .join(),
      ]
    })
    expect(status).toEqual([
      ['sal', 'accepted', 'remind,takeBack'],
      ['sql', 'qualified', 'review'],
      ['opportunity', 'opportunity', 'review'],
      ['customer', 'customer', ''],
    ])
    expect(lead.events.map(({ event }) => event.kind)).toEqual(['requested', ...steps])
    expect(lead.changes.map(({ because }) => because)).toEqual([demo.trigger, ...steps])
    expect(lead.running).toBeNull()
  })

  it('by accepting makes it an SQL where a deployment knows no SAL', () => {
    const lead = handedOver({ ...running, quality: { ...definition, accepting: 'sql' } })
    after(lead, { sales: 'accepted' })
    expect([lead.lifecycle, firstOf(lead).status]).toEqual(['sql', 'qualified'])
    after(lead, { sales: 'opportunity' })
    expect([lead.lifecycle, firstOf(lead).status]).toEqual(['opportunity', 'opportunity'])
    expect(firstOf(lead).deadlines.map(({ act }) => act)).toEqual(['review'])
  })

  it('by giving it back ends the handoff with its reason', () => {
    const returned = after(handedOver(), { returned: 'no_response' })
    expect([returned.lifecycle, firstOf(returned).status, returned.running]).toEqual(['recycled', 'returned', null])
    expect(heard(returned).at(-1)).toEqual({ kind: 'returned', reason: 'no_response' })
    expect(firstOf(returned).deadlines).toEqual([])
    const gone = after(handedOver(), { disqualified: 'no_need' })
    expect([gone.lifecycle, firstOf(gone).status]).toEqual(['disqualified', 'disqualified'])
    expect(heard(gone).at(-1)).toEqual({ kind: 'disqualified', reason: 'no_need' })
  })

  it.each<[string, readonly Happening[], Happening]>([
    ['of another handoff', [], { sales: 'accepted', handoff: 'handoff 2' }],
    ['twice', [{ sales: 'accepted' }], { sales: 'accepted' }],
    ['of what it gave back', [{ returned: 'bad_timing' }], { sales: 'accepted' }],
    ['of what it gave back, as an SQL', [{ returned: 'bad_timing' }], { sales: 'qualified' }],
    ['of what it gave back, by giving it back', [{ returned: 'bad_timing' }], { returned: 'bad_timing' }],
    ['of what it won', [{ sales: 'customer' }], { returned: 'bad_timing' }],
    ['by going back', [{ sales: 'opportunity' }], { sales: 'qualified' }],
  ])('is not taken %s', (_, before, says) => {
    const lead = after(handedOver(), ...before)
    const was = JSON.stringify([lead.lifecycle, lead.events, lead.handoffs])
    after(lead, says)
    expect(JSON.stringify([lead.lifecycle, lead.events, lead.handoffs])).toBe(was)
  })

  it('of a lead that it never was given is taken where it is a fact: an opportunity or a customer of the CRM', () => {
    for (const sales of ['opportunity', 'customer'] as const) expect(after(leadOf(), { sales }).lifecycle).toBe(sales)
    for (const sales of ['accepted', 'qualified'] as const) expect(after(leadOf(), { sales }).lifecycle).toBe('lead')
    expect(after(leadOf(), { returned: 'bad_timing' }).lifecycle).toBe('lead')
    expect(after(leadOf(), { disqualified: 'no_need' }).lifecycle).toBe('disqualified')
  })
})

describe('a deadline of sales', () => {
  it('reminds, gives it to the next, and takes it back at last', () => {
    const met: Met[] = []
    const lead = handedOver(withRoute, met)
    const due = [...firstOf(lead).deadlines]
    const owners = due.map(({ act, at }) => {
      const deadlines = chase(lead, { handoff: 'handoff 1', act }, at)
      expect(deadlines).toEqual(firstOf(lead).deadlines)
      return firstOf(lead).owner
    })
    expect(owners).toEqual(['Ann', 'Ben', 'Ben'])
    const told = met.map((one) => (one.is === 'handedOff' ? [one.nth, one.at] : one))
    expect(told).toEqual([
      [1, start],
      [2, due[0]?.at],
      [3, due[1]?.at],
    ])
    expect(firstOf(lead)).toMatchObject({ owner: 'Ben', status: 'returned', deadlines: [] })
    expect([lead.lifecycle, heard(lead).at(-1)]).toEqual(['recycled', { kind: 'returned', reason: 'untouched' }])
  })

  it('stays with its owner where there is no other', () => {
    const lead = handedOver(running)
    chase(lead, { handoff: 'handoff 1', act: 'remind' }, deadlineOf(lead))
    chase(lead, { handoff: 'handoff 1', act: 'reassign' }, deadlineOf(lead))
    expect(firstOf(lead).owner).toBe('rep')
  })

  it('does nothing too early, for another handoff, or out of turn', () => {
    const lead = handedOver()
    const before = firstOf(lead).deadlines
    const at = deadlineOf(lead)
    expect(chase(lead, { handoff: 'handoff 1', act: 'remind' }, at - 1)).toEqual(before)
    expect(chase(lead, { handoff: 'handoff 7', act: 'remind' }, at)).toEqual(before)
    expect(chase(lead, { handoff: 'handoff 1', act: 'takeBack' }, at)).toEqual(before)
    expect(firstOf(lead)).toMatchObject({ owner: 'Ann', status: 'open', deadlines: before })
    // A life that knows of no handoff asks for the one that there is.
    expect(chase(lead, { handoff: '', act: 'remind' }, at)).toEqual(before.slice(1))
  })

  it('looks at what is forecast again and again, also where the CRM alone knows of it', () => {
    const lead = after(handedOver(), { sales: 'qualified' })
    const at = deadlineOf(lead)
    const next = [{ act: 'review', at: addSpan(office, at, definition.sla.review) }]
    expect(chase(lead, { handoff: 'handoff 1', act: 'review' }, at)).toEqual(next)
    expect(firstOf(lead).deadlines).toEqual(next)
    const known = after(leadOf(), { sales: 'opportunity' })
    expect(chase(known, { handoff: '', act: 'review' }, start)).toMatchObject([{ act: 'review' }])
    known.lifecycle = 'sql'
    expect(chase(known, { handoff: '', act: 'review' }, start)).toMatchObject([{ act: 'review' }])
    expect(chase(leadOf(), { handoff: '', act: 'review' }, start)).toEqual([])
  })
})

const state = (lead: SimulatedLead) =>
  born({
    lead: 'lead',
    enrolment: lead.enrolment,
    lifecycle: lead.lifecycle,
    stage: 'recognise',
    theme: 'slow-close',
    cursor: 0,
  })
const [mailStep, callStep] = first.steps
const touches = (lead: SimulatedLead, { step = mailStep!.id, attempt = 1, at = start } = {}) =>
  touch(lead, { do: 'touch', step, attempt, due: at }, state(lead), first, at)

describe('a touch', () => {
  it('that went out is in the ledger, and is not made again', () => {
    const lead = leadOf()
    expect(touches(lead)).toEqual({ was: 'sent', at: start })
    expect(touches(lead, { at: start + DAY })).toEqual({ was: 'sent', at: start })
    expect(lead.sent).toHaveLength(1)
    expect(lead.sent[0]).toMatchObject({
      key: `1/${mailStep?.id}/1/1`,
      content: 'benchmark',
      template: 'benchmark',
      channel: 'email',
      mayReach: ['email', 'phone'],
      lifecycle: 'lead',
      isSure: true,
    })
    expect([...lead.ledger.values()].map(({ tries }) => tries)).toEqual([1])
    expect(lead.had).toEqual(['benchmark'])
  })

  it('that is a call opens a task until it is due, with as many attempts as the fit is worth', () => {
    const met: Met[] = []
    const lead = leadOf({}, running, { react: (one: Met) => (met.push(one), []) })
    const outcome = touches(lead, { step: callStep!.id })
    expect(outcome).toEqual({
      was: 'assigned',
      task: lead.task,
      budget: 3,
      until: addSpan(office, start, { amount: 2, unit: 'business day' }),
    })
    expect(met).toEqual([{ is: 'calling', at: start, task: lead.task, sent: lead.sent[0] }])
    expect(lead.sent[0]).toMatchObject({ template: null, channel: 'phone' })
    expect(lead.had).toEqual(['call-who-decides'])
    const cold = leadOf({ facts: {} })
    expect(touches(cold, { step: callStep!.id })).toMatchObject({ budget: 2 })
  })

  it.each<[Fate, object, boolean]>([
    ['sent', { was: 'sent', at: start }, true],
    ['unknown', { was: 'unknown', at: start }, true],
    ['refused', { was: 'dropped', reason: 'refused_by_policy', at: start }, false],
    ['bounced', { was: 'dropped', reason: 'bad_address', at: start }, false],
    ['greylisted', { was: 'deferred', reason: 'deferred_by_receiver', until: start + 15 * MINUTE }, false],
  ])('whose mail is %s: what may have arrived was had', (fate, outcome, wasHad) => {
    const met: Met[] = []
    const lead = leadOf({}, running, { fate: () => fate, react: (one: Met) => (met.push(one), []) })
    expect(touches(lead)).toEqual(outcome)
    expect(lead.had).toEqual(wasHad ? ['benchmark'] : [])
    expect([lead.sent.length, lead.notSent.length]).toEqual(wasHad ? [1, 0] : [0, 1])
    expect(lead.sent.map(({ isSure }) => isSure)).toEqual(wasHad ? [fate === 'sent'] : [])
    // Only what surely arrived can be answered.
    expect(met.map(({ is }) => is)).toEqual(fate === 'sent' ? ['mailed'] : [])
    expect(lead.channels).toEqual(fate === 'bounced' ? ['phone'] : ['email', 'phone'])
  })

  it('that the receiving side puts off is tried eight times', () => {
    const lead = leadOf({}, running, { fate: () => 'greylisted' })
    const tried = Array.from({ length: 9 }, (_, n) => touches(lead, { at: start + n * HOUR }).was)
    expect(tried).toEqual([...Array.from({ length: 7 }, () => 'deferred'), 'dropped', 'dropped'])
    expect(lead.notSent).toHaveLength(8)
  })

  it('counts for the caps of the last 31 days where it surely arrived', () => {
    const capped = { ...first, cadence: { ...first.cadence, atMost: [{ touches: 1, per: 'month' as const }] } }
    const later = (fate: Fate, days: number) => {
      const lead = leadOf({}, { ...running, tracks: { first: capped } }, { fate: () => fate })
      touch(lead, { do: 'touch', step: mailStep!.id, attempt: 1, due: start }, state(lead), capped, start)
      const at = start + days * DAY
      const due = { do: 'touch', step: callStep!.id, attempt: 1, due: at } as const
      return touch(lead, due, state(lead), capped, at).was
    }
    expect([later('sent', 20), later('unknown', 20), later('sent', 31)]).toEqual(['deferred', 'assigned', 'assigned'])
  })

  it('with what it had by another touch is dropped; another attempt at a call is none', () => {
    const lead = leadOf()
    touches(lead, { step: callStep!.id })
    expect(touches(lead, { step: callStep!.id, attempt: 2, at: start + DAY }).was).toBe('assigned')
    touches(lead)
    lead.enrolment += 1
    expect(touches(lead, { at: start + DAY })).toMatchObject({ was: 'dropped', reason: 'already_had' })
    expect(lead.notSent.at(-1)).toMatchObject({ step: mailStep?.id, content: 'benchmark' })
  })

  it('of an enrolment that has ended is overtaken, and not kept in the ledger', () => {
    const lead = leadOf()
    const before = state(lead)
    lead.enrolment += 1
    const late = touch(lead, { do: 'touch', step: mailStep!.id, attempt: 1, due: start }, before, first, start)
    expect(late).toEqual({ was: 'overtaken' })
    expect([lead.ledger.size, lead.notSent[0]?.outcome]).toEqual([0, { was: 'overtaken' }])
  })

  it('of a lead that is held out does not go', () => {
    expect(touches(leadOf({ heldOut: true })).was).toBe('overtaken')
  })

  it('by a cast brings the best piece of the day, and is dropped where none is left', () => {
    const piece = { ...benchmark, stage: 'recognise' }
    const casting = sound(
      compileTrack(draftOf({ stages: { recognise: stage('…', [cast({ from: [piece], id: 'pick' })]) } })),
    )
    const casts = (had: readonly string[]) => {
      const lead = leadOf({}, { ...running, tracks: { first: casting } })
      lead.had = had
      const outcome = touch(lead, { do: 'touch', step: 'pick', attempt: 1, due: start }, state(lead), casting, start)
      return [outcome, lead.sent[0]?.template ?? lead.notSent[0]?.content]
    }
    expect(casts([])).toEqual([{ was: 'sent', at: start, content: 'benchmark' }, 'benchmark'])
    expect(casts(['benchmark'])).toEqual([{ was: 'dropped', reason: 'nothing_left', at: start }, 'pick'])
  })

  it('is one: a step that is none is a defect', () => {
    const fork = first.steps.find(({ kind }) => kind === 'choose')!
    expect(() => touches(leadOf(), { step: fork.id })).toThrow(`step ${fork.id} is no touch`)
  })
})

describe('a simulated lead', () => {
  it('lives what is to happen in its order, and of two at one instant the first that was added', () => {
    const at = (ms: number, is: string): Scripted => ({ at: ms, what: { fact: 'size', is } })
    const order = (...batches: readonly (readonly Scripted[])[]) => {
      const lead = leadOf()
      for (const batch of batches) schedule(lead, batch)
      return lead.script.toReversed().map(({ what }) => 'is' in what && what.is)
    }
    expect(order([at(5, 'b'), at(5, 'c'), at(1, 'a')], [at(5, 'd'), at(9, 'e')])).toEqual(['a', 'b', 'c', 'd', 'e'])
    const many = Array.from({ length: 9 }, (_, n) => at(5, `${n}`))
    expect(order([at(5, 'a'), at(6, 'z')], many)).toEqual(['a', ...many.map((_, n) => `${n}`), 'z'])
  })

  it('reads the events above the cursor that matter to it, or that it listens for', () => {
    const lead = after(leadOf(), did('visited', '/docs'), asksForDemo, did('visited', '/jobs'))
    const read = (cursor: number, listens = deaf) =>
      eventsFor(lead, { ...state(lead), cursor }, listens).map(({ seq }) => seq)
    expect([read(0), read(2)]).toEqual([[2], []])
    expect(read(0, { acts: [visited('/docs')], life: false })).toEqual([1, 2])
    expect(read(1, { acts: [], life: true })).toEqual([2, 3])
  })

  it('has the calendar of its own place, or that of the zone which a track names', () => {
    const lead = leadOf({ calendars: { first: office } })
    const inOffice = { ...first, cadence: { ...first.cadence, zone: 'Europe/Berlin' } }
    expect([calendarIn(lead, first), calendarIn(lead, inOffice), calendarIn(leadOf(), inOffice)]).toEqual([
      utc,
      office,
      utc,
    ])
  })

  it('is enrolled in a track that there is', () => {
    expect(() => trackNamed(running, 'toString')).toThrow('the programme has no track toString')
    expect(trackNamed(running, 'first')).toBe(first)
  })

  it('begins with what is known of it', () => {
    const lead = leadOf({ interest: 'controls', facts: { size: 'large' } })
    expect(lead.scores).toMatchObject([{ points: 1_000, theme: 'controls', halfLifeDays: null }])
    expect([lead.grade, lead.enrolment, lead.paused, lead.isFree]).toEqual(['B', 1, false, false])
    expect(lead.lived).toEqual({ first: { times: 1, until: 0, because: 'it left' } })
  })
})
