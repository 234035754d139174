/** A type test per mistake that a marketer can make about themes, pieces, languages and links. Nothing runs it. */
import { cast, casts, choose, email, interest, theme } from '../../core/dsl.ts'
import { link, ofLead } from '../../core/merge.ts'
import { programme, type ProgrammeDraft } from '../../core/programme.ts'
import { template } from '../../core/template.ts'

const slowClose = theme('slow-close', { problem: 'The close takes nine days.' })
const controls = theme('controls', { problem: 'Nobody checks any more.' })
const own = { subject: 'Hello', theme: slowClose, stage: 'recognise', purpose: 'educate' } as const
const merge = { firstName: ofLead('firstName', 'there'), guide: link('https://example.com') }

// Right.
const greeting = template('greeting', {
  ...own,
  priority: 5,
  available: { from: '2027-01-01' },
  merge,
  in: {
    de: { subject: 'Guten Tag', fallbacks: { firstName: 'zusammen' }, links: { guide: 'https://example.com/de' } },
  },
})
cast({ from: [greeting, email(greeting)], purpose: ['educate', 'prove'] })
casts(4, '2 weeks', { purpose: 'promote' })
choose(interest(slowClose, controls), { 'slow-close': [], controls: [], otherwise: [] })
const rest: ProgrammeDraft = { themes: [slowClose], tracks: [], templates: [], quality: {} as never, reps: [] }
programme(rest)
programme({ ...rest, links: { utm: { source: 'perennial', campaign: '{track}-{template}' } } })

// @ts-expect-error a theme answers a problem
theme('slow-close', {})
// @ts-expect-error a way for every theme that is asked for
choose(interest(slowClose, controls), { 'slow-close': [], otherwise: [] })
// @ts-expect-error a theme that is not asked for
choose(interest(slowClose), { 'slow-close': [], controls: [], otherwise: [] })
// @ts-expect-error no such purpose
cast({ purpose: 'convince' })
// @ts-expect-error no length of time
casts(4, '2 weks')
// @ts-expect-error a fallback for what is no field of the lead
template('a', { ...own, merge, in: { de: { subject: 'A', fallbacks: { guide: 'x' } } } })
// @ts-expect-error a link that is none
template('a', { ...own, merge, in: { de: { subject: 'A', links: { firstName: 'https://example.com' } } } })
// @ts-expect-error a language without a subject
template('a', { ...own, in: { de: {} } })
// @ts-expect-error a priority is a number
template('a', { ...own, priority: 'high' })
// @ts-expect-error nothing is known by that name
programme({ ...rest, links: { utm: { campaign: '{trak}' } } })
// @ts-expect-error no UTM tag
programme({ ...rest, links: { utm: { sorce: 'perennial' } } })
