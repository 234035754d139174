import { html } from 'hono/html'
import { disqualifyReasons, spokenRecycleReasons } from '../core/reasons.ts'
import type { Handoff, HandoffStatus } from '../db/handoffs.ts'
import type { Lead } from '../db/leads.ts'
import { disqualifyWords, recycleWords } from './answers.ts'
import type { Html } from './page.ts'

/** What the page of a handoff shows to one rep. */
export interface HandoffView {
  readonly handoff: Handoff
  readonly lead: Pick<Lead, 'firstName' | 'lastName' | 'company' | 'jobTitle' | 'email' | 'phone'>
  /** How it stands, in a sentence. */
  readonly state: string
  /** Why what was just tried did not happen. */
  readonly refusal?: string
  /** The answer that a link of the mail asked for: it is laid open, nothing more. */
  readonly preselected?: string | undefined
}

type Say = 'accept' | 'return' | 'disqualify' | 'qualify' | 'opportunity' | 'customer'

/** What can be said of a handoff as it stands, the likeliest first. */
const answersTo: Readonly<Record<HandoffStatus, readonly Say[]>> = {
  open: ['accept', 'return', 'disqualify'],
  accepted: ['qualify', 'return', 'disqualify', 'opportunity', 'customer'],
  qualified: ['opportunity', 'customer', 'return', 'disqualify'],
  opportunity: ['customer', 'return', 'disqualify'],
  customer: [],
  returned: [],
  disqualified: [],
}

export function nameOf(lead: HandoffView['lead']): string {
  return [lead.firstName, lead.lastName].filter(Boolean).join(' ') || (lead.email ?? 'A lead without a name')
}

export function handoffBody(view: HandoffView): Html {
  const { handoff, lead, state, refusal } = view
  const { evidence } = handoff
  const says = answersTo[handoff.status]
  return html`<div class="two">
    <section class="card lead">
      <p class="kicker">${handoff.number === 1 ? 'A lead for you' : `A lead for you, round ${handoff.number}`}</p>
      <h1>${nameOf(lead)}${lead.company === null ? '' : `, ${lead.company}`}</h1>
      ${lead.jobTitle === null ? '' : html`<p class="soft">${lead.jobTitle}</p>`} ${contact(lead)}
      ${refusal === undefined ? '' : html`<p class="state stop" role="alert">${refusal}</p>`}
      <p class="state">${state}</p>
      <h2>Why now</h2>
      <ul class="why">
        ${evidence.whyNow.map((line) => html`<li>${line}</li>`)}
      </ul>
    </section>
    ${
      says.length === 0
        ? ''
        : html`<section class="card answers">
            <h2>Your answer</h2>
            ${says.map((say, index) => form(say, view, index === 0))}
          </section>`
    }
    <section class="card evidence">
      ${list('Score, in words', evidence.score, 'Nothing has scored yet.')}
      ${list('What they read and did', evidence.read, 'Nothing that we saw.')}
      ${list('What they told us', evidence.answers, 'Nothing yet.')}
      ${list('Still unknown', evidence.openQuestions, 'Every question is answered.')}
      ${list('History', evidence.history, 'This is the first round.')}
    </section>
  </div>`
}

function contact({ phone, email }: HandoffView['lead']): Html | '' {
  if (phone === null && email === null) return ''
  return html`<p class="contact">
    ${phone === null ? '' : html`<a href="tel:${phone.replaceAll(/[^+\d]/g, '')}">Call ${phone}</a>`}
    ${email === null ? '' : html`<a href="mailto:${encodeURIComponent(email)}">Write to ${email}</a>`}
  </p>`
}

function list(title: string, lines: readonly string[], none: string): Html {
  return html`<section>
    <h2>${title}</h2>
    ${
      lines.length === 0
        ? html`<p class="soft">${none}</p>`
        : html`<ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
  </section>`
}

function form(say: Say, { handoff, preselected }: HandoffView, first: boolean): Html {
  switch (say) {
    case 'accept':
      return simple('accept', 'Accept', first)
    case 'customer':
      return simple('customer', 'They are a customer now', first)
    case 'qualify':
      return withOpportunity('qualify', 'It is worth forecasting', handoff.opportunity, first)
    case 'opportunity':
      return withOpportunity('opportunity', 'It is an opportunity', handoff.opportunity, first)
    case 'return': {
      const late = handoff.status === 'qualified' || handoff.status === 'opportunity'
      const reasons = spokenRecycleReasons
        .filter((reason) => late || reason !== 'opportunity_lost')
        .map((reason) => [reason, recycleWords[reason]] as const)
      return withReason('return', 'Return to nurture', reasons, preselected === 'return')
    }
    case 'disqualify': {
      const reasons = disqualifyReasons.map((reason) => [reason, disqualifyWords[reason]] as const)
      return withReason('disqualify', 'Not a lead', reasons, preselected === 'disqualify')
    }
  }
}

const simple = (say: Say, words: string, first: boolean): Html =>
  html`<form method="post">
    <button name="say" value="${say}" class="${first ? 'main' : ''}">${words}</button>
  </form>`

function withOpportunity(say: Say, words: string, known: string | null, first: boolean): Html {
  const asked = html`<form method="post">
    <label>
      Its number in your CRM, if it has one
      <input name="opportunity" value="${known ?? ''}" maxlength="200" autocomplete="off" />
    </label>
    <button name="say" value="${say}" class="main">${words}</button>
  </form>`
  return first
    ? asked
    : html`<details>
        <summary>${words}</summary>
        ${asked}
      </details>`
}

/** Each reason is a button of its own: to choose it is to answer. */
function withReason(
  say: Say,
  words: string,
  reasons: readonly (readonly [reason: string, words: string])[],
  open: boolean,
): Html {
  return html`<details ${open ? 'open' : ''}>
    <summary>${words}</summary>
    <form method="post">
      <input type="hidden" name="say" value="${say}" />
      <label>
        A word for whoever gets it next, if you like
        <textarea name="note" maxlength="2000"></textarea>
      </label>
      <div class="reasons">
        ${reasons.map(([reason, text]) => html`<button name="reason" value="${reason}">${text}</button>`)}
      </div>
    </form>
  </details>`
}
