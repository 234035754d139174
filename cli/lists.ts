import type { Command } from 'commander'
import { markSeen, unseenAlerts } from '../db/alerts.ts'
import { openCalls } from '../db/calls.ts'
import { readClock } from '../db/clock.ts'
import { openHandoffs } from '../db/handoffs.ts'
import { listLeads, type LeadFilter } from '../db/lead-list.ts'
import { numbers, type Numbers } from '../db/numbers.ts'
import { number } from './options.ts'
import { print, printFigures, printJson, printTable } from './print.ts'
import { withSession } from './session.ts'

interface Json {
  readonly json?: true
}

export function addLists(program: Command): void {
  program
    .command('leads')
    .description('leads, those whose lifecycle changed last first')
    .option('--stage <stage>', 'a lifecycle stage, as mql, or a stage of a track')
    .option('--doing <what>', 'nurturing, calling, resting, with_sales, exhausted, dormant, paused or ended')
    .option('--track <name>', 'only of this track')
    .option('--owner <rep>', 'only with this rep')
    .option('--limit <leads>', 'at most so many', number(1), 50)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  perennial leads --stage mql --track finance-leaders')
    .action(async ({ json, limit, ...filter }: Json & LeadFilter & { limit: number }) => {
      const leads = await withSession(({ pool }) => listLeads(pool, filter, limit))
      if (json) return printJson(leads)
      printTable(
        ['lead', 'name', 'company', 'lifecycle', 'track', 'stage', 'doing', 'owner'],
        leads.map((lead) => [
          lead.id,
          lead.name,
          lead.company,
          lead.lifecycle,
          lead.track,
          lead.stage,
          lead.doing,
          lead.owner,
        ]),
        'No lead is like that.',
      )
      if (leads.length === limit) print(`The first ${limit}; --limit shows more.`)
    })

  program
    .command('handoffs')
    .description('handoffs that wait for sales')
    .option('--owner <rep>', 'only of this rep')
    .option('--json', 'as JSON')
    .action(async ({ owner, json }: Json & { owner?: string }) => {
      await withSession(async ({ pool, when }) => {
        const open = await openHandoffs(pool, owner)
        if (json) return printJson(open)
        printTable(
          ['lead', 'name', 'company', 'why now', 'owner', 'since', 'due'],
          open.map((handoff) => {
            const until = handoff.deadlines.at(-1)?.at
            const act = handoff.status === 'open' ? 'answer' : 'say how it stands'
            const due = until === undefined ? act : `${act} by ${when(until)}`
            const { lead, name, company, trigger, madeAt } = handoff
            return [lead, name, company, trigger, handoff.owner, when(madeAt), due]
          }),
          'Nothing waits for sales.',
        )
      })
    })

  program
    .command('calls')
    .description('calls to be made, those due first')
    .option('--assignee <rep>', 'only of this rep')
    .option('--json', 'as JSON')
    .action(async ({ assignee, json }: Json & { assignee?: string }) => {
      await withSession(async ({ pool, when }) => {
        const open = await openCalls(pool, assignee)
        if (json) return printJson(open)
        printTable(
          ['call', 'lead', 'name', 'company', 'who calls', 'due', 'attempt', 'ask'],
          open.map((task) => [
            task.id,
            task.lead,
            task.name,
            task.company,
            task.assignee,
            `call by ${when(task.dueAt)}`,
            `${task.attempt} of ${task.budget}`,
            task.ask,
          ]),
          'No call is to be made.',
        )
      })
    })

  program
    .command('alerts')
    .description('what a person should look at')
    .option('--limit <alerts>', 'at most so many', number(1), 50)
    .option('--seen <number|all>', 'take one off the list, or all of them')
    .option('--json', 'as JSON')
    .action(async ({ limit, seen, json }: Json & { limit: number; seen?: string }) => {
      await withSession(async ({ pool, when, actor }) => {
        if (seen !== undefined) {
          const which = seen === 'all' ? 'all' : [number(1)(seen)]
          const taken = await markSeen(pool, which, { at: (await readClock(pool)).now, actor })
          return print(
            taken === 0 ? 'Nothing was taken off the list: it is not on it.' : `Taken off the list: ${taken}.`,
          )
        }
        const alerts = await unseenAlerts(pool, limit)
        if (json) return printJson(alerts)
        printTable(
          ['number', 'when', 'lead', 'what', 'detail'],
          alerts.map(({ id, at, lead, what, detail }) => [String(id), when(at), lead, what, detail]),
          'Nothing needs a person.',
        )
      })
    })

  program
    .command('numbers')
    .description('the whole picture in figures')
    .option('--json', 'as JSON')
    .action(async ({ json }: Json) => {
      await withSession(async ({ pool, when }) => {
        const figures = await numbers(pool)
        if (json) return printJson(figures)
        print(when(figures.at))
        printFigures(lines(figures))
      })
    })
}

function lines(figures: Numbers): readonly (readonly [string, number])[] {
  const { touches, handoffs } = figures
  const each = (title: string, counts: Readonly<Record<string, number>>): [string, number][] =>
    Object.entries(counts).map(([name, times]) => [`  ${title}${name.replaceAll('_', ' ')}`, times])
  return [
    ['leads', figures.leads],
    ...each('', figures.byLifecycle),
    ...each('doing: ', figures.byDoing),
    ['touches', sum(touches.byState)],
    ...each('', touches.byState),
    ...each('refused, ', touches.refusedBecause),
    ...each('put off, ', touches.deferredBecause),
    ['handoffs', sum(handoffs.byStatus)],
    ...each('', handoffs.byStatus),
    ...each('returned, ', handoffs.returnedBecause),
    ...each('disqualified, ', handoffs.disqualifiedBecause),
    ['promoted', figures.promoted],
    ['re-engaged after a return', figures.reengaged],
    ['events', figures.events],
    ['alerts', figures.alerts],
    ['leads without a next action', figures.withoutNextAction],
  ]
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, times) => total + times, 0)
}
