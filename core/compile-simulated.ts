import type { Behaviour } from './behaviour.ts'
import { checkBehaviour, compileBehaviour } from './compile-behaviour.ts'
import { compilePersona, type Persona } from './persona.ts'
import type { Checked, Problem } from './problem.ts'
import type { ProgrammeDraft } from './programme.ts'
import type { AnyTemplate } from './template.ts'
import type { Track } from './track.ts'

/** The parts of a programme that only the simulator reads. */
export interface Simulated {
  readonly personas: readonly Persona[]
  readonly behaviour: Behaviour | null
}

/**
 * Compiles personas and behaviour, and checks that what they name is the programme's.
 * @param compiled the tracks; undefined where one of them does not compile
 */
export function compileSimulated(
  { tracks, quality, personas = [], behaviour }: Omit<ProgrammeDraft, 'templates' | 'reps'>,
  templates: readonly AnyTemplate[],
  compiled: readonly Track[] | undefined,
): Checked<Simulated> {
  const mails = templates.flatMap((template) => (template.purpose === 'system' ? [] : [template]))
  const world = {
    tracks: tracks.map(({ name }) => name),
    mails: mails.map(({ name }) => name),
    quality,
    experiments: compiled && experimentsOf(compiled),
  }
  const names = personas.map(({ persona }) => persona)
  const twice = names
    .filter((name, i) => names.indexOf(name) !== i)
    .map((name) => ({
      where: `persona ${name}`,
      what: 'two personas have this name',
      remedy: 'Rename one of them.',
      code: 'P202' as const,
    }))
  const people = personas.map((persona) => compilePersona(persona, world))
  const rates = behaviour === undefined ? null : compileBehaviour(behaviour)
  const themes = [...new Set(mails.map(({ theme }) => theme))]
  const problems = [
    ...twice,
    ...once(people.flatMap((part) => ('problems' in part ? part.problems : []))),
    ...(rates !== null && 'problems' in rates ? rates.problems : []),
    ...(behaviour === undefined ? [] : checkBehaviour(behaviour, { quality, themes })),
  ]
  if (problems.length > 0) return { problems }
  return {
    ok: {
      personas: people.flatMap((part) => ('ok' in part ? [part.ok] : [])),
      behaviour: rates !== null && 'ok' in rates ? rates.ok : null,
    },
  }
}

/** What is wrong with several personas in the same way is told of the first, with how many it is. */
function once(problems: readonly Problem[]): readonly Problem[] {
  const alike = new Map<string, Problem[]>()
  for (const problem of problems) {
    const key = `${problem.what} ${problem.remedy}`
    const known = alike.get(key) ?? []
    alike.set(key, [...known, ...(known.some(({ where }) => where === problem.where) ? [] : [problem])])
  }
  return [...alike.values()].map((same) => {
    const first = same[0]!
    return same.length === 1 ? first : { ...first, what: `${first.what} (so in ${same.length} personas)` }
  })
}

/** The variants of each experiment, by its name. */
export function experimentsOf(tracks: readonly Track[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    tracks
      .flatMap(({ steps }) => steps)
      .flatMap((step) =>
        step.kind === 'split' ? [[step.experiment, step.variants.map(({ name }) => name)] as const] : [],
      ),
  )
}
