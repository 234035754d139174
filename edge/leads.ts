import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { currentTracks } from '../db/definitions.ts'
import { enrol } from '../db/enrol.ts'
import { findLead, UnknownLead } from '../db/leads.ts'
import { pause, resume } from '../db/pauses.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { answer } from '../db/sales.ts'
import { storyOf } from '../db/story.ts'
import { actor, messageId, note, salesAnswer } from './answers.ts'
import type { EdgeDeps } from './deps.ts'
import { readJson, say } from './read.ts'
import { refuse, refuseAll } from './refuse.ts'

const answerBody = z.intersection(salesAnswer, z.object({ actor, note, messageId: messageId.optional() }))
const actBody = z.object({ actor })
const enrolBody = z.object({
  track: z
    .string({ error: say('the track is missing', 'Name one that is published.') })
    .min(1)
    .max(100),
  actor,
  again: z.boolean().optional(),
})

/** One lead: its story, sales' answers, pause and resume. It goes by its id, an address, or `source:id`. */
export function leads(deps: EdgeDeps): Hono {
  const app = new Hono()

  app.get('/:name', async (c) => c.json(await storyOf(deps.pool, deps.definitions, await named(deps, c))))

  app.post('/:name/answers', async (c) => {
    const lead = await named(deps, c)
    const said = await readJson(c, answerBody)
    if ('problems' in said) return refuseAll(c, said.problems)
    const { actor, note, messageId } = said.ok
    const answered = await inTransaction(deps.pool, (tx) =>
      answer(tx, deps.definitions, lead, said.ok, { actor, source: 'api', note, messageId }),
    )
    if (answered.done)
      return c.json({ done: true, lead, became: answered.became, handoff: answered.handoff?.id ?? null })
    if (answered.why === 'unknown_reason') {
      return refuse(c, 400, { what: answered.sentence, where: 'reason', remedy: 'Give one of these reasons.' })
    }
    const remedy = 'Nothing was changed. Read the lead to see how it stands.'
    return refuse(c, 409, { what: answered.sentence, where: 'say', remedy })
  })

  app.post('/:name/enrolments', async (c) => {
    const lead = await named(deps, c)
    const said = await readJson(c, enrolBody)
    if ('problems' in said) return refuseAll(c, said.problems)
    const { track, actor, again = false } = said.ok
    const names = (await currentTracks(deps.pool)).map(({ name }) => name)
    if (!names.includes(track)) {
      const what = `there is no track ${track}`
      return refuse(c, 400, { what, where: 'track', remedy: didYouMean(track, names) })
    }
    const done = await inTransaction(deps.pool, (tx) => enrol(tx, deps.definitions, lead, track, actor, { again }))
    if (done.enrolled) return c.json({ lead, track, enrolment: done.number, displaces: done.displaces ?? null }, 201)
    if (done.waits) return c.json({ lead, track, waits: true, because: done.sentence }, 202)
    const remedy = 'The reason is kept with the lead. Nothing else was changed.'
    return refuse(c, 409, { what: done.sentence, where: 'track', remedy })
  })

  const act = (change: (tx: Sql, lead: string, actor: string) => Promise<boolean>, paused: boolean) => {
    return async (c: Context): Promise<Response> => {
      const lead = await named(deps, c)
      const said = await readJson(c, actBody)
      if ('problems' in said) return refuseAll(c, said.problems)
      const changed = await inTransaction(deps.pool, (tx) => change(tx, lead, said.ok.actor))
      return c.json({ lead, paused, changed })
    }
  }
  app.post('/:name/pause', act(pause, true))
  app.post('/:name/resume', act(resume, false))
  return app
}

async function named({ pool }: EdgeDeps, c: Context): Promise<string> {
  const name = c.req.param('name') ?? ''
  const lead = await findLead(pool, name)
  if (lead === undefined) throw new UnknownLead(name)
  return lead
}
