import { listensFor } from '../core/listening.ts'
import { leadState, wakesAt } from '../core/state.ts'
import type { World } from '../core/walk.ts'
import { instant, type Pool } from '../db/pool.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import { stateAfter } from './bench-lived.ts'
import { makeLeads, newId } from './bench-made.ts'

const batch = 10_000
const day = 86_400_000
/** What each lead has behind it. */
export const past = { touches: 3, events: 10, scores: 3 } as const

/** Fills an empty database with leads in the middle of a track, with a past, by SQL. @returns their ids, by number */
export async function growTo(
  pool: Pool,
  published: PublishedTrack,
  world: World,
  leads: number,
): Promise<readonly string[]> {
  const ids = Array.from({ length: leads }, newId)
  for (let first = 0; first < leads; first += batch) await makeLeads(pool, ids.slice(first, first + batch), first)
  const { track, name, version, templates } = published
  const { state } = stateAfter('', world, past.touches, Date.now() - 100 * day)
  if (state.doing.is !== 'due') throw new Error(`after ${past.touches} touches it is ${state.doing.is}`)
  const had = track.steps.filter((step) => step.kind === 'email').slice(0, past.touches)
  await pool.query(
    `update lead set track = $1, version = $2, enrolment = 1, state = jsonb_set($3, '{lead}', to_jsonb(id)), doing = $4, step = $5,
       wakes_at = $6, listens = $7, last_seq = $8, skimmed = $8`,
    [
      name,
      version,
      JSON.stringify(state),
      leadState(state),
      state.doing.step,
      instant(wakesAt(state) ?? 0),
      JSON.stringify(listensFor(track, state)),
      past.events,
    ],
  )
  await pool.query(
    `insert into enrolment (lead_id, number, track, version, started_at, actor)
     select id, 1, track, version, clock_now() - interval '100 days', 'bench' from lead`,
  )
  await pool.query(
    `insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, template, template_version, state, due_at,
       claimed_at, claim_token, lease_until, settled_at, message_id, response)
     select id, 1, step, 1, 'email', content, track, version, template, template_version, 'sent', at, at, gen_random_uuid(), at, at,
       '<' || md5(id || step) || '@ledgerline.test>', '250 OK'
     from (select l.id, l.track, l.version, had.step, had.content, had.template, had.template_version,
             clock_now() - had.nth * interval '10 days' as at
           from lead l, unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
             as had(step, content, template, template_version, nth)) made`,
    [
      had.map(({ id }) => id),
      had.map(({ content }) => content),
      had.map(({ template }) => template),
      had.map(({ template }) => templates[template] ?? ''),
    ],
  )
  await pool.query(
    `insert into event (lead_id, seq, message_id, kind, of, at, matters, actor)
     select id, seq, 'bench/' || id || '/' || seq, 'visited', '/blog/' || seq, clock_now() - (100 - seq * 5) * interval '1 day', false, 'lead'
     from lead, generate_series(1, $1::int) as seq`,
    [past.events],
  )
  await pool.query(
    `insert into score_entry (lead_id, account_id, seq, at, cause, points, half_life_days, theme)
     select id, account_id, seq, clock_now() - (100 - seq * 5) * interval '1 day', 'visited /developers', 6, 45, 'integration'
     from lead, generate_series(1, $1::int) as seq`,
    [past.scores],
  )
  await pool.query('vacuum (analyze)')
  // What the filling left to be written is none of the cost of what comes after.
  await pool.query('checkpoint')
  return ids
}
