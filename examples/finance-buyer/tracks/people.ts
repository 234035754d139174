/** Three heads of finance, and how often such people do what. The rates are guesses until there are figures of one's own. */
import {
  after,
  afterCall,
  afterHandoff,
  afterMail,
  behaviour,
  clicked,
  persona,
  replied,
  requested,
  visited,
} from 'perennial-nurture'
import * as mail from '../templates/index.ts'

export const bram = persona('Bram, who reads and says nothing', {
  zone: 'Europe/Brussels',
  country: 'BE',
  facts: { turnover: '5m-49m', onAccount: 'yes', role: 'decides', relation: 'none' },
})

export const ines = persona('Inês, after an insolvency', {
  zone: 'Europe/Lisbon',
  country: 'PT',
  channels: ['email', 'phone'],
  facts: { turnover: '50m-up', onAccount: 'yes', role: 'decides', relation: 'none' },
  does: [
    after('10 days', visited('/insolvencies/2026')),
    after('11 days', visited('/insolvencies/2027')),
    afterMail(mail.sixSigns, '3 hours', clicked(mail.sixSigns)),
    afterMail(mail.whatItTakes, '1 day', clicked(mail.whatItTakes)),
    afterCall('2 hours', { call: 'reached' }),
    afterMail(mail.ledgerCheck, '5 hours', requested('ledger-check')),
    afterHandoff('3 business hours', { sales: 'accepted' }),
    afterHandoff('8 business days', { sales: 'qualified' }),
  ],
})

export const marek = persona('Marek, whose budget is spent', {
  zone: 'Europe/Warsaw',
  country: 'PL',
  facts: { turnover: '5m-49m', onAccount: 'yes', role: 'prepares', relation: 'none' },
  variants: { 'opening of receivables': 'question' },
  does: [
    afterMail(mail.whichOfThree, '1 day', { ...replied(mail.whichOfThree), tells: { troubledBy: 'disputes' } }),
    afterMail(mail.oneNameOnIt, '2 hours', clicked(mail.oneNameOnIt)),
    after('80 days', requested('ledger-check')),
    afterHandoff('4 business hours', { sales: 'accepted' }),
    afterHandoff('4 business days', { returned: 'no_budget_now' }),
  ],
})

export const headsOfFinance = behaviour({
  arriveOver: '13 weeks',
  who: {
    facts: {
      turnover: { 'under-5m': 0.3, '5m-49m': 0.4, '50m-up': 0.1 },
      onAccount: { yes: 0.7, no: 0.02 },
      role: { decides: 0.35, prepares: 0.35, 'not-mine': 0.1 },
      troubledBy: { 'late-payers': 0.1, 'bad-debts': 0.05, disputes: 0.05 },
    },
    places: [
      { zone: 'Europe/Brussels', country: 'BE', share: 0.5 },
      { zone: 'Europe/Warsaw', country: 'PL', share: 0.3 },
      { zone: 'Europe/Lisbon', country: 'PT', share: 0.2 },
    ],
    channels: { email: 0.98, phone: 0.5 },
  },
  mails: { clicks: { educate: 0.04, prove: 0.03, promote: 0.02 }, themes: { 'bad-debts': 1.4 }, unsubscribes: 0.003 },
  visits: [
    { path: '/prices', afterClick: 0.12, perMonth: 0.02 },
    { path: '/insolvencies/2027', afterClick: 0.05, perMonth: 0.02 },
    { path: '/disputes', afterClick: 0.05 },
  ],
  requests: [{ what: 'ledger-check', perMail: 0.006, fromTouch: 2 }],
})
