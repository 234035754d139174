/** Two people from the stand, and how often such people do what. The rates are guesses until there are figures of one's own. */
import {
  after,
  afterCall,
  afterHandoff,
  afterMail,
  behaviour,
  clicked,
  persona,
  requested,
  visited,
} from 'perennial-nurture'
import * as mail from '../templates/index.ts'

export const maren = persona('Maren, who forgot us', {
  zone: 'Europe/Copenhagen',
  country: 'DK',
  channels: ['email', 'phone'],
  facts: { sector: 'food', coldRooms: '5-19', role: 'influences', relation: 'none' },
  does: [afterCall('3 hours', { call: 'no_answer' })],
})

export const olivier = persona('Olivier, before an audit', {
  zone: 'Europe/Paris',
  country: 'FR',
  channels: ['email', 'phone'],
  facts: { sector: 'pharma', coldRooms: '20-up', troubledBy: 'paper-logs', role: 'decides', relation: 'none' },
  does: [
    afterCall('4 hours', { call: 'reached' }),
    afterMail(mail.auditFolder, '3 hours', clicked(mail.auditFolder)),
    afterMail(mail.whatItCosts, '1 day', visited('/pricing/list')),
    after('60 days', requested('trial')),
    afterHandoff('3 business hours', { sales: 'accepted' }),
    afterHandoff('5 business days', { returned: 'no_budget_now' }),
  ],
})

export const fairVisitors = behaviour({
  // Three days at the stand, and a day until the cards are typed in.
  arriveOver: '4 days',
  who: {
    facts: {
      sector: { food: 0.4, pharma: 0.15, hospital: 0.15, kitchen: 0.2 },
      coldRooms: { 'under-5': 0.35, '5-19': 0.4, '20-up': 0.1 },
      troubledBy: { 'late-alarms': 0.35, 'paper-logs': 0.25 },
      role: { decides: 0.25, influences: 0.35, uses: 0.2, studies: 0.03 },
    },
    places: [
      { zone: 'Europe/Copenhagen', country: 'DK', share: 0.6 },
      { zone: 'Europe/Berlin', country: 'DE', share: 0.3 },
      { zone: 'Europe/Paris', country: 'FR', share: 0.1 },
    ],
    channels: { email: 0.95, phone: 0.6 },
  },
  mails: { clicks: { educate: 0.06, prove: 0.05, promote: 0.03 }, unsubscribes: 0.004 },
  visits: [{ path: '/pricing', afterClick: 0.15, perMonth: 0.02 }],
  requests: [{ what: 'trial', perMail: 0.005, fromTouch: 2 }],
})
