import { afterEach, describe, expect, test } from 'vitest'
import { judgeSoak } from '../../worker/soak-judge.ts'
import { soakPlot } from '../../worker/soak-plot.ts'
import { runSoak } from '../../worker/soak-run.ts'
import type { Sample } from '../../worker/soak-sample.ts'
import { placeSoak } from '../../worker/soak-table.ts'
import { scratchFolder } from '../scratch.ts'

/** An hour in which nothing grows but what each touch and each event leaves behind. */
const quiet = (nth: number): Sample => ({
  real: nth * 10_000,
  at: nth * 86_400_000,
  memory: { worker: 300 + (nth % 7), edge: 100 + (nth % 3), temporal: 200, postgres: 150 },
  connections: 20,
  longestHistory: 90 + (nth % 5),
  continuedAsNew: nth,
  running: 100 + nth,
  outbox: nth % 3,
  leads: 200 + nth,
  inFlight: 200 + (nth % 9),
  touches: 10 * nth,
  events: 30 * nth,
  tables: { touch: { rows: 10 * nth, bytes: 20_000 * nth }, outbox: { rows: nth % 3, bytes: 8_192 } },
})
const judgedOf = (of: (nth: number) => Sample) => judgeSoak(Array.from({ length: 180 }, (_, nth) => of(nth)))
const failed = (of: (nth: number) => Sample) => judgedOf(of).flatMap(({ what, pass }) => (pass ? [] : [what]))

describe('what must level off', () => {
  test('a quiet run does', () => {
    expect(failed(quiet)).toEqual([])
  })

  test.each([
    ['memory of the worker', (nth: number) => ({ memory: { ...quiet(nth).memory, worker: 300 + 2 * nth } })],
    ['memory of the edge', (nth: number) => ({ memory: { ...quiet(nth).memory, edge: 100 + nth } })],
    ['connections to Postgres', (nth: number) => ({ connections: 20 + Math.floor(nth / 6) })],
    ['longest history of a run', (nth: number) => ({ longestHistory: 2 * nth })],
    ['outbox', (nth: number) => ({ outbox: nth })],
    ['leads in flight', (nth: number) => ({ inFlight: 2 * nth })],
  ])('%s that grows is found, and nothing else is blamed', (what, grown) => {
    expect(failed((nth) => ({ ...quiet(nth), ...grown(nth) }))).toEqual([what])
  })

  test('touches that each leave more behind than the ones before are found', () => {
    const dearer = (nth: number): Sample => ({
      ...quiet(nth),
      tables: { touch: { rows: 10 * nth, bytes: 200 * nth * nth } },
    })
    expect(failed(dearer)).toEqual(['bytes for each touch', 'bytes for each event'])
  })

  test('what cannot be read fails', () => {
    const blind = (nth: number): Sample => ({ ...quiet(nth), memory: { ...quiet(nth).memory, edge: undefined } })
    expect(failed(blind)).toEqual(['memory of the edge'])
  })
})

describe('a short soak', () => {
  const folder = scratchFolder('soak')
  afterEach(() => folder.remove())

  /** Too short for anything to level off: that all is looked at, and lists come in while lives go on. */
  test('looks at every part, every table and every life', async () => {
    const { figures, samples, machine } = await runSoak({
      leads: 20,
      minutes: 1,
      seed: '1',
      folder: folder.path,
      log: () => {},
      signal: new AbortController().signal,
    })
    const [first, last] = [samples[0], samples.at(-1)]
    if (first === undefined || last === undefined) throw new Error('nothing was looked at')
    expect(figures.falls).toEqual([])
    expect(figures.days).toBeGreaterThan(30)
    expect(last.leads).toBeGreaterThan(first.leads)
    expect(last.touches).toBeGreaterThan(0)
    expect(last.events).toBeGreaterThan(0)
    expect(last.longestHistory).toBeGreaterThan(5)
    expect(last.running).toBeGreaterThan(0)
    expect(last.connections).toBeGreaterThan(2)
    for (const used of Object.values(last.memory)) expect(used).toBeGreaterThan(10)
    expect(last.tables['touch']?.rows).toBeGreaterThan(0)
    expect(figures.judged.map(({ what }) => what)).toEqual(judgedOf(quiet).map(({ what }) => what))

    const page = 'before\n\n<!-- soak -->\n\nan older run\n\n<!-- end of soak -->\n\nafter\n'
    const kept = placeSoak(page, figures, machine)
    expect(kept).toContain('memory of the worker')
    expect(kept).not.toContain('an older run')
    expect(placeSoak(kept, figures, machine)).toBe(kept)
    expect(soakPlot(samples, first.at).match(/<polyline /g)).toHaveLength(10)
  })
})
