/** Where its author wrote a part of a programme. */
export interface Place {
  /** A path or a file URL, as the engine says it. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** The position is that of what the part stands in: the part itself has none. */
  readonly around?: true
}

/** What V8 has and the language has not: a stack that begins above a function. */
interface Engine {
  readonly captureStackTrace?: (on: object, above: unknown) => void
  stackTraceLimit?: number
}

const shared = Symbol.for('perennial.places')

/**
 * Beside the parts, never in them: what is compiled, stored and hashed does not depend on where it was written. A programme
 * may come with a copy of this module of its own, as the loader of TypeScript makes one; all copies share this.
 */
const written = places(Error)

function places(host: object & { [shared]?: WeakMap<object, { readonly stack?: string }> }) {
  if (host[shared] === undefined && !Object.isExtensible(host))
    return new WeakMap<object, { readonly stack?: string }>()
  return (host[shared] ??= new WeakMap())
}

/**
 * Remembers where the caller of a constructor wrote it. Where the engine cannot tell, the part has no place.
 * @param by the constructor itself, so that the place is that of its caller
 */
export function placed<T extends object>(part: T, by: (...args: never[]) => unknown): T {
  const engine = Error as Engine
  if (engine.captureStackTrace === undefined) return part
  const probe = {}
  const limit = engine.stackTraceLimit
  engine.stackTraceLimit = 1
  engine.captureStackTrace(probe, by)
  if (limit !== undefined) engine.stackTraceLimit = limit
  written.set(part, probe)
  return part
}

/** Lets what was made of a part be found where the part was written. */
export function placedAs<T extends object>(part: T, from: object): T {
  const probe = written.get(from)
  if (probe !== undefined) written.set(part, probe)
  return part
}

/** Where the first of these was written that has a place. */
export function placeOf(...parts: readonly (object | undefined)[]): { readonly at?: Place } {
  for (const [i, part] of parts.entries()) {
    const at = part && read(written.get(part)?.stack)
    if (at) return { at: i === 0 ? at : { ...at, around: true } }
  }
  return {}
}

/** The last line of a stack ends in `file:line:column`, perhaps in brackets. */
function read(stack: string | undefined): Place | undefined {
  const frame = stack?.trimEnd().split('\n').at(-1) ?? ''
  const [, file, line, column] = /(?:^|[\s(])((?:file:\/\/)?[^\s()][^()]*?):(\d+):(\d+)\)?$/.exec(frame) ?? []
  return file === undefined ? undefined : { file: file.replace(/^at /, ''), line: Number(line), column: Number(column) }
}
