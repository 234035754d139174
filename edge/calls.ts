import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { callResults } from '../core/call.ts'
import { answerCall, callById, type CallTask } from '../db/calls.ts'
import { readLead } from '../db/leads.ts'
import { inTransaction } from '../db/pool.ts'
import { callWords, note } from './answers.ts'
import type { EdgeDeps } from './deps.ts'
import { nameOf, type HandoffView } from './handoff-page.ts'
import { readLink } from './links.ts'
import { moment } from './moment.ts'
import { page, unknownLink, type Html } from './page.ts'
import { readForm } from './read.ts'

/** A person may give every result but that of a call which was not made: the deadline says so. */
const spokenResults = callResults.filter((result) => result !== 'not_made')
const resultForm = z.object({ result: z.enum(spokenResults), note })

/** The page of a call to make: `GET /call/:token` shows it, `POST` says how it went. */
export function calls(deps: EdgeDeps): Hono {
  const app = new Hono()

  app.get('/:token', async (c) => {
    const opened = await open(deps, c.req.param('token'))
    return opened === undefined ? unknownLink(c, deps) : show(c, deps, opened.task)
  })

  app.post('/:token', async (c) => {
    const opened = await open(deps, c.req.param('token'))
    if (opened === undefined) return unknownLink(c, deps)
    const { task, rep } = opened
    const said = await readForm(c, resultForm)
    if ('problems' in said) return show(c, deps, task, 'That result could not be read. Choose one of these.', 400)
    const { result } = said.ok
    const answered = await inTransaction(deps.pool, (tx) =>
      answerCall(tx, task.id, result, { actor: rep, note: said.ok.note }),
    )
    const now = (await callById(deps.pool, task.id)) ?? task
    if (answered.done || now.result === result) return c.redirect(`./${c.req.param('token')}`, 303)
    return show(c, deps, now, 'Somebody was quicker, so nothing was changed.', 409)
  })
  return app
}

async function open(deps: EdgeDeps, token: string): Promise<{ task: CallTask; rep: string } | undefined> {
  const link = await readLink(deps, 'call', token)
  const task = link && (await callById(deps.pool, link.first))
  return link === undefined || task === undefined ? undefined : { task, rep: link.second }
}

async function show(
  c: Context,
  deps: EdgeDeps,
  task: CallTask,
  refusal?: string,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const lead = await readLead(deps.pool, task.lead)
  const { quality } = await deps.definitions.quality(deps.pool)
  const { zone } = quality.office
  const state =
    task.doneAt === null
      ? `Attempt ${task.attempt} of ${task.budget}, to be made by ${moment(zone, task.dueAt)}.`
      : `Done on ${moment(zone, task.doneAt)}: ${callWords[task.result ?? 'not_made'].toLowerCase()}.`
  return page(c, deps.brandName, { title: nameOf(lead), body: body(task, lead, state, refusal) }, status)
}

function body(task: CallTask, lead: HandoffView['lead'], state: string, refusal: string | undefined): Html {
  return html`<section class="card">
      <p class="kicker">A call to make</p>
      <h1>${task.ask}</h1>
      <p>${nameOf(lead)}${lead.company === null ? '' : `, ${lead.company}`}</p>
      ${refusal === undefined ? '' : html`<p class="state stop" role="alert">${refusal}</p>`}
      <p class="state">${state}</p>
      ${
        lead.phone === null || task.doneAt !== null
          ? ''
          : html`<p>
              <a class="button main" href="tel:${lead.phone.replaceAll(/[^+\d]/g, '')}">Call ${lead.phone}</a>
            </p>`
      }
      ${task.script === '' ? '' : html`<p class="script">${task.script}</p>`}
    </section>
    ${
      task.doneAt !== null
        ? ''
        : html`<section class="card">
            <h2>How did it go?</h2>
            <form method="post">
              <label>
                What they said, if you like
                <textarea name="note" maxlength="2000"></textarea>
              </label>
              <div class="reasons">
                ${spokenResults.map((result) => html`<button name="result" value="${result}">${callWords[result]}</button>`)}
              </div>
            </form>
          </section>`
    }`
}
