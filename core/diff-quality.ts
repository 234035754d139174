import { brief, compareByName, same, wasIs, type Change, type ChangeKind } from './change.ts'
import { inWords, type Condition } from './condition.ts'
import { spell } from './duration.ts'
import type { Quality } from './quality.ts'

/** What changed in the quality definition, in words. */
export function diffQuality(was: Quality, is: Quality): readonly Change[] {
  const changes: Change[] = []
  const say = (kind: ChangeKind, sentence: string): void => {
    changes.push({ of: 'quality', name: 'quality', kind, sentence })
  }
  const list = <T extends object>(
    kind: ChangeKind,
    of: (quality: Quality) => readonly T[],
    nameOf: (item: T) => string,
    what: string,
  ) => {
    const { added, removed, changed } = compareByName(of(was), of(is), nameOf)
    for (const item of added) say(kind, `${what} ${nameOf(item)} is new${detail(item)}`)
    for (const item of removed) say(kind, `${what} ${nameOf(item)} is gone`)
    for (const [old, now] of changed) {
      // Where its words say nothing of what changed, all of it is shown.
      const shown = detail(old) === detail(now) ? (item: T) => `: ${brief(item)}` : detail
      say(kind, `${what} ${nameOf(now)} changed${shown(now)} (was${shown(old)})`)
    }
  }
  const plain = <Part extends keyof Quality>(
    kind: ChangeKind,
    part: Part,
    what: string,
    say2 = brief as (value: Quality[Part]) => string,
  ) => {
    if (!same(was[part], is[part])) say(kind, `${what} is ${say2(is[part])} (was ${say2(was[part])})`)
  }

  plain('reworded', 'name', 'its name')
  list(
    'settings',
    (quality) => quality.facts,
    ({ fact }) => fact,
    'fact',
  )
  list(
    'settings',
    (quality) => quality.fit.points,
    ({ fact, value }) => `${fact} ${value}`,
    'points for',
  )
  if (!same(was.fit.from, is.fit.from)) say('settings', `the grades begin at ${wasIs(was.fit.from, is.fit.from)}`)
  plain('settings', 'floor', 'the fit floor')
  list(
    'settings',
    (quality) => quality.interest,
    ({ act }) => inWords(act),
    'interest for',
  )
  list(
    'triggers',
    (quality) => quality.knockouts,
    ({ name }) => name,
    'knockout',
  )
  list(
    'triggers',
    (quality) => quality.triggers,
    ({ trigger }) => trigger,
    'trigger',
  )
  list(
    'settings',
    (quality) => quality.criteria,
    ({ fact }) => fact,
    'criterion',
  )
  plain('triggers', 'becomesLead', 'what makes a subscriber a lead', inWords)
  plain('settings', 'intake', 'the track of new inquiries')
  list(
    'settings',
    (quality) => quality.routing.rules,
    ({ when }) => inWords(when),
    'routing where',
  )
  if (!same(was.routing.otherwise, is.routing.otherwise)) {
    say('settings', `the default queue is ${is.routing.otherwise.join(', ')} (was ${was.routing.otherwise.join(', ')})`)
  }
  for (const deadline of Object.keys(is.sla) as (keyof Quality['sla'])[]) {
    if (!same(was.sla[deadline], is.sla[deadline])) {
      say('timing', `${deadline} comes after ${spell(is.sla[deadline])} (was ${spell(was.sla[deadline])})`)
    }
  }
  plain('settings', 'office', 'the office')
  plain('settings', 'accepting', 'acceptance makes of the lead')
  plain('settings', 'subStages', 'the sub-stages')
  list(
    'settings',
    (quality) => quality.approvals,
    ({ by, who, on }) => `${by}, ${who}, ${on}`,
    'approval',
  )
  sayRest(was, is, say)
  return changes
}

const compared: readonly string[] = [
  'format',
  'name',
  'facts',
  'fit',
  'floor',
  'interest',
  'knockouts',
  'triggers',
  'criteria',
  'becomesLead',
  'intake',
  'routing',
  'sla',
  'office',
  'accepting',
  'subStages',
  'approvals',
]

/** Parts that have no words of their own above: nothing changes unsaid. */
function sayRest(was: Quality, is: Quality, say: (kind: ChangeKind, sentence: string) => void): void {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !compared.includes(name))
  for (const name of names) {
    const [old, now] = [was[name as keyof Quality], is[name as keyof Quality]]
    if (!same(old, now)) say('settings', `${name} is ${wasIs(old, now)}`)
  }
}

function detail(item: object): string {
  if ('to' in item) return `: to ${(item.to as string[]).join(', ')}`
  if ('when' in item) return `: ${inWords(item.when as Condition)}`
  if ('points' in item) return `: ${brief(item)}`
  if ('values' in item) return `: ${(item.values as string[]).join(', ')}`
  return ''
}
