/** The card that is filled in at the stand, and what is learned on the telephone later. What nobody asked is not known; that is not the same as no. */
import { date, fact } from 'perennial-nurture'

export const sector = fact('sector', ['food', 'pharma', 'hospital', 'kitchen', 'other'])

export const coldRooms = fact('coldRooms', ['under-5', '5-19', '20-up'])

/** What they spoke of at the stand. */
export const troubledBy = fact('troubledBy', ['late-alarms', 'paper-logs'], 'dynamic')

/** Their part in the decision. */
export const role = fact('role', ['decides', 'influences', 'uses', 'studies'])

/** What they are to us already. */
export const relation = fact('relation', ['none', 'customer', 'competitor'])

/** When they want it to be better. Nobody asks that at the stand; the first call does. */
export const timeframe = fact('timeframe', ['this-quarter', 'this-year', 'later'], 'dynamic')

/** The day on which their contract with somebody else ends. */
export const contractEnds = date('contractEnds')
