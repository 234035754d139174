import { instant, type Sql } from './pool.ts'

/**
 * Settles a delivery of which it could not be known whether it left, by the word of a person who looked. Nothing is
 * repeated by it; what never left is not held against a later walk through the track. False: none waits for a word.
 */
export async function settleUnknown(sql: Sql, touch: number, sent: boolean, at: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update touch set state = $2, reason = $3, settled_at = case when $2 = 'sent' then settled_at else $4 end, frozen = null
     where id = $1 and state = 'unknown'`,
    [touch, sent ? 'sent' : 'refused', sent ? null : 'not_sent', instant(at)],
  )
  return rowCount === 1
}
