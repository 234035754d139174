import type { Channel } from '../core/channel.ts'
import { changeConsent } from './consent.ts'
import type { ListOrigin, MetRow } from './import-batch.ts'
import { lockLead } from './leads.ts'
import { instant, type Sql } from './pool.ts'

/** What a list says of one channel. */
export interface Permission {
  readonly channel: Channel
  readonly granted: boolean
  readonly basis: string
}

interface Standing {
  /** The newest word on the channel; null: nobody said anything yet. */
  readonly granted: boolean | null
  readonly suppressed: boolean
  /** Rows of lists that spoke of it before. */
  readonly sources: readonly string[]
}

/** What the rows said that counts. */
export interface PermissionsTaken {
  /** Names of the rows that changed something. */
  readonly changed: ReadonlySet<string>
  /** Row to the number of channels that stay closed although it opens them. */
  readonly keptClosed: ReadonlyMap<string, number>
}

/**
 * Appends what rows say of permission. A list may close a channel, and open one of which nobody said anything; what a
 * person withdrew, or an address that is barred, stays closed whatever list says otherwise.
 */
export async function changePermissions(
  tx: Sql,
  list: ListOrigin,
  rows: readonly MetRow[],
  now: number,
): Promise<PermissionsTaken> {
  const standing = await standingOf(tx, rows)
  const changed = new Set<string>()
  const keptClosed = new Map<string, number>()
  const first: (Permission & { lead: string; source: string })[] = []
  for (const row of rows) {
    for (const permission of row.permissions) {
      const key = `${row.lead} ${permission.channel}`
      const { granted, suppressed, sources } = standing.get(key) ?? { granted: null, suppressed: false, sources: [] }
      if (sources.includes(row.name) || granted === permission.granted) continue
      if (permission.granted && (granted === false || suppressed)) {
        keptClosed.set(row.name, (keptClosed.get(row.name) ?? 0) + 1)
        continue
      }
      standing.set(key, { granted: permission.granted, suppressed, sources: [...sources, row.name] })
      changed.add(row.name)
      if (row.created) first.push({ ...permission, lead: row.lead, source: row.name })
      else await change(tx, list, row, permission, now)
    }
  }
  await insertFirst(tx, list, first, now)
  return { changed, keptClosed }
}

async function change(tx: Sql, list: ListOrigin, row: MetRow, permission: Permission, now: number): Promise<void> {
  await changeConsent(tx, await lockLead(tx, row.lead), {
    ...permission,
    source: row.name,
    at: now,
    actor: list.actor,
    messageId: `${row.name}/${permission.channel}`,
  })
}

/** The first word on leads that are in no track yet: there is no life to tell. */
async function insertFirst(
  tx: Sql,
  list: ListOrigin,
  permissions: readonly (Permission & { lead: string; source: string })[],
  now: number,
): Promise<void> {
  await tx.query(
    `insert into consent (lead_id, channel, granted, basis, source, at, actor)
     select lead, channel, granted, basis, source, $2, $3
     from jsonb_to_recordset($1) as t(lead text, channel text, granted boolean, basis text, source text)`,
    [JSON.stringify(permissions), instant(now), list.actor],
  )
}

async function standingOf(tx: Sql, rows: readonly MetRow[]): Promise<Map<string, Standing>> {
  const { rows: found } = await tx.query<Standing & { lead: string; channel: Channel }>(
    `select l.id as lead, c.channel,
       (array_agg(said.granted order by said.id desc) filter (where said.id is not null))[1] as granted,
       coalesce(array_agg(said.source) filter (where said.id is not null), '{}') as sources,
       exists (select from suppression where key = suppression_key(c.channel, c.address)) as suppressed
     from lead l
     cross join lateral (values ('email', l.email), ('phone', l.phone)) as c(channel, address)
     left join consent said on said.lead_id = l.id and said.channel = c.channel and said.topic = 'all'
     where l.id = any($1)
     group by l.id, c.channel, c.address`,
    [rows.map(({ lead }) => lead)],
  )
  return new Map(found.map(({ lead, channel, ...standing }) => [`${lead} ${channel}`, standing]))
}
