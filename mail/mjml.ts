import mjml2html from 'mjml'
import type { Problem } from '../core/problem.ts'
import { placeOf, type SourceLine } from './compose.ts'

/** Turns MJML into HTML: strict, without includes; problems are told in the file and line that they were written in. */
export async function buildHtml(
  source: string,
  lines: readonly SourceLine[],
): Promise<{ readonly html: string } | { readonly problems: readonly Problem[] }> {
  const include = lines.find(({ text }) => text.includes('<mj-include'))
  if (include) {
    const remedy = 'Put the shared part into name.mjml of this folder, and write <!-- part: name --> here.'
    return { problems: [{ where: placeOf(include), what: 'mj-include is off', remedy, code: 'P508' }] }
  }
  try {
    const { html } = await mjml2html(source, {
      validationLevel: 'strict',
      keepComments: false,
      ignoreIncludes: true,
      fonts: {}, // MJML's own would make each opening of the mail known to a font server
    })
    return { html: html.replace(/\n\s*/g, '\n') }
  } catch (error) {
    return { problems: mjmlProblems(error, lines) }
  }
}

function mjmlProblems(error: unknown, lines: readonly SourceLine[]): Problem[] {
  const remedy = 'See https://documentation.mjml.io for what MJML knows.'
  const found = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  const problems = found.map(({ line, message, tagName }: { line: number; message: string; tagName: string }) => {
    const from = lines[line - 1]
    return { where: from ? placeOf(from) : 'mjml', what: `${tagName}: ${message}`, remedy, code: 'P508' as const }
  })
  if (problems.length > 0) return problems
  const what = `MJML cannot read it: ${error instanceof Error ? error.message.trim() : String(error)}`
  return [{ where: lines[0]?.file ?? 'mjml', what, remedy: 'Look for a tag that is not closed.', code: 'P508' }]
}
