import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import type { Simulated } from '../core/compile-simulated.ts'
import type { Code } from '../core/codes.ts'
import type { Checked, Problem } from '../core/problem.ts'
import { compileProgramme, type ProgrammeDraft } from '../core/programme.ts'
import type { AnyTemplate } from '../core/template.ts'
import { inTransaction, type Pool } from '../db/pool.ts'
import { publish, type Publication, type Published } from '../db/publish.ts'
import { withUtm, type CompiledTemplate } from '../mail/compile.ts'
import { loadTemplates } from '../mail/load.ts'
import { faultOf } from './programme-fault.ts'
import { checkSystemTemplate, checkZones, systemParts, systemTemplates } from './programme-check.ts'
import { checkShape } from './programme-shape.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** The programme that ships as the example. */
export const shippedProgramme = dirname(here)

/** A programme as it is published, with the parts that only the simulator reads. */
export type LoadedProgramme = Publication & Simulated & { readonly mails: readonly AnyTemplate[] }

/**
 * Loads a programme and compiles all of it, with the words of its mails, or says everything that is wrong with it.
 * @param path a module whose default export is `programme(…)`, or a folder that holds one as `tracks/index.ts`
 */
export async function loadProgramme(path = shippedProgramme): Promise<Checked<LoadedProgramme>> {
  const draft = await importProgramme(path)
  return 'problems' in draft ? draft : compileImported(draft.ok)
}

/** A programme as its authors wrote it, and the module that it came from. */
export interface ImportedProgramme {
  readonly draft: ProgrammeDraft
  readonly module: string
}

/** Imports a programme without compiling it, or says why it cannot be imported. */
export async function importProgramme(path: string): Promise<Checked<ImportedProgramme>> {
  const module = findModule(resolve(path))
  if ('problems' in module) return module
  const imported = await importDefault(module.ok)
  if ('problems' in imported) return imported
  const shaped = checkShape(imported.ok, module.ok)
  return 'problems' in shaped ? shaped : { ok: { draft: shaped.ok, module: module.ok } }
}

/** Makes a programme current, as a whole or not at all. Names what became current: nothing where nothing changed. */
export function publishProgramme(pool: Pool, programme: Publication, actor: string): Promise<readonly Published[]> {
  return inTransaction(pool, (tx) => publish(tx, programme, actor))
}

const extensions = ['.ts', '.js', '.mts', '.mjs']
const places = ['tracks/index', 'index', 'programme']

function findModule(path: string): Checked<string> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile()) {
    if (extensions.includes(extname(path))) return { ok: path }
    const what = 'it is not a module'
    return refuse(path, what, `Name a file that ends in ${extensions.join(', ')}, or the folder that holds it.`)
  }
  if (found === undefined) return refuse(path, 'there is no such file or folder', 'Check the path of the programme.')
  const candidates = places.flatMap((place) => extensions.map((extension) => join(path, place + extension)))
  const module = candidates.find((candidate) => existsSync(candidate))
  if (module !== undefined) return { ok: module }
  const remedy = 'Put it into tracks/index.ts there: export default programme({ tracks, templates, quality, reps }).'
  return refuse(path, 'the folder holds no programme', remedy)
}

/** Through tsx, which reads TypeScript where Node does not, and reads it anew each time. */
async function importDefault(module: string): Promise<Checked<unknown>> {
  // So that a part knows its line in what its author wrote, not in what runs.
  process.setSourceMapsEnabled(true)
  try {
    const imported = (await tsImport(pathToFileURL(module).href, {
      parentURL: import.meta.url,
      tsconfig: false,
    })) as { readonly default?: unknown }
    return { ok: unwrap(imported.default) }
  } catch (error) {
    const remedy = 'Mend the module; your editor shows the place.'
    return { problems: [{ ...faultOf(error, module), remedy, code: 'P602' }] }
  }
}

/** In a folder whose package.json does not say `"type": "module"`, the default export comes wrapped once more. */
function unwrap(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : exported
}

/** Compiles what was imported, with the words of its mails. */
export async function compileImported({ draft, module }: ImportedProgramme): Promise<Checked<LoadedProgramme>> {
  const compiled = compileProgramme(draft)
  const own = [...new Map(Object.values(draft.templates).map((template) => [template.name, template])).values()]
  const borrowed = systemTemplates.filter(({ name }) => own.every((template) => template.name !== name))
  const mails = await loadMails(own, borrowed, module)
  const problems = [compiled, mails].flatMap((part) => ('problems' in part ? part.problems : []))
  problems.push(...own.flatMap(checkSystemTemplate), ...checkZones(draft))
  if (problems.length > 0 || 'problems' in compiled || 'problems' in mails) return { problems }
  const templates = mails.ok
    .map((mail) => withUtm(mail, draft.links?.utm))
    .map((mail) => ({ name: mail.template.name, version: mail.version, compiled: mail }))
  return { ok: { ...compiled.ok, templates, mails: compiled.ok.templates } }
}

/** The mails of a programme, and those to sales that it leaves to us, in its own look as far as it has one. */
async function loadMails(
  own: readonly AnyTemplate[],
  borrowed: readonly AnyTemplate[],
  module: string,
): Promise<Checked<readonly CompiledTemplate[]>> {
  const folder = mjmlFolder(dirname(module))
  const shipped = mjmlFolder(here)
  if (shipped === undefined) throw new Error(`The mails to sales are missing beside ${here}: install Perennial anew.`)
  if (folder !== undefined || own.length === 0) {
    return loadTemplates([...own, ...borrowed], folder ?? shipped, { folder: shipped, names: systemParts })
  }
  const remedy = 'Put the words of each template into templates/<name>.mjml, beside the tracks.'
  return refuse(module, 'there is no folder templates with .mjml files beside it', remedy, 'P509')
}

/** The folder of the MJML. Built code lies one folder deeper than that: it is no code and stays where it is. */
function mjmlFolder(from: string): string | undefined {
  return ['.', '..', '../..']
    .map((up) => join(from, up, 'templates'))
    .find((folder) => existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.mjml')))
}

function refuse(
  where: string,
  what: string,
  remedy: string,
  code: Code = 'P601',
): { readonly problems: readonly Problem[] } {
  return { problems: [{ where, what, remedy, code }] }
}
