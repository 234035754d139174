import type { Busiest } from '../core/busiest.ts'
import type { Change } from '../core/change.ts'
import { diff, type TemplateWords, type Whole } from '../core/diff.ts'
import { effectOf, openPlaces, pastIt, type Effect, type InFlight } from '../core/effect.ts'
import { standIns } from '../core/onto.ts'
import { contentsOf } from '../core/pieces.ts'
import { isTouch } from '../core/steps.ts'
import type { Track } from '../core/track.ts'
import type { Definitions } from '../db/definitions.ts'
import { inFlight } from '../db/in-flight.ts'
import type { Pool } from '../db/pool.ts'
import { lastPublication, versionsAt, type Versions } from '../db/publications.ts'
import { versionsOf, type Publication } from '../db/publish.ts'
import { allReps } from '../db/reps.ts'
import type { CompiledTemplate, Segment } from '../mail/compile.ts'
import { busiestDays } from './plan-busiest.ts'
import { contentOf, type MoveRule, type Plan } from './plan-file.ts'

/** What a plan does, for people. */
export interface PlanTold {
  readonly plan: Plan
  /** Nothing becomes current by it. */
  readonly isEmpty: boolean
  readonly changes: readonly Change[]
  /** Mails whose text part changed. */
  readonly texts: readonly { readonly name: string; readonly was: string; readonly is: string }[]
  /** Tracks that get another version and have leads in flight. */
  readonly tracks: readonly TrackTold[]
}

export interface TrackTold extends MoveRule {
  readonly track: string
  readonly from: string
  readonly to: string
  /** Leads in flight by the version that they run. */
  readonly running: Readonly<Record<string, number>>
  /** Leads on the former version, by where they stand. */
  readonly standing: readonly { readonly step: string; readonly doing: string; readonly leads: number }[]
  /** How many had what a change is about: they keep what they had. */
  readonly past: readonly { readonly step: string; readonly leads: number }[]
  /** What the rule gives and takes, of those that it moves. */
  readonly effect: Effect
  /** Steps that nothing stands in for yet, with how many leads, and what comes after them. */
  readonly open: readonly { readonly step: string; readonly leads: number; readonly suggested: string | null }[]
  /** Calls that are open and that the new version lacks: they are taken back. */
  readonly callsTakenBack: number
  /** The days to which the move adds most mails and calls, as far as they are what moved leads come to next. */
  readonly busiest: readonly Busiest[]
}

export type Leads = Readonly<Record<string, MoveRule>>

/** Compares a programme with what is published, and says whom it touches. */
export async function makePlan(
  pool: Pool,
  definitions: Definitions,
  programme: Publication,
  asked: { readonly leads: Leads; readonly by: string },
): Promise<PlanTold> {
  const { tracks, templates, quality, reps } = programme
  const publication: Publication = { tracks, templates, quality, reps }
  const versions = await versionsAt(pool)
  const was = await published(pool, definitions, versions)
  const to: Whole = { tracks, quality, reps, templates: templates.map(({ compiled }) => wordsOf(compiled)) }
  const becomes = versionsOf(publication)
  const flights = new Map<string, readonly InFlight[]>()
  for (const name of Object.keys(versions.track)) flights.set(name, await inFlight(pool, name))
  const changed = becomes.filter(
    ({ kind, name, version }) => kind === 'track' && name in versions.track && versions.track[name] !== version,
  )
  const changes = diff(was, to)
  const told: TrackTold[] = []
  for (const { name, version } of changed) {
    const from = was.tracks.find((track) => track.name === name)!
    const becoming = tracks.find((track) => track.name === name)!
    const rule = asked.leads[name] ?? { rule: 'finish', standIns: {} }
    const pair = { from: versions.track[name]!, to: version }
    const move = { from, version: pair.from, to: becoming, standIns: standIns(from, becoming, rule.standIns) }
    const busiest = rule.rule === 'move' ? await busiestDays(pool, move, quality.office) : []
    told.push({ ...tellTrack(from, becoming, pair, rule, flights.get(name) ?? [], changes), busiest })
  }
  const leads = Object.fromEntries(told.map(({ track, rule, standIns }) => [track, { rule, standIns }]))
  const plan: Plan = {
    format: 1,
    madeAt: new Date().toISOString(),
    madeBy: asked.by,
    against: { publication: await lastPublication(pool), versions, running: runningIn(flights) },
    leads,
    content: contentOf(publication),
    publication,
  }
  const isCurrent = becomes.every(({ kind, name, version }) => versions[kind][name] === version)
  const isEmpty = isCurrent && changes.every(({ of, kind }) => of !== 'rep' && kind === 'removed')
  return { plan, isEmpty, changes, texts: textsOf(was, to), tracks: told }
}

