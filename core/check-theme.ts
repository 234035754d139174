import { didYouMean } from './did-you-mean.ts'
import type { Problem } from './problem.ts'
import { nameOfTheme, type Theme, type ThemeGiven } from './theme.ts'

/** Whether a theme is one of those that the programme declares. */
export function checkTheme(where: string, given: ThemeGiven, themes: readonly Theme[]): readonly Problem[] {
  const name = nameOfTheme(given)
  const names = themes.map(({ theme }) => theme)
  if (names.includes(name)) return []
  const remedy = `${didYouMean(name, names)} Or declare it: programme({ themes: [theme('${name}', { problem: '…' })] }).`
  return [{ where, what: `there is no theme ${name}`, remedy, code: 'P207' }]
}
