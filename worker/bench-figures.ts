/** One figure of a benchmark. */
export interface Measured {
  readonly name: string
  readonly unit: string
  readonly value: number
  /** What it is compared with, in the same unit and from the same run; null where it stands alone. */
  readonly beside: number | null
  /** The value by what it is compared with. */
  readonly ratio: number | null
  /** What it must reach, in words; null where nothing is asked of it. */
  readonly line: string | null
  readonly pass: boolean
  /** What it is compared with, in words. */
  readonly besideWhat?: string
  /** The lowest and the highest of the runs, where it is a median of several. */
  readonly spread?: Spread
  readonly besideSpread?: Spread
  readonly ratioSpread?: Spread
}

export type Spread = readonly [lowest: number, highest: number]

/** What `--json` prints of a figure. */
export function asJson({ name, unit, value, beside, ratio, line, pass }: Measured): string {
  return JSON.stringify({ name, unit, value, beside, ratio, line, pass })
}

/** The middle of the values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new Error('no run was made, so there is no median of runs')
  return (low + high) / 2
}

export function spreadOf(values: readonly number[]): Spread {
  return [Math.min(...values), Math.max(...values)]
}

/** A figure of ours and what it is compared with, by run. */
export interface Pair {
  readonly ours: number
  readonly beside: number
}

/** What is asked of a ratio. */
export interface Asked {
  readonly least?: number
  readonly most?: number
}

/** Medians of runs that were made in turn. The ratio is the median of the runs' own ratios: what slows a run slows both its sides. */
export function compared(
  pairs: readonly Pair[],
  { least, most, ...what }: Asked & { readonly name: string; readonly unit: string; readonly besideWhat: string },
): Measured {
  const ours = pairs.map((pair) => pair.ours)
  const beside = pairs.map((pair) => pair.beside)
  const ratios = pairs.map((pair) => pair.ours / pair.beside)
  const ratio = median(ratios)
  return {
    ...what,
    value: median(ours),
    beside: median(beside),
    ratio,
    ...judged(ratio, { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) }, ' of it'),
    spread: spreadOf(ours),
    besideSpread: spreadOf(beside),
    ratioSpread: spreadOf(ratios),
  }
}

/** A figure that stands alone: the median of its runs. */
export function alone(
  values: readonly number[],
  { name, unit, ...asked }: Asked & { readonly name: string; readonly unit: string },
): Measured {
  const value = median(values)
  return { name, unit, value, beside: null, ratio: null, ...judged(value, asked, ''), spread: spreadOf(values) }
}

function judged(value: number, { least, most }: Asked, of: string): Pick<Measured, 'line' | 'pass'> {
  const words = [
    ...(least === undefined ? [] : [`at least ${least.toLocaleString('en')}${of}`]),
    ...(most === undefined ? [] : [`at most ${most.toLocaleString('en')}${of}`]),
  ]
  const line = words.length === 0 ? null : words.join(', ')
  return { line, pass: Number.isFinite(value) && value >= (least ?? -Infinity) && value <= (most ?? Infinity) }
}

/** Makes the runs of a pair in turn: ours, the other, ours, the other. */
export async function inTurn<Run>(
  runs: number,
  ours: (nth: number) => Promise<Run>,
  beside: (nth: number) => Promise<Run>,
): Promise<readonly { readonly ours: Run; readonly beside: Run }[]> {
  const made: { ours: Run; beside: Run }[] = []
  for (let nth = 0; nth < runs; nth++) made.push({ ours: await ours(nth), beside: await beside(nth) })
  return made
}

/** Where the highest rate is reached; each is tried once, and a single one not at all. */
export async function bestOf<Choice>(
  choices: readonly Choice[],
  rateAt: (choice: Choice) => Promise<number>,
): Promise<Choice> {
  const [only, ...others] = choices
  if (only !== undefined && others.length === 0) return only
  let best: { readonly choice: Choice; readonly rate: number } | undefined
  for (const choice of choices) {
    const rate = await rateAt(choice)
    if (best === undefined || rate > best.rate) best = { choice, rate }
  }
  if (best === undefined) throw new Error('there is nothing to choose from')
  return best.choice
}
