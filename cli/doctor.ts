import type { Command } from 'commander'
import pLimit from 'p-limit'
import pc from 'picocolors'
import type { Finding } from '../worker/doctor-finding.ts'
import type { Repaired } from '../worker/doctor-repair.ts'
import { Mistake } from './mistake.ts'
import { count, print, printFigures } from './print.ts'
import { findDatabase, withSession } from './session.ts'
import { findTemporal, type TemporalSettings } from './temporal-settings.ts'

interface Options {
  readonly repair?: boolean
  readonly json?: boolean
}

/** The last line of `--json`. */
interface Summary {
  readonly leads: number
  readonly workflows: number
  readonly found: number
  readonly repaired: number
  /** Of each kind, how many were found and are not repaired. */
  readonly left: Readonly<Record<string, number>>
}

/** Of each kind, so many are told in words. */
const mostTold = 20
const repairsAtOnce = 8

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('find where Postgres and Temporal differ, as after a restore, and what nobody works on any more')
    .option('--repair', 'mend what is found; without it nothing is changed')
    .option('--json', 'one object per line, the last one a summary')
    .addHelpText(
      'after',
      `
Needs DATABASE_URL and TEMPORAL_ADDRESS, and TEMPORAL_NAMESPACE and TASK_QUEUE where the workers have them.
Ends with 1 where something is found and not mended. docs/doctor.md says what each finding means.`,
    )
    .action(async ({ repair = false, json = false }: Options) => {
      const temporal = findTemporal()
      const { knowAttributes, withTemporal } = await import('./temporal.ts')
      const { examine } = await import('../worker/doctor.ts')
      const summary = await withSession((session) =>
        withTemporal(temporal, async (client) => {
          if (!json) print(pc.dim(`Postgres at ${hostOf(findDatabase())}, Temporal at ${placeOf(temporal)}`))
          // A Temporal store that is new knows none of the search attributes with which lives begin.
          if (repair) await knowAttributes(temporal)
          const { pool, definitions } = session
          const { taskQueue } = temporal
          const tally = newTally()
          for await (const report of examine({ pool, client, definitions, taskQueue })) {
            tally.saw(report)
            for (const finding of report.findings) tell(finding, tally.found(finding), { repair, json })
            if (!repair) continue
            const limit = pLimit(repairsAtOnce)
            await Promise.all(
              report.findings.map((finding) => limit(async () => tally.mended(finding, await mend(finding, json)))),
            )
          }
          return tally.summary()
        }),
      )
      if (json) print(JSON.stringify(summary))
      else conclude(summary, repair)
      const left = Object.values(summary.left).reduce((sum, times) => sum + times, 0)
      if (left > 0) throw new Mistake(repair ? `${count(left, 'finding')} left.` : `${count(left, 'finding')}.`)
    })
}

function newTally() {
  const seen = { leads: 0, workflows: 0 }
  const found = new Map<string, number>()
  const mended = new Map<string, number>()
  const add = (to: Map<string, number>, kind: string): number => {
    const times = (to.get(kind) ?? 0) + 1
    to.set(kind, times)
    return times
  }
  const sum = (of: Map<string, number>): number => [...of.values()].reduce((total, times) => total + times, 0)
  return {
    saw({ leads, workflows }: { readonly leads: number; readonly workflows: number }): void {
      seen.leads += leads
      seen.workflows += workflows
    },
    found: ({ kind }: Finding): number => add(found, kind),
    mended({ kind }: Finding, repaired: Repaired): void {
      if (repaired.done) add(mended, kind)
    },
    summary: (): Summary => ({
      ...seen,
      found: sum(found),
      repaired: sum(mended),
      left: Object.fromEntries(
        [...found]
          .map(([kind, times]) => [kind, times - (mended.get(kind) ?? 0)] as const)
          .filter(([, times]) => times > 0),
      ),
    }),
  }
}

/** Says what is wrong, and what is about to be done, before it is done. */
function tell(finding: Finding, times: number, { repair, json }: { repair: boolean; json: boolean }): void {
  const { kind, lead, what, remedy } = finding
  const byDoctor = finding.repair !== null
  if (json) return print(JSON.stringify({ kind, lead, what, remedy, by: byDoctor ? 'doctor' : 'person' }))
  if (times > mostTold)
    return times === mostTold + 1 ? print(`… more that are ${kind}; --json names every one.`) : undefined
  const who = byDoctor ? (repair ? 'now' : '--repair') : 'you'
  print(`${pc.bold(kind)}  ${lead}  ${what}`)
  print(pc.dim(`  ${who}: ${remedy}`))
}

async function mend(finding: Finding, json: boolean): Promise<Repaired> {
  if (!finding.repair) return { done: false, because: 'a person must' }
  const repaired = await finding.repair().catch((error: unknown): Repaired => ({
    done: false,
    because: error instanceof Error ? error.message : String(error),
  }))
  const { kind, lead } = finding
  if (json)
    print(
      JSON.stringify({ kind, lead, repaired: repaired.done, ...(repaired.done ? {} : { because: repaired.because }) }),
    )
  else if (!repaired.done) print(pc.yellow(`${kind}  ${lead}  not mended: ${repaired.because}`))
  return repaired
}

function conclude({ leads, workflows, found, repaired, left }: Summary, repair: boolean): void {
  print(
    `Looked at ${count(leads, 'life', 'lives')} in Postgres and ${count(workflows, 'running workflow')} in Temporal.`,
  )
  if (found === 0) return print('They agree, and nothing is stuck.')
  if (repair) print(`Found ${found}, mended ${repaired}.`)
  const kinds = Object.entries(left)
  if (kinds.length > 0) printFigures(kinds)
  if (!repair) print('Nothing was changed. `perennial doctor --repair` mends what says so.')
}

function hostOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'DATABASE_URL'
  const { host, pathname } = new URL(databaseUrl)
  return `${host}${pathname}`
}

function placeOf({ temporalAddress, namespace, taskQueue }: TemporalSettings): string {
  return `${temporalAddress}, namespace ${namespace}, task queue ${taskQueue}`
}
