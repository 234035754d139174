/** All that may bring in the account manager: they ask. Use, clicks and a date in the calendar are not among it. */
import { requested, trigger } from 'perennial-nurture'

export const askedForTalk = trigger('talk', requested('talk'))

export const askedForAnotherHome = trigger('another-home', requested('another-home'))
