import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A list with everything that runs it. Paths are absolute. */
export interface Subject {
  readonly name: string
  /** What the mails say of their sender. */
  readonly sender: { readonly name: string; readonly address: string; readonly postalAddress: string }
  readonly programme: string
  readonly mapping: string
  readonly list: string
  /** Module of the audience's behaviour; the sample's own where none is given. */
  readonly behaviour?: string
  /** Module that says what people do without having got a mail. */
  readonly unprompted?: string
  /** Who may never get a mail, as a column of the list says; read without our importer. */
  readonly closed: {
    readonly address: (row: Readonly<Record<string, string>>) => string
    readonly column: string
    readonly open: string
  }
}

/** Built code lies one folder deeper than the sources, and has no examples beside it. */
function inRepository(path: string): string {
  const places = [`../${path}`, `../../${path}`].map((place) => fileURLToPath(new URL(place, import.meta.url)))
  return places.find((place) => existsSync(place)) ?? places[0] ?? path
}

const subjects: readonly Subject[] = [
  {
    name: 'x-education',
    sender: {
      name: 'X Education',
      address: 'hello@x-education.test',
      postalAddress: 'X Education, 1 Example Road, Mumbai 400001',
    },
    programme: inRepository('examples/x-education'),
    mapping: inRepository('examples/x-education/mapping.json'),
    // Real data is no part of the project: it lies beside it.
    list: inRepository('../shared/data/x-education-leads.csv'),
    behaviour: inRepository('examples/x-education/audience.ts'),
    unprompted: inRepository('examples/x-education/unprompted.ts'),
    closed: { address: (row) => `${row['Prospect ID'] ?? ''}@leads.test`, column: 'Do Not Email', open: 'No' },
  },
  {
    name: 'sample',
    sender: {
      name: 'Ledgerline',
      address: 'hello@ledgerline.test',
      postalAddress: 'Ledgerline, 1 Example Street, 10115 Berlin',
    },
    programme: inRepository('.'),
    mapping: inRepository('examples/sample/mapping.json'),
    list: inRepository('examples/sample/leads.csv'),
    closed: { address: (row) => row['Email'] ?? '', column: 'Opt out', open: 'No' },
  },
]

export const subjectNames = subjects.map(({ name }) => name)

export function subjectNamed(name: string): Subject | undefined {
  return subjects.find((subject) => subject.name === name)
}
