import type { Whole } from './check-programme.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Problem } from './problem.ts'

/** The lifecycle stages that an experiment may aim at; the other goals are triggers. */
export const stageGoals = ['mql', 'sal', 'sql', 'opportunity', 'customer'] as const

/** Whether a goal is a stage on the way to a customer, or a trigger that marketing and sales agreed on. */
export function checkGoal(where: string, goal: string, { quality }: Whole): readonly Problem[] {
  const goals = [...stageGoals, ...quality.triggers.map(({ trigger }) => trigger)]
  if (goals.includes(goal)) return []
  return [
    { where, what: `the goal ${goal} is neither a stage nor a trigger`, remedy: didYouMean(goal, goals), code: 'P219' },
  ]
}
