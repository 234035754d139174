/** Gives the tests `chances.mjs` where they ask for fast-check. */
const chances = new URL('chances.mjs', import.meta.url).href

export async function resolve(specifier, context, next) {
  if (specifier === 'fast-check' && context.parentURL !== chances)
    return { url: chances, format: 'module', shortCircuit: true }
  return next(specifier, context)
}
