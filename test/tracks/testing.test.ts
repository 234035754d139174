import { describe, expect, it } from 'vitest'
import * as mail from '../../templates/index.ts'
import { attended, known } from '../../core/dsl.ts'
import programme from '../../tracks/index.ts'
import { relation } from '../../tracks/facts.ts'
import { askedForDemo } from '../../tracks/triggers.ts'
import { simulate } from '../../testing.ts'

const cfo = { industry: 'manufacturing', companySize: '250-999', role: 'decides', persona: 'finance' }
const silent = simulate(programme, 'finance-leaders').lead({ facts: cfo })

/** What the failure of an expectation says. */
function failure(expects: () => void): string {
  try {
    expects()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'it did not fail'
}

describe('a marketer’s test', () => {
  it('lives a silent lead through a year', () => {
    expect(silent).toHaveReceived(mail.closeBenchmark)
    expect(silent).toHaveReceived(mail.controlsChecklist)
    expect(silent).not.toHaveReceived(mail.apiTour)
    expect(silent).not.toBeHandedToSales()
    expect(silent).toGetAtMost(2, 7)
    expect(silent.for(1)).toHaveReceivedExactly([])
  })

  it('lives a lead that clicks, asks, and is returned by sales', () => {
    const life = silent
      .afterMail(mail.fiveSlowSteps, '1 hour')
      .clicks(mail.fiveSlowSteps)
      .after('60 days')
      .requests('demo')
      .afterHandoff('2 business hours')
      .salesReturns('bad_timing')
    expect(life).not.toHaveReceived(mail.peerStory)
    expect(life).toBeHandedToSales(askedForDemo)
    expect(life).toReach('recycled')
    expect(life).not.toReach('sal')
  })

  it('adds up what comes one after the other', () => {
    const life = silent.after('2 days').visits('/pricing').after('1 day').unsubscribes()
    expect(life.calendar()).toMatch(/2027-01-06 .*visited \/pricing/)
    expect(life.calendar()).toContain('2027-01-07')
    expect(life).toHaveReceivedExactly([mail.closeBenchmark])
  })

  it('leaves what a word was said of as it was', () => {
    const asks = silent.after('1 day').requests('demo')
    expect(asks).toBeHandedToSales()
    expect(silent).not.toBeHandedToSales()
  })

  it('says what was seen, as a calendar, where it fails', () => {
    const said = failure(() => expect(silent.for(30)).toHaveReceived(mail.apiTour))
    expect(said).toContain('expected the lead to receive api-tour')
    expect(said).toMatch(/Tue 2027-01-05 .*close-benchmark/)
    expect(failure(() => expect(silent).not.toHaveReceived(mail.closeBenchmark))).toContain(
      'expected the lead not to receive close-benchmark',
    )
    const student = silent
      .lead({ facts: { ...cfo, role: 'studies' } })
      .after('1 day')
      .requests('demo')
    expect(failure(() => expect(student).toBeHandedToSales())).toContain('refused: ')
  })

  it('names mistakes instead of living them', () => {
    expect(() => silent.lead({ facts: { industry: 'mining' } }).calendar()).toThrow('fact industry is never "mining"')
    expect(failure(() => expect('a lead').toHaveReceived('x'))).toContain('expect(simulate(programme)…)')
  })
})

describe('the door of a track', () => {
  const [finance, ...others] = programme.tracks
  const afterTheFair = {
    ...finance!,
    name: 'after-the-fair',
    entry: { when: attended('fair'), refuse: { 'a competitor': known(relation, 'competitor') } },
    again: { after: '90 days', atMost: 3 },
    priority: 10,
  } as const
  const fair = { ...programme, tracks: [finance!, afterTheFair, ...others] }
  const visitor = simulate(fair, 'after-the-fair').lead({ did: [attended('fair')] })

  it('asks for what the lead did, and what is known of it', () => {
    expect(visitor).toBeTakenIn()
    expect(visitor.lead({ did: [attended('another')] })).toBeRefused()
    expect(visitor.lead({ facts: { relation: 'competitor' } })).toBeRefused('a competitor')
  })

  it('counts how often it was in the track, and since when it is not', () => {
    expect(visitor.lead({ wasIn: { until: '2026-12-01' } })).toBeRefused()
    expect(visitor.lead({ wasIn: { until: '2026-09-01' } })).toBeTakenIn()
    expect(visitor.lead({ wasIn: { times: 3, until: '2026-09-01' } })).toBeRefused()
  })

  it('lets the track of higher priority have the lead, and the other wait or stay out', () => {
    expect(visitor.lead({ hadBy: finance! })).toBeTakenIn()
    const long = simulate(fair, 'finance-leaders').lead({ hadBy: 'after-the-fair' })
    expect(long).toBeRefused()
    const patient = { ...fair, tracks: [{ ...finance!, whenBusy: 'wait' as const }, afterTheFair, ...others] }
    expect(simulate(patient, 'finance-leaders').lead({ hadBy: 'after-the-fair' })).toBeKeptWaiting()
  })

  it('is tried in the middle of a life too', () => {
    const long = simulate(fair, 'finance-leaders').lead({})
    const seen = long.after('5 days').attends('fair').after('1 hour').enters(afterTheFair)
    expect(seen).toEnter('after-the-fair')
    expect(long.after('5 days').enters('after-the-fair')).not.toEnter('after-the-fair')
    expect(long.after('5 days').enters('after-the-fair')).toBeRefused()
  })

  it('says what it said, where an expectation fails', () => {
    expect(failure(() => expect(visitor.lead({ facts: { relation: 'competitor' } })).toBeTakenIn())).toContain(
      'expected the lead to be taken in; it is refused: a competitor',
    )
    expect(failure(() => expect(visitor).toBeRefused('a competitor'))).toContain(
      'to be refused because: a competitor; it is taken in',
    )
    expect(failure(() => expect(visitor.lead({ hadBy: 'fnance-leaders' })).toBeTakenIn())).toContain('fnance-leaders')
  })
})
