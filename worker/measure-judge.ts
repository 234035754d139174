import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import type { Pool } from '../db/pool.ts'
import { lost, type Place } from './lost.ts'
import { must, type Must } from './measure-figures.ts'
import type { Subject } from './measure-subjects.ts'
import type { MailList } from './inbox.ts'
import type { MailSummary } from './mail-store.ts'

/** Everything that the inbox got, as its own index lists it. */
export async function receivedMails(inboxUrl: string): Promise<readonly MailSummary[]> {
  const all: MailSummary[] = []
  for (;;) {
    const answer = await fetch(`${inboxUrl}/api/mails?after=${all.at(-1)?.n ?? 0}&limit=1000`)
    const { mails } = (await answer.json()) as MailList
    if (mails.length === 0) return all
    all.push(...mails)
  }
}

/** The addresses of those in the list who did not say that they may be mailed, in small letters. */
export async function closedAddresses({ list, closed }: Subject): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const rows = createReadStream(list).pipe(
    parse({ columns: true, relax_column_count: true, relax_quotes: true, bom: true, trim: true }),
  )
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const said = row[closed.column] ?? ''
    if (said !== closed.open && said !== '') found.add(closed.address(row).toLowerCase())
  }
  return found
}

export interface Seen extends Place {
  readonly toLeads: readonly MailSummary[]
  readonly all: readonly MailSummary[]
  readonly closed: ReadonlySet<string>
  /** Leads whose histories are read. */
  readonly sample: readonly string[]
}

/** What must be 0, judged from outside where outside can see it: by the list, the inbox, Temporal, and the ledger beside them. */
export async function judge(seen: Seen): Promise<readonly Must[]> {
  const { toLeads, all, closed } = seen
  return [
    must(
      'leads with no next action',
      (await lost(seen, seen.sample)).map(({ lead, what }) => `${lead}: ${what}`),
    ),
    must(
      'mails to people whom the list closes',
      toLeads.flatMap(({ n, to }) => (to.some((address) => closed.has(address.toLowerCase())) ? [`mail ${n}`] : [])),
    ),
    must(
      'mails with a Message-ID that another has',
      repeated(all, ({ messageId }) => messageId),
    ),
    must(
      'the same mail to the same person',
      repeated(toLeads, ({ to, subject }) => `${to.join()} ${subject}`),
    ),
    must('sent by the ledger and not at the inbox, or the other way', await differences(seen.pool, toLeads)),
    must('three touches within a week, which no track allows', await overCaps(seen.pool)),
  ]
}

export function repeated(mails: readonly MailSummary[], key: (mail: MailSummary) => string): readonly string[] {
  const known = new Set<string>()
  const again: string[] = []
  for (const mail of mails) {
    if (known.has(key(mail))) again.push(`mail ${mail.n}`)
    known.add(key(mail))
  }
  return again
}

async function differences(pool: Pool, toLeads: readonly MailSummary[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select message_id as id from touch where state = 'sent' and channel = 'email'`,
  )
  const bare = (id: string): string => id.replaceAll(/[<>]/g, '')
  const ledger = new Set(rows.map(({ id }) => bare(id)))
  const inbox = new Set(toLeads.map(({ messageId }) => bare(messageId)))
  return [...[...ledger].filter((id) => !inbox.has(id)), ...[...inbox].filter((id) => !ledger.has(id))]
}

/** Three touches within a week: more than any track of these programmes allows. */
export async function overCaps(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct lead_id as id from (
       select lead_id, settled_at, lag(settled_at, 2) over (partition by lead_id order by settled_at) as before
       from touch where state = 'sent') t
     where before is not null and settled_at - before < interval '7 days'`,
  )
  return rows.map(({ id }) => id)
}
