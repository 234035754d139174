/** All that may make a lead an MQL. Marketing and sales agree on this list, and nothing else promotes. */
import { allOf, fit, requested, trigger, visited } from 'perennial-nurture'

export const askedForPilot = trigger('pilot', requested('pilot'))

/** One look at the price is curiosity. A second one, from a company that fits, is not. */
export const readsPricing = trigger('pricing-twice', allOf(visited('/pricing*', { times: 2 }), fit('A', 'B')))
