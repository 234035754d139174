import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chase } from '../../activities/chase.ts'
import type { Deps } from '../../activities/deps.ts'
import { signalPromotion } from '../../activities/promotion.ts'
import type { Asked } from '../../core/contract.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { readLead } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import { answer } from '../../db/sales.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { silentDeps } from './silent.ts'

describe('a lead with sales', () => {
  let doors: Doors
  let deps: Deps
  beforeAll(async () => {
    doors = await openDoors()
    deps = silentDeps(doors)
  })
  afterAll(() => doors.close())

  async function lifeOf(lead: string): Promise<Asked> {
    const { state, track, version } = await readLead(doors.pool, lead)
    return { state: state!, track: track!, version: version! }
  }

  test('a promotion that is tried again after sales returned the lead hands nothing over a second time', async () => {
    const lead = await doors.lead({ sector: 'freight' })
    const { trigger, id } = await doors.handedOver(lead)
    const { rows } = await doors.pool.query<{ seq: number }>(`select seq from handoff where id = $1`, [id])
    await inTransaction(doors.pool, (tx) =>
      answer(
        tx,
        doors.definitions,
        lead,
        { say: 'return', reason: 'bad_timing' },
        { actor: 'rep-north', source: 'test' },
      ),
    )
    const again = await signalPromotion(deps)({ ...(await lifeOf(lead)), trigger, seq: rows[0]!.seq })
    expect(again.verdict).toMatchObject({ promoted: false })
    expect((await handoffsOf(doors.pool, lead)).map(({ status }) => status)).toEqual(['returned'])
  })

  test.each(['signal', 'crm', 'cli'])('that nobody answered is not for a person to say, by %s', async (source) => {
    const lead = await doors.lead({ sector: 'freight' })
    await doors.handedOver(lead)
    const answered = await inTransaction(doors.pool, (tx) =>
      answer(tx, doors.definitions, lead, { say: 'return', reason: 'untouched' }, { actor: 'rep-north', source }),
    )
    expect(answered).toMatchObject({ done: false, why: 'unknown_reason' })
    expect((await handoffsOf(doors.pool, lead)).map(({ status }) => status)).toEqual(['open'])
  })

  test('a deadline is kept even by a life that does not know by which handoff sales has the lead', async () => {
    const lead = await doors.lead({ sector: 'freight' })
    const { id } = await doors.handedOver(lead)
    await doors.pool.query(
      `update handoff set deadlines = jsonb_build_array(jsonb_build_object('act', 'takeBack', 'at', 1000)) where id = $1`,
      [id],
    )
    await chase(deps)({ ...(await lifeOf(lead)), what: { handoff: '', act: 'takeBack' } })
    expect((await handoffsOf(doors.pool, lead))[0]).toMatchObject({ status: 'returned', reason: 'untouched' })
  })
})
