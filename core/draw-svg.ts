import type { Band, Layout } from './draw-layout.ts'
import type { Box, Edge, Line, Point } from './draw-shapes.ts'
import { fonts } from './draw-text.ts'

/** Names by which one finds a colour in both palettes. */
interface Palette {
  readonly ground: string
  readonly band: string
  readonly head: string
  readonly paper: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly leaf: string
  readonly phone: string
  readonly tint: string
  readonly warn: string
  readonly warnTint: string
}

/** Those of the pages. */
const light: Palette = {
  ground: '#f1f3f0',
  band: '#f8faf8',
  head: '#e1ece8',
  paper: '#ffffff',
  ink: '#22302d',
  soft: '#52625e',
  line: '#8a9a95',
  leaf: '#0e6b5a',
  phone: '#8a4b10',
  tint: '#e8f1ee',
  warn: '#8a4b10',
  warnTint: '#fbf0e2',
}
const dark: Palette = {
  ground: '#121816',
  band: '#18201d',
  head: '#22332e',
  paper: '#1f2925',
  ink: '#e4ebe8',
  soft: '#a5b4af',
  line: '#71827c',
  leaf: '#6fcbb6',
  phone: '#f0b67a',
  tint: '#22332e',
  warn: '#f0b67a',
  warnTint: '#33281b',
}

/**
 * The drawing as an SVG that needs nothing else: no script, no font, nothing from elsewhere. Light and dark by the reader's
 * own setting, light on paper.
 * @param told the drawing in words, for who does not see it
 */
export function svgOf(drawn: Layout, name: string, told: string): string {
  const { bands, boxes, edges } = drawn
  const [width, height] = [Math.ceil(drawn.width), Math.ceil(drawn.height)]
  const id = `track-${name.replaceAll(/[^a-z0-9-]/gi, '-')}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-told" class="${id}">`,
    `<title id="${id}-title">${escape(`The track ${name}`)}</title>`,
    `<desc id="${id}-told">${escape(told)}</desc>`,
    `<style>${style(id)}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...bands.map(bandSvg),
    ...edges.map((edge) => edgeSvg(edge, boxes)),
    ...boxes.map(boxSvg),
    '</svg>',
    '',
  ].join('\n')
}

function bandSvg({ look, x, y, width, height }: Band): string {
  return `<rect class="band ${look}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10"/>`
}

const RADIUS = 6

function boxSvg({ key, look, also, x, y, width, height, lines }: Box): string {
  const radius =
    look === 'join' ? height / 2 : look === 'end' || look === 'leave' || look === 'resume' ? height / 2 : RADIUS
  const shape =
    look === 'span' || look === 'way' || look === 'title'
      ? ''
      : `<rect width="${n(width)}" height="${n(height)}" rx="${n(Math.min(radius, 14))}"/>`
  // A touch is known by the bar at its side.
  const bar = look === 'touch' ? `<rect class="bar" width="5" height="${n(height)}" rx="2.5"/>` : ''
  const label = look === 'touch' || look === 'fork' || look === 'act' ? `<title>${escape(key)}</title>` : ''
  const classes = [look, ...also].join(' ')
  return `<g class="${escape(classes)}" transform="translate(${n(x)} ${n(y)})">${label}${shape}${bar}${lines.map(lineSvg).join('')}</g>`
}

function lineSvg({ text, style: of, x, y, anchor }: Line): string {
  const at = anchor === 'middle' ? ' text-anchor="middle"' : ''
  return `<text class="${of}" x="${n(x)}" y="${n(y)}"${at}>${escape(text)}</text>`
}

/** What stands alone on a line goes on with it; at anything else the line ends in an arrow. */
function edgeSvg({ to, points }: Edge, boxes: readonly Box[]): string {
  const target = boxes.find(({ key }) => key === to)
  const isArrow = target !== undefined && !['span', 'way', 'join'].includes(target.look)
  return `<path class="edge" d="${path(points)}"/>${isArrow ? arrow(points) : ''}`
}

/** A line with round corners. */
function path(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      const [before, after] = [points[i - 1], points[i + 1]]
      if (before === undefined) return `M${n(x)} ${n(y)}`
      if (after === undefined) return `L${n(x)} ${n(y)}`
      const [inX, inY] = towards([x, y], before)
      const [outX, outY] = towards([x, y], after)
      return `L${n(inX)} ${n(inY)}Q${n(x)} ${n(y)} ${n(outX)} ${n(outY)}`
    })
    .join('')
}

function towards([x, y]: Point, [toX, toY]: Point): Point {
  const far = Math.hypot(toX - x, toY - y)
  const part = far === 0 ? 0 : Math.min(5, far / 2) / far
  return [x + (toX - x) * part, y + (toY - y) * part]
}

function arrow(points: readonly Point[]): string {
  const [[fromX, fromY], [x, y]] = [points.at(-2)!, points.at(-1)!]
  const far = Math.hypot(x - fromX, y - fromY)
  const [alongX, alongY] = far === 0 ? [0, 1] : [(x - fromX) / far, (y - fromY) / far]
  const corner = (side: 1 | -1): string =>
    `${n(x - alongX * 6 - alongY * 3.5 * side)} ${n(y - alongY * 6 + alongX * 3.5 * side)}`
  return `<path class="arrow" d="M${n(x)} ${n(y)}L${corner(1)}L${corner(-1)}Z"/>`
}

function style(id: string): string {
  const within = (rules: string): string => rules.replaceAll('@', `.${id} `)
  const type = Object.entries(fonts)
    .map(([name, { size, bold }]) => `@.${name}{font-size:${size}px;font-weight:${bold ? 600 : 400}}`)
    .join('')
  return within(
    [
      `@text{font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}${type}`,
      `@.edge{fill:none;stroke-width:1.5}@.fork>rect{stroke-dasharray:4 3}@.unreached>rect{stroke-dasharray:1 3}`,
      colours(light),
      `@media screen and (prefers-color-scheme:dark){${colours(dark)}}`,
    ].join('\n'),
  ).replaceAll(/\.[\w-]+ media/g, '@media')
}

function colours(p: Palette): string {
  return [
    `@text{fill:${p.ink}}@.small{fill:${p.soft}}@.title .title,@.stage .strong,@.when{fill:${p.leaf}}`,
    `@.ground{fill:${p.ground}}@.band{fill:${p.band};stroke:${p.head}}@.stage>rect{fill:${p.head}}`,
    `@.edge{stroke:${p.line}}@.arrow,@.join>rect{fill:${p.line}}`,
    `@.touch>rect,@.fork>rect,@.act>rect,@.sales>rect,@.reason>rect{fill:${p.paper};stroke:${p.line}}@.reason>rect{stroke:${p.warn}}`,
    `@.touch>.bar{fill:${p.leaf};stroke:none}@.phone>.bar{fill:${p.phone}}`,
    `@.sales>rect{fill:${p.tint};stroke:${p.leaf}}`,
    `@.end>rect,@.leave>rect,@.resume>rect{fill:${p.tint};stroke:none}`,
    `@.added>rect:first-of-type{stroke:${p.leaf};stroke-width:3}@.changed>rect:first-of-type{stroke:${p.warn};stroke-width:3}`,
  ].join('')
}

const n = (value: number): string => String(Math.round(value * 10) / 10)

/** Text as it may stand in XML; what XML has no place for is left out. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
