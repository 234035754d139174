import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { NotPublished } from '../db/definitions.ts'
import { UnknownLead } from '../db/leads.ts'
import { codeOf, isPassing } from '../db/passing.ts'
import type { EdgeDeps } from './deps.ts'
import { notice } from './page.ts'
import { refuse } from './refuse.ts'

export const isApi = (c: Context): boolean => c.req.path.startsWith('/v1/')

/** Answers what a handler threw: never with a stack, and 503 where trying again may help. */
export function onFailure(deps: EdgeDeps) {
  return (error: Error, c: Context): Response | Promise<Response> => {
    if (error instanceof UnknownLead) {
      const remedy = 'Give its id, an address, or an id of another system as source:id.'
      return refuse(c, 404, { what: 'there is no such lead', where: 'lead', remedy })
    }
    if (error instanceof HTTPException && error.status < 500) {
      const remedy = error.status === 413 ? 'Send less at once.' : 'docs/api.md says how it is asked.'
      return said(c, deps, error.status, { what: error.message || 'the request is wrong', where: 'request', remedy })
    }
    if (codeOf(error) === notText) {
      const remedy = 'Send it without this character.'
      return said(c, deps, 400, { what: 'it holds U+0000, which no text can hold', where: 'request', remedy })
    }
    if (error instanceof NotPublished) {
      deps.log.warn({ err: error }, 'asked before anything was published')
      return later(c, deps, 'nothing is published yet', 'Run `perennial publish`, then send it again.')
    }
    if (isPassing(error)) {
      deps.log.warn({ err: error }, 'the database did not answer')
      return later(c, deps, 'the database does not answer', 'Nothing was taken in: send it again in a moment.')
    }
    deps.log.error({ err: error }, 'a request failed')
    const remedy = 'Nothing was taken in. Send it again later; our log says what went wrong.'
    return said(c, deps, 500, { what: 'something is wrong on our side', where: 'edge', remedy })
  }
}

/** Postgres was given bytes that are no text. */
const notText = '22021'

function later(c: Context, deps: EdgeDeps, what: string, remedy: string): Response | Promise<Response> {
  c.header('Retry-After', '5')
  return said(c, deps, 503, { what, where: 'edge', remedy })
}

function said(
  c: Context,
  deps: EdgeDeps,
  status: Parameters<typeof refuse>[1],
  error: Parameters<typeof refuse>[2],
): Response | Promise<Response> {
  if (isApi(c)) return refuse(c, status, error)
  const title = status < 500 ? 'That did not work' : 'We cannot answer right now'
  const lines = [status < 500 ? 'The request was not as it should be.' : 'Nothing was changed. Try again in a minute.']
  return notice(c, deps.brandName, { title, lines }, status)
}
