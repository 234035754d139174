import type { Deadline } from '../core/event.ts'
import { nameColumn, type Named } from './lead-list.ts'
import type { Sql } from './pool.ts'
import { instant } from './pool.ts'

export type HandoffStatus = 'open' | 'accepted' | 'qualified' | 'opportunity' | 'customer' | 'returned' | 'disqualified'

/** What sales is told with a lead: why now, and everything that is known and not known (R58). */
export interface Evidence {
  readonly whyNow: readonly string[]
  readonly score: readonly string[]
  readonly read: readonly string[]
  readonly answers: readonly string[]
  readonly openQuestions: readonly string[]
  readonly history: readonly string[]
}

/** A lead in the hands of sales: from MQL until it is returned, lost or won. */
export interface Handoff {
  readonly id: string
  readonly lead: string
  readonly number: number
  readonly trigger: string
  readonly owner: string
  readonly status: HandoffStatus
  readonly evidence: Evidence
  readonly madeAt: number
  readonly answeredAt: number | null
  readonly answeredBy: string | null
  readonly qualifiedAt: number | null
  readonly opportunity: string | null
  readonly closedAt: number | null
  /** Who returned, disqualified or won it. */
  readonly closedBy: string | null
  readonly reason: string | null
  readonly note: string | null
  readonly deadlines: readonly Deadline[]
}

const columns = `id, lead_id as lead, number, trigger, owner, status, evidence, made_at as "madeAt", answered_at as "answeredAt",
  answered_by as "answeredBy", qualified_at as "qualifiedAt", opportunity, closed_at as "closedAt", closed_by as "closedBy", reason, note, deadlines`

export async function handoffById(sql: Sql, id: string): Promise<Handoff | undefined> {
  const { rows } = await sql.query<Handoff>(`select ${columns} from handoff where id = $1`, [id])
  return rows[0]
}

/** The handoff that sales has in hand now. */
export async function runningHandoff(sql: Sql, lead: string): Promise<Handoff | undefined> {
  const { rows } = await sql.query<Handoff>(
    `select ${columns} from handoff where lead_id = $1 and status in ('open', 'accepted', 'qualified', 'opportunity')`,
    [lead],
  )
  return rows[0]
}

export async function handoffsOf(sql: Sql, lead: string): Promise<readonly Handoff[]> {
  const { rows } = await sql.query<Handoff>(`select ${columns} from handoff where lead_id = $1 order by number`, [lead])
  return rows
}

/** Handoffs that wait for somebody, best first by age; of one owner, or of all. */
export async function openHandoffs(sql: Sql, owner?: string): Promise<readonly (Handoff & Named)[]> {
  const { rows } = await sql.query<Handoff & Named>(
    `select h.*, l.name, l.company from (select ${columns} from handoff) h
       join (select id, ${nameColumn}, company from lead) l on l.id = h.lead
     where status in ('open', 'accepted') and ($1::text is null or owner = $1) order by status desc, "madeAt"`,
    [owner ?? null],
  )
  return rows
}

export async function addHandoff(
  tx: Sql,
  handoff: Pick<Handoff, 'id' | 'lead' | 'trigger' | 'owner' | 'evidence' | 'madeAt' | 'deadlines'> & {
    seq: number
    qualityVersion: string
  },
): Promise<void> {
  await tx.query(
    `insert into handoff (id, lead_id, number, trigger, seq, quality_version, owner, status, evidence, made_at, deadlines)
     values ($1, $2, (select count(*) + 1 from handoff where lead_id = $2), $3, $4, $5, $6, 'open', $7, $8, $9)`,
    [
      handoff.id,
      handoff.lead,
      handoff.trigger,
      handoff.seq,
      handoff.qualityVersion,
      handoff.owner,
      JSON.stringify(handoff.evidence),
      instant(handoff.madeAt),
      JSON.stringify(handoff.deadlines),
    ],
  )
}

/** What of a handoff may change; what is left out stays. */
export type HandoffChange = Partial<Omit<Handoff, 'id' | 'lead' | 'number' | 'trigger' | 'evidence' | 'madeAt'>>

export async function changeHandoff(tx: Sql, id: string, change: HandoffChange): Promise<void> {
  await tx.query(
    `update handoff set owner = coalesce($2, owner), status = coalesce($3, status), deadlines = coalesce($4, deadlines),
       answered_at = coalesce($5, answered_at), answered_by = coalesce($6, answered_by), qualified_at = coalesce($7, qualified_at),
       opportunity = coalesce($8, opportunity), closed_at = coalesce($9, closed_at), reason = coalesce($10, reason), note = coalesce($11, note),
       closed_by = coalesce($12, closed_by)
     where id = $1`,
    [
      id,
      change.owner ?? null,
      change.status ?? null,
      change.deadlines ? JSON.stringify(change.deadlines) : null,
      at(change.answeredAt),
      change.answeredBy ?? null,
      at(change.qualifiedAt),
      change.opportunity ?? null,
      at(change.closedAt),
      change.reason ?? null,
      change.note ?? null,
      change.closedBy ?? null,
    ],
  )
}

function at(ms: number | null | undefined): Date | null {
  return ms === null || ms === undefined ? null : instant(ms)
}
