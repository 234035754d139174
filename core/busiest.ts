import { dateOf, localOf, type Calendar } from './calendar.ts'
import type { Coming } from './coming.ts'

/** A day to which a change brings more than it would have had. */
export interface Busiest {
  readonly of: 'mails' | 'calls'
  /** `YYYY-MM-DD`, in the office's zone. */
  readonly date: string
  /** How many are due on it after the change, and how many without it. */
  readonly due: number
  readonly without: number
  /** The hour of the day in which most of them are due, from 0, and how many. */
  readonly hour: number
  readonly inHour: number
}

interface Day {
  with: number
  without: number
  readonly hours: number[]
}

/** What leads come to next by day and hour: with a change, and without it. */
export interface Load {
  readonly mails: Map<number, Day>
  readonly calls: Map<number, Day>
}

export function noLoad(): Load {
  return { mails: new Map(), calls: new Map() }
}

/** Counts what a lead comes to next. Touches through other systems load neither who sends nor who calls. */
export function countComing(
  load: Load,
  office: Calendar,
  { before, after }: { readonly before: Coming | null; readonly after: Coming | null },
): void {
  const dayOf = ({ at, touch }: Coming): { day: Day; hour: number } | undefined => {
    if (touch.kind === 'webhook') return undefined
    const { day, minute } = localOf(office, at)
    const days = touch.kind === 'call' ? load.calls : load.mails
    const found = days.get(day) ?? { with: 0, without: 0, hours: [] }
    days.set(day, found)
    return { day: found, hour: Math.floor(minute / 60) }
  }
  const was = before && dayOf(before)
  if (was) was.day.without++
  const is = after && dayOf(after)
  if (!is) return
  is.day.with++
  is.day.hours[is.hour] = (is.day.hours[is.hour] ?? 0) + 1
}

/** For mails and for calls, the day to which the change adds most; the first of several. None where it adds nothing. */
export function busiestOf(load: Load): readonly Busiest[] {
  return (['mails', 'calls'] as const).flatMap((of) => {
    const days = [...load[of]].toSorted(([a, one], [b, other]) => added(other) - added(one) || a - b)
    const [most] = days
    if (most === undefined || added(most[1]) <= 0) return []
    const [day, { with: due, without, hours }] = most
    const inHour = Math.max(...hours.filter((count) => count !== undefined))
    return [{ of, date: dateOf(day), due, without, hour: hours.indexOf(inHour), inHour }]
  })
}

const added = (day: Day): number => day.with - day.without
