import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { unseenAlerts } from '../../db/alerts.ts'
import { readClock } from '../../db/clock.ts'
import type { Handoff } from '../../db/handoffs.ts'
import { addNotice } from '../../db/notices.ts'
import { inTransaction } from '../../db/pool.ts'
import { answer, type SalesAnswer } from '../../db/sales.ts'
import { createSender, type Sender } from '../../mail/send.ts'
import { sendNotices } from '../../worker/notices.ts'
import { silentDeps } from '../activities/silent.ts'
import { openDoors, type Doors } from '../edge/edge-fixture.ts'
import { refusal, startSink } from '../mail/sink.ts'

/** Mails to our own people, over a real SMTP server that may refuse them. */
describe('a mail to a rep', () => {
  let doors: Doors
  let sink: Awaited<ReturnType<typeof startSink>>
  let sender: Sender
  let refuses: number | undefined
  let tried = 0
  beforeAll(async () => {
    doors = await openDoors()
    sink = await startSink({
      onRcptTo(_address, _session, done) {
        tried += 1
        done(refuses === undefined ? null : refusal(refuses, 'the mailbox is closed'))
      },
    })
    sender = createSender({ smtpUrl: sink.url })
  })
  afterAll(async () => {
    sender.close()
    await sink.stop()
    await doors.close()
  })
  beforeEach(async () => {
    refuses = undefined
    await send()
    sink.received.length = 0
    tried = 0
  })

  /** Sends what is due, and what waits for another try. */
  async function send(): Promise<void> {
    await doors.pool.query(`update notice set try_at = clock_timestamp() where try_at < 'infinity' and sent_at is null`)
    while (await sendNotices({ ...silentDeps(doors), sender }));
  }

  async function handedOver(): Promise<Handoff> {
    const lead = await doors.lead({ sector: 'freight', firstName: 'Ada', company: 'Halden' })
    return doors.handedOver(lead)
  }

  async function remind(handoff: Handoff, what: 'remind' | 'review' = 'remind'): Promise<void> {
    const { now } = await readClock(doors.pool)
    await addNotice(doors.pool, {
      key: `${what}/${handoff.id}/${now}`,
      rep: handoff.owner,
      template: 'handoff-reminder',
      handoff: handoff.id,
      at: now,
    })
  }

  const says = ({ lead, owner }: Handoff, said: SalesAnswer) =>
    inTransaction(doors.pool, (tx) => answer(tx, doors.definitions, lead, said, { actor: owner, source: 'test' }))
  const alertsOf = async (handoff: Handoff) =>
    (await unseenAlerts(doors.pool, 100)).filter(({ lead }) => lead === handoff.lead)

  test('that their server refuses for good is told to a person once, and not tried again', async () => {
    const handoff = await handedOver()
    refuses = 550
    await send()
    await send()
    expect(tried).toBe(1)
    expect(await alertsOf(handoff)).toEqual([
      expect.objectContaining({ what: 'rep not reached', detail: expect.stringContaining('the mailbox is closed') }),
    ])
  })

  test('that their server puts off goes again, without an alert', async () => {
    const handoff = await handedOver()
    refuses = 450
    await send()
    refuses = undefined
    await send()
    expect(sink.received).toHaveLength(1)
    expect(await alertsOf(handoff)).toEqual([])
  })

  test('reminds of what still waits, and not of what was answered meanwhile', async () => {
    const waiting = await handedOver()
    const answered = await handedOver()
    await send()
    sink.received.length = 0
    await remind(waiting)
    await remind(answered)
    await says(answered, { say: 'accept' })
    await send()
    expect(sink.received).toHaveLength(1)
    await remind(answered, 'review')
    await send()
    expect(sink.received).toHaveLength(2)
  })

  test('about a handoff that is over does not go out', async () => {
    const handoff = await handedOver()
    await says(handoff, { say: 'return', reason: 'bad_timing' })
    await send()
    expect(sink.received).toEqual([])
  })
})
