import { compileProgramme, problemLine } from 'perennial-nurture'
import { simulate } from 'perennial-nurture/test'
import { describe, expect, test } from 'vitest'
import * as mail from '../templates/index.ts'
import programme from '../tracks/index.ts'
import { askedForAnotherHome, askedForTalk } from '../tracks/triggers.ts'

const year = simulate(programme, 'first-year')
const house = { homes: '2-5', role: 'plans', plannedOn: 'spreadsheet', contract: 'running' }
const unused = year.lead({ channels: ['email', 'phone'], facts: house })
const used = year.lead({ channels: ['email', 'phone'], facts: { ...house, inUse: 'yes' } })

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

describe('the first roster', () => {
  test('who planned on paper is shown the way from paper', () => {
    const paper = year.lead({ facts: { ...house, plannedOn: 'paper' } }).for(7)
    expect(paper).toHaveReceivedExactly([mail.rosterFromPaper])
    expect(unused.for(7)).toHaveReceivedExactly([mail.rosterFromFile])
  })

  test('once it is published, nobody is helped with it any more', () => {
    const quick = used.afterMail(mail.rosterFromFile, '3 days').does('roster-published')
    expect(quick).not.toHaveReceived(mail.borrowedRoster)
    expect(quick).not.toHaveReceived('help-call')
    expect(quick.for(20)).toHaveReceivedExactly([mail.rosterFromFile, mail.swapShifts])
  })

  test('where it does not come, help becomes more personal each time', () => {
    expect(unused.for(60)).toHaveReceivedExactly([mail.rosterFromFile, mail.borrowedRoster, 'help-call', mail.weTypeIt])
  })

  test('a borrowed one counts as well', () => {
    const borrowed = used.afterMail(mail.borrowedRoster, '5 days').does('roster-published')
    expect(borrowed).toHaveReceived(mail.borrowedRoster)
    expect(borrowed).not.toHaveReceived('help-call')
  })
})

describe('advice follows use', () => {
  test('who does not use it gets a plain word, and no advice on swaps, hours and second teams', () => {
    expect(unused).toHaveReceived(mail.paidAndUnused)
    expect(unused).toHaveReceived('honest-call')
    expect(unused).not.toHaveReceived(mail.swapShifts)
    expect(unused).not.toHaveReceived(mail.hoursOut)
    expect(unused).not.toHaveReceived(mail.secondTeam)
  })

  test('who begins late is advised from then on', () => {
    const late = unused.afterMail(mail.paidAndUnused, '10 days').does('roster-published')
    expect(late).not.toHaveReceived('honest-call')
    expect(late).toHaveReceived(mail.swapShifts)
  })

  test('where shifts are swapped, nobody is asked why not', () => {
    const swaps = used.afterMail(mail.swapShifts, '9 days').does('swap-approved')
    expect(swaps).not.toHaveReceived(mail.whyNobodySwaps)
    expect(used).toHaveReceived(mail.whyNobodySwaps)
  })
})

describe('nobody is sold to who is learning', () => {
  const busy = used
    .afterMail(mail.rosterFromFile, '1 day')
    .does('roster-published')
    .afterMail(mail.swapShifts, '1 day')
    .does('swap-approved')
    .afterMail(mail.hoursOut, '1 day')
    .does('hours-exported')
    .afterMail(mail.secondTeam, '1 hour')
    .clicks(mail.secondTeam)
    .after('275 days')
    .does('renewal-due')

  test('not for much use, not for a click, not because the renewal is due', () => {
    expect(busy).not.toBeHandedToSales()
  })

  test('who asks for a talk, or for another home, gets the account manager', () => {
    expect(busy.after('2 days').requests('talk')).toBeHandedToSales(askedForTalk)
    expect(used.after('120 days').requests('another-home')).toBeHandedToSales(askedForAnotherHome)
  })

  test('also the smallest house, of which nothing is known', () => {
    expect(year.lead({}).after('30 days').requests('talk')).toBeHandedToSales(askedForTalk)
  })

  test('who has given notice is not handed over', () => {
    const leaving = year.lead({ facts: { ...house, contract: 'notice-given' } })
    expect(leaving.after('30 days').requests('talk')).not.toBeHandedToSales()
  })

  test('after a talk that came too early, the year goes on where it was', () => {
    const early = used.after('30 days').requests('talk').afterHandoff('3 business days').salesReturns('bad_timing')
    expect(early).toReach('recycled')
    expect(early).toHaveReceived(mail.swapShifts)
    expect(early).toHaveReceived(mail.secondTeam)
  })
})

describe('the second year', () => {
  test('is spoken of within a week after billing says that it is due, also where nobody came far', () => {
    const due = unused.after('100 days').does('renewal-due')
    expect(due.for(100)).not.toHaveReceived(mail.yourYear)
    expect(due.for(107)).toHaveReceived(mail.yourYear)
    expect(due).toHaveReceived('renewal-talk')
  })

  test('once it is signed, nothing more comes', () => {
    const done = used.afterMail(mail.yourYear, '1 day').does('contract-renewed')
    expect(done).toHaveReceived(mail.yourYear)
    expect(done).not.toHaveReceived('renewal-talk')
  })

  test('who has cancelled is left alone from that hour', () => {
    const cancelled = unused.after('2 hours').does('contract-cancelled')
    expect(cancelled).toHaveReceivedExactly([])
  })
})

test('at most one touch a week, whatever they do', () => {
  const everything = used
    .afterMail(mail.rosterFromFile, '1 hour')
    .does('roster-published')
    .afterMail(mail.swapShifts, '1 hour')
    .does('swap-approved')
    .after('3 weeks')
    .does('renewal-due')
  expect(everything).toGetAtMost(1, 7)
})
