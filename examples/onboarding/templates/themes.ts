/** What goes wrong in a first year, in the words of those it happens to. */
import { theme } from 'perennial-nurture'

export const notUsed = theme('not-used', {
  problem: 'We have bought it, and the roster still hangs on the wall.',
})

export const oneTeamOnly = theme('one-team-only', {
  problem: 'One team plans with it, and the others do as they always did.',
})

export const secondYear = theme('second-year', {
  problem: 'They ask me whether it is worth a second year, and I have a feeling and no figure.',
})
