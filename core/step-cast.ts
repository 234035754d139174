import { didYouMean } from './did-you-mean.ts'
import type { Duration } from './duration.ts'
import { dayAt, pieceFor, piecesOf, type Piece } from './pieces.ts'
import { placed } from './place.ts'
import type { Problem } from './problem.ts'
import { contentOf, openFields, type EmailDraft } from './step-email.ts'
import { wait, type WaitDraft } from './step-wait.ts'
import type { StepBase, StepKind, TouchOptions } from './step.ts'
import type { AnyTemplate, Purpose, Template } from './template.ts'
import { sendTime } from './touching.ts'

export interface CastOptions extends TouchOptions {
  /** What it chooses from: templates, or `email(…)` where a template must be given something. All the programme's by default. */
  readonly from?: readonly (Template | EmailDraft)[]
  /** Only pieces of this purpose, or of one of these. */
  readonly purpose?: Purpose | readonly Purpose[]
  /** What to do when it cannot be known whether the mail left; `skip` (and alert) by default. */
  readonly onUnknown?: 'skip' | 'resend'
}

export interface CastDraft extends CastOptions {
  readonly kind: 'cast'
}

export interface CastStep extends StepBase {
  readonly kind: 'cast'
  /** Runs also while sales has the lead. */
  readonly withSales: boolean
  /** The contents of the track's pieces that it chooses from: those for its own stage and the stages before. */
  readonly pieces: readonly string[]
  readonly onUnknown: 'skip' | 'resend'
}

/** Sends the best piece that the lead has not had for its theme and stage; passed over where none is left. */
export function cast(options: CastOptions = {}): CastDraft {
  return placed(Object.freeze({ kind: 'cast' as const, ...options }), cast)
}

/** So many casts, with a wait after each: `...casts(4, '2 weeks')`. */
export function casts(
  times: number,
  every: Duration,
  options: Omit<CastOptions, 'id'> = {},
): readonly (CastDraft | WaitDraft)[] {
  return Array.from({ length: times }, () => [
    placed(Object.freeze({ kind: 'cast' as const, ...options }), casts),
    placed(wait(every), casts),
  ]).flat()
}

export const castKind: StepKind<CastStep, CastDraft> = {
  ways: ({ next }) => [{ to: next, when: '' }],
  silent: ({ next }) => ({ to: next }),
  channel: () => 'email',
  // Casts of one row are the same thing again: the first, the second, whatever waits are between them.
  derive: (_, anchor) => {
    const [, root, nth] = /^(.*~cast)(?:-(\d+))?(?:~[^~]*)?$/.exec(anchor) ?? []
    return root === undefined ? `${anchor}~cast` : `${root}-${Number(nth ?? 1) + 1}`
  },
  compile: (draft, base, { complain, templates, stages, keep }) => {
    const { from, purpose } = draft
    const wanted = purpose === undefined ? undefined : [purpose].flat()
    const all = from === undefined ? templates.filter(isCastable).map(pieceOf) : from.map(pieceOf)
    for (const piece of from ?? []) {
      const missing = missingIn(piece)
      if (missing.length === 0) continue
      const { template } = pieceOf(piece)
      const remedy = `Put it in as email(…, { ${missing.join(', ')} }).`
      complain(`${template} leaves ${missing.join(', ')} open, which a cast cannot know`, remedy)
    }
    const upTo = stages.slice(0, stages.indexOf(base.stage) + 1)
    const pieces = all.filter(
      (piece) => upTo.includes(piece.stage) && (wanted === undefined || wanted.includes(piece.purpose)),
    )
    if (pieces.length === 0) {
      const what = `there is nothing to cast: no mail${wanted ? ` to ${wanted.join(' or ')}` : ''} is written for stage ${upTo.join(' or ')}`
      complain(what, `Write one, or mend the stage of one. ${didYouMean(base.stage, stagesOf(all))}`)
    }
    for (const piece of pieces) keep(piece)
    return {
      ...base,
      kind: 'cast',
      withSales: draft.withSales ?? false,
      pieces: [...new Set(pieces.map(({ content }) => content))].toSorted(),
      onUnknown: draft.onUnknown ?? 'skip',
    }
  },
  says: ({ pieces }) => `cast the best of ${pieces.length === 1 ? '1 piece' : `${pieces.length} pieces`}`,
  walk: (step, { world, state, anchor, now, unit }) => {
    if (!state.channels.includes('email')) return { passedOver: step.next }
    const until = sendTime(world, state, step.id, Math.max(anchor, now))
    // Whether anything will be left is judged for the day on which it will be sent, and decided on that day.
    if (pieceFor(world.track, step, state, dayAt(world.calendar, until)) === undefined) return { passedOver: step.next }
    return { takes: { is: 'due', step: step.id, attempt: 1, unit, until } }
  },
  acts: () => [],
  facts: () => [],
  check: (step, where, { templates, compiled }) => {
    const track = compiled.find(({ steps }) => steps.includes(step))
    if (track === undefined) return []
    const mails = templates.filter(({ purpose }) => purpose !== 'system').map(({ name }) => name)
    const pieces = piecesOf(track, step)
    const strange = [...new Set(pieces.map(({ template }) => template))].filter((name) => !mails.includes(name))
    const problems: Problem[] = strange.map((name) => ({
      where,
      what: `template ${name} is not one of the programme's mails to leads`,
      remedy: `Add it to programme({ templates }). ${didYouMean(name, mails)}`,
      code: 'P212',
    }))
    const stage = track.stages.find(({ name }) => name === step.stage)
    const theme = stage?.theme ?? track.theme
    const serves = pieces.some((piece) => piece.theme === theme || piece.theme === track.theme)
    if (serves) return problems
    const what = `a lead of theme ${theme} gets nothing here: no piece is for that theme${theme === track.theme ? '' : ` or for ${track.theme}`}`
    const themes = [...new Set(pieces.map((piece) => piece.theme))]
    return [...problems, { where, what, remedy: `Add a piece for it. ${didYouMean(theme, themes)}` }]
  },
}

/** A mail to leads that needs nothing from the step. */
function isCastable(template: AnyTemplate): template is Template {
  return template.purpose !== 'system' && openFields(template).length === 0
}

function pieceOf(given: Template | EmailDraft): Piece {
  const mail = asEmail(given)
  const { name, theme, stage, purpose, priority = 0, available = {} } = mail.template
  return {
    content: contentOf(mail),
    template: name,
    given: mail.given,
    theme,
    stage,
    purpose,
    priority,
    from: available.from ?? null,
    through: available.through ?? null,
  }
}

function asEmail(given: Template | EmailDraft): EmailDraft {
  return 'kind' in given ? given : { kind: 'email', template: given, given: {} }
}

function missingIn(given: Template | EmailDraft): readonly string[] {
  const mail = asEmail(given)
  return openFields(mail.template).flatMap(([name]) => (name in mail.given ? [] : [name]))
}

function stagesOf(pieces: readonly Piece[]): readonly string[] {
  return [...new Set(pieces.map(({ stage }) => stage))]
}
