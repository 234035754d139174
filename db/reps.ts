import type { Rep } from '../core/programme.ts'
import type { Sql } from './pool.ts'

/**
 * Of these people, the one who is there and has the fewest handoffs in hand; among equals, the one who got one longest
 * ago (R24). Nobody there: the first named, so that no lead is without an owner.
 */
export async function leastBusy(sql: Sql, candidates: readonly string[], but?: string): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    `select r.id from rep r
     left join handoff h on h.owner = r.id
     where r.id = any($1) and r.active and (r.away_until is null or r.away_until < clock_now()) and r.id is distinct from $2
     group by r.id
     order by count(*) filter (where h.status in ('open', 'accepted')), max(h.made_at) nulls first, array_position($1, r.id)
     limit 1`,
    [candidates, but ?? null],
  )
  const owner = rows[0]?.id ?? candidates.find((id) => id !== but) ?? candidates[0]
  if (owner === undefined) throw new Error('the routing names nobody')
  return owner
}

export async function repById(sql: Sql, id: string): Promise<Rep | undefined> {
  const { rows } = await sql.query<Rep>(`select id, name, email, phone from rep where id = $1`, [id])
  return rows[0]
}

export async function allReps(sql: Sql): Promise<readonly Rep[]> {
  const { rows } = await sql.query<Rep>(`select id, name, email, phone from rep where active order by name`)
  return rows
}
