import { searchAttributes } from '../../core/search-attributes.ts'
import { startStack } from '../../worker/stack.ts'

/** A process that runs a stack on the folder it is given, until it is killed. Says where on its first line. */
const stack = await startStack({
  dataDir: process.argv[2] ?? '',
  env: {},
  searchAttributes,
  log: (line) => console.error(line),
  headless: true,
  ports: { temporal: 0, postgres: 0, smtp: 0, inbox: 0 },
})
console.log(JSON.stringify(stack))
process.stdin.resume().on('end', () => process.exit())
