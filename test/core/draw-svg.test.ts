import fc from 'fast-check'
import { expect, test } from 'vitest'
import { email, wait } from '../../core/dsl.ts'
import { drawSvg } from '../../core/draw.ts'
import { benchmark } from './lives.ts'
import { hostileWords, trackOf } from './tracks-to-draw.ts'

/** Every element with what is in it, or what is wrong with the text as XML. */
function readXml(xml: string): { readonly texts: readonly string[] } {
  const open: string[] = []
  const texts: string[] = []
  const pattern = /<(\/?)([a-zA-Z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy
  let at = 0
  for (const match of xml.matchAll(pattern)) {
    const [whole, closes, name = '', given = '', isEmpty, text] = match
    at = match.index + whole.length
    if (/&(?!(?:amp|lt|gt|quot);)/.test(given + (text ?? ''))) throw new Error(`a bare & in ${whole}`)
    if (text !== undefined) texts.push(text.replace(/&(amp|lt|gt|quot);/g, (_, of: string) => entities[of] ?? ''))
    else if (closes) expect(name).toBe(open.pop())
    else if (!isEmpty) open.push(name)
  }
  expect({ at, open }).toEqual({ at: xml.length, open: [] })
  return { texts }
}
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

test('the SVG is XML whatever the words are, and says them as they are', () => {
  fc.assert(
    fc.property(hostileWords, (words) => {
      const { texts } = readXml(drawSvg(trackOf([email(benchmark)], words)))
      const isXml = /^[\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]*$/u.test(words)
      if (isXml) expect(texts.join('').replaceAll(/\s/g, '')).toContain(words.replaceAll(/\s/g, ''))
    }),
  )
})

test('the SVG needs nothing from elsewhere, has both palettes, and tells its content to who does not see it', () => {
  const svg = drawSvg(trackOf([email(benchmark), wait('4 days')]))
  expect(svg).not.toMatch(/<script|<image|<foreignObject|href=|@import|url\(/)
  expect(svg).toContain('@media screen and (prefers-color-scheme:dark)')
  expect(svg).toMatch(/role="img" aria-labelledby="track-finance-leaders-title track-finance-leaders-told"/)
  const told = readXml(svg).texts.find((text) => text.includes('Stage 1'))
  expect(told).toContain(
    'Stage 1, recognise, The slow close is my problem, theme slow-close: mail benchmark; wait 4 days.',
  )
  expect(told).toContain('no response or bad timing')
})
