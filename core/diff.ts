import { compareByName, same, wasIs, type Change } from './change.ts'
import { diffQuality } from './diff-quality.ts'
import { diffTrack } from './diff-track.ts'
import type { Rep } from './programme.ts'
import type { Quality } from './quality.ts'
import type { Track } from './track.ts'

/** A mail's words and facts, as far as a difference is shown to people. */
export interface TemplateWords {
  readonly name: string
  readonly version: string
  readonly subject: string
  readonly preheader: string
  readonly text: string
  /** What its author says of it: theme, stage, purpose, merge fields. */
  readonly facts: unknown
}

/** What is, or is to be, current together. */
export interface Whole {
  readonly tracks: readonly Track[]
  readonly templates: readonly TemplateWords[]
  readonly quality: Quality | null
  readonly reps: readonly Rep[]
}

/** What changed from one programme to another, in words. A track that the new one lacks stays published, and is said. */
export function diff(was: Whole, is: Whole): readonly Change[] {
  const tracks = compareByName(was.tracks, is.tracks, ({ name }) => name)
  return [
    ...tracks.added.map(({ name }) => change('track', name, 'added', `track ${name} is new`)),
    ...tracks.removed.map(({ name }) =>
      change('track', name, 'removed', `track ${name} is no longer in the programme; it stays as it was published`),
    ),
    ...tracks.changed.flatMap(([old, now]) => diffTrack(old, now)),
    ...diffTemplates(was.templates, is.templates),
    ...(is.quality === null
      ? []
      : was.quality === null
        ? [change('quality', 'quality', 'added', 'the quality definition is new')]
        : diffQuality(was.quality, is.quality)),
    ...diffReps(was.reps, is.reps),
  ]
}

function diffTemplates(was: readonly TemplateWords[], is: readonly TemplateWords[]): readonly Change[] {
  const { added, removed, changed } = compareByName(was, is, ({ name }) => name)
  return [
    ...added.map(({ name }) => change('template', name, 'added', `template ${name} is new`)),
    ...removed.map(({ name }) => change('template', name, 'removed', `template ${name} is no longer in the programme`)),
    ...changed.map(([old, now]) => {
      const parts = (['subject', 'preheader', 'text', 'facts'] as const).filter((part) => !same(old[part], now[part]))
      const what = parts.length === 0 ? 'its layout' : parts.join(', ').replace('facts', 'what its author says of it')
      return change('template', now.name, 'reworded', `template ${now.name}: ${what} changed`)
    }),
  ]
}

/** Reps who are not named any more stay: leads may be theirs. */
function diffReps(was: readonly Rep[], is: readonly Rep[]): readonly Change[] {
  const { added, changed } = compareByName(was, is, ({ id }) => id)
  return [
    ...added.map(({ id }) => change('rep', id, 'added', `rep ${id} is new`)),
    ...changed.map(([old, now]) => {
      const parts = (['name', 'email', 'phone'] as const).filter((part) => !same(old[part], now[part]))
      const words = parts.map((part) => `${part} is ${wasIs(old[part], now[part])}`).join('; ')
      return change('rep', now.id, 'settings', `rep ${now.id}: ${words}`)
    }),
  ]
}

function change(of: Change['of'], name: string, kind: Change['kind'], sentence: string): Change {
  return { of, name, kind, sentence }
}
