import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import * as z from 'zod'
import { channels } from '../core/channel.ts'
import { mayBe } from '../core/fact.ts'
import type { Problem } from '../core/problem.ts'
import type { Quality } from '../core/quality.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { ImportRefused, refusal, unreadable } from './import-problems.ts'

/** How a value comes out of a row. */
export interface Rule<Value> {
  /** The column that it is in; none: `otherwise` holds for every row. */
  readonly from?: string | undefined
  /** What the column says, to what it means; `*` is any other answer. */
  readonly values?: Readonly<Record<string, Value | null>> | undefined
  /** Where `values` says nothing, and where there is no answer. */
  readonly otherwise?: Value | null | undefined
  /** What is put round the value, which stands at `{}`. */
  readonly template?: string | undefined
}

const givesSomething = [
  (rule: Rule<unknown>) => rule.from !== undefined || rule.otherwise !== undefined,
  'it takes no column and gives no value: add "from" (a column) or "otherwise" (the same for every row)',
] as const

const ruleShape = <Value extends z.ZodType>(value: Value) => ({
  from: z.string().min(1).optional(),
  values: z.record(z.string(), value.nullable()).optional(),
  otherwise: value.nullable().optional(),
})

const said = z.string().min(1)
const textRule = z
  .strictObject({
    ...ruleShape(said),
    template: z
      .string()
      .refine((template) => template.includes('{}'), 'it must say with {} where the value goes, as "{}@leads.test"')
      .optional(),
  })
  .refine(...givesSomething)
const column = said.transform((from): Rule<string> => ({ from }))
const field = z.union([column, textRule])
const track = z.union([said.transform((name): Rule<string> => ({ otherwise: name })), textRule])

const permission = z
  .strictObject({
    ...ruleShape(z.boolean()),
    basis: z.string().regex(/^[a-z][a-z_]*$/, 'it must be the legal basis in one word, as legitimate_interest'),
  })
  .refine(...givesSomething)

/** What a lead can be given beside its facts. */
export const leadFields = [
  'email',
  'firstName',
  'lastName',
  'company',
  'jobTitle',
  'phone',
  'country',
  'zone',
  'language',
  'source',
] as const
export type LeadField = (typeof leadFields)[number]

const mappingSchema = z.strictObject({
  /** Names the list; with `key` it names each row for ever. */
  source: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'it must be one word of letters, digits, dots and hyphens, as webinar-2026'),
  /** The column with the list's own id of a person; without one, the address is the name. */
  key: said.optional(),
  fields: z.partialRecord(z.enum(leadFields), field),
  facts: z.record(said, field).default({}),
  /** What stands in a cell that has no answer; nothing at all always does. */
  empty: z.array(z.string()).default([]),
  permission: z.partialRecord(z.enum(channels), permission).default({}),
  lifecycle: z
    .enum(['subscriber', 'lead'], {
      error:
        'a list enters as "lead" or "subscriber" and no further: what comes after is earned by what a lead does (R36)',
    })
    .default('lead'),
  /** A track by name, or a rule that names one; without it nobody is enrolled. */
  track: track.optional(),
})

/** What the columns of a list mean. */
export type Mapping = z.output<typeof mappingSchema>

/** @throws ImportRefused that names every mistake in it */
export function parseMapping(value: unknown, name: string): Mapping {
  const parsed = mappingSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ImportRefused(
    parsed.error.issues.flatMap(ofRule).map(({ path, message }) => ({
      where: [name, path.join('.')].filter(Boolean).join(', '),
      what: lowerFirst(message),
      remedy: 'See docs/import.md for what a mapping may say.',
    })),
  )
}

/** Where a name or a rule may stand, what is wrong with the rule. */
function ofRule(
  issue: z.core.$ZodIssue,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (issue.code !== 'invalid_union') return [issue]
  const inRule = issue.errors.at(-1) ?? []
  return inRule.map(({ path, message }) => ({ path: [...issue.path, ...path], message }))
}

