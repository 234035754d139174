import { createConnection, createServer, type Socket } from 'node:net'

/** How a link carries what goes through it. `cut` refuses; `silent` swallows, as a wire that was pulled; `slow` is late. */
export type Condition = 'open' | 'cut' | 'silent' | 'slow'

/** What goes through one connection. Each side says the name of the moment that a chunk makes, where it makes one. */
export interface Watcher {
  client(chunk: Buffer): string | undefined
  server(chunk: Buffer): string | undefined
  /** What made the moment is held back. */
  held(): void
  /** @param lost something on the way did not come through */
  closed(lost: boolean): void
}

/** A connection that is held at a moment: what made the moment has not gone on. */
export interface Caught {
  /** Lets what made the moment go on. What comes after it stays. */
  pass(): void
}

/** A wire between two parts that can be cut, drowned, slowed, and stopped at a moment. */
export interface Link {
  readonly port: number
  /** Back to `open`, connections that lost something on the way end. */
  be(condition: Condition, lateMs?: number): void
  /** Catches the next connection that comes to one of these moments; undefined where none does in time. */
  stopAt(moments: readonly string[], withinMs: number): Promise<Caught | undefined>
  close(): Promise<void>
}

interface Aim {
  readonly moments: readonly string[]
  readonly caught: (caught: Caught) => void
}

/** @param to the port of the part that listens */
export async function openLink(to: number, watch?: () => Watcher): Promise<Link> {
  let condition: Condition = 'open'
  let lateMs = 0
  let aim: Aim | undefined
  const connections = new Set<{ end(): void; lost: boolean }>()

  const server = createServer((client) => {
    if (condition === 'cut') return void client.destroy()
    const upstream = createConnection({ host: '127.0.0.1', port: to })
    const watcher = watch?.()
    let isFrozen = false
    const self = {
      lost: false,
      end: () => {
        client.destroy()
        upstream.destroy()
      },
    }
    connections.add(self)
    const forward = (target: Socket, work: () => void): void => {
      if (isFrozen) return
      if (condition === 'silent') self.lost = true
      else if (condition === 'slow') setTimeout(() => !isFrozen && !target.destroyed && work(), lateMs)
      else work()
    }
    const carry = (from: Socket, target: Socket, see?: (chunk: Buffer) => string | undefined): void => {
      from.setNoDelay(true)
      from.on('data', (chunk) => {
        if (isFrozen) return
        const moment = see?.(chunk)
        if (moment !== undefined && aim?.moments.includes(moment)) {
          isFrozen = true
          watcher?.held()
          aim.caught({ pass: () => void (target.destroyed || target.write(chunk)) })
          return
        }
        forward(target, () => void target.write(chunk))
      })
      from.on('end', () => forward(target, () => void target.end()))
      from.on('error', () => target.destroy())
      from.on('close', () => {
        if (connections.delete(self)) watcher?.closed(self.lost)
        if (!target.destroyed) setTimeout(() => target.destroy(), condition === 'slow' ? lateMs + 50 : 50)
      })
    }
    carry(client, upstream, watcher && ((chunk) => watcher.client(chunk)))
    carry(upstream, client, watcher && ((chunk) => watcher.server(chunk)))
    return undefined
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a link has no port')

  return {
    port: address.port,
    be(next, ms = 0) {
      condition = next
      lateMs = ms
      for (const each of connections) if (next === 'cut' || (next === 'open' && each.lost)) each.end()
    },
    stopAt: (moments, withinMs) =>
      new Promise((resolve) => {
        const over = setTimeout(() => {
          aim = undefined
          resolve(undefined)
        }, withinMs)
        aim = {
          moments,
          caught(caught) {
            aim = undefined
            clearTimeout(over)
            resolve(caught)
          },
        }
      }),
    close: () =>
      new Promise((resolve) => {
        for (const each of connections) each.end()
        server.close(() => resolve())
      }),
  }
}
