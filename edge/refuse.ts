import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../core/problem.ts'

/** Answers the API with what was wrong, where, and what to do. */
export function refuse(c: Context, status: ContentfulStatusCode, error: Problem): Response {
  return c.json({ error }, status)
}

/** Answers the API with every problem of a request at once; the first one stands for all where only one is read. */
export function refuseAll(c: Context, problems: readonly Problem[]): Response {
  const [first = { where: 'body', what: 'the request is wrong', remedy: 'docs/api.md says how it is written.' }] =
    problems
  return c.json({ error: { ...first, problems } }, 400)
}
