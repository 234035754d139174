import { existsSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Measurement } from '../../worker/measure-figures.ts'
import { machineOf } from '../../worker/measure-machine.ts'
import { runThrough } from '../../worker/measure-run.ts'
import { subjectNamed, type Subject } from '../../worker/measure-subjects.ts'
import { portChooser } from '../../worker/ports.ts'
import { undoing } from '../../worker/undoing.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase, freshInbox, temporalAddress } from '../stack-fixture.ts'

/** The real leads where they are at hand, the sample that ships where they are not. */
function listAtHand(): Subject {
  for (const name of ['x-education', 'sample']) {
    const subject = subjectNamed(name)
    if (subject !== undefined && existsSync(subject.list)) return subject
  }
  throw new Error('no list of leads is at hand')
}

describe(`300 rows of ${listAtHand().name}, for a minute on the real engine`, () => {
  const undo = undoing()
  let measured: Measurement

  beforeAll(async () => {
    const database = await freshDatabase()
    undo.push(() => database.drop())
    const inbox = await freshInbox()
    undo.push(() => inbox.stop())
    const folder = scratchFolder('x-education')
    undo.push(() => folder.remove())
    const servers = {
      temporalAddress: temporalAddress(),
      databaseUrl: database.databaseUrl,
      smtpUrl: inbox.smtpUrl,
      inboxUrl: inbox.url,
    }
    measured = await runThrough(servers, {
      subject: listAtHand(),
      limit: 300,
      daysPerSecond: 1,
      enrolPerSecond: 100,
      days: 200,
      seconds: 60,
      sample: 40,
      folder: folder.path,
      edgePort: await portChooser(() => {})({ name: 'the edge', given: 0, usual: 0 }),
      taskQueue: `test-${randomUUID()}`,
      machine: await machineOf(servers),
      log: () => {},
    })
  }, 180_000)
  afterAll(() => undo.run(), 60_000)

  test('every row is imported or refused with a reason, and every lead is enrolled', () => {
    const { rows, new: imported, matched, refused, enrolled } = measured.import
    expect(rows).toBe(300)
    const sum = (of: Readonly<Record<string, number>>): number =>
      Object.values(of).reduce((total, count) => total + count, 0)
    expect(imported + matched + measured.import.repeated + sum(refused)).toBe(rows)
    expect(sum(enrolled)).toBe(imported)
  })

  test('mail goes out, people ask, sales gets leads', () => {
    expect(measured.mail.sent).toBeGreaterThan(0)
    expect(measured.funnel.mql).toBeGreaterThan(0)
  })

  test('what must be 0 is 0', () => {
    expect(measured.musts.filter(({ count }) => count > 0)).toEqual([])
  })
})
