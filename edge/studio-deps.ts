import type { Persona } from '../core/persona.ts'
import type { PersonaCalendar } from '../core/persona-calendar.ts'
import type { Rep } from '../core/programme.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import type { Severity } from '../core/codes.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import type { Mailbox } from '../mail/address.ts'
import type { Sender } from '../mail/send.ts'

/** A problem as the pages tell it: its place as the author would write it, `tracks/a.ts:12:5`. */
export interface Told {
  readonly severity: Severity
  readonly place: string
  readonly code: string
  readonly what: string
  readonly remedy: string
  /** What a lead would meet, a line for each day on which something happens. */
  readonly calendar: readonly string[]
}

/** What of a programme the pages show. */
export interface PreviewedProgramme {
  readonly tracks: readonly Track[]
  readonly quality: Quality
  readonly reps: readonly Rep[]
  readonly personas: readonly Persona[]
  readonly mails: readonly CompiledTemplate[]
}

/** What is on disk now, as far as it can be shown. */
export interface Preview {
  /** Grows with every change that the pages would show. */
  readonly version: number
  /** The last one that could be loaded; null where there was none yet. */
  readonly programme: PreviewedProgramme | null
  /** Why what is on disk now cannot be loaded; empty where it is what is shown. */
  readonly faults: readonly Told[]
  /** What `perennial check` finds; null while it has not looked yet. */
  readonly findings: readonly Told[] | null
}

/** How a test send leaves. */
export interface TestSending {
  readonly sender: Sender
  /** As `SEND_TO`: who may get mail. */
  readonly sendTo: string
  /** Absent: a test comes from the address that it goes to. */
  readonly from?: Mailbox
}

export interface StudioDeps {
  readonly folder: string
  readonly preview: () => Preview
  /** @returns what ends the listening */
  readonly onChange: (listener: () => void) => () => void
  readonly calendarOf: (programme: PreviewedProgramme, persona: Persona, days: number) => PersonaCalendar
  readonly sending: TestSending | { readonly missing: string }
  readonly senderName: string
  readonly postalAddress: string
  readonly now: () => number
}
