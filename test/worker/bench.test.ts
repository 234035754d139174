import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { alone, bestOf, compared, inTurn, median } from '../../worker/bench-figures.ts'
import { placeBench, type BenchReport } from '../../worker/bench-table.ts'

const source = fileURLToPath(new URL('../../worker/bench.ts', import.meta.url))

interface Line {
  readonly name: string
  readonly value: number
  readonly beside: number | null
  readonly ratio: number | null
  readonly line: string | null
  readonly pass: boolean
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** From the source, in a process of its own, on servers that it starts and ends. */
function bench(...args: readonly string[]): Promise<Ended> {
  const command = ['--conditions=perennial-source', '--import', 'tsx', source, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
    })
  })
}

describe('every benchmark, at sizes that say nothing of speed', () => {
  let ended: Ended
  let lines: readonly Line[]
  beforeAll(async () => {
    ended = await bench('touch', 'touch-activity', 'events', 'enrol', 'ingest', 'mail', '--quick', '--json')
    lines = ended.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
  }, 1_800_000)

  const figure = (name: string): Line => {
    const found = lines.find((line) => line.name === name)
    if (found === undefined) throw new Error(`there is no figure ${name}; it said:\n${ended.stderr.slice(-4_000)}`)
    return found
  }

  test('says each figure on a line of its own, and ends by what they come to', () => {
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['name', 'unit', 'value', 'beside', 'ratio', 'line', 'pass'])
      expect(Number.isFinite(line.value)).toBe(true)
    }
    expect(ended.code, ended.stderr.slice(-4_000)).toBe(lines.every(({ pass }) => pass) ? 0 : 1)
  })

  test.each(['touch', 'touch-activity', 'enrol', 'ingest, batches of 100', 'mail'])(
    '%s is compared with what ran beside it',
    (name) => {
      const { value, beside, ratio, line, pass } = figure(name)
      expect(value).toBeGreaterThan(0)
      expect(ratio).toBeCloseTo(value / (beside ?? 0), 6)
      expect(pass).toBe((ratio ?? 0) >= Number(/[\d.]+/.exec(line ?? '')?.[0]))
    },
  )

  // These are counted, not timed: they hold on any machine.
  test('a touch is at most 8 statements in 2 transactions: a mail is recorded before and after it', () => {
    const [statements, transactions] = [figure('touch-activity, statements'), figure('touch-activity, transactions')]
    expect(statements).toMatchObject({ pass: true, line: 'at most 8' })
    expect(statements.value).toBeGreaterThanOrEqual(3)
    expect(transactions).toMatchObject({ pass: true, value: 2, line: 'at most 3' })
  })

  test('a scheduled touch is 11 events and 2 actions; a whole life under 250 events', () => {
    expect(figure('events, a scheduled touch at the most')).toMatchObject({ value: 11, pass: true })
    expect(figure('events, actions of a scheduled touch at the most')).toMatchObject({ value: 2, pass: true })
    const life = figure('events, a whole life at the most')
    expect(life).toMatchObject({ pass: true, line: 'at most 249' })
    expect(life.value).toBeGreaterThan(12 * 11)
  })
})

test('refuses a benchmark that there is none of, and names those that there are', async () => {
  const { code, stderr } = await bench('tuoch')
  expect(code).toBe(2)
  expect(stderr).toContain('There is no benchmark tuoch. There are: touch, touch-activity')
})

describe('figures', () => {
  test('a ratio is the median of the ratios of runs: what slows both sides of a run changes nothing', () => {
    const pairs = [
      { ours: 80, beside: 100 },
      { ours: 8, beside: 10 },
      { ours: 90, beside: 100 },
    ]
    expect(compared(pairs, { name: 'x', unit: '/s', besideWhat: 'y', least: 0.8 })).toMatchObject({
      value: 80,
      beside: 100,
      ratio: 0.8,
      ratioSpread: [0.8, 0.9],
      spread: [8, 90],
      line: 'at least 0.8 of it',
      pass: true,
    })
    expect(compared(pairs, { name: 'x', unit: '/s', besideWhat: 'y', least: 0.81 }).pass).toBe(false)
  })

  test('a figure that stands alone is judged by its median, from both sides', () => {
    expect(alone([1, 9, 3], { name: 'x', unit: 'MB', most: 3 })).toMatchObject({ value: 3, pass: true, spread: [1, 9] })
    expect(alone([1, 9, 4], { name: 'x', unit: 'MB', most: 3 }).pass).toBe(false)
    expect(alone([Number.NaN], { name: 'x', unit: 'MB', most: 3 }).pass).toBe(false)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  test('runs are made in turn, and the best of several choices is kept', async () => {
    const order: string[] = []
    const made = (side: string) => (nth: number) => Promise.resolve(order.push(`${side} ${nth}`))
    await inTurn(2, made('ours'), made('beside'))
    expect(order).toEqual(['ours 0', 'beside 0', 'ours 1', 'beside 1'])
    expect(await bestOf([5, 10, 20], (n) => Promise.resolve(n === 10 ? 3 : 1))).toBe(10)
  })
})

describe('the document', () => {
  const machine = { cpu: 'x', cpus: 2, memoryGb: 8, node: 'v20', sdk: '1', temporal: 'not used', postgres: '18' }
  const report = (name: string, value: number): BenchReport => ({
    name,
    figures: [alone([value], { name, unit: '/s' })],
    notes: [],
    machine,
    runs: 5,
  })
  const document = '# Measurements\n\n<!-- benchmarks -->\n\n<!-- end of benchmarks -->\n\n## Runs\n\nkept\n'

  test('takes a benchmark in its place, and a later run of it in the same; what is around stays as it is', () => {
    const both = placeBench(placeBench(document, report('mail', 41)), report('touch', 52))
    const again = placeBench(both, report('mail', 43))
    expect(again).toBe(both.replaceAll('41', '43'))
    expect(again.startsWith('# Measurements\n\n<!-- benchmarks -->')).toBe(true)
    expect(again.endsWith('<!-- end of benchmarks -->\n\n## Runs\n\nkept\n')).toBe(true)
  })

  test('says so where it has no place for benchmarks', () => {
    expect(() => placeBench('# Measurements\n', report('mail', 1))).toThrow(/has lost its lines/)
  })
})
