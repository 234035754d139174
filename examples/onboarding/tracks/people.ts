/** Two houses, and how often such people do what. The rates are guesses until there are figures of one's own. */
import { after, afterCall, afterHandoff, afterMail, behaviour, persona, requested } from 'perennial-nurture'
import * as mail from '../templates/index.ts'
import { hoursBroughtOut, published, renewalDue, swapped } from './milestones.ts'

export const lindenhof = persona('Home Lindenhof, which takes to it', {
  zone: 'Europe/Vienna',
  country: 'AT',
  channels: ['email', 'phone'],
  facts: { homes: '2-5', role: 'plans', plannedOn: 'spreadsheet', contract: 'running' },
  does: [
    afterMail(mail.rosterFromFile, '3 days', { ...published, tells: { inUse: 'yes' } }),
    afterMail(mail.swapShifts, '9 days', swapped),
    afterMail(mail.hoursOut, '12 days', hoursBroughtOut),
    after('275 days', renewalDue),
    afterMail(mail.yourYear, '2 days', requested('talk')),
    afterHandoff('1 business day', { sales: 'accepted' }),
    afterHandoff('8 business days', { sales: 'qualified' }),
    afterHandoff('30 business days', { sales: 'customer' }),
  ],
})

export const seeblick = persona('Home Seeblick, where it lies in a drawer', {
  zone: 'Europe/Zurich',
  country: 'CH',
  channels: ['email', 'phone'],
  facts: { homes: 'one', role: 'manages', plannedOn: 'paper', contract: 'running' },
  does: [afterCall('1 business day', { call: 'reached' }), after('275 days', renewalDue)],
})

export const houses = behaviour({
  // Contracts are signed all year round.
  arriveOver: '26 weeks',
  who: {
    facts: {
      homes: { one: 0.6, '2-5': 0.3, '6-up': 0.1 },
      role: { plans: 0.6, manages: 0.3, signs: 0.1 },
      plannedOn: { paper: 0.45, spreadsheet: 0.4, 'other-software': 0.1 },
      // A rate can say who uses it, and not when they begin.
      inUse: { yes: 0.75 },
    },
    places: [
      { zone: 'Europe/Vienna', country: 'AT', share: 0.5 },
      { zone: 'Europe/Berlin', country: 'DE', share: 0.3 },
      { zone: 'Europe/Zurich', country: 'CH', share: 0.2 },
    ],
    channels: { email: 1, phone: 0.8 },
  },
  // Customers read more than leads do.
  mails: { clicks: { educate: 0.15, prove: 0.1 }, unsubscribes: 0.001 },
  requests: [
    { what: 'talk', perMail: 0.01, fromTouch: 4 },
    { what: 'another-home', perMail: 0.003, fromTouch: 6 },
  ],
})
