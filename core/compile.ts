import { compileCadence } from './cadence.ts'
import { compileEntry } from './compile-entry.ts'
import { compileRules } from './compile-rules.ts'
import { actsOf } from './condition.ts'
import type { NamedTrackDraft, ReturnDraft, StageDraft } from './dsl.ts'
import { parseDuration, type Span } from './duration.ts'
import type { Code } from './codes.ts'
import { interestFact, type Follows } from './following.ts'
import type { Piece } from './pieces.ts'
import { placedAs, placeOf } from './place.ts'
import type { Checked, Problem } from './problem.ts'
import { recycleReasons, type RecycleReason } from './reasons.ts'
import type { Compiling, StepBase, StepId } from './step.ts'
import { kindOf, type Draft, type Step } from './steps.ts'
import type { AnyTemplate } from './template.ts'
import { nameOfTheme } from './theme.ts'
import type { ReturnRule, Stage, Track } from './track.ts'

/**
 * Turns an authored track into its compiled form, or names every mistake in it.
 * Types refuse most mistakes in the editor; what types cannot see is refused here.
 * @param templates the programme's mails: what a cast chooses from that names none
 */
export function compileTrack(draft: NamedTrackDraft, templates: readonly AnyTemplate[] = []): Checked<Track> {
  return new Compiler(draft, templates).run()
}

class Compiler {
  readonly #draft: NamedTrackDraft
  readonly #problems: Problem[] = []
  readonly #steps = new Map<StepId, Step>()
  readonly #templates: readonly AnyTemplate[]
  readonly #pieces = new Map<string, Piece>()

  constructor(draft: NamedTrackDraft, templates: readonly AnyTemplate[]) {
    this.#draft = draft
    this.#templates = templates
  }

