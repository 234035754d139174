import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose, email } from '../../core/dsl.ts'
import { layout, type Layout } from '../../core/draw-layout.ts'
import type { Box, Point } from '../../core/draw-shapes.ts'
import { fonts, widthOf } from '../../core/draw-text.ts'
import { drawingOf } from '../../core/drawing.ts'
import { checklist, size, story } from './lives.ts'
import { anyTrack, trackOf } from './tracks-to-draw.ts'

const anyRoom = fc.constantFrom(300, 440, 880, 1400)

const EPSILON = 0.01
const overlap = (a: Box, b: Box): boolean =>
  a.x + a.width > b.x + EPSILON &&
  b.x + b.width > a.x + EPSILON &&
  a.y + a.height > b.y + EPSILON &&
  b.y + b.height > a.y + EPSILON

const isOnBorder = ([x, y]: Point, box: Box): boolean => {
  const [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height]
  const isWithin = x >= left - EPSILON && x <= right + EPSILON && y >= top - EPSILON && y <= bottom + EPSILON
  return isWithin && [x - left, x - right, y - top, y - bottom].some((gap) => Math.abs(gap) < EPSILON)
}

/** A straight piece of a line as a box without breadth. */
const piece = ([x0, y0]: Point, [x1, y1]: Point): Box => ({
  key: 'piece',
  look: 'join',
  also: [],
  lines: [],
  x: Math.min(x0, x1) - EPSILON,
  y: Math.min(y0, y1) - EPSILON,
  width: Math.abs(x1 - x0) + 2 * EPSILON,
  height: Math.abs(y1 - y0) + 2 * EPSILON,
})

/** A box without its border: a line may touch where it begins and ends, and not go through. */
const inside = (box: Box): Box => ({ ...box, x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 })

/** Everything that is wrong with a layout, in words. */
function flaws({ width, height, boxes, edges }: Layout): string[] {
  const found: string[] = []
  const byKey = new Map(boxes.map((box) => [box.key, box]))
  if (byKey.size < boxes.length) found.push('two boxes have one key')
  for (const [i, box] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) if (overlap(box, other)) found.push(`${box.key} overlaps ${other.key}`)
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) {
      found.push(`${box.key} stands out of the drawing`)
    }
    for (const { text, style, x, y, anchor } of box.lines) {
      const left = anchor === 'middle' ? x - widthOf(text, style) / 2 : x
      const isWide = left < -EPSILON || left + widthOf(text, style) > box.width + EPSILON
      const isHigh = y - fonts[style].size < 0 || y + fonts[style].size * 0.25 > box.height
      if (isWide || isHigh) found.push(`"${text}" does not fit ${box.key}`)
    }
  }
  for (const { from, to, points } of edges) {
    const [start, end] = [byKey.get(from), byKey.get(to)]
    if (!start || !isOnBorder(points[0]!, start)) found.push(`a line does not begin at ${from}`)
    if (!end || !isOnBorder(points.at(-1)!, end)) found.push(`a line does not end at ${to}`)
    for (const [i, point] of points.slice(1).entries()) {
      const [a, b] = [points[i]!, point]
      if (a[0] !== b[0] && a[1] !== b[1]) found.push(`the line from ${from} to ${to} is slanting`)
      for (const box of boxes) {
        if (overlap(piece(a, b), box === start || box === end ? inside(box) : box))
          found.push(`a line runs over ${box.key}`)
      }
    }
  }
  return found
}

test('has no two boxes over each other, no line over a box, no end of a line in the air, no text out of its box', () => {
  fc.assert(
    fc.property(anyTrack, anyRoom, (chosen, room) => {
      expect(flaws(layout(drawingOf(chosen), room))).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('a drawing is narrower where there is less room: branches stand below one another', () => {
  const drawing = drawingOf(
    trackOf([choose(size, { small: [email(story)], large: [email(checklist)], otherwise: [] })]),
  )
  const [wide, narrow] = [layout(drawing, 880), layout(drawing, 440)]
  expect(narrow.width).toBeLessThanOrEqual(450)
  expect(wide.width).toBeGreaterThan(600)
  expect(narrow.height).toBeGreaterThan(wide.height)
})
