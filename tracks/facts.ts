/** What Ledgerline wants to know of a lead. A value that nobody told is unknown, which is not the same as no. */
import { fact } from '../core/dsl.ts'

/** From which side of the house they look at the close. */
export const persona = fact('persona', ['finance', 'technical', 'operations'])

export const industry = fact('industry', [
  'manufacturing',
  'logistics',
  'retail',
  'healthcare',
  'finance',
  'technology',
  'services',
  'education',
])

/** People employed. */
export const companySize = fact('companySize', ['under-50', '50-249', '250-999', '1000-4999', '5000-up'])

/** A year, in euros. */
export const revenue = fact('revenue', ['under-10m', '10m-50m', '50m-250m', 'over-250m'])

/** Companies that are consolidated: below three, a faster close seldom pays. */
export const entities = fact('entities', ['1-2', '3-9', '10-29', '30-up'])

export const region = fact('region', ['dach', 'uk-ireland', 'europe', 'americas', 'elsewhere'])

/** Their part in the decision. */
export const role = fact('role', ['decides', 'influences', 'uses', 'studies'])

/** What they are to us already. */
export const relation = fact('relation', ['none', 'customer', 'partner', 'competitor'])

/** What hurts. */
export const pain = fact('pain', ['slow-close', 'controls', 'integration', 'late-figures', 'other'], 'dynamic')

/** When they want it to be better. */
export const timeframe = fact('timeframe', ['this-quarter', 'this-year', 'later'], 'dynamic')

export const budget = fact('budget', ['approved', 'planned', 'none'], 'dynamic')
