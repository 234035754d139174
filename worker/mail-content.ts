import PostalMime from 'postal-mime'

/** A mail as a reader sees it. */
export interface MailContent {
  headers: { name: string; value: string }[]
  html: string
  text: string
  /** The links of the HTML part, or of the text part where there is no HTML, in their order. */
  links: { href: string; text: string }[]
}

export async function parseMail(raw: Buffer): Promise<MailContent> {
  const { headers, html = '', text = '' } = await PostalMime.parse(raw)
  return {
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    html,
    text,
    links: html === '' ? linksOfText(text) : linksOfHtml(html),
  }
}

function linksOfHtml(html: string): MailContent['links'] {
  const anchors = html.matchAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi)
  return [...anchors].map(([, double, single, inner = '']) => ({
    href: decodeEntities(double ?? single ?? '').trim(),
    text: decodeEntities(inner.replaceAll(/<[^>]*>/g, ' '))
      .replaceAll(/\s+/g, ' ')
      .trim(),
  }))
}

function linksOfText(text: string): MailContent['links'] {
  return (text.match(/https?:\/\/[^\s<>"')\]]+/g) ?? []).map((href) => ({ href, text: href }))
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (typeof hex === 'string') return String.fromCodePoint(Number.parseInt(hex, 16))
    if (typeof decimal === 'string') return String.fromCodePoint(Number.parseInt(decimal, 10))
    return named[String(name).toLowerCase()] ?? whole
  })
}
