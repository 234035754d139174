import type { Activities } from '../core/contract.ts'
import { alert } from './alert.ts'
import { readClock } from '../db/clock.ts'
import { chase } from './chase.ts'
import type { Deps } from './deps.ts'
import { record } from './record.ts'
import { settle } from './settle.ts'
import { signalPromotion } from './promotion.ts'
import { touch } from './touch.ts'
import { updateScores } from './update-scores.ts'

/** Everything that a lead's workflow calls. */
export function createActivities(deps: Deps): Activities {
  return {
    settle: settle(deps),
    touch: touch(deps),
    signalPromotion: signalPromotion(deps),
    chase: chase(deps),
    updateScores: updateScores(deps),
    record: record(deps),
    alert: alert(deps),
    tellTime: () => readClock(deps.pool),
  }
}
