/** All that may make a lead an MQL. Having been at the stand is not among it. */
import { allOf, fit, requested, trigger, visited } from 'perennial-nurture'

export const askedForTrial = trigger('trial', requested('trial'))

/** At the fair everybody takes a price list. Who comes back to the prices twice, and fits, means it. */
export const readsPricing = trigger('pricing-twice', allOf(visited('/pricing*', { times: 2 }), fit('A', 'B')))
