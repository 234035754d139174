/** What is said of workwear by those who answer for it. */
import { theme } from 'perennial-nurture'

export const missing = theme('missing', { problem: 'Every week something is missing, and nobody knows where it went.' })

export const bound = theme('bound', { problem: 'We are in a contract that nobody here has read.' })
