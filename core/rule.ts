import type { Condition } from './condition.ts'
import type { Duration, Span } from './duration.ts'
import type { DateFact } from './fact.ts'
import { placed } from './place.ts'
import type { ThemeGiven } from './theme.ts'

/** Where a rule sends a lead; null: as before, and with no stage in another track, to its beginning. */
export interface Course {
  readonly stage: string | null
  readonly theme: string | null
  readonly track: string | null
}

/** A rule of a track in its compiled form. It acts at once, in the middle of whatever the lead waits for. */
export type Rule =
  | { readonly is: 'goal'; readonly name: string; readonly when: Condition; readonly to: Course | null }
  | { readonly is: 'exit'; readonly name: string; readonly when: Condition }
  /** `from`: the stages that it acts in; null: any but the one that it leads to. */
  | {
      readonly is: 'moves'
      readonly when: Condition
      readonly from: readonly string[] | null
      readonly to: Course
    }
  | { readonly is: 'rests'; readonly when: Condition; readonly rest: Span; readonly to: Course }
  /** Rests until a date that a fact tells, or that long before it. */
  | {
      readonly is: 'restsUntil'
      readonly date: string
      readonly before: Span | null
      readonly when: Condition | null
      readonly to: Course
    }

/** Where a rule sends a lead, as its author writes it: a stage of this track, or another track and a stage of that. */
type CourseDraft<StageName extends string> = {
  readonly stage?: StageName
  readonly theme?: ThemeGiven
  readonly track?: never
}
interface AwayDraft {
  readonly track: string
  readonly stage?: string
  readonly theme?: ThemeGiven
}
interface From<StageName extends string> {
  /** The stages in which it acts; without it, any but the one that it leads to. */
  readonly from?: StageName | readonly StageName[]
}
interface ResumeDraft<StageName extends string> {
  /** The stage to go on in; without it, the lead goes on where it was. */
  readonly resume?: StageName
  readonly theme?: ThemeGiven
  readonly track?: never
}
interface ResumeAwayDraft {
  readonly track: string
  readonly resume?: string
  readonly theme?: ThemeGiven
}

interface AnyCourse {
  readonly stage?: string
  readonly theme?: ThemeGiven
  readonly track?: string
}

/** A rule as its author wrote it. `StageName`: the stages of its own track that it names. */
export type RuleDraft<StageName extends string = string> = { readonly stages?: readonly StageName[] } & (
  | { readonly is: 'goal'; readonly name: string; readonly when: Condition; readonly to?: AnyCourse }
  | { readonly is: 'exit'; readonly name: string; readonly when: Condition }
  | { readonly is: 'moves'; readonly when: Condition; readonly from?: readonly string[]; readonly to: AnyCourse }
  | { readonly is: 'rests'; readonly when: Condition; readonly rest: Duration; readonly to: AnyCourse }
  | {
      readonly is: 'restsUntil'
      readonly date: DateFact
      readonly before?: Duration
      readonly when?: Condition
      readonly to: AnyCourse
    }
)

/** What the track is for has been reached: the enrolment ends by this name, or goes on where stated. */
export function goal(name: string, when: Condition): RuleDraft<never>
export function goal(name: string, when: Condition, then: AwayDraft): RuleDraft<never>
export function goal<const S extends string = never>(name: string, when: Condition, then: CourseDraft<S>): RuleDraft<S>
export function goal(name: string, when: Condition, then?: AnyCourse): RuleDraft {
  return placed(Object.freeze({ is: 'goal', name, when, ...(then ? { to: then } : {}) }), goal)
}

/** The track is not for this lead any more: its enrolment ends with this reason. */
export function exit(reason: string, when: Condition): RuleDraft<never> {
  return placed(Object.freeze({ is: 'exit', name: reason, when }), exit)
}

/** A transition: the lead goes on in another stage, with another theme, or in another track. */
export function moves<const S extends string = never>(when: Condition, to: AwayDraft & From<S>): RuleDraft<S>
export function moves<const S extends string = never>(when: Condition, to: CourseDraft<S> & From<S>): RuleDraft<S>
export function moves(when: Condition, { from, ...to }: AnyCourse & { from?: string | readonly string[] }): RuleDraft {
  const stages = typeof from === 'string' ? [from] : from
  return placed(Object.freeze({ is: 'moves', when, to, ...(stages ? { from: stages } : {}) }), moves)
}

/** The lead has said when: it rests that long from the day on which it said so, and goes on by itself then. */
export function rests(when: Condition, rest: Duration): RuleDraft<never>
export function rests(when: Condition, rest: Duration, then: ResumeAwayDraft): RuleDraft<never>
export function rests<const S extends string = never>(
  when: Condition,
  rest: Duration,
  then: ResumeDraft<S>,
): RuleDraft<S>
export function rests(when: Condition, rest: Duration, then: ResumeDraft<string> | ResumeAwayDraft = {}): RuleDraft {
  return placed(Object.freeze({ is: 'rests', when, rest, to: courseAfter(then) }), rests)
}

interface Until {
  /** Wakes that long before the date; in days, weeks or months. */
  readonly before?: Duration
  /** What must hold beside. */
  readonly when?: Condition
}

/** The lead has named the day: it rests until then, or until some time before it. */
export function restsUntil(date: DateFact, then?: Until): RuleDraft<never>
export function restsUntil(date: DateFact, then: Until & ResumeAwayDraft): RuleDraft<never>
export function restsUntil<const S extends string = never>(date: DateFact, then: Until & ResumeDraft<S>): RuleDraft<S>
export function restsUntil(
  date: DateFact,
  { before, when, ...then }: Until & (ResumeDraft<string> | ResumeAwayDraft) = {},
): RuleDraft {
  const asked = { ...(before ? { before } : {}), ...(when ? { when } : {}) }
  return placed(Object.freeze({ is: 'restsUntil', date, ...asked, to: courseAfter(then) }), restsUntil)
}

function courseAfter({ resume, theme, track }: ResumeDraft<string> | ResumeAwayDraft): AnyCourse {
  return {
    ...(resume === undefined ? {} : { stage: resume }),
    ...(theme === undefined ? {} : { theme }),
    ...(track === undefined ? {} : { track }),
  }
}

/** Where the rule leads; null where it ends the enrolment. */
export function courseOf(rule: Rule): Course | null {
  return rule.is === 'exit' ? null : rule.to
}
