import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { subjectNamed, type Subject } from './measure-subjects.ts'

/** The sample as a list of so many rows; where it has fewer, its people come again under other ids and addresses. */
export function chaosSubject(rows: number, folder: string): Subject {
  const subject = subjectNamed('sample')
  if (subject === undefined) throw new Error('there is no sample')
  const people = parse(readFileSync(subject.list, 'utf8'), {
    columns: true,
    relax_column_count: true,
    relax_quotes: true,
    bom: true,
  }) as Record<string, string>[]
  const all = Array.from({ length: rows }, (_, n) => {
    const person = people[n % people.length] ?? {}
    const round = Math.floor(n / people.length)
    if (round === 0) return person
    return { ...person, Id: `${person['Id']}-${round}`, Email: (person['Email'] ?? '').replace('@', `+${round}@`) }
  })
  const list = join(folder, 'leads.csv')
  writeFileSync(list, stringify(all, { header: true }))
  return { ...subject, list }
}
