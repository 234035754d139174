import { only, type Sql } from './pool.ts'

/** How far the import of one list has come. */
export interface ImportState {
  readonly rows: number
  /** Bytes of the file that are done with: where to go on. */
  readonly bytes: number
  /** What is counted so far, in the importer's own terms. */
  readonly counts: unknown
}

/**
 * Opens an import that is new, goes on with one that was cut off, and begins one that came to its end anew: its rows are
 * known by then and change nothing.
 */
export async function openImport(
  tx: Sql,
  list: { id: string; file: string; mapping: string; actor: string },
): Promise<ImportState> {
  const { rows } = await tx.query<ImportState>(
    `insert into import (id, file, mapping, started_at, actor) values ($1, $2, $3, clock_now(), $4)
     on conflict (id) do update set
       started_at = case when import.finished_at is null then import.started_at else clock_now() end,
       rows_done = case when import.finished_at is null then import.rows_done else 0 end,
       bytes_done = case when import.finished_at is null then import.bytes_done else 0 end,
       counts = case when import.finished_at is null then import.counts else '{}' end,
       finished_at = null
     returning rows_done as rows, bytes_done as bytes, counts`,
    [list.id, list.file, list.mapping, list.actor],
  )
  return only(rows, 'import')
}

/**
 * Notes how far it has come from that byte on, in the transaction that takes the rows in: one import is one row, so that of two processes
 * at the same list only one goes on. False: it is the other.
 */
export async function advanceImport(
  tx: Sql,
  id: string,
  from: number,
  to: ImportState & { readonly finished: boolean },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update import set rows_done = $3, bytes_done = $4, counts = $5, finished_at = case when $6 then clock_now() end
     where id = $1 and bytes_done = $2 and finished_at is null`,
    [id, from, to.rows, to.bytes, JSON.stringify(to.counts), to.finished],
  )
  return rowCount === 1
}
