import { randomUUID } from 'node:crypto'
import { Context } from '@temporalio/activity'
import type { TouchStep } from '../core/steps.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import { keyText, letGo, type AttemptKey } from '../db/ledger.ts'
import { holdLead } from '../db/leads.ts'
import { isPassing } from '../db/passing.ts'
import { inTransaction } from '../db/pool.ts'
import type { SendOutcome } from '../mail/send.ts'
import type { Claimed } from './claimed.ts'
import type { Deps } from './deps.ts'
import { letterFor } from './letter.ts'
import { patiently } from './patience.ts'
import { openTouch, type Opening, type TouchAsked } from './touch-claim.ts'
import { sendOn } from './webhook.ts'

type Made = Exclude<Opening, { claimed: Claimed }> | { readonly claimed: Claimed; readonly sent: SendOutcome | null }

/** Claims the touch and sends what it sends: a mail once a connection is free for it, so that no claim waits for one (decision 21). */
export function makeTouch(
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  key: AttemptKey,
  asked: TouchAsked,
): Promise<Made> {
  const { cancellationSignal: signal } = Context.current()
  const name = keyText(key)
  const making = async <T>(
    write: (claimed: Claimed) => Promise<T> | T,
    send: (written: T, claimed: Claimed) => Promise<SendOutcome> | SendOutcome | null,
  ): Promise<Made> => {
    const opened = await openAnd(write, deps, published, step, key, asked)
    if (!('claimed' in opened)) return opened
    return { claimed: opened.claimed, sent: await send(opened.written, opened.claimed) }
  }
  switch (step.kind) {
    case 'call':
      return making(
        () => null,
        () => null,
      )
    case 'webhook':
      return making(
        ({ frozen }) => {
          if (typeof frozen !== 'string') throw new Error(`${name} has no body`)
          return frozen
        },
        (body, { to }) => sendOn(deps, step, to.lead, name, body, signal),
      )
    case 'email':
    case 'cast':
      return deps.sender.whenFree(() =>
        making(
          (claimed) => {
            const { frozen } = claimed
            if (frozen === null || typeof frozen === 'string') throw new Error(`${name} is no mail`)
            return letterFor(deps, published, name, claimed, frozen)
          },
          (letter) =>
            'refused' in letter
              ? { refused: 'bad_address', code: 0, response: letter.why }
              : deps.sender.send(letter.ok, signal),
        ),
      )
  }
}

/**
 * Claims the touch and writes what it sends. Where that fails, or it is not known whether the claim was committed, it is let go: this process lives,
 * and knows that nothing was sent with it. What an earlier attempt left in doubt stays so.
 */
async function openAnd<T>(
  write: (claimed: Claimed) => Promise<T> | T,
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  key: AttemptKey,
  asked: TouchAsked,
): Promise<Exclude<Opening, { claimed: Claimed }> | { readonly claimed: Claimed; readonly written: T }> {
  const token = randomUUID()
  try {
    const opening = await inTransaction(deps.pool, (tx, last) =>
      openTouch(tx, last, deps, published, step, key, asked, token),
    )
    return 'claimed' in opening ? { ...opening, written: await write(opening.claimed) } : opening
  } catch (error) {
    const reason = isPassing(error) ? 'server_down' : 'overtaken'
    const lettingGo = patiently(() =>
      inTransaction(deps.pool, (tx, last) => Promise.all([holdLead(tx, key.lead), letGo(last, key, token, reason)])),
    )
    // Where not even that can be said, what failed first is what is told, and the claim ends with its lease.
    await lettingGo.catch(() => {})
    throw error
  }
}
