/**
 * Who does what: the plug of the synthetic audience. A behaviour decides, the driver (`audience.ts`) acts, from outside.
 *
 * A behaviour is a pure function of what it is shown and of {@link Chance}: the same seed gives the same people. It is the
 * default export of a module that `BEHAVIOUR` names.
 */
import type { CallResult } from '../core/call.ts'

export interface Behaviour {
  /**
   * Whether this address belongs to one of our own people, who gets handoffs and calls; everybody else gets nurture mail.
   * Asked of every mail.
   */
  isColleague(address: string): boolean
  /** Regular expression of the addresses at which mail bounces from the beginning. */
  readonly bounces?: string
  /** A nurture mail has arrived. */
  onMail(mail: MailSeen, chance: Chance): readonly PersonsAction[]
  /** One of our people opened a handoff that waits for an answer: what they do with it, until it is won, lost or given back. */
  onHandoff(handoff: HandoffSeen, chance: Chance): readonly RepsAction[]
  /** One of our people has a call to make. Undefined: it is never made. */
  onCall(call: CallSeen, chance: Chance): CallersAction | undefined
}

/** A number in [0, 1) that depends on the seed and on these names alone. */
export type Chance = (...names: readonly string[]) => number

/** A mail as the list of the inbox shows it, before it is opened. */
export interface MailSeen {
  /** The address that got it, in small letters. */
  readonly to: string
  readonly from: string
  readonly subject: string
  /** How many this address has got by now, with this one. */
  readonly nth: number
}

/** A handoff as its page shows it. */
export interface HandoffSeen {
  /** The address of the one of us who got it. */
  readonly rep: string
  /** The address of the lead in small letters, where the page shows one. */
  readonly lead: string | undefined
  readonly subject: string
  /** How many mails about this handoff this person got by now, with this one: 2 is a reminder. */
  readonly nth: number
}

/** A call to make, as its mail shows it. */
export interface CallSeen {
  readonly caller: string
  /** Names the lead and the company. */
  readonly subject: string
}

interface Later {
  /** When, in ms of the demo's clock after the mail arrived. */
  readonly after: number
}

/** What people who get nurture mail do. */
export type PersonsAction = Later &
  (
    | {
        readonly do: 'click'
        /** Regular expression of the text or address of the tracked link; absent: the first one. */
        readonly link?: string
      }
    /** Sees a page of the site. */
    | { readonly do: 'visit'; readonly path: string }
    /** Anything else that the site reports: `Requested` with `what`, `Form Submitted` with `form` and answers, `Replied`, … */
    | { readonly do: 'track'; readonly event: string; readonly properties: Readonly<Record<string, unknown>> }
    /** Presses the mail program's own button. */
    | { readonly do: 'unsubscribe' }
    /** A machine opens every link with GET and HEAD at once. */
    | { readonly do: 'scan' }
    /** The mailbox is closed: from now on it rejects what comes. */
    | { readonly do: 'leave' }
  )

/** An answer on the handoff's page. */
export type RepsAction = Later &
  (
    | { readonly do: 'answer'; readonly say: 'accept' | 'customer' }
    | { readonly do: 'answer'; readonly say: 'qualify' | 'opportunity'; readonly opportunity?: string }
    | { readonly do: 'answer'; readonly say: 'return' | 'disqualify'; readonly reason: string; readonly note?: string }
  )

export type CallersAction = Later & { readonly do: 'call'; readonly result: CallResult; readonly note?: string }

export type Action = PersonsAction | RepsAction | CallersAction
