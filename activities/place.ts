import type { Calendar } from '../core/calendar.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import { calendarOf, isZone, zoneOfCountry } from '../db/calendar.ts'
import type { Lead } from '../db/leads.ts'

/** What the lead's place says about time; the office's where nothing is known of the lead's, or the track has a zone of its own. */
export function calendarFor(
  lead: Pick<Lead, 'zone' | 'country'>,
  track: Track,
  office: Quality['office'],
  now: number,
): Calendar {
  const country = lead.country ?? office.country
  const own = lead.zone !== null && isZone(lead.zone) ? lead.zone : zoneOfCountry(country)
  const zone = track.cadence.zone === 'lead' ? (own ?? office.zone) : track.cadence.zone
  return calendarOf({ zone, country }, now)
}
