/** Where in an HTML document something stands, and so how a value must be escaped to stand there. */
export type Place = 'text' | 'attribute' | 'url' | { readonly unsafe: string }

interface Region {
  readonly from: number
  readonly to: number
  readonly place: Place
}

const token = new RegExp(
  [
    /(?<conditional><!--\[if[^\]]*\]>(?:<!-->)?|<!--<!\[endif\]-->|<!\[endif\]-->)/, // Outlook reads what is between
    /(?<comment><!--[\s\S]*?(?:-->|$))/,
    /(?<raw><(?<element>style|script)\b[\s\S]*?(?:<\/\k<element>\s*>|$))/,
    /(?<tag><[!/]?[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>)/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'gi',
)
const attribute = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/dg

const addresses = new Set(['href', 'src'])
const labels = new Set(['title', 'alt', 'aria-label'])

/** The place of each match of `mark` (a global expression) in a document. */
export function placesOf(html: string, mark: RegExp): Place[] {
  const regions = [...html.matchAll(token)].flatMap((found) => regionsOf(found, mark))
  let index = 0
  return [...html.matchAll(mark)].map(({ index: at }) => {
    while (index < regions.length && (regions[index]?.to ?? 0) <= at) index += 1
    const region = regions[index]
    return region && region.from <= at ? region.place : 'text'
  })
}

/** A token's regions, in order and without overlap. */
function regionsOf({ 0: whole, index: from, groups }: RegExpExecArray, mark: RegExp): Region[] {
  const to = from + whole.length
  if (groups?.['tag'] === undefined) {
    const unsafe = groups?.['raw'] === undefined ? 'in a comment' : 'in a style sheet or script'
    return [{ from, to, place: { unsafe } }]
  }
  const inTag: Place = { unsafe: 'in a tag, outside of an attribute value' }
  const regions: Region[] = []
  let at = from
  for (const found of whole.matchAll(attribute)) {
    const [start, end] = found.indices?.[found[2] === undefined ? 3 : 2] ?? [0, 0]
    regions.push({ from: at, to: from + start, place: inTag })
    regions.push({
      from: from + start,
      to: from + end,
      place: placeIn((found[1] ?? '').toLowerCase(), found[2] ?? found[3] ?? '', mark),
    })
    at = from + end
  }
  return [...regions, { from: at, to, place: inTag }]
}

function placeIn(name: string, value: string, mark: RegExp): Place {
  if (labels.has(name)) return 'attribute'
  if (!addresses.has(name)) return { unsafe: `in the attribute ${name}` }
  const rest = value.replace(mark, '').trim()
  const whole = rest === '' && [...value.matchAll(mark)].length === 1
  return whole ? 'url' : { unsafe: 'in an address that is not wholly the field' }
}
