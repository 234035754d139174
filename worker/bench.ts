/** Runs the named benchmarks, or all of them: `npm run bench -- mail touch`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchBurst } from './bench-burst.ts'
import { benchCheck } from './bench-check.ts'
import { benchCold } from './bench-cold.ts'
import { asJson, type Measured } from './bench-figures.ts'
import { benchHelp, readBenchArgs, type BenchOptions } from './bench-options.ts'
import { benchEnrol } from './bench-enrol.ts'
import { benchEvents } from './bench-events.ts'
import { benchGrow } from './bench-grow.ts'
import { benchIngest } from './bench-ingest.ts'
import { benchMail } from './bench-mail.ts'
import { benchServers } from './bench-servers.ts'
import { benchSimulate } from './bench-simulate.ts'
import { benchSleep } from './bench-sleep.ts'
import type { Benchmark } from './bench-stage.ts'
import { benchTouch } from './bench-touch.ts'
import { benchTouchActivity } from './bench-touch-activity.ts'
import { benchWake } from './bench-wake.ts'
import { inWords, machineInWords, placeBench } from './bench-table.ts'
import { machineOf } from './measure-machine.ts'
import { packageRoot } from './package-root.ts'

/** Every benchmark by its name: a new one is a file and a line here. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  touch: benchTouch,
  'touch-activity': benchTouchActivity,
  events: benchEvents,
  enrol: benchEnrol,
  ingest: benchIngest,
  mail: benchMail,
  cold: benchCold,
  wake: benchWake,
  sleep: benchSleep,
  burst: benchBurst,
  grow: benchGrow,
  simulate: benchSimulate,
  check: benchCheck,
}

const signals = ['SIGINT', 'SIGTERM'] as const

const told = readBenchArgs(process.argv.slice(2), Object.keys(benchmarks))
if ('problem' in told) {
  console.error(`${told.problem}\n\n${benchHelp(Object.keys(benchmarks))}`)
  process.exitCode = 2
} else if (told.ok === 'help') {
  console.log(benchHelp(Object.keys(benchmarks)))
} else {
  for (const name of told.ok.names) await run(name, told.ok)
}

/** Each has servers of its own, so that none works on what another left behind. */
async function run(name: string, { json, write, quick, runs }: BenchOptions): Promise<void> {
  const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${name}: ${line}`)
  const say = (line: string): void => (json ? console.error(line) : console.log(line))
  const figures: Measured[] = []
  const notes: string[] = []
  const servers = benchServers(log)
  let isInterrupted = false
  const interrupt = (): void => {
    // `timeout` says it twice, to the group and to its child: it is one wish.
    if (isInterrupted) return
    isInterrupted = true
    log('it was interrupted: its servers are ended')
    void servers.stop().finally(() => process.exit(130))
  }
  for (const signal of signals) process.on(signal, interrupt)
  try {
    await benchmarks[name]?.({
      quick,
      runs,
      servers,
      log,
      note: (line) => void notes.push(line),
      tell(measured) {
        figures.push(measured)
        if (!measured.pass) process.exitCode = 1
        if (json) console.log(asJson(measured))
        say(inWords(measured))
      },
    })
    const machine = await machineOf(servers.started())
    for (const note of notes) say(`${name}: ${note}`)
    say(`${name}: ${machineInWords(machine)}`)
    if (write) keep({ name, figures, notes, machine, runs })
  } catch (error) {
    // What fails without its servers says nothing: the process ends when they have.
    if (isInterrupted) await new Promise<never>(() => {})
    throw error
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
    await servers.stop()
  }
}

function keep(report: Parameters<typeof placeBench>[1]): void {
  const document = join(packageRoot(), 'docs', 'measurements.md')
  writeFileSync(document, placeBench(readFileSync(document, 'utf8'), report))
}
