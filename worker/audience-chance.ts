import { createHash } from 'node:crypto'
import type { Chance } from './audience-behaviour.ts'

/** Throws the dice of one seed. */
export function chanceOf(seed: string): Chance {
  return (...names) => {
    const hash = createHash('sha256').update(JSON.stringify([seed, ...names]))
    return hash.digest().readUInt32BE(0) / 2 ** 32
  }
}
