/** The problems of Ledgerline's customers. Tracks, mails and the quality definition speak of nothing else. */
import { theme } from '../core/theme.ts'

export const slowClose = theme('slow-close', {
  problem: 'Our close takes nine days, and nobody can say which of them are needed.',
})
export const controls = theme('controls', { problem: 'When we close faster, who makes sure that nothing is skipped?' })
export const integration = theme('integration', {
  problem: 'Our ledgers do not talk to one another, and IT has no time.',
})
export const lateFigures = theme('late-figures', { problem: 'I decide before I have the figures.' })
export const businessCase = theme('business-case', { problem: 'I must show what it is worth before I get a budget.' })
