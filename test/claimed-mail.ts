import { randomUUID } from 'node:crypto'
import { claim, nextTouchId, type AttemptKey, type Claim } from '../db/ledger.ts'
import { only, type Sql } from '../db/pool.ts'

type Given = Partial<Omit<Claim, 'key'>> &
  Pick<Claim, 'track' | 'version' | 'content' | 'now'> & {
    readonly key: Pick<AttemptKey, 'lead' | 'step'> & Partial<AttemptKey>
  }

/** A mail in the ledger, held by a process that has not sent anything yet. */
export async function claimedMail(sql: Sql, given: Given): Promise<{ readonly id: number; readonly token: string }> {
  const { rows } = await sql.query<{ id: number }>(`select ${nextTouchId} as id`)
  const { id } = only(rows, 'number')
  const token = randomUUID()
  await claim(sql, {
    id,
    channel: 'email',
    template: null,
    templateVersion: null,
    due: given.now,
    messageId: `<${token}@ledger.test>`,
    token,
    leaseMs: 60_000,
    state: 'claimed',
    reason: null,
    frozen: null,
    ...given,
    key: { enrolment: 1, pass: 1, attempt: 1, ...given.key },
  })
  return { id, token }
}
