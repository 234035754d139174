import type { Behaviour, BehaviourDraft } from './behaviour.ts'
import { checkWhole } from './check-programme.ts'
import { compileTrack } from './compile.ts'
import { compileSimulated } from './compile-simulated.ts'
import type { NamedTrackDraft } from './dsl.ts'
import type { LimitsDraft } from './limits.ts'
import type { Persona, PersonaDraft } from './persona.ts'
import { placed } from './place.ts'
import type { Checked } from './problem.ts'
import { compileQuality, type Quality, type QualityDraft } from './quality.ts'
import type { AnyTemplate } from './template.ts'
import type { Theme } from './theme.ts'
import type { Track } from './track.ts'
import { checkUtm, type Understood, type UtmRule } from './utm.ts'

/** A person in sales. The id travels through Temporal: a post, as `sales-uk`, never a name (I7). */
export interface Rep {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly phone?: string
}

/** All that one business runs, as its authors wrote it: published together, since each part names the others. */
export interface ProgrammeDraft {
  /** The problems of its customers that its content answers. */
  readonly themes: readonly Theme[] | Readonly<Record<string, Theme>>
  readonly tracks: readonly NamedTrackDraft[]
  /** A list, or all that a module of templates exports: `import * as mail`. */
  readonly templates: readonly AnyTemplate[] | Readonly<Record<string, AnyTemplate>>
  readonly quality: QualityDraft
  readonly reps: readonly Rep[]
  /** What is put on tracked links where they lead: UTM tags by rule, as `{ source: 'perennial', campaign: '{track}' }`. */
  readonly links?: { readonly utm: UtmRule }
  /** What no path of a lead may pass; `perennial check` looks at all of them. */
  readonly limits?: LimitsDraft
  /** Made-up leads to read the tracks by: `perennial simulate --persona`. */
  readonly personas?: readonly PersonaDraft[]
  /** How leads and sales behave, as `perennial simulate` supposes it; assumed where it is left out. */
  readonly behaviour?: BehaviourDraft
}

export interface CompiledProgramme {
  readonly themes: readonly Theme[]
  readonly tracks: readonly Track[]
  readonly templates: readonly AnyTemplate[]
  readonly quality: Quality
  readonly reps: readonly Rep[]
  readonly personas: readonly Persona[]
  /** Null where none is stated. */
  readonly behaviour: Behaviour | null
}

/** Declares a programme; `compileProgramme` makes it run. */
export function programme<const Rule extends UtmRule = {}>(
  draft: ProgrammeDraft & { readonly links?: { readonly utm: Rule & Understood<Rule> } },
): ProgrammeDraft {
  return placed(Object.freeze(draft), programme)
}

/**
 * Compiles every track and the quality definition, and checks that they fit one another. All problems at once: of the
 * parts, and of the whole as far as its parts compile.
 */
export function compileProgramme(draft: ProgrammeDraft): Checked<CompiledProgramme> {
  const templates: readonly AnyTemplate[] = Object.values(draft.templates)
  const themes: readonly Theme[] = Object.values(draft.themes)
  const checked = draft.tracks.map((track) => compileTrack(track, templates))
  const tracks = checked.flatMap((track) => ('ok' in track ? [track.ok] : []))
  const quality = compileQuality(draft.quality)
  const simulated = compileSimulated(draft, templates, tracks.length === draft.tracks.length ? tracks : undefined)
  const problems = [
    ...[...checked, quality, simulated].flatMap((part) => ('problems' in part ? part.problems : [])),
    ...checkWhole({ ...draft, compiled: tracks, templates, themes }),
    ...checkUtm(draft.links?.utm ?? {}),
  ]
  if (problems.length > 0 || 'problems' in quality || 'problems' in simulated) return { problems }
  return { ok: { themes, tracks, templates, quality: quality.ok, reps: draft.reps, ...simulated.ok } }
}
