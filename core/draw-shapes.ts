import type { Mark } from './drawing.ts'
import { fonts, widthOf, wrap, type Style } from './draw-text.ts'

/** What a box stands for; it decides how it looks. */
export type Look =
  | 'title'
  | 'stage'
  | 'touch'
  | 'fork'
  | 'act'
  | 'span'
  | 'way'
  | 'join'
  | 'leave'
  | 'end'
  | 'sales'
  | 'reason'
  | 'resume'

/** A line of text; `y` is its baseline. Both are relative to its box. */
export interface Line {
  readonly text: string
  readonly style: Style
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle'
}

/** Everything that has a place of its own, in pixels. Text that stands alone on a line is a box without a border. */
export interface Box {
  /** Unlike that of any other box. */
  readonly key: string
  readonly look: Look
  /** More of its look: a channel, a mark. */
  readonly also: readonly string[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly lines: readonly Line[]
}

export type Point = readonly [x: number, y: number]

/** A line from the border of one box to the border of another, by the keys of both. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly points: readonly Point[]
}

/** Some boxes and the lines between them, with one way in. */
export interface Block {
  readonly width: number
  readonly height: number
  /** Where the line comes in from above. */
  readonly axis: number
  readonly boxes: readonly Box[]
  readonly edges: readonly Edge[]
  /** Where the line ends that comes in. */
  readonly head: Box
  /** Where a line goes on from; none where nobody comes out. */
  readonly tail: Box | null
}

/** Text of a box: what it says, and how. */
export type Text = readonly [text: string, style: Style]

export interface BoxOptions {
  readonly key: string
  readonly look: Look
  readonly also?: readonly string[]
  readonly mark?: Mark | null
  readonly texts: readonly Text[]
  /** The most; text is broken to fit. */
  readonly width: number
  /** As wide as `width` even where the text is not. */
  readonly isFull?: boolean
  readonly anchor?: Line['anchor']
}

const PAD_X = 10
const PAD_Y = 7
/** What a line's baseline is below its top, as a part of the line. */
const BASELINE = 0.74

const borderless: readonly Look[] = ['span', 'way', 'title']

/** A box with its text, at 0, 0. */
export function boxOf({ key, look, also = [], mark, texts, width, isFull, anchor = 'middle' }: BoxOptions): Box {
  const [padX, padY] = borderless.includes(look) ? [4, 1] : [PAD_X, PAD_Y]
  const lines = texts.flatMap(([text, style]) =>
    wrap(text, style, width - 2 * padX).map((line) => ({ text: line, style })),
  )
  const widest = Math.max(0, ...lines.map(({ text, style }) => widthOf(text, style)))
  const own = isFull ? width : Math.ceil(widest) + 2 * padX
  let y = padY
  const placed = lines.map(({ text, style }): Line => {
    const { line } = fonts[style]
    const at = { text, style, anchor, x: anchor === 'middle' ? own / 2 : padX, y: Math.round(y + line * BASELINE) }
    y += line
    return at
  })
  return {
    key,
    look,
    also: mark ? [...also, mark] : also,
    x: 0,
    y: 0,
    width: own,
    height: Math.ceil(y + padY),
    lines: placed,
  }
}

export function moveBox(box: Box, dx: number, dy: number): Box {
  return { ...box, x: box.x + dx, y: box.y + dy }
}

export function moveEdge(edge: Edge, dx: number, dy: number): Edge {
  return { ...edge, points: edge.points.map(([x, y]) => [x + dx, y + dy] as const) }
}

export function moveBlock(block: Block, dx: number, dy: number): Block {
  const { boxes, edges, head, tail } = block
  return {
    ...block,
    axis: block.axis + dx,
    boxes: boxes.map((box) => moveBox(box, dx, dy)),
    edges: edges.map((edge) => moveEdge(edge, dx, dy)),
    head: moveBox(head, dx, dy),
    tail: tail && moveBox(tail, dx, dy),
  }
}

/** A box as a block of its own. */
export function blockOf(box: Box, goesOn = true): Block {
  return {
    width: box.width,
    height: box.height,
    axis: box.width / 2,
    boxes: [box],
    edges: [],
    head: box,
    tail: goesOn ? box : null,
  }
}

export const centre = ({ x, width }: Box): number => x + width / 2
export const middle = ({ y, height }: Box): number => y + height / 2
export const bottom = ({ y, height }: Box): number => y + height
export const right = ({ x, width }: Box): number => x + width

/** A line down from one box to another, by way of a level between them where they do not stand above each other. */
export function down(from: Box, to: Box, x = centre(to)): Edge {
  const [x0, y0, y1] = [centre(from), bottom(from), to.y]
  const level = y1 - 9
  const bend: readonly Point[] =
    x0 === x
      ? []
      : [
          [x0, level],
          [x, level],
        ]
  return { from: from.key, to: to.key, points: [[x0, y0], ...bend, [x, y1]] }
}
