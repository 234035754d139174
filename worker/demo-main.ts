import { runDemo } from './demo.ts'
import { demoHelp, readDemoArgs } from './demo-options.ts'

const read = readDemoArgs(process.argv.slice(2))
if ('problem' in read) {
  console.error(`${read.problem}\n\n${demoHelp}`)
  process.exitCode = 2
} else if (read.ok === 'help') console.log(demoHelp)
else {
  await runDemo(read.ok).catch((error: unknown) => {
    console.error(`The demo cannot go on: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
  // Whatever still lingers, such as an idle connection, is nothing to wait for.
  process.exit()
}
