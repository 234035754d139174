/** How one lead of a population is drawn, and how it and those who deal with it react: what its rates say, and nothing else. */
import { describe, expect, it } from 'vitest'
import type { BehaviourDraft } from '../../core/behaviour.ts'
import { addSpan, DAY, HOUR, MINUTE } from '../../core/calendar.ts'
import { compileBehaviour } from '../../core/compile-behaviour.ts'
import { draw } from '../../core/population-lead.ts'
import { layOut, told } from '../../core/population-rates.ts'
import { reactions } from '../../core/population-reactions.ts'
import type { Population } from '../../core/population.ts'
import { randomOf } from '../../core/random.ts'
import type { Handoff, Met, Scripted, Sent } from '../../core/simulated-lead.ts'
import { definition, office, sound, start } from './lives.ts'

const berlin = office
const utc = { zone: 'UTC', transitions: [[0, 0]], holidays: [] } as const

function population(draft: BehaviourDraft, rest: Partial<Population> = {}): Population {
  return {
    programme: { tracks: {}, quality: definition, office },
    mails: {
      guide: { purpose: 'educate', theme: 'slow-close' },
      proof: { purpose: 'prove', theme: 'controls' },
    },
    behaviour: sound(compileBehaviour(draft)),
    places: [],
    track: 'first',
    leads: 2_000,
    days: 300,
    from: start,
    seed: 'population',
    ...rest,
  }
}
const drawn = (draft: BehaviourDraft, rest: Partial<Population> = {}) => {
  const all = population(draft, rest)
  const rates = layOut(all)
  return Array.from({ length: all.leads }, (_, nth) => draw(rates, nth))
}
const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length / all.length

describe('the leads of a population', () => {
  it('come in evenly, one after the other, and are looked at for their days from then', () => {
    const all = drawn({ arriveOver: '10 days' }, { leads: 100, days: 60 })
    all.forEach(({ from, until, person }, nth) => {
      expect(Math.floor((from - start) / (DAY / 10))).toBe(nth)
      expect(until - from).toBe(60 * DAY)
      expect(Number.isInteger(from)).toBe(true)
      expect(person).toMatchObject({ id: `lead-${nth + 1}`, track: 'first' })
    })
  })

  it('are who the shares say', () => {
    const tokyo = { ...utc, zone: 'Asia/Tokyo' }
    const all = drawn(
      {
        who: {
          facts: { size: { small: 0.2, large: 0.5 } },
          channels: { email: 0.9, phone: 0.3 },
          lifecycle: { subscriber: 0.6, recycled: 0.1 },
        },
        mails: { bounces: 0.2 },
      },
      {
        places: [
          { share: 0.25, calendar: utc, calendars: { first: berlin } },
          { share: 0.25, calendar: tokyo },
        ],
        programme: { tracks: {}, quality: { ...definition, holdOut: 0.1 }, office },
      },
    ).map(({ person, outside }) => ({ ...person, fate: outside.fate?.('guide', start) }))
    const shares = {
      small: shareOf(all, ({ facts }) => facts['size'] === 'small'),
      large: shareOf(all, ({ facts }) => facts['size'] === 'large'),
      unknown: shareOf(all, ({ facts }) => !('size' in facts)),
      email: shareOf(all, ({ channels }) => channels.includes('email')),
      phone: shareOf(all, ({ channels }) => channels.includes('phone')),
      subscribers: shareOf(all, ({ lifecycle }) => lifecycle === 'subscriber'),
      recycled: shareOf(all, ({ lifecycle }) => lifecycle === 'recycled'),
      leads: shareOf(all, ({ lifecycle }) => lifecycle === 'lead'),
      utc: shareOf(all, ({ calendar, calendars }) => calendar === utc && calendars?.['first'] === berlin),
      tokyo: shareOf(all, ({ calendar, calendars }) => calendar === tokyo && calendars === undefined),
      office: shareOf(all, ({ calendar, calendars }) => calendar === office && calendars === undefined),
      heldOut: shareOf(all, ({ heldOut }) => heldOut === true),
      bounced: shareOf(all, ({ fate }) => fate === 'bounced'),
      arrived: shareOf(all, ({ fate }) => fate === 'sent'),
    }
    const said: typeof shares = {
      small: 0.2,
      large: 0.5,
      unknown: 0.3,
      email: 0.9,
      phone: 0.3,
      subscribers: 0.6,
      recycled: 0.1,
      leads: 0.3,
      utc: 0.25,
      tokyo: 0.25,
      office: 0.5,
      heldOut: 0.1,
      bounced: 0.2,
      arrived: 0.8,
    }
    const isOff = ([name, share]: [string, number]) => Math.abs(share - said[name as keyof typeof said]) > 0.04
    expect(Object.entries(shares).filter(isOff)).toEqual([])
  })

  it('do more or less by their temper, each share of them; the others do what the rates say', () => {
    const all = drawn({
      ...none,
      who: {
        tempers: [
          { share: 0.5, times: 0 },
          { share: 0.2, times: 2 },
        ],
      },
      mails: { ...none.mails, clicks: { educate: 0.4 } },
    })
    const clicked = shareOf(all, ({ outside }) => (outside.react?.(mailed()) ?? []).length > 0)
    expect(Math.abs(clicked - (0.2 * 0.8 + 0.3 * 0.4))).toBeLessThan(0.03)
  })

  it('are the same people whatever becomes of the others', () => {
    const few = drawn({ who: { facts: { size: { small: 0.5, large: 0.5 } } } }, { leads: 5 })
    const many = drawn({ who: { facts: { size: { small: 0.5, large: 0.5 } } } }, { leads: 50 })
    expect(many.slice(0, 5).map(({ person }) => person)).toEqual(few.map(({ person }) => person))
  })
})

