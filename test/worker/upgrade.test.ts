import type { Client } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newestRules, rules } from '../../core/next.ts'
import { blocksOf } from '../docs/blocks.ts'
import type { Edit, Running } from './releases.ts'
import { openPlace, type Place } from './upgrade-place.ts'

/**
 * docs/upgrading.md, typed literally on a stack with leads in flight. Release 0.1.0 is today's code. 0.2.0 learns rules that
 * change the order of commands, and brings a migration; 0.3.0 begins runs by them. 0.2.1 makes the same change without
 * rules, as nobody should.
 */
const change = `await condition(() => false, 1_000, { summary: 'a timer that no run before had' })`
const learnt = newestRules + 1
const begins = `if (state.doing.is === 'settling') decide({ is: 'start' })`
const learns: readonly Edit[] = [
  ['core/next.ts', `export const newestRules = ${newestRules}`, `export const newestRules = ${learnt}`],
  ['workflows/lead.ts', begins, `if (input.rules >= ${learnt}) ${change}\n  ${begins}`],
  ['db/migrations/9000_lead-note.sql', '', '-- Up Migration\nalter table lead add note text;\n'],
]
const releases: Readonly<Record<string, readonly Edit[]>> = {
  '0.1.0': [],
  '0.2.0': learns,
  '0.3.0': [...learns, ['core/next.ts', `export const rules = ${rules}`, `export const rules = ${learnt}`]],
  '0.2.1': [learns[2] as Edit, ['workflows/lead.ts', begins, `${change}\n  ${begins}`]],
}

vi.setConfig({ testTimeout: 1_200_000 })

const page = blocksOf('docs/upgrading.md')
const typed = new Set<string>()

/** The one command of the page that has all of this in it, or is all that the pattern says. */
function command(...parts: readonly (string | RegExp)[]): string {
  const has = (text: string): boolean =>
    parts.every((part) => (part instanceof RegExp ? part.test(text) : text.includes(part)))
  const texts = [...new Set(page.map(({ text }) => text).filter(has))]
  const [text] = texts
  if (text === undefined || texts.length > 1)
    throw new Error(`docs/upgrading.md has ${texts.length} commands with ${parts.join(', ')}`)
  typed.add(text)
  return text
}

/** Without any setting before it. */
const plain = /^perennial/

/** Real seconds that something may take on a machine that is busy with something else. */
const patience = 280

