import type { Drawing, Sequence } from './drawing.ts'
import { reasonInWords } from './drawn-returns.ts'

/** The drawing in words, in the order in which one would look at it. */
export function told({ goal, stages, exhausted, rules, triggers, returns }: Drawing): string {
  return [
    goal,
    ...stages.map(
      ({ name, means, theme, steps }, i) => `Stage ${i + 1}, ${name}, ${means}, theme ${theme}: ${inOrder(steps)}.`,
    ),
    `At the end: ${exhausted.join(', ')}.`,
    ...rules.map(({ asks, rest, leads }) => `At any time: ${[...asks, ...rest, ...leads].join(', ')}.`),
    ...(triggers.length === 0 ? [] : [`To sales by: ${triggers.map(({ name }) => name).join(', ')}.`]),
    ...returns.map(({ rests, open, resumes }) => {
      const reasons = rests.map(
        ({ reasons: same, rest }) => `${same.map(reasonInWords).join(' or ')} ${rest.join(', ')}`,
      )
      const opening = open === null ? '' : `; ${inOrder(open)}`
      return `Returned by sales: ${reasons.join('; ')}${opening}; ${resumes.join(', ')}.`
    }),
  ].join('\n')
}

function inOrder({ steps, end }: Sequence): string {
  const said = steps.map(({ says, notes, lanes }) => {
    const ways = lanes.map(
      ({ when, time, steps: way }) => `if ${[when, time].filter(Boolean).join(', ')}: ${inOrder(way) || 'goes on'}`,
    )
    return [[says, ...notes].join(', '), ...(ways.length === 0 ? [] : [`(${ways.join('; ')})`])].join(' ')
  })
  return [...said, ...('says' in end ? [end.says] : [])].join('; ')
}
