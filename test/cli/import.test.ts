import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../../db/pool.ts'
import type { ImportReport } from '../../worker/import-report.ts'
import { publishSmallProgramme } from '../programme-fixture.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'
import { run } from './run.ts'

const folder = scratchFolder('cli-import')
const list = join(folder.path, 'fair.csv')
const mapping = join(folder.path, 'fair.json')

interface Business {
  readonly databaseUrl: string
  readonly pool: Pool
  close(): Promise<void>
}

async function business(): Promise<Business> {
  const database = await freshDatabase()
  const { databaseUrl } = database
  const pool = openPool(databaseUrl)
  await publishSmallProgramme(pool)
  return {
    databaseUrl,
    pool,
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

beforeAll(() => {
  const rows = Array.from({ length: 1500 }, (_, i) => {
    if (i % 50 === 7) return `${i},no address at all,Ann,Freight`
    if (i % 50 === 9) return `${i},"never closed,Ann,Freight`
    return `${i},p${i % 1400}@halden.test,Ann,${i % 3 ? 'Freight' : 'Tourism'}`
  })
  writeFileSync(list, `Id,Mail,First,Sector\n${rows.join('\n')}\n`)
  const facts = { sector: { from: 'Sector', values: { Freight: 'freight' } } }
  const permission = { email: { otherwise: true, basis: 'opt_in' } }
  const fields = { email: 'Mail', firstName: 'First' }
  writeFileSync(mapping, JSON.stringify({ source: 'fair', key: 'Id', fields, facts, permission, track: 'on-time' }))
})
afterAll(() => folder.remove())

test('an import that is killed goes on where it stopped, and comes to what one run comes to', async () => {
  const whole = await business()
  const killed = await business()
  const args = ['import', list, '--mapping', mapping, '--json']
  const inOneRun: ImportReport = JSON.parse((await run(args, whole)).out)
  const rejects = readFileSync(`${list}.rejects.csv`, 'utf8')

  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args, '--rate', '250'], {
    env: { ...process.env, DATABASE_URL: killed.databaseUrl },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const rowsDone = async () =>
    (await killed.pool.query<{ rows: number }>(`select rows_done as rows from import`)).rows[0]
  while (!((await rowsDone())?.rows ?? 0) && child.exitCode === null) await delay(20)
  child.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
  const after = (await rowsDone())?.rows ?? 0
  expect(after).toBeLessThan(1500)

  const { resumedAfter, seconds: _, ...report }: ImportReport = JSON.parse((await run(args, killed)).out)
  expect(resumedAfter).toBe(after)
  expect({ ...report, seconds: inOneRun.seconds, resumedAfter: 0 }).toEqual(inOneRun)
  expect(readFileSync(`${list}.rejects.csv`, 'utf8')).toBe(rejects)
  const counted = `select (select count(*) from lead) as leads, (select count(*) from lead_alias) as names,
    (select count(*) from event) as events, (select count(*) from consent) as consents, (select count(*) from outbox) as starts`
  expect((await killed.pool.query(counted)).rows).toEqual((await whole.pool.query(counted)).rows)
  await whole.close()
  await killed.close()
}, 120_000)

test('the report says what entered, what did not and why', async () => {
  const own = await business()
  const { code, out, err } = await run(['import', list, '--mapping', mapping, '--limit', '20'], own)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^new leads +18$/m)
  expect(out).toMatch(/^ {2}for bad address +1$/m)
  expect(out).toMatch(/^ {2}for malformed +1$/m)
  expect(out).toMatch(/^ {2}in on-time +18$/m)
  expect(out).toContain('facts.sector: the mapping does not know "Tourism" (')
  expect(out).toContain(`2 rows refused, with the reason, in ${list}.rejects.csv`)
  await own.close()
})

test('mistakes are said in sentences, with what to do, and leave nothing behind', async () => {
  const own = await business()
  const wrong = join(folder.path, 'wrong.json')
  writeFileSync(wrong, JSON.stringify({ source: 'fair', fields: { email: 'Mial' }, track: 'on-tim' }))
  const failed = async (...args: string[]): Promise<string> => {
    const { code, err } = await run(['import', ...args], own)
    expect(code).toBe(1)
    expect(err).not.toContain('    at ')
    return err
  }
  expect(await failed(list, '--mapping', wrong)).toBe(
    `mapping, fields.email: ${list} has no column "Mial". Did you mean Mail?\n` +
      `mapping, track: no track on-tim is published. Did you mean on-time?\n`,
  )
  expect(await failed(join(folder.path, 'absent.csv'), '--mapping', mapping)).toContain('there is no such file')
  expect(await failed(list)).toContain('--mapping')
  expect((await own.pool.query(`select from lead`)).rowCount).toBe(0)
  expect(existsSync(`${wrong}.rejects.csv`)).toBe(false)
  await own.close()
})
