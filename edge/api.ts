import { Hono } from 'hono'
import { z } from 'zod'
import { answerCall, openCalls } from '../db/calls.ts'
import { readClock } from '../db/clock.ts'
import { openHandoffs } from '../db/handoffs.ts'
import { numbers } from '../db/numbers.ts'
import { inTransaction } from '../db/pool.ts'
import { resumeSending, runningStops, stopSending } from '../db/stops.ts'
import { actor, note } from './answers.ts'
import type { EdgeDeps } from './deps.ts'
import { events } from './events.ts'
import { kept } from './kept.ts'
import { leads } from './leads.ts'
import { check, readJson, say } from './read.ts'
import { refuse, refuseAll } from './refuse.ts'

const resultBody = z.object({
  result: z.string({ error: say('the result is missing', 'Give one of those that docs/api.md lists.') }),
  note,
  actor,
})

const stop = z.discriminatedUnion(
  'scope',
  [
    z.object({ scope: z.literal('all') }).transform(() => ({ scope: 'all' as const, name: '' })),
    z.object({ scope: z.enum(['track', 'touch']), name: z.string().min(1).max(100) }),
  ],
  { error: say('it is no scope', 'Say all, track or touch; with a name where it is one of the last two.') },
)
const stopBody = z.intersection(stop, z.object({ actor, reason: note }))

/** The API for machines: events, leads, and what people in sales and operations ask for. */
export function api(deps: EdgeDeps): Hono {
  const { pool } = deps
  const app = new Hono()
  app.route('/', events(deps))
  app.route('/leads', leads(deps))

  app.get('/handoffs', async (c) => c.json({ handoffs: await openHandoffs(pool, c.req.query('owner')) }))
  app.get('/calls', async (c) => c.json({ calls: await openCalls(pool, c.req.query('assignee')) }))
  const counted = kept(() => numbers(pool))
  app.get('/numbers', async (c) => c.json(await counted()))

  app.post('/calls/:id/result', async (c) => {
    const said = await readJson(c, resultBody)
    if ('problems' in said) return refuseAll(c, said.problems)
    const { result, ...by } = said.ok
    const answered = await inTransaction(pool, (tx) => answerCall(tx, c.req.param('id'), result, by))
    if (answered.done) return c.json({ done: true, call: c.req.param('id'), result })
    const error = { what: answered.sentence, where: 'call', remedy: 'Nothing was changed.' }
    switch (answered.why) {
      case 'unknown':
        return refuse(c, 404, error)
      case 'unknown_result':
        return refuse(c, 400, { ...error, where: 'result' })
      case 'too_late':
        return refuse(c, 409, error)
    }
  })

  app.get('/stops', async (c) => c.json({ stops: await runningStops(pool) }))
  app.post('/stops', async (c) => {
    const said = await readJson(c, stopBody)
    if ('problems' in said) return refuseAll(c, said.problems)
    const { scope, name, reason, actor: by } = said.ok
    const { now } = await readClock(pool)
    const changed = await stopSending(pool, { scope, name }, { at: now, actor: by, reason: reason ?? null })
    return c.json({ scope, name, stopped: true, changed }, changed ? 201 : 200)
  })
  app.delete('/stops', async (c) => {
    const said = check(z.intersection(stop, z.object({ actor })), c.req.query())
    if ('problems' in said) return refuseAll(c, said.problems)
    const { scope, name, actor: by } = said.ok
    const { now } = await readClock(pool)
    const changed = await resumeSending(pool, { scope, name }, { at: now, actor: by })
    return c.json({ scope, name, stopped: false, changed })
  })
  return app
}
