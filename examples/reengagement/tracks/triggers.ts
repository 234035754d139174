/** All that may make a lead an MQL, the first time and again. */
import { allOf, fit, requested, trigger, visited } from 'perennial-nurture'

export const askedForSamples = trigger('samples', requested('samples'))

export const readsPricing = trigger('pricing-twice', allOf(visited('/pricing*', { times: 2 }), fit('A', 'B')))
