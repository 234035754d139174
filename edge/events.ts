import { Hono } from 'hono'
import type { Context } from 'hono'
import type { EdgeDeps } from './deps.ts'
import { check, readJson } from './read.ts'
import { refuseAll } from './refuse.ts'
import { batchBody, batchMessage, messageOf, type MessageType } from './segment.ts'
import { takeMessage } from './take-message.ts'

/** Events in the Segment dialect: `POST /v1/track`, `/v1/identify`, `/v1/page` and `/v1/batch`. */
export function events(deps: EdgeDeps): Hono {
  const app = new Hono()
  const single = (type: MessageType) => {
    const schema = messageOf(type)
    return async (c: Context): Promise<Response> => {
      const message = await readJson(c, schema)
      if ('problems' in message) return refuseAll(c, message.problems)
      const taken = await takeMessage(deps, message.ok)
      return 'problems' in taken ? refuseAll(c, taken.problems) : c.json(taken.ok, 202)
    }
  }
  app.post('/track', single('track'))
  app.post('/identify', single('identify'))
  app.post('/page', single('page'))

  // In order and one by one: what a lead did first is taken in first, and one bad message costs no other.
  app.post('/batch', async (c) => {
    const body = await readJson(c, batchBody)
    if ('problems' in body) return refuseAll(c, body.problems)
    const results: unknown[] = []
    for (const given of body.ok.batch) {
      const message = check(batchMessage, given)
      const taken = 'problems' in message ? message : await takeMessage(deps, message.ok)
      results.push('problems' in taken ? { accepted: false, problems: taken.problems } : taken.ok)
    }
    return c.json({ results }, 202)
  })
  return app
}
