import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonical } from '../core/hash.ts'
import { severityOf } from '../core/codes.ts'
import type { Problem } from '../core/problem.ts'
import type { Preview, PreviewedProgramme, Told } from '../edge/studio-deps.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { checkFolder } from './check.ts'
import { loadProgramme, type LoadedProgramme } from './programme.ts'

/** What the preview knows of a programme on disk. */
export interface DevState {
  readonly preview: () => Preview
  readonly onChange: (listener: () => void) => () => void
  /** Looks at the disk again; one look at a time, and once more where it was asked for in between. */
  readonly look: () => Promise<void>
  /** The whole of what is previewed. */
  readonly loaded: () => LoadedProgramme | undefined
}

/** @param folder against which places are told */
export function devState(path: string, folder: string): DevState {
  const listeners = new Set<() => void>()
  let loaded: LoadedProgramme | undefined
  let preview: Preview = { version: 0, programme: null, faults: [], findings: null }
  let running: Promise<void> | undefined
  let isStale = false

  function show(next: Partial<Preview>): void {
    const { version: _, ...now } = preview
    const then = { ...now, ...next }
    if (canonical(then) === canonical(now)) return
    preview = { ...then, version: preview.version + 1 }
    for (const listener of listeners) listener()
  }
  const tell = (problems: readonly Problem[]): readonly Told[] => problems.map((problem) => told(problem, folder))

  async function lookOnce(): Promise<void> {
    const found = await loadProgramme(path)
    if ('ok' in found) loaded = found.ok
    show('ok' in found ? { programme: previewed(found.ok), faults: [] } : { faults: tell(found.problems) })
    // Going every path takes longer than loading: the page need not wait for it.
    if ('ok' in found && !isStale) show({ findings: tell((await checkFolder(path)).problems) })
  }

  async function lookOn(): Promise<void> {
    do {
      isStale = false
      await lookOnce().catch((error: unknown) => show({ faults: [defect(error)] }))
    } while (isStale)
  }

  return {
    preview: () => preview,
    loaded: () => loaded,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look() {
      isStale = true
      running ??= lookOn().finally(() => (running = undefined))
      return running
    },
  }
}

/** What no reader of programmes foresaw: the preview goes on, and the next save is looked at again. */
function defect(error: unknown): Told {
  const what = `Perennial fails on it: ${error instanceof Error ? error.message : String(error)}`
  const remedy =
    'Undo what you saved last; `perennial check` says more. Please report it: this is a defect of Perennial.'
  return { severity: 'error', place: 'the programme', code: '', what, remedy, calendar: [] }
}

function previewed({ tracks, quality, reps, personas, templates }: LoadedProgramme): PreviewedProgramme {
  return {
    tracks,
    quality,
    reps,
    personas,
    mails: templates.map(({ compiled }) => compiled as CompiledTemplate),
  }
}

function told(problem: Problem, folder: string): Told {
  const { where, what, remedy, code = '', at, calendar = [] } = problem
  const near = (file: string): string => {
    const path = file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file.replace(/\?.*$/, '')
    return relative(folder, path).startsWith('..') ? path : relative(folder, path)
  }
  const place = at ? `${near(at.file)}:${at.line}:${at.column}` : where.replace(/^\/[^,:]+/, near)
  const isNamed = at?.around === true
  return { severity: severityOf(problem), place, code, what: isNamed ? `${where}: ${what}` : what, remedy, calendar }
}
