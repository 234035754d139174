import { fitOf, openQuestions } from '../core/quality.ts'
import { explain } from '../core/score.ts'
import type { Definitions } from './definitions.ts'
import { handoffsOf, type Handoff } from './handoffs.ts'
import { factsOf, readLead, type Lead } from './leads.ts'
import { refusalsOf, type Refusal } from './refusals.ts'
import { scoresOf } from './scores.ts'
import type { Sql } from './pool.ts'
import { runningStops, type RunningStop } from './stops.ts'
import { waitingTracks } from './waiting.ts'
import { whyNot, type TouchFate } from './why-not.ts'

/** One touch of a lead and what became of it; `why` says in a sentence why it did not come, or not yet. */
export type TouchTold = TouchFate & {
  readonly id: number
  readonly channel: string
  readonly track: string
  readonly step: string
  readonly template: string | null
  readonly enrolment: number
  readonly pass: number
  readonly attempt: number
  readonly dueAt: number
  readonly settledAt: number | null
  readonly clicks: number
  readonly why: string | null
}

/** Everything that is known of one lead, and why: what happened, what holds now, what comes next. */
export interface Story {
  readonly lead: Pick<
    Lead,
    'id' | 'email' | 'firstName' | 'lastName' | 'company' | 'jobTitle' | 'phone' | 'country' | 'zone'
  >
  readonly names: readonly { readonly source: string; readonly alias: string }[]
  readonly lifecycle: Lead['lifecycle']
  readonly lifecycleChanges: readonly {
    at: number
    was: string | null
    became: string
    because: string | null
    actor: string
  }[]
  readonly owner: string | null
  readonly paused: number | null
  /** What of the lead's way is stopped now, for everybody. */
  readonly stops: readonly RunningStop[]
  readonly life: {
    readonly track: string | null
    readonly version: string | null
    readonly stage: string | null
    readonly theme: string | null
    readonly doing: Lead['doing']
    /** When it goes on by itself, ms: its next touch, deadline or look. */
    readonly wakesAt: number | null
    readonly enrolments: readonly {
      number: number
      track: string
      startedAt: number
      endedAt: number | null
      because: string | null
      /** A rule of the track ended it: `because` is the name of its goal or exit. */
      outcome: 'goal' | 'exit' | null
      /** The enrolment that it goes on with, where another track had the lead meanwhile or another version came. */
      continues: number | null
    }[]
    /** Tracks that the lead is to go on in when the one that has it lets it go. */
    readonly waiting: readonly { track: string; since: number; displaced: boolean }[]
    /** Goals that were reached. */
    readonly goals: readonly { track: string; name: string; at: number }[]
    /** Why it did not enter a track. */
    readonly refusals: readonly Refusal[]
  }
  /** What a person or a deadline of sales is awaited for, soonest first. A timer of the life itself is in Temporal. */
  readonly awaits: readonly { readonly what: string; readonly who: string; readonly until: number }[]
  readonly channels: Lead['channels']
  readonly consent: readonly {
    channel: string
    granted: boolean
    basis: string
    source: string
    at: number
    actor: string
  }[]
  readonly facts: readonly { name: string; value: string; at: number; source: string; actor: string; holds: boolean }[]
  readonly openQuestions: readonly string[]
  readonly score: { readonly grade: string; readonly explained: readonly string[] }
  readonly touches: readonly TouchTold[]
  readonly calls: readonly {
    id: string
    assignee: string
    dueAt: number
    doneAt: number | null
    result: string | null
    note: string | null
  }[]
  readonly verdicts: readonly { at: number; trigger: string; promoted: boolean; because: readonly string[] }[]
  readonly handoffs: readonly Handoff[]
  readonly events: readonly {
    seq: number
    at: number
    kind: string
    of: string | null
    actor: string
    note: string | null
    data: object
  }[]
  readonly alerts: readonly { at: number; what: string; detail: string }[]
}

/** The newest things of each sort that a story tells. */
const atMost = 500

