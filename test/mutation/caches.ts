/**
 * What `core/` remembers of a track it remembers in a `WeakMap`. One mutant must not meet what another one computed: what is remembered while
 * a mutant is tried lies in a layer above what was remembered as everything was loaded, and the layer goes with the mutant.
 */
const Native = WeakMap
const layered = new Set<{ forget(): void }>()
let isLoading = true

class Layered<K extends object, V> extends Native<K, V> {
  #above = new Native<K, V>()

  constructor() {
    super()
    if (isLoading) layered.add(this)
  }

  override get(key: K): V | undefined {
    return this.#above.has(key) ? this.#above.get(key) : super.get(key)
  }

  override has(key: K): boolean {
    return this.#above.has(key) || super.has(key)
  }

  override set(key: K, value: V): this {
    if (isLoading) return super.set(key, value)
    this.#above.set(key, value)
    return this
  }

  forget(): void {
    this.#above = new Native()
  }
}

/** Loads by the given function, and holds the caches of what it loads as they are then. */
export async function withLayeredCaches(load: () => Promise<void>): Promise<void> {
  globalThis.WeakMap = Layered
  await load()
  isLoading = false
}

/** Puts all caches back to where they were when everything was loaded. */
export function forgetCaches(): void {
  for (const one of layered) one.forget()
}
