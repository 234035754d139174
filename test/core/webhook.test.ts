import { describe, expect, it } from 'vitest'
import { compileTrack } from '../../core/compile.ts'
import { stage, track, webhook, type WebhookOptions } from '../../core/dsl.ts'
import { channelOf, kindOf, type Step } from '../../core/steps.ts'
import { webhookKind } from '../../core/step-webhook.ts'
import type { Whole } from '../../core/check-programme.ts'
import { agreed, demo, everyReason, sound } from './lives.ts'

const compiled = (to: string, options: Partial<WebhookOptions>) =>
  compileTrack(
    track('first', {
      goal: '…',
      theme: 'slow-close',
      cadence: { zone: 'lead', days: ['Mon'], between: ['09:00', '10:00'], atMost: '1 touch a week' },
      stages: { recognise: stage('…', [webhook(to, { channel: 'phone', share: [], ...options })]) },
      salesReady: [demo],
      onReturn: everyReason({ rest: '2 weeks' as const }),
    }),
  )
const stepOf = (to: string, options: Partial<WebhookOptions> = {}): Extract<Step, { kind: 'webhook' }> => {
  const [step] = sound(compiled(to, options)).steps
  if (step?.kind !== 'webhook') throw new Error(`the track begins with ${step?.kind}`)
  return step
}
const refused = (to: string, options: Partial<WebhookOptions> = {}): readonly string[] => {
  const checked = compiled(to, options)
  return 'problems' in checked ? checked.problems.map(({ what, remedy }) => `${what}. ${remedy}`) : []
}

describe('a touch through another system', () => {
  it('is sent again with the same id where nobody knows whether it arrived, and not while sales has the lead', () => {
    const step = stepOf('text-messages', { share: ['phone', 'fact:size'], data: { text: 'Hello', urgent: true } })
    expect(step).toMatchObject({
      to: 'text-messages',
      channel: 'phone',
      share: ['phone', 'fact:size'],
      data: { text: 'Hello', urgent: true },
      onUnknown: 'resend',
      withSales: false,
      content: 'webhook-text-messages:hello-true',
    })
    expect(channelOf(step)).toBe('phone')
    expect(kindOf(step).says(step)).toBe('text-messages: Hello')
    expect([kindOf(step).acts(step), kindOf(step).facts(step)]).toEqual([[], []])
  })

  it('may be declared otherwise, and then has nothing but its name to say', () => {
    const step = stepOf('post', { withSales: true, onUnknown: 'skip' })
    expect(step).toMatchObject({ withSales: true, onUnknown: 'skip', data: {}, content: 'webhook-post' })
    expect(kindOf(step).says(step)).toBe('post')
    expect(kindOf(step).says(stepOf('post', { data: { text: 5 } }))).toBe('post')
  })

  it.each(['Text', '2go', 'text messages', '-post', 'post!', ''])(
    'has a receiver with a plain name, not "%s"',
    (to) => {
      expect(refused(to)).toEqual([
        `"${to}" is no name of a receiver. Use small letters, digits and hyphens, as text-messages.`,
      ])
    },
  )

  it('needs the permission of a channel that there is, and shares what a lead has', () => {
    expect(refused('post', { channel: 'fax' as 'phone' })).toEqual([
      'fax is no channel. Name the permission that it needs: email or phone.',
    ])
    expect(refused('post', { share: ['shoeSize' as 'email', 'email', 'fact:anything'] })).toEqual([
      'a lead has no shoeSize. It may share email, phone, firstName, lastName, company, jobTitle, country, and fact:… for any fact.',
    ])
  })

  it('shares facts that the quality definition declares', () => {
    const whole = { quality: agreed } as Whole
    const share = ['email', 'fact:size', 'fact:colour'] as const
    const problems = webhookKind.check(stepOf('post', { share }), 'step post', whole)
    expect(problems.map(({ what }) => what)).toEqual(['there is no fact colour'])
  })
})
