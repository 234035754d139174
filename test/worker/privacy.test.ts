import { afterAll, beforeAll, expect, test } from 'vitest'
import { handoffsOf } from '../../db/handoffs.ts'
import { inTransaction } from '../../db/pool.ts'
import { answer } from '../../db/sales.ts'
import { freshWorld, type World } from '../world.ts'

/** What nobody may ever read in Temporal: each word occurs nowhere else. */
const canaries = {
  email: 'quillfeather@plumecanary.test',
  firstName: 'Quillany',
  lastName: 'Plumecanary',
  company: 'Featherworks',
  jobTitle: 'Keeper-of-Wrens',
  phone: '+49 30 9876501',
  note: 'Her-brother-owns-the-budget',
  unaskedFact: 'wagtail-approved',
}

let world: World
beforeAll(async () => {
  world = await freshWorld({ daysPerSecond: 1_000 })
})
afterAll(() => world.stop())

test('nothing of a person reaches Temporal: not in payloads, ids, search attributes, memo, summaries or failures (I7)', async () => {
  const { note, unaskedFact, ...person } = canaries
  const lead = await world.lead({
    ...person,
    facts: { industry: 'manufacturing', role: 'decides', region: 'europe', budget: unaskedFact },
  })
  // The receiving side answers with the address, as many do, before it takes the mail.
  await world.inbox.setFaults({
    rejectRcpt: { pattern: 'quillfeather', code: 451, message: `4.2.0 <${person.email}> later` },
  })
  await world.until('a mail that the receiver put off', async () => {
    await world.clock.advance(0.25)
    const { rowCount } = await world.pool.query(
      `select from touch where lead_id = $1 and reason = 'deferred_by_receiver'`,
      [lead],
    )
    return (rowCount ?? 0) > 0
  })
  await world.inbox.setFaults({})
  await world.until('the first mail', async () => {
    await world.clock.advance(0.25)
    return (await world.inbox.mails()).some(({ to }) => to.includes(person.email))
  })
  await world.does(lead, { kind: 'requested', of: 'demo' })
  const { id, owner } = await world.until('a handoff', async () => (await handoffsOf(world.pool, lead))[0])
  await inTransaction(world.pool, (tx) =>
    answer(
      tx,
      world.definitions,
      lead,
      { say: 'return', reason: 'bad_timing' },
      { actor: owner, source: 'page', handoff: id, note },
    ),
  )
  await world.until('it rests', async () => (await world.look(lead)).doing === 'resting')

  const seen = await allThatTemporalKnows(lead)
  // What is looked for would be found: these are there, in payloads, search attributes and summaries.
  for (const known of [lead, id, 'bad_timing', 'finance-leaders', 'promote: demo', 'rests: sales returned it'])
    expect(seen).toContain(known)
  for (const canary of [...Object.values(canaries), 'quillfeather', 'plumecanary.test', '9876501'])
    expect(seen.toLowerCase()).not.toContain(canary.toLowerCase())
})

/** Every history of the lead, its description and the page that operators read, as one text with all payloads decoded. */
async function allThatTemporalKnows(lead: string): Promise<string> {
  const { workflow } = world.client
  const parts: unknown[] = []
  const ran: string[] = []
  for await (const { runId, raw } of workflow.list({ query: `WorkflowId = "lead/${lead}"` })) {
    ran.push(runId)
    parts.push(raw, await workflow.getHandle(`lead/${lead}`, runId).fetchHistory())
  }
  expect(ran.length).toBeGreaterThan(0)
  const handle = workflow.getHandle(`lead/${lead}`)
  parts.push((await handle.describe()).raw, await handle.query('__temporal_workflow_metadata'))
  return textsIn(parts).join('\n')
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)])
}
