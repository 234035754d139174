import type { Sql } from '../db/pool.ts'

/** Something worth telling that happened to a lead. */
export interface Happening {
  /** On the demo's clock. */
  readonly at: number
  readonly text: string
}

interface Row {
  readonly at: number
  readonly kind: string
  readonly of: string | null
  readonly reason: string | null
  readonly who: string
}

/** The last things that people would tell each other about, the newest first. */
export async function lastHappenings(sql: Sql, limit: number): Promise<readonly Happening[]> {
  const { rows } = await sql.query<Row>(
    `select event.at, event.kind, event.of, coalesce(event.data->>'reason', event.data->>'result', event.data->>'granted') as reason,
       concat_ws(', ', nullif(concat_ws(' ', lead.first_name, lead.last_name), ''), lead.company) as who
     from event join lead on lead.id = event.lead_id
     where event.kind in ('requested', 'replied', 'accepted', 'returned', 'disqualified', 'qualified', 'opportunity', 'customer', 'called')
     order by event.received_at desc limit $1`,
    [limit],
  )
  return rows.map((row) => ({ at: row.at, text: `${row.who || 'Somebody'}: ${inWords(row)}` }))
}

function inWords({ kind, of, reason }: Row): string {
  const why = (reason ?? '').replaceAll('_', ' ')
  switch (kind) {
    case 'requested':
      return `asked for a ${(of ?? '').replaceAll('-', ' ')}`
    case 'replied':
      return 'replied to a mail'
    case 'accepted':
      return 'accepted by sales'
    case 'returned':
      return why === 'untouched' ? 'taken back, since nobody in sales answered in time' : `returned by sales: ${why}`
    case 'disqualified':
      return `is no lead, sales says: ${why}`
    case 'qualified':
      return 'worth forecasting, sales says'
    case 'opportunity':
      return 'an opportunity'
    case 'customer':
      return 'a customer now'
    default:
      return `called: ${why}`
  }
}
