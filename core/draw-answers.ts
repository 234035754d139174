import { flow, stack, STEP } from './draw-flow.ts'
import {
  blockOf,
  boxOf,
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
import type { Drawing } from './drawing.ts'
import { reasonInWords, type DrawnReturn, type Rest } from './drawn-returns.ts'

const REASON = 140
const REST = 104
const GAP = 12
/** In less room than this, a rest stands in the box of its reason. */
const NARROW = REASON + REST + STEP + 5 * GAP

/** What sales may say, below one another, and where all of it leads. */
export interface Answer {
  readonly reasons: readonly { readonly reason: Box; readonly rest: Box | null }[]
  readonly leads: Block
  /** From the left border of the reasons to that of the place. */
  readonly leadsAt: number
}

/** An answer in its place, with the boxes that a line from sales leads to. */
export interface PlacedAnswer {
  readonly boxes: readonly Box[]
  readonly edges: readonly Edge[]
  readonly reasons: readonly Box[]
  readonly height: number
}

/** Every answer that sales may give, those of a kind together. */
export function answersOf({ returns }: Drawing, room: number): readonly Answer[] {
  const leadsAt = leadsAtIn(room)
  return [
    outcome('accepted', 'SAL, then SQL, opportunity, customer', leadsAt),
    ...returns.map((one, i) => returned(one, `returned ${i + 1}`, leadsAt, room)),
    outcome('disqualified', 'ends, with its reason', leadsAt),
  ]
}

/** Every rule, and where it leads. */
export function rulesAsAnswers(rules: Drawing['rules'], room: number): readonly Answer[] {
  const isInside = room < NARROW
  const leadsAt = leadsAtIn(room)
  return rules.map(({ asks, rest, leads }, i) => {
    const key = `rule ${i + 1}`
    const said = rest.map((line): Text => [line, 'small'])
    const [name = '', ...more] = asks
    const texts: Text[] = [[name, 'body'], ...more.map((line): Text => [line, 'small']), ...(isInside ? said : [])]
    const label = boxOf({ key: `${key}/rest`, look: 'span', texts: said, width: REST })
    const place = boxOf({
      key: `${key}/leads`,
      look: 'resume',
      texts: leads.map((line) => [line, 'small']),
      width: STEP,
    })
    return {
      reasons: [{ reason: reasonBox(key, texts), rest: isInside || rest.length === 0 ? null : label }],
      leads: blockOf(place, false),
      leadsAt,
    }
  })
}

function leadsAtIn(room: number): number {
  return room < NARROW ? REASON + 3 * GAP : REASON + REST + 4 * GAP
}

export function widthOfAnswer({ leadsAt, leads }: Answer): number {
  return leadsAt + leads.width
}

function outcome(said: string, leadsTo: string, leadsAt: number): Answer {
  const place = boxOf({ key: `${said}/leads`, look: 'end', texts: [[leadsTo, 'small']], width: STEP })
  return { reasons: [{ reason: reasonBox(said, [[said, 'body']]), rest: null }], leads: blockOf(place, false), leadsAt }
}

function returned({ rests, open, resumes }: DrawnReturn, key: string, leadsAt: number, room: number): Answer {
  const texts = resumes.map((line): Text => [line, 'small'])
  const place = blockOf(boxOf({ key, look: 'resume', texts, width: STEP }), false)
  const opening = open === null ? null : flow(open, `${key}/open`, Math.max(STEP, room - leadsAt))
  const row = ({ reasons, rest, resting }: Rest, j: number): Answer['reasons'][number] => {
    const said = rest.map((line): Text => [line, 'small'])
    const isInside = room < NARROW
    const reason = reasonBox(`${key}/reason ${j + 1}`, [
      ...reasons.map((name): Text => [reasonInWords(name), 'body']),
      ...(isInside ? said : []),
      [resting === 0 ? '' : `${resting} resting`, 'small'],
    ])
    if (isInside) return { reason, rest: null }
    return { reason, rest: boxOf({ key: `${key}/rest ${j + 1}`, look: 'span', texts: said, width: REST }) }
  }
  return { reasons: rests.map(row), leads: opening === null ? place : stack([opening, place], false), leadsAt }
}

function reasonBox(key: string, texts: readonly Text[]): Box {
  return boxOf({ key, look: 'reason', texts, width: REASON, isFull: true })
}

/** Reasons on the left, the place that they lead to on the right; `left` and `top` are those of the first reason or of the place. */
export function placeAnswer({ reasons, leads, leadsAt }: Answer, left: number, top: number): PlacedAnswer {
  const heights = reasons.map(({ reason, rest }) => Math.max(reason.height, rest?.height ?? 0))
  const tall = heights.reduce((sum, height) => sum + height + GAP, -GAP)
  // A lone place stands in the middle of its reasons; steps that open begin level with theirs.
  const isLone = leads.boxes.length === 1
  const lower = isLone ? (leads.height - tall) / 2 : middle(leads.head) - heights[0]! / 2
  const place = moveBlock(leads, left + leadsAt, top + Math.max(0, -lower))
  const goal: Point = [place.head.x, middle(place.head)]
  const boxes: Box[] = [...place.boxes]
  const edges: Edge[] = [...place.edges]
  const placed: Box[] = []
  let y = top + Math.max(0, lower)
  for (const [i, { reason, rest }] of reasons.entries()) {
    const level = y + heights[i]! / 2
    const from = moveBox(reason, left, level - reason.height / 2)
    const label = rest && moveBox(rest, right(from) + GAP + (REST - rest.width) / 2, level - rest.height / 2)
    placed.push(from)
    boxes.push(...[label ?? []].flat())
    edges.push(...across([from, ...(label === null ? [] : [label])], place.head.key, goal, level))
    y += heights[i]! + GAP
  }
  const height = Math.max(leads.height + Math.max(0, -lower), tall + Math.max(0, lower))
  return { boxes: [...placed, ...boxes], edges, reasons: placed, height }
}

/** Lines from left to right: through what stands on them, to the goal, which may stand higher or lower. */
function across(boxes: readonly Box[], to: string, goal: Point, level: number): readonly Edge[] {
  return boxes.map((box, i): Edge => {
    const start: Point = [right(box), level]
    const after = boxes[i + 1]
    if (after !== undefined) return { from: box.key, to: after.key, points: [start, [after.x, level]] }
    const turn = goal[0] - 1.5 * GAP
    const bend: Point[] = [
      [turn, level],
      [turn, goal[1]],
    ]
    return { from: box.key, to, points: [start, ...(Math.abs(level - goal[1]) < 0.01 ? [] : bend), goal] }
  })
}
