import type { Behaviour } from './behaviour.ts'
import type { Shares } from './random.ts'
import type { Purpose } from './template.ts'

/** Rates that were counted; what there was too little of is left out. */
export interface Fitted {
  readonly clicks: Shares<Purpose>
  readonly replies: Shares<Purpose>
  readonly unsubscribes?: number
  readonly bounces?: number
  readonly visits?: Behaviour['visits']
  readonly forms?: Behaviour['forms']
  readonly requests?: Behaviour['requests']
  readonly calls?: Shares
  readonly sales?: Partial<
    Pick<Behaviour['sales'], 'accepts' | 'returns' | 'disqualifies' | 'qualifies' | 'opportunities' | 'wins'>
  >
  readonly facts?: Behaviour['who']['facts']
  readonly places?: Behaviour['who']['places']
  readonly channels?: Behaviour['who']['channels']
  /** From how many observations each was counted; 0 where they were too few. */
  readonly counted: Readonly<Record<string, number>>
}

/** What was counted takes the place of what was stated or assumed. */
export function withFitted(stated: Behaviour, fitted: Fitted): Behaviour {
  const { who, mails, sales } = stated
  return {
    ...stated,
    who: {
      ...who,
      facts: { ...who.facts, ...fitted.facts },
      places: fitted.places ?? who.places,
      channels: fitted.channels ?? who.channels,
    },
    mails: {
      ...mails,
      clicks: { ...mails.clicks, ...fitted.clicks },
      replies: { ...mails.replies, ...fitted.replies },
      unsubscribes: fitted.unsubscribes ?? mails.unsubscribes,
      bounces: fitted.bounces ?? mails.bounces,
      // What was counted is over all themes.
      themes: Object.keys(fitted.clicks).length > 0 ? {} : mails.themes,
    },
    visits: fitted.visits ?? stated.visits,
    forms: (fitted.forms ?? stated.forms).map((form) => ({
      ...stated.forms.find((each) => each.form === form.form),
      ...form,
    })),
    requests: (fitted.requests ?? stated.requests).map((request) => ({
      ...stated.requests.find(({ what }) => what === request.what),
      ...request,
    })),
    calls: { ...stated.calls, results: fitted.calls ?? stated.calls.results },
    sales: { ...sales, ...fitted.sales },
  }
}
