/** Tracks that a simulated lead enters, waits for, and comes back to. As `db/enrol.ts` and `activities/switching.ts` do. */
import { isShelved, takesOver } from './arbitration.ts'
import type { SettleReason } from './contract.ts'
import { entryOf, judgeEntry, mayEnterOn } from './entry.ts'
import { addSpan } from './calendar.ts'
import { holds, isAct, type Act } from './condition.ts'
import { isBehaviour, type Behaviour } from './event.ts'
import { isWithSales } from './lifecycle.ts'
import { shelve } from './shelf.ts'
import { append, calendarIn, nextSeq, trackNamed, type RunningProgramme, type SimulatedLead } from './simulated-lead.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** Lets a lead in a track enter another; it waits, displaces the one that it is in, or is refused. */
export function enters(lead: SimulatedLead, name: string, again: boolean, at: number): void {
  const track = trackNamed(lead.programme, name)
  const { priority, again: rule } = entryOf(track)
  const was = lead.lived[name] ?? null
  const verdict = judgeEntry(
    track,
    {
      lifecycle: lead.lifecycle,
      evidence: {
        facts: { ...lead.facts, grade: lead.grade },
        grade: lead.grade,
        count: (act) => timesDone(lead, act),
      },
      in:
        lead.isFree && !isWithSales(lead.lifecycle)
          ? null
          : { track: lead.track.name, priority: entryOf(lead.track).priority },
      was,
      coolUntil: was && rule ? addSpan(lead.programme.office, was.until, rule.after) : 0,
      again,
    },
    at,
  )
  if (!verdict.enters && !verdict.waits) {
    lead.refusals = [...lead.refusals, { at, track: name, because: verdict.because }]
    return
  }
  if (lead.waiting.some((one) => one.track === name)) return
  lead.waiting = [
    ...lead.waiting,
    { track: name, priority, since: at, displaced: false, position: null, version: null },
  ]
  if (verdict.enters) append(lead, { kind: 'entering', seq: nextSeq(lead), at })
}

/** Lets it enter where the entry of a track waits for what it did or told. */
export function entersBy(
  lead: SimulatedLead,
  did: Pick<Behaviour, 'kind' | 'of'> | undefined,
  told: readonly string[],
  at: number,
): void {
  for (const track of tracksWaitingFor(lead.programme)) {
    if (!track.entry?.on || track.name === lead.track.name || !mayEnterOn(track, did, told)) continue
    const evidence = { facts: lead.facts, count: (act: Act) => timesDone(lead, act) }
    if (holds(track.entry.on, evidence)) enters(lead, track.name, false, at)
  }
}

const waitingFor = new WeakMap<RunningProgramme, readonly Track[]>()

function tracksWaitingFor(programme: RunningProgramme): readonly Track[] {
  let tracks = waitingFor.get(programme)
  if (tracks === undefined) {
    tracks = Object.values(programme.tracks).filter(({ entry }) => entry?.on)
    waitingFor.set(programme, tracks)
  }
  return tracks
}

function timesDone({ events }: SimulatedLead, act: Act): number {
  return events.filter(({ event }) => isBehaviour(event) && isAct(act, event)).length
}

/** Whether a track that waits has taken the lead over. */
export function switchTrack(lead: SimulatedLead, why: SettleReason, state: State, track: Track, now: number): boolean {
  const isOver = lead.lifecycle === 'customer' || lead.lifecycle === 'disqualified'
  if (lead.enrolment !== state.enrolment || isOver || isWithSales(lead.lifecycle)) return false
  const next = takesOver(lead.waiting, track, why, state)
  if (next === undefined) return false
  lead.waiting = lead.waiting.filter((one) => one !== next)
  if (isShelved(track, state)) {
    const position = shelve({ track, calendar: calendarIn(lead, track) }, state, now)
    const { priority } = entryOf(track)
    lead.waiting = [
      ...lead.waiting,
      { track: track.name, priority, since: now, displaced: true, position, version: track },
    ]
  }
  comesInto(lead, next.version ?? trackNamed(lead.programme, next.track), now, next.position === null)
  lead.came = { enrolment: lead.enrolment, position: next.position }
  return true
}

/** Begins an enrolment. Going on in a track that was displaced is no entry. */
export function comesInto(lead: SimulatedLead, track: Track, now: number, isEntry: boolean): void {
  const left = lead.lived[lead.track.name]
  const lived = { ...lead.lived, [lead.track.name]: { times: left?.times ?? 1, until: now, because: 'it left' } }
  const there = lived[track.name]
  const times = (there?.times ?? 0) + (isEntry && track.name !== lead.track.name ? 1 : 0)
  lead.lived = { ...lived, [track.name]: { times, until: now, because: there?.because ?? 'it left' } }
  lead.track = track
  lead.enrolment += 1
  lead.since = lead.events.length
  lead.isFree = false
}
