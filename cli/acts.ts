import { InvalidArgumentError, Option, type Command } from 'commander'
import { channels, type Channel } from '../core/channel.ts'
import { readClock } from '../db/clock.ts'
import { changeConsent } from '../db/consent.ts'
import { enrol } from '../db/enrol.ts'
import { lockLead } from '../db/leads.ts'
import { pause, resume } from '../db/pauses.ts'
import { lastWord } from '../db/permission.ts'
import { inTransaction } from '../db/pool.ts'
import { enterSubStage } from '../db/sub-stages.ts'
import { settleUnknown } from '../db/unknown-deliveries.ts'
import { Mistake } from './mistake.ts'
import { print } from './print.ts'
import { withSession } from './session.ts'

const whichLead = ['<lead>', 'its id, its address, or <source>:<id>'] as const

export function addActs(program: Command): void {
  program
    .command('enrol')
    .description('let a lead enter a track, where the track takes it and no other has it')
    .argument(...whichLead)
    .argument('<track>', 'the name of a published track')
    .option('--again', 'also where it was in the track before, whatever the track says of re-entry')
    .action(async (name: string, track: string, { again = false }: { again?: boolean }) => {
      await withSession(async ({ pool, definitions, lead, actor }) => {
        const id = await lead(name)
        const done = await inTransaction(pool, (tx) => enrol(tx, definitions, id, track, actor, { again }))
        if (!done.enrolled && !done.waits) throw new Mistake(`Lead ${id} does not enter ${track}: ${done.sentence}.`)
        if (!done.enrolled) print(`Lead ${id} does not enter ${track} yet; ${done.sentence}.`)
        else if (done.displaces !== undefined) print(`Lead ${id} enters ${track}; track ${done.displaces} gives way.`)
        else print(`Lead ${id} enters ${track}.`)
      })
    })

  program
    .command('pause')
    .description('hold a lead where it is; what is left of its wait is kept')
    .argument(...whichLead)
    .action(async (name: string) => {
      await withSession(async ({ pool, lead, actor }) => {
        const id = await lead(name)
        const done = await inTransaction(pool, (tx) => pause(tx, id, actor))
        print(done ? `Paused lead ${id}: nothing goes out until it is resumed.` : `Lead ${id} was paused already.`)
      })
    })

  program
    .command('resume')
    .description('let a paused lead go on with what was left of its wait')
    .argument(...whichLead)
    .action(async (name: string) => {
      await withSession(async ({ pool, lead, actor }) => {
        const id = await lead(name)
        const done = await inTransaction(pool, (tx) => resume(tx, id, actor))
        print(done ? `Resumed lead ${id}: it goes on with what was left of its wait.` : `Lead ${id} was not paused.`)
      })
    })

  program
    .command('sub-stage')
    .description('note which sub-stage of its lifecycle stage a lead is in, as the quality definition splits it')
    .argument(...whichLead)
    .argument('<sub-stage>', 'one that the quality definition names')
    .action(async (name: string, subStage: string) => {
      await withSession(async ({ pool, definitions, lead, actor }) => {
        const id = await lead(name)
        const entered = await inTransaction(pool, (tx) => enterSubStage(tx, definitions, id, subStage, actor))
        if (!entered.done) throw new Mistake(`Lead ${id} stays where it is: ${entered.sentence}.`)
        print(`Lead ${id} is ${entered.lifecycle}, ${subStage}.`)
      })
    })

  program
    .command('unsubscribe')
    .description('note that a person wants no more mail; no list that is imported later changes it')
    .argument(...whichLead)
    .addOption(new Option('--channel <channel>', 'what they want no more of').choices(channels).default('email'))
    .action(async (name: string, { channel }: { channel: Channel }) => {
      await withSession(async ({ pool, lead, actor }) => {
        const id = await lead(name)
        const fresh = await inTransaction(pool, (tx) => withdraw(tx, id, channel, actor))
        print(fresh ? `Lead ${id} gets nothing more by ${channel}.` : `Lead ${id} wanted nothing by ${channel} before.`)
      })
    })

  program
    .command('touch')
    .description('settle a delivery of which it cannot be known whether it left')
    .argument('<id>', 'its number, as `perennial lead` and `perennial alerts` show it', touchId)
    .addOption(new Option('--sent', 'it arrived: it counts as sent').conflicts('notSent'))
    .option('--not-sent', 'it never left: noted, and not repeated now')
    .action(async (id: number, options: { sent?: true; notSent?: true }) => {
      if (!options.sent && !options.notSent) throw new Mistake('Say what became of it: --sent or --not-sent.')
      const sent = options.sent === true
      const done = await withSession(async ({ pool }) => {
        const { now } = await readClock(pool)
        return settleUnknown(pool, id, sent, now)
      })
      if (!done)
        throw new Mistake(`Touch ${id} waits for no word: it is not unknown what became of it, or there is none.`)
      print(
        sent
          ? `Touch ${id} counts as sent.`
          : `Touch ${id} counts as not sent. It is not repeated now; a later walk through the track may bring it.`,
      )
    })
}

/** The same word again changes nothing. */
async function withdraw(
  tx: Parameters<typeof lockLead>[0],
  id: string,
  channel: Channel,
  actor: string,
): Promise<boolean> {
  const lead = await lockLead(tx, id)
  if ((await lastWord(tx, id, channel))?.granted === false) return false
  await changeConsent(tx, lead, {
    channel,
    granted: false,
    basis: 'asked',
    source: 'cli',
    at: lead.clock.now,
    actor,
    messageId: `cli/${id}/${lead.lastSeq + 1}`,
  })
  return true
}

function touchId(text: string): number {
  const id = Number(text)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new InvalidArgumentError('It must be a number.')
}
