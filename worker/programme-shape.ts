import { z } from 'zod'
import type { Checked } from '../core/problem.ts'
import type { ProgrammeDraft } from '../core/programme.ts'
import { stepKinds } from '../core/steps.ts'

const text = z.string()
const named = z.looseObject({ name: text })
const step = z.looseObject({ kind: z.enum(stepKinds) })
const theme = z.looseObject({ theme: text, problem: text })
const condition = z.looseObject({})
const trigger = z.looseObject({ trigger: text, when: condition })

const track = z.looseObject({
  name: text,
  goal: text,
  theme: z.union([text, theme]),
  cadence: z.looseObject({
    zone: text,
    days: z.array(text),
    between: z.tuple([text, text]),
    atMost: z.union([text, z.array(text)]),
  }),
  stages: z.record(text, z.looseObject({ means: text, steps: z.array(step) })),
  salesReady: z.array(trigger),
  onReturn: z.record(text, z.looseObject({ rest: text })),
  rules: z.array(z.looseObject({ is: z.enum(['goal', 'exit', 'moves', 'rests', 'restsUntil']) })).optional(),
  entry: z.looseObject({ when: condition.optional(), refuse: z.record(text, condition).optional() }).optional(),
  enterOn: condition.optional(),
  again: z.looseObject({ after: text, atMost: z.number().optional() }).optional(),
  priority: z.number().optional(),
  whenDisplaced: z.enum(['resume', 'end']).optional(),
  whenBusy: z.enum(['wait', 'refuse']).optional(),
})

const template = z.looseObject({ name: text, subject: text, purpose: text, merge: z.record(text, z.looseObject({})) })

const quality = z.looseObject({
  name: text,
  facts: z.array(z.looseObject({ fact: text, values: z.array(text) })),
  fit: z.looseObject({
    points: z.array(z.looseObject({ fact: text, value: text, points: z.number() })),
    from: z.looseObject({ A: z.number(), B: z.number(), C: z.number() }),
  }),
  floor: z.enum(['A', 'B', 'C', 'D']),
  interest: z.array(z.looseObject({ act: condition, points: z.number(), halfLife: text })),
  knockouts: z.array(named.extend({ when: condition })),
  triggers: z.array(trigger),
  criteria: z.array(z.looseObject({ fact: text, question: text, due: text })),
  becomesLead: condition,
  intake: text,
  routing: z.looseObject({
    rules: z.array(z.looseObject({ when: condition, to: z.array(text) })),
    otherwise: z.array(text),
  }),
  sla: z.looseObject({ remind: text, reassign: text, takeBack: text, qualifyWithin: text, review: text }),
  office: z.looseObject({ zone: text, country: text }),
  accepting: z.enum(['sal', 'sql']),
  subStages: z.record(text, z.array(text)),
  approvals: z.array(z.looseObject({ by: text, who: text, on: z.iso.date() })),
})

const act = z.looseObject({ after: text, does: z.looseObject({}) })

const programme = z.looseObject({
  themes: z.union([z.array(theme), z.record(text, theme)]),
  tracks: z.array(track),
  templates: z.union([z.array(template), z.record(text, template)]),
  quality,
  reps: z.array(z.looseObject({ id: text.min(1), name: text, email: z.email() })),
  links: z.looseObject({ utm: z.record(text, text) }).optional(),
  personas: z.array(z.looseObject({ persona: text, zone: text, does: z.array(act).optional() })).optional(),
  behaviour: z
    .looseObject({
      who: z.looseObject({ places: z.array(z.looseObject({ zone: text, share: z.number() })).optional() }).optional(),
      visits: z.array(z.looseObject({ path: text })).optional(),
      forms: z.array(z.looseObject({ form: text })).optional(),
      requests: z.array(z.looseObject({ what: text, perMail: z.number() })).optional(),
    })
    .optional(),
})

/**
 * Whether what a module exports has the outline of a programme. The types say all of it, but a module is loaded without
 * them: this keeps a forgotten field from becoming a crash.
 */
export function checkShape(exported: unknown, module: string): Checked<ProgrammeDraft> {
  const shaped = programme.safeParse(exported)
  if (shaped.success) return { ok: exported as ProgrammeDraft }
  if (typeof exported !== 'object' || exported === null || !('tracks' in exported)) {
    const remedy = 'Write: export default programme({ tracks, templates, quality, reps }).'
    return { problems: [{ where: module, what: 'its default export is no programme', remedy, code: 'P603' }] }
  }
  return {
    problems: shaped.error.issues.map(({ path, message }) => ({
      where: `${module}, ${path.map(String).join('.')}`,
      what: message,
      remedy: 'Let your editor or `tsc` check the types of the module: they say what belongs there.',
      code: 'P603',
    })),
  }
}
