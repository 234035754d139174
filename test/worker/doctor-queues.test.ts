import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../cli/run.ts'
import { freshWorld, type World } from '../world.ts'

/** What nobody works on any more, as after a worker that died or a deploy that went wrong. */
describe('perennial doctor, beside the lives', () => {
  let world: World
  let lead: string
  beforeAll(async () => {
    world = await freshWorld({ lives: false })
    lead = await world.lead()
  })
  afterAll(() => world.stop())

  async function doctor(...options: string[]) {
    process.env['TEMPORAL_ADDRESS'] = world.settings.temporalAddress
    process.env['TASK_QUEUE'] = world.settings.taskQueue
    const { code, out, err } = await run(['doctor', ...options], { databaseUrl: world.settings.databaseUrl })
    return { code, out, err }
  }

  /** A touch that a process took in hand twenty minutes ago, and never let go. */
  async function heldTouch(step: string, state: 'claimed' | 'sending'): Promise<number> {
    const { version } = await world.look(lead)
    const { rows } = await world.pool.query<{ id: number }>(
      `insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, state, due_at, claimed_at, claim_token, lease_until)
       values ($1, 1, $2, 1, 'email', $2, 'finance-leaders', $3, $4, clock_now(), clock_now(), $5, clock_timestamp() - interval '20 minutes')
       returning id`,
      [lead, step, version, state, randomUUID()],
    )
    return rows[0]?.id ?? 0
  }
  const touch = async (id: number): Promise<string | undefined> =>
    (await world.pool.query<{ state: string }>(`select state from touch where id = $1`, [id])).rows[0]?.state

  test('a start that nobody told, and word for a lead that there is not', async () => {
    await world.pool.query(
      `update outbox set made_at = made_at - interval '1 hour', tries = 4, failure = 'it was down'`,
    )
    await world.pool.query(
      `insert into outbox (lead_id, kind, seq, made_at) values ('l_nobody', 'signal', 1, clock_timestamp() - interval '1 hour')`,
    )
    const asked = await doctor()
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('2 findings') })
    expect(asked.out).toContain('tried 4 times: it was down')
    expect(asked.out).toContain('drop it: Postgres knows no such lead')
    expect(asked.out).toContain('Nothing was changed.')
    const { rowCount } = await world.pool.query(`select from outbox`)
    expect(rowCount).toBe(2)

    expect(await doctor('--repair')).toMatchObject({ code: 0, out: expect.stringContaining('Found 2, mended 2.') })
    expect(await doctor()).toMatchObject({ code: 0, out: expect.stringContaining('nothing is stuck') })
    const { status } = await world.client.workflow.getHandle(`lead/${lead}`).describe()
    expect(status.name).toBe('RUNNING')
  })

  test('a claim sent nothing and is given up; what was being sent is parked, and a person has the word', async () => {
    const claimed = await heldTouch('peer-story:norwind-6', 'claimed')
    const sending = await heldTouch('five-slow-steps', 'sending')
    expect(await doctor()).toMatchObject({ code: 1, err: expect.stringContaining('2 findings') })
    expect([await touch(claimed), await touch(sending)]).toEqual(['claimed', 'sending'])

    expect(await doctor('--repair')).toMatchObject({ code: 0 })
    expect([await touch(claimed), await touch(sending)]).toEqual(['deferred', 'unknown'])

    const left = await doctor('--repair')
    expect(left).toMatchObject({ code: 1, err: expect.stringContaining('1 finding left') })
    expect(left.out).toContain(`you: look for it, then \`perennial touch ${sending} --sent\``)
    await run(['touch', String(sending), '--not-sent'], { databaseUrl: world.settings.databaseUrl })
    expect(await doctor()).toMatchObject({ code: 0 })
  })

  test('a workflow that fails at every task begins again from Postgres', async () => {
    const handle = world.client.workflow.getHandle(`lead/${lead}`)
    await handle.terminate('in its place comes one that cannot run')
    await world.client.workflow.start('lead', {
      workflowId: `lead/${lead}`,
      taskQueue: world.settings.taskQueue,
      args: [
        {
          state: (await world.look(lead)).state,
          pinned: { track: { name: 'finance-leaders' } },
          events: [],
          requests: [],
        },
      ],
    })
    const lives = await world.startLives()
    await world.until('it is tried again and again', async () => {
      const { raw } = await handle.describe()
      return (raw.pendingWorkflowTask?.attempt ?? 0) >= 3
    })
    const asked = await doctor()
    expect(asked.code).toBe(1)
    expect(asked.out).toContain(`stuck  ${lead}  its workflow fails at every task`)
    expect(await doctor('--repair')).toMatchObject({ code: 0 })
    await world.until(
      'it lives',
      async () => (await world.look(lead)).listens.acts.length > 0 || (await doctor()).code === 0,
    )
    await lives.stop()
  })

  test('without a Temporal that answers, it says so', async () => {
    process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1'
    const { code, err } = await run(['doctor'], { databaseUrl: world.settings.databaseUrl })
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('Temporal at 127.0.0.1:1 cannot be reached'),
    })
    delete process.env['TEMPORAL_ADDRESS']
    const unset = await run(['doctor'], { databaseUrl: world.settings.databaseUrl })
    expect(unset).toMatchObject({ code: 1, err: expect.stringContaining('TEMPORAL_ADDRESS is not set') })
  })
})
