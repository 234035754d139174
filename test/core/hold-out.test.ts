import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { live } from '../../core/simulate.ts'
import { demo, person, programme, script, start, until } from './lives.ts'

const span = { from: start, until }
const heldOut = person.map((someone) => ({ ...someone, heldOut: true }))

describe('a lead that is held out', () => {
  it('gets nothing, whatever it does and whatever sales says of it', () => {
    fc.assert(
      fc.property(programme, heldOut, script, (running, someone, happens) => {
        expect(live(running, someone, happens, span).sent).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('is a lead all the same: it asks for a demo and is handed to sales, comes back, and is held out again', () => {
    fc.assert(
      fc.property(programme, ({ tracks, ...rest }) => {
        // A rule may end the life before it is what this is about.
        const running = {
          ...rest,
          tracks: Object.fromEntries(Object.entries(tracks).map(([name, track]) => [name, { ...track, rules: [] }])),
        }
        const someone = { ...fc.sample(person, { numRuns: 1, seed: 1 })[0]!, heldOut: true }
        const history = live(
          running,
          { ...someone, lifecycle: 'lead', facts: { size: 'large', role: 'cfo' } },
          [
            { at: start + 1, what: { act: 'requested', of: 'demo' } },
            { at: start + 2, what: { returned: 'bad_timing' } },
          ],
          span,
        )
        expect(history.handoffs.map(({ trigger }) => trigger)).toEqual([demo.trigger])
        expect(history.doings.at(-1)?.doing.is).toBe('heldOut')
      }),
      { numRuns: 20 },
    )
  })
})
