import { ApplicationFailure } from '@temporalio/activity'
import type { Activities, Touched, TouchOutcome } from '../core/contract.ts'
import { listensFor } from '../core/listening.ts'
import { next } from '../core/next.ts'
import { naming } from '../core/pieces.ts'
import { isTouch } from '../core/steps.ts'
import { stepOf } from '../core/track.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import { keyText } from '../db/ledger.ts'
import { holdLead, storeLife } from '../db/leads.ts'
import { readLife } from '../db/life.ts'
import { inTransaction, type Sql } from '../db/pool.ts'
import { newsFor } from './answer.ts'
import { assignCall } from './call-task.ts'
import type { Deps } from './deps.ts'
import { patiently } from './patience.ts'
import { calendarFor } from './place.ts'
import type { TouchAsked } from './touch-claim.ts'
import { interestOf } from './touch-mail.ts'
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
    const touched = await patiently(() =>
      close(deps, published, asked, async (tx) => {
        const outcome = await recordTouch(tx, key, step.onUnknown, claimed, sent, asked)
        return mail === null ? outcome : naming(step, mail.content, outcome)
      }),
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

/**
 * Ends a touch in one transaction under the lead's lock: what became of it, where the life stands after it, and what that
 * has to hear.
 */
function close(
  deps: Deps,
  published: PublishedTrack,
  { state, step }: TouchAsked,
  ending: (tx: Sql) => Promise<TouchOutcome> | TouchOutcome,
): Promise<Touched> {
  return inTransaction(deps.pool, async (tx, last) => {
    const [, outcome] = await Promise.all([holdLead(tx, state.lead), ending(tx)])
    const life = await readLife(tx, state.lead, state.cursor)
    const { lead } = life
    const { clock } = lead
    const { quality } = await deps.definitions.qualityOf(tx, life.quality)
    const calendar = calendarFor(lead, published.track, quality.office, clock.now)
    const interest = await interestOf(tx, lead, published.track)
    const told = interest === undefined ? {} : { interest }
    const answer: Touched = { is: 'touched', step, outcome, ...told, clock, events: [] }
    const after = next({ track: published.track, calendar }, state, answer, clock.now).state
    const listens = listensFor(published.track, after)
    if (lead.enrolment === state.enrolment) await storeLife(last, lead.id, { state, after, listens })
    return { ...answer, events: newsFor(listens, life.unheard) }
  })
}
