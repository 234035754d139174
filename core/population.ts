/** All that a population of simulated leads is drawn from. */
import type { Behaviour } from './behaviour.ts'
import type { Calendar } from './calendar.ts'
import type { RunningProgramme } from './simulated-lead.ts'
import type { Purpose } from './template.ts'

/** A place in which a share of the leads is, with what it says about time. */
export interface SimulatedPlace {
  readonly share: number
  readonly calendar: Calendar
  /** The calendars there of tracks whose cadence names a zone of its own, by name of the track. */
  readonly calendars?: Readonly<Record<string, Calendar>>
}

/** All that a population is drawn from. The same gives the same leads, each of them whatever the number of the others. */
export interface Population {
  readonly programme: RunningProgramme
  /** What each mail is for, and what it is about, by name of the template. */
  readonly mails: Readonly<Record<string, { readonly purpose: Purpose; readonly theme: string }>>
  readonly behaviour: Behaviour
  /** What their shares leave of 1 is at the office. */
  readonly places: readonly SimulatedPlace[]
  /** The track that all are enrolled in, by name. */
  readonly track: string
  readonly leads: number
  /** For so many days after its enrolment each lead is looked at. */
  readonly days: number
  /** When the first lead comes, ms. */
  readonly from: number
  readonly seed: string
}
