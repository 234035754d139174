import { createTransport } from 'nodemailer'
import pLimit from 'p-limit'
import { createSender } from '../mail/send.ts'
import type { Message } from '../mail/message.ts'
import { costed, costsCompared } from './bench-cpu.ts'
import { alone, bestOf, compared, inTurn } from './bench-figures.ts'
import { mailWriter } from './bench-mails.ts'
import { benchProgramme } from './bench-programme.ts'
import type { Benchmark } from './bench-stage.ts'

/** Connections of the bare pool that are tried. */
const choices = [5, 10, 20] as const

const names = { own: 'sender', others: 'SMTP sink' }

type Run = Awaited<ReturnType<typeof costed>>

/** Mails under way at once: so many touches does a worker make at once. */
const atOnce = 20

/** Mails a second, rendered and sent, beside a bare pool of nodemailer that sends the same bytes to the same sink. */
export const benchMail: Benchmark = async ({ quick, runs, servers, tell, note, log }) => {
  const mails = quick ? 40 : 4_000
  const programme = await benchProgramme({ touches: 12, apart: '1 day', between: ['00:00', '24:00'] })
  const write = mailWriter(programme)
  const sink = await servers.sink()
  const written: Message[] = []
  for (let nth = 0; nth < mails; nth++) written.push(write(nth))

  async function rate(send: (nth: number) => Promise<void>, count: number): Promise<Run> {
    const limit = pLimit(atOnce)
    await sink.receipts()
    const run = await costed(names, count, () =>
      Promise.all(Array.from({ length: count }, (_, nth) => limit(() => send(nth)))),
    )
    const { at } = await sink.receipts()
    if (at.length !== count) throw new Error(`of ${count} mails, ${at.length} were at the sink`)
    return run
  }

  async function ours(count = mails): Promise<Run> {
    const sender = createSender({ smtpUrl: sink.smtpUrl })
    try {
      return await rate(async (nth) => {
        const outcome = await sender.send(write(nth))
        if (!('sent' in outcome)) throw new Error(`mail ${nth} was not sent: ${JSON.stringify(outcome)}`)
      }, count)
    } finally {
      sender.close()
    }
  }

  async function bare(maxConnections: number, count = mails): Promise<Run> {
    const pool = createTransport({ url: sink.smtpUrl, pool: true, maxConnections, maxMessages: Infinity })
    try {
      return await rate(async (nth) => {
        const { raw, envelope } = written[nth]!
        await pool.sendMail({ raw, envelope })
      }, count)
    } finally {
      pool.close()
    }
  }

  const few = Math.ceil(mails / 4)
  await ours(few)
  await bare(choices[0], few)
  const best = await bestOf(choices, async (connections) => (await bare(connections, few)).perSecond)
  log(`the bare pool is fastest with ${best} connections`)
  const pairs = await inTurn(
    runs,
    () => ours(),
    () => bare(best),
  )
  const bytes = written.reduce((sum, { raw }) => sum + raw.length, 0) / mails
  tell(
    compared(
      pairs.map(({ ours, beside }) => ({ ours: ours.perSecond, beside: beside.perSecond })),
      {
        name: 'mail',
        unit: 'mails/s',
        besideWhat: `a bare nodemailer pool with ${best} connections`,
        least: 0.9,
      },
    ),
  )
  costsCompared(
    pairs.map(({ ours, beside }) => ({ ours: ours.cost, beside: beside.cost })),
    { name: 'mail', unit: 'ms a mail', besideWhat: 'the bare pool' },
  ).forEach(tell)
  const writing: number[] = []
  for (let run = 0; run < runs; run++) {
    const { cost } = await costed(names, mails, async () => {
      for (let nth = 0; nth < mails; nth++) write(nth)
    })
    writing.push(cost[names.own] ?? 0)
  }
  tell(alone(writing, { name: 'mail, CPU of writing it', unit: 'ms a mail' }))
  note(
    `${mails.toLocaleString('en')} mails a run of ${Math.round(bytes / 1_024)} KB on average, ${atOnce} under way at once; the bare pool sends bytes that were made before, of ${choices.join(', ')} connections the best number.`,
  )
}
