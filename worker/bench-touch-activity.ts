import { randomUUID } from 'node:crypto'
import { MockActivityEnvironment } from '@temporalio/testing'
import { createTransport } from 'nodemailer'
import pLimit from 'p-limit'
import { createActivities } from '../activities/index.ts'
import type { Activities, Settled } from '../core/contract.ts'
import { next } from '../core/next.ts'
import type { State } from '../core/state.ts'
import type { PinnedTrack } from '../core/track.ts'
import { Definitions } from '../db/definitions.ts'
import { readLead } from '../db/leads.ts'
import type { Pool } from '../db/pool.ts'
import type { Message } from '../mail/message.ts'
import { createSender, smtpConnections, type Sender } from '../mail/send.ts'
import { costed, costsCompared } from './bench-cpu.ts'
import { connections, prepared } from './bench-database.ts'
import { alone, bestOf, compared, inTurn } from './bench-figures.ts'
import { mailWriter } from './bench-mails.ts'
import { benchProgramme } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { Benchmark } from './bench-stage.ts'
import { countStatements, gist, type Statements } from './bench-statements.ts'
import { taskSlots } from './lives.ts'

const touches = 5
const most = { transactions: 3, statements: 8 } as const
const names = { own: 'worker', others: 'SMTP sink' }
/** Raw touches under way at once that are tried. */
const choices = [10, 20, 40] as const

type Run = Awaited<ReturnType<typeof costed>>

/** A life as the activities see it: where it stands, and the world that it lives in. */
interface Life {
  readonly state: State
  readonly pinned: PinnedTrack
  readonly calendar: Settled['calendar']
}

