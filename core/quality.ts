import { addSpan, type Calendar } from './calendar.ts'
import { actsOf, grades, holds, isAct, inWords, type Act, type Condition, type Grade } from './condition.ts'
import type { Code } from './codes.ts'
import type { Fact, Trigger } from './dsl.ts'
import { parseDuration, type Duration, type Span } from './duration.ts'
import type { Behaviour } from './event.ts'
import { mayPromote, type Lifecycle } from './lifecycle.ts'
import { placed, placeOf } from './place.ts'
import type { Checked, Problem } from './problem.ts'
import { nameOfTheme, type ThemeGiven } from './theme.ts'

/** Who answers for finding out what is not known yet (R55). */
export type QuestionOwner = 'marketing' | 'inside_sales' | 'rep'

interface QualityOf<Time> {
  readonly name: string
  readonly facts: readonly Fact[]
  /** Points for what the lead is; a grade is met from its points upwards, D is below C. */
  readonly fit: { readonly points: readonly FitRule[]; readonly from: Readonly<Record<'A' | 'B' | 'C', number>> }
  /** The lowest grade that may become an MQL. */
  readonly floor: Grade
  /** Points for what the lead does. */
  readonly interest: readonly InterestRule<Time>[]
  readonly knockouts: readonly { readonly name: string; readonly when: Condition }[]
  /** The allow-list of what may promote (R37). */
  readonly triggers: readonly Trigger[]
  /** What sales wants to know; unknown answers travel with the handoff as open questions. */
  readonly criteria: readonly Criterion<Time>[]
  /** Makes a subscriber a lead (R35). */
  readonly becomesLead: Condition
  /** The track that a new inquiry enters, so that none is without a next action (R16). */
  readonly intake: string
  readonly routing: {
    readonly rules: readonly { readonly when: Condition; readonly to: readonly string[] }[]
    readonly otherwise: readonly string[]
  }
  readonly sla: Readonly<Record<'remind' | 'reassign' | 'takeBack' | 'qualifyWithin' | 'review', Time>>
  /** Where sales works: the clock of the SLA, and the place of a lead of whom no place is known. */
  readonly office: { readonly zone: string; readonly country: string }
  /** What a rep's acceptance makes of the lead: SAL, or SQL where a deployment knows no SAL. */
  readonly accepting: 'sal' | 'sql'
  /** Stages of its own that a deployment splits MQL or SQL into (R3). */
  readonly subStages: Readonly<Partial<Record<Lifecycle, readonly string[]>>>
  /**
   * The share of leads, by account, that gets no nurture, so that its worth can be told (0 to below 1; none where absent).
   * Who is in it is decided at the first enrolment and stays so.
   */
  readonly holdOut?: number
  /** Both sides must have signed (R18). */
  readonly approvals: readonly { readonly by: 'marketing' | 'sales'; readonly who: string; readonly on: string }[]
}

export interface FitRule {
  readonly fact: string
  readonly value: string
  readonly points: number
}

export interface InterestRule<Time = Span> {
  readonly act: Act
  readonly points: number
  readonly halfLife: Time
  /** The theme that it speaks for; null: the theme of the content, where it has one. */
  readonly theme: (Time extends Span ? string : ThemeGiven) | null
}

export interface Criterion<Time = Span> {
  readonly fact: string
  readonly question: string
  readonly owner: QuestionOwner
  readonly method: 'form' | 'inside_sales_call' | 'rep_call'
  readonly due: Time
}

export type QualityDraft = QualityOf<Duration>
/** The quality definition in its compiled form: the one object that marketing and sales agreed on; its hash is its version. */
export type Quality = QualityOf<Span> & { readonly format: 1 }

/** Declares the quality definition; `compileQuality` makes it run. */
export function quality(draft: QualityDraft): QualityDraft {
  return placed(Object.freeze(draft), quality)
}

