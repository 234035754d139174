import { didYouMean } from './did-you-mean.ts'
import type { Problem } from './problem.ts'

const tags = ['source', 'medium', 'campaign', 'term', 'content'] as const
const placeholders = ['track', 'step', 'template', 'theme', 'stage', 'purpose', 'language'] as const

/** What a UTM tag may name of the mail that its link stood in. */
export type Placeholder = (typeof placeholders)[number]

/** UTM tags by rule, as `{ source: 'perennial', campaign: '{track}' }`; what stands in braces is filled in for each mail. */
export type UtmRule = { readonly [Tag in (typeof tags)[number]]?: string }

type Unknown<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends Placeholder ? never : Name) | Unknown<Rest>
  : never

/** A rule whose placeholders the editor has looked at. */
export type Understood<Rule extends UtmRule> = {
  readonly [Tag in keyof Rule]: Rule[Tag] extends string
    ? [Unknown<Rule[Tag]>] extends [never]
      ? Rule[Tag]
      : `{${Unknown<Rule[Tag]>}} is not one of {${Placeholder}}`
    : Rule[Tag]
}

/**
 * The address with its UTM tags. Its own query and fragment stay to the letter, and a tag that it has already wins; what is no
 * http(s) address stays as it is.
 */
export function tagged(address: string, rule: UtmRule, values: Readonly<Record<Placeholder, string>>): string {
  if (!/^https?:/i.test(address)) return address
  const [, before = '', query, fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(address) ?? []
  const has = (query ?? '').split('&').map((pair) => pair.split('=')[0])
  const added = tags.flatMap((tag) => {
    const text = (rule[tag] ?? '').replace(/\{(\w+)\}/g, (_, name: Placeholder) => values[name])
    return text === '' || has.includes(`utm_${tag}`) ? [] : [`utm_${tag}=${encodeURIComponent(text)}`]
  })
  const whole = [...(query === undefined || query === '' ? [] : [query]), ...added].join('&')
  return `${before}${whole === '' ? (query === undefined ? '' : '?') : `?${whole}`}${fragment}`
}

/** Whether every tag is one, and every placeholder can be filled in. */
export function checkUtm(rule: UtmRule): readonly Problem[] {
  const where = 'links.utm'
  const code = 'P224' as const
  return Object.entries(rule).flatMap(([tag, text]): readonly Problem[] => {
    const strange = (tags as readonly string[]).includes(tag) ? [] : [tag]
    const unknown = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name).filter((name) => !isKnown(name))
    const isOpen = /[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))
    return [
      ...strange.map((name) => ({ where, what: `utm_${name} is no UTM tag`, remedy: didYouMean(name, tags), code })),
      ...unknown.map((name) => ({
        where: `${where}.${tag}`,
        what: `{${name}} is nothing that is known of a mail`,
        remedy: didYouMean(name, placeholders),
        code,
      })),
      ...(isOpen
        ? [{ where: `${where}.${tag}`, what: 'a brace is not closed', remedy: "Write '{track}'.", code }]
        : []),
    ]
  })
}

const isKnown = (name: string): boolean => (placeholders as readonly string[]).includes(name)
