import { benchLog } from './bench-bare.ts'
import { bePart } from './bench-part.ts'
import { benchSettings } from './bench-settings.ts'
import { startEngine } from './engine.ts'

await bePart('bench-engine-main', async ({ role, servers }) => {
  const engine = await startEngine(benchSettings(servers), [role], benchLog)
  engine.failed.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
  return { ready: engine.edgeUrl ?? '', stop: () => engine.stop() }
})
