import { compileCadence } from './cadence.ts'
import { actsOf, inWords, type Condition } from './condition.ts'
import type { Draft, NamedTrackDraft, ReturnDraft, StageDraft } from './dsl.ts'
import { parseDuration, type Span } from './duration.ts'
import { versionOf } from './hash.ts'
import type { Checked, Problem } from './problem.ts'
import { recycleReasons, type RecycleReason } from './reasons.ts'
import { contentId } from './template.ts'
import type { ReturnRule, Stage, Step, StepId, Track } from './track.ts'

/**
 * Turns an authored track into its compiled form, or names every mistake in it.
 * Types refuse most mistakes in the editor; what types cannot see is refused here.
 */
export function compileTrack(draft: NamedTrackDraft): Checked<Track> {
  return new Compiler(draft).run()
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)

class Compiler {
  readonly #draft: NamedTrackDraft
  readonly #problems: Problem[] = []
  readonly #steps = new Map<StepId, Step>()

  constructor(draft: NamedTrackDraft) {
    this.#draft = draft
  }

  run(): Checked<Track> {
    const draft = this.#draft
    const names = Object.keys(draft.stages)
    if (!/^[a-z][a-z0-9-]*$/.test(draft.name)) {
      this.#complain(
        'name',
        `"${draft.name}" is not a track name`,
        'Use small letters, digits and hyphens, as finance-leaders.',
      )
    }
    if (names.length === 0)
      this.#complain('stages', 'the track has no stage', 'Give it at least one stage with a step.')
    const cadence = compileCadence(draft.cadence)
    if ('problems' in cadence) {
      for (const what of cadence.problems) this.#complain('cadence', what, 'Mend the cadence.')
    }
    const stages = Object.entries(draft.stages).map(([name, stage]) => this.#stage(name, stage))
    const onReturn = this.#returns(names)
    const heartbeat = this.#span('exhausted', draft.exhausted?.heartbeat ?? '90 days')
    for (const [i, trigger] of draft.salesReady.entries()) {
      if (actsOf(trigger.when).length === 0) {
        this.#complain(
          `salesReady[${i}]`,
          `trigger ${trigger.trigger} needs no act of the lead`,
          'Static facts alone cannot promote: add what the lead must do (R56).',
        )
      }
    }
    if ('problems' in cadence || this.#problems.length > 0) return { problems: this.#problems }
    return {
      ok: {
        format: 1,
        name: draft.name,
        goal: draft.goal,
        theme: draft.theme,
        cadence: cadence.ok,
        stages,
        steps: [...this.#steps.values()],
        salesReady: draft.salesReady.map((trigger) => trigger.trigger),
        onReturn,
        exhausted: { heartbeat },
      },
    }
  }

  #stage(name: string, draft: StageDraft): Stage {
    if (draft.steps.length === 0)
      this.#complain(`stage ${name}`, 'it has no steps', 'Give it a step, or leave the stage out.')
    const first = this.#sequence(name, name, draft.steps, null)
    return { name, means: draft.means, theme: draft.theme ?? this.#draft.theme, first }
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
        )
      }
      this.#step(stage, id, draft, ids[i + 1] ?? after)
    }
    return ids[0] ?? after
  }

  #step(stage: string, id: StepId, draft: Draft, next: StepId | null): void {
    const where = `stage ${stage}, step ${id}`
    if (this.#steps.has(id)) {
      this.#complain(where, 'two steps have this id', "Give one of them an id of its own: { id: '…' }.")
      return
    }
    const base = { id, stage, next }
    // Reserves the place, so that steps stand in reading order although branches are compiled first.
    this.#steps.set(id, { ...base, kind: 'advance' })
    this.#steps.set(id, this.#compiled(where, base, draft))
  }

  #compiled(where: string, base: { id: StepId; stage: string; next: StepId | null }, draft: Draft): Step {
    switch (draft.kind) {
      case 'email': {
        return {
          ...base,
          kind: 'email',
          content: contentOf(draft),
          withSales: draft.withSales ?? false,
          template: draft.template.name,
          given: draft.given,
          onUnknown: draft.onUnknown ?? 'skip',
        }
      }
      case 'call': {
        const attempts = draft.attempts ?? 3
        if (!Number.isInteger(attempts) || attempts < 1 || attempts > 20) {
          this.#complain(where, `${attempts} attempts make no sense`, 'Give a whole number from 1 to 20.')
        }
        return {
          ...base,
          kind: 'call',
          content: base.id,
          withSales: draft.withSales ?? false,
          ask: draft.ask,
          script: draft.script ?? '',
          due: this.#span(where, draft.due),
          attempts,
          between: this.#span(where, draft.between ?? '2 business days'),
        }
      }
      case 'wait':
        return { ...base, kind: 'wait', span: this.#span(where, draft.span) }
      case 'listen': {
        if (actsOf(draft.for).length === 0) {
          this.#complain(
            where,
            'it listens for nothing that a lead does',
            'Use choose for facts; listenFor needs an act, as clicked(…).',
          )
        }
        if (asksFit(draft.for)) {
          this.#complain(
            where,
            'it listens for a fit, which is known only between touches',
            'Put a choose on the fact grade before or after it.',
          )
        }
        return {
          ...base,
          kind: 'listen',
          for: plain(draft.for),
          within: this.#span(where, draft.within),
          then: this.#sequence(base.stage, `${base.id}/then`, draft.then, base.next),
          otherwise: this.#sequence(base.stage, `${base.id}/otherwise`, draft.otherwise, base.next),
        }
      }
      case 'choose': {
        const ways = Object.entries(draft.cases)
        for (const [value] of ways.filter(([value]) => !draft.fact.values.includes(value))) {
          this.#complain(where, `${draft.fact.fact} is never "${value}"`, `It may be ${draft.fact.values.join(', ')}.`)
        }
        return {
          ...base,
          kind: 'choose',
          fact: draft.fact.fact,
          cases: Object.fromEntries(
            ways.map(([value, steps]) => [value, this.#sequence(base.stage, `${base.id}/${value}`, steps, base.next)]),
          ),
          otherwise: this.#sequence(base.stage, `${base.id}/otherwise`, draft.otherwise, base.next),
        }
      }
      case 'advance':
        return { ...base, kind: 'advance' }
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
      this.#complain(where, `there is no stage ${draft.resume}`, `The track has ${stages.join(', ')}.`)
    }
    if (draft.open !== undefined && draft.resume === undefined) {
      this.#complain(where, 'an opening touch needs to know what comes after it', 'Name the stage: resume.')
    }
    if (draft.open !== undefined && draft.track !== undefined) {
      this.#complain(
        where,
        'an opening touch cannot stand before a change of track',
        'Put it first into the other track.',
      )
    }
    const stage = draft.resume ?? stages[0] ?? ''
    const resumeAt = draft.open === undefined ? null : (this.#firstOf(stage) ?? null)
    return {
      rest: this.#span(where, draft.rest, true),
      resume: draft.resume ?? null,
      open: draft.open === undefined ? null : this.#opening(reason, stage, draft.open, resumeAt),
      theme: draft.theme ?? null,
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

  #span(where: string, text: string, zeroAllowed = false): Span {
    const parsed = parseDuration(text, { zero: zeroAllowed })
    if ('problem' in parsed) {
      this.#complain(where, parsed.problem, "Write it as '4 business days', '2 weeks' or '3 hours'.")
      return { amount: 1, unit: 'day' }
    }
    return parsed
  }

  #complain(where: string, what: string, remedy: string): void {
    this.#problems.push({ where: `track ${this.#draft.name}, ${where}`, what, remedy })
  }
}

