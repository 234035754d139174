import { checkContent } from './check-content.ts'
import { checkConditions, checkFact, declaredFacts } from './check-facts.ts'
import { checkRules } from './check-rules.ts'
import { checkTheme } from './check-theme.ts'
import { inWords } from './condition.ts'
import { didYouMean } from './did-you-mean.ts'
import type { NamedTrackDraft } from './dsl.ts'
import { interestFact } from './following.ts'
import { canonical } from './hash.ts'
import { mailsOf } from './pieces.ts'
import { placeOf } from './place.ts'
import type { Problem } from './problem.ts'
import type { QualityDraft } from './quality.ts'
import type { AnyTemplate } from './template.ts'
import { kindOf } from './steps.ts'
import type { Theme } from './theme.ts'
import { stageOf, type Track } from './track.ts'

/** A programme with those of its tracks that compile. */
export interface Whole {
  readonly tracks: readonly NamedTrackDraft[]
  readonly compiled: readonly Track[]
  readonly templates: readonly AnyTemplate[]
  readonly themes: readonly Theme[]
  readonly quality: QualityDraft
  readonly reps: readonly { readonly id: string }[]
}

/** What only the whole can show: names that nothing bears, and parts that contradict one another. */
export function checkWhole(whole: Whole): readonly Problem[] {
  return [
    ...checkNames(whole),
    ...checkThemes(whole),
    ...whole.tracks.flatMap((track) => checkTriggers(track, whole.quality)),
    ...whole.compiled.flatMap((track) => [
      ...checkSteps(track, whole),
      ...checkReturns(track, whole),
      ...locate(checkRules(track, whole), track),
    ]),
    ...checkTemplates(whole),
    ...checkQuality(whole),
  ]
}

function checkNames({ tracks, templates, themes, reps, quality }: Whole): readonly Problem[] {
  const twice = (kind: string, names: readonly string[]): readonly Problem[] =>
    [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) => ({
      where: `${kind} ${name}`,
      what: `two of the programme's ${kind}s have this name`,
      remedy: 'Rename one of them.',
      code: 'P202' as const,
    }))
  const none = {
    where: 'tracks',
    what: 'the programme has no track',
    remedy: 'Give it at least one.',
    code: 'P201' as const,
  }
  return [
    ...(tracks.length === 0 ? [none] : []),
    ...twice(
      'track',
      tracks.map(({ name }) => name),
    ),
    ...twice(
      'template',
      templates.map(({ name }) => name),
    ),
    ...twice(
      'theme',
      themes.map(({ theme }) => theme),
    ),
    ...twice(
      'rep',
      reps.map(({ id }) => id),
    ),
    ...twice(
      'fact',
      // These two are kept by the engine itself.
      ['grade', interestFact, ...quality.facts.map(({ fact }) => fact)],
    ),
  ]
}

/** What promotes from a track is what marketing and sales agreed on, to the letter. */
function checkTriggers(track: NamedTrackDraft, quality: QualityDraft): readonly Problem[] {
  const where = `track ${track.name}, salesReady`
  return track.salesReady.flatMap((named): readonly Problem[] => {
    const { trigger, when } = named
    const at = placeOf(named, track)
    const agreed = quality.triggers.find((candidate) => candidate.trigger === trigger)
    if (agreed === undefined) {
      const remedy = didYouMean(
        trigger,
        quality.triggers.map((candidate) => candidate.trigger),
      )
      return [
        { where, what: `trigger ${trigger} is not in the quality definition`, remedy, code: 'P203' as const, ...at },
      ]
    }
    if (canonical(agreed.when) === canonical(when)) return []
    return [
      {
        where,
        what: `trigger ${trigger} fires on "${inWords(when)}" here, and on "${inWords(agreed.when)}" in the quality definition`,
        remedy: 'Declare it once and use it in both places.',
        code: 'P204' as const,
        ...at,
      },
    ]
  })
}

/** Where the parts stand that the problems are about; problems of a step without a code of their own are those of its kind. */
function locate(problems: readonly Problem[], ...parts: readonly object[]): readonly Problem[] {
  return problems.map((problem) => ({ code: 'P112', ...placeOf(...parts), ...problem }))
}

function checkSteps(track: Track, whole: Whole): readonly Problem[] {
  return track.steps.flatMap((step) => {
    const problems = kindOf(step).check(step, `track ${track.name}, stage ${step.stage}, step ${step.id}`, whole)
    return locate(problems, step, stageOf(track, step.stage), track)
  })
}

