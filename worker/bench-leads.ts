import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { benchTrack } from './bench-programme.ts'
import { parseMapping } from './import-mapping.ts'
import { importLeads } from './import.ts'

/** The list's own id of a lead, by its number; the API knows a lead by it, too. */
export const idOf = (nth: number): string => `lead-${nth}`

const mapping = parseMapping(
  {
    source: 'segment',
    key: 'Id',
    fields: { email: 'Email', firstName: 'First name', lastName: 'Last name', company: 'Company', country: 'Country' },
    facts: {
      persona: { otherwise: 'finance' },
      industry: { otherwise: 'manufacturing' },
      companySize: { otherwise: '1000-4999' },
      role: { otherwise: 'decides' },
    },
    permission: { email: { otherwise: true, basis: 'opt_in' } },
    track: benchTrack,
  },
  'the mapping of the benchmarks',
)

/** Imports a list of made-up leads, all of whom may get mail, and enrols them. @returns their ids, in the list's order */
export async function bringLeads(pool: Pool, leads: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-list-'))
  try {
    const file = join(folder, 'leads.csv')
    const rows = Array.from(
      { length: leads },
      (_, i) => `${idOf(i)},${idOf(i)}@company-${i % 500}.test,Ida,Norlund,Company ${i % 500},DE`,
    )
    await writeFile(file, `${['Id,Email,First name,Last name,Company,Country', ...rows].join('\n')}\n`)
    const report = await importLeads({ pool, definitions: new Definitions(), file, mapping, actor: 'bench' })
    if ((report.enrolled[benchTrack] ?? 0) !== leads)
      throw new Error(`of ${leads} leads, these were enrolled: ${JSON.stringify(report.enrolled)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const { rows } = await pool.query<{ lead: string; alias: string }>(
    `select lead_id as lead, alias from lead_alias where source = 'segment'`,
  )
  const byAlias = new Map(rows.map(({ lead, alias }) => [alias, lead]))
  return Array.from({ length: leads }, (_, i) => byAlias.get(idOf(i)) ?? '')
}
