import { didYouMean } from '../core/did-you-mean.ts'
import { languageFor, mergeIn, type Translation } from '../core/language.ts'
import type { Problem } from '../core/problem.ts'
import type { AnyTemplate } from '../core/template.ts'
import type { Body, CompiledTemplate } from './compile.ts'
import type { Parts } from './compose.ts'

/** A template in one more language, as it is compiled. */
interface Translated {
  readonly language: string
  readonly template: AnyTemplate
  /** Undefined where its file is missing. */
  readonly mjml: string | undefined
  readonly problems: readonly Problem[]
}

/** A template in each of its other languages: as a template of its own, whose file is `<name>.<language>.mjml`. */
export function translationsOf(template: AnyTemplate, parts: Parts): readonly Translated[] {
  if (template.purpose === 'system') return []
  const { in: others = {}, preheader: _, ...facts } = template
  return Object.entries(others).map(([language, translation]) => {
    const name = `${template.name}.${language}`
    const { subject, preheader } = translation
    const problems = lacking(template, language, translation)
    const missing: Problem = {
      where: `${name}.mjml`,
      what: `the template ${template.name} has no file in ${language}`,
      remedy: `Write it, or take ${language} out of the template's languages.`,
      code: 'P509',
    }
    return {
      language,
      template: { ...facts, name, language, subject, ...(preheader !== undefined && { preheader }) },
      mjml: parts[name],
      problems: parts[name] === undefined ? [...problems, missing] : problems,
    }
  })
}

/** What would be said in the wrong language: a fallback that it does not translate. And what it translates for nothing. */
function lacking(
  { name, merge }: AnyTemplate,
  language: string,
  { fallbacks = {}, links = {} }: Translation,
): Problem[] {
  const where = `template ${name}, in.${language}`
  const ofKind = (kind: string): readonly string[] => Object.keys(merge).filter((field) => merge[field]?.kind === kind)
  const strange = (given: object, known: readonly string[], what: string): Problem[] =>
    Object.keys(given)
      .filter((field) => !known.includes(field))
      .map((field) => ({ where, what: `${field} is no ${what}`, remedy: didYouMean(field, known), code: 'P515' }))
  return [
    ...ofKind('lead')
      .filter((field) => fallbacks[field] === undefined)
      .map((field) => ({
        where,
        what: `a lead of whom ${field} is not known would be addressed in ${templateLanguage(merge[field])}`,
        remedy: `Say it in ${language}: fallbacks: { ${field}: '…' }.`,
        code: 'P515' as const,
      })),
    ...strange(fallbacks, ofKind('lead'), 'field of the lead'),
    ...strange(links, ofKind('link'), 'link'),
  ]
}

const templateLanguage = (field: AnyTemplate['merge'][string] | undefined): string =>
  field?.kind === 'lead' ? `the words "${field.fallback}"` : 'other words'

/** A template as one lead gets it: in the language that it reads, or in the template's own. */
export interface InLanguage {
  readonly body: Body
  /** Null: the template's own. */
  readonly language: string | null
  readonly merge: AnyTemplate['merge']
}

/** The compiled template in the language of a lead; the fallback is the template's own. */
export function inLanguage(compiled: CompiledTemplate, wanted: string): InLanguage {
  const { template } = compiled
  const language = languageFor(wanted, [template.language, ...Object.keys(compiled.in ?? {})])
  return inExactly(compiled, language)
}

/** The compiled template in one of its languages. */
export function inExactly(compiled: CompiledTemplate, language: string | null): InLanguage {
  const { template } = compiled
  const body = language === null ? undefined : compiled.in?.[language]
  const translation = language === null || template.purpose === 'system' ? undefined : template.in?.[language]
  if (body === undefined || translation === undefined) return { body: compiled, language: null, merge: template.merge }
  return { body, language, merge: mergeIn(template.merge, translation) }
}
