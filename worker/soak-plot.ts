import { levels, shown } from './soak-judge.ts'
import type { Sample } from './soak-sample.ts'

const [width, height] = [300, 110]
const columns = 2
/** Round a curve, for its words. */
const [left, top, below] = [8, 34, 20]

/** Small curves side by side, each from 0 to its own most, over the days that passed on the clock; the thirds that are compared are shaded. */
export function soakPlot(samples: readonly Sample[], startsAt: number): string {
  const curves = [...levels, ...shown]
  const [cellWidth, cellHeight] = [width + 2 * left, top + height + below]
  const rows = Math.ceil(curves.length / columns)
  const cells = curves.map((curve, nth) => {
    const [x, y] = [(nth % columns) * cellWidth + left, Math.floor(nth / columns) * cellHeight]
    return `<g transform="translate(${x} ${y})">${cell(curve, samples, startsAt)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * cellWidth} ${rows * cellHeight}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...cells,
    '</svg>',
    '',
  ].join('\n')
}

function cell({ what, unit, of }: (typeof shown)[number], samples: readonly Sample[], startsAt: number): string {
  const values = samples.map((sample) => of(sample) ?? 0)
  const most = Math.max(1, ...values)
  const [from, to] = [samples[0]?.real ?? 0, samples.at(-1)?.real ?? 1]
  const points = samples.map(({ real }, nth) => {
    const x = (width * (real - from)) / Math.max(1, to - from)
    return `${x.toFixed(1)},${(height - (height * (values[nth] ?? 0)) / most).toFixed(1)}`
  })
  const days = Math.round(((samples.at(-1)?.at ?? startsAt) - startsAt) / 86_400_000)
  const name = `${what}: at most ${most.toLocaleString('en', { maximumFractionDigits: 0 })} ${unit}`.trimEnd()
  return [
    `<text y="22">${name}</text>`,
    `<g transform="translate(0 ${top - 6})">`,
    `<rect width="${width}" height="${height}" fill="#f4f4f4"/>`,
    `<rect x="${width / 3}" width="${width / 3}" height="${height}" fill="#e8eef7"/>`,
    `<rect x="${(2 * width) / 3}" width="${width / 3}" height="${height}" fill="#d5e2f4"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1f4e8c" stroke-width="1.5"/>`,
    `<text y="${height + 14}" fill="#666">day 0</text>`,
    `<text x="${width}" y="${height + 14}" fill="#666" text-anchor="end">day ${days.toLocaleString('en')}</text>`,
    '</g>',
  ].join('')
}
