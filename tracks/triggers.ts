/** All that may make a lead an MQL: marketing and sales agreed on this list, and nothing else promotes. */
import { allOf, fit, requested, trigger, visited } from '../core/dsl.ts'

export const askedForDemo = trigger('demo', requested('demo'))

export const askedForBuyingGuide = trigger('buying-guide', requested('buying-guide'))

/** A look at the price is curiosity. A second one, from a company that fits, is not. */
export const readsPricing = trigger('pricing-twice', allOf(visited('/pricing*', { times: 2 }), fit('A', 'B')))