/**
 * Reads a mapping from a JSON file, or from the default export of a module.
 * @throws ImportRefused when there is none, or it has mistakes
 */
export async function loadMapping(file: string): Promise<Mapping> {
  return parseMapping(/\.[cm]?[jt]s$/.test(file) ? await fromModule(file) : await fromJson(file), file)
}

async function fromJson(file: string): Promise<unknown> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error)
  })
  try {
    return JSON.parse(content)
  } catch (error) {
    throw refusal(file, `it is no JSON: ${(error as Error).message}`, 'Mend it where it says.')
  }
}

async function fromModule(file: string): Promise<unknown> {
  await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
  const loaded = (await tsImport(pathToFileURL(resolve(file)).href, {
    parentURL: import.meta.url,
    tsconfig: false,
  })) as { readonly default?: unknown }
  if (loaded.default === undefined) throw refusal(file, 'it has no default export', 'Write `export default { … }`.')
  return unwrap(loaded.default)
}

/** In a folder whose package.json does not say `"type": "module"`, the default export comes wrapped once more. */
function unwrap(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : exported
}

/** What the mapping says that this list, or what is published, does not know. */
export function problemsOf(
  mapping: Mapping,
  known: { file: string; columns: readonly string[]; facts: Quality['facts']; tracks: readonly string[] },
): readonly Problem[] {
  const problems: Problem[] = []
  for (const [where, from] of columnsAsked(mapping)) {
    if (known.columns.includes(from)) continue
    problems.push({
      where: `mapping, ${where}`,
      what: `${known.file} has no column "${from}"`,
      remedy: didYouMean(from, known.columns),
    })
  }
  for (const [name, rule] of Object.entries(mapping.facts)) {
    const fact = known.facts.find((candidate) => candidate.fact === name)
    if (fact === undefined) {
      problems.push({
        where: `mapping, facts.${name}`,
        what: 'the published quality definition knows no such fact',
        remedy: didYouMean(
          name,
          known.facts.map((candidate) => candidate.fact),
        ), // prettier
      })
      continue
    }
    for (const value of given(rule).filter((value) => !mayBe(fact, value))) {
      problems.push({
        where: `mapping, facts.${name}`,
        what: `"${value}" is no value of it`,
        remedy: didYouMean(value, fact.values),
      })
    }
  }
  for (const name of mapping.track ? given(mapping.track) : []) {
    if (known.tracks.includes(name)) continue
    problems.push({
      where: 'mapping, track',
      what: `no track ${name} is published`,
      remedy: known.tracks.length === 0 ? 'Run `perennial publish` first.' : didYouMean(name, known.tracks),
    })
  }
  if (mapping.key === undefined && mapping.fields.email === undefined) {
    problems.push({
      where: 'mapping',
      what: 'nothing in it tells one person from another',
      remedy: 'Map "key" to the column with the id of a person, or fields.email to the one with the address.',
    })
  }
  return problems
}

/** The values that a rule itself names. */
function given(rule: Rule<string>): readonly string[] {
  const values = [...Object.values(rule.values ?? {}), rule.otherwise]
  return [...new Set(values.filter((value) => typeof value === 'string'))]
}

function columnsAsked(mapping: Mapping): readonly (readonly [where: string, column: string])[] {
  const rules: readonly [string, Rule<unknown> | undefined][] = [
    ...Object.entries(mapping.fields).map(([name, rule]) => [`fields.${name}`, rule] as [string, Rule<unknown>]),
    ...Object.entries(mapping.facts).map(([name, rule]) => [`facts.${name}`, rule] as [string, Rule<unknown>]),
    ...Object.entries(mapping.permission).map(
      ([name, rule]) => [`permission.${name}`, rule] as [string, Rule<unknown>],
    ),
    ['track', mapping.track],
    ['key', mapping.key === undefined ? undefined : { from: mapping.key }],
  ]
  return rules.flatMap(([where, rule]) => (rule?.from === undefined ? [] : [[where, rule.from] as const]))
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}
