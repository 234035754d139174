/** ISO 3166-1 of a country that is written as its code or by its English name; undefined for what is none. */
export function countryCode(text: string): string | undefined {
  const code = /^[a-z]{2}$/i.test(text) ? canonical(text.toUpperCase()) : undefined
  if (code !== undefined && codes().has(code)) return code
  return byName().get(text.toLowerCase())
}

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')

/** Codes that engines know beside those of countries: Europe, the euro, the United Nations, outlying bits, tests. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])

/** Names that lists use and the engine does not. */
const alsoCalled: Readonly<Record<string, string>> = {
  usa: 'US',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  uae: 'AE',
  'hong kong': 'HK',
  'czech republic': 'CZ',
  turkey: 'TR',
}

let knownCodes: ReadonlySet<string> | undefined
let knownNames: ReadonlyMap<string, string> | undefined

function codes(): ReadonlySet<string> {
  knownCodes ??= new Set(
    letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => canonical(code) === code && !noCountries.has(code) && names.of(code) !== undefined),
  )
  return knownCodes
}

function byName(): ReadonlyMap<string, string> {
  knownNames ??= new Map([
    ...[...codes()].map((code) => [(names.of(code) ?? '').toLowerCase(), code] as const),
    ...Object.entries(alsoCalled),
  ])
  return knownNames
}

/** The code that stands for it today: GB for UK, DE for DD. */
function canonical(code: string): string | undefined {
  return new Intl.Locale(`und-${code}`).region
}
