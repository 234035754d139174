import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { readLead } from '../../db/leads.ts'
import type { Mail } from '../../worker/inbox.ts'
import { claimedMail } from '../claimed-mail.ts'
import { startGate, type Moment, type SmtpGate } from '../smtp-gate.ts'
import { freshWorld, type World } from '../world.ts'

/** What the ledger promises when the process that sends is killed with -9 at the worst moment. */
describe('kill -9 in the middle of a send', () => {
  let world: World
  let gate: SmtpGate
  const children: ChildProcess[] = []

  beforeAll(async () => {
    world = await freshWorld({ lives: false })
    gate = await startGate(world.settings.smtpUrl)
    await world.clock.run()
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(async () => {
    await gate.close()
    await world.stop()
  })

  /** A worker whose claims are over soon, so that nobody waits for a lease meant for production. */
  async function startWorker(): Promise<ChildProcess> {
    const settings = { ...world.settings, smtpUrl: gate.smtpUrl, leaseMs: 1_500 }
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('run-lives.ts', import.meta.url))],
      {
        env: { ...process.env, LIVES: JSON.stringify(settings) },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    children.push(child)
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (text: Buffer) => text.toString().includes('running') && resolve())
      child.on('exit', () => reject(new Error('the worker ended before it ran')))
    })
    return child
  }

  const mailsTo = async (address: string): Promise<readonly Mail[]> =>
    (await world.inbox.mails()).filter(({ to }) => to.includes(address))

  async function ledger(lead: string): Promise<readonly { step: string; state: string; messageId: string }[]> {
    const { rows } = await world.pool.query<{ step: string; state: string; messageId: string }>(
      `select step, state, message_id as "messageId" from touch where lead_id = $1 order by id`,
      [lead],
    )
    return rows
  }

  async function killAt(moment: Moment, address: string): Promise<string> {
    const reached = gate.stopAt(moment, address)
    const worker = await startWorker()
    const lead = await world.lead({ email: address })
    await reached
    worker.kill('SIGKILL')
    gate.open()
    await startWorker()
    return lead
  }

  test.each([
    ['before DATA', 'before@kill.test', 0],
    ['after DATA', 'after@kill.test', 1],
  ] as const)(
    '%s: the mail is in doubt, so it is parked and told, never sent blindly again; the life goes on',
    async (moment, address, arrived) => {
      const lead = await killAt(moment, address)
      const [first] = await world.until('the doubt is settled', async () => {
        const rows = await ledger(lead)
        return rows[0]?.state === 'unknown' && rows
      })
      expect(first).toMatchObject({ step: 'close-benchmark', state: 'unknown' })
      expect((await unseenAlerts(world.pool, 50)).filter((alert) => alert.lead === lead)).toMatchObject([
        { what: 'unknown delivery' },
      ])

      await world.until('the next mail', async () => (await mailsTo(address)).length > arrived)
      const mails = await mailsTo(address)
      expect(mails.filter(({ messageId }) => messageId === first?.messageId)).toHaveLength(arrived)
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length)
    },
  )

  test('before the record: what arrived is not sent again', async () => {
    const address = 'record@kill.test'
    const worker = await startWorker()
    await world.clock.hold()
    const lead = await world.lead({ email: address })
    await world.until('its life begins', async () => (await readLead(world.pool, lead)).state?.cursor !== undefined)
    const holding = await world.pool.connect()
    const reached = gate.stopAt('after DATA', address)
    await world.clock.run()
    await reached
    // The record needs the lead's row; while somebody else holds it, the process dies with the server's 250 in hand.
    await holding.query('begin')
    await holding.query('select from lead where id = $1 for update', [lead])
    worker.kill('SIGKILL')
    await holding.query('rollback')
    holding.release()
    gate.open()
    await startWorker()
    await world.until('the doubt is settled', async () => (await ledger(lead))[0]?.state === 'unknown')
    await world.until('the next mail', async () => (await mailsTo(address)).length > 1)
    const ids = (await mailsTo(address)).map(({ messageId }) => messageId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  // As a release before this one leaves them, with which this one may run side by side (docs/upgrading.md).
  test('only claimed: a claim whose process died before it was said that its first byte may leave is sent, and once', async () => {
    const address = 'claimed@kill.test'
    await world.clock.hold()
    const lead = await world.lead({ email: address })
    const { version, clock } = await readLead(world.pool, lead)
    await claimedMail(world.pool, {
      key: { lead, step: 'close-benchmark' },
      content: 'close-benchmark',
      track: 'finance-leaders',
      version: version ?? '',
      template: 'close-benchmark',
      now: clock.now,
      messageId: '<claimed@kill.test>',
      leaseMs: 500,
    })
    await startWorker()
    await world.clock.run()
    await world.until('the mail', async () => (await mailsTo(address)).length > 0)
    await world.until('the second mail', async () => (await mailsTo(address)).length > 1)
    expect((await ledger(lead))[0]).toMatchObject({ step: 'close-benchmark', state: 'sent' })
    const subjects = (await mailsTo(address)).map(({ subject }) => subject)
    expect(new Set(subjects).size).toBe(subjects.length)
  })
})
