/** One made-up lead with a script: who it is and what it does, so that a track can be read as that lead would live it. */
import type { CallResult } from './call.ts'
import type { Channel } from './channel.ts'
import { checkFact, declaredFacts } from './check-facts.ts'
import type { Act } from './condition.ts'
import { didYouMean } from './did-you-mean.ts'
import { parseDuration, type Duration, type Span } from './duration.ts'
import type { Newcomer } from './behaviour.ts'
import { placed, placeOf } from './place.ts'
import type { Checked, Problem } from './problem.ts'
import type { QualityDraft } from './quality.ts'
import type { DisqualifyReason, RecycleReason } from './reasons.ts'
import type { Template } from './template.ts'

/** What it does, or what is done with it. */
export type PersonaDoes =
  /** As `clicked(mail.guide)` or `requested('demo')`; `tells` are facts that it gives with it. */
  | (Act & { readonly tells?: Readonly<Record<string, string>> })
  | { readonly tells: Readonly<Record<string, string>> }
  | { readonly unsubscribes: Channel }
  /** It is to enter this track, as by `perennial enrol`. */
  | { readonly enters: string }
  | { readonly call: CallResult }
  | { readonly sales: 'accepted' | 'qualified' | 'opportunity' | 'customer' }
  | { readonly returned: RecycleReason }
  | { readonly disqualified: DisqualifyReason }

/** From when a persona's time counts: its enrolment, each handoff to sales, each call to make, or one mail. */
export type Since = 'enrolment' | 'handoff' | 'call' | { readonly mail: string }

interface PersonaActOf<Time> {
  readonly since: Since
  readonly after: Time
  readonly does: PersonaDoes
}
export type PersonaAct = PersonaActOf<Duration>

interface PersonaOf<Time> {
  /** The track that it is enrolled in; without it, the one that new inquiries enter. */
  readonly track?: string
  /** IANA name, as `Europe/Berlin`. */
  readonly zone: string
  /** ISO 3166-1, two letters: its public holidays. */
  readonly country?: string
  /** `lead` where nothing is said. */
  readonly lifecycle?: Newcomer
  /** How it may be reached; by mail only where nothing is said. */
  readonly channels?: readonly Channel[]
  readonly facts?: Readonly<Record<string, string>>
  /** The variant that it is in, by name of the experiment; where nothing is said, it is drawn as for any lead. */
  readonly variants?: Readonly<Record<string, string>>
  readonly does?: readonly PersonaActOf<Time>[]
}
export type PersonaDraft = PersonaOf<Duration> & { readonly persona: string }
export type Persona = PersonaOf<Span> & { readonly persona: string }

/** Declares a persona, for `perennial simulate --persona`. */
export function persona(name: string, draft: PersonaOf<Duration>): PersonaDraft {
  return placed(Object.freeze({ persona: name, ...draft }), persona)
}

/** Does it so long after its enrolment. */
export function after(span: Duration, does: PersonaDoes): PersonaAct {
  return Object.freeze({ since: 'enrolment', after: span, does })
}
/** Does it so long after it got this mail. */
export function afterMail(mail: Template, span: Duration, does: PersonaDoes): PersonaAct {
  return Object.freeze({ since: { mail: mail.name }, after: span, does })
}
/** Sales does it so long after each handoff. */
export function afterHandoff(span: Duration, does: PersonaDoes): PersonaAct {
  return Object.freeze({ since: 'handoff', after: span, does })
}
/** So long after each call was to be made, it went like this. */
export function afterCall(span: Duration, does: PersonaDoes): PersonaAct {
  return Object.freeze({ since: 'call', after: span, does })
}

/** What a persona names. */
export interface PersonaWorld {
  readonly tracks: readonly string[]
  readonly mails: readonly string[]
  readonly quality: Pick<QualityDraft, 'facts'>
  /** The variants of each experiment, by its name; undefined where the tracks do not compile. */
  readonly experiments?: Readonly<Record<string, readonly string[]>> | undefined
}

/** Reads the durations, and checks that what it names exists. */
export function compilePersona(
  draft: PersonaDraft,
  { tracks, mails, quality, experiments }: PersonaWorld,
): Checked<Persona> {
  const where = `persona ${draft.persona}`
  const declared = declaredFacts(quality)
  const problems: Problem[] = []
  const entered = (draft.does ?? []).flatMap(({ does }) => ('enters' in does ? [does.enters] : []))
  for (const track of [draft.track ?? [], entered].flat().filter((name) => !tracks.includes(name))) {
    problems.push({ where, what: `there is no track ${track}`, remedy: didYouMean(track, tracks), code: 'P225' })
  }
  const checkFacts = (facts: Readonly<Record<string, string>>): void => {
    for (const [fact, value] of Object.entries(facts))
      problems.push(...checkFact(where, fact, [value], declared).map(misnamed))
  }
  checkFacts(draft.facts ?? {})
  if (experiments !== undefined) problems.push(...checkVariants(where, draft.variants ?? {}, experiments))
  const does = (draft.does ?? []).map((act) => {
    const parsed = parseDuration(act.after, { zero: true })
    if ('problem' in parsed) {
      const remedy = "Write it as '2 hours' or '3 business days'."
      problems.push({ where, what: parsed.problem, remedy, code: 'P111' })
    }
    const named = [
      ...(typeof act.since === 'object' ? [act.since.mail] : []),
      ...('on' in act.does && (act.does.on === 'clicked' || act.does.on === 'replied') ? [act.does.of] : []),
    ]
    for (const mail of named.filter((name) => !mails.includes(name))) {
      const what = `${mail} is not one of the programme's mails to leads`
      problems.push({ where, what, remedy: didYouMean(mail, mails), code: 'P225' })
    }
    if ('on' in act.does && act.does.of.includes('*')) {
      const what = `nobody does "${act.does.on} ${act.does.of}"`
      problems.push({ where, what, remedy: 'Say to what it is done, without a star.', code: 'P119' })
    }
    if ('tells' in act.does) checkFacts(act.does.tells ?? {})
    return { ...act, after: 'problem' in parsed ? { amount: 1, unit: 'day' as const } : parsed }
  })
  if (problems.length === 0) return { ok: { ...draft, does } }
  return { problems: problems.map((problem) => ({ ...problem, ...placeOf(draft) })) }
}

function checkVariants(
  where: string,
  variants: Readonly<Record<string, string>>,
  experiments: Readonly<Record<string, readonly string[]>>,
): readonly Problem[] {
  return Object.entries(variants).flatMap(([experiment, variant]): readonly Problem[] => {
    const names = Object.hasOwn(experiments, experiment) ? experiments[experiment]! : undefined
    if (names === undefined) {
      const remedy = didYouMean(experiment, Object.keys(experiments))
      return [{ where, what: `no track has the experiment ${experiment}`, remedy, code: 'P225' }]
    }
    if (names.includes(variant)) return []
    const remedy = didYouMean(variant, names)
    return [{ where, what: `the experiment ${experiment} has no variant ${variant}`, remedy, code: 'P225' }]
  })
}

/** A fact or a value that is not there, in what only the simulator reads. */
export const misnamed = (problem: Problem): Problem => ({ ...problem, code: 'P225' })
