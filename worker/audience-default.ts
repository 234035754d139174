import { spokenRecycleReasons } from '../core/reasons.ts'
import type { Behaviour, CallersAction, Chance, PersonsAction, RepsAction } from './audience-behaviour.ts'

const hour = 3_600_000
const day = 24 * hour

/** How often people of a kind do something with a mail. The rest of the time they ignore it, as most people do with most mail. */
interface Temper {
  readonly share: number
  readonly clicks: number
  readonly looksAtPrices: number
  readonly asks: number
  readonly replies: number
}

const tempers: readonly [Temper, ...Temper[]] = [
  { share: 0.18, clicks: 0.6, looksAtPrices: 0.35, asks: 0.14, replies: 0.06 },
  { share: 0.32, clicks: 0.25, looksAtPrices: 0.1, asks: 0.035, replies: 0.02 },
  { share: 0.5, clicks: 0.03, looksAtPrices: 0.01, asks: 0.003, replies: 0 },
]

const share = { companiesWithScanner: 0.07, leaves: 0.02, unsubscribes: 0.006 }

/** The people of the sample, and the four who sell for Ledgerline. */
const behaviour: Behaviour = {
  isColleague: (address) => address.endsWith('@example.com'),
  onMail({ to, subject, nth }, chance) {
    const of = (what: string): number => chance(to, subject, String(nth), what)
    const scanned = chance(to.slice(to.lastIndexOf('@')), 'scanner') < share.companiesWithScanner
    const scan: readonly PersonsAction[] = scanned ? [{ do: 'scan', after: 0 }] : []
    if (nth === 2 && chance(to, 'leaves') < share.leaves) return [{ do: 'leave', after: day }]
    if (of('unsubscribes') < share.unsubscribes)
      return [...scan, { do: 'unsubscribe', after: within(of('when'), 1, 30) }]
    return [...scan, ...interest(temperOf(chance(to, 'temper')), of, nth)]
  },
  onHandoff({ rep, lead = '', subject, nth }, chance) {
    const of = (what: string): number => chance(rep, lead, subject, String(nth), what)
    // Whoever let it lie the first time may do so again: that is what the deadlines are for.
    if (of('lets it lie') < (nth === 1 ? 0.15 : 0.5)) return []
    return selling(of)
  },
  onCall: ({ caller, subject }, chance) => calling((what) => chance(caller, subject, what)),
}

export default behaviour

type Dice = (what: string) => ReturnType<Chance>

function temperOf(dice: number): Temper {
  let sum = 0
  return tempers.find((temper) => dice < (sum += temper.share)) ?? tempers[0]
}

function interest(temper: Temper, of: Dice, nth: number): readonly PersonsAction[] {
  const read = within(of('reads'), 0.5, 40)
  const acts: PersonsAction[] = []
  if (of('clicks') < temper.clicks) acts.push({ do: 'click', after: read })
  if (of('prices') < temper.looksAtPrices) acts.push({ do: 'visit', path: '/pricing', after: read + hour / 2 })
  if (of('replies') < temper.replies) acts.push({ do: 'track', event: 'Replied', properties: {}, after: read + hour })
  // Nobody asks for a demo by the first mail; the guide comes sooner.
  if (nth > 1 && of('asks') < temper.asks) acts.push({ ...asking(of), after: read + 2 * hour })
  return acts
}

function asking(of: Dice): Omit<Extract<PersonsAction, { do: 'track' }>, 'after'> {
  const what = of('asks for') < 0.7 ? 'demo' : 'buying-guide'
  const facts = {
    timeframe: pick(['this-quarter', 'this-year', 'later'], of('timeframe')),
    budget: pick(['approved', 'planned', 'planned', 'none'], of('budget')),
    pain: pick(['slow-close', 'controls', 'integration', 'late-figures'], of('pain')),
  }
  return { do: 'track', event: 'Requested', properties: { what, facts } }
}

const disqualifications = ['no_need', 'out_of_profile', 'competitor', 'student_or_jobseeker', 'left_company'] as const

const notes: Readonly<Record<string, string>> = {
  bad_timing: 'In the middle of an audit. Wants to hear from us after it.',
  no_budget_now: 'Nothing left this year, asks again for the next one.',
  in_contract_until: 'Signed with somebody else, for half a year more.',
  no_response: 'Called twice and wrote once.',
}

/** What a rep does with a lead, until it is won, lost or given back. */
function selling(of: Dice): readonly RepsAction[] {
  const first = within(of('answers'), 0.5, 26)
  const verdict = of('verdict')
  if (verdict < 0.06)
    return [{ do: 'answer', say: 'disqualify', reason: pick(disqualifications, of('reason')), after: first }]
  if (verdict < 0.3) return [returning(of, first)]
  const accepted: RepsAction = { do: 'answer', say: 'accept', after: first }
  const second = first + within(of('talks'), 24, 7 * 24)
  if (of('worth it') < 0.4) return [accepted, returning(of, second)]
  const qualified: RepsAction = {
    do: 'answer',
    say: 'qualify',
    opportunity: `OPP-${Math.floor(of('number') * 9_000) + 1_000}`,
    after: second,
  }
  const third = second + within(of('offers'), 4 * 24, 20 * 24)
  const opportunity: RepsAction = { do: 'answer', say: 'opportunity', after: third }
  const last = third + within(of('decides'), 14 * 24, 60 * 24)
  const outcome: RepsAction =
    of('wins') < 0.5
      ? { do: 'answer', say: 'customer', after: last }
      : { do: 'answer', say: 'return', reason: 'opportunity_lost', note: 'Chose to wait another year.', after: last }
  return [accepted, qualified, opportunity, outcome]
}

const returnReasons = spokenRecycleReasons.filter((reason) => reason !== 'opportunity_lost')

function returning(of: Dice, after: number): RepsAction {
  const reason = pick(returnReasons, of('reason'))
  const note = notes[reason]
  return { do: 'answer', say: 'return', reason, after, ...(note === undefined ? {} : { note }) }
}

function calling(of: Dice): CallersAction | undefined {
  const after = within(of('calls'), 1, 9)
  const dice = of('result')
  if (dice < 0.45) return { do: 'call', result: 'reached', note: 'Curious, no date yet.', after }
  if (dice < 0.75) return { do: 'call', result: 'no_answer', after }
  if (dice < 0.85) return { do: 'call', result: 'call_back', after }
  if (dice < 0.93) return { do: 'call', result: 'not_interested', after }
  return dice < 0.95 ? { do: 'call', result: 'wrong_number', after } : undefined
}

/** A time in hours between two, sooner more often than later. */
function within(dice: number, from: number, to: number): number {
  return (from + dice * dice * (to - from)) * hour
}

function pick<T>(from: readonly T[], dice: number): T {
  return from[Math.floor(dice * from.length)] as T
}
