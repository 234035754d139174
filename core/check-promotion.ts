import { aboutTrack } from './check-ways.ts'
import { calendarUpTo, counterExampleAt } from './counter-example.ts'
import type { Choice } from './explore-choices.ts'
import { follow, type Exploration } from './explore.ts'
import type { Limits } from './limits.ts'
import type { Finding } from './check-paths.ts'
import type { CompiledProgramme } from './programme.ts'
import type { Sent } from './simulated-lead.ts'

/** From a moment to the end: how far promotion is above its share at most, and the first choice of that way. */
interface Best {
  readonly over: number
  readonly way: number | null
}

const noEnd: Best = { over: -Infinity, way: null }

/** R43: of the mails that a lead gets on its way through a track, too many may promote. */
export function checkPromotion(
  { track, moments }: Exploration,
  { templates }: CompiledProgramme,
  { promoteShare }: Limits,
): readonly Finding[] {
  const promotes = new Set<string | null>(
    templates.filter(({ purpose }) => purpose === 'promote').map(({ name }) => name),
  )
  const isPromotion = ({ template }: Sent): boolean => promotes.has(template)
  const weigh = (sent: readonly Sent[]): number => {
    const mails = sent.filter(({ template }) => template !== null)
    return mails.filter(isPromotion).length - promoteShare * mails.length
  }
  const found = new Map<number, Best>()
  const best = (at: number): Best => {
    const known = found.get(at)
    if (known) return known
    const explored = moments[at]
    if (explored === undefined) return noEnd
    if (explored.moment.state.doing.is === 'exhausted') return { over: 0, way: null }
    found.set(at, noEnd)
    let most = noEnd
    for (const [way, { to, sent, choice }] of explored.ways.entries()) {
      if (choice.is === 'return') continue
      const over = weigh(sent) + best(to).over
      if (over > most.over) most = { over, way }
    }
    found.set(at, most)
    return most
  }
  for (const [i, { moment }] of moments.entries()) {
    if (moment.from !== null) break
    if (best(i).over <= 1e-9) continue
    const choices: Choice[] = []
    for (let at = i, way = best(at).way; way !== null; way = best(at).way) {
      const taken = moments[at]?.ways[way]
      if (taken === undefined) break
      choices.push(taken.choice)
      at = taken.to
    }
    const end = follow(moment, choices)
    const mails = end.lead.sent.filter(({ template }) => template !== null)
    const promoting = mails.filter(isPromotion).length
    if (promoting <= promoteShare * mails.length) continue
    return [
      {
        ...aboutTrack(track),
        what: `a lead can get ${promoting} mails that promote among ${mails.length}, and the limit is ${Math.round(promoteShare * 100)} %`,
        remedy: 'Put mails between them that educate or prove, or raise limits.promoteShare.',
        code: 'P310',
        calendar: calendarUpTo(end),
        example: counterExampleAt(end),
      },
    ]
  }
  return []
}
