/** One persona lived through: what it does by its script, and the states from which it can be said why it got what. */
import { addSpan, DAY, type Calendar } from './calendar.ts'
import type { Input } from './next.ts'
import type { Persona, PersonaDoes } from './persona.ts'
import { liveOn } from './simulate.ts'
import type { Happening, Met, Outside, Person, RunningProgramme, Scripted, SimulatedLead } from './simulated-lead.ts'
import type { State } from './state.ts'
import { variantOf } from './step-split.ts'
import type { Track } from './track.ts'

/** A persona to live in a programme. */
export interface PersonaLife {
  readonly programme: RunningProgramme
  readonly persona: Persona
  /** The track, by name. */
  readonly track: string
  readonly calendar: Calendar
  /** The calendars of tracks whose cadence names a zone of its own, by name of the track. */
  readonly calendars?: Readonly<Record<string, Calendar>>
  readonly from: number
  readonly days: number
}

/** A decision on the way: what came in, and what the state was before and after. */
export interface Decided {
  readonly at: number
  readonly input: Input
  readonly before: State | null
  readonly state: State
  readonly track: Track
}

export interface PersonaLived {
  readonly lead: SimulatedLead
  readonly decided: readonly Decided[]
  readonly until: number
}

export function livePersona({ programme, persona, track, calendar, calendars, from, days }: PersonaLife): PersonaLived {
  const person: Person = {
    id: drawnInto(programme, persona),
    track,
    calendar,
    ...(calendars ? { calendars } : {}),
    lifecycle: persona.lifecycle ?? 'lead',
    channels: persona.channels ?? ['email'],
    facts: persona.facts ?? {},
  }
  const until = from + days * DAY
  const decided: Decided[] = []
  let before: State | null = null
  const lead = liveOn(
    programme,
    person,
    [],
    { from, until },
    {
      outside: scripted(programme, persona, calendar),
      watch: (at, state, { track: now }, input) => {
        decided.push({ at, input, before, state, track: now })
        before = state
      },
    },
  )
  return { lead, decided, until }
}

/** Variants are drawn by the name of a lead: the first that is drawn into those of the persona. */
function drawnInto({ tracks }: RunningProgramme, { persona, variants = {} }: Persona): string {
  const splits = Object.values(tracks)
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.kind === 'split' && Object.hasOwn(variants, step.experiment) ? [step] : []))
  for (let nth = 1; nth <= mostDrawn; nth++) {
    const name = nth === 1 ? persona : `${persona} ${nth}`
    if (splits.every((step) => variantOf(step, name).name === variants[step.experiment])) return name
  }
  throw new Error(`of ${mostDrawn} leads, none is drawn into ${JSON.stringify(variants)}`)
}

const mostDrawn = 100_000

/** The persona's script: each act so long after what it counts from. */
function scripted({ office }: RunningProgramme, { does = [] }: Persona, calendar: Calendar): Outside {
  const react = (met: Met): readonly Scripted[] =>
    does.flatMap(({ since, after, does: act }) => {
      if (!counts(since, met)) return []
      const inSales = 'sales' in act || 'returned' in act || 'disqualified' in act || 'call' in act
      const at = addSpan(inSales ? office : calendar, met.at, after)
      return happenings(act, met).map((what) => ({ at, what }))
    })
  return { react }
}

function counts(since: NonNullable<Persona['does']>[number]['since'], met: Met): boolean {
  switch (met.is) {
    case 'enrolled':
      return since === 'enrolment'
    case 'calling':
      return since === 'call'
    case 'handedOff':
      return since === 'handoff' && met.nth === 1
    case 'mailed':
      return typeof since === 'object' && since.mail === met.sent.template
  }
}

function happenings(act: PersonaDoes, met: Met): readonly Happening[] {
  if ('on' in act) return [{ act: act.on, of: act.of, facts: act.tells ?? {} }]
  if ('tells' in act) return Object.entries(act.tells).map(([fact, is]) => ({ fact, is }))
  if ('unsubscribes' in act) return [{ withdraws: act.unsubscribes }]
  if ('enters' in act) return [act]
  if ('call' in act) return [{ ...act, ...(met.is === 'calling' ? { task: met.task } : {}) }]
  return [{ ...act, ...(met.is === 'handedOff' ? { handoff: met.handoff.id } : {}) }]
}
