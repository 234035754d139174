/** Two made-up leads to read the track by: `npx perennial simulate --persona "…"`. Make them the ones that you know. */
import { after, afterCall, afterHandoff, afterMail, clicked, persona, requested, visited } from 'perennial-nurture'
import * as mail from '../templates/index.ts'

/** Most are like this one: it reads, and is not heard of for a year. */
export const ruth = persona('Ruth, who says nothing', {
  zone: 'Europe/Berlin',
  country: 'DE',
  facts: { sector: 'lifts', technicians: '10-49', relation: 'none' },
})

/** Reads at once, looks at the prices, asks for a pilot, and is given back for this year's budget. */
export const omar = persona('Omar, who is in a hurry', {
  zone: 'Europe/London',
  country: 'GB',
  channels: ['email', 'phone'],
  facts: { sector: 'heating', technicians: '50-249', role: 'decides', relation: 'none' },
  does: [
    afterMail(mail.secondVisit, '2 hours', clicked(mail.secondVisit)),
    afterMail(mail.pilotPlan, '1 day', visited('/pricing')),
    afterCall('3 business hours', { call: 'reached' }),
    after('60 days', requested('pilot')),
    afterHandoff('2 business hours', { sales: 'accepted' }),
    afterHandoff('5 business days', { returned: 'no_budget_now' }),
  ],
})
