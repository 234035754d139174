import type { DrawnStep, Lane, Sequence } from './drawing.ts'
import {
  blockOf,
  bottom,
  boxOf,
  centre,
  down,
  middle,
  moveBlock,
  moveBox,
  right,
  type Block,
  type Box,
  type Edge,
  type Point,
  type Text,
} from './draw-shapes.ts'

/** The most that a step takes. */
export const STEP = 190
const GAP = 20
/** Between branches that stand side by side. */
const LANE_GAP = 20
/** What a line takes that runs past branches which stand below one another. */
const RAIL = 14
const JOIN = 8

/** Lays out steps that follow one another, in `room` pixels where that can be; null where there is nothing to draw. */
export function flow({ steps, end }: Sequence, key: string, room: number): Block | null {
  const blocks = steps.map((step) => stepBlock(step, room))
  if (end.is === 'nextStage' || end.is === 'elsewhere') {
    const leaves = boxOf({ key: `${key}/leaves`, look: 'leave', texts: [[end.says, 'small']], width: STEP })
    blocks.push(blockOf(leaves, false))
  }
  return blocks.length === 0 ? null : stack(blocks, end.is === 'joins')
}

/** Blocks below one another, each with a line to the next where one comes out of it. */
export function stack(blocks: readonly Block[], goesOn = true): Block {
  const axis = Math.max(...blocks.map((block) => block.axis))
  const placed: Block[] = []
  const edges: Edge[] = []
  let y = 0
  for (const block of blocks) {
    const before = placed.at(-1)
    const here = moveBlock(block, axis - block.axis, y)
    if (before?.tail) edges.push(down(before.tail, here.head))
    placed.push(here)
    y += block.height + GAP
  }
  return {
    width: axis + Math.max(...blocks.map((block) => block.width - block.axis)),
    height: y - GAP,
    axis,
    boxes: placed.flatMap(({ boxes }) => boxes),
    edges: [...placed.flatMap((block) => block.edges), ...edges],
    head: placed[0]!.head,
    tail: goesOn ? placed.at(-1)!.tail : null,
  }
}

function stepBlock(step: DrawnStep, room: number): Block {
  const box = boxOf({
    key: step.id,
    look: step.look,
    also: [...(step.channel === null ? [] : [step.channel]), ...(step.isReached ? [] : ['unreached'])],
    mark: step.mark,
    texts: [
      [step.says, step.look === 'span' ? 'small' : 'body'],
      ...step.notes.map((note) => [note, 'small'] as const),
    ],
    width: STEP,
    isFull: step.look === 'touch' || step.look === 'fork',
  })
  if (step.lanes.length === 0) return blockOf(box)
  const inside = (width: number): Block[] =>
    step.lanes.map((lane, i) => laneBlock(lane, `${step.id}/way ${i + 1}`, width))
  const gaps = (step.lanes.length - 1) * LANE_GAP
  const beside = inside((room - gaps) / step.lanes.length)
  const isTight = beside.reduce((sum, { width }) => sum + width, gaps) > room
  return isTight ? below(box, inside(room - 2 * RAIL)) : sideBySide(box, beside)
}

/** One way that parts from a step: under which condition, and what comes on it. */
function laneBlock(lane: Lane, key: string, room: number): Block {
  const texts: Text[] = [
    [lane.when, 'when'],
    [lane.time, 'small'],
  ]
  const label = blockOf(boxOf({ key, look: 'way', texts, width: STEP }))
  const steps = flow(lane.steps, key, room)
  return steps === null ? { ...label, tail: lane.steps.end.is === 'joins' ? label.head : null } : stack([label, steps])
}

