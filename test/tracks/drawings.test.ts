import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawSvg, triggersInWords } from '../../core/draw.ts'
import { compileProgramme } from '../../core/programme.ts'
import shipped from '../../tracks/index.ts'
import { sound } from '../core/lives.ts'

const { tracks, quality } = sound(compileProgramme(shipped))
const finance = tracks.find(({ name }) => name === 'finance-leaders')!

test.each([
  ['finance-leaders.svg', 880],
  ['finance-leaders-narrow.svg', 400],
])('docs/%s is how the track is drawn today', (file, width) => {
  const shown = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')
  const drawn = drawSvg(finance, { triggers: triggersInWords(quality), width })
  const remedy = `Draw it anew: npm run -s perennial -- draw finance-leaders --width ${width} --out docs/${file}`
  expect(shown === drawn, remedy).toBe(true)
})
