import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { parse, type Info } from 'csv-parse'
import { parse as parseText } from 'csv-parse/sync'
import { refusal, unreadable } from './import-problems.ts'

/** A place between two records: bytes before it, and the line that begins there, counted from 1. */
export interface Place {
  readonly offset: number
  readonly line: number
}

/** How a list begins. */
export interface Header {
  readonly columns: readonly string[]
  readonly delimiter: string
  /** Where the first record begins. */
  readonly start: Place
  /** Length of the file in bytes. */
  readonly size: number
}

/** One record of the list, or one line that is none. */
export interface CsvRecord {
  /** Where it begins. */
  readonly line: number
  readonly after: Place
  readonly cells: readonly string[]
  /** Why it is no record. */
  readonly broken?: string
  /** Its quotes did not match; it reads as a record when they are taken as letters. */
  readonly quotesAreLetters?: boolean
}

/** No record of a list of leads is longer; a quote that nobody closes ends here. */
const RECORD_AT_MOST = 256 * 1024

/** @throws ImportRefused when the file cannot be read or has no header */
export async function readHeader(file: string): Promise<Header> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
  try {
    const { size } = await handle.stat()
    const first = await readLine(handle, 0).catch((error: unknown) => {
      throw unreadable(file, error)
    })
    const line = first.toString('utf8').replace(/^\uFEFF/, '')
    const delimiter = delimiterOf(line)
    const columns = oneRecord(line, delimiter, false)?.map((name) => name.trim()) ?? []
    if (columns.filter((name) => name !== '').length === 0) {
      throw refusal(file, 'its first line names no columns', 'Give the list a header line.')
    }
    return { columns, delimiter, start: { offset: first.length, line: 2 }, size }
  } finally {
    await handle.close()
  }
}

/** Lists come with commas, from spreadsheets of half of Europe with semicolons, and with tabs. */
function delimiterOf(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const [best = ','] = [',', ';', '\t', '|'].sort((a, b) => bare.split(b).length - bare.split(a).length)
  return best
}

/**
 * Reads the records from a place on, as a stream. A line that cannot be read is given as broken and costs no other: after
 * a quote that is never closed, reading begins anew with the next line.
 */
export async function* readRecords(
  file: string,
  { columns, delimiter }: Header,
  from: Place,
): AsyncGenerator<CsvRecord> {
  let place = from
  const handle = await open(file)
  try {
    for (;;) {
      const reached = yield* readUntilBroken(file, columns.length, delimiter, place)
      if (reached === 'end') return
      place = reached.at
      const line = await readLine(handle, place.offset)
      if (line.length === 0) return
      const after = { offset: place.offset + line.length, line: place.line + 1 }
      const text = line.toString('utf8').replace(/\r?\n$/, '')
      const cells = oneRecord(text, delimiter, true)
      if (cells?.length === columns.length) yield { line: place.line, after, cells, quotesAreLetters: true }
      else yield { line: place.line, after, cells: cells ?? [text], broken: reached.why }
      place = after
    }
  } finally {
    await handle.close()
  }
}

async function* readUntilBroken(
  file: string,
  width: number,
  delimiter: string,
  from: Place,
): AsyncGenerator<CsvRecord, 'end' | { at: Place; why: string }> {
  const parser = parse({
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    max_record_size: RECORD_AT_MOST,
  })
  const stream = createReadStream(file, { start: from.offset })
  stream.on('error', (error) => parser.destroy(error))
  stream.pipe(parser)
  let place = from
  try {
    for await (const given of parser) {
      const { record, raw, info } = given as { record: string[]; raw: string; info: Info }
      const { line } = place
      const lines = raw.trimEnd().split('\n').length
      const fits = record.length === width
      if (!fits && lines > 1) return { at: place, why: 'a quote in it is never closed' }
      place = { offset: from.offset + info.bytes, line: line + lines }
      if (record.length === 1 && record[0] === '') continue
      if (fits) yield { line, after: place, cells: record }
      else yield { line, after: place, cells: record, broken: `it has ${record.length} cells, the header ${width}` }
    }
    return 'end'
  } catch (error) {
    if (!isAboutQuotes(error)) throw error
    return { at: place, why: 'its quotes do not match' }
  } finally {
    stream.destroy()
  }
}

function isAboutQuotes(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /QUOTE|MAX_RECORD_SIZE/.test(code)
}

/** The cells of one line; undefined when it is no record. `relaxed` takes a stray quote as a letter. */
function oneRecord(line: string, delimiter: string, relaxed: boolean): string[] | undefined {
  try {
    const [record] = parseText(line, { delimiter, relax_quotes: relaxed, relax_column_count: true })
    return record
  } catch {
    return undefined
  }
}

/** The line that begins at this byte, with its end; empty at the end of the file. */
async function readLine(handle: FileHandle, offset: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(RECORD_AT_MOST), position: offset })
  const end = buffer.subarray(0, bytesRead).indexOf('\n')
  return buffer.subarray(0, end === -1 ? bytesRead : end + 1)
}