describe('what nobody stated', () => {
  it('is assumed of facts: four of five are known, as any value that is no knockout', () => {
    const moods = { fact: 'mood', values: ['good', 'bad'], nature: 'dynamic' } as const
    const quality = { ...definition, facts: [...definition.facts, moods] }
    const programme = { tracks: {}, quality, office }
    const { facts } = layOut(population({ who: { facts: { size: { large: 1 } } } }, { programme }))
    expect(facts).toEqual([
      ['size', [['large', 1]]],
      // Students are knocked out.
      ['role', [['cfo', 0.8]]],
    ])
    expect(layOut(population({})).facts[0]).toEqual([
      'size',
      [
        ['small', 0.4],
        ['large', 0.4],
      ],
    ])
  })

  it('is assumed of acts: leads do what triggers ask for, and nothing of it where something was stated', () => {
    const asked = layOut(population({}))
    expect(asked.site).toEqual([
      { act: 'visited', of: '/pricing', afterClick: 0.1, perMonth: 0.03, tells: [] },
      { act: 'submitted', of: 'form', afterClick: 0, perMonth: 0.005, tells: [] },
    ])
    expect(asked.requests).toEqual([{ of: 'demo', perMail: 0.004, fromTouch: 2, tells: [] }])
    const stated = [
      { visits: [{ path: '/docs', perMonth: 1 }] },
      { forms: [{ form: 'newsletter', afterClick: 0.1, tells: { size: { small: 1 } } }] },
      { requests: [{ what: 'offer', perMail: 0.1 }] },
    ].map((draft) => layOut(population(draft)))
    expect(stated.map(({ site, requests }) => [...site, ...requests])).toEqual([
      [{ act: 'visited', of: '/docs', afterClick: 0, perMonth: 1, tells: [] }],
      [
        {
          act: 'submitted',
          of: 'newsletter',
          afterClick: 0.1,
          perMonth: 0,
          tells: [['size', [['small', 1]]]],
        },
      ],
      [{ of: 'offer', perMail: 0.1, fromTouch: 1, tells: [] }],
    ])
  })

  it('is assumed of pages by their names without the star at their end; mails are clicked by their own rates', () => {
    const when = {
      any: [
        act('visited', '/docs*'),
        act('visited', '*'),
        act('clicked', 'guide'),
        act('replied', 'guide'),
        act('visited', '/a*b'),
      ],
    }
    const quality = {
      ...definition,
      triggers: [{ trigger: 'reads', when }],
      becomesLead: act('visited', '/docs'),
    }
    const { site, requests } = layOut(population({}, { programme: { tracks: {}, quality, office } }))
    expect(site.map(({ of }) => of)).toEqual(['/docs', '/a*b'])
    expect(requests).toEqual([])
  })
})
const act = (on: 'visited' | 'clicked' | 'replied', of: string) => ({ on, of, times: 1 })

describe('facts that are told', () => {
  it('are drawn one by one; what the shares leave is not told', () => {
    expect(
      told(
        [
          ['size', [['large', 1]]],
          ['role', [['cfo', 0]]],
        ],
        randomOf(1),
      ),
    ).toEqual({ size: 'large' })
  })
})

