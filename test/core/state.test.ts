import fc from 'fast-check'
import { expect, it } from 'vitest'
import { born, changed, type State } from '../../core/state.ts'

/** A state in which nothing is absent: a field that is new to the state is missed here by the compiler. */
const whole = (n: number): Required<State> => ({
  lead: 'ada',
  enrolment: n,
  pass: n,
  lifecycle: n % 2 ? 'lead' : 'recycled',
  stage: `stage ${n}`,
  theme: `theme ${n}`,
  doing: { is: 'waiting', step: `step ${n}`, until: n, unit: 'day' },
  bookmark: n % 2 ? `step ${n}` : null,
  cursor: n,
  facts: { size: `${n}` },
  channels: n % 2 ? ['email'] : [],
  had: [`content ${n}`],
  heard: { click: n },
  heardFrom: n,
  lastTouchAt: n % 2 ? n : null,
  arms: { subject: `arm ${n}` },
  heldOut: true,
  missed: n % 2 ? null : { step: `step ${n}`, from: 0, until: n, heard: {}, facts: {} },
  ruled: { did: {}, from: n, noted: [], judging: 0 },
  paused: n % 2 ? null : { left: null, until: n },
})
type Change = Partial<Omit<State, 'lead'>>
const optional = ['arms', 'heldOut', 'missed', 'ruled'] as const

it('a changed state has the fields of the change, and all others as before; what was absent stays absent', () => {
  const { lead: _, ...fields } = whole(0)
  const names = Object.keys(fields) as (keyof Change)[]
  fc.assert(
    fc.property(
      fc.nat(9),
      fc.nat(9),
      fc.subarray(names),
      fc.subarray([...optional]),
      (before, after, given, absent) => {
        const state = without(whole(before), absent)
        const change = without(whole(after), ['lead', ...names.filter((name) => !given.includes(name))])
        expect(changed(state as State, change as Change)).toStrictEqual({ ...state, ...change })
      },
    ),
  )
})

it('who is born has been through nothing, and is held out only where that is said', () => {
  const beginning = { lead: 'ada', enrolment: 2, lifecycle: 'lead', stage: 's', theme: 't', cursor: 7 } as const
  const state = born(beginning)
  expect(state).toMatchObject({
    ...beginning,
    pass: 1,
    doing: { is: 'settling' },
    channels: [],
    had: [],
    heard: {},
    lastTouchAt: null,
  })
  expect('heldOut' in state).toBe(false)
  expect(born({ ...beginning, heldOut: true })).toStrictEqual({ ...state, heldOut: true })
})

function without(of: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)))
}
