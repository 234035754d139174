import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { canonical, versionOf } from '../core/hash.ts'
import { currentTracks, type Definitions } from '../db/definitions.ts'
import { takeRows, type ListRow } from '../db/import-batch.ts'
import { advanceImport, openImport } from '../db/imports.ts'
import type { Pool } from '../db/pool.ts'
import { inRetriedTransaction } from '../db/retried.ts'
import { readHeader, readRecords, type CsvRecord, type Header } from './import-csv.ts'
import { problemsOf, type Mapping } from './import-mapping.ts'
import { ImportRefused, refusal } from './import-problems.ts'
import {
  countRefused,
  countRepair,
  countTaken,
  noCounts,
  rejectsOf,
  repairsOf,
  reportOf,
  total,
  type Counts,
  type ImportReport,
} from './import-report.ts'
import { inWords, readRecord, rowReader } from './import-row.ts'
import { openSideFile, type SideFile } from './import-side-file.ts'

export interface ImportOptions {
  readonly pool: Pool
  readonly definitions: Definitions
  readonly file: string
  readonly mapping: Mapping
  /** Who imports it. */
  readonly actor: string
  readonly onProgress?: (progress: ImportProgress) => void
  /** Ends the import after the batch under way; asked for again, it goes on from there. */
  readonly signal?: AbortSignal
  /** Only the first rows of the file. */
  readonly limit?: number
  /** The most leads to enrol in a second; without it, as fast as it goes. */
  readonly rate?: number
}

export interface ImportProgress {
  readonly rows: number
  readonly bytes: number
  /** Length of the file. */
  readonly size: number
}

const ROWS_AT_ONCE = 250

/**
 * Brings a list in, in batches that are each taken in as a whole or not at all: cut off, it goes on where it stopped, and
 * the same list again changes nothing. Whatever the size of the file, only one batch of it is in memory.
 * @throws ImportRefused when file or mapping have mistakes, or another process imports the same list
 */
export async function importLeads(options: ImportOptions): Promise<ImportReport> {
  const { pool, definitions, file, mapping, actor } = options
  const header = await readHeader(file)
  const { quality } = await definitions.quality(pool)
  const tracks = (await currentTracks(pool)).map(({ name }) => name)
  const problems = problemsOf(mapping, { file, columns: header.columns, facts: quality.facts, tracks })
  if (problems.length > 0) throw new ImportRefused(problems)

  const id = versionOf({ mapping, content: await hashOf(file) })
  const { bytes, counts } = await openImport(pool, { id, file, mapping: canonical(mapping), actor })
  const counted = { ...noCounts, ...(counts as Partial<Counts>) }
  const columns = ['import row', 'import reason', 'import what']
  const rejects = await openSideFile(rejectsOf(file), counted.at.rejects, [
    ...columns,
    'import remedy',
    ...header.columns,
  ])
  const repairs = await openSideFile(repairsOf(file), counted.at.repairs, [...columns, ...header.columns])
  const read = rowReader(mapping, header.columns, quality.facts)
  try {
    const work = new ListImport(options, id, { read, rejects, repairs }, bytes, counted)
    const finished = await work.run(header)
    return reportOf(work.counts, { id, file, finished, resumedAfter: counted.rows })
  } finally {
    await rejects.close()
    await repairs.close()
  }
}

interface Tools {
  readonly read: ReturnType<typeof rowReader>
  readonly rejects: SideFile
  readonly repairs: SideFile
}

/** One run through the file. */
class ListImport {
  readonly #options: ImportOptions
  readonly #id: string
  readonly #tools: Tools
  readonly #began = performance.now()
  readonly #before: Counts
  #bytes: number
  counts: Counts

  constructor(options: ImportOptions, id: string, tools: Tools, bytes: number, counts: Counts) {
    this.#options = options
    this.#id = id
    this.#tools = tools
    this.#bytes = bytes
    this.#before = counts
    this.counts = counts
  }

  /** Whether it came to the end of the file. */
  async run(header: Header): Promise<boolean> {
    const { file, limit = Infinity, rate = Infinity, signal, onProgress } = this.#options
    const atOnce = Math.min(ROWS_AT_ONCE, Math.ceil(rate))
    const start = this.#bytes === 0 ? header.start : { offset: this.#bytes, line: this.counts.at.line }
    let batch: CsvRecord[] = []
    for await (const record of readRecords(file, header, start)) {
      if (this.counts.rows + batch.length >= limit) {
        await this.#take(batch, false)
        return false
      }
      batch.push(record)
      if (batch.length < atOnce) continue
      await this.#take(batch, false)
      batch = []
      onProgress?.({ rows: this.counts.rows, bytes: this.#bytes, size: header.size })
      await this.#keepTo(rate)
      if (signal?.aborted) return false
    }
    await this.#take(batch, true)
    onProgress?.({ rows: this.counts.rows, bytes: header.size, size: header.size })
    return true
  }

  async #take(records: readonly CsvRecord[], finished: boolean): Promise<void> {
    const { read, rejects, repairs } = this.#tools
    const counts = structuredClone(this.counts)
    const accepted: ListRow[] = []
    const refused: string[][] = []
    const mended: string[][] = []
    for (const record of records) {
      const row = readRecord(read, record)
      const line = String(record.line)
      if ('refused' in row) {
        const { reason, what, remedy } = row.refused
        countRefused(counts, row.refused)
        refused.push([line, reason, what, remedy, ...record.cells])
        continue
      }
      accepted.push({ ...row.row, line: record.line })
      for (const repair of row.repairs) {
        countRepair(counts, repair)
        mended.push([line, repair.kind, inWords(repair), ...record.cells])
      }
    }
    counts.at.rejects = await rejects.write(counts.at.rejects, refused)
    counts.at.repairs = await repairs.write(counts.at.repairs, mended)
    counts.rows += records.length
    counts.at.line = records.at(-1)?.after.line ?? counts.at.line
    counts.seconds = this.#before.seconds + (performance.now() - this.#began) / 1000
    await this.#commit(accepted, counts, records.at(-1)?.after.offset ?? this.#bytes, finished)
  }

  /** Rows and their count together; from the start again where another door met the same people in another order. */
  async #commit(rows: readonly ListRow[], counts: Counts, bytes: number, finished: boolean): Promise<void> {
    const { pool, definitions, mapping, actor, file } = this.#options
    const list = { id: this.#id, source: mapping.source, actor }
    this.counts = await inRetriedTransaction(pool, async (tx) => {
      const counted = structuredClone(counts)
      for (const taken of await takeRows(tx, definitions, list, rows)) countTaken(counted, taken)
      const to = { rows: counted.rows, bytes, counts: counted, finished }
      if (await advanceImport(tx, this.#id, this.#bytes, to)) return counted
      throw refusal(file, 'another process imports it now', 'Wait for that one to end.')
    })
    this.#bytes = bytes
  }

  /** Waits until no more than `rate` leads were enrolled for each second of this run. */
  async #keepTo(rate: number): Promise<void> {
    const enrolled = total(this.counts.enrolled) - total(this.#before.enrolled)
    const ahead = (enrolled / rate) * 1000 - (performance.now() - this.#began)
    if (ahead > 0)
      await delay(ahead, undefined, this.#options.signal ? { signal: this.#options.signal } : {}).catch(() => {})
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
