import pLimit from 'p-limit'
import type { Action, Behaviour } from './audience-behaviour.ts'
import { chanceOf } from './audience-chance.ts'
import { clockSeen } from './audience-clock.ts'
import { handsOn, pathOf, type Outcome, type Places } from './audience-hands.ts'
import { recall, remember, type Memory, type Plan } from './audience-memory.ts'
import type { MailSummary } from './mail-store.ts'
import { loop } from './loop.ts'

export interface AudienceOptions extends Places {
  readonly behaviour: Behaviour
  /** Decides, with the addresses and the mails, who does what. */
  readonly seed: string
  /** Keeps what must be known to go on after a stop. */
  readonly memoryFile: string
  readonly log: (line: string) => void
  /** Gets every try at an act, and how it was answered. */
  readonly onTry?: (plan: Plan, outcome: Outcome) => void
}

export interface Audience {
  /** Acts done and refused since the start, by what they were. */
  readonly tally: Readonly<Record<string, number>>
  /** Finishes what is under way and keeps the rest for the next time. */
  stop(): Promise<void>
}

const inFlight = 20
/** Mails looked at in one go, and plans kept at most: beyond that mails wait in the inbox. */
const batch = 500
const plansAtMost = 20_000
const saveEveryMs = 1_000

/**
 * The people at the other end: they read their mail, follow its links, ask for things, get tired of it; and the people in
 * sales, who answer what they are handed. All of it over HTTP, as real ones would.
 */
export function startAudience(options: AudienceOptions): Audience {
  const { behaviour, seed, memoryFile, log } = options
  const hands = handsOn(options)
  const chance = chanceOf(seed)
  const memory = recall(memoryFile)
  const clock = clockSeen()
  const limit = pLimit(inFlight)
  const tally: Record<string, number> = {}
  /** Acts that nobody answered: how often, and when they are tried again, in real time. */
  const failed = new Map<string, { readonly times: number; readonly again: number }>()
  let savedAt = performance.now()
  let closed: number | undefined

  const failing = (what: string) => (error: unknown) => log(`${what}: ${inWords(error)}; it is tried again`)

  const plan = (mail: MailSummary, who: string, actions: readonly Action[], form?: string): void => {
    const now = clock.now(performance.now()) ?? 0
    actions.forEach((action, index) => {
      const id = `${seed}/${mail.n}/${index}`
      memory.plans.push({
        id,
        mail: mail.n,
        who,
        action,
        due: now + action.after,
        ...(form === undefined ? {} : { form }),
      })
    })
  }

  async function readClock(): Promise<boolean> {
    const before = performance.now()
    const at = await hands.clock()
    clock.saw(at, (before + performance.now()) / 2)
    return false
  }

  async function read(): Promise<boolean> {
    await closeMailboxes()
    if (clock.now(performance.now()) === undefined || memory.plans.length > plansAtMost) return false
    const mails = await hands.newMails(memory.read, batch)
    for (const mail of mails) {
      for (const to of mail.to.map((address) => address.toLowerCase())) {
        if (behaviour.isColleague(to)) await readOurs(mail, to)
        else
          plan(
            mail,
            to,
            behaviour.onMail({ to, from: mail.from, subject: mail.subject, nth: countUp(memory, to) }, chance),
          )
      }
      memory.read = mail.n
    }
    return mails.length === batch
  }

  /** One of our own people opens a mail at once, to see what it asks for. */
  async function readOurs(mail: MailSummary, to: string): Promise<void> {
    const paths = (await hands.open(mail.n))?.links.flatMap(({ href }) => pathOf(href)?.split('?')[0] ?? []) ?? []
    const call = paths.find((path) => path.startsWith('/call/'))
    const handoff = paths.find((path) => path.startsWith('/h/'))
    if (call !== undefined) {
      const action = behaviour.onCall({ caller: to, subject: mail.subject }, chance)
      if (action !== undefined) plan(mail, to, [action], call)
    } else if (handoff !== undefined && !memory.plans.some(({ form }) => form === handoff)) {
      const page = await hands.look(handoff)
      // Without a form to accept it, it was answered or taken back by now.
      if (!/name="say"\s+value="accept"/.test(page)) return
      const seen = { rep: to, lead: leadOn(page), subject: mail.subject, nth: countUp(memory, handoff) }
      plan(mail, to, behaviour.onHandoff(seen, chance), handoff)
    }
  }

  async function closeMailboxes(): Promise<void> {
    if (closed === memory.gone.length) return
    const count = memory.gone.length
    const pattern = patternOf(behaviour.bounces, memory.gone)
    if (pattern !== undefined) await hands.close(pattern)
    closed = count
  }

  async function act(): Promise<boolean> {
    const real = performance.now()
    const now = clock.now(real) ?? 0
    const due = inTurn(memory.plans)
      .filter(({ id, due: at }) => at <= now && (failed.get(id)?.again ?? 0) <= real)
      .slice(0, inFlight * 2)
    await Promise.all(due.map((each) => limit(() => carryOut(each))))
    if (real - savedAt > saveEveryMs) save()
    return due.length > 0
  }

  async function carryOut(each: Plan): Promise<void> {
    const outcome: Outcome = await hands.do(each).catch((error: unknown) => {
      failing(each.action.do)(error)
      return 'later'
    })
    options.onTry?.(each, outcome)
    if (outcome === 'later') {
      const times = (failed.get(each.id)?.times ?? 0) + 1
      failed.set(each.id, { times, again: performance.now() + Math.min(30_000, 500 * 2 ** times) })
      return
    }
    failed.delete(each.id)
    if (each.action.do === 'leave' && !memory.gone.includes(each.who)) memory.gone.push(each.who)
    const what = each.action.do === 'answer' ? each.action.say : each.action.do
    const key = outcome === 'done' ? what : `${what} refused`
    tally[key] = (tally[key] ?? 0) + 1
    // An answer that came too late ends what this person had in mind for it.
    const isOver = (other: Plan): boolean =>
      other === each || (outcome === 'refused' && each.form !== undefined && other.form === each.form)
    memory.plans = memory.plans.filter((other) => !isOver(other))
  }

  function save(): void {
    savedAt = performance.now()
    remember(memoryFile, memory)
  }

  const watching = loop(1_000, readClock, failing('the clock'))
  const reading = loop(200, read, failing('the inbox'))
  const acting = loop(50, act, failing('the audience'))
  return {
    tally,
    async stop() {
      await Promise.all([watching, reading, acting].map((each) => each.stop()))
      save()
    },
  }
}

/** Of the acts on one form only the first: nobody forecasts before they have accepted, however late both are. */
function inTurn(plans: readonly Plan[]): readonly Plan[] {
  const taken = new Set<string>()
  return plans.filter(({ form }) => {
    if (form === undefined) return true
    if (taken.has(form)) return false
    taken.add(form)
    return true
  })
}

function countUp({ got }: Memory, of: string): number {
  const count = (got[of] ?? 0) + 1
  got[of] = count
  return count
}

function leadOn(page: string): string | undefined {
  const [, address] = /href="mailto:([^"]+)"/.exec(page) ?? []
  return address === undefined ? undefined : decodeURIComponent(address).toLowerCase()
}

function patternOf(bounces: string | undefined, gone: readonly string[]): string | undefined {
  const each = gone.map((address) => `^${address.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`)
  const all = [...(bounces === undefined ? [] : [bounces]), ...each]
  return all.length === 0 ? undefined : all.join('|')
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