/** Points for a fact's values, written as one table per fact. */
export function points<Value extends string>(
  about: Fact<Value>,
  table: Readonly<Partial<Record<Value, number>>>,
): readonly FitRule[] {
  return Object.entries<number | undefined>(table).map(([value, given]) => ({
    fact: about.fact,
    value,
    points: given ?? 0,
  }))
}

/** A place without holidays and clock changes, in which spans of different units can be compared. */
const anyWeek: Calendar = { zone: 'UTC', transitions: [[0, 0]], holidays: [] }

export function compileQuality(draft: QualityDraft): Checked<Quality> {
  const problems: Problem[] = []
  const complain = (where: string, what: string, remedy: string, code: Code): void => {
    problems.push({ where: `quality ${draft.name}, ${where}`, what, remedy, code, ...placeOf(draft) })
  }
  const span = (where: string, text: string): Span => {
    const parsed = parseDuration(text)
    if (!('problem' in parsed)) return parsed
    complain(where, parsed.problem, "Write it as '4 business hours' or '3 days'.", 'P111')
    return { amount: 1, unit: 'day' }
  }
  for (const { trigger, when } of draft.triggers) {
    if (actsOf(when).length === 0) {
      complain(
        `trigger ${trigger}`,
        'it needs no act of the lead',
        'Static facts alone cannot promote (R56): add what the lead must do.',
        'P105',
      )
    }
  }
  const names = draft.triggers.map(({ trigger }) => trigger)
  for (const twice of names.filter((name, i) => names.indexOf(name) !== i)) {
    complain(`trigger ${twice}`, 'it is there twice', 'Give one of them another name.', 'P202')
  }
  const judgedOnFacts = [
    ...draft.knockouts.map(({ name, when }) => ({ where: `knockout ${name}`, when })),
    ...draft.routing.rules.map(({ when, to }) => ({ where: `routing to ${to.join(', ')}`, when })),
  ]
  for (const { where, when } of judgedOnFacts.filter((rule) => actsOf(rule.when).length > 0)) {
    complain(
      where,
      `${inWords(when)}: it is judged on facts and fit alone`,
      'Declare a fact that the act sets, and ask for that.',
      'P401',
    )
  }
  if (draft.triggers.length === 0)
    complain('triggers', 'nothing may promote a lead', 'Name at least one trigger.', 'P402')
  if (draft.routing.otherwise.length === 0) {
    complain(
      'routing.otherwise',
      'a lead that no rule routes would have no owner',
      'Name the reps of the default queue (R24).',
      'P403',
    )
  }
  if (!(draft.fit.from.A > draft.fit.from.B && draft.fit.from.B > draft.fit.from.C)) {
    complain('fit.from', 'grades overlap', 'A must need more points than B, and B more than C.', 'P404')
  }
  if (draft.holdOut !== undefined && !(draft.holdOut >= 0 && draft.holdOut <= 0.5)) {
    complain(
      'holdOut',
      `${draft.holdOut} is no share of the leads to leave alone`,
      'Give a number from 0 to 0.5: 0.1 for a tenth.',
      'P407',
    )
  }
  for (const side of ['marketing', 'sales'] as const) {
    if (!draft.approvals.some((approval) => approval.by === side)) {
      complain(
        'approvals',
        `${side} has not approved it`,
        `Add { by: '${side}', who: '…', on: 'YYYY-MM-DD' } once they have (R18).`,
        'P405',
      )
    }
  }
  const { remind, reassign, takeBack, qualifyWithin, review } = draft.sla
  const told = problems.length
  const asked = {
    remind: span('sla.remind', remind),
    reassign: span('sla.reassign', reassign),
    takeBack: span('sla.takeBack', takeBack),
  }
  // What cannot be read has no place in the order, and is told already.
  const isRead = problems.length === told
  const reached = [asked.remind, asked.reassign, asked.takeBack].map((step) => addSpan(anyWeek, 0, step))
  if (isRead && reached.some((at, i) => i > 0 && at <= (reached[i - 1] ?? 0))) {
    complain(
      'sla',
      'remind, reassign and takeBack do not follow one another',
      'Give each more time than the one before.',
      'P406',
    )
  }
  const compiled: Quality = {
    ...draft,
    format: 1,
    interest: draft.interest.map((rule) => ({
      ...rule,
      halfLife: span(`interest ${inWords(rule.act)}`, rule.halfLife),
      theme: rule.theme === null ? null : nameOfTheme(rule.theme),
    })),
    criteria: draft.criteria.map((criterion) => ({
      ...criterion,
      due: span(`criterion ${criterion.fact}`, criterion.due),
    })),
    sla: {
      remind: asked.remind,
      reassign: asked.reassign,
      takeBack: asked.takeBack,
      qualifyWithin: span('sla.qualifyWithin', qualifyWithin),
      review: span('sla.review', review),
    },
  }
  return problems.length > 0 ? { problems } : { ok: compiled }
}

