/** What mutation testing leaves alone in `core/`: words. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'

const words = {
  /**
   * A string is a member of a union, for which the compiler takes no other, or a sentence. A template with a space in it is a sentence; one
   * without is a key or an id, and is mutated.
   */
  shouldIgnore(path) {
    if (path.isStringLiteral()) return 'A member of a union (the compiler takes no other), or a sentence.'
    const isSentence = path.isTemplateLiteral() && path.node.quasis.some(({ value }) => value.raw.includes(' '))
    return isSentence ? 'A sentence.' : undefined
  },
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'words', words)]
