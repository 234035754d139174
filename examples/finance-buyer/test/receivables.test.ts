import { compileProgramme, problemLine, type RecycleReason, type Template } from 'perennial-nurture'
import { simulate } from 'perennial-nurture/test'
import { describe, expect, test } from 'vitest'
import * as mail from '../templates/index.ts'
import programme from '../tracks/index.ts'
import { askedForCheck, readsPrices } from '../tracks/triggers.ts'

const head = { turnover: '5m-49m', onAccount: 'yes', role: 'decides', relation: 'none' }
const lead = simulate(programme, 'receivables')
  .lead({ channels: ['email', 'phone'], facts: head, variants: { 'opening of receivables': 'question' } })
  .for(730)
const bySum = lead.lead({ variants: { 'opening of receivables': 'sum' } })

/** What comes when it is weighed, to everybody. */
const weighing = [mail.whatItTakes, mail.ninetyDays, mail.ledgerCheck]
/** What each problem is answered with, in its order. */
const onLatePayers = [mail.beforeItIsDue, mail.twoBranches, mail.discountOrDebit, mail.stopTheDelivery]
const onBadDebts = [mail.sixSigns, mail.limitThatHeld, mail.insureOrLimit]
const card = 'webhook-print-shop:en-six-signs-wall-card'

test('the programme has no mistakes', () => {
  const compiled = compileProgramme(programme)
  expect('problems' in compiled ? compiled.problems.map(problemLine) : []).toEqual([])
})

describe('each gets what answers its own problem', () => {
  test('who says nothing: on late payers, which most come for', () => {
    expect(lead).toHaveReceivedExactly([mail.whichOfThree, ...onLatePayers, ...weighing])
    expect(lead).toGetAtMost(1, 7)
    expect(lead).toGetAtMost(3, 28)
  })

  test('who answers "lost": on bad debts', () => {
    const lost = lead.afterMail(mail.whichOfThree, '1 day').tells({ troubledBy: 'bad-debts' })
    expect(lost).toHaveReceivedExactly([mail.whichOfThree, ...onBadDebts, mail.discountOrDebit, ...weighing])
  })

  test('who answers "disputed": on disputes, sooner than who does not answer', () => {
    const disputed = lead.afterMail(mail.whichOfThree, '1 day')
    const answered = disputed.replies(mail.whichOfThree).afterMail(mail.whichOfThree, '1 day')
    const told = answered.tells({ troubledBy: 'disputes' })
    expect(told.for(14)).toHaveReceivedExactly([mail.whichOfThree, mail.threeReasons])
    expect(lead.for(14)).toHaveReceivedExactly([mail.whichOfThree])
  })

  const reads = lead
    .after('10 days')
    .visits('/insolvencies/2026')
    .after('1 day')
    .visits('/insolvencies/2027')
    .afterMail(mail.sixSigns, '2 hours')
    .clicks(mail.sixSigns)

  test('who reads of insolvencies without a word: on bad debts, and a card on the wall', () => {
    for (const piece of onBadDebts) expect(reads).toHaveReceived(piece)
    expect(reads).toHaveReceived(card)
    expect(reads).not.toHaveReceived(mail.twoBranches)
  })

  test('whose interest becomes another one in the middle: the theme follows it', () => {
    const turned = lead
      .afterMail(mail.beforeItIsDue, '1 day')
      .visits('/disputes')
      .afterMail(mail.beforeItIsDue, '2 days')
      .visits('/disputes/delivery')
    expect(turned).toHaveReceived(mail.threeReasons)
    expect(turned).not.toHaveReceived(mail.discountOrDebit)
  })

  test('nobody else gets the card, and who takes back the permission gets none either', () => {
    expect(lead).not.toHaveReceived(card)
    expect(reads.afterMail(mail.limitThatHeld, '1 day').unsubscribes()).not.toHaveReceived(card)
  })
})

describe('the experiment', () => {
  test('opens with the sum or with the question, and goes on the same', () => {
    expect(bySum).toHaveReceivedExactly([mail.whatADayCosts, ...onLatePayers, ...weighing])
  })

  test('who does the sum goes on after a week, and not after two', () => {
    const clicked = bySum.afterMail(mail.whatADayCosts, '3 hours').clicks(mail.whatADayCosts)
    expect(clicked.for(12)).toHaveReceived(mail.beforeItIsDue)
    expect(bySum.for(12)).not.toHaveReceived(mail.beforeItIsDue)
  })
})

