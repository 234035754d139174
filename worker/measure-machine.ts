import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import { Connection } from '@temporalio/client'
import { openPool } from '../db/pool.ts'
import type { Machine } from './measure-figures.ts'

/** What it ran on; of servers that had no part in it, it says so. */
export async function machineOf(servers: {
  readonly temporalAddress?: string
  readonly databaseUrl?: string
}): Promise<Machine> {
  const [first] = cpus()
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }
  return {
    cpu: first?.model.trim() || cpuByName(),
    cpus: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    sdk: version,
    temporal: servers.temporalAddress === undefined ? notUsed : await temporalVersion(servers.temporalAddress),
    postgres: servers.databaseUrl === undefined ? notUsed : await postgresVersion(servers.databaseUrl),
  }
}

/** Of a server that had no part in it. */
export const notUsed = 'not used'

function cpuByName(): string {
  try {
    return execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim()
  } catch {
    return process.arch
  }
}

async function temporalVersion(address: string): Promise<string> {
  const connection = await Connection.connect({ address })
  try {
    return (await connection.workflowService.getSystemInfo({})).serverVersion ?? 'unknown'
  } finally {
    await connection.close()
  }
}

async function postgresVersion(databaseUrl: string): Promise<string> {
  const pool = openPool(databaseUrl, { max: 1 })
  try {
    const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version') as version`)
    return rows[0]?.version ?? 'unknown'
  } finally {
    await pool.end()
  }
}
