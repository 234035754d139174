import type { Problem } from '../core/problem.ts'
import { maxHtmlBytes } from './check.ts'
import type { CompiledTemplate, Segment } from './compile.ts'

/** What an inbox shows of a subject, about: a phone shows half of it. */
const longestSubject = 70

/** The share of Gmail's limit from which on a name that is longer than usual may pass it. */
const nearlyAll = 0.9

/** What compiles, and yet does badly where it is read. */
export function checkForClients(mail: CompiledTemplate): readonly Problem[] {
  const { template } = mail
  const where = `template ${template.name}`
  const subject = literal(mail.subject)
  const html = literal(mail.html)
  const problems: Problem[] = []
  if (subject.length > longestSubject) {
    const what = `its subject has ${subject.length} letters without what is filled in, and inboxes show about ${longestSubject}`
    problems.push({ where, what, remedy: 'Say the first half of it, and the rest in the preheader.', code: 'P511' })
  }
  if (isShouted(subject)) {
    const what = `its subject shouts: "${subject}"`
    problems.push({
      where,
      what,
      remedy: 'Write it as you would to one person: spam filters count it too.',
      code: 'P512',
    })
  }
  const silent = [...html.matchAll(/<img\b[^>]*>/gi)].filter(([tag]) => !/\salt="[^"]/i.test(tag))
  if (silent.length > 0) {
    const what = `${silent.length === 1 ? 'an image has' : `${silent.length} images have`} no words for inboxes that show none`
    problems.push({ where, what, remedy: 'Give each mj-image an alt; alt=" " where it only adorns.', code: 'P510' })
  }
  const bytes = Buffer.byteLength(html)
  if (bytes > maxHtmlBytes * nearlyAll) {
    const what = `it is ${Math.ceil(bytes / 1024)} KB long before it is filled in, and Gmail cuts off at 102 KB`
    problems.push({ where, what, remedy: 'Shorten it.', code: 'P513' })
  }
  return problems
}

function literal(segments: readonly Segment[]): string {
  return segments.map((segment) => ('lit' in segment ? segment.lit : '')).join('')
}

/** All in capitals, several long words in capitals, or marks in a row; a short name as CFO or SAP is none of these. */
function isShouted(subject: string): boolean {
  const words = subject.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const loud = words.filter((word) => /\p{Lu}{2,}/u.test(word) && word === word.toUpperCase())
  const isAll = loud.length > 1 && loud.length === words.length
  return /[!?]{2,}/.test(subject) || isAll || loud.filter((word) => /\p{L}{4,}/u.test(word)).length > 1
}