/** The touch activity by itself, without Temporal, beside the least that a touch could be: an insert, a mail, an update. */
export const benchTouchActivity: Benchmark = async (stage) => {
  const { quick, runs, servers, tell, note, log } = stage
  const leads = quick ? 4 : 1_200
  const programme = await benchProgramme({ touches, apart: '1 minute', between: ['00:00', '24:00'] })
  const base = await prepared(stage, programme, leads)
  const { smtpUrl } = await servers.sink()
  const write = mailWriter(programme)
  const mails: Message[] = []
  for (let nth = 0; nth < touches; nth++) mails.push(write(nth))

  const ours = (count = leads): Promise<Run> =>
    base.withCopy((pool) =>
      withActivities(pool, smtpUrl, async (activities) => {
        const lives = await inLanes(taskSlots, base.leads.slice(0, count), (lead) => begin(pool, activities, lead))
        return costed(names, count * touches, () => inLanes(taskSlots, lives, (life) => touchAll(activities, life)))
      }),
    )
  const raw = (atOnce: number, count = leads): Promise<Run> =>
    base.withCopy(async (pool) => {
      const transport = createTransport({
        url: smtpUrl,
        pool: true,
        maxConnections: smtpConnections,
        maxMessages: Infinity,
      })
      try {
        await inLanes(atOnce, base.leads.slice(0, atOnce), () => pool.query('select 1'))
        return await costed(names, count * touches, () =>
          inLanes(atOnce, base.leads.slice(0, count), (lead) =>
            rawTouches(pool, mails, lead, ({ envelope, raw }) => transport.sendMail({ envelope, raw })),
          ),
        )
      } finally {
        transport.close()
      }
    })

  const few = Math.ceil(leads / 4)
  await ours(few)
  await raw(choices[0], few)
  const best = await bestOf(choices, async (atOnce) => (await raw(atOnce, few)).perSecond)
  log(`the raw touch is fastest with ${best} at once`)
  const pairs = await inTurn(
    runs,
    () => ours(),
    () => raw(best),
  )
  tell(
    compared(
      pairs.map(({ ours, beside }) => ({ ours: ours.perSecond, beside: beside.perSecond })),
      {
        name: 'touch-activity',
        unit: 'touches/s',
        besideWhat: `raw insert, send and update, ${best} at once`,
        least: 0.5,
      },
    ),
  )
  costsCompared(
    pairs.map(({ ours, beside }) => ({ ours: ours.cost, beside: beside.cost })),
    { name: 'touch-activity', unit: 'ms a touch', besideWhat: 'a raw touch' },
  ).forEach(tell)

  const counted = await countTouches(base, smtpUrl)
  const largest = (of: (each: Statements) => number): readonly number[] => [Math.max(...counted.map(of))]
  tell(
    alone(
      largest(({ transactions }) => transactions),
      { name: 'touch-activity, transactions', unit: 'a touch at the most', most: most.transactions },
    ),
  )
  tell(
    alone(
      largest(({ statements }) => statements.length),
      { name: 'touch-activity, statements', unit: 'a touch at the most', most: most.statements },
    ),
  )
  note(
    `${leads} leads with ${touches} touches each a run, ${taskSlots} touches under way at once as in a worker, ${connections} connections to Postgres and ${smtpConnections} to the sink; of the raw touch, ${choices.join(', ')} at once were tried.`,
  )
  const last = counted.at(-1)
  if (last) note(`The statements of a touch: ${last.statements.map((each) => `\`${gist(each)}\``).join('; ')}.`)
}

async function withActivities<T>(
  pool: Pool,
  smtpUrl: string,
  work: (activities: Activities) => Promise<T>,
): Promise<T> {
  const sender: Sender = createSender({ smtpUrl })
  const { letterhead, sendTo } = benchSettings({ smtpUrl })
  const broken: unknown[] = []
  const made = createActivities(
    { pool, definitions: new Definitions(), sender, letterhead, sendTo, receivers: new Map(), leaseMs: 75_000 },
    (_line, error) => broken.push(error),
  )
  const environment = new MockActivityEnvironment()
  try {
    return await work({
      ...made,
      settle: (asked) => environment.run(() => made.settle(asked)),
      touch: (asked) => environment.run(() => made.touch(asked)),
    })
  } catch (error) {
    throw broken[0] ?? error
  } finally {
    sender.close()
  }
}

/** What a workflow does first. */
async function begin(pool: Pool, activities: Activities, id: string): Promise<Life> {
  const { state, track: name, version } = await readLead(pool, id)
  if (state === null || name === null || version === null) throw new Error(`lead ${id} is not enrolled`)
  const pinned = { version, track: (await new Definitions().track(pool, name, version)).track }
  const settled = await activities.settle({ state, track: name, version, why: 'start' })
  const { calendar } = settled
  return { state: next({ track: pinned.track, calendar }, state, settled, settled.clock.now).state, pinned, calendar }
}

/** Every touch of a life, one after the other, each due now. */
async function touchAll(activities: Activities, { state, pinned, calendar }: Life, made = () => {}): Promise<void> {
  const { track, version } = pinned
  for (let at = state; at.doing.is === 'due'; made()) {
    const { step, attempt } = at.doing
    const answer = await activities.touch({ state: at, track: track.name, version, step, attempt, due: Date.now() })
    if (answer.outcome.was !== 'sent') throw new Error(`touch ${step} came to ${JSON.stringify(answer.outcome)}`)
    at = next({ track, calendar }, at, answer, answer.clock.now).state
  }
}

/** One lead's touches by themselves, when all that is read once was read. */
function countTouches(base: Awaited<ReturnType<typeof prepared>>, smtpUrl: string): Promise<readonly Statements[]> {
  return base.withCopy((pool) => {
    const counter = countStatements(pool)
    return withActivities(pool, smtpUrl, async (activities) => {
      const [warm = '', lead = ''] = base.leads
      await touchAll(activities, await begin(pool, activities, warm))
      const life = await begin(pool, activities, lead)
      const counted: Statements[] = []
      counter.reset()
      await touchAll(activities, life, () => {
        counted.push(counter.read())
        counter.reset()
      })
      if (counted.length !== touches) throw new Error(`of ${touches} touches, ${counted.length} were made`)
      return counted
    })
  })
}

/** The same rows and bytes, with nothing judged. */
async function rawTouches(
  pool: Pool,
  mails: readonly Message[],
  lead: string,
  send: (mail: Message) => Promise<unknown>,
): Promise<void> {
  for (const [nth, mail] of mails.entries()) {
    const { rows } = await pool.query<{ id: number }>(
      `insert into touch (lead_id, enrolment, step, pass, attempt, channel, content, track, version, template, template_version, state,
         due_at, claimed_at, message_id, claim_token, lease_until)
       values ($1, 1, $2, 1, 1, 'email', $2, 'bench', 'v1', $2, 'v1', 'sending', now(), now(), $3, $4, now() + interval '75 s')
       returning id`,
      [lead, `step-${nth}`, `<${lead}-${nth}@ledgerline.test>`, randomUUID()],
    )
    await send(mail)
    await pool.query(`update touch set state = 'sent', settled_at = now(), response = '250 OK' where id = $1`, [
      rows[0]?.id,
    ])
  }
}

function inLanes<T, R>(lanes: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(lanes)
  return Promise.all(items.map((item) => limit(() => work(item))))
}
