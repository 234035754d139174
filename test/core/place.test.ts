import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { advance, choose, email, fact, listenFor, requested, stage, track, trigger, wait } from '../../core/dsl.ts'
import { canonical, versionOf } from '../../core/hash.ts'
import { placed, placeOf } from '../../core/place.ts'
import { programme } from '../../core/programme.ts'
import { template } from '../../core/template.ts'
import { everyReason, sound } from './lives.ts'

/** The line of this file that calls it. */
function line(): number {
  const frame = new Error('here').stack?.split('\n')[2] ?? ''
  return Number(/:(\d+):\d+\)?$/.exec(frame)?.[1])
}

const mail = { subject: 'Hello', theme: 'close', stage: 'recognise', purpose: 'educate' } as const
const parts = {
  email: [email(template('a', mail)), line()],
  wait: [wait('2 weeks'), line()],
  listenFor: [listenFor(requested('demo'), { within: '2 weeks', then: [], otherwise: [] }), line()],
  choose: [choose(fact('size', ['small']), { small: [], otherwise: [] }), line()],
  stage: [stage('The close is slow', [advance]), line()],
  trigger: [trigger('demo', requested('demo')), line()],
  template: [template('b', mail), line()],
  fact: [fact('role', ['cfo']), line()],
  programme: [programme({ themes: [], tracks: [], templates: [], quality: {} as never, reps: [] }), line()],
} as const

test.each(Object.entries(parts))('%s remembers the line of its author', (_, [part, at]) => {
  const place = placeOf(part).at
  expect(place?.line).toBe(at)
  expect(place?.file.startsWith('file:') ? fileURLToPath(place.file) : place?.file).toBe(fileURLToPath(import.meta.url))
})

const draft = track('controllers', {
  goal: 'a demo',
  theme: 'close',
  cadence: { zone: 'lead', days: ['Tue'], between: ['09:30', '11:30'], atMost: '1 touch a week' },
  stages: { recognise: stage('The close is slow', [parts.email[0], parts.wait[0], advance]) },
  salesReady: [],
  onReturn: everyReason({ rest: '30 days' }),
})

test('a compiled step is found where its author wrote it, and one that has no place is found by its stage', () => {
  const compiled = sound(compileTrack(draft))
  const [mailed, , advanced] = compiled.steps
  expect(placeOf(mailed).at?.line).toBe(parts.email[1])
  expect(placeOf(advanced, compiled.stages[0]).at).toEqual({
    ...placeOf(draft.stages['recognise']).at,
    around: true,
  })
})

test('where a track was written is not part of it: its version stays', () => {
  const compiled = sound(compileTrack(draft))
  expect(versionOf(compiled)).toBe(versionOf(JSON.parse(canonical(compiled))))
  expect(canonical(compiled)).not.toContain('place.test')
})

/** Where an engine that writes its stacks like this says that a part was written. */
function placeBy(captureStackTrace: ((on: object) => void) | undefined): ReturnType<typeof placeOf> {
  const before = Object.getOwnPropertyDescriptor(Error, 'captureStackTrace')!
  Object.assign(Error, { captureStackTrace })
  try {
    return placeOf(placed({}, line))
  } finally {
    Object.defineProperty(Error, 'captureStackTrace', before)
  }
}

test.each([
  ['Error\n    at track (file:///a/b.ts:3:7)', 'file:///a/b.ts'],
  ['Error\n    at file:///a/b.ts:3:7', 'file:///a/b.ts'],
  ['Error\n    at /a b/c.ts:3:7', '/a b/c.ts'],
  ['Error\n    at track (/at home/c.ts:3:7)\n', '/at home/c.ts'],
  ['/a/b.ts:3:7', '/a/b.ts'],
  ['/10:30:00/b.ts:3:7', '/10:30:00/b.ts'],
])('of a stack %j it takes the file, the line and the column', (stack, file) => {
  expect(placeBy((on) => Object.assign(on, { stack }))).toEqual({ at: { file, line: 3, column: 7 } })
})

test('where an engine cannot tell, a part has no place', () => {
  expect(placeBy(undefined)).toEqual({})
  expect(placeBy((on) => Object.assign(on, { stack: 'Error\n    at <anonymous>' }))).toEqual({})
})

test('the engine goes on with as long stacks as before', () => {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 17
  placed({}, line)
  expect(Error.stackTraceLimit).toBe(17)
  Error.stackTraceLimit = before
})
