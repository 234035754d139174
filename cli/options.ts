import { InvalidArgumentError } from 'commander'

/** Reads a number that is at least `least`. */
export function number(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value < Infinity) return value
    throw new InvalidArgumentError(`It must be a number of at least ${least}.`)
  }
}
