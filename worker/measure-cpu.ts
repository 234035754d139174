import { readdirSync, readFileSync } from 'node:fs'

/** Seconds of CPU by the name of the program: our own process and all that it started. Empty where there is no /proc. */
export type CpuSeconds = Readonly<Record<string, number>>

/** Clock ticks in a second, as /proc counts them on every Linux that we know. */
const ticks = 100

const whenMeasuring = { own: 'worker, edge and inbox', others: 'audience' }

interface Line {
  readonly pid: number
  readonly parent: number
  readonly name: string
  readonly seconds: number
}

/** What our own process and other processes of Node are called. */
export interface NodeNames {
  readonly own: string
  readonly others: string
}

export function cpuSeconds({ own, others }: NodeNames = whenMeasuring): CpuSeconds {
  const all = new Map(processes().map((line) => [line.pid, line]))
  const isOurs = (line: Line): boolean => {
    for (let at: Line | undefined = line; at !== undefined; at = all.get(at.parent))
      if (at.parent === process.pid) return true
    return false
  }
  const sums: Record<string, number> = {}
  for (const line of all.values()) {
    if (line.pid === process.pid) sums[own] = line.seconds
    else if (isOurs(line)) sums[nameOf(line, others)] = (sums[nameOf(line, others)] ?? 0) + line.seconds
  }
  return sums
}

export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, Math.round(seconds - (before[name] ?? 0))]),
  )
}

function nameOf({ name }: Line, others: string): string {
  if (name.startsWith('postgres')) return 'Postgres'
  if (name.startsWith('temporal')) return 'Temporal'
  return name === 'node' || name.startsWith('Main') ? others : name
}

function processes(): readonly Line[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => lineOf(Number(pid)) ?? [])
  } catch {
    return []
  }
}

function lineOf(pid: number): Line | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat
      .slice(end + 2)
      .split(' ')
      .map(Number)
    const [, parent = 0] = fields
    // Ours leaves out what its ended children used; theirs is the only place where that is kept.
    const used = fields.slice(11, pid === process.pid ? 13 : 15).reduce((sum, value) => sum + value, 0)
    return { pid, parent, name: stat.slice(stat.indexOf('(') + 1, end), seconds: used / ticks }
  } catch {
    return undefined
  }
}
