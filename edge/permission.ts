import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { findLead, readLead } from '../db/leads.ts'
import { mailStanding, undoUnsubscribe, unsubscribe } from '../db/permission.ts'
import { inTransaction } from '../db/pool.ts'
import type { EdgeDeps } from './deps.ts'
import { readLink } from './links.ts'
import { page, unknownLink, type Html } from './page.ts'

/** Whose mail, and which mail the link stood in. */
interface Asked {
  readonly lead: string
  readonly touch: number
}

/**
 * Permission: `GET /u/:token` shows how it stands, `POST` stops all mail: as RFC 8058's one click (no cookie, no page,
 * either encoding) or by the button. Never expires, works for leads whose life ended, and can be taken back.
 */
export function permission(deps: EdgeDeps): Hono {
  const app = new Hono()

  app.get('/:token', async (c) => {
    const asked = await readAsked(deps, c.req.param('token'))
    return asked === undefined ? unknownLink(c, deps) : show(c, deps, asked)
  })

  app.post('/:token', async (c) => {
    const asked = await readAsked(deps, c.req.param('token'))
    if (asked === undefined) return unknownLink(c, deps)
    // A body that cannot be read is still somebody who wants no more mail.
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}))
    const oneClick = form['List-Unsubscribe'] === 'One-Click'
    await inTransaction(deps.pool, (tx) => unsubscribe(tx, asked.lead, oneClick ? 'one_click' : 'page', asked.touch))
    return oneClick ? c.text(`You will get no more mail from ${deps.brandName}.\n`) : show(c, deps, asked)
  })

  app.post('/:token/undo', async (c) => {
    const asked = await readAsked(deps, c.req.param('token'))
    if (asked === undefined) return unknownLink(c, deps)
    await inTransaction(deps.pool, (tx) => undoUnsubscribe(tx, asked.lead, asked.touch))
    // Relative: where the edge is reached by a path of another server, only the browser knows it.
    return c.redirect(`../${c.req.param('token')}`, 303)
  })
  return app
}

async function readAsked(deps: EdgeDeps, token: string): Promise<Asked | undefined> {
  const link = await readLink(deps, 'unsubscribe', token)
  const lead = link && (await findLead(deps.pool, link.first))
  return link === undefined || lead === undefined ? undefined : { lead, touch: Number(link.second) }
}

async function show(c: Context, deps: EdgeDeps, { lead }: Asked): Promise<Response> {
  const { brandName: brand } = deps
  const { email } = await readLead(deps.pool, lead)
  const { granted, canUndo } = await mailStanding(deps.pool, lead)
  const address = email === null ? 'your address' : masked(email)
  if (granted) {
    const title = `Stop all mail from ${brand}?`
    return page(c, brand, { title, body: asking(title, brand, address) })
  }
  const title = 'You will get no more mail'
  return page(c, brand, { title, body: done(title, brand, address, canUndo ? c.req.param('token') : undefined) })
}

function asking(title: string, brand: string, address: string): Html {
  return html`<section class="card">
    <h1>${title}</h1>
    <p>${brand} writes to <strong>${address}</strong> now and then, about problems that we help companies solve.</p>
    <p>One press stops all of it, at once and for good. Whoever of us you write to will still answer you.</p>
    <form method="post"><button class="main">Stop all mail</button></form>
  </section>`
}

function done(title: string, brand: string, address: string, undo: string | undefined): Html {
  return html`<section class="card">
    <h1>${title}</h1>
    <p>${brand} sends nothing more to <strong>${address}</strong>, whatever list it is on.</p>
    ${
      undo === undefined
        ? ''
        : html`<form method="post" action="${undo}/undo">
            <button>That was a mistake: keep the mail coming</button>
          </form>`
    }
  </section>`
}

/** Enough for its owner to know it, too little for somebody to whom the mail was forwarded. */
function masked(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}…${email.slice(at)}`
}
