import {
  allOf,
  anyOf,
  call,
  clicked,
  email,
  fact,
  fit,
  listenFor,
  requested,
  stage,
  theme,
  track,
  trigger,
  visited,
  wait,
} from '../core/dsl.ts'
import { link, ofLead } from '../core/merge.ts'
import { compileProgramme, programme, type ProgrammeDraft } from '../core/programme.ts'
import { points, quality } from '../core/quality.ts'
import { template, type AnyTemplate } from '../core/template.ts'
import { inTransaction, type Pool } from '../db/pool.ts'
import { publish } from '../db/publish.ts'
import { compileTemplate, type CompiledTemplate } from '../mail/compile.ts'
import { loadTemplates } from '../mail/load.ts'
import { callTask, handoff, handoffReminder, handoffTakenBack } from '../templates/index.ts'

/*
 * A programme small enough to know by heart: one track of three mails and a call, which listens once; two triggers; three
 * people in sales. Tests that need the words of real mails take the programme that ships.
 */

export const sector = fact('sector', ['freight', 'retail', 'public'])
export const timeframe = fact('timeframe', ['this-quarter', 'this-year', 'later'], 'dynamic')

const mail = (name: string, what: string, stageName: string) =>
  template(name, {
    subject: `${what}, {{firstName}}`,
    theme: 'late-freight',
    stage: stageName,
    purpose: 'educate',
    merge: {
      firstName: ofLead('firstName', 'there'),
      guide: link(`https://example.com/${name}`),
      cases: link(`https://example.com/${name}/cases`),
      prices: link('https://example.com/pricing'),
    },
  })

export const mails = {
  whyLate: mail('why-late', 'Why freight is late', 'recognise'),
  whatItCosts: mail('what-it-costs', 'What a late truck costs', 'recognise'),
  howOthers: mail('how-others', 'How others are on time', 'compare'),
}

const mjml = `<mjml><mj-head><mj-title>{{subject}}</mj-title></mj-head><mj-body><mj-section><mj-column>
<mj-text>Dear {{firstName}}, <a href="{{guide}}">read on</a>, <a href="{{cases}}">see cases</a> or <a href="{{prices}}">prices</a>.</mj-text>
<mj-text><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>`

export const triggers = {
  demo: trigger('demo', requested('demo')),
  readsPrices: trigger('reads-prices', allOf(visited('/pricing', { times: 2 }), fit('A', 'B'))),
}

export const reps = [
  { id: 'rep-north', name: 'Nora Lind', email: 'nora@freight.test' },
  { id: 'rep-south', name: 'Sol Marin', email: 'sol@freight.test' },
  { id: 'rep-key', name: 'Kit Brandt', email: 'kit@freight.test', phone: '+49 30 5550 100' },
]

const rest = { rest: '30 days' } as const

export const onTime = track('on-time', {
  goal: 'A demo asked for',
  theme: 'late-freight',
  cadence: {
    zone: 'lead',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
    between: ['09:00', '17:00'],
    atMost: '2 touches a week',
  },
  stages: {
    recognise: stage('Why are we late so often?', [
      email(mails.whyLate),
      listenFor(clicked(mails.whyLate), { within: '10 days', then: [], otherwise: [email(mails.whatItCosts)] }),
    ]),
    compare: stage('Who can help us?', [
      wait('5 days'),
      email(mails.howOthers),
      call('How many of their trucks are late?', {
        due: '2 business days',
        script: 'Ask for a number, not for a feeling.',
      }),
    ]),
  },
  salesReady: [triggers.demo, triggers.readsPrices],
  onReturn: {
    no_response: rest,
    bad_timing: rest,
    no_budget_now: { rest: '90 days', score: 'halve' },
    wrong_contact: rest,
    in_contract_until: { rest: '180 days' },
    wants_information: { rest: '3 days', resume: 'compare' },
    project_paused: rest,
    opportunity_lost: { rest: '90 days', score: 'reset' },
    untouched: { rest: '5 days' },
  },
})

export const agreed = quality({
  name: 'freight',
  facts: [sector, timeframe],
  fit: {
    points: [...points(sector, { freight: 30, retail: 15 }), ...points(timeframe, { 'this-quarter': 20 })],
    from: { A: 40, B: 20, C: 10 },
  },
  floor: 'C',
  interest: [
    { act: { on: 'clicked', of: '*', times: 1 }, points: 5, halfLife: '60 days', theme: null },
    { act: visited('/pricing'), points: 10, halfLife: '30 days', theme: null },
    { act: requested('demo'), points: 40, halfLife: '60 days', theme: null },
  ],
  knockouts: [{ name: 'public sector', when: { fact: 'sector', is: ['public'] } }],
  triggers: [triggers.demo, triggers.readsPrices],
  criteria: [
    {
      fact: 'timeframe',
      question: 'When do they want to begin?',
      owner: 'rep',
      method: 'rep_call',
      due: '5 business days',
    },
  ],
  becomesLead: anyOf(requested('*'), visited('/pricing')),
  intake: 'on-time',
  routing: {
    rules: [{ when: { fact: 'sector', is: ['retail'] }, to: ['rep-south'] }],
    otherwise: ['rep-north', 'rep-key'],
  },
  sla: {
    remind: '4 business hours',
    reassign: '1 business day',
    takeBack: '3 business days',
    qualifyWithin: '10 business days',
    review: '30 days',
  },
  office: { zone: 'Europe/Berlin', country: 'DE' },
  accepting: 'sal',
  subStages: { mql: ['new', 'working'] },
  approvals: [
    { by: 'marketing', who: 'M. Aalto', on: '2026-10-01' },
    { by: 'sales', who: 'K. Brandt', on: '2026-10-01' },
  ],
})

const system: readonly AnyTemplate[] = [handoff, handoffReminder, handoffTakenBack, callTask]

export const smallProgramme: ProgrammeDraft = programme({
  themes: [theme('late-freight', { problem: 'Our trucks are late, and we hear it from customers.' })],
  tracks: [onTime],
  templates: [...Object.values(mails), ...system],
  quality: agreed,
  reps,
})

/** Publishes the small programme, with these parts of it changed. */
export async function publishSmallProgramme(pool: Pool, changes: Partial<ProgrammeDraft> = {}): Promise<void> {
  const checked = compileProgramme({ ...smallProgramme, ...changes })
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems, null, 2))
  const templates = await compiledMails()
  await inTransaction(pool, (tx) =>
    publish(
      tx,
      {
        ...checked.ok,
        templates: templates.map((compiled) => ({ name: compiled.template.name, version: compiled.version, compiled })),
      },
      'test',
    ),
  )
}

async function compiledMails(): Promise<readonly CompiledTemplate[]> {
  const own = await Promise.all(Object.values(mails).map((each) => compileTemplate(each, mjml)))
  const shared = await loadTemplates(system, 'templates')
  return [...own, shared].flatMap((checked) => {
    if ('problems' in checked) throw new Error(JSON.stringify(checked.problems, null, 2))
    return checked.ok
  })
}
