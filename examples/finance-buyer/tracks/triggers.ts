/** All that may make a lead an MQL. Reading is not among it, however much is read. */
import { allOf, fit, requested, trigger, visited } from 'perennial-nurture'

export const askedForCheck = trigger('ledger-check', requested('ledger-check'))

/** One look at the prices is part of the trade. Two, from a house that fits, are a reason to ring. */
export const readsPrices = trigger('prices-twice', allOf(visited('/prices*', { times: 2 }), fit('A', 'B')))
