import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { portChooser } from '../../worker/ports.ts'

let other: Server
let taken: number

beforeEach(async () => {
  other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  taken = typeof address === 'object' && address ? address.port : 0
})

afterEach(() => other.close())

test('a usual port that is taken is evaded, saying who has it', async () => {
  const said: string[] = []
  const port = await portChooser((line) => said.push(line))({ name: 'SMTP', usual: taken })
  expect(port).toBeGreaterThan(taken)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(
    new RegExp(`^port ${taken} is taken by process ${process.pid} \\(.*\\): SMTP uses ${port} instead$`),
  )
})

test('a given port that is taken is an error', async () => {
  const choose = portChooser(() => {})
  await expect(choose({ name: 'SMTP', given: taken, usual: 1025 })).rejects.toThrow(
    `Port ${taken}, given for SMTP, is taken by process ${process.pid}`,
  )
})

test('no port is handed out twice', async () => {
  const choose = portChooser(() => {})
  const ports = []
  for (let n = 0; n < 5; n += 1)
    ports.push(await choose({ name: 'SMTP', usual: taken }), await choose({ name: 'SMTP', given: 0, usual: 1025 }))
  expect(new Set(ports).size).toBe(ports.length)
})
