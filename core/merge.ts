/** What a template may say about the lead it is sent to. `fact:<name>` reaches any fact the business keeps. */
export type LeadField = 'firstName' | 'lastName' | 'company' | 'jobTitle' | 'country' | `fact:${string}`

export type LeadMergeField = { readonly kind: 'lead'; readonly field: LeadField; readonly fallback: string }
export type TextField = { readonly kind: 'text' }
export type NumberField = { readonly kind: 'number' }
export type LinkField = { readonly kind: 'link'; readonly url: `https://${string}` }
export type LinesField = { readonly kind: 'lines' }
export type UrlField = { readonly kind: 'url' }

/** What stands where `{{name}}` is written in a template's subject, preheader and MJML. */
export type MergeField = LeadMergeField | TextField | NumberField | LinkField | LinesField | UrlField

/** Fields that every mail has, without declaring them. */
export const systemFields = ['unsubscribeUrl', 'ownerName', 'senderName', 'postalAddress'] as const
export type SystemField = (typeof systemFields)[number]

/** A field of the lead, and what to say to a lead of whom it is not known. */
export const ofLead = (field: LeadField, fallback: string): LeadMergeField =>
  Object.freeze({ kind: 'lead', field, fallback })

/** Words that the step gives: `email(mail.peerStory, { customer: 'Norwind' })`. */
export const text = (): TextField => Object.freeze({ kind: 'text' })

/** A number that the step gives. */
export const number = (): NumberField => Object.freeze({ kind: 'number' })

/** A link whose clicks are counted; stands in `href="{{name}}"`. */
export const link = (url: `https://${string}`): LinkField => Object.freeze({ kind: 'link', url })

/** Plain lines, one below the other; for mails to our own people. */
export const lines = (): LinesField => Object.freeze({ kind: 'lines' })

/** An address that the sender gives, untracked; for mails to our own people. */
export const url = (): UrlField => Object.freeze({ kind: 'url' })

/** A stranger's form input that would become a link, or flood the line, in the middle of our sentence. */
const notAName = /:\/\/|\bwww\.|^.{81,}/is

/**
 * The values of a template's lead fields, for one lead. A blank value gives the fallback, and so does one that is no
 * name or fact but a web address or a text of more than 80 characters.
 */
export function valuesOfLead(
  merge: Readonly<Record<string, MergeField>>,
  lead: Readonly<Partial<Record<LeadField, string>>>,
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, field] of Object.entries(merge)) {
    if (field.kind !== 'lead') continue
    const known = lead[field.field]?.trim() ?? ''
    values[name] = known === '' || notAName.test(known) ? field.fallback : known
  }
  return values
}

/** Where a template's tracked links lead to, by field name. */
export function linksOf(merge: Readonly<Record<string, MergeField>>): Record<string, string> {
  const links: Record<string, string> = {}
  for (const [name, field] of Object.entries(merge)) if (field.kind === 'link') links[name] = field.url
  return links
}
