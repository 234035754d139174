import { checkProgramme } from '../core/check.ts'
import {
  anyOf,
  choose,
  clicked,
  email,
  fact,
  listenFor,
  requested,
  stage,
  track,
  trigger,
  visited,
  wait,
  type Draft,
} from '../core/dsl.ts'
import { programme, type ProgrammeDraft } from '../core/programme.ts'
import { points } from '../core/quality.ts'
import { template } from '../core/template.ts'
import { theme } from '../core/theme.ts'
import { agreedForBench, restsAfterReturn } from './bench-agreed.ts'
import { alone } from './bench-figures.ts'
import type { Benchmark } from './bench-stage.ts'

/** What a long track of a real programme may come to. */
const most = { steps: 60, branches: 12, seconds: 2 } as const

/** Seconds that it takes to check a programme with a long track: compiled, and every path of a lead gone through. */
export const benchCheck: Benchmark = ({ runs, tell, note }) => {
  const draft = longProgramme()
  const seconds: number[] = []
  for (let nth = 0; nth <= runs; nth++) {
    const began = performance.now()
    const { programme: compiled, problems } = checkProgramme(draft)
    const took = (performance.now() - began) / 1_000
    if (compiled === undefined) throw new Error(`it does not compile: ${JSON.stringify(problems)}`)
    const { steps } = compiled.tracks[0]!
    const branches = steps.filter(({ kind }) => kind === 'listen' || kind === 'choose').length
    if (steps.length < most.steps || branches < most.branches)
      throw new Error(`the track has ${steps.length} steps and ${branches} branches only`)
    if (nth === 0)
      note(`${steps.length} steps, ${branches} branches, ${problems.length} problems found; a run to warm up`)
    else seconds.push(took)
  }
  tell(alone(seconds, { name: 'check', unit: 's', most: most.seconds }))
}

const branches = Array.from({ length: most.branches }, (_, nth) => nth)
const mails = Array.from({ length: 24 }, (_, nth) =>
  template(`mail-${nth + 1}`, {
    subject: 'A mail',
    theme: 'any',
    stage: 'care',
    purpose: nth % 6 === 5 ? 'promote' : 'educate',
  }),
)
const mail = (nth: number): (typeof mails)[number] => mails[nth]!
const size = fact('size', ['small', 'large'])
const role = fact('role', ['cfo', 'controller'])
const demo = trigger('demo', requested('demo'))

/** A branch of two mails: by what the lead does for the most part, at times by who it is. */
function branch(nth: number): readonly Draft[] {
  const [one, other] = [mail(2 * nth), mail(2 * nth + 1)]
  const then = [email(one), wait('8 days')]
  const otherwise = [email(other), wait('8 days')]
  switch (nth % 6) {
    case 3:
      return [choose(size, { small: then, large: otherwise, otherwise: [wait('3 days')] }, { id: `size-${nth}` })]
    case 5:
      return [choose(role, { cfo: then, controller: otherwise, otherwise: [wait('2 days')] }, { id: `role-${nth}` })]
    default: {
      const last = nth === 0 ? visited('/docs*') : anyOf(clicked(mail(2 * nth - 1)), visited('/pricing*'))
      return [listenFor(last, { within: '6 days', then, otherwise })]
    }
  }
}

function longProgramme(): ProgrammeDraft {
  const steps = branches.flatMap((nth) => branch(nth))
  const half = steps.length / 2
  return programme({
    themes: [theme('any', { problem: 'It takes too long' })],
    tracks: [
      track('long', {
        goal: 'To be measured.',
        theme: 'any',
        cadence: {
          zone: 'lead',
          days: ['Tue', 'Wed', 'Thu'],
          between: ['09:30', '11:30'],
          atMost: ['2 touches a week'],
        },
        stages: { care: stage('Care', steps.slice(0, half)), decide: stage('Decide', steps.slice(half)) },
        salesReady: [demo],
        onReturn: restsAfterReturn,
      }),
    ],
    templates: mails,
    reps: [{ id: 'rep', name: 'Ben', email: 'ben@example.test' }],
    quality: agreedForBench({
      facts: [size, role],
      fit: {
        points: [...points(size, { large: 10, small: 5 }), ...points(role, { cfo: 5 })],
        from: { A: 15, B: 10, C: 1 },
      },
      triggers: [demo],
      becomesLead: requested('demo'),
      intake: 'long',
    }),
  })
}
