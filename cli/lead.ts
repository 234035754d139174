import type { Command } from 'commander'
import pc from 'picocolors'
import { storyOf, type Story } from '../db/story.ts'
import { print, printJson } from './print.ts'
import { inWords } from './sending.ts'
import { withSession } from './session.ts'

type When = (at: number) => string

export function addLead(program: Command): void {
  program
    .command('lead')
    .description('the story of one lead: what happened, what holds, what comes next, and why or why not')
    .argument('<lead>', 'its id, its address, or <source>:<id>')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  perennial lead ada@example.com\n  perennial lead crm:4711 --json')
    .action(async (name: string, { json }: { json?: true }) => {
      await withSession(async ({ pool, definitions, lead, when }) => {
        const story = await storyOf(pool, definitions, await lead(name))
        if (json) return printJson(story)
        print(tell(story, when))
      })
    })
}

/** The story in words, as one would tell it to a colleague. */
export function tell(story: Story, when: When): string {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', pc.bold(title), ...lines.map((line) => `  ${line}`)]
  return [
    ...whoItIs(story),
    ...part('Now', now(story, when)),
    ...part('Fit and interest', story.score.explained),
    ...part('Known', known(story)),
    ...part('Not known yet', story.openQuestions),
    ...part('What happened', whatHappened(story, when)),
    ...part(
      'To look at',
      story.alerts.map(({ at, what, detail }) => `${when(at)}  ${what}: ${detail}`),
    ),
  ].join('\n')
}

function whoItIs({ lead, names }: Story): readonly string[] {
  const name = [lead.firstName, lead.lastName].filter(Boolean).join(' ')
  const details = [lead.jobTitle, lead.company, lead.email, lead.phone, lead.country, lead.zone].filter(Boolean)
  return [
    pc.bold(name || lead.id),
    details.join(', '),
    pc.dim([lead.id, ...names.map(({ source, alias }) => `${source}:${alias}`)].join('  ')),
  ].filter(Boolean)
}

function now({ lifecycle, life, owner, paused, stops, channels, awaits }: Story, when: When): readonly string[] {
  const doing = (life.doing ?? 'in no track').replaceAll('_', ' ')
  const place = life.track === null ? '' : ` in track ${life.track} (${life.version}), stage ${life.stage}`
  return [
    `${lifecycle}, ${doing}${place}${owner === null ? '' : `, ${life.doing === 'with_sales' ? 'with' : 'its rep is'} ${owner}`}`,
    ...(paused === null ? [] : [`paused since ${when(paused)}: nothing goes out until it is resumed`]),
    ...stops.map(
      (stop) =>
        `sending of ${inWords(stop)} is stopped since ${when(stop.since)}, by ${stop.actor}${stop.reason === null ? '' : `: ${stop.reason}`}`,
    ),
    channels.length === 0 ? 'may not be reached on any channel' : `may be reached by ${channels.join(' and ')}`,
    ...(life.wakesAt === null || paused !== null || awaits.length > 0
      ? []
      : [`goes on by itself ${when(life.wakesAt)}`]),
    ...life.waiting.map(({ track, since, displaced }) => {
      return displaced
        ? `goes on in track ${track} later, which gave way ${when(since)}`
        : `track ${track} waits for it since ${when(since)}`
    }),
    ...awaits.map(({ what, who, until }) => `${who}: ${deadlines[what] ?? what} by ${when(until)}`),
  ]
}

const deadlines: Readonly<Record<string, string>> = {
  remind: 'is reminded',
  reassign: 'answers, or another gets it',
  takeBack: 'answers, or it is taken back',
  review: 'says how it stands',
  call: 'calls',
}

function known({ facts, consent }: Story): readonly string[] {
  const newest = consent.filter(({ channel }, i) => consent.findLastIndex((other) => other.channel === channel) === i)
  return [
    ...facts.filter(({ holds }) => holds).map(({ name, value, source }) => `${name}: ${value} (${source})`),
    ...newest.map(({ channel, granted, basis, source }) => {
      return `${channel}: ${granted ? 'permitted' : 'not permitted'}, ${basis.replaceAll('_', ' ')} (${source})`
    }),
  ]
}

/** Everything in the order in which it happened. */
function whatHappened(story: Story, when: When): readonly string[] {
  const entries = [
    ...story.lifecycleChanges.map(({ at, was, became, because, actor }) => ({
      at,
      text:
        was === null
          ? `entered as ${became}, by ${actor}`
          : `became ${became}${because ? `: ${because}` : ''}, by ${actor}`,
    })),
    ...story.life.enrolments.map(({ startedAt, track }, i, all) => {
      const isSame = all[i - 1]?.because === 'moved'
      return { at: startedAt, text: isSame ? `went on in another version of track ${track}` : `began track ${track}` }
    }),
    ...story.life.enrolments.flatMap(({ endedAt, track, because, outcome }) => {
      return endedAt === null || outcome === null
        ? []
        : [{ at: endedAt, text: `left track ${track}: ${outcome} ${because}` }]
    }),
    ...story.life.refusals.map(({ at, track, because, times }) => {
      return { at, text: `did not enter track ${track}: ${because}${times > 1 ? ` (${times} times by then)` : ''}` }
    }),
    ...story.events
      .filter(({ kind }) => !(kind in toldElsewhere))
      .map((event) => ({ at: event.at, text: eventInWords(event) })),
    ...story.touches.map((touch) => ({ at: touch.settledAt ?? touch.dueAt, text: touchInWords(touch) })),
    ...story.verdicts.map(({ at, trigger, promoted, because }) => ({
      at,
      text: `${trigger}: ${promoted ? 'made it an MQL' : 'did not make it an MQL'}: ${because.join('; ')}`,
    })),
    ...story.calls.flatMap(({ id, assignee, doneAt, result, note }) => {
      const text = `${assignee} called: ${(result ?? '').replaceAll('_', ' ')}${note ? `, "${note}"` : ''} (${id})`
      return doneAt === null ? [] : [{ at: doneAt, text }]
    }),
  ]
  return entries.toSorted((a, b) => a.at - b.at).map(({ at, text }) => `${pc.dim(when(at))}  ${text}`)
}

/** The call itself is told, and so is what an answer of sales made of the lead. */
const toldElsewhere: Readonly<Record<string, true>> = {
  called: true,
  becameLead: true,
  facts: true,
  moved: true,
  entering: true,
}

function eventInWords({ kind, of, actor, note }: Story['events'][number]): string {
  const act = of === null ? kind : `${kind} ${of}`
  const by = actor === 'lead' ? '' : `, by ${actor}`
  return `${act}${by}${note ? `: "${note}"` : ''}`
}

function touchInWords({ id, channel, step, template, state, clicks, why }: Story['touches'][number]): string {
  const followed = clicks === 0 ? '' : `, ${clicks === 1 ? 'a link of it' : `${clicks} links of it`} followed`
  return `${channel} ${template ?? step} (touch ${id}): ${why ?? `${state}${followed}`}`
}
