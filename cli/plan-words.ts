import { createTwoFilesPatch } from 'diff'
import pc from 'picocolors'
import type { Busiest } from '../core/busiest.ts'
import type { Change, ChangeKind } from '../core/change.ts'
import type { TouchEffect } from '../core/effect.ts'
import type { PublicationRecord } from '../db/publications.ts'
import type { Applied } from '../worker/apply.ts'
import type { PlanTold, TrackTold } from '../worker/plan.ts'
import type { RolledBack } from '../worker/rollback.ts'
import { count } from './print.ts'

const signs: Readonly<Partial<Record<ChangeKind, string>>> = { added: pc.green('+'), removed: pc.red('-') }

/** A plan in words: what changes, and whom it touches. */
export function planLines({ isEmpty, changes, texts, tracks }: PlanTold): readonly string[] {
  const parts = [...new Set(changes.map(nameOf))].flatMap((name) => [
    '',
    pc.bold(name),
    ...changes
      .filter((change) => nameOf(change) === name)
      .map((change) => `  ${signs[change.kind] ?? pc.yellow('~')} ${change.sentence}`),
  ])
  if (isEmpty) return ['Nothing has changed since it was last published.', ...parts]
  return [...parts.slice(1), ...texts.flatMap(textLines), ...tracks.flatMap(trackLines)]
}

function nameOf({ of, name }: Change): string {
  return of === 'quality' ? 'quality definition' : `${of} ${name}`
}

function textLines({ name, was, is }: PlanTold['texts'][number]): readonly string[] {
  const patch = createTwoFilesPatch('published', 'new', was, is, undefined, undefined, { context: 1 })
  const lines = patch.split('\n').filter((line) => !/^(={3}|\\|-{3} |\+{3} |$)/.test(line))
  const colour = (line: string): string =>
    line.startsWith('+') ? pc.green(line) : line.startsWith('-') ? pc.red(line) : pc.dim(line)
  return ['', pc.bold(`text of ${name}`), ...lines.map((line) => `  ${colour(line)}`)]
}

function trackLines(told: TrackTold): readonly string[] {
  const { track, from, to, rule, running, standing, past, effect, open } = told
  const here = running[from] ?? 0
  const elsewhere = Object.entries(running).filter(([version]) => version !== from && version !== to)
  const lines = [
    '',
    pc.bold(`leads in ${track}`),
    rule === 'finish'
      ? `  ${leadsThat(here, 'finish', 'finishes')} on version ${from}; who enters from now on runs ${to}. (To move them: --move ${track})`
      : `  ${leadsThat(here, 'move', 'moves')} from version ${from} to ${to}; what they had never comes again.`,
    ...elsewhere.map(
      ([version, leads]) => `  ${leadsThat(leads, 'finish', 'finishes')} on the older version ${version}.`,
    ),
    ...standing.map(({ step, doing, leads }) => `    ${count(leads, 'lead')}: ${whereIs(step, doing)}`),
    ...past.map(({ step, leads }) => `  ${count(leads, 'lead')} had ${step} as it was; what was had is kept.`),
  ]
  if (rule === 'finish') return lines
  return [
    ...lines,
    ...effect.gains.flatMap((one) => effectLine(one, 'get')),
    ...effect.losses.flatMap((one) => effectLine(one, 'not get any more')),
    ...told.busiest.map(busiestLine),
    ...(told.callsTakenBack > 0 ? [`  ${count(told.callsTakenBack, 'open call')} taken back: the step is gone.`] : []),
    ...open.map(
      ({ step, leads, suggested }) =>
        `  ${pc.red('!')} ${count(leads, 'lead')} at ${step}, which is gone: say where they go on, as --map ${step}=${suggested ?? 'end'}`,
    ),
  ]
}

function leadsThat(leads: number, many: string, one: string): string {
  return `${count(leads, 'lead')} ${leads === 1 ? one : many}`
}

function whereIs(step: string, doing: string): string {
  if (step === '') return doing.replaceAll('_', ' ')
  return doing === 'nurturing' ? `at ${step}` : `${doing.replaceAll('_', ' ')}, then at ${step}`
}

function effectLine({ says, will, may }: TouchEffect, verb: string): readonly string[] {
  return [
    ...(will > 0 ? [`  ${count(will, 'lead')} will ${verb}: ${says}`] : []),
    ...(may > 0 ? [`  ${count(may, 'lead')} may ${verb}, as their way goes: ${says}`] : []),
  ]
}

function busiestLine({ of, date, due, without, hour, inHour }: Busiest): string {
  const one = of === 'mails' ? 'mail' : 'call'
  const two = (n: number): string => String(n).padStart(2, '0')
  const within =
    due === inHour
      ? `all from ${two(hour)}:00 to ${two(hour + 1)}:00`
      : `${inHour.toLocaleString('en')} of them from ${two(hour)}:00 to ${two(hour + 1)}:00`
  return `  Most ${of} on one day by it: ${count(due, one)} on ${date}, ${within}; without it ${without.toLocaleString('en')}.`
}

export function appliedLines({ number, changed, moving }: Applied): readonly string[] {
  if (number === null) return ['Nothing has changed since it was last published.']
  return [
    `Published as number ${number}:`,
    ...changed.map(({ kind, name, version }) => `  ${kind} ${name}, version ${version}`),
    ...moving.map(
      ({ track, leads }) =>
        `To be moved in ${track}: ${count(leads, 'lead')}, some a second; \`perennial versions\` says how far they are.`,
    ),
  ]
}

export function rolledBackLines({ number, to, changed, staying, tracks }: RolledBack): readonly string[] {
  return [
    `What publication ${to} had made current holds again, as number ${number}:`,
    ...changed.map(({ kind, name, version }) => `  ${kind} ${name}, version ${version}`),
    ...staying.map(({ kind, name }) => `  ${kind} ${name} stays: there is nothing before it`),
    ...tracks.flatMap(({ track, from, to, rule, cameByMove, entered, callsOpen }) => [
      rule === 'move'
        ? `In ${track}, back to version ${to}: ${count(cameByMove, 'lead')} that had moved, and ${entered} that entered on ${from}.`
        : `In ${track}, ${leadsThat(cameByMove + entered, 'finish', 'finishes')} on version ${from}; who enters from now on runs ${to}.`,
      ...(callsOpen === 0
        ? []
        : [
            `  ${callsOpen} of them have a call open that ${to} lacks: ${rule === 'move' ? 'it is taken back' : 'it stays'}.`,
          ]),
    ]),
  ]
}

export function versionRows(
  all: readonly PublicationRecord[],
  when: (at: number) => string,
): readonly (readonly [number, string, string, string, string | null])[] {
  return all.map(({ number, at, actor, because, backTo, parts, moves }) => {
    const said = parts.map(({ kind, name, version }) => `${kind === 'quality' ? '' : `${kind} `}${name} ${version}`)
    const shown = said.length > 4 ? [...said.slice(0, 3), `${said.length - 3} more`] : said
    const moving = moves.map(
      ({ track, told, moved, isOver }) =>
        `${track}: ${moved} of ${told} told leads moved${isOver ? '' : ', under way'}`,
    )
    const back = backTo === null ? [] : [`back to ${backTo}`]
    return [number, when(at), actor, [...back, ...shown, ...moving].join('; '), because] as const
  })
}
