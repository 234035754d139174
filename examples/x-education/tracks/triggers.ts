/** All that may make a lead an MQL. */
import { allOf, fit, requested, trigger, visited } from 'perennial-nurture'

export const askedForCall = trigger('counselling-call', requested('counselling-call'))

export const askedToApply = trigger('application', requested('application'))

/** A look at the fees is curiosity. A second one, from somebody whom a course would help, is not. */
export const readsFees = trigger('fees-twice', allOf(visited('/fees*', { times: 2 }), fit('A', 'B')))
