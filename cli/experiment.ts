import type { Command } from 'commander'
import { compare } from '../core/compare.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { wilson, type Interval } from '../core/interval.ts'
import { experiments, type ExperimentFigures } from '../db/experiments.ts'
import { Mistake } from './mistake.ts'
import { count, print, printJson, printTable } from './print.ts'
import { withSession } from './session.ts'

export function addExperiment(program: Command): void {
  program
    .command('experiment')
    .description('how the variants of an experiment do, compared by its goal')
    .argument('[name]', 'only this one')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  perennial experiment "subject of the benchmark"')
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const found = await withSession(({ pool }) => experiments(pool))
      const wanted = found.filter(({ experiment }) => name === undefined || experiment === name)
      if (name !== undefined && wanted.length === 0) {
        const names = found.map(({ experiment }) => experiment)
        throw new Mistake(`No published track has the experiment "${name}". ${didYouMean(name, names)}`)
      }
      if (json) return printJson(wanted.map(judged))
      if (wanted.length === 0) return print('No published track has an experiment: split(…) makes one.')
      for (const each of wanted) show(each)
    })
}

function judged(figures: ExperimentFigures): object {
  const { leader, others } = ranked(figures)
  return {
    ...figures,
    leader: leader.variant,
    comparisons: others.map((other) => ({
      with: other.variant,
      ...compare({ reached: leader.reached, of: leader.leads }, { reached: other.reached, of: other.leads }),
    })),
  }
}

type Variant = ExperimentFigures['variants'][number]

/** The variant with the highest share, and the rest. A published experiment has two variants at least. */
function ranked({ variants }: ExperimentFigures): { readonly leader: Variant; readonly others: readonly Variant[] } {
  const share = ({ reached, leads }: Variant): number => (leads === 0 ? 0 : reached / leads)
  const [leader, ...others] = variants.toSorted((a, b) => share(b) - share(a))
  return { leader: leader!, others }
}

function show(figures: ExperimentFigures): void {
  print(`${figures.experiment}: track ${figures.track}, compared by ${figures.goal}\n`)
  printTable(
    ['variant', 'leads', 'reached it', 'share', '95 % interval'],
    figures.variants.map(({ variant, leads, reached }) => {
      const interval = wilson(reached, leads)
      return [variant, leads, reached, leads === 0 ? 'none yet' : percent(interval.share), between(interval)]
    }),
    '',
  )
  const { leader, others } = ranked(figures)
  for (const other of others) {
    const { difference, verdict, needed } = compare(
      { reached: leader.reached, of: leader.leads },
      { reached: other.reached, of: other.leads },
    )
    const by = `${percent(difference.share)} apart, ${between(difference)}`
    print(
      verdict === 'better'
        ? `\n${leader.variant} does better than ${other.variant}: ${by}.`
        : `\nToo few to tell ${leader.variant} from ${other.variant}: ${by}.${
            needed === null
              ? ''
              : ` If the difference is what it seems, ${count(needed, 'lead')} in each would show it.`
          }`,
    )
  }
  print()
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const between = ({ from, to }: Interval): string => `${percent(from)} to ${percent(to)}`