function tellTrack(
  from: Track,
  to: Track,
  versions: { readonly from: string; readonly to: string },
  { rule, standIns: said }: MoveRule,
  all: readonly InFlight[],
  changes: readonly Change[],
): Omit<TrackTold, 'busiest'> {
  const here = all.filter(({ version }) => version === versions.from)
  const mapping = standIns(from, to, said)
  const moves = rule === 'move'
  const gone = (step: string | null): boolean => step !== null && !to.steps.some(({ id }) => id === step)
  return {
    track: to.name,
    ...versions,
    rule,
    standIns: said,
    running: countBy(all, ({ version }) => version),
    standing: Object.entries(countBy(here, ({ step, doing }) => `${doing}\n${step ?? ''}`)).map(([key, leads]) => {
      const [doing = '', step = ''] = key.split('\n')
      return { step, doing, leads }
    }),
    past: pastChanges(from, here, changes),
    effect: moves ? effectOf(from, to, mapping, here) : { gains: [], losses: [] },
    open: moves
      ? openPlaces(from, to, said, here).map((place) => ({ ...place, suggested: mapping[place.step] ?? null }))
      : [],
    callsTakenBack: moves ? sum(here.filter(({ doing, step }) => doing === 'calling' && gone(step))) : 0,
  }
}

/** Of the changed steps that are touches, how many leads had them before. */
function pastChanges(from: Track, here: readonly InFlight[], changes: readonly Change[]): TrackTold['past'] {
  const steps = new Set(
    changes.filter(({ of, name }) => of === 'track' && name === from.name).flatMap(({ step }) => step ?? []),
  )
  return from.steps.flatMap((step) => {
    if (!steps.has(step.id) || !isTouch(step)) return []
    const leads = contentsOf(step).length === 1 ? pastIt(here, contentsOf(step)[0]!) : 0
    return leads === 0 ? [] : [{ step: step.id, leads }]
  })
}

function countBy(groups: readonly InFlight[], keyOf: (group: InFlight) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const group of groups) counts[keyOf(group)] = (counts[keyOf(group)] ?? 0) + group.leads
  return counts
}

function sum(groups: readonly InFlight[]): number {
  return groups.reduce((total, { leads }) => total + leads, 0)
}

export function runningIn(flights: ReadonlyMap<string, readonly InFlight[]>): Plan['against']['running'] {
  return Object.fromEntries(
    [...flights].map(([track, groups]) => [track, [...new Set(groups.map(({ version }) => version))].toSorted()]),
  )
}

/** All that is published now, as it is compared. */
async function published(pool: Pool, definitions: Definitions, versions: Versions): Promise<Whole> {
  const tracks = await Promise.all(
    Object.entries(versions.track).map(async ([name, version]) => (await definitions.track(pool, name, version)).track),
  )
  const templates = await Promise.all(
    Object.entries(versions.template).map(async ([name, version]) =>
      wordsOf(await definitions.template(pool, name, version)),
    ),
  )
  const quality = Object.keys(versions.quality).length === 0 ? null : (await definitions.quality(pool)).quality
  return { tracks, templates, quality, reps: await allReps(pool) }
}

function wordsOf(compiled: unknown): TemplateWords {
  const { template, version, subject, preheader, text } = compiled as CompiledTemplate
  const { name, subject: _subject, preheader: _preheader, ...facts } = template
  return { name, version, subject: joined(subject), preheader: joined(preheader), text: joined(text), facts }
}

function joined(segments: readonly Segment[]): string {
  return segments.map((segment) => ('lit' in segment ? segment.lit : `{{${segment.field}}}`)).join('')
}

function textsOf(was: Whole, is: Whole): PlanTold['texts'] {
  const before = new Map(was.templates.map((template) => [template.name, inFull(template)]))
  return is.templates.flatMap((template) => {
    const old = before.get(template.name)
    const now = inFull(template)
    return old === undefined || old === now ? [] : [{ name: template.name, was: old, is: now }]
  })
}

function inFull({ subject, preheader, text }: TemplateWords): string {
  return [`Subject: ${subject}`, ...(preheader === '' ? [] : [`Preheader: ${preheader}`]), '', text, ''].join('\n')
}
