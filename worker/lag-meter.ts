/** How long work lay waiting before it was begun. */
export interface LagMeter {
  /** Notes one piece of work. @param ms real time for which it lay waiting */
  saw(ms: number): void
  /** The median of what was seen since the last look, real ms; 0 where nothing was. */
  look(): number
}

/** The median says whether the machine keeps up; a single slow piece says nothing. */
export function lagMeter(): LagMeter {
  let seen: number[] = []
  return {
    saw: (ms) => void seen.push(ms),
    look() {
      const sorted = seen.toSorted((a, b) => a - b)
      seen = []
      return sorted[Math.floor(sorted.length / 2)] ?? 0
    },
  }
}
