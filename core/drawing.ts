import { cadenceInWords } from './cadence-words.ts'
import type { Channel } from './channel.ts'
import { returnsOf, type DrawnReturn } from './drawn-returns.ts'
import { entryInWords, rulesOf, type DrawnRule } from './drawn-rules.ts'
import { spell } from './duration.ts'
import type { Live } from './live.ts'
import type { StepId, Way } from './step.ts'
import { isTouch, kindOf, type Step } from './steps.ts'
import { stageAfter, stepOf, type Stage, type Track } from './track.ts'

/** How a step differs from the one that is published. */
export type Mark = 'added' | 'changed'

/** What a drawing shows beside the track itself. */
export interface DrawingOptions {
  /** What fires a trigger, in words, by the trigger's name. */
  readonly triggers?: Readonly<Record<string, string>>
  /** How many leads stand where, and what came of each touch. */
  readonly live?: Live
  /** The steps that differ from what is published. */
  readonly marks?: Readonly<Record<StepId, Mark>>
  /** Lines that stand under the goal: what no single step shows. */
  readonly notes?: readonly string[]
}

/** A track in the form in which it is drawn: what follows what, in words. It knows nothing of places or of a syntax. */
export interface Drawing {
  readonly name: string
  readonly goal: string
  readonly cadence: string
  readonly notes: readonly string[]
  readonly stages: readonly DrawnStage[]
  readonly exhausted: readonly string[]
  readonly rules: readonly DrawnRule[]
  readonly triggers: readonly { readonly name: string; readonly when: string }[]
  /** Figures of the leads that sales has. */
  readonly withSales: readonly string[]
  readonly returns: readonly DrawnReturn[]
}

export interface DrawnStage {
  readonly name: string
  readonly means: string
  readonly theme: string
  readonly steps: Sequence
}

/** Steps that follow one another, as their author wrote them. */
export interface Sequence {
  readonly steps: readonly DrawnStep[]
  readonly end: End
}

/** How a sequence ends. */
export type End =
  /** What comes after it goes on. */
  | { readonly is: 'joins' }
  /** The stage is over before its last step. */
  | { readonly is: 'nextStage'; readonly says: string }
  /** It goes on at a step that stands elsewhere. */
  | { readonly is: 'elsewhere'; readonly step: StepId; readonly says: string }
  | { readonly is: 'over' }

export interface DrawnStep {
  readonly id: StepId
  readonly says: string
  /** `span`: time that passes; `fork`: the ways part; `act`: neither, and no touch. */
  readonly look: 'touch' | 'span' | 'fork' | 'act'
  /** Of a touch. */
  readonly channel: Channel | null
  readonly notes: readonly string[]
  /** The ways that part here; none where it only goes on. */
  readonly lanes: readonly Lane[]
  /** Whether any way leads here. */
  readonly isReached: boolean
  readonly mark: Mark | null
}

export interface Lane {
  readonly when: string
  /** How long it may last; empty where the condition says it. */
  readonly time: string
  readonly steps: Sequence
}

/** What is to be drawn of a track. It asks every step what it says and where it may lead, and knows no kind of step. */
export function drawingOf(track: Track, options: DrawingOptions = {}): Drawing {
  const { live } = options
  const steps = stepsOf(track, options)
  return {
    name: track.name,
    goal: track.goal,
    cadence: cadenceInWords(track.cadence),
    notes: [
      ...entryInWords(track),
      ...(options.notes ?? []),
      ...figure(live?.elsewhere, 'at steps of other versions, which are not drawn'),
    ],
    stages: track.stages.map((stage) => {
      const { name, means, theme } = stage
      return { name, means, theme, steps: steps(stage.first, null, stage) }
    }),
    exhausted: [
      'has had everything',
      `looked at again every ${spell(track.exhausted.heartbeat)}`,
      ...figure(live?.exhausted, 'here'),
    ],
    rules: rulesOf(track),
    triggers: track.salesReady.map((name) => ({ name, when: options.triggers?.[name] ?? '' })),
    withSales: figure(live?.withSales, 'here'),
    returns: returnsOf(track, (open, resume) => steps(open, resume.first, resume), live?.resting),
  }
}

