import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { MailContent } from './mail-content.ts'
import type { MailSummary } from './mail-store.ts'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

export type View = 'html' | 'text' | 'headers'

export interface InboxView {
  mails: readonly MailSummary[]
  recipient: string
  received: number
  /** The mail to show beside the list; `content` is undefined when its text is no longer kept. */
  open?: { mail: MailSummary; content: MailContent | undefined; view: View }
  /** The list shows the mails before this one; without it, it begins with the newest and keeps itself up to date. */
  before: number | undefined
}

const pageSize = 50

export function inboxPage({ mails, recipient, received, open, before }: InboxView): Html {
  const query = (from: number | undefined): string =>
    new URLSearchParams({
      ...(recipient !== '' && { to: recipient }),
      ...(from && { before: String(from) }),
    }).toString()
  const here = query(before)
  const oldest = mails.at(-1)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${before === undefined && !open ? html`<meta http-equiv="refresh" content="5" />` : ''}
        <title>${open ? open.mail.subject : 'Inbox'} · Perennial</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(style)}
        </style>
      </head>
      <body class="${open ? 'reading' : 'browsing'}">
        <aside>
          <header>
            <h1><a href="/">Inbox</a> <small>${received.toLocaleString('en')} received</small></h1>
            <form action="/">
              <input
                type="search"
                name="to"
                value="${recipient}"
                placeholder="Recipient"
                aria-label="Search by recipient"
              />
              <button>Search</button>
            </form>
          </header>
          ${mails.length === 0 ? html`<p class="empty">${emptyList(recipient)}</p>` : ''}
          <ol>
            ${mails.map((mail) => listItem(mail, here, mail.n === open?.mail.n))}
          </ol>
          ${mails.length < pageSize || !oldest ? '' : html`<nav><a href="/?${query(oldest.n)}">Older mails</a></nav>`}
        </aside>
        <main>${open ? reader(open, here) : html`<p class="empty">Choose a mail to read it here.</p>`}</main>
      </body>
    </html>`
}

function emptyList(recipient: string): string {
  return recipient === ''
    ? 'No mail yet. What is sent to this inbox appears here.'
    : `No mail to a recipient with “${recipient}” in the address.`
}

function listItem({ n, from, to, subject, receivedAt }: MailSummary, query: string, isOpen: boolean): Html {
  return html`<li>
    <a href="/mails/${n}${query ? `?${query}` : ''}" ${isOpen ? raw('aria-current="true"') : ''}>
      <span class="line"><b>${to.join(', ')}</b><time>${shortTime(receivedAt)}</time></span>
      <span class="subject">${subject || '(no subject)'}</span>
      <span class="from">${from}</span>
    </a>
  </li>`
}

function reader({ mail, content, view }: NonNullable<InboxView['open']>, query: string): Html {
  const tab = (name: View, label: string): Html =>
    html`<a
      href="/mails/${mail.n}?view=${name}${query ? `&${query}` : ''}"
      ${view === name ? raw('aria-current="page"') : ''}
      >${label}</a
    >`
  return html`<article>
    <header>
      <a class="back" href="/${query ? `?${query}` : ''}">← Inbox</a>
      <h2>${mail.subject || '(no subject)'}</h2>
      <dl>
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>Received</dt>
        <dd>${mail.receivedAt.replace('T', ' ').slice(0, 19)} UTC · ${(mail.size / 1024).toFixed(1)} KB</dd>
      </dl>
      <nav class="tabs">
        ${tab('html', 'Mail')} ${tab('text', 'Plain text')} ${tab('headers', 'Headers')}
        <a href="/api/mails/${mail.n}/raw">Source</a>
      </nav>
    </header>
    ${content ? body(mail, content, view) : html`<p class="empty">The text of this mail is too old to be kept.</p>`}
  </article>`
}

function body(mail: MailSummary, content: MailContent, view: View): Html {
  if (view === 'headers') {
    return html`<dl class="headers">
      ${content.headers.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`
  }
  if (view === 'text' || content.html === '') return html`<pre>${content.text || 'This mail has no text part.'}</pre>`
  return html`<iframe
    src="/mails/${mail.n}/html"
    title="The mail as its reader sees it"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
  ></iframe>`
}

function shortTime(receivedAt: string): string {
  return receivedAt.slice(0, 10) === new Date().toISOString().slice(0, 10)
    ? receivedAt.slice(11, 16)
    : receivedAt.slice(0, 10)
}

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1c2420, #e6ebe7); --soft: light-dark(#5d6a63, #9aa8a0);
  --line: light-dark(#dfe5e1, #2c3630); --paper: light-dark(#fff, #151b18); --ground: light-dark(#f5f7f5, #101512);
  --leaf: light-dark(#1f6b45, #6cc498); --tint: light-dark(#e6f2eb, #1c2f25); }
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: grid; grid-template-columns: minmax(18rem, 24rem) 1fr; overflow: hidden;
  font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
a { color: inherit; text-decoration: none; }
:focus-visible { outline: 2px solid var(--leaf); outline-offset: -2px; }
h1 { margin: 0; font-size: 1.25rem; } h1 small { font-weight: 400; font-size: .85rem; color: var(--soft); margin-left: .4rem; }
aside { border-right: 1px solid var(--line); overflow-y: auto; background: var(--paper); }
aside header { position: sticky; top: 0; padding: 1rem; background: var(--paper); border-bottom: 1px solid var(--line); }
form { display: flex; gap: .5rem; margin-top: .75rem; }
input, button { font: inherit; color: inherit; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--ground); min-width: 0; }
input { flex: 1; } button { cursor: pointer; }
ol { list-style: none; margin: 0; padding: 0; }
li a { display: block; padding: .7rem 1rem; border-bottom: 1px solid var(--line); }
li a:hover { background: var(--ground); } li a[aria-current] { background: var(--tint); box-shadow: inset 3px 0 var(--leaf); }
li span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.line { display: flex; justify-content: space-between; gap: 1rem; } .line b { overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
time, .from { color: var(--soft); font-size: .85rem; }
aside nav { padding: 1rem; text-align: center; } aside nav a { color: var(--leaf); font-weight: 600; }
main { overflow: hidden; display: grid; } article { display: grid; grid-template-rows: auto 1fr; min-height: 0; }
article header { padding: 1.25rem 1.5rem 0; background: var(--paper); border-bottom: 1px solid var(--line); }
h2 { margin: 0 0 .5rem; font-size: 1.4rem; line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; gap: 1.25rem; margin-top: .9rem; } .tabs a { padding: .4rem 0; color: var(--soft); }
.tabs a[aria-current] { color: var(--leaf); font-weight: 600; box-shadow: inset 0 -2px var(--leaf); }
iframe { width: 100%; height: 100%; border: 0; background: #fff; }
pre, .headers { margin: 0; padding: 1.25rem 1.5rem; overflow: auto; font: 13px/1.6 ui-monospace, monospace; white-space: pre-wrap; }
.headers { align-content: start; } .empty { padding: 2rem 1.5rem; margin: auto; color: var(--soft); text-align: center; }
.back { display: none; color: var(--leaf); }
@media (max-width: 48rem) {
  body { display: block; height: auto; overflow: visible; } aside { border: 0; }
  .reading aside, .browsing main { display: none; }
  main, article { height: 100dvh; } .back { display: inline-block; margin-bottom: .5rem; }
  article header { padding: 1rem 1rem 0; } h2 { font-size: 1.2rem; }
  .headers { grid-template-columns: 1fr; } .headers dd { margin-bottom: .6rem; }
}
`
