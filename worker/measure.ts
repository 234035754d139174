import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { searchAttributes } from '../core/search-attributes.ts'
import type { Measurement } from './measure-figures.ts'
import { machineOf } from './measure-machine.ts'
import { measureHelp, readMeasureArgs, type MeasureOptions } from './measure-options.ts'
import { runThrough } from './measure-run.ts'
import { placeIn, table } from './measure-table.ts'
import { portChooser } from './ports.ts'
import { runFolder } from './run-folder.ts'
import { startStack } from './stack.ts'
import { undoing } from './undoing.ts'

const documentFile = fileURLToPath(new URL('../docs/measurements.md', import.meta.url))

/** A short list is over sooner on a faster clock; on a long one, leads that came early would only be looked at again and again. */
const paceFor = (rows: number): number => (rows > 2_000 ? 0.15 : 0.5)

/** Of 4 hours, what is left when servers start, and when it is judged in the end. */
const mostSeconds = 3.75 * 3600

const told = readMeasureArgs(process.argv.slice(2))
if ('problem' in told) {
  console.error(`${told.problem}\n\n${measureHelp}`)
  process.exitCode = 2
} else if (told.ok === 'help') {
  console.log(measureHelp)
} else if (!existsSync(told.ok.subject.list)) {
  console.error(
    `The list of ${told.ok.subject.name} is not here: ${told.ok.subject.list}. Measure "sample" instead, which ships with the project.`,
  )
  process.exitCode = 2
} else {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const measurement = await measure(told.ok, stopping.signal)
  if (stopping.signal.aborted) {
    console.log(table(measurement))
    console.error(
      'It was interrupted: this is how far it came, and nothing was written. What had yet to begin is judged as if it were lost.',
    )
    process.exitCode = 130
  } else {
    report(measurement, told.ok)
    process.exitCode = measurement.musts.some(({ count }) => count > 0) ? 1 : 0
  }
}

/** Starts servers of its own, runs the list through them, and ends them. */
async function measure(options: MeasureOptions, signal: AbortSignal): Promise<Measurement> {
  const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
  const undo = undoing()
  try {
    const folder = runFolder('measure', options.keep)
    if (options.keep === undefined) undo.push(() => rmSync(folder, { recursive: true, force: true }))
    const stack = await startStack({
      dataDir: folder,
      env: {},
      searchAttributes,
      log,
      ephemeral: options.keep === undefined,
      headless: true,
      ports: { temporal: 0, postgres: 0, smtp: 0, inbox: 0 },
    })
    undo.push(() => stack.stop())
    const edgePort = await portChooser(log)({ name: 'the edge', given: 0, usual: 0 })
    const rows = options.limit ?? countLines(options.subject.list)
    return await runThrough(
      { ...stack, inboxUrl: stack.inboxUrl ?? '' },
      {
        subject: options.subject,
        ...(options.limit === undefined ? {} : { limit: options.limit }),
        daysPerSecond: options.daysPerSecond ?? paceFor(rows),
        enrolPerSecond: options.enrolPerSecond,
        days: options.days,
        seconds: mostSeconds,
        sample: 200,
        folder,
        edgePort,
        taskQueue: 'measure',
        machine: await machineOf(stack),
        log,
        signal,
      },
    )
  } finally {
    await undo.run()
  }
}

function countLines(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length - 1
}

function report(measurement: Measurement, { json }: MeasureOptions): void {
  if (json) {
    console.log(JSON.stringify(measurement, null, 2))
  } else {
    writeFileSync(documentFile, placeIn(readFileSync(documentFile, 'utf8'), measurement))
    console.log(table(measurement))
  }
  for (const { what, count, examples } of measurement.musts.filter((each) => each.count > 0)) {
    console.error(`${count} ${what}, as ${examples.join(', ')}`)
  }
}
