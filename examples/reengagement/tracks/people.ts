/** Two people whom sales gives back, and how often such people do what. The rates are guesses until there are figures of one's own. */
import { after, afterHandoff, behaviour, persona, requested } from 'perennial-nurture'

export const ilse = persona('Ilse, in a contract', {
  zone: 'Europe/Berlin',
  country: 'DE',
  facts: { people: '15-99', role: 'decides', relation: 'none' },
  does: [
    after('10 days', requested('samples')),
    afterHandoff('1 business day', { sales: 'accepted' }),
    afterHandoff('3 business days', { tells: { contractEnds: '2027-09-30' } }),
    afterHandoff('4 business days', { returned: 'in_contract_until' }),
  ],
})

export const rolf = persona('Rolf, who is the wrong one', {
  zone: 'Europe/Berlin',
  country: 'DE',
  facts: { people: '100-up', role: 'influences', relation: 'none' },
  does: [after('40 days', requested('samples')), afterHandoff('2 business days', { returned: 'wrong_contact' })],
})

export const askers = behaviour({
  arriveOver: '26 weeks',
  who: {
    facts: {
      people: { 'under-15': 0.3, '15-99': 0.45, '100-up': 0.15 },
      role: { decides: 0.3, influences: 0.4, 'not-mine': 0.1 },
    },
    places: [{ zone: 'Europe/Berlin', country: 'DE', share: 1 }],
    channels: { email: 1, phone: 0.4 },
  },
  requests: [{ what: 'samples', perMail: 0.02, fromTouch: 1 }],
  sales: { accepts: 0.4, answersWithin: '1 business day' },
})
