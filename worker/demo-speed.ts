const day = 86_400_000

/** Over so much real time speed is measured, in ms: a clock that is read in jumps looks even over some seconds. */
const span = 10_000

/** Measures how fast the demo's clock went lately, in days a second; undefined until it was watched for a while. */
export function speedometer(): (at: number, real: number) => number | undefined {
  const readings: { readonly at: number; readonly real: number }[] = []
  return (at, real) => {
    readings.push({ at, real })
    while ((readings[1]?.real ?? real) <= real - span) readings.shift()
    const [first] = readings
    if (first === undefined || real - first.real < span / 2) return undefined
    return (at - first.at) / day / ((real - first.real) / 1000)
  }
}
