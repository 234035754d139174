import { linksOf, valuesOfLead, type LeadField } from '../../core/merge.ts'
import { template, type AnyTemplate } from '../../core/template.ts'
import { ofLead, link, text } from '../../core/merge.ts'
import { compileTemplate, type CompiledTemplate } from '../../mail/compile.ts'
import type { MergeValue } from '../../mail/render.ts'

/** What every mail is given. */
export const systemValues = {
  unsubscribeUrl: 'https://go.example.com/u/token',
  ownerName: 'Mia Torres',
  senderName: 'Ledgerline',
  postalAddress: '12 Harbour Street, Dublin',
}

/** Values for all fields of a template: one text for all that is open, and what the lead says of themselves. */
export function sampleValues(
  of: AnyTemplate,
  lead: Partial<Record<LeadField, string>> = {},
  open = 'Halden Freight',
): Record<string, MergeValue> {
  const values: Record<string, MergeValue> = { ...systemValues, ...valuesOfLead(of.merge, lead), ...linksOf(of.merge) }
  for (const [name, { kind }] of Object.entries(of.merge)) {
    if (kind === 'text') values[name] = open
    if (kind === 'number') values[name] = 6
    if (kind === 'lines') values[name] = [open, open]
    if (kind === 'url') values[name] = `https://go.example.com/${name}`
  }
  return values
}

/** A template with a field in each place: text, attribute, address, subject and title. */
export const letter = template('letter', {
  subject: 'For {{firstName}} of {{customer}}',
  preheader: 'About {{customer}}',
  theme: 'slow-close',
  stage: 'recognise',
  purpose: 'educate',
  merge: { firstName: ofLead('firstName', 'there'), customer: text(), story: link('https://example.com/story') },
})

export const footer = '<mj-text><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</mj-text>'

export const document = (content: string, below = footer) =>
  `<mjml><mj-head><mj-title>{{subject}}</mj-title><mj-preview>{{preheader}}</mj-preview></mj-head>
<mj-body><mj-section><mj-column>
${content}
${below}
</mj-column></mj-section></mj-body></mjml>`

export const letterMjml = document(
  `<mj-text>Hello {{firstName}}, <a href="{{story}}" title="For {{ firstName }}">{{customer}}</a></mj-text>`,
)

export async function compiled(of: AnyTemplate, mjml: string): Promise<CompiledTemplate> {
  const result = await compileTemplate(of, mjml)
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.ok
}
