import { ImportRefused } from '../worker/import-problems.ts'
import { PlanRefused } from '../worker/plan-file.ts'
import { NotPublished } from '../db/definitions.ts'
import { UnknownLead } from '../db/leads.ts'

/** Something that whoever typed the command can mend: said in a sentence, never as a stack trace. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
}

/** A server that does not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** What to print of an error, and the exit code that scripts can tell apart. */
export interface Explained {
  readonly text: string
  /** 1: a mistake of the user; 2: a service that cannot be reached; 70: a defect of ours. */
  readonly code: 1 | 2 | 70
}

/** The one place that turns errors into what was wrong, where, and what to do. */
export function explain(error: unknown): Explained {
  if (error instanceof Unreachable) return { text: error.message, code: 2 }
  if ([Mistake, ImportRefused, PlanRefused, UnknownLead, NotPublished].some((known) => error instanceof known)) {
    return { text: (error as Error).message, code: 1 }
  }
  const { code, message = '' } = error as { code?: unknown; message?: string }
  if (typeof code === 'string') {
    const known = byPostgres[code]
    if (known) return known(message)
    if (isNetwork(code))
      return { text: `The database does not answer any more: ${message}. Try again once it does.`, code: 2 }
  }
  return { text: defect(error), code: 70 }
}

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Whether an error's code says that nobody answers at the other end. */
export function isNetwork(code: string): boolean {
  return network.has(code)
}

/** Codes of Postgres. */
const byPostgres: Readonly<Record<string, (message: string) => Explained>> = {
  '57P01': () => ({ text: 'The database was shut down. Try again once it is back.', code: 2 }),
  '57P03': () => ({ text: 'The database is starting. Try again in a moment.', code: 2 }),
  '28P01': () => ({ text: 'The database refuses the password in DATABASE_URL. Correct it there.', code: 1 }),
  '28000': (message) => ({
    text: `The database refuses the user in DATABASE_URL: ${message}. Correct it there.`,
    code: 1,
  }),
  '3D000': (message) => ({ text: `${message}: make it, or correct the name at the end of DATABASE_URL.`, code: 1 }),
  '42P01': () => ({ text: 'The database has no tables of Perennial yet: run `perennial migrate`.', code: 1 }),
  '42703': () => ({ text: 'The tables are those of another version of Perennial: run `perennial migrate`.', code: 1 }),
}

function defect(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error))
  const place = known.stack?.split('\n').find((line) => line.includes('at '))
  const where = process.env['PERENNIAL_STACK'] ? known.stack : `${known.name}: ${known.message}\n${place ?? ''}`
  return [
    'This is a defect of Perennial, not a mistake of yours. Nothing that was under way is half done: every act is one transaction.',
    where,
    'Please report it with the command and these lines; PERENNIAL_STACK=1 before the command shows more.',
  ].join('\n')
}
