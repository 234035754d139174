import { checkConditions, checkFact, declaredFacts } from './check-facts.ts'
import type { Whole } from './check-programme.ts'
import { didYouMean } from './did-you-mean.ts'
import { entryOf } from './entry.ts'
import type { Problem } from './problem.ts'
import type { Course, Rule } from './rule.ts'
import type { Track } from './track.ts'

/** What only the whole can show of a track's rules and of its entry: facts, mails, themes, tracks and their stages. */
export function checkRules(track: Track, whole: Whole): readonly Problem[] {
  const rules = (track.rules ?? []).flatMap((rule, i) => {
    const where = `track ${track.name}, rules[${i}], ${rule.is}`
    const course = rule.is === 'exit' ? null : rule.to
    return [
      ...(rule.when ? checkConditions(where, [rule.when], whole) : []),
      ...(course ? checkCourse(where, course, whole) : []),
      ...checkDate(where, rule, whole),
    ]
  })
  const { when, refuse, on } = entryOf(track)
  const asked = [...(when ? [when] : []), ...refuse.map((one) => one.when)]
  return [
    ...rules,
    ...checkConditions(`track ${track.name}, entry`, asked, whole),
    ...checkConditions(`track ${track.name}, enterOn`, on ? [on] : [], whole),
  ]
}

function checkCourse(where: string, { stage, theme, track }: Course, { tracks, themes }: Whole): readonly Problem[] {
  const problems: Problem[] = []
  const declared = themes.map((one) => one.theme)
  if (theme !== null && !declared.includes(theme)) {
    problems.push({ where, what: `there is no theme ${theme}`, remedy: didYouMean(theme, declared), code: 'P207' })
  }
  if (track === null) return problems
  const names = tracks.map(({ name }) => name)
  const other = tracks.find(({ name }) => name === track)
  if (other === undefined) {
    problems.push({ where, what: `there is no track ${track}`, remedy: didYouMean(track, names), code: 'P205' })
  } else if (stage !== null && !(stage in other.stages)) {
    const remedy = didYouMean(stage, Object.keys(other.stages))
    problems.push({ where, what: `track ${track} has no stage ${stage}`, remedy, code: 'P117' })
  }
  return problems
}

function checkDate(where: string, rule: Rule, { quality }: Whole): readonly Problem[] {
  if (rule.is !== 'restsUntil') return []
  const declared = declaredFacts(quality)
  const fact = declared.get(rule.date)
  if (fact === undefined || fact.is === 'date') return checkFact(where, rule.date, [], declared)
  const remedy =
    "A day is a fact that the quality definition declares by date(…). Of others, ask for the values: rests(known(…), '6 months')."
  return [{ where, what: `fact ${rule.date} is no day`, remedy, code: 'P209' }]
}
