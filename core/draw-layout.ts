import type { DrawnStage, Drawing } from './drawing.ts'
import { flow } from './draw-flow.ts'
import { rulesBlock, salesBlock } from './draw-sales.ts'
import {
  bottom,
  boxOf,
  centre,
  down,
  moveBlock,
  moveBox,
  type Block,
  type Box,
  type Edge,
  type Text,
} from './draw-shapes.ts'

/** A drawing with a place for everything, in pixels from its upper left corner. */
export interface Layout {
  readonly width: number
  readonly height: number
  /** What lies behind a stage, or behind the work of sales. */
  readonly bands: readonly Band[]
  readonly boxes: readonly Box[]
  readonly edges: readonly Edge[]
}

export interface Band {
  readonly look: 'stage' | 'rules' | 'sales'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const MARGIN = 12
/** Between a band's border and what is in it. */
const PAD = 16
const GAP = 26
/** So that the words above fit, whatever the steps take. */
const NARROWEST = 300

/**
 * Gives everything its place. Branches stand side by side where they fit into `room` pixels, and below one another where they
 * do not; so a drawing is wider than `room` only where branches are many levels deep.
 */
export function layout(drawing: Drawing, room: number): Layout {
  const inner = room - 2 * (MARGIN + PAD)
  const stages = drawing.stages.map(({ steps }, i) => flow(steps, `stage ${i + 1}`, inner))
  const rules = rulesBlock(drawing, inner)
  const sales = salesBlock(drawing, inner)
  const width =
    Math.max(NARROWEST, sales.width, rules?.width ?? 0, ...stages.map((steps) => steps?.width ?? 0)) + 2 * PAD
  const title = moveBox(titleBox(drawing, width), MARGIN, MARGIN)
  const bands: PlacedBand[] = []
  const edges: Edge[] = []
  let y = bottom(title) + PAD
  for (const [i, stage] of drawing.stages.entries()) {
    const band = placeBand('stage', stageBox(stage, i, width), stages[i] ?? null, y)
    const before = bands.at(-1)?.tail
    // Straight down: the head of a band is as wide as all that may stand above it.
    if (before) edges.push(down(before, band.head, centre(before)))
    bands.push(band)
    y += band.height + GAP
  }
  const before = bands.at(-1)?.tail
  const exhausted = placeExhausted(drawing, before ?? null, width, y)
  if (before) edges.push(down(before, exhausted))
  y = bottom(exhausted) + GAP
  if (rules !== null) {
    const band = placeBand('rules', anytimeHead('Rules', 'At any time, whatever the lead waits for', width), rules, y)
    bands.push(band)
    y += band.height + GAP
  }
  bands.push(placeBand('sales', anytimeHead('Sales', 'At any time, from any stage', width), sales, y))
  return {
    width: width + 2 * MARGIN,
    height: Math.max(...bands.map((band) => band.y + band.height)) + MARGIN,
    bands,
    boxes: [title, ...bands.flatMap(({ boxes }) => boxes), exhausted],
    edges: [...bands.flatMap((band) => band.edges), ...edges],
  }
}

/** A band with all that is in it. */
interface PlacedBand extends Band {
  readonly head: Box
  readonly tail: Box | null
  readonly boxes: readonly Box[]
  readonly edges: readonly Edge[]
}

/** A head over the whole width, and what hangs below it. */
function placeBand(look: Band['look'], head: Box, below: Block | null, y: number): PlacedBand {
  const top = moveBox(head, MARGIN, y)
  const band = { look, x: MARGIN, y, width: head.width, head: top }
  if (below === null) return { ...band, height: head.height, tail: top, boxes: [top], edges: [] }
  const block = moveBlock(below, MARGIN + (head.width - below.width) / 2, bottom(top) + PAD)
  const into: Edge = {
    from: top.key,
    to: block.head.key,
    points: [
      [block.axis, bottom(top)],
      [block.axis, block.head.y],
    ],
  }
  return {
    ...band,
    height: head.height + PAD + below.height + PAD,
    tail: block.tail,
    boxes: [top, ...block.boxes],
    edges: [into, ...block.edges],
  }
}

/** What comes after the last stage, below what leads there. */
function placeExhausted({ exhausted }: Drawing, tail: Box | null, width: number, y: number): Box {
  const box = boxOf({ key: 'exhausted', look: 'end', texts: exhausted.map((line) => [line, 'small']), width: 260 })
  const x = (tail === null ? MARGIN + width / 2 : centre(tail)) - box.width / 2
  return moveBox(box, clamp(x, MARGIN, MARGIN + width - box.width), y)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

function titleBox({ name, goal, cadence, notes }: Drawing, width: number): Box {
  const texts: Text[] = [
    [name, 'title'],
    [goal, 'body'],
    [cadence, 'small'],
    ...notes.map((note): Text => [note, 'small']),
  ]
  return boxOf({ key: 'title', look: 'title', texts, width, isFull: true, anchor: 'start' })
}

function stageBox({ name, means, theme }: DrawnStage, i: number, width: number): Box {
  const texts: Text[] = [
    [`${i + 1}  ${name}`, 'strong'],
    [means, 'body'],
    [`theme ${theme}`, 'small'],
  ]
  return boxOf({ key: `stage ${i + 1}`, look: 'stage', texts, width, isFull: true, anchor: 'start' })
}

function anytimeHead(name: string, says: string, width: number): Box {
  const texts: Text[] = [
    [name, 'strong'],
    [says, 'body'],
  ]
  return boxOf({ key: name, look: 'stage', texts, width, isFull: true, anchor: 'start' })
}
