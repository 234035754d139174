import type { TouchStep } from '../core/steps.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import type { Frozen } from '../db/ledger.ts'
import type { Sql } from '../db/pool.ts'
import type { Claimed } from './claimed.ts'
import type { Deps } from './deps.ts'
import { valuesFor } from './letter.ts'
import type { MailToSend } from './touch-mail.ts'
import { bodyFor } from './webhook.ts'

/** What makes the bytes that this touch sends; null for one that sends none. */
export async function freeze(
  sql: Sql,
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  mail: MailToSend | null,
  touch: Pick<Claimed, 'id' | 'at' | 'to'> & { readonly key: string },
): Promise<Frozen | null> {
  if (step.kind === 'call') return null
  if (step.kind === 'webhook') return bodyFor(step, touch, { key: touch.key, track: published.name })
  if (mail === null) throw new Error(`${touch.key} is no mail`)
  return valuesFor(sql, deps, published, mail, touch)
}
