import type { Sent } from './simulated-lead.ts'

/** What some leads got, one after the other. */
export interface Path {
  readonly contents: readonly string[]
  readonly isMql: boolean
  readonly leads: number
  /** Of all leads. */
  readonly share: number
}

export interface PathTally {
  readonly add: (sent: readonly Sent[], isMql: boolean) => void
  readonly most: (n: number, leads: number) => { readonly paths: readonly Path[]; readonly isExact: boolean }
}

/** More different paths than these are not kept. */
const mostKept = 4_096

/**
 * Counts paths in bounded memory. Where there are more different ones than are kept, those met once are let go again and
 * again: what is frequent stays, counted a little too low.
 */
export function pathTally(): PathTally {
  const counts = new Map<string, number>()
  let isExact = true
  return {
    add(sent, isMql) {
      let key = isMql ? '>' : '.'
      let last = ''
      for (const { content } of sent) {
        // The attempts of a call are one touch of a path.
        if (content !== last) key += `${content}\n`
        last = content
      }
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (counts.size <= mostKept) return
      isExact = false
      let least = 1
      while (counts.size > mostKept / 2) {
        for (const [path, n] of counts) if (n <= least) counts.delete(path)
        least *= 2
      }
    },
    most(n, leads) {
      const paths = [...counts]
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, n)
        .map(([key, leadsOnIt]) => ({
          contents: key.slice(1).split('\n').slice(0, -1),
          isMql: key.startsWith('>'),
          leads: leadsOnIt,
          share: leads === 0 ? 0 : leadsOnIt / leads,
        }))
      return { paths, isExact }
    },
  }
}
