import { DAY } from './calendar.ts'
import { aboutStep, aboutTrack, reachedIn } from './check-ways.ts'
import { calendarUpTo, counterExampleAt, dayOfLife, type CounterExample } from './counter-example.ts'
import { spell } from './duration.ts'
import { explore, follow, type Exploration, type Explored } from './explore.ts'
import { textsIn } from './explore-ahead.ts'
import { plainCalendar, type Moment } from './explore-moment.ts'
import { lengthOf, type Limits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { CompiledProgramme } from './programme.ts'
import { checkPromotion } from './check-promotion.ts'
import { recycleReasons } from './reasons.ts'
import type { RunningProgramme, Sent } from './simulated-lead.ts'
import { isTouch, kindOf, type Step } from './steps.ts'
import type { Track } from './track.ts'

/** A problem that a life shows, with the life. */
export interface Finding extends Problem {
  readonly example?: CounterExample
}

/** A programme as the simulation runs it, wherever its office is. */
export function runningAs({ tracks, quality }: CompiledProgramme): RunningProgramme {
  return { tracks: Object.fromEntries(tracks.map((track) => [track.name, track])), quality, office: plainCalendar }
}

/**
 * What leads would meet on the paths through a programme; each with the shortest life that shows it.
 * @param most More different moments of a track than these are not explored; as many as `explore` thinks right where it is left out.
 */
export function checkPaths(programme: CompiledProgramme, limits: Limits, most?: number): readonly Finding[] {
  const running = runningAs(programme)
  const explored = programme.tracks.map((track) => explore(running, track, most))
  const made = new Set(
    explored.flatMap(({ moments }) => moments.flatMap(({ moment }) => moment.lead.sent.map(nameOfTouch))),
  )
  // What is said of every path is said only where all of them were explored.
  const isWhole = explored.every((exploration) => exploration.isWhole)
  return explored.flatMap((exploration) => [
    ...checkSilence(exploration, limits),
    ...checkRests(exploration.track, limits),
    ...checkPressure(exploration, limits),
    ...(isWhole ? checkCaps(exploration) : []),
    ...(isWhole ? checkListening(exploration, programme) : []),
    ...(isWhole ? checkNeverMade(exploration.track, made) : []),
    ...checkEnds(exploration),
    ...(isWhole ? checkReturns(exploration) : []),
    ...checkPromotion(exploration, programme, limits),
    ...checkWhole(exploration),
  ])
}

const nameOfTouch = ({ track, step }: { readonly track: string; readonly step: string }): string => `${track} ${step}`

/** What the life up to a moment shows. */
export function shown(moment: Moment): Pick<Finding, 'calendar' | 'example'> {
  return { calendar: calendarUpTo(moment), example: counterExampleAt(moment) }
}

function stepNamed(track: Track, id: string | undefined): Step | undefined {
  return track.steps.find((step) => step.id === id)
}

const days = (ms: number): string => {
  const whole = Math.round(ms / DAY)
  return `${whole} day${whole === 1 ? '' : 's'}`
}

/**
 * R45: what a lead waits for a touch, with the resting after a return apart. Paths that waited for different times come together
 * behind the touch: each way to it is judged.
 */
function checkSilence({ track, moments }: Exploration, { silence }: Limits): readonly Finding[] {
  const longest = lengthOf(silence)
  const told = new Set<string>()
  return moments.flatMap(({ moment: from, ways }) => {
    return ways.flatMap(({ to, choice, sent }) => {
      const then = moments[to]?.moment
      const touch = sent.at(-1)
      const isEnd = then?.state.doing.is === 'exhausted' && from.state.doing.is !== 'exhausted'
      if (then?.track !== track || (touch === undefined && !isEnd)) return []
      const gap = touch ? touch.at - Math.max(from.quietSince, sent.at(-2)?.at ?? 0) : then.now - then.quietSince
      const step = touch && stepNamed(track, touch.step)
      const key = step?.id ?? 'the end'
      if (gap <= longest || told.has(key)) return []
      told.add(key)
      const before = step ? kindOf(step).says(step) : 'the end of the track'
      return [
        {
          ...(step ? aboutStep(track, step) : aboutTrack(track)),
          what: `a lead can hear nothing for ${days(gap)} before ${before}, and the limit is ${spell(silence)}`,
          remedy: 'Shorten the waits before it, put a touch between them, or raise limits.silence.',
          code: 'P306' as const,
          ...shown(follow(from, [choice])),
        },
      ]
    })
  })
}

function checkRests(track: Track, { silence }: Limits): readonly Finding[] {
  const long = recycleReasons.filter((reason) => lengthOf(track.onReturn[reason].rest) > lengthOf(silence))
  if (long.length === 0) return []
  const each = long.map((reason) => `${reason} ${spell(track.onReturn[reason].rest)}`).join(', ')
  const remedy = 'That is as it should be where the reason says when to come back; else shorten the rest.'
  const what = `after some returns a lead rests longer than ${spell(silence)}: ${each}`
  return [{ ...aboutTrack(track), what, remedy, code: 'P307' }]
}

function checkPressure({ track, moments }: Exploration, { touchesInAWeek }: Limits): readonly Finding[] {
  /** The touches of the seven days up to the last one. */
  const inAWeek = ({ lead: { sent } }: Moment): number => {
    const last = sent.at(-1)?.at ?? 0
    return sent.filter(({ at }) => at > last - 7 * DAY).length
  }
  const lastOf = ({ moment }: Explored): Sent | undefined => moment.lead.sent.at(-1)
  const first = moments.find((each) => lastOf(each)?.track === track.name && inAWeek(each.moment) > touchesInAWeek)
  const step = first && stepNamed(track, lastOf(first)?.step)
  if (first === undefined || step === undefined) return []
  const times = inAWeek(first.moment)
  return [
    {
      ...aboutStep(track, step),
      what: `a lead can get ${times} touches within 7 days, and the limit is ${touchesInAWeek}`,
      remedy: `Lower the cap of the cadence, as atMost: '${touchesInAWeek} touches a week', or raise limits.touchesInAWeek.`,
      code: 'P305',
      ...shown(first.moment),
    },
  ]
}

/** A touch that the track's own caps hold up on every path: its waits promise what they do not keep. */
function checkCaps({ track, moments }: Exploration): readonly Finding[] {
  /** By step: where the cap leads to on the first path, or null where it is free on some path. */
  const held = new Map<string, number | null>()
  for (const { moment, ways } of moments) {
    const { doing } = moment.state
    // A lead that comes back after a rest has nothing behind it that a cap would count.
    if (moment.returned !== null || moment.track !== track) continue
    if (doing.is !== 'due' || doing.attempt > 1 || isPutOff(moment)) continue
    const due = ways.find(({ choice }) => choice.is === 'timer')
    if (due === undefined) continue
    const known = held.get(doing.step)
    held.set(doing.step, due.isCapped ? (known === undefined ? due.to : known) : null)
  }
  return [...held].flatMap(([id, to]) => {
    const step = stepNamed(track, id)
    const then = to === null ? undefined : moments[to]?.moment
    if (step === undefined || then === undefined) return []
    const until = then.state.doing.is === 'due' ? then.state.doing.until : then.now
    const [asked, goes] = [dayOfLife(then), dayOfLife(then, until)]
    return [
      {
        ...aboutStep(track, step),
        what: `${kindOf(step).says(step)} has to wait on every path for the cap of its own track: here it is due on day ${asked} and may go on day ${goes}`,
        remedy: 'Lengthen the waits before it, or raise the cap (atMost) of the cadence.',
        code: 'P304' as const,
        ...shown(then),
      },
    ]
  })
}

/** The touch that is due was due before. */
function isPutOff({ lead, from }: Moment): boolean {
  return lead.notSent.length > (from?.lead.notSent.length ?? 0)
}

const isOfMail = ({ on }: { readonly on: string }): boolean => on === 'clicked' || on === 'replied'

/** What is listened for must be possible, and must still count. */
function checkListening({ track, moments }: Exploration, { tracks }: CompiledProgramme): readonly Finding[] {
  const others = new Set(tracks.filter((other) => other !== track).flatMap(textsIn))
  const problems: Finding[] = []
  for (const step of track.steps) {
    const mails = [
      ...new Set(
        kindOf(step)
          .acts(step)
          .filter(isOfMail)
          .map(({ of }) => of),
      ),
    ]
    if (mails.length === 0) continue
    const here = moments.filter(({ moment }) => moment.track === track && isListeningAt(moment, step.id))
    const [first] = here
    if (first === undefined) continue
    const had = ({ moment }: Explored, of: string): boolean =>
      moment.lead.sent.some(({ template }) => template !== null && isNamed(of, template))
    const never = mails.filter((of) => !others.has(of) && !here.some((explored) => had(explored, of)))
    for (const of of never) {
      problems.push({
        ...aboutStep(track, step),
        what: `no lead that comes here can have got ${of}, so nobody can click it or reply to it`,
        remedy: `Send ${of} before it on the same path, or listen for what was sent.`,
        code: 'P312',
        ...shown(first.moment),
      })
    }
    const acts = kindOf(step).acts(step)
    const isStale = ({ moment }: Explored): boolean =>
      !mails.some((of) => isNamed(of, moment.lead.sent.at(-1)?.template ?? ''))
    if (never.length > 0 || !acts.every(isOfMail) || !here.every(isStale)) continue
    const last = first.moment.lead.sent.at(-1)
    if (last === undefined) continue
    problems.push({
      ...aboutStep(track, step),
      what: `it listens for ${mails.join(' and ')}, but only what a lead does after the last touch counts, and that is ${last.template ?? last.step}`,
      remedy: 'Listen before the later touch, or for a click on that one.',
      code: 'P313',
      ...shown(first.moment),
    })
  }
  return problems
}

function isListeningAt({ state: { doing } }: Moment, step: string): boolean {
  return doing.is === 'listening' && doing.step === step
}

function isNamed(of: string, template: string): boolean {
  return of.endsWith('*') ? template.startsWith(of.slice(0, -1)) : of === template || of === 'mail'
}

function checkNeverMade(track: Track, made: ReadonlySet<string>): readonly Finding[] {
  const reached = reachedIn(track)
  return track.steps
    .filter(
      (step) => isTouch(step) && reached.has(step.id) && !made.has(nameOfTouch({ track: track.name, step: step.id })),
    )
    .map((step) => ({
      ...aboutStep(track, step),
      what: `${kindOf(step).says(step)} is never made: every lead that comes to it had it already, or none can come to it`,
      remedy: 'Take it out, give it other content, or mend the condition before it.',
      code: 'P303' as const,
    }))
}

/** Where there is nothing more for a lead: at the end, or at once. */
function checkEnds({ track, moments }: Exploration): readonly Finding[] {
  const problems: Finding[] = []
  const ends = moments.filter(({ moment }) => moment.returned === null && moment.state.doing.is === 'exhausted')
  const untouched = ends.find(({ moment }) => moment.lead.sent.length === 0)
  if (untouched) {
    problems.push({
      ...aboutTrack(track),
      what: 'a lead can come to the end of the track without a single touch',
      remedy: 'Give the way that it goes a touch.',
      code: 'P302',
      ...shown(untouched.moment),
    })
  }
  const first = ends.find(({ moment }) => moment.lead.sent.length > 0)
  if (first) {
    const { moment } = first
    const touches = moment.lead.sent.length
    problems.push({
      ...aboutTrack(track),
      what: `the shortest way through it is over on day ${dayOfLife(moment)}, after ${touches} touch${touches === 1 ? '' : 'es'}; from then on a lead is looked at every ${spell(track.exhausted.heartbeat)}, and gets nothing until the track has something new`,
      remedy: 'Add content before leads come there, or a step that brings them elsewhere.',
      code: 'P308',
      ...shown(moment),
    })
  }
  return problems
}

/** Where there is nothing more for a lead after a return. */
function checkReturns({ track, moments }: Exploration): readonly Finding[] {
  return recycleReasons.flatMap((reason) => {
    const back = moments.flatMap(({ ways }) =>
      ways.filter(({ choice }) => choice.is === 'return' && choice.reason === reason).map(({ to }) => to),
    )
    const [end] = back.map((to) => moments[to])
    if (end === undefined || bringsTouch(moments, back)) return []
    return [
      {
        ...aboutTrack(track),
        where: `track ${track.name}, onReturn.${reason}`,
        what: `a lead that sales returns for ${reason} gets nothing more, wherever it was`,
        remedy: 'Resume in a stage that still has something for it, or name an opening touch (open) or another track.',
        code: 'P309' as const,
        ...shown(end.moment),
      },
    ]
  })
}

function bringsTouch(moments: Exploration['moments'], from: readonly number[]): boolean {
  const seen = new Set<number>()
  const waiting = [...from]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    for (const { to, sent } of moments[at]?.ways ?? []) {
      if (sent.length > 0) return true
      waiting.push(to)
    }
  }
  return false
}

function checkWhole({ track, isWhole, moments }: Exploration): readonly Finding[] {
  if (isWhole) return []
  const what = `after ${moments.length} different moments of a lead its paths are not all explored: what is said of them may not be all`
  return [
    {
      ...aboutTrack(track),
      what,
      remedy: 'Divide the track in two, or put fewer branches side by side.',
      code: 'P316',
    },
  ]
}
