import { inWords } from './condition.ts'
import { drawingOf, type DrawingOptions } from './drawing.ts'
import { layout } from './draw-layout.ts'
import { mermaidOf } from './draw-mermaid.ts'
import { svgOf } from './draw-svg.ts'
import { told } from './draw-told.ts'
import type { Quality } from './quality.ts'
import type { Track } from './track.ts'

/** What a README or a pull request has room for without making it smaller. */
export const usualWidth = 880

/**
 * Draws a track as an SVG.
 * @param width pixels that the drawing should not pass: where branches do not fit side by side, they stand below one another
 */
export function drawSvg(track: Track, options: DrawingOptions & { readonly width?: number } = {}): string {
  const drawing = drawingOf(track, options)
  return svgOf(layout(drawing, options.width ?? usualWidth), track.name, told(drawing))
}

/** Draws a track as a Mermaid flowchart: the text that goes into a block of a README or a pull request. */
export function drawMermaid(track: Track, options: DrawingOptions = {}): string {
  return mermaidOf(drawingOf(track, options))
}

/** What fires each trigger of a quality definition, as a drawing says it. */
export function triggersInWords({ triggers }: Pick<Quality, 'triggers'>): Readonly<Record<string, string>> {
  return Object.fromEntries(triggers.map(({ trigger, when }) => [trigger, inWords(when)]))
}
