/** What those who write to X Education have on their minds. */
import { theme } from 'perennial-nurture'

export const nextStep = theme('next-step', {
  problem: 'I do not get further in my work, and do not know what would help.',
})
export const admission = theme('admission', {
  problem: 'I know the course, but not whether I can get in, pay it and manage it.',
})
