import type { AnyTemplate } from '../core/template.ts'
import type { Problem } from '../core/problem.ts'

/** The `.mjml` files of a templates folder by name without ending: layouts, and parts that templates share. */
export type Parts = Readonly<Record<string, string>>

/** A line of the whole document, and the file that it was written in. */
export interface SourceLine {
  readonly text: string
  readonly file: string
  readonly line: number
}

/** As `peer-story.mjml:12`. */
export const placeOf = ({ file, line }: Omit<SourceLine, 'text'>) => `${file}:${line}`

const partLine = /^\s*<!--\s*part:\s*([\w-]+)\s*-->\s*$/

/** The layout of a template that is no whole document. */
export const layoutOf = (template: AnyTemplate) => (template.purpose === 'system' ? 'layout-system' : 'layout')

/**
 * A template's whole MJML. A source that does not begin with `<mjml` is the content of the folder's layout; a line
 * `<!-- part: name -->` stands for the file `name.mjml` (MJML's own includes are off: they read any file).
 */
export function compose(
  template: AnyTemplate,
  mjml: string,
  parts: Parts,
): { readonly lines: readonly SourceLine[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  // A part in the template's language stands in for the one that all share: `layout.de` for `layout`.
  const names = (part: string): readonly string[] => [...tagsOf(template.language).map((tag) => `${part}.${tag}`), part]
  const nameOf = (part: string): string => names(part).find((name) => parts[name] !== undefined) ?? part
  const sourceOf = (part: string): string | undefined => (part === 'content' ? mjml : parts[nameOf(part)])

  function expand(part: string, within: readonly string[]): SourceLine[] {
    const file = `${part === 'content' ? template.name : nameOf(part)}.mjml`
    return (sourceOf(part) ?? '').split(/\r?\n/).flatMap((text, index): SourceLine[] => {
      const line = index + 1
      const wanted = partLine.exec(text)?.[1]
      if (wanted === undefined) return [{ text, file, line }]
      if (sourceOf(wanted) !== undefined && !within.includes(wanted)) return expand(wanted, [...within, wanted])
      const where = placeOf({ file, line })
      problems.push(
        sourceOf(wanted) === undefined
          ? { where, what: `there is no part ${wanted}`, remedy: `Add ${wanted}.mjml to the folder.`, code: 'P509' }
          : {
              where,
              what: `the part ${wanted} contains itself`,
              remedy: 'Take one of the two lines out.',
              code: 'P509',
            },
      )
      return []
    })
  }

  if (/^\s*(<!--[\s\S]*?-->\s*)*<mjml\b/.test(mjml)) return { lines: expand('content', ['content']), problems }
  const layout = layoutOf(template)
  if (sourceOf(layout) !== undefined) return { lines: expand(layout, [layout]), problems }
  const remedy = `Add ${layout}.mjml with a line <!-- part: content -->, or begin the template with <mjml>.`
  const what = 'the template is no whole MJML document, and the folder has no layout for it'
  return { lines: [], problems: [{ where: `${template.name}.mjml`, what, remedy, code: 'P509' }] }
}

/** A language and what it narrows, the narrowest first: `de-AT`, `de`. */
function tagsOf(language: string): readonly string[] {
  return language
    .split('-')
    .map((_, i, all) => all.slice(0, i + 1).join('-'))
    .toReversed()
}
