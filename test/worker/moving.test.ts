import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handoffsOf } from '../../db/handoffs.ts'
import { pause, resume } from '../../db/pauses.ts'
import { inTransaction } from '../../db/pool.ts'
import { applyPlan } from '../../worker/apply.ts'
import { makePlan } from '../../worker/plan.ts'
import { loadProgramme } from '../../worker/programme.ts'
import { rollback } from '../../worker/rollback.ts'
import { programmeVersion } from '../programme-versions.ts'
import { recordHistory } from '../record-history.ts'
import { scratchFolder } from '../scratch.ts'
import { freshWorld, type World } from '../world.ts'

/** Leads on the real engine, taken on into another version of their track and back. Time is moved by hand. */
describe('a track that changes under its leads', () => {
  const scratch = scratchFolder('moving')
  let world: World
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
  })
  afterAll(async () => {
    await world.stop()
    scratch.remove()
  })

  const fits = { industry: 'manufacturing', role: 'decides', region: 'europe' }
  const steps = async (lead: string): Promise<readonly string[]> => {
    const { rows } = await world.pool.query<{ step: string }>(
      `select step from touch where lead_id = $1 and state = 'sent' order by id`,
      [lead],
    )
    return rows.map(({ step }) => step)
  }
  const versionOf = (lead: string) => world.look(lead).then(({ version }) => version)

  async function nurtured(lead: string, count: number): Promise<readonly string[]> {
    return world.until(`${count} touches`, async () => {
      const so = await steps(lead)
      if (so.length >= count) return so
      const { wakesAt, clock } = await world.look(lead)
      const days = wakesAt === null ? 0 : (wakesAt - clock.now) / 86_400_000
      await world.clock.advance(days > 0 ? days : 0.02)
      return false
    })
  }

  test('moves the leads wherever they are, sends nothing twice, and is taken back in one act', async () => {
    const { pool, definitions } = world
    const [waiting, withSales, paused, lost] = [
      await world.lead({ phone: '+49 30 5550 1' }),
      await world.lead({ facts: fits }),
      await world.lead(),
      await world.lead(),
    ]
    const all = [waiting, withSales, paused, lost]
    for (const lead of all) await nurtured(lead, 1)
    await world.does(withSales, { kind: 'requested', of: 'demo' })
    const handoff = await world.until('a handoff', async () => (await handoffsOf(pool, withSales))[0])
    await inTransaction(pool, (tx) => pause(tx, paused, 'ana'))
    await world.client.workflow.getHandle(`lead/${lost}`).terminate('lost')
    const first = await versionOf(waiting)

    const loaded = await loadProgramme(programmeVersion(scratch, 'callAdded'))
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
    const leads = { 'finance-leaders': { rule: 'move' as const, standIns: {} } }
    const { plan } = await makePlan(pool, definitions, loaded.ok, { leads, by: 'ana' })
    const applied = await applyPlan(pool, definitions, plan, { actor: 'ana', because: 'sales wants to talk' })
    expect(applied.moving).toEqual([{ track: 'finance-leaders', leads: 4 }])
    for (const lead of all) await world.until(`${lead} has moved`, async () => (await versionOf(lead)) !== first)

    const second = await versionOf(waiting)
    expect((await world.look(withSales)).doing).toBe('with_sales')
    expect((await world.look(paused)).doing).toBe('paused')
    await world.says(withSales, { say: 'return', reason: 'wants_information' }, handoff.owner)
    await inTransaction(pool, (tx) => resume(tx, paused, 'ana'))
    for (const lead of [waiting, paused, lost]) {
      expect((await nurtured(lead, 2)).slice(0, 2)).toEqual(['close-benchmark', 'five-slow-steps'])
    }

    const rolled = await rollback(pool, definitions, undefined, { actor: 'ana', because: 'it annoyed people' })
    expect(rolled.tracks).toMatchObject([{ rule: 'move', from: second, to: first, cameByMove: 4, entered: 0 }])
    for (const lead of all) await world.until(`${lead} is back`, async () => (await versionOf(lead)) === first)
    for (const lead of all) {
      const had = await nurtured(lead, 3)
      expect(had).toEqual([...new Set(had)])
    }
    const { rows } = await pool.query(`select detail from alert where what like '%failed%'`)
    expect(rows).toEqual([])
    await recordHistory(world, 'moved', waiting)
  })

  test('an open call that comes back with no version is taken off its person’s list', async () => {
    const { pool, definitions } = world
    const loaded = await loadProgramme(programmeVersion(scratch, 'callAdded'))
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
    const { plan } = await makePlan(pool, definitions, loaded.ok, { leads: {}, by: 'ana' })
    await applyPlan(pool, definitions, plan, { actor: 'ana' })
    const lead = await world.lead({ phone: '+49 30 5550 2' })
    await nurtured(lead, 2)
    const open = async (): Promise<number> => {
      const { rowCount } = await pool.query(`select from call_task where lead_id = $1 and done_at is null`, [lead])
      return rowCount ?? 0
    }
    expect(await open()).toBe(1)
    const rolled = await rollback(pool, definitions, undefined, { actor: 'ana' }, 'move')
    expect(rolled.tracks).toMatchObject([{ entered: 1, callsOpen: 1 }])
    await world.until('the call is taken back', async () => (await open()) === 0)
    expect((await nurtured(lead, 3)).at(-1)).toBe('five-slow-steps')
  })
})
