import type { Activities, Asked, Onto, Settled, SettleReason } from '../core/contract.ts'
import { trackWanted } from '../core/destination.ts'
import { listensFor } from '../core/listening.ts'
import { ontoFor } from '../core/moving.ts'
import { interestFact } from '../core/following.ts'
import { next } from '../core/next.ts'
import { mailsOf } from '../core/pieces.ts'
import { fitOf } from '../core/quality.ts'
import type { State } from '../core/state.ts'
import { factsAsked, type PinnedTrack, type Track } from '../core/track.ts'
import type { World } from '../core/walk.ts'
import { raiseAlert } from '../db/alerts.ts'
import { withdrawCall, withdrawCalls } from '../db/calls.ts'
import { readClock } from '../db/clock.ts'
import { currentVersion } from '../db/definitions.ts'
import { moveTo } from '../db/enrol.ts'
import { contentsHad } from '../db/ledger.ts'
import { factsOf, lockLead, storeLife, type Lead } from '../db/leads.ts'
import { cameBy, markMoved, moveOf } from '../db/moves.ts'
import { inTransaction, instant, type Sql } from '../db/pool.ts'
import { common } from './answer.ts'
import type { Deps } from './deps.ts'
import { calendarFor } from './place.ts'
import { cameHere, switchTrack, type Came } from './switching.ts'
import { interestOf } from './touch-mail.ts'

/**
 * A change of position without a touch: reads what is true of the lead now, moves it to another track or version where
 * its reason asks for it, and registers what it listens for from its new position.
 */
export function settle(deps: Deps): Activities['settle'] {
  return (asked) => inTransaction(deps.pool, (tx) => settleIn(tx, deps, asked))
}

async function settleIn(tx: Sql, deps: Deps, asked: Asked & { why: SettleReason }): Promise<Settled> {
  const { state, why } = asked
  const lead = await lockLead(tx, state.lead)
  const { quality } = await deps.definitions.quality(tx)
  const pinned = await deps.definitions.track(tx, asked.track, asked.version)
  const had = await contentsHad(tx, lead.id)
  const here = calendarFor(lead, pinned.track, quality.office, lead.clock.now)
  const switched = await switchTrack(tx, deps, asked, lead, { track: pinned.track, calendar: here })
  const moved =
    switched ??
    (why === 'moved' ? await moveOn(tx, deps, asked, lead) : await move(tx, deps, asked, lead, pinned.track, had))
  const track = moved?.pinned.track ?? pinned.track
  const facts = await trackFacts(tx, lead, track, quality)
  const calendar = calendarFor(lead, track, quality.office, lead.clock.now)
  const known = { facts, channels: lead.channels, had }
  const onto = moved && (await ontoOf(tx, deps, { track, calendar }, { ...state, ...known }, moved.enrolment, lead))
  const answer: Settled = {
    is: 'settled',
    why,
    clock: await readClock(tx),
    calendar,
    ...known,
    events: [],
    ...(moved ? { moved: { ...moved, ...(onto ? { onto } : {}) } } : {}),
  }
  if (why === 'ended') await endEnrolment(tx, state, lead.clock.now)
  await recordGoal(tx, asked, lead.clock.now)
  if (why === 'paused') {
    await raiseAlert(tx, {
      lead: lead.id,
      at: lead.clock.now,
      what: 'still paused',
      detail: 'The lead has been paused for 90 days. Resume it, or let it be.',
    })
  }
  const after = next({ track, calendar: answer.calendar }, state, answer, lead.clock.now).state
  const listens = listensFor(track, after)
  if (onto && state.doing.is === 'calling' && after.doing.is !== 'calling') {
    await withdrawCall(tx, state.doing.task, lead.clock.now, 'The step is not in the version that the lead moved to.')
  }
  const isOffItsWay = why === 'ruled' || (state.doing.is === 'ended' && state.doing.outcome !== undefined)
  if (isOffItsWay) await withdrawCalls(tx, lead.id, lead.clock.now, 'A rule of the track took the lead off its way.')
  // Steps of the former version mean nothing in the one that it is pinned to now: it begins again from its new place.
  const isElsewhere = onto !== undefined || moved?.resumes !== undefined || moved?.enters !== undefined
  // What woke it from so long a rest is heard already: begun again from that rest, nothing would wake it once more.
  const isWoken = (state.doing.is === 'exhausted' || state.doing.is === 'dormant') && after.doing.is !== state.doing.is
  await storeLife(tx, lead.id, { state: isElsewhere || isWoken ? after : state, after, listens })
  return { ...answer, ...(await common(tx, state, listens)) }
}

