import type { Drawing, DrawnStep, Sequence } from './drawing.ts'
import { reasonInWords } from './drawn-returns.ts'
import type { StepId } from './step.ts'

/** Where a line comes from, and what stands on it so far: waits are no nodes. */
interface Tail {
  readonly from: string
  readonly says: readonly string[]
}

/** The drawing as the text of a Mermaid flowchart. */
export function mermaidOf(drawing: Drawing): string {
  return new Writer(drawing).write()
}

class Writer {
  readonly #drawing: Drawing
  readonly #lines: string[] = []
  readonly #ids = new Map<string, string>()
  /** Lines to steps that stand elsewhere, drawn when all have a name. */
  readonly #later: { readonly tails: readonly Tail[]; readonly to: StepId }[] = []

  constructor(drawing: Drawing) {
    this.#drawing = drawing
  }

  write(): string {
    const { name, goal, stages, exhausted } = this.#drawing
    // An empty description would take the next line for its own.
    this.#lines.push(
      'flowchart TD',
      `  accTitle: ${plain(`The track ${name}`)}`,
      `  accDescr: ${plain(goal) || 'A track'}`,
    )
    let tails: readonly Tail[] = []
    for (const [i, stage] of stages.entries()) {
      const head = `stage${i + 1}`
      this.#lines.push(`  subgraph ${head}_band [${quote([`${stage.name}: ${stage.means}`, `theme ${stage.theme}`])}]`)
      this.#lines.push(`    ${head}([${quote([stage.name])}])`)
      this.#connect(tails, head)
      const { joins, leaves } = this.#sequence(stage.steps, [{ from: head, says: [] }])
      this.#lines.push('  end')
      tails = [...joins, ...leaves]
    }
    this.#node('exhausted', `([${quote(exhausted)}])`)
    this.#connect(tails, 'exhausted')
    this.#rules()
    this.#sales()
    for (const { tails: from, to } of this.#later) this.#connect(from, this.#idOf(to))
    this.#lines.push(
      '  classDef email stroke:#0e6b5a,stroke-width:2px',
      '  classDef phone stroke:#8a4b10,stroke-width:2px',
      '  classDef added stroke:#1a7f37,stroke-width:4px',
      '  classDef changed stroke:#bf8700,stroke-width:4px',
    )
    return `${this.#lines.join('\n')}\n`
  }

  /** Writes the steps; gives the lines that go on behind them, and those that leave the stage. */
  #sequence({ steps, end }: Sequence, into: readonly Tail[]): { joins: readonly Tail[]; leaves: readonly Tail[] } {
    let tails = into
    const leaves: Tail[] = []
    for (const step of steps) {
      if (step.look === 'span') {
        tails = tails.map(({ from, says }) => ({ from, says: [...says, step.says, ...step.notes] }))
        continue
      }
      const id = this.#step(step)
      this.#connect(step.isReached ? tails : [], id)
      const ways = step.lanes.map(({ when, time, steps: way }) =>
        this.#sequence(way, [{ from: id, says: [when, time].filter(Boolean) }]),
      )
      tails = step.lanes.length === 0 ? [{ from: id, says: [] }] : ways.flatMap(({ joins }) => joins)
      leaves.push(...ways.flatMap((way) => way.leaves))
    }
    if (end.is === 'nextStage') leaves.push(...tails)
    if (end.is === 'elsewhere') this.#later.push({ tails, to: end.step })
    return { joins: end.is === 'joins' ? tails : [], leaves }
  }

  #step(step: DrawnStep): string {
    const id = this.#idOf(step.id)
    const text = quote([step.says, ...step.notes])
    this.#node(id, step.look === 'fork' ? `{{${text}}}` : `[${text}]`)
    const classes = [step.channel, step.mark].filter((name) => name !== null)
    for (const name of classes) this.#lines.push(`    class ${id} ${name}`)
    return id
  }

  #rules(): void {
    const { rules, stages } = this.#drawing
    if (rules.length === 0) return
    this.#lines.push(`  subgraph rules_band [${quote(['Rules: at any time, the first that holds'])}]`)
    for (const [i, { asks, rest, leads }] of rules.entries())
      this.#node(`rule${i + 1}`, `[${quote([...asks, ...rest, ...leads])}]`)
    this.#lines.push('  end')
    this.#isBelow('rule1')
    for (const [i, { stage }] of rules.entries()) {
      const to = stages.findIndex(({ name }) => name === stage)
      if (to >= 0) this.#connect([{ from: `rule${i + 1}`, says: [] }], `stage${to + 1}`, '-.->')
    }
  }

  #sales(): void {
    const { triggers, withSales, returns } = this.#drawing
    this.#lines.push(`  subgraph sales_band [${quote(['Sales: at any time, from any stage'])}]`)
    if (triggers.length > 0) {
      const said = triggers.map(({ name, when }) => (when === '' ? name : `${name}: ${when}`))
      this.#node('triggers', `[${quote(said)}]`)
    }
    this.#node('with_sales', `[[${quote(['MQL: with sales', ...withSales])}]]`)
    if (triggers.length > 0) this.#connect([{ from: 'triggers', says: [] }], 'with_sales')
    this.#node('accepted', `([${quote(['SAL, then SQL, opportunity, customer'])}])`)
    this.#connect([{ from: 'with_sales', says: ['accepted'] }], 'accepted')
    this.#node('disqualified', `([${quote(['ends, with its reason'])}])`)
    this.#connect([{ from: 'with_sales', says: ['disqualified'] }], 'disqualified')
    const back: (readonly [Tail, string])[] = []
    for (const [i, { rests, open, resumes, stage }] of returns.entries()) {
      const id = `returned${i + 1}`
      const said = rests.map(({ reasons, rest, resting }) => {
        return `${reasons.map(reasonInWords).join(', ')}: ${[...rest, ...(resting === 0 ? [] : [`${resting} resting`])].join(', ')}`
      })
      this.#node(id, `[${quote([...said, ...resumes])}]`)
      this.#connect([{ from: 'with_sales', says: ['returned'] }], id)
      const tails = open === null ? [{ from: id, says: [] }] : this.#sequence(open, [{ from: id, says: [] }]).joins
      const to = this.#drawing.stages.findIndex(({ name }) => name === stage)
      if (to >= 0) back.push(...tails.map((tail) => [tail, `stage${to + 1}`] as const))
    }
    this.#lines.push('  end')
    this.#isBelow(triggers.length > 0 ? 'triggers' : 'with_sales')
    for (const [tail, to] of back) this.#connect([tail], to, '-.->')
  }

  /** An invisible line: what leads back to a stage would else stand above it. */
  #isBelow(id: string): void {
    this.#lines.push(`    exhausted ~~~ ${id}`)
  }

  #node(id: string, shape: string): void {
    this.#lines.push(`    ${id}${shape}`)
  }

  #connect(tails: readonly Tail[], to: string, line = '-->'): void {
    for (const { from, says } of tails) {
      this.#lines.push(`    ${from} ${line}${says.length === 0 ? '' : `|${quote(says)}|`} ${to}`)
    }
  }

  /** A name that no word of Mermaid can be taken for, and no other step has. */
  #idOf(step: StepId): string {
    const known = this.#ids.get(step)
    if (known !== undefined) return known
    const name = `s_${step.replaceAll(/[^A-Za-z0-9]+/g, '_')}`
    const taken = new Set(this.#ids.values())
    let id = name
    for (let i = 2; taken.has(id); i++) id = `${name}_${i}`
    this.#ids.set(step, id)
    return id
  }
}

/** Lines of text as one label. What Mermaid or the HTML that it makes could read as its own goes in as a number. */
function quote(lines: readonly string[]): string {
  return `"${lines.map(escape).join('<br/>')}"`
}

function escape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[^\p{L}\p{N} .,:%()/=+'–-]/gu, (one) => `#${one.codePointAt(0)};`)
}

/** A title has no quotes round it and no numbers in it: what could end it is left out. */
function plain(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,()/'–-]+/gu, ' ').trim()
}
