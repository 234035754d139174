import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'

/** The list of real leads. It is no part of the project: it lies beside it, where there is one. */
export const listFile = fileURLToPath(new URL('../../../shared/data/x-education-leads.csv', import.meta.url))

/** What the list says of a person's deeds and of how it ended. None of it is imported: the engine does not know it. */
export interface Person {
  readonly tag: string
  readonly converted: boolean
  readonly lastActivity: string
  readonly visits: number
  /** On the web site, in all. */
  readonly seconds: number
  readonly origin: string
  readonly source: string
  /** Whom a list says that nobody may mail: they never get one, and come by themselves or not at all. */
  readonly doNotEmail: boolean
  readonly specialization: string
}

/** Everybody in the list by the address that `mapping.json` derives, in the order of the file; empty where it is absent. */
export function readPeople(): ReadonlyMap<string, Person> {
  if (!existsSync(listFile)) return new Map()
  const rows: Record<string, string>[] = parse(readFileSync(listFile), { columns: true })
  return new Map(rows.map((row) => [`${row['Prospect ID'] ?? ''}@leads.test`, personIn(row)]))
}

function personIn(row: Readonly<Record<string, string>>): Person {
  const text = (column: string): string => row[column] ?? ''
  return {
    tag: text('Tags'),
    converted: text('Converted') === '1',
    lastActivity: text('Last Activity'),
    visits: Number(text('TotalVisits')),
    seconds: Number(text('Total Time Spent on Website')),
    origin: text('Lead Origin'),
    source: text('Lead Source'),
    doNotEmail: text('Do Not Email') === 'Yes',
    specialization: text('Specialization'),
  }
}
