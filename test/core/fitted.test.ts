import { describe, expect, it } from 'vitest'
import { compileBehaviour } from '../../core/compile-behaviour.ts'
import { withFitted, type Fitted } from '../../core/fitted.ts'
import { sound } from './lives.ts'

const stated = sound(
  compileBehaviour({
    who: {
      facts: { size: { large: 0.5 }, role: { cfo: 0.5 } },
      places: [{ zone: 'Europe/Berlin', share: 1 }],
      channels: { email: 1 },
    },
    mails: { clicks: { educate: 0.1, prove: 0.2 }, replies: { educate: 0.01 }, themes: { controls: 2 }, bounces: 0.1 },
    visits: [{ path: '/pricing', perMonth: 1 }],
    forms: [{ form: 'newsletter', perMonth: 0.1, tells: { size: { large: 1 } } }],
    requests: [{ what: 'demo', perMail: 0.01, fromTouch: 3, tells: { size: { large: 1 } } }],
    calls: { results: { reached: 1 } },
    sales: { accepts: 0.7, wins: 0.5 },
  }),
)
const nothing: Fitted = { clicks: {}, replies: {}, counted: {} }

describe('what was counted takes the place of what was stated', () => {
  it('and what there was too little of stays as it was stated', () => {
    expect(withFitted(stated, nothing)).toEqual(stated)
  })

  it('each rate for itself', () => {
    const { who, mails, visits, calls, sales } = withFitted(stated, {
      ...nothing,
      clicks: { educate: 0.3 },
      replies: { prove: 0.4 },
      unsubscribes: 0,
      bounces: 0,
      visits: [],
      calls: { no_answer: 1 },
      sales: { accepts: 0 },
      facts: { size: { small: 1 } },
      places: [],
      channels: { phone: 1 },
    })
    expect(who).toMatchObject({
      facts: { size: { small: 1 }, role: { cfo: 0.5 } },
      places: [],
      channels: { phone: 1 },
    })
    expect(who.facts['size']).toEqual({ small: 1 })
    expect(who.channels).toEqual({ phone: 1 })
    expect(mails).toMatchObject({
      clicks: { educate: 0.3, prove: 0.2 },
      replies: { educate: 0.01, prove: 0.4 },
      unsubscribes: 0,
      bounces: 0,
    })
    expect(mails.within).toEqual(stated.mails.within)
    expect(visits).toEqual([])
    expect(calls).toEqual({ results: { no_answer: 1 }, within: stated.calls.within })
    expect(sales).toEqual({ ...stated.sales, accepts: 0 })
  })

  it('clicks are counted over all themes: a factor for one of them would count it twice', () => {
    expect(withFitted(stated, { ...nothing, clicks: { educate: 0.3 } }).mails.themes).toEqual({})
    expect(withFitted(stated, { ...nothing, replies: { educate: 0.3 } }).mails.themes).toEqual({ controls: 2 })
  })

  it('but what forms and requests tell, and from which touch, is stated only, each of its own', () => {
    const { forms, requests } = withFitted(stated, {
      ...nothing,
      forms: [
        { form: 'newsletter', perMonth: 0.7 },
        { form: 'event', perMonth: 0.2 },
      ],
      requests: [
        { what: 'demo', perMail: 0.05 },
        { what: 'offer', perMail: 0.02 },
      ],
    })
    expect(forms).toEqual([
      { form: 'newsletter', perMonth: 0.7, tells: { size: { large: 1 } } },
      { form: 'event', perMonth: 0.2 },
    ])
    expect(requests).toEqual([
      { what: 'demo', perMail: 0.05, fromTouch: 3, tells: { size: { large: 1 } } },
      { what: 'offer', perMail: 0.02 },
    ])
  })
})
