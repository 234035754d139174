/** What is known of a lead. What nobody asked is not known, and that is not the same as no. */
import { date, fact } from 'perennial-nurture'

/** What they sell in a year. */
export const turnover = fact('turnover', ['under-5m', '5m-49m', '50m-up'])

/** Whether their customers get an invoice, or pay at the counter. */
export const onAccount = fact('onAccount', ['yes', 'no'])

export const role = fact('role', ['decides', 'prepares', 'not-mine'])

export const relation = fact('relation', ['none', 'customer', 'competitor'])

/** Which of the three problems is theirs. */
export const troubledBy = fact('troubledBy', ['late-payers', 'bad-debts', 'disputes'], 'dynamic')

/** When they want to change something. */
export const timeframe = fact('timeframe', ['this-quarter', 'this-year', 'later'], 'dynamic')

/** The day on which their credit insurance, or their contract with another house, is renewed. */
export const renewsOn = date('renewsOn')
