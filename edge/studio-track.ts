import { html } from 'hono/html'
import { cadenceInWords } from '../core/cadence-words.ts'
import { versionOf } from '../core/hash.ts'
import { channelOf, isTouch, kindOf } from '../core/steps.ts'
import type { Track } from '../core/track.ts'
import type { Html } from './page.ts'
import { pathTo } from './studio-overview.ts'

/** Narrow enough for a phone, and what a page has room for. */
export const narrowDrawing = 400
export const wideDrawing = 1200

/** A track: its drawing and its figures. */
export function trackPage(track: Track, version: number): Html {
  const { name, goal, theme, stages, steps, cadence, salesReady, pieces = [], rules = [] } = track
  const touches = steps.filter(isTouch)
  const byChannel = new Map<string, number>()
  for (const touch of touches) byChannel.set(channelOf(touch), (byChannel.get(channelOf(touch)) ?? 0) + 1)
  const channels = [...byChannel].map(([channel, n]) => `${n} by ${channel}`)
  const drawing = (width: number): string =>
    `/tracks/${encodeURIComponent(name)}/drawing.svg?width=${width}&v=${version}`
  const mails = [
    ...new Set([
      ...steps.flatMap((step) => (step.kind === 'email' ? [step.template] : [])),
      ...pieces.map((piece) => piece.template),
    ]),
  ]
  const parting = steps.filter((step) => kindOf(step).ways(step).length > 1).length
  return html`<section class="card lead">
      <p class="kicker">Track</p>
      <h1>${name}</h1>
      <p>${goal}</p>
      <dl>
        <dt>Theme</dt>
        <dd>${theme}</dd>
        <dt>Cadence</dt>
        <dd>${cadenceInWords(cadence)}</dd>
        <dt>Stages</dt>
        <dd>${stages.length}: ${stages.map((stage) => stage.name).join(', ')}</dd>
        <dt>Touches</dt>
        <dd>${touches.length}: ${channels.join(', ')}</dd>
        <dt>Other steps</dt>
        <dd>${steps.length - touches.length}, of which the ways part at ${parting}</dd>
        <dt>Rules</dt>
        <dd>${rules.length}</dd>
        <dt>To sales by</dt>
        <dd>${salesReady.join(', ')}</dd>
        <dt>Version</dt>
        <dd><code>${versionOf(track)}</code></dd>
      </dl>
    </section>
    <section class="card">
      <picture>
        <source media="(max-width: 40rem)" srcset="${drawing(narrowDrawing)}" />
        <img
          class="drawing"
          src="${drawing(wideDrawing)}"
          alt="Drawing of the track ${name}: its stages, touches, waits and branches"
        />
      </picture>
    </section>
    <section class="card">
      <h2>Its mails</h2>
      <ul>
        ${mails.map((mail) => html`<li><a href="${pathTo('mails', mail)}">${mail}</a></li>`)}
      </ul>
    </section>`
}
