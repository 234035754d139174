/**
 * fast-check for mutation testing: the same chances in every run, or a mutant would be killed by luck; fewer of them, as what one mutant costs
 * is paid thousands of times; and no search for the smallest counter-example, which nobody reads.
 */
import real from 'fast-check'

export * from 'fast-check'

const seed = 20_260_101
const mostRuns = Number(process.env.PERENNIAL_MUTANT_RUNS ?? 100)

export function assert(property, parameters = {}) {
  const numRuns = Math.min(parameters.numRuns ?? 100, mostRuns)
  return real.assert(property, { ...parameters, seed, endOnFailure: true, numRuns })
}

export default { ...real, assert }
