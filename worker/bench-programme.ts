import { join } from 'node:path'
import { email, stage, track, wait } from '../core/dsl.ts'
import type { Duration } from '../core/duration.ts'
import * as mail from '../templates/index.ts'
import { slowClose } from '../templates/themes.ts'
import shipped from '../tracks/index.ts'
import { askedForDemo, readsPricing } from '../tracks/triggers.ts'
import { restsAfterReturn } from './bench-agreed.ts'
import { compileImported, shippedProgramme, type LoadedProgramme } from './programme.ts'

/** The track that benchmarks send. */
export const benchTrack = 'bench'

/** The mails of the track, in their order. */
const mails = [
  email(mail.closeBenchmark),
  email(mail.fiveSlowSteps),
  email(mail.lateFigures),
  email(mail.fourEyes),
  email(mail.oneExport),
  email(mail.controlsChecklist),
  email(mail.apiTour),
  email(mail.buyingGuide),
  email(mail.whatChanged),
  email(mail.budgetSeason),
  email(mail.peerStory, { customer: 'Norwind', daysSaved: 6 }),
  email(mail.peerStory, { customer: 'Halden Freight', daysSaved: 4 }),
]

export interface BenchTrackOptions {
  /** At most 12. */
  readonly touches: number
  /** Between two touches. */
  readonly apart: Duration
  /** Before the first; without it, none. */
  readonly ahead?: Duration
  /** The send window, every day of the week. */
  readonly between: readonly [`${number}:${number}`, `${number}:${number}`]
}

/** The programme that ships, and beside its tracks one of so many mails in a row: real mails, and nothing else in the way. */
export async function benchProgramme({ touches, apart, ahead, between }: BenchTrackOptions): Promise<LoadedProgramme> {
  const row = track(benchTrack, {
    goal: 'To be measured.',
    theme: slowClose,
    cadence: {
      zone: 'Etc/UTC',
      days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      between,
      holidays: 'ignore',
      atMost: '100 touches a day',
    },
    stages: {
      recognise: stage(
        'The slow close is my problem',
        mails.slice(0, touches).flatMap((each, i) => {
          const before = i === 0 ? ahead : apart
          return before === undefined ? [each] : [wait(before), each]
        }),
      ),
    },
    salesReady: [askedForDemo, readsPricing],
    onReturn: restsAfterReturn,
  })
  const draft = { ...shipped, tracks: [...shipped.tracks, row] }
  const compiled = await compileImported({ draft, module: join(shippedProgramme, 'tracks', 'index.ts') })
  if ('ok' in compiled) return compiled.ok
  throw new Error(`the track of the benchmarks does not compile:\n${JSON.stringify(compiled.problems, null, 2)}`)
}
