import type { Lifecycle } from '../core/lifecycle.ts'
import type { Sql } from './pool.ts'

/** Which leads to list; what is left out does not narrow it. */
export interface LeadFilter {
  /** A lifecycle stage, or a buying stage of a track. */
  readonly stage?: string | undefined
  readonly doing?: string | undefined
  readonly track?: string | undefined
  readonly owner?: string | undefined
}

export interface ListedLead {
  readonly id: string
  readonly name: string
  readonly company: string | null
  readonly lifecycle: Lifecycle
  readonly track: string | null
  readonly stage: string | null
  /** As its last step left it. */
  readonly doing: string | null
  readonly owner: string | null
}

/** The name that people know a row of `lead` by. */
export const nameColumn = `coalesce(nullif(concat_ws(' ', first_name, last_name), ''), email, '') as name`

/** Whom a list is about, for people to read. */
export interface Named {
  readonly name: string
  readonly company: string | null
}

/** Leads, those whose lifecycle changed last first. */
export async function listLeads(sql: Sql, filter: LeadFilter, limit: number): Promise<readonly ListedLead[]> {
  const { rows } = await sql.query<ListedLead>(
    `select id, ${nameColumn}, company, lifecycle,
       track, state->>'stage' as stage, doing, owner
     from lead
     where merged_into is null
       and ($1::text is null or lifecycle = $1 or state->>'stage' = $1)
       and ($2::text is null or doing = $2)
       and ($3::text is null or track = $3)
       and ($4::text is null or owner = $4)
     order by lifecycle_since desc, id limit $5`,
    [filter.stage ?? null, filter.doing ?? null, filter.track ?? null, filter.owner ?? null, limit],
  )
  return rows
}
