/** What a person wrote about who they are. */
export interface SaidOfSelf {
  readonly email?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly company?: string | undefined
  readonly source?: string | undefined
}

/** Why an entry is held to be fake, for the person who looks at it. */
export interface Fake {
  readonly reason: 'test_entry' | 'fake_name' | 'fake_company' | 'fake_address'
  readonly sentence: string
}

const invented = new Set([
  'mickey mouse',
  'minnie mouse',
  'donald duck',
  'daisy duck',
  'bugs bunny',
  'bart simpson',
  'homer simpson',
  'darth vader',
  'santa claus',
  'john doe',
  'jane doe',
  'max mustermann',
  'erika mustermann',
  'first last',
  'no name',
])

/** Fingers on a keyboard. */
const typed = new Set(['asdf', 'asdfasdf', 'asdfg', 'asdfgh', 'qwer', 'qwert', 'qwerty', 'qwertz', 'zxcv', 'sdfsdf'])

const nobody = new Set(['abc', 'abcd', 'abcdef', 'foobar', 'dummy', 'fake', 'noname', 'anonymous'])

/** Domains where nobody reads mail: kept for documentation, or open to all. */
const deadDomains = new Set(['example.com', 'example.org', 'example.net', 'test.com', 'mailinator.com'])

/** `test`, `Testone`, `test 2`, `tester`; not `Testa` or `Testino`, who are people. */
const testWord = /^(?:test\d*|tests|tester|testing|testone|testuser|testlead)$/

/**
 * Holds an entry to be fake on plain signs only: a real person with an odd name costs more than a fake one that slips
 * through (R68). Undefined: nothing speaks against it.
 */
export function fakeness({ email, firstName, lastName, company, source }: SaidOfSelf): Fake | undefined {
  const [local, domain = ''] = email?.toLowerCase().split('@') ?? []
  const testing = [firstName, lastName, company, source, local].find((text) => testWord.test(squeezed(text)))
  if (testing !== undefined) return { reason: 'test_entry', sentence: `"${testing}" is what people type to try a form` }

  const name = words([firstName, lastName].join(' '))
  if (invented.has(name)) return { reason: 'fake_name', sentence: `${name} is an invented person` }
  const noName = [firstName, lastName].find((part) => isNobody(squeezed(part)))
  if (noName !== undefined) return { reason: 'fake_name', sentence: `"${noName}" is nobody's name` }

  if (typed.has(squeezed(company))) return { reason: 'fake_company', sentence: `"${company}" is no company` }
  if (deadDomains.has(domain)) return { reason: 'fake_address', sentence: `nobody reads mail at ${domain}` }
  if (typed.has(squeezed(local))) return { reason: 'fake_address', sentence: `"${local}" is nobody's mailbox` }
  return undefined
}

/** A name of digits, of one letter again and again, or from the list. A lone dot is a field left blank, not a lie. */
function isNobody(text: string): boolean {
  return typed.has(text) || nobody.has(text) || /^\d+$/.test(text) || /^(.)\1{2,}$/u.test(text)
}

function words(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function squeezed(text: string | undefined): string {
  return words(text ?? '').replaceAll(' ', '')
}
