/** What a mail's HTML holds, and how a frame shows it in one of two colour schemes. */
export interface FoundLink {
  readonly href: string
  readonly text: string
}
export interface FoundImage {
  readonly src: string
  readonly alt: string
}

export function linksIn(html: string): readonly FoundLink[] {
  return [...html.matchAll(/<a\b[^>]*?\bhref\s*=\s*"([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi)].map(
    ([, href = '', inner = '']) => ({
      href: decoded(href),
      text: decoded(inner.replaceAll(/<[^>]*>/g, ' '))
        .replaceAll(/\s+/g, ' ')
        .trim(),
    }),
  )
}

export function imagesIn(html: string): readonly FoundImage[] {
  return [...html.matchAll(/<img\b[^>]*>/gi)].map(([tag]) => ({
    src: decoded(/\ssrc="([^"]*)"/i.exec(tag)?.[1] ?? ''),
    alt: decoded(/\salt="([^"]*)"/i.exec(tag)?.[1] ?? ''),
  }))
}

/**
 * The mail as a client shows it whose reader likes it dark, or light, whatever the browser's own setting is. What a mail says for
 * one of them is made to hold always, or never.
 */
export function inScheme(html: string, scheme: 'light' | 'dark'): string {
  const asked = html.replaceAll(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, wanted: string) =>
    wanted.toLowerCase() === scheme ? '(min-width: 0)' : '(max-width: 0)',
  )
  const only = `<base target="_blank"><style>:root { color-scheme: only ${scheme} !important; }</style>`
  return /<head\b[^>]*>/i.test(asked) ? asked.replace(/<\/head>/i, `${only}</head>`) : `${only}${asked}`
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10))
      return named[(name ?? '').toLowerCase()] ?? whole
    },
  )
}