/**
 * Reads the steps from one to where the life meets another. Branches nest, since they were written so; a way that leads to
 * where a step was drawn already, or out of its branch, is named and not followed.
 */
type Read = (from: StepId | null, until: StepId | null, stage: Stage) => Sequence

function stepsOf(track: Track, { live, marks }: DrawingOptions): Read {
  const drawn = new Set<StepId>()

  const read: Read = (from, until, stage) => {
    const steps: DrawnStep[] = []
    let id = from
    let isReached = true
    while (id !== until) {
      if (id === null) return { steps, end: { is: 'nextStage', says: `to ${nextStage(track, stage)}` } }
      const step = stepOf(track, id)
      if (drawn.has(id)) {
        return { steps, end: { is: 'elsewhere', step: id, says: `goes on at ${kindOf(step).says(step)}` } }
      }
      drawn.add(id)
      const ways = kindOf(step).ways(step)
      const lanes = hasParting(step, ways)
        ? ways.map((way) => ({ when: way.when, time: timeOf(way), steps: read(way.to, step.next, stage) }))
        : []
      steps.push(drawStep(step, ways, lanes, isReached))
      if (ways.length === 0) return { steps, end: { is: 'over' } }
      id = ways.length === 1 ? ways[0]!.to : step.next
      isReached &&= lanes.length === 0 || lanes.some((lane) => lane.steps.end.is === 'joins')
    }
    return { steps, end: { is: isReached ? 'joins' : 'over' } }
  }

  const drawStep = (step: Step, ways: readonly Way[], lanes: readonly Lane[], isReached: boolean): DrawnStep => {
    const kind = kindOf(step)
    const channel = kind.channel(step)
    const isSpan = channel === null && ways.length === 1 && ways[0]!.after !== undefined
    const touched = live?.touches[step.id]
    const mark = marks?.[step.id] ?? null
    return {
      id: step.id,
      says: kind.says(step),
      look: channel !== null ? 'touch' : lanes.length > 0 ? 'fork' : isSpan ? 'span' : 'act',
      channel,
      notes: [
        ...(mark === null ? [] : [mark === 'added' ? 'new' : 'changed']),
        ...(isReached ? [] : ['no way leads here']),
        ...(lanes.length > 0 || isSpan ? [] : ways.map((way) => [way.when, timeOf(way)].filter(Boolean).join(', '))),
        ...(isTouch(step) && step.withSales ? ['also while with sales'] : []),
        ...figure(live?.steps[step.id], 'here'),
        ...(touched === undefined ? [] : [outcome(channel, touched)]),
      ].filter(Boolean),
      lanes,
      isReached,
      mark,
    }
  }
  return read
}

/** Ways that all lead straight to what comes next are no parting of ways. */
function hasParting(step: Step, ways: readonly Way[]): boolean {
  return ways.length > 1 && ways.some(({ to }) => to !== step.next)
}

function nextStage(track: Track, { name }: Stage): string {
  return stageAfter(track, name)?.name ?? 'the end'
}

function timeOf({ after, upTo, when }: Way): string {
  if (after === undefined || when.includes(spell(after))) return ''
  return `${upTo ? 'within' : 'after'} ${spell(after)}`
}

/** A link can be followed only in a mail. */
function outcome(channel: Channel | null, { sent, clicked }: Live['touches'][StepId]): string {
  return channel === 'email' ? `${sent} sent, ${clicked} clicked` : `${sent} done`
}

function figure(leads: number | undefined, where: string): readonly string[] {
  return leads === undefined || leads === 0 ? [] : [`${leads} ${where}`]
}
