import { Hono } from 'hono'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { handoffById, type Handoff } from '../db/handoffs.ts'
import { readLead } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import { repById } from '../db/reps.ts'
import { answer } from '../db/sales.ts'
import { disqualifyWords, note, recycleWords, salesAnswer } from './answers.ts'
import type { EdgeDeps } from './deps.ts'
import { handoffBody, nameOf } from './handoff-page.ts'
import { readLink } from './links.ts'
import { moment } from './moment.ts'
import { page, unknownLink } from './page.ts'
import { readForm } from './read.ts'

const answerForm = z.intersection(salesAnswer, z.object({ note }))

/** A handoff as its link names it, with the rep to whom the link was sent: who holds it answers as that rep. */
interface Opened {
  readonly handoff: Handoff
  readonly rep: string
}

/** The page of a handoff: `GET /h/:token` shows it, `POST` answers it. `?say=` lays an answer open and says nothing. */
export function handoffs(deps: EdgeDeps): Hono {
  const app = new Hono()

  app.get('/:token', async (c) => {
    const opened = await open(deps, c.req.param('token'))
    return opened === undefined ? unknownLink(c, deps) : show(c, deps, opened)
  })

  app.post('/:token', async (c) => {
    const opened = await open(deps, c.req.param('token'))
    if (opened === undefined) return unknownLink(c, deps)
    const said = await readForm(c, answerForm)
    if ('problems' in said) return show(c, deps, opened, 'That answer could not be read. Choose one of these.', 400)
    const { handoff, rep } = opened
    const answered = await inTransaction(deps.pool, (tx) =>
      answer(tx, deps.definitions, handoff.lead, said.ok, {
        actor: rep,
        source: 'page',
        note: said.ok.note,
        handoff: handoff.id,
      }),
    )
    const now = (await handoffById(deps.pool, handoff.id)) ?? handoff
    if (answered.done) return c.redirect(`./${c.req.param('token')}`, 303)
    const refusal = `Your answer came too late or does not fit any more, so nothing was changed.`
    const status = answered.why === 'unknown_reason' ? 400 : 409
    return show(c, deps, { handoff: now, rep }, status === 400 ? `${answered.sentence}.` : refusal, status)
  })
  return app
}

async function open(deps: EdgeDeps, token: string): Promise<Opened | undefined> {
  const link = await readLink(deps, 'handoff', token)
  const handoff = link && (await handoffById(deps.pool, link.first))
  return link === undefined || handoff === undefined ? undefined : { handoff, rep: link.second }
}

async function show(
  c: Context,
  deps: EdgeDeps,
  { handoff, rep }: Opened,
  refusal?: string,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const lead = await readLead(deps.pool, handoff.lead)
  const body = handoffBody({
    handoff,
    lead,
    state: await stateOf(deps, handoff, rep),
    preselected: c.req.query('say'),
    ...(refusal === undefined ? {} : { refusal }),
  })
  return page(c, deps.brandName, { title: nameOf(lead), body, wide: true }, status)
}

/** How a handoff stands, in a sentence, to the rep who looks at it. */
async function stateOf(deps: EdgeDeps, handoff: Handoff, rep: string): Promise<string> {
  const { quality } = await deps.definitions.quality(deps.pool)
  const on = (at: number | null): string => (at === null ? '' : ` on ${moment(quality.office.zone, at)}`)
  const who = async (id: string | null): Promise<string> => {
    if (id === rep) return 'You'
    return id === null ? 'Somebody' : ((await repById(deps.pool, id))?.name ?? (id === 'engine' ? 'Nobody' : id))
  }
  const due = handoff.deadlines.at(-1)?.at
  const by = due === undefined ? '' : ` by ${moment(quality.office.zone, due)}`
  const reason = reasonInWords(handoff)
  switch (handoff.status) {
    case 'open': {
      const owner = handoff.owner === rep ? 'your answer' : `an answer of ${await who(handoff.owner)}`
      return `It waits for ${owner}${by}. After that it goes back to nurture.`
    }
    case 'accepted':
      return `${await who(handoff.answeredBy)} accepted it${on(handoff.answeredAt)}. Say how it stands${by}.`
    case 'qualified': {
      const link = handoff.opportunity === null ? '' : ` as ${handoff.opportunity}`
      return `${await who(handoff.answeredBy)} forecast it${link}${on(handoff.qualifiedAt)}.`
    }
    case 'opportunity':
      return `It is an opportunity${handoff.opportunity === null ? '' : `, ${handoff.opportunity}`}.`
    case 'customer':
      return `They became a customer${on(handoff.closedAt)}.`
    case 'returned':
      return handoff.reason === 'untouched'
        ? `Nobody answered in time, so it went back to nurture${on(handoff.closedAt)}.`
        : `${await who(handoff.closedBy)} returned it to nurture${on(handoff.closedAt)}: ${reason}. It rests, and comes back with this history.`
    case 'disqualified':
      return `${await who(handoff.closedBy)} took it out${on(handoff.closedAt)}: ${reason}.`
  }
}

function reasonInWords({ status, reason }: Handoff): string {
  if (reason === null) return 'no reason given'
  const words: Readonly<Record<string, string>> = status === 'returned' ? recycleWords : disqualifyWords
  const text = words[reason] ?? reason
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
