import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { readClock } from '../db/clock.ts'
import { api } from './api.ts'
import { bearer } from './bearer.ts'
import { calls } from './calls.ts'
import type { EdgeDeps } from './deps.ts'
import { isApi, onFailure } from './failure.ts'
import { handoffs } from './handoffs.ts'
import { notice, unknownLink } from './page.ts'
import { permission } from './permission.ts'
import { refuse } from './refuse.ts'
import { tracking } from './tracking.ts'

const mebibyte = 1024 * 1024

/** All doors: the API for machines, and the pages that links in mails lead to. It writes to Postgres and nowhere else. */
export function createEdge(deps: EdgeDeps): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
    c.header('Cache-Control', 'no-store')
    c.header('X-Robots-Tag', 'noindex, nofollow')
    await next()
  })
  app.use('/v1/*', bearer(deps.apiKeys))
  app.use(
    bodyLimit({
      maxSize: mebibyte,
      onError: (c) =>
        refuse(c, 413, { what: 'it is larger than 1 MB', where: 'body', remedy: 'Send it in several requests.' }),
    }),
  )
  app.get('/healthz', async (c) => {
    const { now } = await readClock(deps.pool)
    return c.json({ ok: true, at: now })
  })
  app.get('/', (c) => {
    const lines = ['Links in our mails lead here. If one of them does not work, answer the mail that it stood in.']
    return notice(c, deps.brandName, { title: deps.brandName, lines })
  })
  app.route('/v1', api(deps))
  app.route('/c', tracking(deps))
  app.route('/u', permission(deps))
  app.route('/h', handoffs(deps))
  app.route('/call', calls(deps))
  app.notFound((c) => {
    const what = `there is no ${c.req.method} ${c.req.path}`
    if (isApi(c)) return refuse(c, 404, { what, where: 'path', remedy: 'docs/api.md lists what there is.' })
    return unknownLink(c, deps)
  })
  app.onError(onFailure(deps))
  return app
}

/**
 * Serves the doors. `close` lets what is under way finish.
 * @param port 0: any that is free
 * @throws where the port is taken
 */
export function serveEdge(
  app: Hono,
  port: number,
  host = '127.0.0.1',
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      resolve({
        url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`,
        close: () => new Promise((done) => server.close(() => done())),
      })
    })
  })
}