function checkReturns(track: Track, { tracks, themes }: Whole): readonly Problem[] {
  return Object.entries(track.onReturn).flatMap(([reason, rule]) => {
    const where = `track ${track.name}, onReturn.${reason}`
    const problems: Problem[] = rule.theme === null ? [] : [...checkTheme(where, rule.theme, themes)]
    if (rule.track === null) return locate(problems, track)
    const other = tracks.find(({ name }) => name === rule.track)
    if (other === undefined) {
      const remedy = didYouMean(
        rule.track,
        tracks.map(({ name }) => name),
      )
      problems.push({ where, what: `there is no track ${rule.track}`, remedy, code: 'P205' })
    } else if (rule.resume !== null && !(rule.resume in other.stages)) {
      const remedy = didYouMean(rule.resume, Object.keys(other.stages))
      problems.push({ where, what: `track ${rule.track} has no stage ${rule.resume}`, remedy, code: 'P206' })
    }
    return locate(problems, track)
  })
}

/** Every theme is declared, with the problem that it answers, and every theme that is named is one of them. */
function checkThemes({ themes, tracks, templates }: Whole): readonly Problem[] {
  return [
    ...themes
      .filter(({ problem }) => problem.trim() === '')
      .map(({ theme }) => ({
        where: `theme ${theme}`,
        what: 'it answers no problem',
        remedy: 'Say it in the words of the customer.',
        code: 'P220' as const,
      })),
    ...tracks.flatMap((track) => [
      ...locate(checkTheme(`track ${track.name}`, track.theme, themes), track),
      ...Object.entries(track.stages).flatMap(([name, stage]) =>
        stage.theme === undefined
          ? []
          : locate(checkTheme(`track ${track.name}, stage ${name}`, stage.theme, themes), stage, track),
      ),
    ]),
    ...templates.flatMap((template) =>
      template.purpose === 'system'
        ? []
        : locate(checkTheme(`template ${template.name}`, template.theme, themes), template),
    ),
  ]
}

/** A mail is written for a buying stage: one of a track that sends it, unless nothing sends it. */
function checkTemplates({ templates, tracks, compiled, quality }: Whole): readonly Problem[] {
  const facts = declaredFacts(quality)
  return templates.flatMap((template) => {
    const where = `template ${template.name}`
    const asked = Object.values(template.merge).flatMap((field) =>
      field.kind === 'lead' && field.field.startsWith('fact:') ? [field.field.slice('fact:'.length)] : [],
    )
    const problems = locate(
      [...asked.flatMap((fact) => checkFact(where, fact, [], facts)), ...checkContent(where, template, quality)],
      template,
    )
    const senders = compiled.filter((track) => mailsOf(track).some((mail) => mail.template === template.name))
    const stages = [...new Set(senders.flatMap((track) => track.stages.map(({ name }) => name)))]
    // A track that does not compile may be the one whose stage it is.
    const isUnsent = senders.length === 0 || compiled.length < tracks.length
    if (template.purpose === 'system' || isUnsent || stages.includes(template.stage)) return problems
    const what = `it is written for stage ${template.stage}, which no track that sends it has`
    const remedy = didYouMean(template.stage, stages)
    return [...problems, { where, what, remedy, code: 'P215' as const, ...placeOf(template) }]
  })
}

function checkQuality(whole: Whole): readonly Problem[] {
  const { quality, tracks, reps, themes } = whole
  const facts = declaredFacts(quality)
  const at = (what: string): string => `quality ${quality.name}, ${what}`
  const unknown = { track: 'P205', rep: 'P216' } as const
  const oneOf = (
    where: string,
    kind: keyof typeof unknown,
    name: string,
    names: readonly string[],
  ): readonly Problem[] =>
    names.includes(name)
      ? []
      : [
          {
            where: at(where),
            what: `there is no ${kind} ${name}`,
            remedy: didYouMean(name, names),
            code: unknown[kind],
          },
        ]
  const ids = reps.map(({ id }) => id)
  const { rules, otherwise } = quality.routing
  const names = tracks.map(({ name }) => name)
  const problems = [
    ...(tracks.length === 0 ? [] : oneOf('intake', 'track', quality.intake, names)),
    ...rules.flatMap(({ to }, i) => to.flatMap((rep) => oneOf(`routing.rules[${i}]`, 'rep', rep, ids))),
    ...otherwise.flatMap((rep) => oneOf('routing.otherwise', 'rep', rep, ids)),
    ...quality.fit.points.flatMap(({ fact, value }) => checkFact(at('fit.points'), fact, [value], facts)),
    ...quality.criteria.flatMap(({ fact }) => checkFact(at('criteria'), fact, [], facts)),
    ...quality.interest.flatMap(({ act, theme }) => {
      const where = `interest ${inWords(act)}`
      const named = theme === null ? [] : checkTheme(at(where), theme, themes)
      return [...checkConditions(at(where), [act], whole), ...named]
    }),
    ...quality.triggers.flatMap(({ trigger, when }) => checkConditions(at(`trigger ${trigger}`), [when], whole)),
    ...quality.knockouts.flatMap(({ name, when }) => checkConditions(at(`knockout ${name}`), [when], whole)),
    ...checkConditions(at('becomesLead'), [quality.becomesLead], whole),
    ...rules.flatMap(({ when }, i) => checkConditions(at(`routing.rules[${i}]`), [when], whole)),
  ]
  return locate(problems, quality)
}
