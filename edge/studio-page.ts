import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Html } from './page.ts'
import type { Preview, Told } from './studio-deps.ts'
import { stylesheet } from './stylesheet.ts'

const own = `
main { max-width: 84rem; } nav { max-width: 84rem; margin: 0 auto; padding: 1rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-weight: 600; }
.problems li { padding: .6rem 0; } .problems p { margin: 0; } .problems .place, code { font: .88rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
.fault { border-left: 4px solid var(--warn); } .error .tag { background: var(--warn-tint); color: var(--warn); }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 1rem; background: var(--tint); font-size: .8rem; font-weight: 600; }
.days { margin: .4rem 0 0; white-space: pre-wrap; color: var(--soft); font: .82rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
.cards { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
table { border-collapse: collapse; width: 100%; } th { font-size: .82rem; color: var(--soft); }
td, th { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-top: 1px solid var(--line); } tr:first-child > * { border-top: 0; }
.time { white-space: nowrap; width: 4rem; font-variant-numeric: tabular-nums; color: var(--soft); } .gets td { font-weight: 600; } td small { display: block; font-weight: 400; }
.scroll { overflow-x: auto; } .drawing { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.frames { display: flex; gap: 1rem; overflow-x: auto; padding-bottom: .6rem; } figure { margin: 0; flex: none; } figcaption { font-size: .85rem; color: var(--soft); padding: 0 0 .3rem; }
iframe { display: block; height: 720px; border: 1px solid var(--line); border-radius: .5rem; background: #fff; } iframe.dark { background: #121212; }
iframe.phone { width: 390px; } iframe.desktop { width: 640px; }
pre.text { margin: 0; white-space: pre-wrap; font: .9rem/1.55 ui-monospace, Menlo, Consolas, monospace; }
select { display: block; width: 100%; margin-top: .25rem; padding: .65rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--ground); color: var(--ink); font: inherit; }
.fields input, .fields select { height: 2.9rem; } h2:not(:first-child) { margin-top: 1.2rem; }
.fields { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); align-items: end; } .fields button { margin-bottom: .7rem; }
meter { width: 100%; height: 1rem; } dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; } dt { color: var(--soft); } dd { margin: 0; }
`
const css = `${stylesheet}${own}`

/** Reloads when what the page shows has changed; connects again by itself where the server was started anew. */
const script = `
const shown = document.body.dataset.version
new EventSource('/changes').onmessage = ({ data }) => { if (data !== shown) location.reload() }
`

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy = [
  "default-src 'none'",
  `style-src ${hash(css)}`,
  `script-src ${hash(script)}`,
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** What a mail may do in its frame is what a mail client lets it do: look good, and nothing else. */
export const mailPolicy =
  "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline' https:; font-src https: data:; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox'

/** One page of the preview: what is wrong now stands above what it shows. */
export function studioPage(
  c: Context,
  { version, faults, programme }: Preview,
  content: { readonly title: string; readonly body: Html },
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', policy)
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${content.title} · Perennial preview</title>
          <link rel="icon" href="data:," />
          ${raw(`<style>${css}</style>`)}
        </head>
        <body data-version="${String(version)}">
          <nav>
            <a href="/">Overview</a> <a href="/#tracks">Tracks</a> <a href="/#mails">Mails</a>
            <a href="/#personas">Personas</a>
          </nav>
          <main>
            ${
              faults.length === 0
                ? ''
                : html`<section class="card fault" role="alert">
                    <h2>What is saved now cannot be shown</h2>
                    ${problems(faults)}
                    ${programme === null ? '' : html`<p class="soft">Below is the last version without these.</p>`}
                  </section>`
            }
            ${content.body}
          </main>
          ${raw(`<script>${script}</script>`)}
        </body>
      </html>`,
    status,
  )
}

/** Problems with their places, and the life that shows one. */
export function problems(told: readonly Told[]): Html {
  return html`<ul class="problems">
    ${told.map(
      ({ severity, place, code, what, remedy, calendar }) =>
        html`<li class="${severity}">
          <p class="place">${place}</p>
          <p>
            <span class="tag">${[severity, code].filter(Boolean).join(' ')}</span>
            ${what}${/[.?!]$/.test(what) ? '' : '.'} ${remedy}
          </p>
          ${calendar.length === 0 || severity === 'note' ? '' : html`<p class="days">${calendar.join('\n')}</p>`}
        </li>`,
    )}
  </ul>`
}

/** A page for what is not there. */
export function missing(c: Context, preview: Preview, what: string): Response | Promise<Response> {
  const body = html`<section class="card">
    <h1>${what}</h1>
    <p>It may have been renamed or removed. <a href="/">The overview</a> has all there is.</p>
  </section>`
  return studioPage(c, preview, { title: what, body }, 404)
}
