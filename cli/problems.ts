import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import pc from 'picocolors'
import { severityOf, type Severity } from '../core/codes.ts'
import type { Problem } from '../core/problem.ts'

/** A problem for machines: editors, CI. */
export interface TellableProblem extends Omit<Problem, 'at'> {
  readonly severity: Severity
  readonly at?: { readonly file: string; readonly line: number; readonly column: number }
  readonly docs?: string
}

/** Only what a machine can use, with the path as whoever typed the command would write it. */
export function tellable(problem: Problem): TellableProblem {
  const { where, what, remedy, code, at, calendar } = problem
  const docs = code && `docs/problems.md#${code.toLowerCase()}`
  return {
    ...(code && { code, docs }),
    severity: severityOf(problem),
    ...(at && { at: { file: pathOf(at.file), line: at.line, column: at.column } }),
    where,
    what,
    remedy,
    ...(calendar && { calendar }),
  }
}

/** A problem in one line: `file:line:col code what. remedy`. Where the part itself has no place, its name stands before what. */
export function lineOf(problem: Problem): string {
  const { where, what, remedy, code, at } = problem
  const place = at && `${pathOf(at.file)}:${at.line}:${at.column}`
  const isNamed = at === undefined || at.around === true
  const said = `${isNamed && place ? `${where}: ` : ''}${what}${/[.?!]$/.test(what) ? '' : '.'} ${remedy}`
  return [place ?? `${pathsIn(where)}:`, code && paint[severityOf(problem)](code), said].filter(Boolean).join(' ')
}

const paint = { error: pc.red, warning: pc.yellow, note: pc.dim } as const satisfies Record<
  Severity,
  (text: string) => string
>

/** As GitHub Actions shows it beside the line of a pull request. */
export function annotationOf(problem: Problem): string {
  const { severity, at, code, where, what, remedy, calendar = [] } = tellable(problem)
  const kind = { error: 'error', warning: 'warning', note: 'notice' }[severity]
  const place = at ? [`file=${property(at.file)}`, `line=${at.line}`, `col=${at.column}`] : []
  const about = [...place, `title=${property([code, where].filter(Boolean).join(' '))}`].join(',')
  return `::${kind} ${about}::${data([`${what}. ${remedy}`, ...calendar].join('\n'))}`
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** A recorded file as a path from here: what the loader of TypeScript adds to it is not the author's. */
function pathOf(file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file.replace(/\?.*$/, '')
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}

/** Words that begin with a path keep the rest as it is. */
function pathsIn(where: string): string {
  return where.startsWith('/') ? where.replace(/^[^,:]+/, pathOf) : where
}
