/** What the simulator needs of a loaded programme: calendars of its places, and all its parts by name. */
import { assumed, type Behaviour, type BehaviourDraft } from '../core/behaviour.ts'
import { dayOf, utcOf, type Calendar } from '../core/calendar.ts'
import { compileBehaviour } from '../core/compile-behaviour.ts'
import type { Persona } from '../core/persona.ts'
import type { Population } from '../core/population.ts'
import type { PersonaLife } from '../core/simulate-persona.ts'
import type { RunningProgramme } from '../core/simulated-lead.ts'
import { themesOfMails } from '../core/template.ts'
import type { Track } from '../core/track.ts'
import { calendarOf, type Place } from '../db/calendar.ts'
import type { LoadedProgramme } from './programme.ts'

/** How many leads are looked at, for how long, and from which day. */
export interface SimulationOptions {
  readonly track: string
  readonly leads: number
  readonly days: number
  readonly seed: string
  /** `YYYY-MM-DD`, in the office's zone. */
  readonly from: string
}

/** The population of a programme; by the behaviour that it states, or by another. */
export function populationOf(
  programme: LoadedProgramme,
  options: SimulationOptions,
  behaviour: Behaviour = programme.behaviour ?? assumedBehaviour(),
): Population {
  const { office } = programme.quality
  const from = instantOf(office, options.from, 0)
  const running = runningProgramme(programme, from)
  return {
    programme: running,
    mails: Object.fromEntries(
      programme.mails.flatMap((mail) =>
        mail.purpose === 'system' ? [] : [[mail.name, { purpose: mail.purpose, theme: mail.theme }]],
      ),
    ),
    behaviour,
    places: behaviour.who.places.map(({ share, ...place }) => ({
      share,
      ...calendarsAt({ ...place, country: place.country ?? office.country }, running, from),
    })),
    track: options.track,
    leads: options.leads,
    days: options.days,
    from,
    seed: options.seed,
  }
}

/** A persona of the programme, ready to be lived. */
export function personaLifeOf(
  programme: Pick<LoadedProgramme, 'tracks' | 'quality' | 'mails'>,
  persona: Persona,
  options: { readonly track?: string | undefined; readonly days: number; readonly from: string },
): PersonaLife {
  const place = { zone: persona.zone, country: persona.country ?? programme.quality.office.country }
  // At nine in its own morning: the calendar then begins on the day that was asked for.
  const from = instantOf(place, options.from, 9 * 60)
  const running = runningProgramme(programme, from)
  return {
    programme: running,
    persona,
    track: options.track ?? persona.track ?? programme.quality.intake,
    ...calendarsAt(place, running, from),
    from,
    days: options.days,
  }
}

/** What is assumed where a programme states nothing. */
export function assumedBehaviour(stated: BehaviourDraft = {}): Behaviour {
  const compiled = compileBehaviour(stated)
  if ('ok' in compiled) return compiled.ok
  throw new Error(`${JSON.stringify(assumed)} does not compile: ${JSON.stringify(compiled.problems)}`)
}

function runningProgramme(
  { tracks, quality, mails }: Pick<LoadedProgramme, 'tracks' | 'quality' | 'mails'>,
  from: number,
): RunningProgramme {
  return {
    mailThemes: themesOfMails(mails),
    tracks: Object.fromEntries(tracks.map((track) => [track.name, track])),
    quality,
    office: calendarOf(quality.office, from),
  }
}

/** Of a place, its own calendar, and those of tracks that keep to a zone of their own. */
function calendarsAt(
  place: Place,
  { tracks }: RunningProgramme,
  from: number,
): { readonly calendar: Calendar; readonly calendars: Readonly<Record<string, Calendar>> } {
  const elsewhere = Object.values(tracks).filter(({ cadence }: Track) => cadence.zone !== 'lead')
  return {
    calendar: calendarOf(place, from),
    calendars: Object.fromEntries(
      elsewhere.map(({ name, cadence }) => [name, calendarOf({ ...place, zone: cadence.zone }, from)]),
    ),
  }
}

/** A minute of a day in a place. */
function instantOf(place: Place, date: string, minute: number): number {
  return utcOf(calendarOf(place, Date.parse(`${date}T00:00Z`)), dayOf(date), minute)
}