function sideBySide(box: Box, lanes: readonly Block[]): Block {
  let x = 0
  const placed = lanes.map((lane) => {
    const here = moveBlock(lane, x, box.height + GAP)
    x += lane.width + LANE_GAP
    return here
  })
  const axis = (placed[0]!.axis + placed.at(-1)!.axis) / 2
  const head = moveBox(box, axis - box.width / 2, 0)
  const level = bottom(head) + GAP / 2
  const parts = placed.map((lane): Edge => {
    const points: Point[] = [
      [axis, bottom(head)],
      [axis, level],
      [lane.axis, level],
      [lane.axis, lane.head.y],
    ]
    return { from: head.key, to: lane.head.key, points: straight(points) }
  })
  const lowest = Math.max(...placed.map((lane) => lane.head.y + lane.height))
  const tails = placed.flatMap(({ tail }) => tail ?? [])
  const join = moveBox(joinOf(box), axis - JOIN / 2, lowest + GAP / 2)
  const joins = tails.map((tail): Edge => {
    const [from, at] = [centre(tail), middle(join)]
    const side = from < join.x ? join.x : right(join)
    const isAbove = from >= join.x && from <= right(join)
    const points: Point[] = isAbove
      ? [
          [from, bottom(tail)],
          [from, join.y],
        ]
      : [
          [from, bottom(tail)],
          [from, at],
          [side, at],
        ]
    return { from: tail.key, to: join.key, points }
  })
  const isJoined = tails.length > 1
  return fromLeft({
    axis,
    boxes: [head, ...placed.flatMap(({ boxes }) => boxes), ...(isJoined ? [join] : [])],
    edges: [...parts, ...placed.flatMap(({ edges }) => edges), ...(isJoined ? joins : [])],
    head,
    tail: isJoined ? join : (tails[0] ?? null),
    width: x - LANE_GAP,
    height: isJoined ? bottom(join) : lowest,
  })
}

/** Branches below one another: they come from a line on the left, and go on by one on the right. */
function below(box: Box, lanes: readonly Block[]): Block {
  const axis = RAIL + Math.max(box.width / 2, ...lanes.map((lane) => lane.axis))
  const width = axis + RAIL + Math.max(box.width / 2, ...lanes.map((lane) => lane.width - lane.axis))
  const head = moveBox(box, axis - box.width / 2, 0)
  let y = box.height + GAP
  const placed = lanes.map((lane) => {
    const here = moveBlock(lane, axis - lane.axis, y)
    y += lane.height + GAP
    return here
  })
  const parts = placed.map((lane): Edge => {
    const level = bottom(head) + GAP / 2
    const points: Point[] = [
      [axis, bottom(head)],
      [axis, level],
      [1, level],
      [1, middle(lane.head)],
      [lane.head.x, middle(lane.head)],
    ]
    return { from: head.key, to: lane.head.key, points }
  })
  const join = moveBox(joinOf(box), axis - JOIN / 2, y - GAP / 2)
  const joins = placed.flatMap(({ tail, head: first, height }, i): Edge[] => {
    if (tail === null) return []
    const isStraight = i === placed.length - 1 && centre(tail) === axis
    if (isStraight) return [down(tail, join)]
    const level = first.y + height + GAP / 2
    const points: Point[] = [
      [centre(tail), bottom(tail)],
      [centre(tail), level],
      [width - 1, level],
      [width - 1, middle(join)],
      [right(join), middle(join)],
    ]
    return [{ from: tail.key, to: join.key, points }]
  })
  const isJoined = joins.length > 0
  return {
    width,
    height: isJoined ? bottom(join) : y - GAP,
    axis,
    boxes: [head, ...placed.flatMap(({ boxes }) => boxes), ...(isJoined ? [join] : [])],
    edges: [...parts, ...placed.flatMap(({ edges }) => edges), ...joins],
    head,
    tail: isJoined ? join : null,
  }
}

const joinOf = ({ key }: Box): Box => ({
  key: `${key}/join`,
  look: 'join',
  also: [],
  x: 0,
  y: 0,
  width: JOIN,
  height: JOIN,
  lines: [],
})

/** Without corners where there are none. */
function straight(points: readonly Point[]): readonly Point[] {
  return points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]]
    return before === undefined || after === undefined || before[0] !== point[0] || after[0] !== point[0]
  })
}

/** Moves a block to the right where its head stands out on the left. */
function fromLeft(block: Block): Block {
  const out = Math.max(0, -block.head.x)
  if (out === 0) return { ...block, width: Math.max(block.width, right(block.head)) }
  const moved = moveBlock(block, out, 0)
  return { ...moved, width: Math.max(block.width + out, right(moved.head)) }
}
