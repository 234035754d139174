import { linksOf, valuesOfLead, type LeadField } from '../core/merge.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import type { MailValues } from '../db/ledger.ts'
import type { Sql } from '../db/pool.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { buildMessage, type Built } from '../mail/message.ts'
import { fill } from '../mail/render.ts'
import { signToken } from '../mail/tokens.ts'
import { inExactly, inLanguage } from '../mail/translations.ts'
import type { Deps, Letterhead } from './deps.ts'
import type { Claimed } from './claimed.ts'
import type { MailToSend } from './touch-mail.ts'

/** What the pinned version of a mail's template is filled in with for one lead and touch, in the lead's language. */
export async function valuesFor(
  sql: Sql,
  { definitions, letterhead }: Deps,
  published: PublishedTrack,
  mail: Pick<MailToSend, 'template' | 'given'>,
  { to: { lead, facts, rep }, id: touchId }: Pick<Claimed, 'to' | 'id'>,
): Promise<MailValues> {
  const version = published.templates[mail.template]
  if (version === undefined)
    throw new Error(`track ${published.name} ${published.version} pins no version of ${mail.template}`)
  const compiled = await definitions.template<CompiledTemplate>(sql, mail.template, version)
  const { language, merge } = inLanguage(compiled, lead.language)
  const links = Object.keys(linksOf(merge)).map((name) => [name, clickUrl(letterhead, touchId, name, language)])
  const values = {
    ...mail.given,
    ...valuesOfLead(merge, knownOf(lead, facts)),
    ...Object.fromEntries(links),
    unsubscribeUrl: unsubscribeUrl(letterhead, lead.id, touchId),
    ownerName: rep?.name ?? letterhead.brand.name ?? '',
    senderName: letterhead.brand.name ?? '',
    postalAddress: letterhead.postalAddress,
  }
  return { template: mail.template, version, language, values }
}

/** The mail as a message for the wire: the same key and values make the same message. */
export async function letterFor(
  { letterhead, definitions, pool }: Deps,
  published: PublishedTrack,
  key: string,
  { to: { lead, rep }, id: touchId }: Claimed,
  { template, version, language, values }: MailValues,
): Promise<Built> {
  const compiled = await definitions.template<CompiledTemplate>(pool, template, version)
  const { brand } = letterhead
  const name = [lead.firstName, lead.lastName].filter(Boolean).join(' ')
  return buildMessage({
    key,
    to: { address: lead.email ?? '', ...(name === '' ? {} : { name }) },
    sender: brand,
    ...(rep === null ? {} : { owner: { name: rep.name, address: rep.email } }),
    date: lead.clock.now,
    content: fill({ ...compiled, ...inExactly(compiled, language).body }, values),
    marketing: {
      unsubscribeUrl: unsubscribeUrl(letterhead, lead.id, touchId),
      listId: `${published.name}.${brand.address.slice(brand.address.lastIndexOf('@') + 1)}`,
      feedback: { track: published.name, template, sender: 'perennial' },
    },
  })
}

function knownOf(
  { firstName, lastName, company, jobTitle, country }: Claimed['to']['lead'],
  facts: Claimed['to']['facts'],
): Partial<Record<LeadField, string>> {
  const own = Object.entries({ firstName, lastName, company, jobTitle, country }).flatMap(([field, value]) =>
    value === null ? [] : [[field, value]],
  )
  return Object.fromEntries([...own, ...Object.entries(facts).map(([fact, value]) => [`fact:${fact}`, value])])
}

/** The language travels along where it is not the template's own: the link may lead elsewhere in it. */
function clickUrl({ publicUrl, linkKeys }: Letterhead, touchId: number, link: string, language: string | null): string {
  const named = language === null ? link : `${link}.${language}`
  return `${publicUrl}/c/${signToken(linkKeys, 'click', `${touchId}.${named}`)}`
}

function unsubscribeUrl({ publicUrl, linkKeys }: Letterhead, lead: string, touchId: number): string {
  return `${publicUrl}/u/${signToken(linkKeys, 'unsubscribe', `${lead}.${touchId}`)}`
}
