import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkProgramme } from '../../core/check.ts'
import { codes, severityOf, type Code } from '../../core/codes.ts'
import type { Problem } from '../../core/problem.ts'
import type { ProgrammeDraft } from '../../core/programme.ts'
import type { AnyTemplate } from '../../core/template.ts'
import * as language from '../../index.ts'
import { checkForClients } from '../../mail/check-clients.ts'
import { compileTemplate } from '../../mail/compile.ts'
import { checkSystemTemplate, checkZones } from '../../worker/programme-check.ts'
import { checkFolder } from '../../worker/check.ts'
import { agreed, demo, everyReason, role, size } from '../core/lives.ts'
import { scratchFolder } from '../scratch.ts'
import { blocksOf } from './blocks.ts'

const page = 'docs/problems.md'
const markdown = readFileSync(page, 'utf8')
const blocks = blocksOf(page)
const scratch = scratchFolder('problems')
afterAll(() => scratch.remove())

interface Section {
  readonly code: Code
  readonly text: string
  readonly examples: readonly { readonly language: string; readonly text: string }[]
}

const lines = markdown.split('\n')
const starts = lines.flatMap((line, i) => (/^### P\d+$/.test(line) ? [i] : []))
const sections = starts.map((from): Section => {
  const next = lines.findIndex((line, i) => i > from && line.startsWith('##'))
  const to = next === -1 ? lines.length : next
  const examples = blocks.filter(({ line }) => line > from && line <= to)
  return { code: lines[from]!.slice(4) as Code, text: lines.slice(from, to).join('\n'), examples }
})

/** What is too long to show, or needs more than one file, is held by a test of its own. */
const shownElsewhere: Readonly<Partial<Record<Code, string>>> = {
  P316: 'a programme that is too large to explore is too large to show',
  P507: 'test/mail/compile.test.ts',
  P513: 'test/mail/check-clients.test.ts',
  P604: 'test/cli/check.test.ts',
}

test('every code has its section, in order, with its severity and what it says', () => {
  expect(sections.map(({ code }) => code)).toEqual(Object.keys(codes))
  for (const { code, text } of sections) {
    const [severity, title] = codes[code]
    expect(text).toContain(`**${severity[0]!.toUpperCase()}${severity.slice(1)}: ${title}.**`)
  }
})

const about = { theme: 'slow-close', stage: 'recognise', purpose: 'educate' } as const
const mail = (name: string, more: object = {}) => language.template(name, { ...about, subject: 'Hello', ...more })
const names = {
  ...language,
  about,
  size,
  role,
  demo,
  benchmark: mail('benchmark'),
  guide: mail('guide'),
  checklist: mail('checklist'),
  story: mail('story', { merge: { customer: language.text() } }),
  offer: mail('offer', { purpose: 'promote' }),
  lastCall: mail('last-call', { purpose: 'promote' }),
  elsewhere: mail('elsewhere'),
  onReturn: everyReason({ rest: '30 days' as const }),
  cadence: { zone: 'lead', days: ['Tue', 'Wed', 'Thu'], between: ['09:30', '11:30'], atMost: '2 touches a week' },
  templates: [] as AnyTemplate[],
  quality: {
    ...agreed,
    interest: [],
    triggers: [demo],
    criteria: [{ fact: 'size', question: 'How large?', owner: 'rep', method: 'rep_call', due: '5 days' }],
  },
} as const
names.templates.push(names.benchmark, names.guide, names.checklist, names.story, names.offer, names.lastCall)

/** An example as the value that it is, with all that a programme is written in. */
function valueOf(code: string): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the examples of our own page, as JavaScript
  return new Function(...Object.keys(names), `return ${code}`)(...Object.values(names)) as unknown
}

const ofQuality = new Set(Object.keys({ ...names.quality, holdOut: 0 }))
const ofProgramme = new Set(['tracks', 'templates', 'themes', 'reps', 'limits', 'links', 'personas', 'behaviour'])

/** The sound programme with the example's change. */
function changedBy(example: string): ProgrammeDraft {
  const isSteps = example.startsWith('[')
  const change = (isSteps ? {} : valueOf(`({ ${example} })`)) as Record<string, unknown>
  const steps = isSteps ? (valueOf(example) as language.Draft[]) : [language.email(names.benchmark, {})]
  const only = (keep: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(change).filter(([name]) => keep(name)))
  const { name = 'first', ...rest } = only((key) => key === 'name' || !(ofQuality.has(key) || ofProgramme.has(key)))
  const track = language.track(String(name), {
    goal: 'a demo',
    theme: 'slow-close',
    cadence: names.cadence,
    stages: { recognise: language.stage('…', steps) },
    salesReady: [demo],
    onReturn: names.onReturn,
    ...rest,
  })
  const intake = { intake: String(name) }
  return language.programme({
    themes: [language.theme('slow-close', { problem: 'The close takes too long' })],
    tracks: [track],
    templates: names.templates,
    quality: language.quality({
      ...names.quality,
      ...intake,
      ...only((key) => key !== 'name' && ofQuality.has(key)),
    }),
    reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.com' }],
    ...only((key) => ofProgramme.has(key)),
  })
}

const words = '<mj-text>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></mj-text>'

async function problemsOfMail(template: AnyTemplate, content: string): Promise<readonly Problem[]> {
  const mjml = `<mjml><mj-body><mj-section><mj-column>\n${content}\n</mj-column></mj-section></mj-body></mjml>`
  const compiled = await compileTemplate(template, mjml, { [`${template.name}.de`]: mjml })
  return 'problems' in compiled ? compiled.problems : checkForClients(compiled.ok)
}

async function problemsOf({ language: kind, text }: Section['examples'][number]): Promise<readonly Problem[]> {
  if (kind === 'mjml') return problemsOfMail(names.benchmark, text)
  if (kind === 'sh') return (await checkFolder(text.split(' ')[2])).problems
  if (text.startsWith('export')) {
    const module = join(scratch.path, 'index.mts')
    writeFileSync(module, `${text}\n`)
    return (await checkFolder(module)).problems
  }
  if (text.startsWith('template(')) {
    return problemsOfMail(valueOf(text) as AnyTemplate, words)
  }
  const draft = changedBy(text)
  const own = Object.values(draft.templates).flatMap(checkSystemTemplate)
  return [...checkProgramme(draft).problems, ...own, ...checkZones(draft)]
}

const told = (problems: readonly Problem[]): readonly (Code | undefined)[] =>
  [...new Set(problems.map(({ code }) => code))].filter((code) => code !== 'P308')

describe.each(sections.filter(({ code }) => shownElsewhere[code] === undefined))('$code', ({ code, examples }) => {
  const [wrong, right] = examples

  test('is what its wrong example gives, and all that it gives', async () => {
    const problems = await problemsOf(wrong!)
    expect(code === 'P308' ? problems.map((problem) => problem.code) : told(problems)).toEqual([code])
  })

  test.runIf(right !== undefined && right.language !== 'sh')('is mended by its right example', async () => {
    expect(told((await problemsOf(right!)).filter((problem) => severityOf(problem) !== 'note'))).toEqual([])
  })
})
