/** The least that a life could be, as a workflow: what a lead's life is measured beside. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'

export interface Sleep {
  /** So many timers with an activity after each. */
  readonly touches: number
  readonly apartMs: number
  /** How long it sleeps after them, unless it is woken. */
  readonly sleepMs: number
}

export interface SleeperActivities {
  nothing(): Promise<void>
}

/** Wakes it; `acts`: to run an activity that does nothing. */
export const wake = defineSignal<[acts: boolean]>('wake')

const { nothing } = proxyActivities<SleeperActivities>({ startToCloseTimeout: '60 seconds' })

export async function sleeper({ touches, apartMs, sleepMs }: Sleep): Promise<void> {
  const woken: boolean[] = []
  const isWoken = (): boolean => woken.length > 0
  setHandler(wake, (acts) => void woken.push(acts))
  for (let nth = 0; nth < touches; nth++) {
    await condition(isWoken, apartMs)
    await nothing()
  }
  while (await condition(isWoken, sleepMs)) {
    for (const acts of woken.splice(0)) if (acts) await nothing()
  }
}