/** An id that survives moving the step and rewording its neighbours' timing, so that versions can be told apart. */
function deriveId(draft: Draft, anchor: string): StepId {
  if (draft.id !== undefined) return draft.id
  switch (draft.kind) {
    case 'email':
      return contentOf(draft)
    case 'call':
      return `call-${slug(draft.ask)}`
    case 'wait':
      return `${anchor}~${slug(draft.span)}`
    case 'listen':
      return `listen-${slug(inWords(draft.for))}`
    case 'choose':
      return `choose-${slug(draft.fact.fact)}`
    case 'advance':
      return `${anchor}~advance`
  }
}

/** What the reader would recognise as the same mail: the template with what the step gives it. */
function contentOf(draft: Extract<Draft, { kind: 'email' }>): string {
  const given = Object.entries(draft.given)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => String(value))
  if (given.length === 0) return contentId(draft.template)
  const words = slug(given.join(' '))
  const isAllSaid = given.join(' ').toLowerCase().replaceAll(' ', '-') === words
  // What a slug cannot say (other scripts, long texts) would make two mails look like one: the lead would miss one.
  const rest = isAllSaid ? '' : `-${versionOf(given).slice(0, 6)}`
  return `${contentId(draft.template)}:${words}${rest}`
}

function asksFit(condition: Condition): boolean {
  if ('any' in condition) return condition.any.some(asksFit)
  if ('all' in condition) return condition.all.some(asksFit)
  return 'not' in condition ? asksFit(condition.not) : 'fit' in condition
}

/** Conditions as plain data: trigger objects and frozen helpers lose what is not part of the form. */
function plain(condition: Condition): Condition {
  if ('on' in condition) return { on: condition.on, of: condition.of, times: condition.times }
  if ('any' in condition) return { any: condition.any.map(plain) }
  if ('all' in condition) return { all: condition.all.map(plain) }
  if ('not' in condition) return { not: plain(condition.not) }
  if ('fact' in condition) return { fact: condition.fact, is: condition.is }
  return { fit: condition.fit }
}
