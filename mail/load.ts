import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { didYouMean } from '../core/did-you-mean.ts'
import type { Checked, Problem } from '../core/problem.ts'
import type { AnyTemplate } from '../core/template.ts'
import { eachOnce } from './check.ts'
import { compileTemplate, type CompiledTemplate } from './compile.ts'
import type { Parts } from './compose.ts'

/** Files that stand in where a folder has none of that name. */
export interface Defaults {
  readonly folder: string
  /** Without ending. */
  readonly names: readonly string[]
}

/**
 * Compiles templates from the `.mjml` files of a folder, or says all that is wrong with them.
 * @throws where a folder cannot be read
 */
export async function loadTemplates(
  templates: Iterable<AnyTemplate>,
  folder: string,
  defaults: Defaults = { folder, names: [] },
): Promise<Checked<readonly CompiledTemplate[]>> {
  const own = await readParts(folder)
  const lent = Object.entries(await readParts(defaults.folder)).filter(
    ([name]) => defaults.names.includes(name) && !(name in own),
  )
  const parts: Parts = { ...own, ...Object.fromEntries(lent) }
  const placeOf = (file: string): string =>
    join(lent.some(([name]) => file === `${name}.mjml`) ? defaults.folder : folder, file)
  const compiled: CompiledTemplate[] = []
  const problems: Problem[] = []
  const seen = new Set<string>()

  for (const template of templates) {
    const where = `${template.name}.mjml`
    const mjml = parts[template.name]
    if (seen.has(template.name)) {
      problems.push({
        where,
        what: `two templates are named ${template.name}`,
        remedy: 'Rename one of them.',
        code: 'P202',
      })
    } else if (mjml === undefined) {
      const remedy = didYouMean(template.name, Object.keys(own))
      problems.push({ where, what: `the template ${template.name} has no file`, remedy, code: 'P509' })
    } else {
      const result = await compileTemplate(template, mjml, parts)
      if ('ok' in result) compiled.push(result.ok)
      else problems.push(...result.problems)
    }
    seen.add(template.name)
    problems.push(...strayTranslations(template, Object.keys(own)))
  }
  if (problems.length === 0) return { ok: compiled }
  return {
    problems: eachOnce(problems).map((problem) => {
      const where = problem.where.replace(/^[\w.-]+\.mjml/, placeOf)
      const [, file, line] = /^(.+\.mjml)(?::(\d+))?$/.exec(where) ?? []
      return { ...problem, where, ...(file && { at: { file, line: Number(line ?? 1), column: 1 } }) }
    }),
  }
}

/** Files in a language that the template does not name: nobody would ever get them. */
function strayTranslations(template: AnyTemplate, files: readonly string[]): readonly Problem[] {
  const languages = template.purpose === 'system' ? [] : Object.keys(template.in ?? {})
  return files
    .filter((file) => file.startsWith(`${template.name}.`) && !languages.includes(file.slice(template.name.length + 1)))
    .map((file) => ({
      where: `${file}.mjml`,
      what: `the template ${template.name} does not say that it is written in ${file.slice(template.name.length + 1)}`,
      remedy: `Give it a subject in that language: in: { ${file.slice(template.name.length + 1)}: { subject: '…' } }.`,
      code: 'P515' as const,
    }))
}

async function readParts(folder: string): Promise<Parts> {
  const parts: Record<string, string> = {}
  for (const file of await readdir(folder)) {
    if (file.endsWith('.mjml')) parts[file.slice(0, -'.mjml'.length)] = await readFile(join(folder, file), 'utf8')
  }
  return parts
}
