import fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { beforeAll, expect, test } from 'vitest'
import type { CompiledTemplate } from '../../mail/compile.ts'
import { loadTemplates } from '../../mail/load.ts'
import { render } from '../../mail/render.ts'
import * as shipped from '../../templates/index.ts'
import { compiled, letter, letterMjml, sampleValues } from './samples.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" style="position:fixed" x="',
  '</title></style></td></table><form action=//evil>',
  '--><script>alert(1)</script><!--',
  '<![endif]--><b>Outlook</b><!--[if mso]>',
  'javascript:alert(1)',
  '&lt;b&gt; &#60;b&#62; &amp;',
  '{{unsubscribeUrl}} ${7*7} <%= 1 %> {{constructor}}',
  '`onload=alert(1)`',
  '</mj-text><mj-raw><script>alert(1)</script></mj-raw>',
  '\u202egnp.exe',
  'a\r\nBcc: evil@example.net\r\n\r\n<html>',
  '\u0000\u0008\u001b[2J\u2028\u2029',
  'Zoë O’Neil-Ñandú 李 🙂',
]

let subject: CompiledTemplate
let all: readonly CompiledTemplate[]
beforeAll(async () => {
  subject = await compiled(letter, letterMjml)
  const loaded = await loadTemplates(Object.values(shipped), new URL('../../templates', import.meta.url).pathname)
  all = 'ok' in loaded ? loaded.ok : []
})

/** Every element with its attributes' names, comments and addresses: what no value may change. */
function skeleton(html: string): string[] {
  const seen: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      const attrs = node.attrs.map(({ name, value }) => (/^(href|src|style)$/.test(name) ? `${name}=${value}` : name))
      seen.push(`${node.nodeName} ${attrs.join(' ')}`)
    }
    if ('data' in node) seen.push(`comment ${node.data.replace(/<!\[|\[if/, '')}`)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return seen
}

const rendered = (of: CompiledTemplate, value: string) => {
  const values = sampleValues(of.template, {}, value)
  for (const [name, field] of Object.entries(of.template.merge)) if (field.kind === 'lead') values[name] = value
  return render(of, { ...values, ownerName: value, senderName: value, postalAddress: value })
}

test.each(hostile)('no value adds an element, an attribute or an address: %j', (value) => {
  for (const each of [subject, ...all]) {
    expect(skeleton(rendered(each, value).html), each.template.name).toEqual(skeleton(rendered(each, 'Ada').html))
  }
})

test('no text at all adds an element, an attribute or an address', () => {
  const plain = skeleton(rendered(subject, 'Ada').html)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(skeleton(rendered(subject, value).html)).toEqual(plain)
    }),
    { numRuns: 200 },
  )
})

test('subject and text values stay on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { subject: line, text } = rendered(subject, value)
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      expect(text.split('\n')).toHaveLength(rendered(subject, 'Ada').text.split('\n').length)
    }),
  )
})

test('a harmless name reads as it was written, in each part', () => {
  const { subject: line, text, html } = rendered(subject, 'Tom & Jerry’s <i>')
  expect(line).toBe('For Tom & Jerry’s <i> of Tom & Jerry’s <i>')
  expect(text).toContain('Hello Tom & Jerry’s <i>,')
  expect(html).toContain('Hello Tom &amp; Jerry’s &lt;i&gt;,')
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '/\\evil',
  'https://u:p@evil.example',
  'x',
  '',
])('an address that is not plain http(s) is a defect: %j', (story) => {
  const values = { ...sampleValues(letter), story }
  expect(() => render(subject, values)).toThrow('Template letter: the merge field story is no http(s) address.')
})

test('a missing value is a defect that names template and field', () => {
  const { customer: _, ...values } = sampleValues(letter)
  expect(() => render(subject, values)).toThrow('Template letter: the merge field customer has no value.')
  expect(() => render(subject, Object.create({ customer: 'inherited' }))).toThrow('has no value')
})

test('each way out of a mail is in its text part too', () => {
  for (const each of all) {
    const { text, html } = rendered(each, 'Ada')
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, address]) => address)
    for (const address of links) expect(text, each.template.name).toContain(`<${address}>`)
  }
})
