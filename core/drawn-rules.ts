import { inWords } from './condition.ts'
import { spell } from './duration.ts'
import { entryOf } from './entry.ts'
import type { Course, Rule } from './rule.ts'
import type { Track } from './track.ts'

/** A rule of a track as it is drawn: what it asks, how long the lead rests then, and where it goes on. */
export interface DrawnRule {
  /** Its name where it has one, and its condition. */
  readonly asks: readonly string[]
  /** Empty where the lead goes on at once. */
  readonly rest: readonly string[]
  readonly leads: readonly string[]
  /** The stage of this track that it leads to; null where it leads to none. */
  readonly stage: string | null
}

/** The rules that act at any time, in the order in which they are asked. */
export function rulesOf({ rules = [] }: Track): readonly DrawnRule[] {
  return rules.map((rule) => {
    const to = rule.is === 'exit' ? null : rule.to
    return {
      asks: asks(rule),
      rest: rest(rule),
      leads: to === null ? ['the enrolment ends'] : courseInWords(to),
      stage: to === null || to.track !== null ? null : to.stage,
    }
  })
}

/** Who enters a track, in a few lines; none where everybody may. */
export function entryInWords(track: Track): readonly string[] {
  const { on, when, refuse } = entryOf(track)
  return [
    ...(on === null ? [] : [`enters by itself: ${inWords(on)}`]),
    ...(when === null ? [] : [`only who: ${inWords(when)}`]),
    ...refuse.map((one) => `stays out as ${one.because}: ${inWords(one.when)}`),
    ...(track.follows === undefined ? [] : ["the theme follows the lead's interest"]),
  ]
}

/** Where a lead goes on that was taken off its way. */
export function courseInWords({ stage, theme, track }: Course): readonly string[] {
  const where = [track === null ? '' : `track ${track}`, stage === null ? '' : `stage ${stage}`].filter(Boolean)
  const isMoved = where.length > 0 || theme === null
  return [
    ...(isMoved ? [where.length === 0 ? 'goes on where it was' : `goes on in ${where.join(', ')}`] : []),
    ...(theme === null ? [] : [`theme ${theme}`]),
  ]
}

function asks(rule: Rule): readonly string[] {
  switch (rule.is) {
    case 'goal':
      return [`goal: ${rule.name}`, inWords(rule.when)]
    case 'exit':
      return [`exit: ${rule.name}`, inWords(rule.when)]
    case 'moves':
      return [inWords(rule.when), ...(rule.from === null ? [] : [`in ${rule.from.join(', ')}`])]
    case 'rests':
      return [inWords(rule.when)]
    case 'restsUntil':
      return [`told: ${rule.date}`, ...(rule.when === null ? [] : [inWords(rule.when)])]
  }
}

function rest(rule: Rule): readonly string[] {
  if (rule.is === 'rests') return [`rests ${spell(rule.rest)}`]
  if (rule.is !== 'restsUntil') return []
  return [rule.before === null ? 'rests until then' : `rests until ${spell(rule.before)} before`]
}
