import { cpuSeconds, type CpuSeconds, type NodeNames } from './measure-cpu.ts'

/** What all processes used, known for any stretch of the time in which it was watched. */
export interface CpuOverTime {
  /** Seconds of CPU until an instant, ms since the epoch. */
  until(at: number): CpuSeconds
  stop(): void
}

interface Reading {
  readonly at: number
  readonly used: CpuSeconds
}

const everyMs = 500

/** Watches from now on: of work that comes in rounds, only the rounds are to count, and when they were is known afterwards. */
export function watchCpu(names: NodeNames): CpuOverTime {
  const readings: Reading[] = []
  const read = (): void => void readings.push({ at: Date.now(), used: cpuSeconds(names) })
  read()
  const reading = setInterval(read, everyMs)
  return {
    until(at) {
      read()
      return usedBy(readings, at)
    },
    stop: () => clearInterval(reading),
  }
}

/** What was used by an instant: between two readings, its share of the time between them. */
export function usedBy(readings: readonly Reading[], at: number): CpuSeconds {
  const later = readings.find((one) => one.at >= at) ?? readings.at(-1)
  const earlier = readings.findLast((one) => one.at <= at) ?? later
  if (later === undefined || earlier === undefined) return {}
  const share = later.at === earlier.at ? 0 : (at - earlier.at) / (later.at - earlier.at)
  return Object.fromEntries(
    Object.entries(later.used).map(([name, seconds]) => {
      const before = earlier.used[name] ?? seconds
      return [name, before + share * (seconds - before)]
    }),
  )
}
