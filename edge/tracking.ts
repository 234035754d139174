import { Hono } from 'hono'
import { linksOf } from '../core/merge.ts'
import { addHit, linkedTouch } from '../db/hits.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import type { EdgeDeps } from './deps.ts'
import { readLink } from './links.ts'
import { unknownLink } from './page.ts'

/**
 * Tracked links: `GET /c/:token`. Where one leads is read from the version of the template that was sent, never from the
 * address itself. It appends a hit and changes nothing else (I9); a HEAD not even that.
 */
export function tracking(deps: EdgeDeps): Hono {
  const app = new Hono()
  app.get('/:token', async (c) => {
    const link = await readLink(deps, 'click', c.req.param('token'))
    const target = link && (await targetOf(deps, Number(link.first), link.second))
    if (link === undefined || target === undefined) return unknownLink(c, deps)
    if (c.req.method === 'GET') {
      const agent = (c.req.header('user-agent') ?? '').slice(0, 500)
      await addHit(deps.pool, { touch: Number(link.first), link: link.second, agent })
    }
    return c.redirect(target, 302)
  })
  return app
}

async function targetOf({ pool, definitions }: EdgeDeps, touch: number, link: string): Promise<string | undefined> {
  if (!Number.isSafeInteger(touch)) return undefined
  const linked = await linkedTouch(pool, touch)
  if (linked === undefined) return undefined
  const compiled = await definitions.template<CompiledTemplate>(pool, linked.template, linked.templateVersion)
  const links = linksOf(compiled.template.merge)
  return Object.hasOwn(links, link) ? links[link] : undefined
}
