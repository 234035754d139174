/** The problems of your customers, in their own words. Every mail answers one of them. */
import { theme } from 'perennial-nurture'

export const secondVisits = theme('second-visits', {
  problem: 'We drive out twice for the same fault, and nobody plans the second time.',
})
