/**
 * How leads and sales behave, as rates that a marketer states or that are fitted from what was recorded. The simulator draws a
 * population from them. Every rate that is left out has a default, and every default is an assumption: see docs/simulate.md.
 */
import type { CallResult } from './call.ts'
import type { Channel } from './channel.ts'
import type { Duration, Span } from './duration.ts'
import type { Lifecycle } from './lifecycle.ts'
import { placed } from './place.ts'
import type { Shares } from './random.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'
import type { Purpose } from './template.ts'

/** What a lead may be when a nurture begins. */
export type Newcomer = Extract<Lifecycle, 'subscriber' | 'lead' | 'recycled'>

/** Where leads are: a share of them in this zone, with the public holidays of this country. */
export interface PlaceShare {
  /** IANA name, as `Europe/Berlin`. */
  readonly zone: string
  /** ISO 3166-1, two letters. */
  readonly country?: string
  readonly share: number
}

/** A kind of people: this share of all does everything so many times as often as the rates say. */
export interface Temper {
  readonly share: number
  readonly times: number
}

/** Answers to fields of a form, or what is said with a request: of each fact, the shares of its values. */
export type Tells = Readonly<Record<string, Shares>>

export interface Visits {
  /** As `/pricing`. */
  readonly path: string
  /** Of the clicks in mails, the share that goes on to this page. */
  readonly afterClick?: number
  /** Visits of a lead in 30 days that no mail prompted. */
  readonly perMonth?: number
}

export interface Forms {
  readonly form: string
  readonly afterClick?: number
  readonly perMonth?: number
  readonly tells?: Tells
}

export interface Requests {
  /** What is asked for, as `demo`. */
  readonly what: string
  /** Of the mails that arrive, the share that is followed by it. */
  readonly perMail: number
  /** Nobody asks before it had so many touches; 1 by default. */
  readonly fromTouch?: number
  readonly tells?: Tells
}

/** Behaviour rates; `Time` is a duration as it is written or as it is stored. */
export interface BehaviourOf<Time> {
  /** How long it takes until all leads have come in, evenly. */
  readonly arriveOver: Time
  readonly who: {
    /** Of each fact, the shares of its values; what they leave is unknown. */
    readonly facts: Readonly<Record<string, Shares>>
    readonly places: readonly PlaceShare[]
    /** The share that may be reached on a channel. */
    readonly channels: Shares<Channel>
    readonly lifecycle: Shares<Newcomer>
    readonly tempers: readonly Temper[]
  }
  /** Rates per mail that arrives, by what the mail is for. */
  readonly mails: {
    readonly clicks: Readonly<Record<Purpose, number>>
    readonly replies: Readonly<Record<Purpose, number>>
    /** So many times as often where the mail is about this theme. */
    readonly themes: Readonly<Record<string, number>>
    readonly unsubscribes: number
    /** Of the addresses, the share that turns out to be none at the first mail. */
    readonly bounces: number
    /** The longest that a reaction takes; most are much sooner. */
    readonly within: Time
  }
  readonly visits: readonly Visits[]
  readonly forms: readonly Forms[]
  readonly requests: readonly Requests[]
  /** How calls go; what the shares leave is never made. */
  readonly calls: { readonly results: Shares<CallResult>; readonly within: Time }
  /** What sales makes of a handoff; what the shares leave is not answered, and asked again by each reminder. */
  readonly sales: {
    readonly accepts: number
    readonly returns: Shares<RecycleReason>
    readonly disqualifies: Shares<DisqualifyReason>
    readonly answersWithin: Time
    /** Of those accepted, the share that becomes an SQL; the others are returned. */
    readonly qualifies: number
    readonly qualifiesWithin: Time
    /** Of the SQLs, the share that becomes an opportunity; the others are returned. */
    readonly opportunities: number
    readonly opportunityWithin: Time
    /** Of the opportunities, the share that is won; the others are returned as lost. */
    readonly wins: number
    readonly decidesWithin: Time
  }
}

/** Behaviour rates in their compiled form. */
export type Behaviour = BehaviourOf<Span>

type Part<Name extends keyof BehaviourOf<Duration>> = Partial<BehaviourOf<Duration>[Name]>

/** Behaviour rates as a marketer writes them; all that is left out is assumed. */
export interface BehaviourDraft {
  readonly arriveOver?: Duration
  readonly who?: Part<'who'>
  readonly mails?: Partial<Omit<BehaviourOf<Duration>['mails'], 'clicks' | 'replies'>> & {
    readonly clicks?: Shares<Purpose>
    readonly replies?: Shares<Purpose>
  }
  readonly visits?: readonly Visits[]
  readonly forms?: readonly Forms[]
  readonly requests?: readonly Requests[]
  readonly calls?: Part<'calls'>
  readonly sales?: Part<'sales'>
}

/** Declares how leads and sales behave, for `perennial simulate`. */
export function behaviour(draft: BehaviourDraft): BehaviourDraft {
  return placed(Object.freeze(draft), behaviour)
}

/** What is assumed where nothing is stated. Round numbers of an ordinary B2B list, none of them measured here. */
export const assumed: BehaviourOf<Duration> = {
  arriveOver: '30 days',
  who: {
    facts: {},
    places: [],
    channels: { email: 1, phone: 0.3 },
    lifecycle: { lead: 1 },
    tempers: [
      { share: 0.15, times: 3 },
      { share: 0.35, times: 1.2 },
      { share: 0.5, times: 0.26 },
    ],
  },
  mails: {
    clicks: { educate: 0.03, prove: 0.035, promote: 0.02 },
    replies: { educate: 0.003, prove: 0.004, promote: 0.003 },
    themes: {},
    unsubscribes: 0.002,
    bounces: 0.02,
    within: '4 days',
  },
  visits: [],
  forms: [],
  requests: [],
  calls: {
    results: { reached: 0.3, no_answer: 0.45, call_back: 0.1, not_interested: 0.08, wrong_number: 0.02 },
    within: '2 business days',
  },
  sales: {
    accepts: 0.6,
    returns: { no_response: 0.08, bad_timing: 0.06, no_budget_now: 0.04, wrong_contact: 0.03, wants_information: 0.03 },
    disqualifies: { no_need: 0.03, out_of_profile: 0.02 },
    answersWithin: '1 business day',
    qualifies: 0.5,
    qualifiesWithin: '9 business days',
    opportunities: 0.7,
    opportunityWithin: '4 weeks',
    wins: 0.25,
    decidesWithin: '3 months',
  },
}
