import { Hono } from 'hono'
import { linksOf } from '../core/merge.ts'
import { tagged } from '../core/utm.ts'
import { addHit, linkedTouch } from '../db/hits.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { inExactly } from '../mail/translations.ts'
import type { EdgeDeps } from './deps.ts'
import { readLink } from './links.ts'
import { unknownLink } from './page.ts'

/**
 * Tracked links: `GET /c/:token`. Where one leads, and with which UTM tags, is read from the version of the template that was
 * sent, never from the address itself. It appends a hit and changes nothing else (I9); a HEAD not even that.
 */
export function tracking(deps: EdgeDeps): Hono {
  const app = new Hono()
  app.get('/:token', async (c) => {
    const link = await readLink(deps, 'click', c.req.param('token'))
    const [name = '', language = null] = link?.second.split('.') ?? []
    const target = link && (await targetOf(deps, Number(link.first), name, language))
    if (link === undefined || target === undefined) return unknownLink(c, deps)
    if (c.req.method === 'GET') {
      const agent = (c.req.header('user-agent') ?? '').slice(0, 500)
      await addHit(deps.pool, { touch: Number(link.first), link: name, agent })
    }
    return c.redirect(target, 302)
  })
  return app
}

async function targetOf(
  { pool, definitions }: EdgeDeps,
  touch: number,
  link: string,
  language: string | null,
): Promise<string | undefined> {
  if (!Number.isSafeInteger(touch)) return undefined
  const linked = await linkedTouch(pool, touch)
  if (linked === undefined) return undefined
  const compiled = await definitions.template<CompiledTemplate>(pool, linked.template, linked.templateVersion)
  const words = inExactly(compiled, language)
  const links = linksOf(words.merge)
  const target = Object.hasOwn(links, link) ? links[link] : undefined
  const { template, utm } = compiled
  if (target === undefined || utm === undefined || template.purpose === 'system') return target
  const { theme, stage, purpose } = template
  const { track, step } = linked
  const mail = { track, step, template: template.name, theme, stage, purpose }
  return tagged(target, utm, { ...mail, language: words.language ?? template.language })
}
