import { randomOf, seedOf, type Random } from '../core/random.ts'
import { moments, type Moment } from './chaos-moments.ts'
import { linkNames, type LinkName, type PartName } from './chaos-parts.ts'

/** Something that breaks. Times are real ms. */
export type Fault =
  | { readonly do: 'kill'; readonly part: PartName; readonly downForMs: number }
  /** The worker is killed when a mail has come to this moment. */
  | { readonly do: 'kill at'; readonly moment: Moment; readonly downForMs: number }
  /** The mail server accepts a mail, or half of it, and dies before it answers. */
  | { readonly do: 'sink dies'; readonly moment: 'before DATA' | 'after DATA'; readonly downForMs: number }
  | {
      readonly do: 'link'
      readonly link: LinkName
      readonly how: 'cut' | 'silent' | 'slow'
      readonly forMs: number
      readonly lateMs: number
    }
  /** Of the statements that write, this share fails for want of space. */
  | { readonly do: 'disk full'; readonly share: number; readonly forMs: number }
  | { readonly do: 'deploy' }
  | { readonly do: 'apply' }

/** A fault, and how long after the one before: so many mails later, or so many ms where mails do not come. */
export interface Scheduled {
  readonly afterMails: number
  readonly atMostMs: number
  readonly fault: Fault
}

/**
 * What breaks, without end: the same seed gives the same faults in the same order, each so many mails after the one before.
 * All kinds come round before one comes again, and every second one is a kill of the worker in the middle of a send. Only the
 * deploy and the change of a track come once in a round of all.
 */
export function* schedule(seed: string): Generator<Scheduled, never> {
  const random = randomOf(seedOf(`chaos ${seed}`))
  for (;;) {
    const midSend = shuffled(random, [...moments, ...moments.slice(0, 3), 'after DATA' as const]).map((moment) => ({
      do: 'kill at' as const,
      moment,
      downForMs: between(random, 100, 2_000),
    }))
    const others = shuffled(random, [
      () => kill('temporal'),
      () => kill('postgres'),
      () => kill('edge'),
      () => kill(pick(random, ['worker', 'postgres', 'temporal'])),
      () => sinkDies('before DATA'),
      () => sinkDies('after DATA'),
      ...(['cut', 'silent', 'slow'] as const).map((how) => () => broken(how)),
      diskFull,
      () => ({ do: 'deploy' }) as const,
      () => ({ do: 'apply' }) as const,
    ])
    for (const other of others) {
      const planned = midSend.pop()
      if (planned) yield { ...gap(random), fault: planned }
      yield { ...gap(random), fault: other() }
    }
  }

  function kill(part: PartName): Fault {
    return { do: 'kill', part, downForMs: between(random, 100, 3_000) }
  }
  function sinkDies(moment: 'before DATA' | 'after DATA'): Fault {
    return { do: 'sink dies', moment, downForMs: between(random, 100, 3_000) }
  }
  function broken(how: 'cut' | 'silent' | 'slow'): Fault {
    const link = pick(random, linkNames)
    return { do: 'link', link, how, forMs: between(random, 300, 4_000), lateMs: between(random, 20, 400) }
  }
  function diskFull(): Fault {
    return { do: 'disk full', share: pick(random, [0.2, 0.5, 1]), forMs: between(random, 1_000, 5_000) }
  }
}

function gap(random: Random): Pick<Scheduled, 'afterMails' | 'atMostMs'> {
  return { afterMails: Math.floor(random() * 8), atMostMs: between(random, 500, 4_000) }
}

function between(random: Random, least: number, most: number): number {
  return Math.round(least + random() * (most - least))
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

function shuffled<T>(random: Random, all: readonly T[]): T[] {
  const rest = [...all]
  for (let last = rest.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[rest[last], rest[other]] = [rest[other] as T, rest[last] as T]
  }
  return rest
}
