/** What people said at the stand, in their own words. */
import { theme } from 'perennial-nurture'

export const lateAlarms = theme('late-alarms', {
  problem: 'We learn that a room is warm when the goods are lost already.',
})

export const paperLogs = theme('paper-logs', {
  problem: 'The temperature log is on paper, has gaps, and the auditor comes.',
})
