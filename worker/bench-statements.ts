import type pg from 'pg'
import type { Pool } from '../db/pool.ts'

/** What was asked of Postgres since it was reset. */
export interface Statements {
  /** In their order, without those that begin and end a transaction. */
  readonly statements: readonly string[]
  /** Each statement outside of a transaction is one of its own. */
  readonly transactions: number
}

export interface Counter {
  reset(): void
  read(): Statements
}

const [begins, ends] = [/^\s*begin\b/i, /^\s*(commit|rollback)\b/i]

/** Counts all that goes to Postgres through the pool from now on; connections that it has by then are not seen. */
export function countStatements(pool: Pool): Counter {
  let statements: string[] = []
  let transactions = 0
  pool.on('connect', (client) => {
    let isOpen = false
    const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown
    client.query = ((...args: readonly unknown[]) => {
      const text = textOf(args[0])
      if (begins.test(text)) {
        isOpen = true
        transactions += 1
      } else if (ends.test(text)) isOpen = false
      else {
        statements.push(text)
        if (!isOpen) transactions += 1
      }
      return query(...args)
    }) as pg.PoolClient['query']
  })
  return {
    reset() {
      statements = []
      transactions = 0
    },
    read: () => ({ statements, transactions }),
  }
}

function textOf(asked: unknown): string {
  if (typeof asked === 'string') return asked
  return typeof asked === 'object' && asked !== null && 'text' in asked ? String(asked.text) : ''
}

/** The first words of a statement, to be recognised by. */
export function gist(statement: string): string {
  const words = statement.replaceAll(/\s+/g, ' ').trim()
  return words.length > 60 ? `${words.slice(0, 57)}…` : words
}
