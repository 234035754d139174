import type { TakenRow } from '../db/import-batch.ts'
import type { Refusal, Repair } from './import-row.ts'

type Tally = Record<string, number>

/** What an import counted; kept with it in Postgres, so that one that was cut off goes on counting. */
export interface Counts {
  /** Where it stands: the line of the file that comes next, and the bytes of the two files beside it. */
  at: { line: number; rejects: number; repairs: number }
  rows: number
  new: number
  /** Leads that were there before, by the list's own id or by their address (R47). */
  matched: number
  /** The same person again within this list. */
  repeated: number
  /** Of the matched and repeated: those of whom more is known now. */
  updated: number
  refused: Tally
  repaired: Tally
  enrolled: Tally
  notEnrolled: Tally
  /** Channels that the list opens and that stay closed, since somebody withdrew or barred them before. */
  keptClosed: number
  /** Answers that the mapping or the quality definition does not know, by what they were for. */
  unknownValues: Record<string, Tally>
  seconds: number
}

export const noCounts: Counts = {
  at: { line: 2, rejects: 0, repairs: 0 },
  rows: 0,
  new: 0,
  matched: 0,
  repeated: 0,
  updated: 0,
  refused: {},
  repaired: {},
  enrolled: {},
  notEnrolled: {},
  keptClosed: 0,
  unknownValues: {},
  seconds: 0,
}

export interface ImportReport extends Omit<Counts, 'at'> {
  /** The import: the same file with the same mapping is the same one. */
  readonly id: string
  /** False: it was stopped before the end of the file, and goes on there when it is asked for again. */
  readonly finished: boolean
  /** Rows that were done with before this run began. */
  readonly resumedAfter: number
  /** The part of the rows that brought nobody new: matched, repeated or refused. */
  readonly shareDuplicateOrUnusable: number
  /** The files beside the list; null where there was nothing to write. */
  readonly rejects: string | null
  readonly repairs: string | null
}

/** Enough to see what is wrong with a column; a column of free text would fill the memory. */
const UNKNOWN_VALUES_AT_MOST = 50

export function countTaken(counts: Counts, taken: TakenRow): void {
  counts[taken.was] += 1
  if (taken.updated) counts.updated += 1
  counts.keptClosed += taken.keptClosed
  if (taken.enrolled === null) return
  if ('track' in taken.enrolled) add(counts.enrolled, taken.enrolled.track)
  else add(counts.notEnrolled, taken.enrolled.not)
}

export function countRefused(counts: Counts, { reason }: Refusal): void {
  add(counts.refused, reason)
}

export function countRepair(counts: Counts, { kind, where, was }: Repair): void {
  add(counts.repaired, kind)
  if (kind !== 'unknown_value') return
  const values = (counts.unknownValues[where] ??= {})
  const isListed = Object.hasOwn(values, was) || Object.keys(values).length < UNKNOWN_VALUES_AT_MOST
  add(values, isListed ? was : '…')
}

function add(tally: Tally, name: string): void {
  tally[name] = (tally[name] ?? 0) + 1
}

export function total(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0)
}

export function reportOf(
  { at, ...counts }: Counts,
  run: { id: string; file: string; finished: boolean; resumedAfter: number },
): ImportReport {
  const { file, ...rest } = run
  const nobodyNew = counts.matched + counts.repeated + total(counts.refused)
  return {
    ...counts,
    ...rest,
    shareDuplicateOrUnusable: counts.rows === 0 ? 0 : nobodyNew / counts.rows,
    rejects: at.rejects > 0 ? rejectsOf(file) : null,
    repairs: at.repairs > 0 ? repairsOf(file) : null,
  }
}

export const rejectsOf = (file: string): string => `${file}.rejects.csv`
export const repairsOf = (file: string): string => `${file}.repairs.csv`
