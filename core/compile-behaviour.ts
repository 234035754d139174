import { assumed, type Behaviour, type BehaviourDraft, type BehaviourOf, type Tells } from './behaviour.ts'
import { checkFact, declaredFacts } from './check-facts.ts'
import type { Code } from './codes.ts'
import { didYouMean } from './did-you-mean.ts'
import { parseDuration, type Duration, type Span } from './duration.ts'
import { misnamed } from './persona.ts'
import { placeOf } from './place.ts'
import type { Checked, Problem } from './problem.ts'
import type { QualityDraft } from './quality.ts'
import type { Shares } from './random.ts'

/** Fills in what is assumed and reads the durations; or names every mistake that can be seen in it alone. */
export function compileBehaviour(draft: BehaviourDraft): Checked<Behaviour> {
  const problems: Problem[] = []
  const complain = (where: string, what: string, remedy: string, code: Code = 'P119'): void => {
    problems.push({ where: `behaviour, ${where}`, what, remedy, code, ...placeOf(draft) })
  }
  const span = (where: string, text: string): Span => {
    const parsed = parseDuration(text)
    if (!('problem' in parsed)) return parsed
    complain(where, parsed.problem, "Write it as '2 business days' or '3 weeks'.", 'P111')
    return { amount: 1, unit: 'day' }
  }
  const { mails, calls, sales } = filledIn(draft)
  const who = { ...assumed.who, ...draft.who }
  for (const [where, share] of sharesIn({ who, mails, calls, sales, draft })) {
    if (share >= 0 && share <= 1) continue
    complain(where, `${share} is no share`, 'Write a number from 0 to 1, as 0.03 for 3 in 100.')
  }
  for (const [where, shares] of sumsIn({ who, calls, sales, draft })) {
    const sum = shares.reduce((total, share) => total + share, 0)
    if (sum <= 1 + 1e-9) continue
    complain(where, `the shares add up to ${round(sum)}`, 'Together they may be 1 at most.')
  }
  for (const [where, rate] of ratesIn({ who, mails, draft })) {
    if (rate >= 0 && rate < Infinity) continue
    complain(where, `${rate} is no rate`, 'Write a number of 0 or more.')
  }
  for (const { path } of draft.visits ?? []) {
    if (path.startsWith('/') && !path.includes('*')) continue
    complain('visits', `"${path}" is no page`, "Write one page as '/pricing', without a star.")
  }
  for (const { what, fromTouch = 1 } of draft.requests ?? []) {
    if (Number.isInteger(fromTouch) && fromTouch >= 1) continue
    complain(`requests, ${what}`, `fromTouch is ${fromTouch}`, 'Write a whole number from 1 on.')
  }
  const compiled: Behaviour = {
    arriveOver: span('arriveOver', draft.arriveOver ?? assumed.arriveOver),
    who,
    mails: { ...mails, within: span('mails.within', mails.within) },
    visits: draft.visits ?? [],
    forms: draft.forms ?? [],
    requests: draft.requests ?? [],
    calls: { ...calls, within: span('calls.within', calls.within) },
    sales: {
      ...sales,
      answersWithin: span('sales.answersWithin', sales.answersWithin),
      qualifiesWithin: span('sales.qualifiesWithin', sales.qualifiesWithin),
      opportunityWithin: span('sales.opportunityWithin', sales.opportunityWithin),
      decidesWithin: span('sales.decidesWithin', sales.decidesWithin),
    },
  }
  return problems.length > 0 ? { problems } : { ok: compiled }
}

function filledIn({ mails, calls, sales }: BehaviourDraft): Pick<BehaviourOf<Duration>, 'mails' | 'calls' | 'sales'> {
  return {
    mails: {
      ...assumed.mails,
      ...mails,
      clicks: { ...assumed.mails.clicks, ...mails?.clicks },
      replies: { ...assumed.mails.replies, ...mails?.replies },
    },
    calls: { ...assumed.calls, ...calls },
    sales: { ...assumed.sales, ...sales },
  }
}

type Filled = Pick<BehaviourOf<Duration>, 'who' | 'mails' | 'calls' | 'sales'> & { readonly draft: BehaviourDraft }
type Named<T> = readonly (readonly [where: string, value: T])[]

