import { fact, type Fact } from './fact.ts'
import { interestFact } from './following.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** A problem of the customer, and the name by which the content that answers it is known. */
export interface Theme<Name extends string = string> {
  readonly theme: Name
  /** The problem in the customer's own words. */
  readonly problem: string
}

/** Declares a theme and the problem that it answers; tracks, stages, mails and the quality definition refer to it. */
export function theme<const Name extends string>(name: Name, { problem }: { readonly problem: string }): Theme<Name> {
  return Object.freeze({ theme: name, problem })
}

/** A theme, or its name where a part was compiled before. */
export type ThemeGiven = Theme | string

export function nameOfTheme(given: ThemeGiven): string {
  return typeof given === 'string' ? given : given.theme
}

/** The lead's theme in a stage: a stage may have one of its own; else the lead keeps the one that it came with. */
export function themeIn(state: Pick<State, 'theme'>, track: Track, stage: string): string {
  const own = track.stages.find(({ name }) => name === stage)?.theme ?? track.theme
  return own === track.theme ? state.theme : own
}

/** The lead's area of interest as a fact, for `choose`: which of these themes it is clearly most interested in. */
export function interest<Name extends string>(...themes: readonly [Theme<Name>, ...Theme<Name>[]]): Fact<Name> {
  return fact(
    interestFact,
    themes.map(({ theme }) => theme),
    'dynamic',
  )
}
