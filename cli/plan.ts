import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { didYouMean } from '../core/did-you-mean.ts'
import { checkStandIns, type StandIns } from '../core/onto.ts'
import type { Track } from '../core/track.ts'
import { currentTracks, type Definitions } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { publications } from '../db/publications.ts'
import type { Leads } from '../worker/plan.ts'
import { Mistake } from './mistake.ts'
import { number } from './options.ts'
import { appliedLines, planLines, rolledBackLines, versionRows } from './plan-words.ts'
import { print, printJson, printTable } from './print.ts'
import { load } from './programme.ts'
import { withSession } from './session.ts'

interface PlanOptions {
  readonly out?: string
  readonly move?: readonly string[]
  readonly map?: readonly string[]
  readonly json?: true
}

const several = (value: string, so: readonly string[] = []): readonly string[] => [...so, value]

export function addPlan(program: Command): void {
  program
    .command('plan')
    .description('what would change against what is published, and whom it touches; nothing is changed')
    .argument('[folder]', 'where the programme is', '.')
    .option('--move <track>', 'leads in this track move to the new version; else they finish on theirs', several)
    .option('--map <old=new>', 'where leads at a step that is gone go on: another step, or `end` of its stage', several)
    .option('--out <file>', 'keep the plan, for `perennial apply`')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  perennial plan --out plan.json
  perennial plan --move finance-leaders --map close-call=close-story --out plan.json`,
    )
    .action(async (folder: string, options: PlanOptions) => {
      const publication = await load(folder)
      const { makePlan } = await import('../worker/plan.ts')
      const told = await withSession(async ({ pool, definitions, actor }) => {
        const leads = await rulesOf(pool, definitions, publication.tracks, options)
        return makePlan(pool, definitions, publication, { leads, by: actor })
      })
      if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(told.plan, null, 2)}\n`)
      const { plan, ...rest } = told
      if (options.json) return printJson({ ...rest, against: plan.against, content: plan.content })
      for (const line of planLines(told)) print(line)
      if (options.out !== undefined)
        print(`\nKept in ${options.out}. To publish exactly this: perennial apply ${options.out}`)
    })

  program
    .command('apply')
    .description('publish exactly what a plan holds, and let leads move by its rules')
    .argument('[plan]', 'the file of `perennial plan --out`', 'plan.json')
    .option('--because <text>', 'why, for those who look at it later')
    .addHelpText(
      'after',
      '\nRefuses where something was published since the plan was made, or leads run other versions.',
    )
    .action(async (file: string, { because }: { because?: string }) => {
      const { readPlan } = await import('../worker/plan-file.ts')
      const { applyPlan } = await import('../worker/apply.ts')
      const plan = readPlan(textOf(file), file)
      const applied = await withSession(({ pool, definitions, actor }) =>
        applyPlan(pool, definitions, plan, { actor, because }),
      )
      for (const line of appliedLines(applied)) print(line)
    })

  program
    .command('rollback')
    .description('make what was published before current again; leads go back by the rule by which they came')
    .option('--to <publication>', 'its number, or a version of it; the one before by default')
    .option('--rule <finish|move>', 'let leads finish on the version that goes, or move them all')
    .option('--because <text>', 'why, for those who look at it later')
    .addHelpText('after', '\nExample:\n  perennial rollback --because "the call annoyed people"')
    .action(async ({ to, rule, because }: { to?: string; rule?: string; because?: string }) => {
      if (rule !== undefined && rule !== 'finish' && rule !== 'move') {
        throw new Mistake(`--rule is finish or move, not ${rule}.`)
      }
      const { rollback } = await import('../worker/rollback.ts')
      const rolled = await withSession(({ pool, definitions, actor }) =>
        rollback(pool, definitions, to, { actor, because }, rule),
      )
      for (const line of rolledBackLines(rolled)) print(line)
    })

  program
    .command('versions')
    .description('who published what, when and why, and how far the leads are that move by it')
    .option('--limit <publications>', 'at most so many', number(1), 20)
    .option('--json', 'as JSON')
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      await withSession(async ({ pool, when }) => {
        const all = await publications(pool, limit)
        if (json) return printJson(all)
        printTable(['number', 'when', 'by', 'what', 'why'], versionRows(all, when), 'Nothing was published yet.')
      })
    })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Mistake(`There is no plan ${file}. Make one with \`perennial plan --out ${file}\`.`)
  }
}

/** The rule for each track whose leads are to move, with what stands in for steps. */
async function rulesOf(
  pool: Pool,
  definitions: Definitions,
  tracks: readonly Track[],
  { move = [], map = [] }: PlanOptions,
): Promise<Leads> {
  const names = tracks.map(({ name }) => name)
  for (const name of move) {
    if (!names.includes(name)) throw new Mistake(`No track is called ${name}. ${didYouMean(name, names)}`)
  }
  const current = (await currentTracks(pool)).filter(({ name }) => move.includes(name))
  const published = await Promise.all(
    current.map(async ({ name, version }) => (await definitions.track(pool, name, version)).track),
  )
  const given = map.map((text) => readStandIn(text, published))
  return Object.fromEntries(
    move.map((name) => {
      const own = given.filter(({ track }) => track === name).map(({ old, stand }) => [old, stand] as const)
      const standIns: StandIns = Object.fromEntries(own)
      const [from, to] = [published, tracks].map((all) => all.find((track) => track.name === name))
      const wrong = from && to ? checkStandIns(from, to, standIns) : []
      if (wrong.length > 0) throw new Mistake(`--map: ${wrong.join('; ')}.`)
      return [name, { rule: 'move' as const, standIns }]
    }),
  )
}

/** `old=new`, where `old` may hold any sign that a step may: the longest step that fits is meant. */
function readStandIn(text: string, tracks: readonly Track[]): { track: string; old: string; stand: string | null } {
  const found = tracks
    .flatMap(({ name, steps }) => steps.map(({ id }) => ({ track: name, old: id })))
    .filter(({ old }) => text.startsWith(`${old}=`))
    .toSorted((a, b) => b.old.length - a.old.length)[0]
  if (found === undefined) {
    const steps = tracks.flatMap((track) => track.steps.map(({ id }) => id))
    const old = text.slice(0, Math.max(0, text.indexOf('='))) || text
    const hint = tracks.length === 0 ? 'Name its track too: --move.' : didYouMean(old, steps)
    throw new Mistake(`--map ${text}: no track that moves has a step ${old}. ${hint}`)
  }
  const stand = text.slice(found.old.length + 1)
  return { ...found, stand: stand === 'end' ? null : stand }
}
