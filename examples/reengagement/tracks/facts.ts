/** What is known of a lead; most of it was learned by sales. What nobody asked is not known, and that is not the same as no. */
import { date, fact } from 'perennial-nurture'

export const people = fact('people', ['under-15', '15-99', '100-up'])

export const role = fact('role', ['decides', 'influences', 'not-mine'])

export const relation = fact('relation', ['none', 'customer', 'competitor'])

/** When they want to change. */
export const timeframe = fact('timeframe', ['this-quarter', 'later', 'next-year'], 'dynamic')

/** The day on which their contract with another laundry ends. */
export const contractEnds = date('contractEnds')
