import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { importLeads } from './import.ts'
import { loadMapping } from './import-mapping.ts'
import { shippedProgramme } from './programme.ts'

/**
 * Imports the sample that ships; leads that are there already stay as they are. Says what came of it, in a sentence.
 * @param limit only so many rows of it
 */
export async function importSample(pool: Pool, dataDir: string, limit: number | undefined): Promise<string> {
  const sample = sampleFolder()
  // A copy, so that what is written beside the list goes to the demo's own folder.
  const file = join(dataDir, 'sample', 'leads.csv')
  mkdirSync(dirname(file), { recursive: true })
  copyFileSync(join(sample, 'leads.csv'), file)
  const report = await importLeads({
    pool,
    definitions: new Definitions(),
    file,
    mapping: await loadMapping(join(sample, 'mapping.json')),
    actor: 'demo',
    ...(limit === undefined ? {} : { limit }),
  })
  if (report.new === 0) return 'The leads of the sample are there already.'
  const refused = Object.values(report.refused).reduce((sum, times) => sum + times, 0)
  const beside = report.rejects === null ? '' : ` (see ${report.rejects})`
  return `The sample: ${report.new} leads in ${report.rows} rows; ${report.repeated} came twice, ${refused} were refused${beside}.`
}

/** Built code lies one folder deeper than the sources. */
function sampleFolder(): string {
  const places = [shippedProgramme, dirname(shippedProgramme)].map((root) => join(root, 'examples', 'sample'))
  const found = places.find((place) => existsSync(join(place, 'leads.csv')))
  if (found === undefined)
    throw new Error(`The sample leads are missing: there is no leads.csv in ${places.join(' or ')}.`)
  return found
}
