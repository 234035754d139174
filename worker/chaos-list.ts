import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { subjectNamed, type Subject } from './measure-subjects.ts'

/** The sample as a list of so many rows. */
export function chaosSubject(rows: number, folder: string): Subject {
  const subject = sample()
  return { ...subject, list: writeList(join(folder, 'leads.csv'), subject.list, { rows }) }
}

/** The sample that ships. */
export function sample(): Subject {
  const subject = subjectNamed('sample')
  if (subject === undefined) throw new Error('there is no sample')
  return subject
}

/**
 * Writes so many people of a list, and returns the file. Where it has fewer, its people come again, under other ids and
 * addresses and at other companies: no account grows with the list.
 * @param first number of the first of them; without it, 0
 */
export function writeList(
  file: string,
  from: string,
  { rows, first = 0 }: { readonly rows: number; readonly first?: number },
): string {
  const people = parse(readFileSync(from, 'utf8'), {
    columns: true,
    relax_column_count: true,
    relax_quotes: true,
    bom: true,
  }) as Record<string, string>[]
  const all = Array.from({ length: rows }, (_, nth) => {
    const n = first + nth
    const person = people[n % people.length] ?? {}
    const round = Math.floor(n / people.length)
    if (round === 0) return person
    return { ...person, Id: `${person['Id']}-${round}`, Email: (person['Email'] ?? '').replace('@', `@r${round}-`) }
  })
  writeFileSync(file, stringify(all, { header: true }))
  return file
}
