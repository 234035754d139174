import { Connection } from '@temporalio/client'
import pg from 'pg'
import { expect, test } from 'vitest'
import { searchAttributes } from '../../core/search-attributes.ts'
import { freshDatabase, temporalAddress } from '../stack-fixture.ts'

test('each test has a database of its own, with all tables', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
  expect(one.databaseUrl).not.toBe(two.databaseUrl)
  const client = new pg.Client({ connectionString: one.databaseUrl })
  await client.connect()
  const { rows } = await client.query(`SELECT to_regclass('migration') IS NOT NULL AS migrated`)
  expect(rows).toEqual([{ migrated: true }])
  await client.end()
  await Promise.all([one.drop(), two.drop()])
})

test('the Temporal server of the test run knows the search attributes', async () => {
  const connection = await Connection.connect({ address: temporalAddress() })
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' })
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)))
  await connection.close()
})
