/**
 * How Ledgerline supposes that its leads and its sales behave, for `perennial simulate`. Made up, like Ledgerline: replace it
 * by what you know, or by `perennial simulate --fit` once you have sent enough.
 */
import { behaviour } from '../core/behaviour.ts'

export default behaviour({
  arriveOver: '4 weeks',

  who: {
    facts: {
      persona: { finance: 0.55, operations: 0.2, technical: 0.15 },
      industry: {
        manufacturing: 0.25,
        logistics: 0.15,
        retail: 0.15,
        healthcare: 0.1,
        services: 0.15,
        technology: 0.1,
      },
      companySize: { 'under-50': 0.15, '50-249': 0.35, '250-999': 0.25, '1000-4999': 0.12, '5000-up': 0.03 },
      entities: { '1-2': 0.15, '3-9': 0.3, '10-29': 0.12, '30-up': 0.03 },
      revenue: { 'under-10m': 0.1, '10m-50m': 0.25, '50m-250m': 0.2, 'over-250m': 0.1 },
      region: { dach: 0.4, 'uk-ireland': 0.2, europe: 0.15, americas: 0.2 },
      role: { decides: 0.25, influences: 0.35, uses: 0.2, studies: 0.02 },
      relation: { none: 0.93, customer: 0.02, partner: 0.02, competitor: 0.01 },
    },
    places: [
      { zone: 'Europe/Berlin', country: 'DE', share: 0.4 },
      { zone: 'Europe/London', country: 'GB', share: 0.2 },
      { zone: 'Europe/Paris', country: 'FR', share: 0.2 },
      { zone: 'America/New_York', country: 'US', share: 0.15 },
      { zone: 'America/Los_Angeles', country: 'US', share: 0.05 },
    ],
    channels: { email: 0.98, phone: 0.4 },
    lifecycle: { lead: 0.8, subscriber: 0.2 },
  },

  mails: {
    clicks: { educate: 0.035, prove: 0.04, promote: 0.02 },
    themes: { 'business-case': 1.3, integration: 0.8 },
    unsubscribes: 0.003,
    bounces: 0.02,
  },

  visits: [
    { path: '/pricing', afterClick: 0.12, perMonth: 0.03 },
    { path: '/developers/tour', afterClick: 0.05 },
    { path: '/security', afterClick: 0.04 },
  ],
  forms: [{ form: 'cost-of-the-close', afterClick: 0.04, tells: { pain: { 'slow-close': 0.6, controls: 0.2 } } }],
  requests: [
    {
      what: 'demo',
      perMail: 0.003,
      fromTouch: 2,
      tells: { timeframe: { 'this-quarter': 0.3, 'this-year': 0.4 }, budget: { approved: 0.2, planned: 0.4 } },
    },
    { what: 'buying-guide', perMail: 0.004 },
  ],
})
