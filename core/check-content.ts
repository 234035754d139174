import { didYouMean } from './did-you-mean.ts'
import { isDay } from './fact.ts'
import { isLanguageTag } from './language.ts'
import type { Problem } from './problem.ts'
import type { QualityDraft } from './quality.ts'
import type { AnyTemplate, Availability } from './template.ts'

/** Whether what a template says of its content can be: the question that it asks, its dates, its languages. */
export function checkContent(where: string, template: AnyTemplate, quality: QualityDraft): readonly Problem[] {
  if (template.purpose === 'system') return []
  return [
    ...checkAsks(where, template.asks, quality),
    ...checkDates(where, template.available ?? {}),
    ...checkPriority(where, template.priority ?? 0),
    ...checkLanguages(where, template),
  ]
}

/** A question that no criterion wants answered brings sales nothing. */
function checkAsks(where: string, asks: string | undefined, { criteria }: QualityDraft): readonly Problem[] {
  const facts = criteria.map(({ fact }) => fact)
  if (asks === undefined || facts.includes(asks)) return []
  const what = `it asks for ${asks}, which no criterion of the quality definition wants to know`
  return [{ where, what, remedy: didYouMean(asks, facts), code: 'P221' }]
}

function checkDates(where: string, { from, through }: Availability): readonly Problem[] {
  const wrong = [from, through].filter((date) => date !== undefined && !isDay(date))
  if (wrong.length > 0) {
    return wrong.map((date) => ({
      where,
      what: `${date} is no date`,
      remedy: "Write it as '2027-01-31'.",
      code: 'P222' as const,
    }))
  }
  if (from === undefined || through === undefined || from <= through) return []
  const what = `it is available from ${from} through ${through}, which is no day at all`
  return [{ where, what, remedy: 'Turn the two dates round.', code: 'P222' }]
}

function checkPriority(where: string, priority: number): readonly Problem[] {
  if (Number.isFinite(priority)) return []
  return [{ where, what: `${priority} is no priority`, remedy: 'Give a number: the higher comes first.', code: 'P222' }]
}

function checkLanguages(
  where: string,
  { language, in: others = {} }: Exclude<AnyTemplate, { purpose: 'system' }>,
): readonly Problem[] {
  const tags = [language, ...Object.keys(others)]
  const strange = tags
    .filter((tag) => !isLanguageTag(tag))
    .map((tag) => ({
      where,
      what: `${tag} is no language`,
      remedy: "Write it as 'de', 'pt-BR' or 'zh-Hant'.",
      code: 'P223' as const,
    }))
  if (!Object.keys(others).includes(language)) return strange
  const what = `${language} is its own language, and one of the others too`
  return [
    ...strange,
    { where, what, remedy: 'Keep the words beside the subject, or name another language.', code: 'P223' },
  ]
}
