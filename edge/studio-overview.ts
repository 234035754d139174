import { html } from 'hono/html'
import type { CompiledTemplate } from '../mail/compile.ts'
import type { Html } from './page.ts'
import type { Preview, PreviewedProgramme } from './studio-deps.ts'
import { problems } from './studio-page.ts'

export const pathTo = (kind: 'tracks' | 'mails' | 'personas', name: string): string =>
  `/${kind}/${encodeURIComponent(name)}`

/** All that there is, and what is wrong with it. */
export function overview(folder: string, { programme, findings, faults }: Preview): Html {
  return html`<section class="card lead">
      <h1>${programme?.quality.name ?? 'Preview'}</h1>
      <p class="soft">${folder}. This page reloads when a file is saved; nothing is published or sent.</p>
    </section>
    <section class="card" id="findings">
      <h2>What check finds</h2>
      ${
        findings === null
          ? html`<p>${faults.length === 0 ? 'It is looking.' : 'It looks as soon as the programme can be loaded.'}</p>`
          : findings.length === 0
            ? html`<p>Nothing to refuse, and nothing to say.</p>`
            : problems(findings)
      }
      <p class="soft">Types are not checked here: your editor and <code>perennial check</code> do that.</p>
    </section>
    ${programme === null ? '' : parts(programme)}`
}

function parts({ tracks, mails, personas, quality }: PreviewedProgramme): Html {
  const toLeads = mails.filter(({ template }) => template.purpose !== 'system')
  const toUs = mails.filter(({ template }) => template.purpose === 'system')
  return html`<div class="cards">
      <section class="card" id="tracks">
        <h2>Tracks</h2>
        <ul>
          ${tracks.map(
            ({ name, goal }) =>
              html`<li>
                <a href="${pathTo('tracks', name)}">${name}</a
                >${name === quality.intake ? html` <span class="tag">intake</span>` : ''}<br />${goal}
              </li>`,
          )}
        </ul>
      </section>
      <section class="card" id="personas">
        <h2>Personas</h2>
        ${
          personas.length === 0
            ? html`<p>There is none yet: <code>programme({ personas: [persona(…)] })</code>.</p>`
            : html`<ul>
                ${personas.map(
                  ({ persona, zone, track }) =>
                    html`<li>
                      <a href="${pathTo('personas', persona)}">${persona}</a><br /><small
                        >${track ?? quality.intake}, ${zone}</small
                      >
                    </li>`,
                )}
              </ul>`
        }
      </section>
    </div>
    <section class="card" id="mails">
      <h2>Mails to leads</h2>
      ${list(toLeads)}
      <h2>Mails to your own people</h2>
      ${list(toUs)}
    </section>`
}

function list(mails: readonly CompiledTemplate[]): Html {
  return html`<ul>
    ${mails.map(({ template, in: others = {} }) => {
      const facts = template.purpose === 'system' ? [] : [template.theme, template.stage, template.purpose]
      const languages = [template.language, ...Object.keys(others)]
      return html`<li>
        <a href="${pathTo('mails', template.name)}">${template.name}</a> ${template.subject}<br />
        <small>${[...facts, languages.join(', ')].join(' · ')}</small>
      </li>`
    })}
  </ul>`
}