function sharesIn({ who, mails, calls, sales, draft }: Filled): Named<number> {
  const each = (where: string, shares: Shares): Named<number> =>
    Object.entries(shares).map(([name, share]) => [`${where}.${name}`, share ?? 0])
  return [
    ...Object.entries(who.facts).flatMap(([fact, shares]) => each(`who.facts.${fact}`, shares)),
    ...who.places.map(({ zone, share }) => [`who.places, ${zone}`, share] as const),
    ...who.tempers.map(({ share }, i) => [`who.tempers[${i}].share`, share] as const),
    ...each('who.channels', who.channels),
    ...each('who.lifecycle', who.lifecycle),
    ...each('mails.clicks', mails.clicks),
    ...each('mails.replies', mails.replies),
    ...each('mails', { unsubscribes: mails.unsubscribes, bounces: mails.bounces }),
    ...(draft.visits ?? []).map(({ path, afterClick = 0 }) => [`visits, ${path}, afterClick`, afterClick] as const),
    ...(draft.forms ?? []).map(({ form, afterClick = 0 }) => [`forms, ${form}, afterClick`, afterClick] as const),
    ...(draft.requests ?? []).map(({ what, perMail }) => [`requests, ${what}, perMail`, perMail] as const),
    ...toldIn(draft).flatMap(([where, tells]) =>
      Object.entries(tells).flatMap(([fact, shares]) => each(`${where}, tells.${fact}`, shares)),
    ),
    ...each('calls.results', calls.results),
    ...each('sales.returns', sales.returns),
    ...each('sales.disqualifies', sales.disqualifies),
    ...each('sales', {
      accepts: sales.accepts,
      qualifies: sales.qualifies,
      opportunities: sales.opportunities,
      wins: sales.wins,
    }),
  ]
}

function sumsIn({ who, calls, sales, draft }: Omit<Filled, 'mails'>): Named<readonly number[]> {
  const values = (shares: Shares): readonly number[] => Object.values(shares).map((share) => share ?? 0)
  return [
    ...Object.entries(who.facts).map(([fact, shares]) => [`who.facts.${fact}`, values(shares)] as const),
    ...toldIn(draft).flatMap(([where, tells]) =>
      Object.entries(tells).map(([fact, shares]) => [`${where}, tells.${fact}`, values(shares)] as const),
    ),
    ['who.places', who.places.map(({ share }) => share)],
    ['who.tempers', who.tempers.map(({ share }) => share)],
    ['who.lifecycle', values(who.lifecycle)],
    ['calls.results', values(calls.results)],
    ['sales', [sales.accepts, ...values(sales.returns), ...values(sales.disqualifies)]],
  ]
}

function ratesIn({ who, mails, draft }: Pick<Filled, 'who' | 'mails' | 'draft'>): Named<number> {
  return [
    ...who.tempers.map(({ times }, i) => [`who.tempers[${i}].times`, times] as const),
    ...Object.entries(mails.themes).map(([theme, times]) => [`mails.themes.${theme}`, times] as const),
    ...(draft.visits ?? []).map(({ path, perMonth = 0 }) => [`visits, ${path}, perMonth`, perMonth] as const),
    ...(draft.forms ?? []).map(({ form, perMonth = 0 }) => [`forms, ${form}, perMonth`, perMonth] as const),
  ]
}

/** What forms and requests tell. */
function toldIn({ forms = [], requests = [] }: Pick<BehaviourDraft, 'forms' | 'requests'>): Named<Tells> {
  return [
    ...forms.map(({ form, tells = {} }) => [`forms, ${form}`, tells] as const),
    ...requests.map(({ what, tells = {} }) => [`requests, ${what}`, tells] as const),
  ]
}

const round = (number: number): number => Math.round(number * 1000) / 1000

/** Whether the facts and themes that it names are the programme's. */
export function checkBehaviour(
  draft: BehaviourDraft,
  whole: { readonly quality: Pick<QualityDraft, 'facts'>; readonly themes: readonly string[] },
): readonly Problem[] {
  const facts = declaredFacts(whole.quality)
  const told: Named<Tells> = [['who.facts', draft.who?.facts ?? {}], ...toldIn(draft)]
  const unknown = Object.keys(draft.mails?.themes ?? {}).filter((theme) => !whole.themes.includes(theme))
  return [
    ...told.flatMap(([where, tells]) =>
      Object.entries(tells).flatMap(([fact, shares]) =>
        checkFact(`behaviour, ${where}`, fact, Object.keys(shares), facts),
      ),
    ),
    ...unknown.map((theme) => ({
      where: 'behaviour, mails.themes',
      what: `no mail has the theme ${theme}`,
      remedy: didYouMean(theme, whole.themes),
    })),
  ].map((problem) => ({ ...misnamed(problem), ...placeOf(draft) }))
}
