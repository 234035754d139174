import type { Lifecycle } from '../core/lifecycle.ts'
import type { Sql } from './pool.ts'

/** What an answer of sales made of a lead when it was told first. */
export interface ToldBefore {
  readonly lead: string
  readonly kind: string
  readonly became: Lifecycle
  readonly reason: string | null
  readonly actor: string
  readonly at: number
}

const columns = `e.lead_id as lead, e.kind, c.became, e.data->>'reason' as reason, e.actor, e.at`
const from = `event e join lifecycle_change c on c.lead_id = e.lead_id and c.seq = e.seq`

/** The answer that was told with this message id. */
export async function toldAs(sql: Sql, messageId: string): Promise<ToldBefore | undefined> {
  const { rows } = await sql.query<ToldBefore>(`select ${columns} from ${from} where e.message_id = $1`, [messageId])
  return rows[0]
}

/** What last changed the lead's lifecycle. */
export async function toldLast(sql: Sql, lead: string): Promise<ToldBefore | undefined> {
  const { rows } = await sql.query<ToldBefore>(
    `select ${columns} from ${from} where e.lead_id = $1 order by e.seq desc limit 1`,
    [lead],
  )
  return rows[0]
}
