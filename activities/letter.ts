import { linksOf, valuesOfLead, type LeadField } from '../core/merge.ts'
import type { PublishedTrack } from '../db/definitions.ts'
import { factsOf, type Lead } from '../db/leads.ts'
import type { MailContent } from '../db/ledger.ts'
import { repById } from '../db/reps.ts'
import type { Mailbox } from '../mail/address.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { buildMessage, type Built } from '../mail/message.ts'
import { render } from '../mail/render.ts'
import { signToken } from '../mail/tokens.ts'
import { inLanguage } from '../mail/translations.ts'
import type { Deps, Letterhead } from './deps.ts'
import type { MailToSend } from './touch-mail.ts'

/** Fills the pinned version of a mail's template for one lead and touch, in the lead's language. */
export async function renderFor(
  deps: Deps,
  published: PublishedTrack,
  mail: Pick<MailToSend, 'template' | 'given'>,
  lead: Lead,
  touchId: number,
): Promise<MailContent> {
  const version = published.templates[mail.template]
  if (version === undefined)
    throw new Error(`track ${published.name} ${published.version} pins no version of ${mail.template}`)
  const compiled = await deps.definitions.template<CompiledTemplate>(deps.pool, mail.template, version)
  const { letterhead } = deps
  const { body, language, merge } = inLanguage(compiled, lead.language)
  const links = Object.keys(linksOf(merge)).map((name) => [name, clickUrl(letterhead, touchId, name, language)])
  const owner = await ownerOf(deps, lead)
  const { subject, html, text } = render(
    { ...compiled, ...body },
    {
      ...mail.given,
      ...valuesOfLead(merge, await knownOf(deps, lead)),
      ...Object.fromEntries(links),
      unsubscribeUrl: unsubscribeUrl(letterhead, lead.id, touchId),
      ownerName: owner?.name ?? letterhead.brand.name ?? '',
      senderName: letterhead.brand.name ?? '',
      postalAddress: letterhead.postalAddress,
    },
  )
  return { subject, html, text }
}

/** The frozen content as a message for the wire: the same key makes the same message. */
export async function letterFor(
  deps: Deps,
  published: PublishedTrack,
  mail: Pick<MailToSend, 'template'>,
  key: string,
  lead: Lead,
  touchId: number,
  content: MailContent,
): Promise<Built> {
  const { letterhead } = deps
  const { brand } = letterhead
  const name = [lead.firstName, lead.lastName].filter(Boolean).join(' ')
  const owner = await ownerOf(deps, lead)
  return buildMessage({
    key,
    to: { address: lead.email ?? '', ...(name === '' ? {} : { name }) },
    sender: brand,
    ...(owner === undefined ? {} : { owner }),
    date: lead.clock.now,
    content,
    marketing: {
      unsubscribeUrl: unsubscribeUrl(letterhead, lead.id, touchId),
      listId: `${published.name}.${brand.address.slice(brand.address.lastIndexOf('@') + 1)}`,
      feedback: { track: published.name, template: mail.template, sender: 'perennial' },
    },
  })
}

async function ownerOf(deps: Deps, lead: Lead): Promise<Mailbox | undefined> {
  if (lead.owner === null) return undefined
  const rep = await repById(deps.pool, lead.owner)
  return rep && { name: rep.name, address: rep.email }
}

async function knownOf(deps: Deps, lead: Lead): Promise<Partial<Record<LeadField, string>>> {
  const facts = await factsOf(deps.pool, lead.id)
  const { firstName, lastName, company, jobTitle, country } = lead
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
