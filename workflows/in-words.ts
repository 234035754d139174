import { dayOf, localOf, type Calendar } from '../core/calendar.ts'
import type { Command } from '../core/contract.ts'
import { wakesAt, type State } from '../core/state.ts'
import { stepOf, type PinnedTrack } from '../core/track.ts'

/** The page that an operator reads in the Temporal UI: where the lead stands, and what it waits for until when. */
export function details({ track, version }: PinnedTrack, calendar: Calendar, state: State): string {
  const until = wakesAt(state)
  const rows = [
    ['Track', `${track.name}, version ${version}`],
    ['Lifecycle', state.lifecycle],
    ['Stage', `${state.stage} (theme ${state.theme})`],
    ['Now', doingInWords(state)],
    ['Until', until === undefined ? 'it has ended' : `${moment(calendar, until)} in ${calendar.zone}`],
    ['Last touch', state.lastTouchAt === null ? 'none yet' : moment(calendar, state.lastTouchAt)],
    ['Has had', state.had.length === 0 ? 'nothing yet' : state.had.join(', ')],
    ['Owner', state.doing.is === 'withSales' ? state.doing.owner || 'known to the CRM' : 'nurture'],
    ['Enrolment', `${state.enrolment}, walk ${state.pass}`],
  ]
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| **${name}** | ${value} |`)].join('\n')
}

export function doingInWords({ doing, paused }: State): string {
  const words = ((): string => {
    switch (doing.is) {
      case 'settling':
        return 'finding its position'
      case 'due':
        return `waits for ${doing.step}${doing.attempt > 1 ? `, attempt ${doing.attempt}` : ''}`
      case 'waiting':
        return `waits before ${doing.step}`
      case 'listening':
        return `listens for ${doing.step.replace(/^listen-/, '').replaceAll('-', ' ')}`
      case 'calling':
        return `a call is to be made: ${doing.step}, attempt ${doing.attempt} of ${doing.budget}`
      case 'resting':
        return doing.reason === 'timeframe'
          ? 'rests until the day that the lead named'
          : `rests: sales returned it, ${doing.reason}`
      case 'withSales':
        return `with sales${doing.deadlines[0] ? `; next: ${doing.deadlines[0].act}` : ''}`
      case 'exhausted':
        return 'has had everything; wakes on a sign of life or new content'
      case 'dormant':
        return 'cannot be reached on any channel; looked at once a year'
      case 'heldOut':
        return 'is held out: gets nothing, to show what nurture is worth'
      case 'ended':
        return `ended: ${doing.outcome ? `${doing.outcome} ` : ''}${doing.reason}`
    }
  })()
  return paused ? `paused; ${words}` : words
}

/** What an activity does, for the list of events. */
export function commandInWords(pinned: PinnedTrack, command: Command): string {
  switch (command.do) {
    case 'touch': {
      const step = stepOf(pinned.track, command.step)
      return `${step.kind} ${command.step}${command.attempt > 1 ? `, attempt ${command.attempt}` : ''}`
    }
    case 'settle':
      return `settle: ${command.why}`
    case 'signalPromotion':
      return `promote: ${command.trigger}`
    case 'chase':
      return 'task' in command.what ? 'call overdue' : `sales: ${command.what.act}`
    case 'updateScores':
      return `scores: ${command.treatment}, ${command.because}`
  }
}

const epoch = dayOf('1970-01-01')

/** `2027-03-01 10:12` in the lead's place. */
export function moment(calendar: Calendar, at: number): string {
  const { day, minute } = localOf(calendar, at)
  const date = new Date((day - epoch) * 86_400_000).toISOString().slice(0, 10)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date} ${two(Math.floor(minute / 60))}:${two(Math.floor(minute % 60))}`
}
