import type { Beyond, Verdict } from './doctor-judge.ts'

/** What is wrong, and what becomes of it: by the doctor where it repairs, by a person where it cannot. */
export interface Words {
  readonly what: string
  readonly remedy: string
}

const anew = 'begin it again from Postgres, where it was'

/** What was found of a lead's life; undefined where all is well. */
export function wordsOf(verdict: Verdict): Words | undefined {
  switch (verdict.is) {
    case 'well':
      return undefined
    case 'missing': {
      const how = verdict.how === null ? 'its workflow is missing' : `its workflow is ${statusInWords(verdict.how)}`
      return { what: `${how}, and its life goes on`, remedy: anew }
    }
    case 'behind':
      return {
        what:
          verdict.of === 'enrolment'
            ? `its workflow is in enrolment ${verdict.has}, and the lead in ${verdict.should}`
            : `its workflow has heard of events up to ${verdict.has}, and should of those up to ${verdict.should}`,
        remedy: `end its run and ${anew}`,
      }
    case 'ahead':
      return {
        what: `Postgres was set back: it lacks ${beyondInWords(verdict.beyond)}, which its workflow knows`,
        remedy: `give back what must not be forgotten, tell a person the rest, and ${anew}`,
      }
    case 'stuck':
      return {
        what: `its workflow fails at every task, ${verdict.tries} times by now${verdict.failure === null ? '' : `: ${brief(verdict.failure)}`}`,
        remedy: `end its run and ${anew}; where it gets stuck again, the worker's code is at fault`,
      }
    case 'held up':
      return {
        what: `${verdict.activity} failed ${verdict.tries} times: ${brief(verdict.failure)}`,
        remedy: 'mend what it names; it is tried again every minute by itself',
      }
    case 'orphan':
      return {
        what: `a workflow runs, but ${overInWords(verdict.over)}`,
        remedy: 'end the workflow; what it sent is kept in the ledger of a lead that is known',
      }
  }
}

function statusInWords(status: string): string {
  return status.toLowerCase().replaceAll('_', ' ')
}

function overInWords(over: Extract<Verdict, { is: 'orphan' }>['over']): string {
  switch (over) {
    case 'unknown':
      return 'Postgres knows no such lead'
    case 'merged':
      return 'the lead was merged into another'
    case 'in no track':
      return 'the lead is in no track'
    case 'ended':
    case null:
      return "the lead's life has ended"
  }
}

/** What a workflow knows beyond Postgres, as `touch peer-story, event 7 (clicked)`. */
export function beyondInWords({ contents, events, made, enrolment, seq, ended }: Beyond): string {
  const told = events.map((event) => `event ${event.seq} (${event.kind})`)
  const untold = seq !== null && !events.some((event) => event.seq === seq) ? [`events up to ${seq}`] : []
  return [
    ...contents.map((content) => `touch ${content}`),
    ...told,
    ...untold,
    ...made.map((id) => (id.startsWith('h_') ? `handoff ${id}` : `call ${id}`)),
    ...(enrolment === null ? [] : [`enrolment ${enrolment}`]),
    ...(ended === null ? [] : [`its end (${ended})`]),
  ].join(', ')
}

function brief(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
