import type { Client } from '@temporalio/client'
import type { Pool } from '../db/pool.ts'
import type { Tried } from './audience-diary.ts'
import type { ChaosFigures } from './chaos-figures.ts'
import { readLives } from './chaos-histories.ts'
import type { Journal } from './chaos-journal.ts'
import { judgeActs } from './chaos-judge-acts.ts'
import { judgeLives } from './chaos-judge-lives.ts'
import { judgeMails } from './chaos-judge-mails.ts'
import { judgePromotions } from './chaos-judge-promotions.ts'
import { judgeWindows } from './chaos-judge-windows.ts'
import type { Part } from './chaos-part.ts'
import type { MailSummary } from './mail-store.ts'
import { receivedMails } from './measure-judge.ts'
import type { Subject } from './measure-subjects.ts'

/** All that is looked at from outside: the sink's mails, the database, Temporal's histories, what the audience noted. */
export interface Evidence {
  readonly pool: Pool
  readonly client: Client
  readonly subject: Subject
  readonly journal: Journal
  readonly diary: readonly Tried[]
  readonly leaseMs: number
  readonly leads: readonly LeadSeen[]
  /** Everything that the sink has. */
  readonly mails: readonly MailSummary[]
  /** Of these, to leads. */
  readonly toLeads: readonly MailSummary[]
  readonly touches: readonly TouchSeen[]
}

export interface LeadSeen {
  readonly id: string
  readonly email: string | null
  readonly phone: string | null
  readonly name: string | null
  readonly company: string | null
}

/** A mail of the ledger. */
export interface TouchSeen {
  readonly id: number
  readonly lead: string
  readonly address: string | null
  /** Names the attempt, as in the histories. */
  readonly key: string
  readonly track: string
  readonly version: string
  readonly state: string
  readonly reason: string | null
  readonly messageId: string | null
  readonly settledAt: number | null
  readonly claimedAt: number
}

export type JudgedFigures = Omit<ChaosFigures, 'seed' | 'minutes' | 'days'>

/** Judges I1 to I10 on what is left when everything stands still. */
export async function judgeChaos(
  given: Pick<Evidence, 'pool' | 'client' | 'subject' | 'journal' | 'diary' | 'leaseMs'> & {
    readonly inboxUrl: string
    readonly parts: readonly Part[]
  },
): Promise<JudgedFigures> {
  const { pool, journal, parts } = given
  const { rows: leads } = await pool.query<LeadSeen>(
    `select id, email, phone, company, nullif(trim(concat_ws(' ', first_name, last_name)), '') as name from lead where merged_into is null`,
  )
  // Waits until no touch is under way: what the ledger and the inbox have is read after that.
  const lives = await readLives({ client: given.client, leads })
  const { rows: touches } = await pool.query<TouchSeen>(
    `select t.id, t.lead_id as lead, lower(l.email) as address, concat_ws('/', t.lead_id, t.enrolment, t.step, t.pass, t.attempt) as key,
       t.track, t.version, t.state, t.reason, t.message_id as "messageId", t.settled_at as "settledAt", t.claimed_at as "claimedAt"
     from touch t join lead l on l.id = t.lead_id where t.channel = 'email'`,
  )
  const { rows: reps } = await pool.query<{ email: string }>(`select lower(email) as email from rep`)
  const ours = new Set(reps.map(({ email }) => email))
  const mails = await receivedMails(given.inboxUrl)
  const toLeads = mails.filter(({ to }) => !to.some((address) => ours.has(address.toLowerCase())))
  const evidence: Evidence = { ...given, leads, mails, toLeads, touches }

  const mail = await judgeMails(evidence, lives)
  const acts = await judgeActs(evidence)
  const promotions = await judgePromotions(evidence)
  const violations = [
    ...(await judgeLives(evidence, lives)),
    ...mail.violations,
    ...(await judgeWindows(evidence)),
    ...acts.violations,
    ...promotions.violations,
    ...parts.flatMap(({ falls }) => falls).map((what) => ({ invariant: 'parts', lead: null, what })),
  ]
  return {
    leads: leads.length,
    kills: Object.values(journal.kills).reduce((sum, times) => sum + times, 0),
    killsByPart: journal.kills,
    killsMidSend: journal.killsMidSend,
    ...mail.figures,
    acts: acts.figures,
    ...promotions.figures,
    violations,
  }
}
