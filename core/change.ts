import { canonical } from './hash.ts'

/** What sort of thing changed. */
export type ChangeKind =
  | 'added'
  | 'removed'
  | 'moved'
  | 'reworded'
  | 'timing'
  | 'branches'
  | 'cadence'
  | 'returns'
  | 'triggers'
  | 'settings'

/** One change between what is published and what is to be, as a person would say it. */
export interface Change {
  readonly of: 'track' | 'template' | 'quality' | 'rep'
  /** Of the track, template or rep; `quality` for the quality definition. */
  readonly name: string
  readonly kind: ChangeKind
  /** The step that it is about. */
  readonly step?: string
  readonly sentence: string
}

export function same(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null)
}

/** `was A, is B`, or that it is new or gone. */
export function wasIs(was: unknown, is: unknown): string {
  return `${brief(is)} (was ${brief(was)})`
}

/** A value in a few words. */
export function brief(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'string') return value
  return canonical(value)
}

/** The parts of two lists by name: new ones, gone ones, and those that are in both but differ. */
export function compareByName<T>(
  was: readonly T[],
  is: readonly T[],
  nameOf: (item: T) => string,
): { readonly added: readonly T[]; readonly removed: readonly T[]; readonly changed: readonly (readonly [T, T])[] } {
  const before = new Map(was.map((item) => [nameOf(item), item]))
  const after = new Map(is.map((item) => [nameOf(item), item]))
  return {
    added: is.filter((item) => !before.has(nameOf(item))),
    removed: was.filter((item) => !after.has(nameOf(item))),
    changed: is.flatMap((item) => {
      const old = before.get(nameOf(item))
      return old !== undefined && !same(old, item) ? [[old, item] as const] : []
    }),
  }
}

/** Of things in two orders, those that must move for one to become the other; as few as can be. */
export function outOfOrder(was: readonly string[], is: readonly string[]): readonly string[] {
  const place = new Map(was.map((name, i) => [name, i]))
  const kept = is.filter((name) => place.has(name))
  // The longest run that is in order in both stays where it is.
  const best: { length: number; before: number }[] = []
  kept.forEach((name, i) => {
    let found = { length: 1, before: -1 }
    for (let j = 0; j < i; j++) {
      const isInOrder = (place.get(kept[j]!) ?? 0) < (place.get(name) ?? 0)
      if (isInOrder && best[j]!.length + 1 > found.length) found = { length: best[j]!.length + 1, before: j }
    }
    best.push(found)
  })
  const stays = new Set<string>()
  let at = best.findIndex(({ length }) => length === Math.max(...best.map((one) => one.length)))
  for (; at >= 0; at = best[at]!.before) stays.add(kept[at]!)
  return kept.filter((name) => !stays.has(name))
}
