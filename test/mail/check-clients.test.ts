import { expect, test } from 'vitest'
import { template } from '../../core/template.ts'
import { checkForClients } from '../../mail/check-clients.ts'
import { compileTemplate } from '../../mail/compile.ts'

const facts = { theme: 'close', stage: 'recognise', purpose: 'educate' } as const

/** What is said of a mail with this subject and these words. */
async function said(subject: string, words: string): Promise<readonly (string | undefined)[]> {
  const mjml = `<mjml><mj-body><mj-section><mj-column>${words}<mj-text>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`
  const compiled = await compileTemplate(template('story', { ...facts, subject }), mjml)
  if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems))
  return checkForClients(compiled.ok).map(({ code }) => code)
}

const words = '<mj-text>Six days become four.</mj-text>'

test.each([
  ['How Norwind closes in four days', words, []],
  ['Your CFO asked for SAP, and the API', words, []],
  ['ACT NOW', words, ['P512']],
  ['Have you seen this?!', words, ['P512']],
  ['How one finance team with eleven entities in five countries closes its books', words, ['P511']],
  ['Four days', '<mj-image src="https://example.com/chart.png" />', ['P510']],
  ['Four days', '<mj-image src="https://example.com/chart.png" alt="Days to close, by team" />', []],
  ['Four days', `<mj-text>${'Six days become four. '.repeat(4400)}</mj-text>`, ['P513']],
])('%s: %s', async (subject, body, codes) => {
  expect(await said(subject, body)).toEqual(codes)
})
