import { z } from 'zod'
import { parseAddress } from '../mail/address.ts'
import { parseLinkKeys } from '../mail/tokens.ts'
import { parseReceivers } from '../mail/webhook.ts'
import type { Settings } from './settings.ts'

/** With a name: every mail says at its foot who sends it. */
const sender = z
  .string()
  .refine((text) => parseMailbox(text) !== undefined, 'is no address: write it as Ledgerline <hello@example.com>')
  .refine((text) => parseMailbox(text)?.name !== undefined, 'has no name: write it as Ledgerline <hello@example.com>')

const schema = z.object({
  TEMPORAL_ADDRESS: z.string().regex(/^[^\s/]+:\d+$/, 'is no address: write host:port, as temporal:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TASK_QUEUE: z.string().min(1).default('perennial'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is no Postgres address: write postgres://user:password@host:5432/name'),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'is no SMTP address: write smtp://user:password@host:587'),
  SEND_TO: z.string().min(1, 'is empty: name who may get mail, as you@example.com,@example.com; or everyone'),
  MAIL_FROM: sender,
  POSTAL_ADDRESS: z.string().min(10, 'is too short: the law asks for a postal address in every marketing mail'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'is no web address: write https://nurture.example.com' }),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  API_KEY: z.string().min(16, 'is too short: at least 16 characters'),
  LINK_KEYS: z.string().superRefine((text, context) => {
    try {
      parseLinkKeys(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
    }
  }),
  WEBHOOKS: z
    .string()
    .default('')
    .superRefine((text, context) => {
      try {
        parseReceivers(text)
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
      }
    }),
  CLICK_JUDGE_SECONDS: z.coerce.number().min(0).max(3600).default(10),
  MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(1).default(500),
  WORKER_DEPLOYMENT: z
    .string()
    .regex(/^[\w-]+$/, 'may have letters, digits, - and _')
    .default('perennial'),
  WORKER_BUILD_ID: z
    .string()
    .regex(/^[\w.+-]+$/, 'may have letters, digits and . + - _: write the release, as 0.2.0')
    .optional(),
})

export type EnvResult = { readonly ok: Settings } | { readonly problems: readonly string[] }

/** Reads the environment of `npm start`, or names every variable that is missing or wrong. Never shows a value. */
export function readEnv(env: Readonly<Record<string, string | undefined>>): EnvResult {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in schema.shape && value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, code, message }) => {
        const name = String(path[0])
        return code === 'invalid_type' ? `${name} is missing` : `${name} ${message}`
      }),
    }
  }
  const values = parsed.data
  return {
    ok: {
      temporalAddress: values.TEMPORAL_ADDRESS,
      temporalNamespace: values.TEMPORAL_NAMESPACE,
      temporalApiKey: values.TEMPORAL_API_KEY,
      taskQueue: values.TASK_QUEUE,
      databaseUrl: values.DATABASE_URL,
      smtpUrl: values.SMTP_URL,
      sendTo: values.SEND_TO,
      letterhead: {
        brand: parseMailbox(values.MAIL_FROM) ?? { address: values.MAIL_FROM },
        postalAddress: values.POSTAL_ADDRESS,
        publicUrl: values.PUBLIC_URL.replace(/\/+$/, ''),
        linkKeys: parseLinkKeys(values.LINK_KEYS),
      },
      receivers: parseReceivers(values.WEBHOOKS),
      port: values.PORT,
      host: values.HOST,
      apiKeys: values.API_KEY.split(','),
      judgeClicksAfterMs: values.CLICK_JUDGE_SECONDS * 1000,
      maxCachedWorkflows: values.MAX_CACHED_WORKFLOWS,
      ...(values.WORKER_BUILD_ID !== undefined && {
        version: { deploymentName: values.WORKER_DEPLOYMENT, buildId: values.WORKER_BUILD_ID },
      }),
    },
  }
}

/** `Ledgerline <hello@example.com>`, or the address alone; undefined where it is neither. */
export function parseMailbox(text: string): { name?: string; address: string } | undefined {
  const [, name, inner] = /^\s*([^<>]*?)\s*<([^<>]+)>\s*$/.exec(text) ?? []
  const parsed = parseAddress(inner ?? text)
  return parsed === undefined ? undefined : { address: parsed, ...(name ? { name } : {}) }
}