const mail = (template: string, content = template): Sent => ({
  at: start,
  key: content,
  track: 'first',
  step: content,
  content,
  template,
  channel: 'email',
  attempt: 1,
  mayReach: ['email'],
  lifecycle: 'lead',
  paused: false,
  withSales: false,
  isSure: true,
})
const mailed = (template = 'guide', nth = 1): Met => ({ is: 'mailed', at: start, sent: mail(template), nth })

const none = {
  who: { tempers: [] },
  mails: {
    clicks: { educate: 0, prove: 0, promote: 0 },
    replies: { educate: 0, prove: 0, promote: 0 },
    unsubscribes: 0,
  },
  visits: [{ path: '/nowhere' }],
} satisfies BehaviourDraft

/** What so many leads do after what they met. */
function reacting(draft: BehaviourDraft, met: Met, { leads = 1_000, temper = 1, until = start + 300 * DAY } = {}) {
  const rates = layOut(population(draft))
  return Array.from({ length: leads }, (_, seed) => reactions(rates, { seed, temper, until })(met))
}
const what = (all: readonly Scripted[]) => all.map((one) => one.what)

describe('on a mail', () => {
  it('a lead that unsubscribes does nothing else', () => {
    const all = reacting({ ...none, mails: { ...none.mails, clicks: { educate: 1 }, unsubscribes: 1 } }, mailed())
    for (const does of all) expect(what(does)).toEqual([{ withdraws: 'email' }])
  })

  it('a lead reacts within the time that reactions take, most of them much sooner', () => {
    const all = reacting({ ...none, mails: { ...none.mails, clicks: { educate: 1 }, within: '4 days' } }, mailed())
    const after = all.flatMap((does) => does.map(({ at }) => at - start))
    expect(after).toHaveLength(1_000)
    expect(Math.min(...after)).toBeGreaterThanOrEqual(MINUTE)
    expect(Math.max(...after)).toBeLessThanOrEqual(4 * DAY + MINUTE)
    expect(Math.max(...after)).toBeGreaterThan(3.5 * DAY)
    // Half of a number's cube lies below an eighth.
    expect(shareOf(after, (ms) => ms < 12 * HOUR)).toBeCloseTo(0.5, 1)
    expect(after.every(Number.isInteger)).toBe(true)
  })

  it.each([
    ['a mail for its purpose', 'proof', 1, {}, 0.3],
    ['what is no mail of theirs as if it taught', 'unknown', 1, {}, 0.1],
    ['a mail for its purpose, and for no other', 'guide', 1, {}, 0.1],
    ['more of a theme that speaks to them', 'guide', 1, { 'slow-close': 4 }, 0.4],
    ['not more of another theme', 'guide', 1, { controls: 4 }, 0.1],
    ['less where they do everything less', 'proof', 0.5, {}, 0.15],
  ])('leads click %s', (_, template, temper, themes, share) => {
    const mails = { ...none.mails, clicks: { educate: 0.1, prove: 0.3, promote: 0 }, themes }
    const all = reacting({ ...none, mails }, mailed(template), { leads: 3_000, temper })
    expect(Math.abs(shareOf(all, ({ length }) => length > 0) - share)).toBeLessThan(0.03)
    for (const does of all.filter(({ length }) => length > 0)) {
      expect(what(does)).toEqual([{ act: 'clicked', of: template }])
    }
    const replying = { ...none, mails: { ...none.mails, replies: mails.clicks, themes } }
    const replies = reacting(replying, mailed(template), { leads: 3_000, temper })
    expect(Math.abs(shareOf(replies, ({ length }) => length > 0) - share)).toBeLessThan(0.03)
  })

  it('a lead that clicks goes on to the site, a page every few minutes, and tells in a form what it tells', () => {
    const all = reacting(
      {
        ...none,
        mails: { ...none.mails, clicks: { educate: 1 }, replies: { educate: 1 } },
        visits: [{ path: '/pricing', afterClick: 1 }, { path: '/docs' }],
        forms: [{ form: 'newsletter', afterClick: 1, tells: { size: { large: 1 } } }],
      },
      mailed(),
    )
    const visited = all.map((does) => does[1]!.at - does[0]!.at)
    expect(Math.max(...visited)).toBeGreaterThan(4 * MINUTE)
    for (const does of all) {
      expect(what(does)).toEqual([
        { act: 'clicked', of: 'guide' },
        { act: 'visited', of: '/pricing' },
        { act: 'submitted', of: 'newsletter', facts: { size: 'large' } },
        { act: 'replied', of: 'guide' },
      ])
      const [click = 0, visit = 0, form = 0, reply = 0] = does.map(({ at }) => at)
      for (const minutes of [(visit - click) / MINUTE, (form - visit) / MINUTE]) {
        expect(minutes).toBeGreaterThanOrEqual(0.5 - 1e-4)
        expect(minutes).toBeLessThanOrEqual(4.5)
      }
      expect(reply - click).toBe(10 * MINUTE)
    }
  })

  it('a lead that does not click does not go on to the site', () => {
    const draft = { ...none, visits: [{ path: '/pricing', afterClick: 1 }] }
    expect(reacting(draft, mailed()).flat()).toEqual([])
  })

  it('a lead asks for something an hour later, from the touch on from which one does', () => {
    const draft: BehaviourDraft = {
      ...none,
      requests: [{ what: 'demo', perMail: 0.4, fromTouch: 3, tells: { size: { large: 1 } } }],
    }
    expect(reacting(draft, mailed('guide', 2)).flat()).toEqual([])
    const third = reacting(draft, mailed('guide', 3))
    expect(shareOf(third, ({ length }) => length > 0)).toBeCloseTo(0.4, 1)
    expect(third.flat()[0]?.what).toEqual({ act: 'requested', of: 'demo', facts: { size: 'large' } })
    expect(Math.min(...third.flat().map(({ at }) => at - start))).toBeGreaterThanOrEqual(HOUR + MINUTE)
    const often = reacting(draft, mailed('guide', 4), { temper: 2 })
    expect(shareOf(often, ({ length }) => length > 0)).toBeCloseTo(0.8, 1)
  })

  it('a lead reacts to each of its mails by itself, and to the same one always in the same way', () => {
    const draft: BehaviourDraft = { ...none, mails: { ...none.mails, clicks: { educate: 0.5 } } }
    const clicks = (template: string) => reacting(draft, mailed(template), { leads: 200 }).map(({ length }) => length)
    expect(clicks('guide')).toEqual(clicks('guide'))
    expect(clicks('guide')).not.toEqual(clicks('other'))
  })
})

