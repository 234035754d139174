/** A share of a sample, with the interval in which the true share lies with 95 % confidence. */
export interface Interval {
  readonly share: number
  readonly from: number
  readonly to: number
}

const z = 1.959964

/** Wilson's score interval: sound also where almost none or almost all are counted. Zero of zero may be anything. */
export function wilson(counted: number, of: number): Interval {
  if (of === 0) return { share: 0, from: 0, to: 1 }
  const share = counted / of
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const middle = share + (z * z) / (2 * of)
  const all = 1 + (z * z) / of
  return { share, from: Math.max(0, (middle - spread) / all), to: Math.min(1, (middle + spread) / all) }
}