/** Fit as a grade, with the rules that made it. */
export interface Fit {
  readonly grade: Grade
  readonly points: number
  readonly because: readonly FitRule[]
}

export function fitOf({ fit }: Pick<Quality, 'fit'>, facts: Readonly<Record<string, string>>): Fit {
  const because = fit.points.filter(({ fact, value }) => facts[fact] === value)
  const sum = because.reduce((total, rule) => total + rule.points, 0)
  const grade = sum >= fit.from.A ? 'A' : sum >= fit.from.B ? 'B' : sum >= fit.from.C ? 'C' : 'D'
  return { grade, points: sum, because }
}

/** The triggers that this event fires, given what was counted up to and with it. An old act alone fires nothing anew. */
export function triggersFired(
  { triggers }: Pick<Quality, 'triggers'>,
  event: Pick<Behaviour, 'kind' | 'of'>,
  evidence: Parameters<typeof holds>[1],
): readonly string[] {
  return triggers
    .filter(({ when }) => actsOf(when).some((act) => isAct(act, event)) && holds(when, evidence))
    .map(({ trigger }) => trigger)
}

export type Verdict =
  | { readonly promoted: true; readonly because: readonly string[] }
  | { readonly promoted: false; readonly because: readonly string[] }

/**
 * Whether a lead is an MQL: an allow-listed trigger fired AND the fit floor is met AND no knockout holds. The same
 * history gives the same verdict (I6); a refusal names each thing that is missing.
 */
export function judge(
  definition: Quality,
  lead: { readonly lifecycle: Lifecycle; readonly facts: Readonly<Record<string, string>> },
  trigger: string,
): Verdict {
  const fit = fitOf(definition, lead.facts)
  const fired = definition.triggers.find((candidate) => candidate.trigger === trigger)
  const refusals: string[] = []
  if (fired === undefined) refusals.push(`${trigger} is no agreed trigger`)
  if (!mayPromote(lead.lifecycle)) refusals.push(`a lead that is ${lead.lifecycle} cannot become an MQL`)
  if (grades.indexOf(fit.grade) > grades.indexOf(definition.floor)) {
    refusals.push(`fit is ${fit.grade}, the floor is ${definition.floor}`)
  }
  for (const knockout of definition.knockouts) {
    if (holds(knockout.when, { count: () => 0, facts: lead.facts, grade: fit.grade }))
      refusals.push(`knockout ${knockout.name}`)
  }
  if (fired === undefined || refusals.length > 0) return { promoted: false, because: refusals }
  return { promoted: true, because: [`${trigger}: ${inWords(fired.when)}`, `fit is ${fit.grade}`] }
}

/** What sales wants to know and nobody knows yet. */
export function openQuestions(definition: Quality, facts: Readonly<Record<string, string>>): readonly Criterion[] {
  return definition.criteria.filter(({ fact }) => facts[fact] === undefined)
}

/** The people a lead may go to, in the order of the routing rules (R24). */
export function routesTo(definition: Quality, facts: Readonly<Record<string, string>>): readonly string[] {
  const { grade } = fitOf(definition, facts)
  const rule = definition.routing.rules.find(({ when }) => holds(when, { count: () => 0, facts, grade }))
  return rule?.to ?? definition.routing.otherwise
}