describe('by itself', () => {
  it('a lead does so much a month on the site, from its enrolment to the end of its days', () => {
    const draft: BehaviourDraft = {
      ...none,
      visits: [{ path: '/pricing', perMonth: 2 }, { path: '/docs' }],
      forms: [{ form: 'newsletter', perMonth: 0.5, tells: { size: { large: 1 } } }],
    }
    const all = reacting(draft, { is: 'enrolled', at: start }, { leads: 200, temper: 1.5 })
    const does = all.flat()
    const perLead = (of: string) => what(does).filter((one) => 'of' in one && one.of === of).length / 200
    // 300 days are ten months.
    expect(perLead('/pricing')).toBeGreaterThan(28)
    expect(perLead('/pricing')).toBeLessThan(32)
    expect(perLead('newsletter')).toBeGreaterThan(6.5)
    expect(perLead('newsletter')).toBeLessThan(8.5)
    expect(perLead('/docs')).toBe(0)
    for (const { at } of does) {
      expect(at).toBeGreaterThanOrEqual(start)
      expect(at).toBeLessThan(start + 300 * DAY)
      expect(Number.isInteger(at)).toBe(true)
    }
    expect(what(does)).toContainEqual({ act: 'submitted', of: 'newsletter', facts: { size: 'large' } })
    expect(shareOf(does, ({ at }) => at > start + 150 * DAY)).toBeCloseTo(0.5, 1)
  })
})

describe('a call', () => {
  const calling: Met = { is: 'calling', at: start, task: 'call 1', sent: mail('Ask') }
  const draft: BehaviourDraft = { ...none, calls: { results: { reached: 0.6 }, within: '2 business days' } }

  it('goes as the shares say, within its time, sooner more often than later; what they leave is never made', () => {
    const all = reacting(draft, calling)
    expect(shareOf(all, ({ length }) => length === 1)).toBeCloseTo(0.6, 1)
    const made = all.flat()
    for (const one of made) {
      expect(one.what).toEqual({ call: 'reached', task: 'call 1' })
      expect(one.at).toBeGreaterThanOrEqual(start)
      expect(one.at).toBeLessThanOrEqual(addSpan(office, start, { amount: 2, unit: 'business day' }))
    }
    // Half of a number's square lies below a quarter: half a business day of two.
    const soon = addSpan(office, start, { amount: 0.5, unit: 'business day' })
    expect(shareOf(made, ({ at }) => at <= soon)).toBeCloseTo(0.5, 1)
  })
})

