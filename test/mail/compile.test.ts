import { expect, test } from 'vitest'
import { problemLine } from '../../core/problem.ts'
import { systemTemplate, template, type AnyTemplate } from '../../core/template.ts'
import { lines, text } from '../../core/merge.ts'
import { compileTemplate } from '../../mail/compile.ts'
import { loadTemplates } from '../../mail/load.ts'
import * as shipped from '../../templates/index.ts'
import { compiled, document, letter, letterMjml } from './samples.ts'

const folder = new URL('../../templates', import.meta.url).pathname

async function problemsOf(mjml: string, of: AnyTemplate = letter, parts = {}): Promise<string[]> {
  const result = await compileTemplate(of, mjml, parts)
  return 'problems' in result ? result.problems.map(problemLine) : []
}

/** The letter with a line of content added, which is line 5 of the file. */
const withLine = (line: string) =>
  letterMjml.replace('{{customer}}</a></mj-text>', `{{customer}}</a></mj-text>\n\n${line}`)

test('all templates that ship compile without a problem', async () => {
  const loaded = await loadTemplates(Object.values(shipped), folder)
  expect('problems' in loaded ? loaded.problems.map(problemLine) : []).toEqual([])
})

test('a compiled template is plain JSON with a version that follows facts and source', async () => {
  const first = await compiled(letter, letterMjml)
  expect(JSON.parse(JSON.stringify(first))).toEqual(first)
  expect(first.version).toMatch(/^[0-9a-f]{16}$/)
  expect((await compiled(letter, letterMjml)).version).toBe(first.version)
  expect((await compiled(letter, withLine('<mj-text>More</mj-text>'))).version).not.toBe(first.version)
  expect((await compiled({ ...letter, purpose: 'prove' }, letterMjml)).version).not.toBe(first.version)
})

test('a field that is not declared is named with file, line and the nearest one', async () => {
  expect(await problemsOf(withLine('<mj-text>{{custmer}}</mj-text>'))).toEqual([
    'letter.mjml:5: there is no merge field {{custmer}}. Did you mean customer?',
  ])
})

test('a field of the subject that is not declared is a problem too', async () => {
  expect(await problemsOf(letterMjml, { ...letter, subject: '{{custmer}}' })).toEqual([
    expect.stringContaining('there is no merge field {{custmer}}'),
  ])
})

test('a field that is declared and not used is a problem', async () => {
  const of = template('letter', { ...letter, merge: { ...letter.merge, customerCity: text() } })
  expect(await problemsOf(letterMjml, of)).toEqual([expect.stringContaining('customerCity is declared and not used')])
})

test.each([
  ['<mj-text><p style="color:{{customer}}">x</p></mj-text>', 'in the attribute style'],
  ['<mj-text><p onclick="{{customer}}">x</p></mj-text>', 'in the attribute onclick'],
  ['<mj-text><b {{customer}}>x</b></mj-text>', 'in a tag'],
  ['<mj-text><a href="https://example.com/{{customer}}">x</a></mj-text>', 'not wholly the field'],
  ['<mj-text><a href="{{story}}{{story}}">x</a></mj-text>', 'not wholly the field'],
  ['<mj-text><a href="{{customer}}">x</a></mj-text>', 'where an address belongs'],
  ['<mj-raw><style>p { color: {{customer}} }</style></mj-raw>', 'in a style sheet'],
  ['<mj-raw><!-- {{customer}} --></mj-raw>', 'in a comment'],
  ['<mj-text>{{customer</mj-text>', 'not closed'],
  ['<mj-text><a href="http://example.com">x</a></mj-text>', 'is not https'],
  ['<mj-text><a href="javascript:alert(1)">x</a></mj-text>', 'is not https'],
  ['<mj-include path="/etc/hostname" />', 'mj-include is off'],
  ['<mj-text colour="red">x</mj-text>', 'Attribute colour is illegal'],
  ['<mj-txt>x</mj-txt>', 'mj-txt doesn'],
])('refused: %s', async (line, why) => {
  const found = await problemsOf(withLine(line))
  expect(found).toEqual([expect.stringContaining(why)])
  expect(found[0]).toMatch(/^letter\.mjml(:5)?: /)
})

test('a mail that Gmail would cut off is a problem', async () => {
  expect(await problemsOf(withLine(`<mj-text>${'long '.repeat(22_000)}</mj-text>`))).toEqual([
    expect.stringContaining('Gmail cuts it off'),
  ])
})

test('a mail loads nothing from anybody, so that nobody learns that it was opened', async () => {
  const loaded = await loadTemplates(Object.values(shipped), folder)
  const html = JSON.stringify('ok' in loaded ? loaded.ok : [])
  expect(html).not.toMatch(/<link|@import|<img|url\(/)
})

test('a mail to leads needs a way out and a postal address; a notice to our own people does not', async () => {
  const bare = document('<mj-text>Hello</mj-text>', '')
  const of = template('bare', { subject: 'A', theme: 't', stage: 's', purpose: 'educate' })
  expect(await problemsOf(bare, of)).toEqual([
    expect.stringContaining('a link to unsubscribe'),
    expect.stringContaining('the postal address'),
  ])
  expect(await compileTemplate(systemTemplate('bare', { subject: 'A' }), bare)).toHaveProperty('ok')
})

test('a template may be the content of a layout, and a problem is told in the file that it stands in', async () => {
  const parts = { layout: document('<!-- part: content -->\n<!-- part: greeting -->'), greeting: 'x\n{{nobody}}' }
  expect(await problemsOf('<mj-text>{{firstName}} {{customer}}</mj-text>', letter, parts)).toEqual([
    expect.stringMatching(/^greeting\.mjml:2: there is no merge field \{\{nobody\}\}/),
  ])
  expect(await problemsOf('<mj-text>Hello</mj-text>')).toEqual([expect.stringContaining('no layout')])
})

test('a part that is missing, or contains itself, is a problem', async () => {
  const parts = {
    layout: document('<!-- part: content -->\n<!-- part: gone -->\n<!-- part: me -->'),
    me: '<!-- part: me -->',
  }
  expect(await problemsOf('<mj-text>Hello</mj-text>', letter, parts)).toEqual([
    expect.stringContaining('there is no part gone'),
    expect.stringContaining('the part me contains itself'),
  ])
})

test('lines cannot stand in an attribute', async () => {
  const of = systemTemplate('notice', { subject: 'A', merge: { why: lines() } })
  const result = await compileTemplate(
    of,
    document('<mj-text><a href="https://a.example" title="{{why}}">x</a></mj-text>', ''),
  )
  expect(result).toMatchObject({ problems: [{ what: expect.stringContaining('several lines') }] })
})

test('a template without a file is named, with its folder', async () => {
  const missing = template('peer-stori', { subject: 'A', theme: 't', stage: 's', purpose: 'educate' })
  const loaded = await loadTemplates([missing], folder)
  expect(loaded).toMatchObject({
    problems: [{ where: `${folder}/peer-stori.mjml`, remedy: 'Did you mean peer-story?' }],
  })
})
