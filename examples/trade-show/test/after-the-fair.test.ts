import { attended, compileProgramme, problemLine } from 'perennial-nurture'
import { simulate } from 'perennial-nurture/test'
import { describe, expect, test } from 'vitest'
import * as mail from '../templates/index.ts'
import programme from '../tracks/index.ts'
import { askedForTrial, readsPricing } from '../tracks/triggers.ts'

const stand = simulate(programme, 'after-the-fair')
const card = { sector: 'pharma', coldRooms: '20-up', role: 'decides', relation: 'none', timeframe: 'this-quarter' }
const lead = stand.lead({ channels: ['email', 'phone'], facts: card })

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

describe('nobody who was at the stand gets one mail and then silence', () => {
  test('who never reacts is called once and written to five times', () => {
    expect(lead).toHaveReceivedExactly([
      mail.whatYouAsked,
      'first-call',
      mail.oneWeekCheck,
      mail.whatItCosts,
      mail.oneRoomTrial,
      mail.beforeSummer,
    ])
    expect(lead).toGetAtMost(2, 7)
  })

  test('who cannot be called gets the mails all the same', () => {
    const byMail = stand.lead({ channels: ['email'], facts: card })
    expect(byMail).not.toHaveReceived('first-call')
    expect(byMail).toHaveReceived(mail.whatItCosts)
    // The wait is theirs as well, although there was no call before it.
    expect(byMail.for(7)).toHaveReceivedExactly([mail.whatYouAsked])
  })
})

describe('the follow-up goes on with what was said at the stand', () => {
  test('who spoke of alarms reads of alarms', () => {
    const alarms = stand.lead({ facts: { ...card, troubledBy: 'late-alarms' } })
    expect(alarms).toHaveReceived(mail.warmAtNight)
    expect(alarms).not.toHaveReceived(mail.auditFolder)
  })

  test('who spoke of logs reads of logs', () => {
    const logs = stand.lead({ facts: { ...card, troubledBy: 'paper-logs' } })
    expect(logs).toHaveReceived(mail.auditFolder)
    expect(logs).not.toHaveReceived(mail.warmAtNight)
  })

  test('what the first call brings to light decides as well', () => {
    const told = lead.afterCall('1 hour').tells({ troubledBy: 'paper-logs' })
    expect(told).toHaveReceived(mail.auditFolder)
  })
})

describe('the calls', () => {
  test('the second comes to those alone who do something', () => {
    expect(lead).not.toHaveReceived('second-call')
    expect(lead.afterMail(mail.whatItCosts, '1 day').visits('/pricing/list')).toHaveReceived('second-call')
  })

  test('the first is tried twice and no more', () => {
    const away = lead.afterCall('1 hour').called('no_answer')
    expect(away.calendar().match(/☎ the call: no answer/g)).toHaveLength(2)
  })
})

describe('sales', () => {
  test('gets nobody for having been at the stand, however well it fits (R36)', () => {
    const spoke = lead.after('1 hour').attends('cold-chain-days').after('3 days').clicks(mail.whatYouAsked)
    expect(spoke).not.toBeHandedToSales()
  })

  test('gets who asks for the trial', () => {
    expect(lead.after('20 days').requests('trial')).toBeHandedToSales(askedForTrial)
  })

  test('gets who comes back to the prices and fits, and not who only looks', () => {
    const back = (who: typeof lead) =>
      who.after('20 days').visits('/pricing/list').after('1 hour').visits('/pricing/list')
    expect(back(lead)).toBeHandedToSales(readsPricing)
    expect(
      back(stand.lead({ facts: { sector: 'kitchen', coldRooms: 'under-5', relation: 'none' } })),
    ).not.toBeHandedToSales()
  })

  test('gives back who has no budget, and the price list is not sent a second time', () => {
    const back = lead.after('20 days').requests('trial').afterHandoff('3 business days').salesReturns('no_budget_now')
    expect(back).toReach('recycled')
    expect(back).toHaveReceivedExactly([
      mail.whatYouAsked,
      'first-call',
      mail.oneWeekCheck,
      mail.whatItCosts,
      mail.oneRoomTrial,
      mail.beforeSummer,
    ])
  })
})

describe('what a lead says acts at once', () => {
  test('who says "later" in the first call hears nothing for six months, and then what it takes', () => {
    const later = lead.afterCall('1 hour').tells({ timeframe: 'later' })
    expect(later.for(180)).toHaveReceivedExactly([mail.whatYouAsked, 'first-call'])
    expect(later).toHaveReceivedExactly([
      mail.whatYouAsked,
      'first-call',
      mail.whatItCosts,
      mail.oneRoomTrial,
      mail.beforeSummer,
    ])
  })

  test('who names the end of a contract hears of us three months before', () => {
    const bound = lead.after('2 days').tells({ contractEnds: '2027-12-01' })
    expect(bound.for(235)).toHaveReceivedExactly([mail.whatYouAsked])
    expect(bound.for(260)).toHaveReceivedExactly([mail.whatYouAsked, mail.whatItCosts])
  })

  test('a trial that has begun ends the follow-up in the middle of a wait', () => {
    const begun = lead.after('8 days').does('trial-started')
    expect(begun).toHaveReceivedExactly([mail.whatYouAsked, 'first-call'])
  })

  test('who bought elsewhere is left alone', () => {
    expect(lead.after('2 hours').does('bought-elsewhere')).toHaveReceivedExactly([])
  })
})

test('a competitor who asks for the trial goes to nobody', () => {
  const competitor = stand.lead({ facts: { ...card, relation: 'competitor' } })
  expect(competitor.after('20 days').requests('trial')).not.toBeHandedToSales()
})

describe('who comes in', () => {
  const seen = stand.lead({ facts: card, did: [attended('cold-chain-days')] })

  test('who was at the stand, and nobody else', () => {
    expect(seen).toBeTakenIn()
    expect(stand.lead({ facts: card, did: [attended('another-fair')] })).not.toBeTakenIn()
  })

  test('no customers and no competitors, however much they said', () => {
    expect(seen.lead({ facts: { ...card, relation: 'customer' } })).toBeRefused('is a customer')
    expect(seen.lead({ facts: { ...card, relation: 'competitor' } })).toBeRefused('a competitor')
  })

  test('again at the fair a year later, and five times at most', () => {
    const before = seen.from('2027-11-01')
    expect(before.lead({ wasIn: { until: '2026-11-20' } })).toBeTakenIn()
    expect(before.lead({ wasIn: { until: '2027-03-01' } })).toBeRefused()
    expect(before.lead({ wasIn: { times: 5, until: '2026-11-20' } })).toBeRefused()
  })
})
