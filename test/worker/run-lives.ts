/** Runs leads' lives in a process of its own, so that a test can kill it. Settings come as JSON in LIVES. */
import pino from 'pino'
import { Definitions } from '../../db/definitions.ts'
import { openPool } from '../../db/pool.ts'
import { startLives } from '../../worker/lives.ts'
import type { Settings } from '../../worker/settings.ts'

const settings = JSON.parse(process.env['LIVES'] ?? '{}') as Settings
const log = pino({ level: 'warn' })
await startLives(settings, openPool(settings.databaseUrl, { max: 10 }), new Definitions(), log)
console.log('running')
