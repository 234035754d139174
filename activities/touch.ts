import { ApplicationFailure } from '@temporalio/activity'
import type { Activities, TouchOutcome } from '../core/contract.ts'
import { naming } from '../core/pieces.ts'
import { isTouch } from '../core/steps.ts'
import { stepOf } from '../core/track.ts'
import { keyText } from '../db/ledger.ts'
import { assignCall } from './call-task.ts'
import type { Deps } from './deps.ts'
import { patiently } from './patience.ts'
import { close, closeSent } from './touch-close.ts'
import { makeTouch } from './touch-make.ts'
import { recordTouch } from './touch-record.ts'

/**
 * One whole touch: claims it in the ledger under the lead's lock, where permission, caps, window and stage are judged;
 * renders, sends, records, and registers what the lead listens for until the next. Whatever dies in between, nothing goes
 * twice: a retry finds the ledger's row and acts on it (I3).
 */
export function touch(deps: Deps): Activities['touch'] {
  return async (asked) => {
    const published = await deps.definitions.track(deps.pool, asked.track, asked.version)
    const step = stepOf(published.track, asked.step)
    if (!isTouch(step)) throw new Error(`step ${step.id} is no touch`)
    const key = {
      lead: asked.state.lead,
      enrolment: asked.state.enrolment,
      step: step.id,
      pass: asked.state.pass,
      attempt: asked.attempt,
    }

    const made = await makeTouch(deps, published, step, key, asked)
    if ('busyFor' in made) {
      throw ApplicationFailure.create({
        message: `another process holds ${keyText(key)}`,
        type: 'Held',
        nextRetryDelay: Math.ceil(made.busyFor) + 1_000,
      })
    }
    if ('settled' in made) return close(deps, published, asked, () => made.settled)
    const { claimed, sent } = made
    if (step.kind === 'call') return close(deps, published, asked, (tx) => assignCall(tx, deps, step, key, claimed))
    if (sent === null) throw new Error(`nothing was sent of ${keyText(key)}`)
    const { mail } = claimed
    const named = (outcome: TouchOutcome): TouchOutcome =>
      mail === null ? outcome : naming(step, mail.content, outcome)
    const touched = await patiently(() =>
      'sent' in sent
        ? closeSent(deps, published, asked, claimed, sent.response, named)
        : close(deps, published, asked, async (tx) =>
            named(await recordTouch(tx, key, step.onUnknown, claimed, sent, asked)),
          ),
    )
    const { outcome } = touched
    if (outcome.was === 'deferred' && (outcome.reason === 'server_down' || outcome.reason === 'in_doubt')) {
      // Tried again by Temporal and in real time: it costs no history, and the ledger knows where it stands.
      throw ApplicationFailure.create({
        message: `the receiving side: ${outcome.reason}`,
        type: 'ServerDown',
        nextRetryDelay: 10_000,
      })
    }
    return touched
  }
}
