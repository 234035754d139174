/** Three leads to read the tracks by: `perennial simulate --persona "…"`. Nobody of this name exists. */
import { clicked, requested, visited } from '../core/dsl.ts'
import { after, afterCall, afterHandoff, afterMail, persona } from '../core/persona.ts'
import * as mail from '../templates/index.ts'

/** Most are like this one: nothing is heard of them for a year. */
export const silent = persona('silent controller', {
  zone: 'Europe/Berlin',
  country: 'DE',
  facts: { persona: 'finance', companySize: '250-999', entities: '10-29', region: 'dach' },
})

/** Reads, compares, asks in spring, is given back for its budget, and asks again. */
export const curious = persona('curious CFO', {
  zone: 'Europe/London',
  country: 'GB',
  channels: ['email', 'phone'],
  facts: {
    persona: 'finance',
    industry: 'manufacturing',
    companySize: '1000-4999',
    entities: '10-29',
    region: 'uk-ireland',
    role: 'decides',
  },
  does: [
    afterMail(mail.fiveSlowSteps, '20 hours', clicked(mail.fiveSlowSteps)),
    afterMail(mail.buyingGuide, '2 days', clicked(mail.buyingGuide)),
    afterMail(mail.buyingGuide, '3 days', visited('/pricing')),
    afterCall('5 business hours', { call: 'reached' }),
    after('100 days', { ...requested('demo'), tells: { timeframe: 'this-year', pain: 'slow-close' } }),
    afterHandoff('3 business hours', { sales: 'accepted' }),
    afterHandoff('6 business days', { returned: 'no_budget_now' }),
  ],
})

/** Came by a trade fair, looks at the interfaces, and wants no more mail after a while. */
export const engineer = persona('engineer who leaves', {
  zone: 'America/Chicago',
  country: 'US',
  facts: {
    persona: 'technical',
    industry: 'technology',
    companySize: '50-249',
    region: 'americas',
    role: 'influences',
  },
  does: [
    afterMail(mail.apiTour, '1 hour', clicked(mail.apiTour)),
    afterMail(mail.apiTour, '2 hours', visited('/developers/tour')),
    after('75 days', { unsubscribes: 'email' }),
  ],
})
