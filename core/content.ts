import { versionOf } from './hash.ts'
import { slug } from './slug.ts'

/**
 * Names what the reader would recognise as the same thing: its name, with what it is given. `given` in any order.
 * @example contentNamed('peer-story', { customer: 'Norwind', daysSaved: 6 }) === 'peer-story:norwind-6'
 */
export function contentNamed(name: string, given: Readonly<Record<string, string | number | boolean>>): string {
  const values = Object.entries(given)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => String(value))
  if (values.length === 0) return name
  const words = slug(values.join(' '))
  const isAllSaid = values.join(' ').toLowerCase().replaceAll(' ', '-') === words
  // What a slug cannot say (other scripts, long texts) would make two mails look like one: the lead would miss one.
  const rest = isAllSaid ? '' : `-${versionOf(values).slice(0, 6)}`
  return `${name}:${words}${rest}`
}
