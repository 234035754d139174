import { actsOf, factsOf, holds, inWords, isAct, type Condition, type Evidence } from './condition.ts'
import type { Behaviour } from './event.ts'
import type { Duration, Span } from './duration.ts'
import { isWithSales, type Lifecycle } from './lifecycle.ts'
import type { Track } from './track.ts'

/** Who may enter a track, as its author writes it. */
export interface EntryDraft {
  /** What must be known of a lead, or have been done by it. */
  readonly when?: Condition
  /** Who stays out, by the reason that is kept. */
  readonly refuse?: Readonly<Record<string, Condition>>
}

/** Whether a lead that was in the track before may enter it again by itself. */
export interface AgainDraft {
  /** The cooldown since it was in it last. */
  readonly after: Duration
  /** The most times that it may enter, the first one counted; as often as it likes without it. */
  readonly atMost?: number
}

/** Who may enter a track, and how it stands to other tracks. */
export interface Entry {
  readonly when: Condition | null
  readonly refuse: readonly { readonly because: string; readonly when: Condition }[]
  /** Enters by itself whoever does this. */
  readonly on: Condition | null
  /** Null: nobody enters again by itself. */
  readonly again: { readonly after: Span; readonly atMost: number | null } | null
  /** Of two tracks, the one with more has the lead. */
  readonly priority: number
  /** What becomes of the track when another takes the lead over. */
  readonly whenDisplaced: 'resume' | 'end'
  /** What becomes of an entry while a track has the lead that does not give way. */
  readonly whenBusy: 'wait' | 'refuse'
}

/** A track that says nothing of it. */
const open: Entry = {
  when: null,
  refuse: [],
  on: null,
  again: null,
  priority: 0,
  whenDisplaced: 'resume',
  whenBusy: 'refuse',
}

export function entryOf({ entry }: Pick<Track, 'entry'>): Entry {
  return entry ?? open
}

/** What is known of a lead that is to enter a track. */
export interface Applicant {
  readonly lifecycle: Lifecycle
  readonly evidence: Evidence
  /** The track that has it now; null where none has, or it has had everything in it. */
  readonly in: { readonly track: string; readonly priority: number } | null
  /** How it was in this track before; null where it never was. */
  readonly was: { readonly times: number; readonly until: number; readonly because: string } | null
  /** When the cooldown of this track is over, ms. */
  readonly coolUntil: number
  /** A person asks for it to enter again, whatever the track says of that. */
  readonly again: boolean
}

export type EntryVerdict =
  /** `displaces`: the track that gives way. */
  | { readonly enters: true; readonly displaces?: string }
  | { readonly enters: false; readonly waits: boolean; readonly because: string }

/** Whether a lead may enter a track now, and why not. */
export function judgeEntry(track: Track, lead: Applicant, now: number): EntryVerdict {
  const entry = entryOf(track)
  const no = (because: string): EntryVerdict => ({ enters: false, waits: false, because })
  if (lead.lifecycle === 'customer' || lead.lifecycle === 'disqualified') return no(`the lead is ${lead.lifecycle}`)
  if (lead.in?.track === track.name) return no(`the lead is in track ${track.name} already`)
  const refused = entry.refuse.find(({ when }) => holds(when, lead.evidence))
  if (refused) return no(refused.because)
  if (entry.when !== null && !holds(entry.when, lead.evidence)) return no(`it enters only where ${inWords(entry.when)}`)
  const cooling = lead.was && !lead.again ? mayNotAgain(track.name, entry, lead, lead.was, now) : undefined
  if (cooling !== undefined) return no(cooling)
  const busy = isWithSales(lead.lifecycle)
    ? `sales has the lead: it is ${lead.lifecycle}`
    : lead.in && lead.in.priority >= entry.priority
      ? `the lead is in track ${lead.in.track} already`
      : undefined
  if (busy !== undefined) return { enters: false, waits: entry.whenBusy === 'wait' && lead.in !== null, because: busy }
  return { enters: true, ...(lead.in ? { displaces: lead.in.track } : {}) }
}

function mayNotAgain(
  track: string,
  { again }: Entry,
  { coolUntil }: Applicant,
  was: NonNullable<Applicant['was']>,
  now: number,
): string | undefined {
  if (again === null) return `the lead was in track ${track} before: ${was.because}`
  if (again.atMost !== null && was.times >= again.atMost) {
    return `the lead was in track ${track} ${was.times} times before, and may be no more`
  }
  return now < coolUntil ? `the lead was in track ${track} a short time ago, and may enter again later` : undefined
}

/** Whether this event is one of those that the track's entry waits for. */
export function mayEnterOn(
  { entry }: Pick<Track, 'entry'>,
  did: Pick<Behaviour, 'kind' | 'of'> | undefined,
  told: readonly string[],
): boolean {
  if (!entry?.on) return false
  return (
    (did !== undefined && actsOf(entry.on).some((act) => isAct(act, did))) ||
    factsOf(entry.on).some((fact) => told.includes(fact))
  )
}
