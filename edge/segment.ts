import { z } from 'zod'
import { say } from './read.ts'

/** Messages in the Segment dialect. What they carry beside this (integrations, sentAt, …) is let in and left alone. */

const name = (longest: number) => z.string().trim().min(1, say('it is empty', 'Give it a value.')).max(longest)

/** Systems count their people in numbers or letters, and send null or nothing where they know none. */
const personId = z
  .union([z.string().trim().max(200), z.number()], { error: say('it is no id', 'Send a string or a number.') })
  .nullish()
  .transform((id) => (id === null || id === undefined || id === '' ? undefined : String(id)))

const record = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((given) => given ?? {})

const channelConsent = z.object({
  granted: z.boolean(),
  basis: z
    .string({ error: say('the legal basis is missing', 'Name it, as opt_in, double_opt_in or legitimate_interest.') })
    .regex(/^[a-z][a-z_]{1,39}$/, say('it is no basis', 'Name it in small letters, as opt_in.')),
})
const consent = z.object({ email: channelConsent.optional(), phone: channelConsent.optional() }).nullish()

const common = {
  messageId: name(200).optional(),
  userId: personId,
  anonymousId: personId,
  timestamp: z.iso
    .datetime({ offset: true, error: say('it is no instant', 'Write it as 2026-11-23T09:30:00Z.') })
    .nullish()
    .transform((text) => (typeof text === 'string' ? Date.parse(text) : undefined)),
  traits: record.pipe(z.looseObject({ consent })),
  properties: record,
  context: record.pipe(
    z.looseObject({
      traits: record.pipe(z.looseObject({ consent })),
      page: record,
      consent,
      locale: z.unknown().optional(),
      timezone: z.unknown().optional(),
    }),
  ),
}

const track = z.object({ type: z.literal('track'), event: name(200), ...common })
const identify = z.object({ type: z.literal('identify'), ...common })
const page = z.object({ type: z.literal('page'), ...common })

const types = z.discriminatedUnion('type', [track, identify, page], {
  error: say('it is none of the types', 'Say track, identify or page.'),
})

export type Message = z.output<typeof types>
export type MessageType = Message['type']

const nobody = say('nobody is named', 'Give userId, anonymousId or traits.email.')

/** One message as a body of its own: the path says of which type. */
export const messageOf = (type: MessageType) =>
  z.preprocess((given) => (isObject(given) ? { ...given, type } : given), types).refine(isNamed, nobody)

/** One message of a batch. Its id is what makes sending the batch again harmless, so it must have one. */
export const batchMessage = types
  .refine(({ messageId }) => messageId !== undefined, {
    path: ['messageId'],
    error: say('it is missing', 'Give each message of a batch an id of its own: the same id counts once.'),
  })
  .refine(isNamed, nobody)

export const batchBody = z.object({
  batch: z
    .array(z.unknown())
    .min(1, say('it is empty', 'Send one message at least.'))
    .max(500, say('it has more than 500 messages', 'Send them in several batches.')),
})

function isNamed({ userId, anonymousId, traits, context }: Message): boolean {
  return userId !== undefined || anonymousId !== undefined || Boolean(traits['email'] ?? context.traits['email'])
}

const isObject = (given: unknown): given is object =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
