import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clicked, email, listenFor, wait } from '../../core/dsl.ts'
import { drawMermaid } from '../../core/draw.ts'
import { benchmark, story } from './lives.ts'
import { anyTrack, hostileWords, trackOf } from './tracks-to-draw.ts'

const ID = String.raw`([A-Za-z]\w*)`
const LABEL = String.raw`"((?:[\p{L}\p{N} .,:%()/=+'–-]|#\d+;|<br/>)*)"`
const lines = {
  subgraph: new RegExp(`^  subgraph ${ID} \\[${LABEL}\\]$`, 'u'),
  node: new RegExp(`^    ${ID}(?:\\[${LABEL}\\]|\\(\\[${LABEL}\\]\\)|\\[\\[${LABEL}\\]\\]|\\{\\{${LABEL}\\}\\})$`, 'u'),
  edge: new RegExp(`^    ${ID} (?:-->|-\\.->|~~~)(?:\\|${LABEL}\\|)? ${ID}$`, 'u'),
  class: new RegExp(`^    class ${ID} (email|phone|added|changed)$`),
  classDef: /^ {2}classDef \w+ stroke:#[\da-f]{6},stroke-width:\dpx$/,
  end: /^ {2}end$/,
}

/** What the flowchart has, if each of its lines is one that Mermaid reads: a part of its syntax, strictly. */
function readMermaid(text: string): { nodes: string[]; edges: string[][]; depth: number } {
  const [first, title, description, ...rest] = text.trimEnd().split('\n')
  expect(first).toBe('flowchart TD')
  expect(title).toMatch(/^ {2}accTitle: [\p{L}\p{N} .,()/'–-]+$/u)
  expect(description).toMatch(/^ {2}accDescr: [\p{L}\p{N} .,()/'–-]+$/u)
  const nodes: string[] = []
  const edges: string[][] = []
  let depth = 0
  for (const line of rest) {
    const kind = (Object.keys(lines) as (keyof typeof lines)[]).find((name) => lines[name].test(line))
    if (kind === undefined) throw new Error(`Mermaid does not read: ${line}`)
    if (kind === 'subgraph') depth++
    if (kind === 'end') depth--
    if (kind === 'node') nodes.push(lines.node.exec(line)![1]!)
    if (kind === 'edge') edges.push([lines.edge.exec(line)![1]!, lines.edge.exec(line)![3]!])
  }
  return { nodes, edges, depth }
}

test('a track by chance becomes a flowchart whose lines all join nodes that it has, each of them once', () => {
  fc.assert(
    fc.property(anyTrack, (chosen) => {
      const { nodes, edges, depth } = readMermaid(drawMermaid(chosen))
      expect(depth).toBe(0)
      expect(new Set(nodes).size).toBe(nodes.length)
      expect(edges.flat().filter((id) => !nodes.includes(id))).toEqual([])
    }),
  )
})

test('no words end a label or begin something else', () => {
  fc.assert(
    fc.property(hostileWords, (words) => {
      readMermaid(drawMermaid(trackOf([email(benchmark)], words), { triggers: { 'asked for a demo': words } }))
    }),
  )
})

test('a wait is a word on the line between two touches', () => {
  const text = drawMermaid(trackOf([email(benchmark), wait('4 days'), email(story)]))
  expect(text).toContain('    s_benchmark -->|"wait 4 days"| s_story\n')
})

test('ways that part carry their condition, and meet again', () => {
  const listening = listenFor(clicked(benchmark), {
    within: '1 week',
    then: [email(story)],
    otherwise: [],
    id: 'heard',
  })
  const text = drawMermaid(trackOf([email(benchmark), listening]))
  expect(text).toContain('    s_heard -->|"clicked benchmark<br/>within 1 week"| s_story\n')
  expect(text).toContain('    s_heard -->|"not within 1 week"| exhausted\n')
  expect(text).toContain('    s_story --> exhausted\n')
})

test('what sales returns goes on at the stage that its reason names', () => {
  expect(drawMermaid(trackOf([email(benchmark)]))).toMatch(
    /  end\n    exhausted ~~~ triggers\n    returned1 -.-> stage1\n/,
  )
})
