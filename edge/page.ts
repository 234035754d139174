import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { HtmlEscapedString } from 'hono/utils/html'
import { stylesheet } from './stylesheet.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** Its hash is in the policy, so it must reach the browser as it is, to the last space. */
const style = raw(`<style>${stylesheet}</style>`)

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** A whole page, in the one look of all pages that people see. No script, nothing from elsewhere. */
export function page(
  c: Context,
  brand: string,
  content: { readonly title: string; readonly body: Html; readonly wide?: boolean },
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  c.header('Content-Security-Policy', policy)
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>${content.title} · ${brand}</title>
          <link rel="icon" href="data:," />
          ${style}
        </head>
        <body>
          <p class="brand">${brand}</p>
          <main class="${content.wide === true ? 'wide' : 'narrow'}">${content.body}</main>
        </body>
      </html>`,
    status,
  )
}

/** A page that says one thing. */
export function notice(
  c: Context,
  brand: string,
  said: { readonly title: string; readonly lines: readonly string[]; readonly home?: string },
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const body = html`<section class="card">
    <h1>${said.title}</h1>
    ${said.lines.map((line) => html`<p>${line}</p>`)}
    ${said.home === undefined ? '' : html`<p><a href="${said.home}">Go to ${brand}</a></p>`}
  </section>`
  return page(c, brand, { title: said.title, body }, status)
}

/** For a link that we did not sign, or whose thing is gone: it leads nowhere else. */
export function unknownLink(c: Context, deps: { brandName: string; publicUrl: string }): Response | Promise<Response> {
  const lines = ['It may have been cut off in a mail program. Open the link in the mail once more, or answer the mail.']
  return notice(c, deps.brandName, { title: 'This link does not work', lines, home: `${deps.publicUrl}/` }, 404)
}
