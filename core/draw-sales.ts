import { answersOf, placeAnswer, rulesAsAnswers, widthOfAnswer, type Answer } from './draw-answers.ts'
import { stack } from './draw-flow.ts'
import {
  blockOf,
  bottom,
  boxOf,
  centre,
  middle,
  moveBlock,
  type Block,
  type Box,
  type Edge,
  type Point,
  type Text,
} from './draw-shapes.ts'
import type { Drawing } from './drawing.ts'

const GAP = 12
/** The line that leads from sales to each of its answers. */
const RAIL = 16
const HEAD = 290

/** What sales does: triggers that promote, the handoff, and each answer with where the life goes on. */
export function salesBlock(drawing: Drawing, room: number): Block {
  const withSales = boxOf({
    key: 'with sales',
    look: 'sales',
    texts: [
      ['MQL: with sales', 'strong'],
      ['nurture holds meanwhile', 'small'],
      ...drawing.withSales.map((line): Text => [line, 'small']),
    ],
    width: HEAD,
  })
  const triggers = triggerBox(drawing.triggers)
  const head = stack([...(triggers === null ? [] : [blockOf(triggers)]), blockOf(withSales)])
  return branchedBlock(head, answersOf(drawing, room - RAIL))
}

/** The rules of a track, which are asked at any time; null where it has none. */
export function rulesBlock({ rules }: Drawing, room: number): Block | null {
  if (rules.length === 0) return null
  const texts: Text[] = [['the first that holds acts at once', 'small']]
  const head = blockOf(boxOf({ key: 'rules asked', look: 'act', texts, width: HEAD }))
  return branchedBlock(head, rulesAsAnswers(rules, room - RAIL))
}

/** Answers below one another, each on a line that comes from the head. */
function branchedBlock(head: Block, answers: readonly Answer[]): Block {
  const width = RAIL + Math.max(...answers.map(widthOfAnswer))
  const axis = Math.max(width / 2, head.axis)
  const top = moveBlock(head, axis - head.axis, 0)
  const from = top.tail!
  const rail = axis - width / 2 + 1
  const boxes: Box[] = [...top.boxes]
  const edges: Edge[] = [...top.edges]
  let y = bottom(from) + 2 * GAP
  for (const answer of answers) {
    const placed = placeAnswer(answer, rail - 1 + RAIL, y)
    boxes.push(...placed.boxes)
    edges.push(...placed.edges)
    for (const reason of placed.reasons) {
      const points: Point[] = [
        [centre(from), bottom(from)],
        [centre(from), bottom(from) + GAP],
        [rail, bottom(from) + GAP],
        [rail, middle(reason)],
        [reason.x, middle(reason)],
      ]
      edges.push({ from: from.key, to: reason.key, points })
    }
    y += placed.height + GAP
  }
  return {
    width: Math.max(axis + width / 2, top.width),
    height: y - GAP,
    axis,
    boxes,
    edges,
    head: top.head,
    tail: null,
  }
}

function triggerBox(triggers: Drawing['triggers']): Box | null {
  if (triggers.length === 0) return null
  return boxOf({
    key: 'triggers',
    look: 'sales',
    texts: [
      [triggers.length === 1 ? 'Only this makes it an MQL:' : 'Only these make it an MQL:', 'small'],
      ...triggers.flatMap(({ name, when }): Text[] => [
        [name, 'strong'],
        ...(when === '' ? [] : [[when, 'small'] as const]),
      ]),
    ],
    width: HEAD,
  })
}
