import type { Context } from 'hono'
import type { z } from 'zod'
import type { Checked, Problem } from '../core/problem.ts'

/** A message for a schema: what is wrong and what to do about it. */
export const say = (what: string, remedy: string): string => `${what}. ${remedy}`

/** Reads a JSON body, or says everything that is wrong with it. */
export async function readJson<T>(c: Context, schema: z.ZodType<T>): Promise<Checked<T>> {
  const text = await c.req.text()
  try {
    return check(schema, JSON.parse(text, withoutNul))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const remedy = 'Send one JSON object, with Content-Type: application/json.'
    return { problems: [{ where: 'body', what: 'it is not JSON', remedy }] }
  }
}

/** No text in Postgres can hold U+0000; nobody means it. */
const withoutNul = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '') : value

/** Reads a form of either encoding; what cannot be read is an empty one. */
export async function readForm<T>(c: Context, schema: z.ZodType<T>): Promise<Checked<T>> {
  const form = await c.req.parseBody().catch(() => ({}))
  return check(schema, form)
}

export function check<T>(schema: z.ZodType<T>, given: unknown): Checked<T> {
  const parsed = schema.safeParse(given)
  return parsed.success ? { ok: parsed.data } : { problems: parsed.error.issues.map(problemOf) }
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const where = issue.path.length === 0 ? 'body' : issue.path.map(String).join('.')
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const what = issue.message.endsWith('undefined') ? 'it is missing' : `it is no ${issue.expected}`
    return { where, what, remedy: `Give a value of type ${issue.expected}.` }
  }
  const [what = '', ...remedy] = issue.message.split('. ')
  return { where, what, remedy: remedy.join('. ') || 'docs/api.md says what belongs here.' }
}