describe('from one release to the next, and back', () => {
  let place: Place
  let old: Running
  beforeAll(async () => {
    place = await openPlace(releases)
  })
  afterAll(() => place.stop())

  /** Touches that went out by now. */
  async function sent(): Promise<number> {
    const { rows } = await place.world.pool.query<{ count: number }>(`select count(*) from touch where state = 'sent'`)
    return rows[0]?.count ?? 0
  }

  /** Touches fall due and go out, and then nothing is left undone: no task waits or fails, no event is untold. */
  async function lifeGoesOn(): Promise<void> {
    const { world, client, leads } = place
    const before = await sent()
    await world.clock.run()
    await world.until('more touches', async () => (await sent()) >= before + 5, patience)
    await world.clock.hold()
    await world.until(
      'nothing is left undone',
      async () => {
        const { rowCount } = await world.pool.query(`select from outbox`)
        if (rowCount) return false
        for (const lead of leads) {
          const { raw } = await client.workflow.getHandle(`lead/${lead}`).describe()
          if (raw.pendingActivities?.length || raw.pendingWorkflowTask) return false
        }
        return true
      },
      patience,
    )
  }

  test('the new release starts beside the old one, which ends by SIGTERM; the tables are raised meanwhile', async () => {
    const { world, leads } = place
    old = await place.start('0.1.0', command('perennial start', plain))
    await place.enrol(5)
    await lifeGoesOn()
    expect(await place.type(command('perennial migrate'), '0.2.0')).toContain('9000_lead-note')
    await lifeGoesOn()

    await world.clock.run()
    const next = await place.start('0.2.0', command('perennial start', plain))
    await place.enrol(2)
    const workers = await place.typeUntil(command('task-queue describe'))
    for (const { pid } of [old, next]) expect(workers).toContain(`perennial-${pid}`)
    await place.end(old)
    await lifeGoesOn()
    old = next
    expect(leads).toHaveLength(7)
  })

  test('and back: the old release works on the tables of the new one', async () => {
    await place.world.clock.run()
    const back = await place.start('0.1.0', command('perennial start', plain))
    expect(await place.type(command('perennial migrate'))).not.toContain('9000_lead-note')
    await place.end(old)
    await place.enrol(2)
    await lifeGoesOn()
    old = back
  })

  test('routed by release: a share first, then all; runs take up the new rules; and back with all of them', async () => {
    const { world } = place
    await world.clock.run()
    const second = await place.start('0.2.0', command('WORKER_BUILD_ID'))
    await place.typeUntil(command('set-current-version', 'build-id 0.2.0'))
    await place.end(old)
    await place.enrol(2)
    await lifeGoesOn()

    await world.clock.run()
    const third = await place.start('0.3.0', command('WORKER_BUILD_ID').replace('0.2.0', '0.3.0'))
    await place.typeUntil(command('set-ramping-version'))
    await place.enrol(2)
    await place.typeUntil(command('set-current-version', 'build-id 0.3.0'))
    await lifeGoesOn()
    place.set('DEPLOYED_AT', new Date().toISOString())
    await world.clock.run()
    await place.type(command('--name refresh'))
    await world.until(
      'no run is left of before',
      async () => /Total: 0\b/.test(await place.type(command('workflow count'))),
      patience,
    )
    await lifeGoesOn()
    const rulesNow = await Promise.all(place.leads.map((lead) => rulesOf(place.client, lead)))
    expect(new Set(rulesNow)).toEqual(new Set([learnt]))

    await world.clock.run()
    await place.type(command('set-current-version', 'build-id 0.2.0'))
    await world.until(
      'the newer release is needed by nobody',
      async () =>
        /CurrentVersionBuildID\s+0\.2\.0.*\b0\.3\.0\s+(draining|drained)/s.test(
          await place.type(command('worker deployment describe')),
        ),
      patience,
    )
    await place.end(third)
    await lifeGoesOn()
    old = second
  })

  test('a release that breaks running leads: its tasks fail, nothing else happens, and going back mends it', async () => {
    const { world } = place
    const bad = await place.start('0.2.1', command('WORKER_BUILD_ID').replace('0.2.0', '0.2.1'))
    await place.typeUntil(command('set-current-version', 'build-id 0.2.0').replace('0.2.0', '0.2.1'))
    await world.clock.run()
    await world.until('a task fails', async () => bad.log.some((line) => /failing workflow task/i.test(line)), patience)
    await place.type(command('set-current-version', 'build-id 0.2.0'))
    await place.end(bad)
    await place.quiet()
    await lifeGoesOn()
    await place.end(old)
  })

  test('after all that nothing was sent twice, nothing was lost, and nothing is in doubt', async () => {
    const { world } = place
    await world.clock.hold()
    const { rows: touches } = await world.pool.query<{ state: string; messageId: string }>(
      `select state, message_id as "messageId" from touch where channel = 'email' and state in ('claimed', 'sending', 'sent', 'unknown')`,
    )
    expect(touches.filter(({ state }) => state !== 'sent')).toEqual([])
    const mails = (await world.inbox.mails()).filter(({ to }) => to.some((address) => address.endsWith('@leads.test')))
    expect(mails.map(({ messageId }) => messageId).toSorted()).toEqual(
      touches.map(({ messageId }) => messageId).toSorted(),
    )
    const contents = mails.map(({ to, subject }) => `${to.join()} ${subject}`)
    expect(contents.toSorted()).toEqual([...new Set(contents)].toSorted())

    const { rows: events } = await world.pool.query<{ id: string }>(
      `select split_part(message_id, '/', 2) as id from event where kind = 'visited'`,
    )
    expect(place.posted.size).toBeGreaterThan(20)
    expect(
      events
        .map(({ id }) => id)
        .filter((id) => place.posted.has(id))
        .toSorted(),
    ).toEqual([...place.posted].toSorted())
  })

  test('every command of the page was typed', () => {
    expect(page.filter(({ text, language }) => language === 'sh' && !typed.has(text)).map(({ text }) => text)).toEqual(
      [],
    )
  })
})

/** The rules that the lead's newest run follows. */
async function rulesOf(client: Client, lead: string): Promise<number | undefined> {
  const { events } = await client.workflow.getHandle(`lead/${lead}`).fetchHistory()
  const data = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  return data ? (JSON.parse(Buffer.from(data).toString()) as { rules: number }).rules : undefined
}
