/** The one clock as it can be known from outside: read now and then, and reckoned on at the speed that was seen. */
export interface ClockSeen {
  /** It showed `at`, in ms, when `real` ms had passed on this machine's own stop-watch. */
  saw(at: number, real: number): void
  /** What it shows now; undefined until it was read. */
  now(real: number): number | undefined
}

/** For so long a reading is reckoned on, in real ms: a clock that nobody can read may stand still. */
const trusted = 3_000

/** Readings closer together say too little of the speed. */
const apart = 400

export function clockSeen(): ClockSeen {
  let last: { readonly at: number; readonly real: number } | undefined
  let speed = 0
  return {
    saw(at, real) {
      if (last !== undefined && real - last.real < apart) return
      if (last !== undefined) speed = Math.max(0, (at - last.at) / (real - last.real))
      last = { at, real }
    },
    now: (real) =>
      last === undefined ? undefined : last.at + speed * Math.min(trusted, Math.max(0, real - last.real)),
  }
}
