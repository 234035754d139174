import type { Cadence } from './cadence.ts'

/** A cadence as one would tell it: `Tue, Wed, Thu 09:30 to 11:30 in the lead's zone; at most 2 touches a week`. */
export function cadenceInWords({ zone, days, between: [opens, closes], holidays, atMost }: Cadence): string {
  const caps = atMost.map(({ touches, per }) => `${touches} ${touches === 1 ? 'touch' : 'touches'} a ${per}`)
  return [
    `${days.join(', ')}, ${timeOfDay(opens)} to ${timeOfDay(closes)} ${zone === 'lead' ? "in the lead's zone" : zone}`,
    ...(holidays === 'ignore' ? ['also on holidays'] : []),
    ...(caps.length === 0 ? [] : [`at most ${caps.join(' and ')}`]),
  ].join('; ')
}

/** A minute of the day, as `09:30`. */
export function timeOfDay(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
