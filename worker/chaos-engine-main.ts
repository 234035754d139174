import { start } from './start.ts'

/** `npm start` as it is, but for the lease of a claim, which is longer than a short run. */
await start(process.argv.slice(2), { leaseMs: Number(process.env['LEASE_MS']) })
