/** What heads of finance in wholesale say of the money that customers owe them. */
import { theme } from 'perennial-nurture'

export const latePayers = theme('late-payers', {
  problem: 'Our customers pay three weeks late, and we are their bank.',
})

export const badDebts = theme('bad-debts', {
  problem: 'When a large customer goes under, we read of it in the newspaper.',
})

export const disputes = theme('disputes', {
  problem: 'Invoices come back with a question, and nobody here knows who answers it.',
})
