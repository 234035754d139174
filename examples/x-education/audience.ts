/**
 * Does what the people of the list really did, and says what sales really said of them. `Last Activity` and the visits
 * drive what they do with a mail; who was won or written about by sales had talked to sales, so they ask for it here;
 * `Tags` and `Converted` drive the answer. What the list does not say (which mail, which hour) is thrown by a die.
 */
import type { Behaviour, Chance, PersonsAction, RepsAction } from '../../worker/audience-behaviour.ts'
import { dispositions, type Disposition } from './dispositions.ts'
import { readPeople, type Person } from './list.ts'

const hour = 3_600_000

const people = readPeople()

const behaviour: Behaviour = {
  isColleague: (address) => address.endsWith('@x-education.test'),
  bounces: bouncing(),
  onMail({ to, nth }, chance) {
    const person = people.get(to)
    if (person === undefined) return []
    const dice = (what: string): number => chance(to, String(nth), what)
    const reads = within(dice('reads'), 1, 40)
    const left = leaving(person, reads)
    if (left !== undefined) return [left]
    return [...reading(person, nth, reads, dice), ...asking(person, nth, reads, chance(to, 'asks at'), dice)]
  },
  onHandoff({ rep, lead = '', subject, nth }, chance) {
    const person = people.get(lead)
    if (person === undefined) return []
    return answering(person, subject, (what) => chance(rep, lead, subject, String(nth), what))
  },
  // Nobody has a phone number in this list, so nobody is to be called.
  onCall: () => undefined,
}

export default behaviour

type Dice = (what: string) => ReturnType<Chance>

function bouncing(): string {
  const gone = [...people]
    .filter(([, { lastActivity }]) => lastActivity === 'Email Bounced')
    .map(([address]) => address)
  return gone.length === 0 ? '^$' : `^(${gone.map((address) => address.replaceAll('.', String.raw`\.`)).join('|')})$`
}

function leaving({ lastActivity }: Person, reads: number): PersonsAction | undefined {
  if (lastActivity === 'Unsubscribed') return { do: 'unsubscribe', after: reads }
  // A receiver reports a complaint within minutes; here it takes the same way.
  return lastActivity === 'Email Marked Spam' ? { do: 'unsubscribe', after: hour / 4 } : undefined
}

/** How likely somebody is to follow a link: nearly sure for those of whom the list says that they did. */
function clickChance({ lastActivity, visits }: Person): number {
  if (lastActivity === 'Email Link Clicked' || lastActivity === 'View in browser link Clicked') return 0.8
  if (lastActivity === 'Email Opened') return 0.15
  return visits > 0 ? 0.06 : 0.01
}

/** The visits of the list are spread over the first mails. */
const mailsOfVisits = 4
/** Who stays that long on the site, in seconds, looks at the fees. */
const longVisit = 1_200

function reading(person: Person, nth: number, reads: number, dice: Dice): readonly PersonsAction[] {
  const acts: PersonsAction[] = []
  if (dice('clicks') < clickChance(person)) acts.push({ do: 'click', after: reads })
  if (nth === 1) acts.push(...onceDone(person, reads + hour))
  const visits = nth > mailsOfVisits ? 0 : Math.floor((person.visits + mailsOfVisits - nth) / mailsOfVisits)
  for (let i = 0; i < Math.min(visits, 3); i++) {
    const looksAtFees = person.seconds >= longVisit && nth > 1 && i === 0
    acts.push({ do: 'visit', path: looksAtFees ? '/fees' : pathOf(person), after: reads + (i + 1) * hour })
  }
  return acts
}

function onceDone({ lastActivity, source }: Person, after: number): readonly PersonsAction[] {
  switch (lastActivity) {
    case 'Form Submitted on Website':
      return [{ do: 'track', event: 'Form Submitted', properties: { form: 'course-enquiry' }, after }]
    case 'Visited Booth in Tradeshow':
      return [{ do: 'track', event: 'Attended', properties: { what: 'booth' }, after }]
    default:
      return lastActivity === 'Olark Chat Conversation' || source === 'Olark Chat'
        ? [{ do: 'track', event: 'Chat Conversation', properties: {}, after }]
        : []
  }
}

function pathOf({ specialization }: Person): string {
  return `/courses/${specialization.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`
}

const talked = new Set(['Had a Phone Conversation', 'Approached upfront'])

/** Who was won, or written about by sales, had come to sales in some way. */
export function talksToSales({ tag, converted }: Person): boolean {
  return converted || tag !== ''
}

/** By which mail somebody asks: the eager by the first. */
function asksAt(person: Person, dice: number): number {
  const isEager = talked.has(person.lastActivity) || person.origin === 'Lead Add Form'
  return isEager ? 1 : 1 + Math.floor(dice * 4)
}

/** Of those whom sales gave back and never won, so many ask once more by a later mail. */
const asksAgain = 0.1

function asking(person: Person, nth: number, reads: number, when: number, dice: Dice): readonly PersonsAction[] {
  if (!talksToSales(person)) return []
  const request = (what: string): readonly PersonsAction[] => [
    { do: 'track', event: 'Requested', properties: { what }, after: reads + 2 * hour },
  ]
  const at = asksAt(person, when)
  if (nth < at) return []
  if (nth === at) return request('counselling-call')
  // A mail after that comes only to those whom sales gave back: who was won in the end comes back to apply.
  if (person.converted) return request('application')
  return dice('asks again') < asksAgain ? request('counselling-call') : []
}

/** The whole of what a counsellor does with a lead, until it is won, lost or given back. Nothing: lets it lie. */
function answering(person: Person, subject: string, dice: Dice): readonly RepsAction[] {
  const disposition = dispositions[person.tag]
  const first = within(dice('answers'), 2, 20)
  if (person.converted && isWonNow(disposition, subject)) {
    const steps = accepting('opportunity', first, dice)
    return [...steps, { do: 'answer', say: 'customer', after: lastOf(steps) + within(dice('enrols'), 72, 14 * 24) }]
  }
  if (disposition === undefined) return []
  const { say, reason } = disposition
  const note = person.tag
  if (say === 'disqualify') return [{ do: 'answer', say, reason, note, after: first }]
  const steps = say === 'accept' ? accepting(disposition.lostAs, first, dice) : []
  const after = say === 'accept' ? lastOf(steps) + within(dice('gives up'), 48, 7 * 24) : first
  return [...steps, { do: 'answer', say: 'return', reason, note, after }]
}

/** A tag is what sales said at one time; that somebody enrolled is what came of it. Who was given back applies later. */
function isWonNow(disposition: Disposition | undefined, subject: string): boolean {
  return disposition?.say !== 'return' || subject.endsWith(': application')
}

function accepting(as: 'sal' | 'sql' | 'opportunity', first: number, dice: Dice): readonly RepsAction[] {
  const talks = first + within(dice('talks'), 24, 6 * 24)
  const offers = talks + within(dice('offers'), 24, 7 * 24)
  const steps: readonly RepsAction[] = [
    { do: 'answer', say: 'accept', after: first },
    { do: 'answer', say: 'qualify', after: talks },
    { do: 'answer', say: 'opportunity', after: offers },
  ]
  return steps.slice(0, { sal: 1, sql: 2, opportunity: 3 }[as])
}

function lastOf(steps: readonly RepsAction[]): number {
  return Math.max(...steps.map(({ after }) => after))
}

/** A time in hours between two, sooner more often than later. */
function within(dice: number, from: number, to: number): number {
  return (from + dice * dice * (to - from)) * hour
}
