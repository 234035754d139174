import { alone, compared, type Measured } from './bench-figures.ts'
import { cpuSeconds, type CpuSeconds, type NodeNames } from './measure-cpu.ts'

/** CPU for each thing that was done, by process, ms. */
export type Cost = CpuSeconds

/** What it cost between two readings of {@link cpuSeconds} to do something so many times. */
export function costOf(before: CpuSeconds, after: CpuSeconds, times: number): Cost {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, ((seconds - (before[name] ?? 0)) * 1_000) / times]),
  )
}

/** Does something so many times, and says how many a second and at what cost. */
export async function costed(
  names: NodeNames,
  times: number,
  work: () => Promise<unknown>,
): Promise<{ readonly perSecond: number; readonly cost: Cost }> {
  const before = cpuSeconds(names)
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1_000
  return { perSecond: times / seconds, cost: costOf(before, cpuSeconds(names), times) }
}

/** A figure for all processes together and one for each: where the time goes. What costs the other side next to nothing stands alone. */
export function costsCompared(
  pairs: readonly { readonly ours: Cost; readonly beside: Cost }[],
  { name, ...what }: { readonly name: string; readonly unit: string; readonly besideWhat: string },
): readonly Measured[] {
  const { unit } = what
  const processes = Object.keys(pairs[0]?.ours ?? {}).filter((name) => pairs.some(({ ours }) => (ours[name] ?? 0) > 0))
  return ['all', ...processes.toSorted()].map((process) => {
    const of = (cost: Cost): number =>
      process === 'all' ? Object.values(cost).reduce((sum, each) => sum + each, 0) : (cost[process] ?? 0)
    const each = pairs.map(({ ours, beside }) => ({ ours: of(ours), beside: of(beside) }))
    const named = `${name}, CPU of ${process === 'all' ? 'all processes' : process}`
    const isSmall = Math.min(...each.map(({ beside }) => beside)) < 0.1
    return isSmall
      ? alone(
          each.map(({ ours }) => ours),
          { name: named, unit },
        )
      : compared(each, { ...what, name: named })
  })
}
