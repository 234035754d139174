import { compileProgramme, problemLine, type RecycleReason, type Template } from 'perennial-nurture'
import { simulate } from 'perennial-nurture/test'
import { describe, expect, test } from 'vitest'
import * as mail from '../templates/index.ts'
import programme from '../tracks/index.ts'
import { askedForSamples } from '../tracks/triggers.ts'

const lead = simulate(programme, 'workwear')
  .lead({ facts: { people: '15-99', role: 'decides', relation: 'none' } })
  .for(730)

/** Asks on the tenth day, and sales gives it back. */
const returned = (reason: RecycleReason) =>
  lead.after('10 days').requests('samples').afterHandoff('2 business days').salesReturns(reason)

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

describe('whom sales gives back', () => {
  const patient = [mail.repairOrReplace, mail.lockers, mail.costOfWaiting]
  const deciding = [mail.costOfWaiting, mail.repairOrReplace, mail.lockers]
  const reading = [mail.fivePlaces, mail.changeOver, mail.costOfWaiting]
  const answers: readonly (readonly [RecycleReason, readonly Template[]])[] = [
    ['no_response', patient],
    ['bad_timing', patient],
    ['no_budget_now', deciding],
    ['wrong_contact', [mail.whoInstead, ...patient]],
    ['in_contract_until', reading],
    ['wants_information', deciding],
    ['project_paused', patient],
    ['opportunity_lost', reading],
    ['untouched', [mail.fabricSamples, ...patient]],
  ]

  test.each(answers)('%s: has its own answer, and nothing comes twice', (reason, mails) => {
    // Where nobody in sales does anything, the engine takes the lead back itself.
    const back = reason === 'untouched' ? lead.after('10 days').requests('samples') : returned(reason)
    expect(back).toReach('recycled')
    expect(back).toHaveReceivedExactly([mail.countOnce, ...mails])
    expect(back).toGetAtMost(2, 28)
  })

  test('wrong contact: is asked who it is, and nobody else is', () => {
    expect(returned('wrong_contact').for(30)).toHaveReceivedExactly([mail.countOnce, mail.whoInstead])
    expect(returned('no_response')).not.toHaveReceived(mail.whoInstead)
  })

  test('no budget: gets the sum when the rest is over, and once', () => {
    expect(returned('no_budget_now').for(100)).toHaveReceivedExactly([mail.countOnce])
    expect(returned('no_budget_now').for(110)).toHaveReceivedExactly([mail.countOnce, mail.costOfWaiting])
  })

  test('lost: is left alone for ten months', () => {
    expect(returned('opportunity_lost').for(300)).toHaveReceivedExactly([mail.countOnce])
  })

  test('may ask again, and goes to sales again', () => {
    const again = returned('bad_timing').after('200 days').requests('samples')
    expect(again.calendar().match(/it is an MQL/g)).toHaveLength(2)
    expect(again).toBeHandedToSales(askedForSamples)
  })
})

describe('a day that a lead has named', () => {
  const bound = lead
    .after('10 days')
    .requests('samples')
    .afterHandoff('1 business day')
    .tells({ contractEnds: '2028-03-31' })
    .afterHandoff('2 business days')
    .salesReturns('in_contract_until')

  test('told to sales, goes before the six months of the reason: it hears of us three months before the end', () => {
    expect(bound.for(355)).toHaveReceivedExactly([mail.countOnce])
    expect(bound.for(375)).toHaveReceivedExactly([mail.countOnce, mail.fivePlaces])
  })

  test('"next year" rests for twelve months', () => {
    const nextYear = lead.after('5 days').tells({ timeframe: 'next-year' })
    expect(nextYear.for(365)).toHaveReceivedExactly([mail.countOnce])
    expect(nextYear.for(400)).toHaveReceived(mail.costOfWaiting)
  })

  test('"this quarter" brings it where things are decided', () => {
    const soon = lead.after('5 days').tells({ timeframe: 'this-quarter' })
    expect(soon.for(40)).toHaveReceivedExactly([mail.countOnce, mail.costOfWaiting])
  })
})

test('who has signed elsewhere for years is left alone', () => {
  expect(lead.after('5 days').does('signed-elsewhere')).toHaveReceivedExactly([mail.countOnce])
})
