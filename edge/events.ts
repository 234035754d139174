import { Hono } from 'hono'
import type { Context } from 'hono'
import type { EdgeDeps } from './deps.ts'
import { check, readJson } from './read.ts'
import { refuseAll } from './refuse.ts'
import { batchBody, batchMessage, messageOf, type MessageType } from './segment.ts'
import { takeMessages } from './take-messages.ts'

/** Events in the Segment dialect: `POST /v1/track`, `/v1/identify`, `/v1/page` and `/v1/batch`. */
export function events(deps: EdgeDeps): Hono {
  const app = new Hono()
  const single = (type: MessageType) => {
    const schema = messageOf(type)
    return async (c: Context): Promise<Response> => {
      const message = await readJson(c, schema)
      if ('problems' in message) return refuseAll(c, message.problems)
      const [taken] = await takeMessages(deps, [message])
      if (taken === undefined || 'problems' in taken) return refuseAll(c, taken?.problems ?? [])
      return c.json(taken.ok, 202)
    }
  }
  app.post('/track', single('track'))
  app.post('/identify', single('identify'))
  app.post('/page', single('page'))

  app.post('/batch', async (c) => {
    const body = await readJson(c, batchBody)
    if ('problems' in body) return refuseAll(c, body.problems)
    const messages = body.ok.batch.map((given) => check(batchMessage, given))
    const taken = await takeMessages(deps, messages)
    const results = taken.map((one) => ('problems' in one ? { accepted: false, problems: one.problems } : one.ok))
    return c.json({ results }, 202)
  })
  return app
}