/** Tells the story of a lead from Postgres alone. @throws {UnknownLead} */
export async function storyOf(sql: Sql, definitions: Definitions, id: string): Promise<Story> {
  const lead = await readLead(sql, id)
  const { quality } = await definitions.quality(sql)
  const facts = await factsOf(sql, id)
  const fit = fitOf(quality, facts)
  const handoffs = await handoffsOf(sql, id)
  const calls = await callsOf(sql, id)
  const list = async <Row extends object>(statement: string): Promise<readonly Row[]> =>
    (await sql.query<Row>(`${statement} limit ${atMost}`, [id])).rows
  return {
    lead: who(lead),
    names: await list(`select source, alias from lead_alias where lead_id = $1 order by source, alias`),
    lifecycle: lead.lifecycle,
    lifecycleChanges: await list(
      `select at, was, became, because, actor from lifecycle_change where lead_id = $1 order by at, seq`,
    ),
    owner: lead.owner,
    paused: lead.pausedAt,
    stops: await stopsFor(sql, definitions, lead),
    life: {
      track: lead.track,
      version: lead.version,
      stage: lead.state?.stage ?? null,
      theme: lead.state?.theme ?? null,
      doing: lead.doing,
      wakesAt: lead.wakesAt,
      enrolments: await list(
        `select number, track, started_at as "startedAt", ended_at as "endedAt", ended_because as because,
           outcome, continues
         from enrolment where lead_id = $1 order by number`,
      ),
      waiting: (await waitingTracks(sql, id)).map(({ track, since, displaced }) => ({ track, since, displaced })),
      goals: await list(`select track, name, at from goal_reached where lead_id = $1 order by at`),
      refusals: await refusalsOf(sql, id),
    },
    awaits: awaited(handoffs, calls),
    channels: lead.channels,
    consent: await list(
      `select channel, granted, basis, source, at, actor from consent where lead_id = $1 order by id`,
    ),
    facts: await list(
      `select name, value, at, source, actor, row_number() over (partition by name order by at desc, seq desc) = 1 as holds
       from fact where lead_id = $1 order by at, seq`,
    ),
    openQuestions: openQuestions(quality, facts).map(({ question }) => question),
    score: { grade: fit.grade, explained: explain(await scoresOf(sql, id), fit, lead.clock.now) },
    touches: await touchesOf(sql, lead),
    calls,
    verdicts: await list(`select at, trigger, promoted, because from verdict where lead_id = $1 order by seq`),
    handoffs,
    events: await newestEvents(sql, id),
    alerts: await list(`select at, what, detail from alert where lead_id = $1 order by id desc`),
  }
}

function who(lead: Lead): Story['lead'] {
  const { id, email, firstName, lastName, company, jobTitle, phone, country, zone } = lead
  return { id, email, firstName, lastName, company, jobTitle, phone, country, zone }
}

/** The stops that can meet this lead: of everything, of its track, of a touch that its track has. */
async function stopsFor(sql: Sql, definitions: Definitions, lead: Lead): Promise<readonly RunningStop[]> {
  const { track: name, version, doing } = lead
  if (name === null || version === null || doing === 'ended') return []
  const stops = await runningStops(sql)
  if (stops.length === 0) return []
  const { track } = await definitions.track(sql, name, version)
  const touches = track.steps.flatMap((step) => [step.id, ...('template' in step ? [step.template] : [])])
  return stops.filter(({ scope, name: stopped }) => {
    if (scope === 'all') return true
    return scope === 'track' ? stopped === name : touches.includes(stopped)
  })
}

function awaited(handoffs: readonly Handoff[], calls: Story['calls']): Story['awaits'] {
  const deadlines = handoffs
    .filter(({ closedAt }) => closedAt === null)
    .flatMap(({ owner, deadlines }) => deadlines.map(({ act, at }) => ({ what: act, who: owner, until: at })))
  const toCall = calls
    .filter(({ doneAt }) => doneAt === null)
    .map(({ assignee, dueAt }) => ({ what: 'call', who: assignee, until: dueAt }))
  return [...deadlines, ...toCall].toSorted((a, b) => a.until - b.until)
}

async function callsOf(sql: Sql, lead: string): Promise<Story['calls']> {
  const { rows } = await sql.query<Story['calls'][number]>(
    `select id, assignee, due_at as "dueAt", done_at as "doneAt", result, note from call_task where lead_id = $1 order by made_at`,
    [lead],
  )
  return rows
}

async function touchesOf(sql: Sql, lead: Lead): Promise<readonly TouchTold[]> {
  const { rows } = await sql.query<Omit<TouchTold, 'why'>>(
    `select id, channel, track, step, template, enrolment, pass, attempt, due_at as "dueAt", settled_at as "settledAt", state, reason, tries,
       (select count(*) from hit where touch_id = touch.id and judged = 'person' and because is null) as clicks
     from touch where lead_id = $1 order by id desc limit ${atMost}`,
    [lead.id],
  )
  return rows.toReversed().map((touch, index, all) => {
    const overtaken = touch.state === 'deferred' && (index < all.length - 1 || touch.enrolment !== lead.enrolment)
    return { ...touch, why: whyNot(touch, overtaken) }
  })
}

async function newestEvents(sql: Sql, lead: string): Promise<Story['events']> {
  const { rows } = await sql.query<Story['events'][number]>(
    `select seq, at, kind, of, actor, note, data from event where lead_id = $1 order by seq desc limit ${atMost}`,
    [lead],
  )
  return rows.toReversed()
}
