import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendarFor } from '../../activities/place.ts'
import type { BehaviourKind } from '../../core/event.ts'
import type { RecycleReason } from '../../core/reasons.ts'
import { live } from '../../core/simulate.ts'
import type { Happening, RunningProgramme, Scripted } from '../../core/simulated-lead.ts'
import { calendarOf } from '../../db/calendar.ts'
import { answerCall, openCalls } from '../../db/calls.ts'
import { changeConsent } from '../../db/consent.ts'
import { handoffsOf } from '../../db/handoffs.ts'
import { factsOf, lockLead, readLead } from '../../db/leads.ts'
import { inTransaction } from '../../db/pool.ts'
import type { SalesAnswer } from '../../db/sales.ts'
import { loadProgramme } from '../../worker/programme.ts'
import { freshWorld, type World } from '../world.ts'

const DAY = 86_400_000

/** Lives a lead on the real engine, with time moved by hand, and notes what happened to it and when. */
class RealLife {
  readonly script: Scripted[] = []
  readonly #world: World
  readonly #lead: string

  constructor(world: World, lead: string) {
    this.#world = world
    this.#lead = lead
  }

  /** Moves time on, from one instant at which the life goes on by itself to the next, until it is so. */
  until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    return this.#world.until(what, async () => {
      const wakes = await this.#world.wakes(this.#lead)
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen
      const left = (await this.#exactly(wakes ?? 0)) - (await this.#world.clock.now())
      if (left > 0) await this.#world.clock.advance(left / DAY)
      return false
    })
  }

  /** The operator's page tells the minute of the next instant; what was stored with the decision, the instant itself. */
  async #exactly(minute: number): Promise<number> {
    const { wakesAt } = await readLead(this.#world.pool, this.#lead)
    const [handoff] = await handoffsOf(this.#world.pool, this.#lead)
    const known = [wakesAt ?? 0, ...(handoff?.deadlines ?? []).map(({ at }) => at)]
    return known.find((at) => at > minute - 120_000 && at < minute) ?? minute
  }

  async touches(): Promise<readonly { content: string; at: number }[]> {
    const { rows } = await this.#world.pool.query<{ content: string; at: number }>(
      `select content, settled_at as at from touch where lead_id = $1 and state = 'sent' order by settled_at, id`,
      [this.#lead],
    )
    return rows
  }

  async changes(): Promise<readonly { became: string; at: number }[]> {
    const { rows } = await this.#world.pool.query<{ became: string; at: number }>(
      `select became, at from lifecycle_change where lead_id = $1 and was is not null order by seq`,
      [this.#lead],
    )
    return rows
  }

  async touched(times: number): Promise<void> {
    await this.until(`${times} touches`, async () => (await this.touches()).length >= times)
  }

  async exhausted(): Promise<void> {
    await this.until(
      'it has had everything',
      async () => (await readLead(this.#world.pool, this.#lead)).doing === 'exhausted',
    )
  }

  /** An hour later, so that nothing happens at the very instant of a touch. */
  async #happens(what: Happening, act: (at: number) => Promise<unknown>): Promise<void> {
    await this.#world.clock.advance(1 / 24)
    const at = await this.#world.clock.now()
    this.script.push({ at, what })
    await act(at)
    await this.#world.until('it has heard', async () => (await this.#world.wakes(this.#lead)) !== undefined)
  }

  does(kind: BehaviourKind, of: string): Promise<void> {
    return this.#happens({ act: kind, of }, () => this.#world.does(this.#lead, { kind, of }))
  }

  /** The handoff is there before the life has the answer: until then the page tells of the wait that it ended. */
  async handedOver(): Promise<string> {
    const { owner, deadlines } = await this.#world.until('a handoff', async () => {
      const handoffs = await handoffsOf(this.#world.pool, this.#lead)
      return handoffs.find(({ status }) => status === 'open')
    })
    const first = (deadlines[0]?.at ?? 0) + 120_000
    await this.#world.until(
      'its life waits for sales',
      async () => ((await this.#world.wakes(this.#lead)) ?? Infinity) < first,
    )
    return owner
  }

  accepted(by: string): Promise<void> {
    return this.#happens({ sales: 'accepted' }, () => this.#says({ say: 'accept' }, by))
  }

  returned(reason: RecycleReason, by: string): Promise<void> {
    return this.#happens({ returned: reason }, () => this.#says({ say: 'return', reason }, by))
  }

  async #says(said: SalesAnswer, by: string): Promise<void> {
    expect(await this.#world.says(this.#lead, said, by)).toMatchObject({ done: true })
  }

  async called(result: 'reached' | 'no_answer'): Promise<void> {
    const task = await this.until('a call', async () =>
      (await openCalls(this.#world.pool)).find(({ lead }) => lead === this.#lead),
    )
    await this.#happens({ call: result }, () =>
      inTransaction(this.#world.pool, (tx) => answerCall(tx, task.id, result, { actor: 'ana' })),
    )
  }

  unsubscribed(): Promise<void> {
    return this.#happens({ withdraws: 'email' }, (at) =>
      inTransaction(this.#world.pool, async (tx) =>
        changeConsent(tx, await lockLead(tx, this.#lead), {
          channel: 'email',
          granted: false,
          basis: 'one_click',
          source: 'link',
          at,
          actor: 'lead',
          messageId: `stop/${this.#lead}`,
        }),
      ),
    )
  }
}

const fits = { industry: 'manufacturing', role: 'decides', region: 'europe', persona: 'finance' }
const lives: readonly [string, Parameters<World['lead']>[0], (life: RealLife) => Promise<void>][] = [
  ['silent', {}, (life) => life.exhausted()],
  [
    'a reader in New York',
    { zone: 'America/New_York', country: 'US', facts: { persona: 'technical' } },
    async (life) => {
      await life.touched(2)
      await life.does('clicked', 'five-slow-steps')
      await life.exhausted()
    },
  ],
  [
    'a reader of prices who is called',
    { facts: { persona: 'operations' }, phone: '+49 30 1234567' },
    async (life) => {
      await life.touched(5)
      await life.does('visited', '/pricing')
      await life.called('no_answer')
      await life.called('reached')
      await life.exhausted()
    },
  ],
  [
    'handed to sales, accepted, returned, nurtured on',
    { facts: fits },
    async (life) => {
      await life.touched(1)
      await life.does('requested', 'demo')
      const owner = await life.handedOver()
      await life.accepted(owner)
      await life.returned('no_budget_now', owner)
      await life.exhausted()
    },
  ],
  [
    'forgotten by sales',
    { facts: fits },
    async (life) => {
      await life.touched(2)
      await life.does('requested', 'demo')
      await life.handedOver()
      await life.exhausted()
    },
  ],
  [
    'unsubscribed in the middle of a wait',
    {},
    async (life) => {
      await life.touched(1)
      await life.unsubscribed()
    },
  ],
]

describe('the simulator and the real stack give a lead the same touches, in the same order, at the same times', () => {
  let world: World
  let programme: RunningProgramme
  beforeAll(async () => {
    world = await freshWorld({ daysPerSecond: 1_000 })
    const loaded = await loadProgramme('tracks')
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
    const { tracks, quality } = loaded.ok
    programme = {
      tracks: Object.fromEntries(tracks.map((track) => [track.name, track])),
      quality,
      office: calendarOf(quality.office, await world.clock.now()),
    }
  })
  afterAll(() => world.stop())

  test.each(lives)('%s', async (_, who, plays) => {
    const from = await world.clock.now()
    const id = await world.lead(who)
    const { channels, ...row } = await readLead(world.pool, id)
    const facts = await factsOf(world.pool, id)
    const life = new RealLife(world, id)
    await plays(life)

    const track = programme.tracks[row.track ?? '']
    if (track === undefined) throw new Error(`no track ${row.track}`)
    const calendar = calendarFor(row, track, programme.quality.office, from)
    const simulated = live(
      programme,
      { id, track: track.name, calendar, lifecycle: row.lifecycle, channels, facts },
      life.script,
      { from, until: await world.clock.now() },
    )
    const dated = (touches: readonly { content: string; at: number }[]): readonly string[] =>
      touches.map(({ content, at }) => `${new Date(at).toISOString()} ${content}`)
    const real = await life.touches()
    const became = (changes: readonly { became: string; at: number }[]): readonly string[] =>
      changes.map((change) => `${new Date(change.at).toISOString()} ${change.became}`)
    expect(became(simulated.changes)).toEqual(became(await life.changes()))
    expect(dated(simulated.sent)).toEqual(dated(real))
    expect(real.length).toBeGreaterThan(0)
  })
})
