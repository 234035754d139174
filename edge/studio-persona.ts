import { html } from 'hono/html'
import type { Persona } from '../core/persona.ts'
import type { PersonaCalendar } from '../core/persona-calendar.ts'
import type { Html } from './page.ts'

/** A persona: what it gets day by day, and why. */
export function personaPage({ facts = {} }: Persona, calendar: PersonaCalendar, days: number): Html {
  const { persona, track, zone, from, until, missed, end } = calendar
  return html`<section class="card lead">
      <p class="kicker">Persona</p>
      <h1>${persona}</h1>
      <p>In ${track}, ${from} to ${until}; times in ${zone}.</p>
      <p class="soft">
        ${Object.entries(facts)
          .map(([fact, value]) => `${fact}: ${value}`)
          .join(', ')}
      </p>
      <form class="fields">
        <label>Days <input type="number" name="days" min="1" max="1825" value="${String(days)}" /></label>
        <button>Show</button>
      </form>
    </section>
    <section class="card">
      <table>
        ${calendar.days.flatMap(({ date, weekday, entries }) => [
          html`<tr>
            <th colspan="2" scope="rowgroup">${weekday} ${date}</th>
          </tr>`,
          ...entries.map(
            ({ time, is, what, because }) =>
              html`<tr class="${is}">
                <td class="time">${time}</td>
                <td>${is === 'gets' ? 'Gets ' : ''}${what}${because === '' ? '' : html`<small>${because}</small>`}</td>
              </tr>`,
          ),
        ])}
      </table>
    </section>
    <div class="cards">
      <section class="card">
        <h2>In the end</h2>
        <p>${end}.</p>
      </section>
      ${
        missed.length === 0
          ? ''
          : html`<section class="card">
              <h2>Never got</h2>
              <ul>
                ${missed.map(({ what, because }) => html`<li>${what}<br /><small>${because}</small></li>`)}
              </ul>
            </section>`
      }
    </div>`
}
