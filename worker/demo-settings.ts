import { parseLinkKeys } from '../mail/tokens.ts'
import type { DemoSecrets } from './demo-secrets.ts'
import type { Settings } from './settings.ts'
import type { Stack } from './stack.ts'

/**
 * What the demo tells the engine. Everyone may get mail as long as it is the embedded inbox that gets it all; a server
 * given from outside sends to whom SEND_TO names.
 * @throws where SMTP_URL is given without a list of those who may get mail
 */
export function demoSettings(
  stack: Pick<Stack, 'temporalAddress' | 'databaseUrl' | 'smtpUrl' | 'inboxUrl'>,
  { apiKey, linkKeys }: DemoSecrets,
  port: number,
  sendTo: string | undefined,
): Settings {
  return {
    temporalAddress: stack.temporalAddress,
    temporalNamespace: 'default',
    temporalApiKey: undefined,
    taskQueue: 'perennial',
    databaseUrl: stack.databaseUrl,
    smtpUrl: stack.smtpUrl,
    sendTo: stack.inboxUrl === undefined ? allowed(sendTo) : 'everyone',
    letterhead: {
      brand: { name: 'Ledgerline', address: 'hello@ledgerline.test' },
      postalAddress: 'Ledgerline, 1 Example Street, 10115 Berlin',
      publicUrl: `http://127.0.0.1:${port}`,
      linkKeys: parseLinkKeys(linkKeys),
    },
    port,
    host: '127.0.0.1',
    apiKeys: [apiKey],
    // Real time, in which the demo's people live days: a machine shows itself within a second of it.
    judgeClicksAfterMs: 1_000,
    maxCachedWorkflows: 500,
  }
}

function allowed(sendTo: string | undefined): string {
  if (sendTo !== undefined && sendTo !== '' && sendTo.trim() !== 'everyone') return sendTo
  throw new Error(
    'SMTP_URL names a mail server of yours, and the demo never sends to everyone there. Set SEND_TO to those who may get ' +
      'mail, as you@example.com,@example.com; or leave SMTP_URL out: then the demo has an inbox of its own.',
  )
}
