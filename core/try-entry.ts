import { addSpan } from './calendar.ts'
import { isAct, type Act } from './condition.ts'
import { entryOf, judgeEntry, type EntryVerdict } from './entry.ts'
import type { Lifecycle } from './lifecycle.ts'
import { fitOf } from './quality.ts'
import { trackNamed, type RunningProgramme } from './simulated-lead.ts'

/** A lead that is to enter a track, as a test describes it. */
export interface Candidate {
  readonly lifecycle: Lifecycle
  readonly facts: Readonly<Record<string, string>>
  /** What it ever did. */
  readonly did: readonly Act[]
  /** The track that has it, by name; null where none has. */
  readonly in: string | null
  /** How often it was in the track that it is to enter, and until when, ms; null where it never was. */
  readonly was: { readonly times: number; readonly until: number } | null
}

/** Judges the entry of a lead into a track, by name, as the real door does. */
export function tryEntry(programme: RunningProgramme, name: string, lead: Candidate, now: number): EntryVerdict {
  const track = trackNamed(programme, name)
  const { again } = entryOf(track)
  const { grade } = fitOf(programme.quality, lead.facts)
  const times = (act: Act): number =>
    lead.did.filter(({ on, of }) => isAct(act, { kind: on, of })).reduce((sum, done) => sum + done.times, 0)
  const { was } = lead
  return judgeEntry(
    track,
    {
      lifecycle: lead.lifecycle,
      evidence: { facts: { ...lead.facts, grade }, grade, count: times },
      in: lead.in === null ? null : { track: lead.in, priority: entryOf(trackNamed(programme, lead.in)).priority },
      was: was && { ...was, because: 'it left' },
      coolUntil: was && again ? addSpan(programme.office, was.until, again.after) : 0,
      again: false,
    },
    now,
  )
}
