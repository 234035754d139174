import { instant, type Sql } from './pool.ts'

/** Why a lead did not enter a track: the last time, and how often it was refused for that. */
export interface Refusal {
  readonly track: string
  readonly because: string
  readonly at: number
  readonly times: number
  readonly actor: string
}

/** Keeps why a lead did not enter a track (R60). */
export async function keepRefusal(
  tx: Sql,
  lead: string,
  { track, because, at, actor }: Omit<Refusal, 'times'>,
): Promise<void> {
  await tx.query(
    `insert into refusal (lead_id, track, because, at, actor) values ($1, $2, $3, $4, $5)
     on conflict (lead_id, track, because) do update set at = $4, times = refusal.times + 1, actor = $5`,
    [lead, track, because, instant(at), actor],
  )
}

export async function refusalsOf(sql: Sql, lead: string): Promise<readonly Refusal[]> {
  const { rows } = await sql.query<Refusal>(
    `select track, because, at, times, actor from refusal where lead_id = $1 order by at, track`,
    [lead],
  )
  return rows
}