  run(): Checked<Track> {
    const draft = this.#draft
    const names = Object.keys(draft.stages)
    if (!/^[a-z][a-z0-9-]*$/.test(draft.name)) {
      this.#complain(
        'name',
        `"${draft.name}" is not a track name`,
        'Use small letters, digits and hyphens, as finance-leaders.',
        'P101',
      )
    }
    if (names.length === 0)
      this.#complain('stages', 'the track has no stage', 'Give it at least one stage with a step.', 'P102')
    const cadence = compileCadence(draft.cadence)
    if ('problems' in cadence) {
      for (const what of cadence.problems) this.#complain('cadence', what, 'Mend the cadence.', 'P104')
    }
    const stages = Object.entries(draft.stages).map(([name, stage]) => this.#stage(name, stage))
    const onReturn = this.#returns(names)
    const heartbeat = this.#span('exhausted', draft.exhausted?.heartbeat ?? '90 days')
    const rules = compileRules(draft.rules ?? [], {
      stages: names,
      complain: (at, where, what, remedy, code) => this.#complain(where, what, remedy, code, at),
      span: (where, text) => this.#span(where, text),
    })
    const entry = compileEntry(draft, {
      complain: (where, what, remedy, code) => this.#complain(where, what, remedy, code),
      span: (where, text) => this.#span(where, text, true),
    })
    for (const [i, trigger] of draft.salesReady.entries()) {
      if (actsOf(trigger.when).length === 0) {
        this.#complain(
          `salesReady[${i}]`,
          `trigger ${trigger.trigger} needs no act of the lead`,
          'Static facts alone cannot promote: add what the lead must do (R56).',
          'P105',
          trigger,
        )
      }
    }
    const steps = [...this.#steps.values()]
    const pieces = [...this.#pieces.values()].toSorted((a, b) => (a.content < b.content ? -1 : 1))
    const follows = this.#follows(stages, steps, pieces)
    if ('problems' in cadence || this.#problems.length > 0) return { problems: this.#problems }
    const track: Track = {
      format: 1,
      name: draft.name,
      goal: draft.goal,
      theme: nameOfTheme(draft.theme),
      cadence: cadence.ok,
      stages,
      steps,
      salesReady: draft.salesReady.map((trigger) => trigger.trigger),
      onReturn,
      exhausted: { heartbeat },
      ...(rules.length > 0 && { rules }),
      ...(entry && { entry }),
      ...(pieces.length > 0 && { pieces }),
      ...(follows && { follows }),
    }
    return { ok: placedAs(track, draft) }
  }

  #stage(name: string, draft: StageDraft): Stage {
    if (draft.steps.length === 0)
      this.#complain(`stage ${name}`, 'it has no steps', 'Give it a step, or leave the stage out.', 'P103', draft)
    const first = this.#sequence(name, name, draft.steps, null)
    return placedAs({ name, means: draft.means, theme: nameOfTheme(draft.theme ?? this.#draft.theme), first }, draft)
  }

  /** A lead's theme follows its interest where that decides something: what it is cast, or which way it goes. */
  #follows(stages: readonly Stage[], steps: readonly Step[], pieces: readonly Piece[]): Follows | undefined {
    const { followInterest, theme } = this.#draft
    const asked = steps.flatMap((step) => (step.kind === 'choose' && step.fact === interestFact ? [step] : []))
    if (followInterest === false) {
      if (asked.length > 0) {
        this.#complain(
          'followInterest',
          `step ${asked[0]?.id} chooses by an interest that the track does not follow`,
          'Leave followInterest out, or choose by something else.',
          'P112',
        )
      }
      return undefined
    }
    if (followInterest === undefined && pieces.length === 0 && asked.length === 0) return undefined
    const { from, ahead } = { from: 10, ahead: 5, ...(followInterest === true ? {} : followInterest) }
    if (!(from > 0 && ahead >= 0)) {
      this.#complain(
        'followInterest',
        `an interest of ${from} points, ${ahead} ahead, makes no sense`,
        'Give from above 0 and ahead of 0 or more.',
        'P112',
      )
    }
    const themes = [
      nameOfTheme(theme),
      ...stages.map((stage) => stage.theme),
      ...pieces.map((piece) => piece.theme),
      ...asked.flatMap(({ cases }) => Object.keys(cases)),
    ]
    return { themes: [...new Set(themes)].toSorted(), from, ahead }
  }

  /** Compiles steps that follow one another; `after` is where the last one leads. */
  #sequence(stage: string, anchor: string, drafts: readonly Draft[], after: StepId | null): StepId | null {
    const ids: StepId[] = []
    for (const draft of drafts) ids.push(deriveId(draft, ids.at(-1) ?? anchor))
    for (const [i, draft] of drafts.entries()) {
      const id = ids[i] ?? ''
      if (draft.kind === 'advance' && i < drafts.length - 1) {
        this.#complain(
          `stage ${stage}, after ${id}`,
          `step ${ids[i + 1]} can never run: the lead has advanced`,
          'Move it before the advance, or remove it.',
          'P106',
          drafts[i + 1],
          this.#draft.stages[stage],
        )
      }
      this.#step(stage, id, draft, ids[i + 1] ?? after)
    }
    return ids[0] ?? after
  }

  #step(stage: string, id: StepId, draft: Draft, next: StepId | null): void {
    const where = `stage ${stage}, step ${id}`
    const stageDraft = this.#draft.stages[stage]
    if (this.#steps.has(id)) {
      this.#complain(
        where,
        `two steps have the id ${id}`,
        "Give one of them an id of its own: { id: '…' }.",
        'P107',
        draft,
        stageDraft,
      )
      return
    }
    const base = { id, stage, next }
    // Reserves the place, so that steps stand in reading order although branches are compiled first.
    this.#steps.set(id, { ...base, kind: 'advance' })
    this.#steps.set(id, placedAs(kindOf(draft).compile(draft, base, this.#compiling(where, base, draft)), draft))
  }

  #compiling(where: string, { id, stage, next }: StepBase, draft: Draft): Compiling {
    return {
      complain: (what, remedy, code = 'P112') =>
        this.#complain(where, what, remedy, code, draft, this.#draft.stages[stage]),
      span: (text) => this.#span(where, text, false, draft, this.#draft.stages[stage]),
      branch: (name, drafts) => this.#sequence(stage, `${id}/${name}`, drafts, next),
      templates: this.#templates,
      stages: Object.keys(this.#draft.stages),
      keep: (piece) => void this.#pieces.set(piece.content, piece),
    }
  }

  #returns(stages: readonly string[]): Record<RecycleReason, ReturnRule> {
    const rules = {} as Record<RecycleReason, ReturnRule>
    for (const reason of recycleReasons) {
      const draft: ReturnDraft<string> | undefined = this.#draft.onReturn[reason]
      if (draft === undefined) {
        this.#complain(
          `onReturn`,
          `reason ${reason} has no answer`,
          `Say what happens: ${reason}: { rest: '30 days', resume: '${stages[0]}' }.`,
          'P108',
        )
        continue
      }
      rules[reason] = this.#return(reason, draft, stages)
    }
    return rules
  }

  #return(reason: RecycleReason, draft: ReturnDraft<string>, stages: readonly string[]): ReturnRule {
    const where = `onReturn.${reason}`
    if (draft.resume !== undefined && draft.track === undefined && !stages.includes(draft.resume)) {
      this.#complain(where, `there is no stage ${draft.resume}`, `The track has ${stages.join(', ')}.`, 'P109')
    }
    if (draft.open !== undefined && draft.resume === undefined) {
      this.#complain(
        where,
        'an opening touch needs to know what comes after it',
        'Name the stage: resume.',
        'P110',
        draft.open,
      )
    }
    if (draft.open !== undefined && draft.track !== undefined) {
      this.#complain(
        where,
        'an opening touch cannot stand before a change of track',
        'Put it first into the other track.',
        'P110',
        draft.open,
      )
    }
    const stage = draft.resume ?? stages[0] ?? ''
    const resumeAt = draft.open === undefined ? null : (this.#firstOf(stage) ?? null)
    return {
      rest: this.#span(where, draft.rest, true),
      resume: draft.resume ?? null,
      open: draft.open === undefined ? null : this.#opening(reason, stage, draft.open, resumeAt),
      theme: draft.theme === undefined ? null : nameOfTheme(draft.theme),
      track: draft.track ?? null,
      score: draft.score ?? 'keep',
    }
  }

  #opening(reason: string, stage: string, draft: Draft, next: StepId | null): StepId {
    const id = draft.id ?? `return-${reason}/${deriveId(draft, reason)}`
    this.#step(stage, id, draft, next)
    return id
  }

  #firstOf(stage: string): StepId | undefined {
    const draft = this.#draft.stages[stage]?.steps[0]
    return draft === undefined ? undefined : deriveId(draft, stage)
  }

  #span(where: string, text: string, zeroAllowed = false, ...parts: readonly (object | undefined)[]): Span {
    const parsed = parseDuration(text, { zero: zeroAllowed })
    if ('problem' in parsed) {
      this.#complain(where, parsed.problem, "Write it as '4 business days', '2 weeks' or '3 hours'.", 'P111', ...parts)
      return { amount: 1, unit: 'day' }
    }
    return parsed
  }

  /** @param parts what it is wrong with, and what that stands in, where it is not the track as a whole */
  #complain(where: string, what: string, remedy: string, code: Code, ...parts: readonly (object | undefined)[]): void {
    const at = placeOf(...parts, this.#draft)
    this.#problems.push({ where: `track ${this.#draft.name}, ${where}`, what, remedy, code, ...at })
  }
}

function deriveId(draft: Draft, anchor: string): StepId {
  return draft.id ?? kindOf(draft).derive(draft, anchor)
}
