/** What you want to know of a lead, and the values that each answer may take. Nobody told is not the same as no. */
import { fact } from 'perennial-nurture'

export const sector = fact('sector', ['heating', 'lifts', 'medical-devices', 'machines', 'other'])

/** Technicians who drive out to customers. */
export const technicians = fact('technicians', ['under-10', '10-49', '50-249', '250-up'])

/** Their part in the decision. */
export const role = fact('role', ['decides', 'influences', 'uses', 'studies'])

/** What they are to you already. */
export const relation = fact('relation', ['none', 'customer', 'competitor'])

/** Visits for a fault that was visited before, in a week. */
export const secondVisits = fact('secondVisits', ['none', '1-4', '5-19', '20-up'], 'dynamic')

/** When they want it to be better. Such an answer ages: it is `dynamic`. */
export const timeframe = fact('timeframe', ['this-quarter', 'this-year', 'later'], 'dynamic')
