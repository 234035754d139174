/** What Stryker loads: it loads JavaScript only. */
import { register } from 'tsx/esm/api'

register()
export const { strykerPlugins } = await import('./one-process.ts')