describe('a handoff', () => {
  const handoff: Handoff = {
    id: 'handoff 1',
    at: start,
    trigger: 'asked for a demo',
    seq: 1,
    facts: {},
    owner: 'rep',
    status: 'open',
    deadlines: [],
  }
  const handedOff = (nth = 1): Met => ({ is: 'handedOff', at: start, handoff, nth })
  const salesOf = (sales: NonNullable<BehaviourDraft['sales']>): BehaviourDraft => ({
    ...none,
    sales: { accepts: 0, returns: {}, disqualifies: {}, qualifies: 1, opportunities: 1, wins: 1, ...sales },
  })
  const answers = (draft: BehaviourDraft) => reacting(draft, handedOff()).map((all) => what(all))
  const to = { handoff: 'handoff 1' }
  const accepted = { sales: 'accepted', ...to }
  const qualified = { sales: 'qualified', ...to }
  const opportunity = { sales: 'opportunity', ...to }

  it.each([
    ['won', {}, [accepted, qualified, opportunity, { sales: 'customer', ...to }]],
    ['lost', { wins: 0 }, [accepted, qualified, opportunity, { returned: 'opportunity_lost', ...to }]],
    ['no opportunity', { opportunities: 0 }, [accepted, qualified, { returned: 'bad_timing', ...to }]],
    ['no SQL', { qualifies: 0 }, [accepted, { returned: 'bad_timing', ...to }]],
  ])('that is accepted and %s is answered step by step', (_, rates, said) => {
    for (const all of answers(salesOf({ accepts: 1, ...rates }))) expect(all).toEqual(said)
  })

  it('is accepted, returned, disqualified or left without an answer, as the shares say', () => {
    const all = answers(
      salesOf({
        accepts: 0.4,
        qualifies: 0,
        returns: { bad_timing: 0.2, no_response: 0.1 },
        disqualifies: { no_need: 0.2 },
      }),
    )
    const counted = new Map<string, number>()
    for (const [said] of all) {
      const name = said === undefined ? 'none' : Object.values(said)[0]
      counted.set(String(name), (counted.get(String(name)) ?? 0) + 1 / all.length)
    }
    const said = { accepted: 0.4, bad_timing: 0.2, no_response: 0.1, no_need: 0.2, none: 0.1 }
    const isOff = ([name, share]: [string, number]) => Math.abs((counted.get(name) ?? 0) - share) > 0.04
    expect(Object.entries(said).filter(isOff)).toEqual([])
    expect(counted.size).toBe(5)
  })

  it('is returned later for the reasons for which it would have been at once', () => {
    const draft = salesOf({ accepts: 0.5, qualifies: 0, returns: { wrong_contact: 0.1, no_budget_now: 0.3 } })
    const later = answers(draft).flatMap((all) => (all.length === 2 ? [all[1]] : []))
    expect(
      shareOf(later, (said) => said !== undefined && 'returned' in said && said.returned === 'no_budget_now'),
    ).toBeCloseTo(0.75, 1)
  })

  it('is answered within the times of sales, one after the other', () => {
    const draft = salesOf({
      accepts: 1,
      answersWithin: '1 day',
      qualifiesWithin: '2 days',
      opportunityWithin: '3 days',
      decidesWithin: '4 days',
    })
    const all = reacting(draft, handedOff()).map((said) => said.map(({ at }) => at))
    const gaps = all.map((ats) => ats.map((at, i) => at - (i === 0 ? start : ats[i - 1]!)))
    for (const [i, days] of [1, 2, 3, 4].entries()) {
      const longest = Math.max(...gaps.map((each) => each[i]!))
      expect(longest).toBeLessThanOrEqual(days * DAY)
      expect(longest).toBeGreaterThan(0.9 * days * DAY)
      expect(Math.min(...gaps.map((each) => each[i]!))).toBeGreaterThanOrEqual(0)
    }
  })

  it('that has its answer is not answered again when sales is reminded; without one it is asked anew each time', () => {
    const rates = layOut(population(salesOf({ accepts: 0.5 })))
    let second = 0
    for (let seed = 0; seed < 400; seed++) {
      const react = reactions(rates, { seed, temper: 1, until: start + 300 * DAY })
      const atOnce = react(handedOff())
      const reminded = react(handedOff(2))
      if (atOnce.length > 0) expect(reminded).toEqual([])
      else if (reminded.length > 0) second += 1
    }
    // Half of those who did not answer at once do so then.
    expect(second / 400).toBeCloseTo(0.25, 1)
  })
})
