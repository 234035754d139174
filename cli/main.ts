#!/usr/bin/env node
import { perennial } from './program.ts'

// Whoever reads only the beginning, as `perennial leads | head`, has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 70))

const code = await perennial(process.argv.slice(2))
// A server that never answers would keep the process; one that went well ends when its output is written.
if (code !== 0) process.exit(code)
