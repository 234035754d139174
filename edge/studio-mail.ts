import { html } from 'hono/html'
import { maxHtmlBytes } from '../mail/check.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import type { Html } from './page.ts'
import type { PreviewedProgramme, StudioDeps } from './studio-deps.ts'
import type { Filled, Use } from './studio-filled.ts'
import { imagesIn, linksIn } from './studio-html.ts'

export interface MailShown {
  readonly mail: CompiledTemplate
  readonly filled: Filled
  readonly uses: readonly Use[]
  /** The chosen one, as an index. */
  readonly use: number
  readonly persona: string
  readonly language: string
  /** The choices as a query, for the frames and the test. */
  readonly query: string
  readonly said: { readonly ok: boolean; readonly line: string } | undefined
}

/** A mail as a lead would see it: in its inbox, on a phone, on a desk, light and dark. */
export function mailPage(deps: StudioDeps, programme: PreviewedProgramme, shown: MailShown): Html {
  const { mail, filled, query, said } = shown
  const bytes = Buffer.byteLength(filled.html)
  const links = linksIn(filled.html)
  const images = imagesIn(filled.html)
  return html`${said === undefined ? '' : html`<p class="state ${said.ok ? '' : 'stop'}" role="status">${said.line}</p>`}
    <section class="card lead">
      <p class="kicker">Mail ${mail.template.name}</p>
      <h1>${filled.subject}</h1>
      <p class="soft">${filled.preheader ?? 'It has no preheader: inboxes show its first words.'}</p>
      ${choices(programme, shown)}
    </section>
    <section class="card">
      <h2>On a phone, 390 pixels wide</h2>
      <div class="frames">${frame('phone', 'light', shown, query)}${frame('phone', 'dark', shown, query)}</div>
    </section>
    <section class="card">
      <h2>On a desk, 640 pixels wide</h2>
      <div class="frames">${frame('desktop', 'light', shown, query)}${frame('desktop', 'dark', shown, query)}</div>
    </section>
    <div class="cards">
      <section class="card">
        <h2>Size</h2>
        <p>
          ${(bytes / 1024).toFixed(1)} KB of the 102 KB that Gmail
          shows${bytes > maxHtmlBytes ? ': it cuts this one off' : ''}.
        </p>
        <meter max="${String(maxHtmlBytes)}" high="${String(maxHtmlBytes * 0.9)}" value="${String(bytes)}">
          ${bytes} bytes
        </meter>
        <h2>Images</h2>
        ${
          images.length === 0
            ? html`<p>It has none.</p>`
            : html`<ul>
                ${images.map(({ src, alt }) => html`<li>${alt.trim() === '' ? 'no words' : alt}<br /><small>${src}</small></li>`)}
              </ul>`
        }
      </section>
      ${testForm(deps, shown)}
    </div>
    <section class="card">
      <h2>Links</h2>
      <ul>
        ${links.map(
          ({ href, text }) =>
            html`<li>
              ${text || 'a link without words'}
              ${filled.tracked.has(href) ? html`<span class="tag">tracked</span>` : ''}<br /><small>${href}</small>
            </li>`,
        )}
      </ul>
    </section>
    <section class="card">
      <h2>Text part</h2>
      <pre class="text">${filled.text}</pre>
    </section>`
}

function frame(width: 'phone' | 'desktop', scheme: 'light' | 'dark', { mail }: MailShown, query: string): Html {
  const address = `/mails/${encodeURIComponent(mail.template.name)}/html?${query}&scheme=${scheme}`
  return html`<figure>
    <figcaption>${scheme}</figcaption>
    <iframe
      class="${width} ${scheme}"
      src="${address}"
      title="The mail ${scheme}, at ${width} width"
      loading="lazy"
    ></iframe>
  </figure>`
}

function choices({ personas }: PreviewedProgramme, { mail, filled, uses, use, persona, language }: MailShown): Html {
  const option = (value: string, words: string, chosen: boolean): Html =>
    html`<option value="${value}" ${chosen ? 'selected' : ''}>${words}</option>`
  const languages = [mail.template.language, ...Object.keys(mail.in ?? {})]
  return html`<form class="fields">
    <label
      >As sent by
      <select name="use">
        ${
          uses.length === 0
            ? option('0', mail.template.purpose === 'system' ? 'Perennial itself' : 'no step sends it', true)
            : uses.map(({ track, where }, i) => option(String(i), `${track}: ${where}`, i === use))
        }
      </select></label
    >
    <label
      >To
      <select name="persona">
        ${option('', 'a lead of whom nothing is known', persona === '')}
        ${personas.map((one) => option(one.persona, one.persona, one.persona === persona))}
      </select></label
    >
    <label
      >In
      <select name="language">
        ${languages.map((one) => option(one, one, one === language))}
      </select></label
    >
    ${filled.fields.map(
      ({ field, known, fallback }) =>
        html`<label>${field} <input name="${`is.${field}`}" value="${known}" placeholder="${fallback}" /></label>`,
    )}
    <button>Fill it so</button>
  </form>`
}

function testForm({ sending }: StudioDeps, { mail, query }: MailShown): Html {
  if ('missing' in sending)
    return html`<section class="card">
      <h2>Send a test</h2>
      <p>${sending.missing}</p>
    </section>`
  return html`<section class="card">
    <h2>Send a test</h2>
    <form method="post" action="${`/mails/${encodeURIComponent(mail.template.name)}/test?${query}`}">
      <label>To <input type="email" name="to" required autocomplete="email" /></label>
      <button class="main">Send it</button>
    </form>
  </section>`
}