describe('the call', () => {
  const sums = lead.afterMail(mail.whatItTakes, '1 day').visits('/prices')

  test('comes to those who do the sums, and to nobody else', () => {
    expect(sums).toHaveReceived('sums-call')
    expect(lead).not.toHaveReceived('sums-call')
  })

  test('is tried twice, and then the mails go on', () => {
    const away = sums.afterCall('1 hour').called('no_answer')
    expect(away.calendar().match(/☎ the call: no answer/g)).toHaveLength(2)
    expect(away).toHaveReceived(mail.ledgerCheck)
  })
})

describe('sales', () => {
  const asks = lead.after('40 days').requests('ledger-check')

  test('gets who asks for the check, and nobody for reading', () => {
    expect(asks).toBeHandedToSales(askedForCheck)
    expect(lead.afterMail(mail.ledgerCheck, '1 hour').clicks(mail.ledgerCheck)).not.toBeHandedToSales()
  })

  test('gets who looks at the prices twice and fits, and not who only looks', () => {
    const twice = (who: typeof lead) => who.after('20 days').visits('/prices').after('1 day').visits('/prices')
    expect(twice(lead)).toBeHandedToSales(readsPrices)
    expect(twice(lead.lead({ facts: { turnover: 'under-5m' } }))).not.toBeHandedToSales()
  })

  test('gets nobody who sells at the counter', () => {
    expect(
      lead
        .lead({ facts: { ...head, onAccount: 'no' } })
        .after('40 days')
        .requests('ledger-check'),
    ).not.toBeHandedToSales()
  })

  const had = [mail.whichOfThree, mail.beforeItIsDue, mail.twoBranches]
  const rest = [mail.discountOrDebit, mail.stopTheDelivery, ...weighing]
  const answers: readonly (readonly [RecycleReason, readonly (Template | string)[]])[] = [
    ['no_response', [...had, ...rest]],
    ['bad_timing', [...had, ...rest]],
    ['no_budget_now', [...had, mail.whatADayCosts, ...weighing]],
    ['wrong_contact', [...had, mail.whoseLedger, ...rest]],
    ['in_contract_until', [...had, ...rest]],
    ['wants_information', [...had, ...weighing]],
    ['project_paused', [...had, ...rest]],
    ['opportunity_lost', [...had, mail.insureOrLimit, mail.sixSigns, ...weighing]],
    ['untouched', [...had, ...rest]],
  ]

  test.each(answers)('gives back for %s: has its own answer, and nothing comes twice', (reason, mails) => {
    // Where nobody in sales does anything, the engine takes the lead back itself.
    const back = reason === 'untouched' ? asks : asks.afterHandoff('2 business days').salesReturns(reason)
    expect(back).toReach('recycled')
    expect(back).toHaveReceivedExactly(mails)
    expect(back).toGetAtMost(1, 7)
  })

  test('no budget: hears nothing for 90 days, and then first the sum', () => {
    const back = asks.afterHandoff('2 business days').salesReturns('no_budget_now')
    expect(back.for(130)).toHaveReceivedExactly(had)
    expect(back.for(145)).toHaveReceived(mail.whatADayCosts)
  })
})

describe('what a lead says of time', () => {
  test('"later" rests for six months', () => {
    const later = lead.after('5 days').tells({ timeframe: 'later' })
    expect(later.for(180)).toHaveReceivedExactly([mail.whichOfThree])
    expect(later.for(210)).toHaveReceivedExactly([mail.whichOfThree, mail.discountOrDebit])
  })

  test('"this quarter" goes to what it takes', () => {
    const soon = lead.after('5 days').tells({ timeframe: 'this-quarter' })
    expect(soon.for(20)).toHaveReceivedExactly([mail.whichOfThree, mail.whatItTakes])
  })

  test('the day on which the insurance is renewed wakes it three months before', () => {
    const renews = lead.after('5 days').tells({ renewsOn: '2027-12-31' })
    expect(renews.for(265)).toHaveReceivedExactly([mail.whichOfThree])
    expect(renews.for(285)).toHaveReceivedExactly([mail.whichOfThree, mail.discountOrDebit])
  })
})

test('the open items that arrive end it in the middle of a wait', () => {
  expect(lead.after('20 days').does('open-items-received')).toHaveReceivedExactly([
    mail.whichOfThree,
    mail.beforeItIsDue,
  ])
})
