import type { MergeField } from './merge.ts'

/** A template's words in one more language; they are in `<name>.<language>.mjml`. */
export interface Translation {
  readonly subject: string
  readonly preheader?: string
  /** What to say to a lead of whom a field is not known, in this language. */
  readonly fallbacks?: Readonly<Record<string, string>>
  /** Where a link leads in this language, where that is another page. */
  readonly links?: Readonly<Record<string, `https://${string}`>>
}

type Merge = Readonly<Record<string, MergeField>>

/** Merge fields as they are in a translation: with its fallbacks, and with its links. */
export function mergeIn(merge: Merge, { fallbacks = {}, links = {} }: Translation): Merge {
  return Object.fromEntries(
    Object.entries(merge).map(([name, field]): [string, MergeField] => {
      if (field.kind === 'lead') return [name, { ...field, fallback: fallbacks[name] ?? field.fallback }]
      return [name, field.kind === 'link' ? { ...field, url: links[name] ?? field.url } : field]
    }),
  )
}

/**
 * The language in which a lead gets a mail, of those that it is written in: its own, as `de-AT`; else without what makes it
 * narrower, `de`; else null, which is the template's own.
 */
export function languageFor(wanted: string, written: readonly string[]): string | null {
  for (let tag = norm(wanted); tag !== ''; tag = tag.replace(/-?[^-]*$/, '')) {
    const found = written.find((language) => norm(language) === tag)
    if (found !== undefined) return found
  }
  return null
}

/** Whether a text is the tag of a language, as `de` or `pt-BR`. */
export function isLanguageTag(text: string): boolean {
  return /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/.test(text)
}

const norm = (tag: string): string => tag.trim().toLowerCase().replaceAll('_', '-')
