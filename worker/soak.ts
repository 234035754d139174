import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startsAt } from './measure-run.ts'
import { packageRoot } from './package-root.ts'
import { runFolder } from './run-folder.ts'
import { readSoakArgs, soakHelp, type SoakOptions } from './soak-options.ts'
import { soakPlot } from './soak-plot.ts'
import { runSoak } from './soak-run.ts'
import { placeSoak, soakTable } from './soak-table.ts'

const told = readSoakArgs(process.argv.slice(2))
if ('problem' in told) {
  console.error(`${told.problem}\n\n${soakHelp}`)
  process.exitCode = 64
} else if (told.ok === 'help') {
  console.log(soakHelp)
} else {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Whoever asks twice does not wait for a gentle end; leaving ends the processes all the same.
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()))
  }
  process.exitCode = await soak(told.ok, stopping.signal)
}

/** Returns the exit status. */
async function soak(options: SoakOptions, signal: AbortSignal): Promise<number> {
  const folder = runFolder('soak', options.keep)
  const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)
  let isLevel = false
  try {
    const { figures, samples, machine } = await runSoak({ ...options, folder, log, signal })
    isLevel = figures.falls.length === 0 && figures.judged.every(({ pass }) => pass)
    writeFileSync(join(folder, 'samples.json'), JSON.stringify(samples))
    console.log(soakTable(figures))
    if (options.write) {
      const page = join(packageRoot(), 'docs', 'measurements.md')
      writeFileSync(page, placeSoak(readFileSync(page, 'utf8'), figures, machine))
      writeFileSync(join(packageRoot(), 'docs', 'soak.svg'), soakPlot(samples, startsAt))
    }
    if (options.json) console.log(JSON.stringify(figures))
    return isLevel ? 0 : 1
  } catch (error) {
    if (!signal.aborted) throw error
    console.error('It was interrupted: everything that it started has ended, and nothing was judged.')
    return 130
  } finally {
    if (options.keep !== undefined || !isLevel) console.error(`Logs, databases, mails and samples: ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
}
