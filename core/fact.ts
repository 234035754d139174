/** A fact about a lead with the values that it may take. */
export interface Fact<Value extends string = string> {
  readonly fact: string
  readonly values: readonly Value[]
  /** `static` facts (sector, size) cannot promote by themselves; `dynamic` ones age (R56). */
  readonly nature: 'static' | 'dynamic'
}

/** Declares a fact and the values it may take; `choose` and the quality definition refer to it. */
export function fact<const Value extends string>(
  name: string,
  values: readonly Value[],
  nature: 'static' | 'dynamic' = 'static',
): Fact<Value> {
  return Object.freeze({ fact: name, values, nature })
}
