import type { Activities } from '../core/contract.ts'
import { alert } from './alert.ts'
import { readClock } from '../db/clock.ts'
import { chase } from './chase.ts'
import type { Deps } from './deps.ts'
import { guarded } from './guard.ts'
import { record } from './record.ts'
import { settle } from './settle.ts'
import { signalPromotion } from './promotion.ts'
import { touch } from './touch.ts'
import { updateScores } from './update-scores.ts'

/** Everything that a lead's workflow calls. */
export function createActivities(deps: Deps, log: (line: string, error: unknown) => void): Activities {
  return {
    settle: guarded('settle', settle(deps), log),
    touch: guarded('touch', touch(deps), log),
    signalPromotion: guarded('signalPromotion', signalPromotion(deps), log),
    chase: guarded('chase', chase(deps), log),
    updateScores: guarded('updateScores', updateScores(deps), log),
    record: guarded('record', record(deps), log),
    alert: guarded('alert', alert(deps), log),
    tellTime: guarded('tellTime', () => readClock(deps.pool), log),
  }
}
