/**
 * What the software and billing tell, as events at `/v1/track`: "Roster Published" arrives as `roster-published`. A milestone is
 * something done in the house; opening a page is none.
 */
import { did } from 'perennial-nurture'

export const signed = did('contract-signed')

export const published = did('roster-published')
export const swapped = did('swap-approved')
export const hoursBroughtOut = did('hours-exported')

/** From billing, three months before the contract ends. */
export const renewalDue = did('renewal-due')
export const renewed = did('contract-renewed')
export const cancelled = did('contract-cancelled')
