import { Connection, type ConnectionOptions } from '@temporalio/client'

/** The values are the numbers of Temporal's `IndexedValueType`. */
const valueTypes = { Text: 1, Keyword: 2, Int: 3, Double: 4, Bool: 5, Datetime: 6, KeywordList: 7 } as const

/** The search attributes that a namespace must know, by name. */
export type SearchAttributes = Readonly<Record<string, keyof typeof valueTypes>>

/**
 * Registers the search attributes that the namespace lacks. The flags of the development server do so only for a new
 * database, not for one that an earlier version of Perennial made.
 */
export async function ensureSearchAttributes(
  options: ConnectionOptions,
  namespace: string,
  wanted: SearchAttributes,
): Promise<void> {
  const connection = await Connection.connect(options)
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    const missing = Object.entries(wanted).filter(([name]) => !(name in customAttributes))
    if (missing.length === 0) return
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, valueTypes[type]]))
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
  } finally {
    await connection.close()
  }
}
