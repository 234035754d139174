/** The interest of a simulated lead, by theme: kept only where a track of its programme follows it. */
import type { BehaviourKind } from './event.ts'
import { areaOfInterest } from './following.ts'
import { treat } from './score.ts'
import { entriesFor } from './scoring.ts'
import type { RunningProgramme, SimulatedLead } from './simulated-lead.ts'
import type { ScoreTreatment, Track } from './track.ts'

/** Adds what an act is worth, as the quality definition says. */
export function score(
  lead: SimulatedLead,
  act: { readonly kind: BehaviourKind; readonly of: string },
  at: number,
): void {
  const { programme } = lead
  if (!isFollowed(programme)) return
  const isOfMail = act.kind === 'clicked' || act.kind === 'replied'
  const theme = isOfMail ? programme.mailThemes?.[act.of] : undefined
  lead.scores = [...lead.scores, ...entriesFor(programme.quality, act, { at, theme })]
}

/** Keeps, halves or resets what its interest is worth, as the reason of a return says. */
export function treatScores(lead: SimulatedLead, treatment: ScoreTreatment, at: number, cause: string): void {
  lead.scores = [...lead.scores, ...treat(lead.scores, treatment, at, cause)]
}

/** Its area of interest; undefined where the track does not follow that. */
export function interestOf({ scores }: SimulatedLead, { follows }: Track, now: number): string | null | undefined {
  return follows && areaOfInterest(scores, now, follows)
}

const followed = new WeakMap<RunningProgramme, boolean>()

function isFollowed(programme: RunningProgramme): boolean {
  let is = followed.get(programme)
  if (is === undefined) {
    is = Object.values(programme.tracks).some(({ follows }) => follows !== undefined)
    followed.set(programme, is)
  }
  return is
}
