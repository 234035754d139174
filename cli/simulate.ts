import { writeFileSync } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import type { Behaviour } from '../core/behaviour.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { withFitted } from '../core/fitted.ts'
import { personaCalendar } from '../core/persona-calendar.ts'
import { simulatePopulation } from '../core/simulate-population.ts'
import { livePersona } from '../core/simulate-persona.ts'
import type { LoadedProgramme } from '../worker/programme.ts'
import { Mistake } from './mistake.ts'
import { number } from './options.ts'
import { print, printJson } from './print.ts'
import { lineOf } from './problems.ts'
import { withSession } from './session.ts'
import { pageOf } from './simulate-page.ts'
import { calendarLines, reportLines, type Report } from './simulate-report.ts'

interface Options {
  readonly programme: string
  readonly persona?: string
  readonly leads: number
  readonly days: number
  readonly seed: string
  readonly from?: string
  readonly senderLimit?: number
  readonly fit?: true
  readonly json?: true
  readonly html?: string
}

/** A calendar knows the holidays and clock changes of so many days ahead. */
const mostDays = 5 * 365

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('what a track would do: to one persona day by day, or to a population; nothing is sent')
    .argument('[track]', 'the track that they are enrolled in; without it, the one that new inquiries enter')
    .option('--programme <path>', 'the folder or module of the programme', '.')
    .option('--persona <name>', 'one persona of the programme, as a calendar')
    .option('--leads <number>', 'how many leads', number(1), 1_000)
    .option('--days <number>', 'for how many days each is looked at', number(1), 365)
    .option('--seed <words>', 'the same seed gives the same figures', 'perennial')
    .option('--from <date>', 'the day on which the first lead comes; today where it is left out', date)
    .option('--sender-limit <mails>', 'the most mails that the sender takes in a day', number(1))
    .option('--fit', 'by rates from what the database recorded, where there is enough of it')
    .option('--json', 'as JSON')
    .option('--html <file>', 'write it as one page that needs nothing else')
    .addHelpText(
      'after',
      `
What is simulated runs the same decisions as the real engine. How leads behave is stated in the programme, fitted, or assumed
(docs/simulate.md).

Examples:
  perennial simulate --persona "curious CFO"
  perennial simulate finance-leaders --leads 10000 --sender-limit 2000 --html simulation.html
  perennial simulate --fit`,
    )
    .action((track: string | undefined, options: Options) => simulate(track, options))
}

async function simulate(track: string | undefined, options: Options): Promise<void> {
  if (options.days > mostDays) throw new Mistake(`--days may be ${mostDays} at most, which are 5 years.`)
  const { loadProgramme } = await import('../worker/programme.ts')
  const loaded = await loadProgramme(options.programme)
  if ('problems' in loaded) throw new Mistake([...new Set(loaded.problems.map(lineOf))].join('\n'))
  const programme = loaded.ok
  const names = programme.tracks.map(({ name }) => name)
  if (track !== undefined && !names.includes(track)) {
    throw new Mistake(`The programme has no track ${track}. ${didYouMean(track, names)}`)
  }
  const from = options.from ?? new Date().toISOString().slice(0, 10)
  return options.persona === undefined
    ? simulateAll(programme, track ?? programme.quality.intake, from, options)
    : simulateOne(programme, track, options.persona, from, options)
}

async function simulateOne(
  programme: LoadedProgramme,
  track: string | undefined,
  name: string,
  from: string,
  options: Options,
): Promise<void> {
  const { personaLifeOf } = await import('../worker/simulation.ts')
  const persona = programme.personas.find((each) => each.persona === name)
  if (persona === undefined) {
    const names = programme.personas.map((each) => each.persona)
    const remedy = names.length === 0 ? 'Declare one: programme({ personas: [persona(…)] }).' : didYouMean(name, names)
    throw new Mistake(`The programme has no persona "${name}". ${remedy}`)
  }
  const life = personaLifeOf(programme, persona, { track, days: Math.round(options.days), from })
  const calendar = personaCalendar(livePersona(life), name, life.from, life.calendar)
  if (options.html !== undefined) write(options.html, pageOf({ calendar }))
  if (options.json) printJson(calendar)
  else if (options.html === undefined) print(calendarLines(calendar, widthOfTerminal()).join('\n'))
}

async function simulateAll(programme: LoadedProgramme, track: string, from: string, options: Options): Promise<void> {
  const { populationOf } = await import('../worker/simulation.ts')
  const fitted = options.fit ? await fit(programme) : undefined
  const leads = Math.round(options.leads)
  const days = Math.round(options.days)
  const population = populationOf(programme, { track, leads, days, seed: options.seed, from }, fitted?.behaviour)
  const report: Report = {
    track,
    leads,
    days,
    seed: options.seed,
    from,
    by: fitted ? 'fitted' : programme.behaviour === null ? 'assumed' : 'stated',
    ...(fitted ? { fitted: fitted.rates } : {}),
    ...(options.senderLimit === undefined ? {} : { senderLimit: options.senderLimit }),
    figures: simulatePopulation(population),
  }
  if (options.html !== undefined) write(options.html, pageOf({ report }))
  if (options.json) printJson(report)
  else if (options.html === undefined) print(reportLines(report, widthOfTerminal()).join('\n'))
}

/** What is fitted takes the place of what is stated; what cannot be fitted stays. */
async function fit(
  programme: LoadedProgramme,
): Promise<{ readonly behaviour: Behaviour; readonly rates: NonNullable<Report['fitted']> }> {
  const { fitBehaviour } = await import('../db/fit-behaviour.ts')
  const { assumedBehaviour } = await import('../worker/simulation.ts')
  const rates = await withSession(({ pool }) => fitBehaviour(pool, programme.mails))
  return { behaviour: withFitted(programme.behaviour ?? assumedBehaviour(), rates), rates: rates.counted }
}

function write(file: string, page: string): void {
  try {
    writeFileSync(file, page)
  } catch (error) {
    throw new Mistake(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`)
  }
  process.stderr.write(`Wrote ${file}.\n`)
}

function widthOfTerminal(): number {
  return Math.min(120, Math.max(40, process.stdout.columns ?? 80))
}

function date(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toString() !== 'Invalid Date') return text
  throw new InvalidArgumentError('Write a day as 2027-01-04.')
}
