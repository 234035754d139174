import { plain } from './condition.ts'
import type { Code } from './codes.ts'
import type { NamedTrackDraft } from './dsl.ts'
import type { Duration, Span } from './duration.ts'
import type { Entry } from './entry.ts'

interface Compiling {
  readonly complain: (where: string, what: string, remedy: string, code: Code) => void
  readonly span: (where: string, text: Duration) => Span
}

/** What a track says of who may enter it; undefined where it says nothing. */
export function compileEntry(draft: NamedTrackDraft, { complain, span }: Compiling): Entry | undefined {
  const { entry, enterOn, again, priority, whenDisplaced, whenBusy } = draft
  const said = [entry, enterOn, again, priority, whenDisplaced, whenBusy]
  if (said.every((part) => part === undefined)) return undefined
  if (priority !== undefined && !Number.isSafeInteger(priority)) {
    complain(
      'priority',
      `${priority} is no whole number`,
      'Write a whole number: of two tracks, the higher one has the lead.',
      'P118',
    )
  }
  const atMost = again?.atMost ?? null
  if (atMost !== null && !(Number.isSafeInteger(atMost) && atMost >= 2)) {
    complain(
      'again',
      `at most ${atMost} entries is no re-entry`,
      'Give 2 or more, or leave again out: then nobody enters twice.',
      'P118',
    )
  }
  return {
    when: entry?.when ? plain(entry.when) : null,
    refuse: Object.entries(entry?.refuse ?? {}).map(([because, when]) => ({ because, when: plain(when) })),
    on: enterOn ? plain(enterOn) : null,
    again: again ? { after: span('again', again.after), atMost } : null,
    priority: priority ?? 0,
    whenDisplaced: whenDisplaced ?? 'resume',
    whenBusy: whenBusy ?? 'refuse',
  }
}
