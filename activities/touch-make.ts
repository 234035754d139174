import { randomUUID } from 'node:crypto'
import { Context } from '@temporalio/activity'
import type { TouchStep } from '../core/steps.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import { keyText, letGo, type AttemptKey } from '../db/ledger.ts'
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
  const open = (): Promise<Opening> => openOrLetGo(deps, published, step, key, asked)
  const { cancellationSignal: signal } = Context.current()
  const { sender } = deps
  switch (step.kind) {
    case 'call':
      return making(open, () => null)
    case 'webhook':
      return making(open, ({ to, frozen }) => {
        if (typeof frozen !== 'string') throw new Error(`${keyText(key)} has no body`)
        return sendOn(deps, step, to.lead, keyText(key), frozen, signal)
      })
    case 'email':
    case 'cast':
      return sender.whenFree(() =>
        making(open, async (claimed) => {
          const { frozen } = claimed
          if (frozen === null || typeof frozen === 'string') throw new Error(`${keyText(key)} is no mail`)
          const letter = await letterFor(deps, published, keyText(key), claimed, frozen)
          if ('refused' in letter) return { refused: 'bad_address', code: 0, response: letter.why }
          return sender.send(letter.ok, signal)
        }),
      )
  }
}

async function making(
  open: () => Promise<Opening>,
  send: (claimed: Claimed) => Promise<SendOutcome> | null,
): Promise<Made> {
  const opening = await open()
  return 'claimed' in opening ? { ...opening, sent: await send(opening.claimed) } : opening
}

/** A claim of which it is not known whether it was committed is let go: this process lives, and knows that it sent nothing. */
async function openOrLetGo(
  deps: Deps,
  published: PublishedTrack,
  step: TouchStep,
  key: AttemptKey,
  asked: TouchAsked,
): Promise<Opening> {
  const token = randomUUID()
  try {
    return await inTransaction(deps.pool, (tx, last) => openTouch(tx, last, deps, published, step, key, asked, token))
  } catch (error) {
    if (isPassing(error)) await patiently(() => letGo(deps.pool, key, token))
    throw error
  }
}
