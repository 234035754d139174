import { Option, type Command } from 'commander'
import { didYouMean } from '../core/did-you-mean.ts'
import { readClock } from '../db/clock.ts'
import { currentTracks } from '../db/definitions.ts'
import type { Pool } from '../db/pool.ts'
import { runningStops, stopSending, resumeSending, type Stop } from '../db/stops.ts'
import { touchNames } from '../db/touch-names.ts'
import { Mistake } from './mistake.ts'
import { print, printJson, printTable } from './print.ts'
import { withSession } from './session.ts'

interface Scope {
  readonly track?: string
  readonly touch?: string
}

const scoped = (command: Command): Command =>
  command
    .addOption(new Option('--track <name>', 'only this track').conflicts('touch'))
    .option('--touch <name>', 'only this touch, by the name of its step or template')

export function addSending(program: Command): void {
  scoped(program.command('stop-sending'))
    .description('halt mail and calls within seconds: all of it, a track, or one touch')
    .option('--reason <text>', 'why, for those who see it stopped')
    .addHelpText(
      'after',
      '\nExamples:\n  perennial stop-sending --touch peer-story --reason "wrong price"\n  perennial stop-sending',
    )
    .action(async (options: Scope & { reason?: string }) => {
      const stop = stopOf(options)
      const fresh = await withSession(async ({ pool, actor }) => {
        await refuseUnknown(pool, stop)
        const { now } = await readClock(pool)
        return stopSending(pool, stop, { at: now, actor, reason: options.reason ?? null })
      })
      print(
        fresh
          ? `Stopped ${inWords(stop)}. What is being sent this second still leaves; nothing after it.`
          : `Sending of ${inWords(stop)} was stopped already.`,
      )
    })

  scoped(program.command('resume-sending'))
    .description('let sending go on: what waited comes in its own windows, not at once')
    .action(async (options: Scope) => {
      const stop = stopOf(options)
      const ended = await withSession(async ({ pool, actor }) => {
        const { now } = await readClock(pool)
        return resumeSending(pool, stop, { at: now, actor })
      })
      print(
        ended
          ? `Sending of ${inWords(stop)} goes on.`
          : `Sending of ${inWords(stop)} was not stopped. See \`perennial stops\`.`,
      )
    })

  program
    .command('stops')
    .description('what is stopped now')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      await withSession(async ({ pool, when }) => {
        const stops = await runningStops(pool)
        if (json) return printJson(stops)
        printTable(
          ['stopped', 'since', 'by', 'reason'],
          stops.map((stop) => [inWords(stop), when(stop.since), stop.actor, stop.reason]),
          'Nothing is stopped.',
        )
      })
    })
}

/** A stop of what nobody sends would be a mail that goes on leaving. */
async function refuseUnknown(pool: Pool, { scope, name }: Stop): Promise<void> {
  if (scope === 'all') return
  const names = scope === 'track' ? (await currentTracks(pool)).map((track) => track.name) : await touchNames(pool)
  if (!names.includes(name)) throw new Mistake(`No ${scope} is called ${name}. ${didYouMean(name, names)}`)
}

function stopOf({ track, touch }: Scope): Stop {
  if (track !== undefined) return { scope: 'track', name: track }
  return touch === undefined ? { scope: 'all', name: '' } : { scope: 'touch', name: touch }
}

export function inWords({ scope, name }: Stop): string {
  return scope === 'all' ? 'everything' : `${scope} ${name}`
}
