import { expect, test } from 'vitest'
import { Definitions } from '../../db/definitions.ts'
import { identified } from '../identified.ts'
import { changeLifecycle, lockLead } from '../../db/leads.ts'
import { inTransaction, openPool } from '../../db/pool.ts'
import { enterSubStage } from '../../db/sub-stages.ts'
import { publishSmallProgramme } from '../programme-fixture.ts'
import { freshDatabase } from '../stack-fixture.ts'

test('a deployment splits MQL into sub-stages; leaving MQL leaves them, and the record stays (R3)', async () => {
  const database = await freshDatabase()
  const pool = openPool(database.databaseUrl)
  await publishSmallProgramme(pool)
  const definitions = new Definitions()
  const lead = await inTransaction(pool, async (tx) => {
    const { lead: id } = await identified(tx, { aliases: [], email: 'ann@norwind.test', lifecycle: 'lead' })
    return id
  })
  const enter = (name: string) => inTransaction(pool, (tx) => enterSubStage(tx, definitions, lead, name, 'rep-north'))
  const become = (became: 'mql' | 'sal', seq: number) =>
    inTransaction(pool, async (tx) =>
      changeLifecycle(tx, await lockLead(tx, lead), became, { at: 0, seq, because: 'demo', actor: 'test' }),
    )

  expect(await enter('working')).toMatchObject({
    done: false,
    sentence: 'the quality definition splits lead into no sub-stages',
  })
  await become('mql', 1)
  expect(await enter('wroking')).toMatchObject({ sentence: 'mql has no sub-stage "wroking"; it may be new, working' })
  expect(await enter('working')).toEqual({ done: true, lifecycle: 'mql' })
  await become('sal', 2)

  const { rows } = await pool.query('select sub_stage from lead where id = $1', [lead])
  expect(rows).toEqual([{ sub_stage: null }])
  const { rows: record } = await pool.query(
    `select became, sub_stage as "in" from lifecycle_change where lead_id = $1 and sub_stage is not null`,
    [lead],
  )
  expect(record).toEqual([{ became: 'mql', in: 'working' }])
  await pool.end()
  await database.drop()
})
