import { actsOf, grades, isAct, type Condition } from './condition.ts'
import { spell, type Span } from './duration.ts'
import { aheadOf, firstFrom, textsIn } from './explore-ahead.ts'
import { placeOf } from './place.ts'
import type { Problem } from './problem.ts'
import type { CompiledProgramme } from './programme.ts'
import type { Quality } from './quality.ts'
import type { StepId } from './step.ts'
import { isTouch, kindOf, type Step } from './steps.ts'
import { stageOf, stepOf, type Track } from './track.ts'

/** What the ways between steps show, without going them. */
export function checkWays(programme: CompiledProgramme): readonly Problem[] {
  return [
    ...programme.tracks.flatMap((track) => [...checkReached(track), ...checkWaits(track), ...checkDeadlines(track)]),
    ...checkPromotions(programme),
  ]
}

/** Names the step and where it is. */
export function aboutStep(track: Track, step: Step): Pick<Problem, 'where' | 'at'> {
  return {
    where: `track ${track.name}, stage ${step.stage}, step ${step.id}`,
    ...placeOf(step, stageOf(track, step.stage), track),
  }
}

export function aboutTrack(track: Track): Pick<Problem, 'where' | 'at'> {
  return { where: `track ${track.name}`, ...placeOf(track) }
}

/**
 * The steps that some path comes to: from the first one of each stage, into which the end of the stage before leads, or from the opening
 * touch of a return.
 */
export function reachedIn(track: Track): ReadonlySet<StepId> {
  const first = track.stages.flatMap((stage) => firstFrom(track, stage.first, stage.name))
  const opens = Object.values(track.onReturn).flatMap(({ open }) => (open === null ? [] : [open]))
  return new Set([...first, ...opens].flatMap((id) => [...aheadOf(track, id).steps]))
}

function checkReached(track: Track): readonly Problem[] {
  const reached = reachedIn(track)
  const lost = track.steps.filter(({ id }) => !reached.has(id))
  // What is behind a lost step is lost with it: only the first is told.
  const first = lost.filter(
    ({ id }) => !lost.some((other) => other.id !== id && aheadOf(track, other.id).steps.has(id)),
  )
  return first.map((step) => ({
    ...aboutStep(track, step),
    what: `no path comes to step ${step.id}`,
    remedy: 'Every path before it goes elsewhere, as by advance: let one of them go on to it, or take it out.',
    code: 'P301',
  }))
}

/** Whether time passes at it; what is itself a touch, or listened for, is never idle. */
const takesTime = (step: Step): boolean =>
  kindOf(step)
    .ways(step)
    .some(({ after }) => after !== undefined)

function checkWaits(track: Track): readonly Problem[] {
  const isSomething = (step: Step): boolean => isTouch(step) || kindOf(step).acts(step).length > 0
  return track.steps
    .filter(takesTime)
    .filter((step) => ![...aheadOf(track, step.id).steps].some((id) => isSomething(stepOf(track, id))))
    .map((step) => ({
      ...aboutStep(track, step),
      what: `nothing comes after "${kindOf(step).says(step)}": no touch, and nothing that is listened for`,
      remedy: 'Take the wait out, or put behind it what it waits for.',
      code: 'P314',
    }))
}

const inHours: Readonly<Partial<Record<Span['unit'], number>>> = { minute: 1 / 60, hour: 1, 'business hour': 1 }

function checkDeadlines(track: Track): readonly Problem[] {
  return track.steps.flatMap((step) => {
    const short = kindOf(step)
      .ways(step)
      .find(({ upTo, after }) => upTo && after && after.amount * (inHours[after.unit] ?? 24) < 1)
    if (!short?.after) return []
    const what = `a lead has ${spell(short.after)} for it (${short.when}), and few read their mail within the hour`
    return [{ ...aboutStep(track, step), what, remedy: 'Give it days.', code: 'P315' as const }]
  })
}

/** A trigger fires on acts: on mails that some track sends, by a lead whose fit can be what is asked. */
function checkPromotions({ tracks, quality, templates }: CompiledProgramme): readonly Problem[] {
  const texts = new Set(tracks.flatMap(textsIn))
  const sent = templates.map(({ name }) => name).filter((name) => texts.has(name))
  const best = bestGrade(quality)
  const missing = (condition: Condition): string | undefined => {
    if ('on' in condition) {
      const isOfMail = condition.on === 'clicked' || condition.on === 'replied'
      const isSent = sent.some((name) => isAct(condition, { kind: condition.on, of: name })) || condition.of === 'mail'
      return isOfMail && !isSent ? `no track sends ${condition.of}` : undefined
    }
    if ('fit' in condition) {
      const isReached = condition.fit.some((grade) => grades.indexOf(grade) >= grades.indexOf(best))
      return isReached ? undefined : `no lead has more than a fit of ${best}`
    }
    if ('all' in condition) return condition.all.map(missing).find((why) => why !== undefined)
    if (!('any' in condition)) return undefined
    const each = condition.any.map(missing)
    return each.every((why) => why !== undefined) ? each[0] : undefined
  }
  const named = new Set(tracks.flatMap(({ salesReady }) => salesReady))
  return quality.triggers.flatMap((trigger) => {
    const isFloorMet = grades.indexOf(best) <= grades.indexOf(quality.floor)
    const why = !named.has(trigger.trigger)
      ? 'no track names it in salesReady'
      : isFloorMet
        ? missing(trigger.when)
        : `no lead has more than a fit of ${best}, and the floor is ${quality.floor}`
    if (why === undefined) return []
    return [
      {
        where: `quality ${quality.name}, trigger ${trigger.trigger}`,
        ...placeOf(trigger),
        what: `trigger ${trigger.trigger} can promote nobody: ${why}`,
        remedy: actsOf(trigger.when).length > 0 ? 'Mend what it asks for, or take it out.' : 'Take it out.',
        code: 'P311' as const,
      },
    ]
  })
}

/** The best fit that any lead can have. */
function bestGrade({ fit }: Quality): (typeof grades)[number] {
  const best = new Map<string, number>()
  for (const { fact, points } of fit.points) best.set(fact, Math.max(points, best.get(fact) ?? 0))
  const most = [...best.values()].reduce((sum, points) => sum + points, 0)
  return most >= fit.from.A ? 'A' : most >= fit.from.B ? 'B' : most >= fit.from.C ? 'C' : 'D'
}