/** The facts that decide a way in the track; `grade` is fit as a letter, `interest` the theme that is clearly ahead. */
async function trackFacts(
  tx: Sql,
  lead: Lead,
  track: Track,
  quality: Parameters<typeof fitOf>[0],
): Promise<Record<string, string>> {
  const asked = factsAsked(track)
  const interest = (await interestOf(tx, lead, track)) ?? null
  const own = interest === null ? {} : { [interestFact]: interest }
  if (asked.length === 0) return own
  const known: Record<string, string> = await factsOf(tx, lead.id)
  const all = { ...known, grade: fitOf(quality, known).grade }
  return { ...Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name))), ...own }
}

async function move(
  tx: Sql,
  deps: Deps,
  { state, why, ...asked }: Asked & { why: SettleReason },
  lead: Lead,
  track: Track,
  had: readonly string[],
): Promise<Came | undefined> {
  // A second run of the same activity finds the lead moved already.
  if (lead.enrolment > state.enrolment && lead.track !== null && lead.version !== null) {
    return cameHere(tx, deps, lead)
  }
  const to = await destination(tx, deps, { state, why, ...asked }, track, had)
  if (to === undefined) return undefined
  const enrolment = await moveTo(tx, lead.id, { track: to.track.name, version: to.version }, lead.clock.now, why)
  return { pinned: to, enrolment, since: lead.lastSeq }
}

/** To the version that was published with the rule that leads move on to it; once, however often this is tried. */
async function moveOn(tx: Sql, deps: Deps, { state, ...asked }: Asked, lead: Lead): Promise<Came | undefined> {
  const runs = { track: asked.track, version: asked.version }
  const under = lead.enrolment === state.enrolment ? await moveOf(tx, lead.id, runs) : undefined
  if (under) {
    const number = await moveTo(tx, lead.id, { track: asked.track, version: under.to }, lead.clock.now, 'moved')
    await markMoved(tx, under.move, lead.id, number)
    const { track } = await deps.definitions.track(tx, asked.track, under.to)
    return { pinned: { version: under.to, track }, enrolment: number, since: lead.lastSeq }
  }
  if (lead.enrolment <= state.enrolment || lead.track === null || lead.version === null) return undefined
  return cameHere(tx, deps, lead)
}

/** How the lead goes on from where it stands, where it came to this enrolment by a move to another version. */
async function ontoOf(
  tx: Sql,
  deps: Deps,
  world: World,
  state: State,
  enrolment: number,
  lead: Lead,
): Promise<Onto | undefined> {
  const came = await cameBy(tx, lead.id, enrolment)
  if (came === undefined) return undefined
  const { track: from } = await deps.definitions.track(tx, came.track, came.from)
  return ontoFor(from, world, state, came.standIns, lead.clock.now)
}

async function destination(
  tx: Sql,
  deps: Deps,
  { state, why, ...asked }: Asked & { why: SettleReason },
  track: Track,
  had: readonly string[],
): Promise<PinnedTrack | undefined> {
  const wanted = trackWanted(track, why, state)
  if (wanted !== null) return current(tx, deps, wanted)
  if (why === 'exhausted' || (state.doing.is === 'exhausted' && (why === 'heartbeat' || why === 'signOfLife'))) {
    const newest = await current(tx, deps, asked.track)
    if (newest === undefined || newest.version === asked.version) return undefined
    const isNew = mailsOf(newest.track).some(({ content }) => !had.includes(content))
    return isNew ? newest : undefined
  }
  return undefined
}

async function current(tx: Sql, deps: Deps, name: string): Promise<PinnedTrack | undefined> {
  const version = await currentVersion(tx, 'track', name)
  if (version === undefined) {
    await raiseAlert(tx, {
      lead: null,
      at: (await readClock(tx)).now,
      what: 'track missing',
      detail: `A return or a rule leads to track ${name}, which is not published.`,
    })
    return undefined
  }
  const { track } = await deps.definitions.track(tx, name, version)
  return { version, track }
}

async function endEnrolment(tx: Sql, { lead, enrolment, doing }: State, now: number): Promise<void> {
  const { reason, outcome } = doing.is === 'ended' ? doing : { reason: 'ended', outcome: undefined }
  await tx.query(
    `update enrolment set ended_at = coalesce(ended_at, $3), ended_because = $4, outcome = $5
     where lead_id = $1 and number = $2 and outcome is null and (ended_at is null or ended_because = 'ended')`,
    [lead, enrolment, instant(now), reason, outcome ?? null],
  )
}

/** Keeps that the track's goal was reached, whether the enrolment ends by it or goes on. */
async function recordGoal(tx: Sql, { state, track }: Asked, now: number): Promise<void> {
  const { doing } = state
  const name =
    doing.is === 'ended' && doing.outcome === 'goal' ? doing.reason : doing.is === 'settling' ? doing.to?.goal : null
  if (!name) return
  await tx.query(
    `insert into goal_reached (lead_id, enrolment, track, name, at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [state.lead, state.enrolment, track, name, instant(now)],
  )
}
