import { parseLinkKeys } from '../mail/tokens.ts'
import type { Settings } from './settings.ts'

/** What a worker or an edge of a benchmark is told. Every address ends in the sink. */
export function benchSettings(
  servers: Partial<Pick<Settings, 'temporalAddress' | 'databaseUrl' | 'smtpUrl' | 'taskQueue' | 'maxCachedWorkflows'>>,
): Settings {
  return {
    temporalAddress: 'none',
    databaseUrl: 'none',
    smtpUrl: 'none',
    taskQueue: 'bench',
    maxCachedWorkflows: 2_000,
    ...servers,
    temporalNamespace: 'default',
    temporalApiKey: undefined,
    sendTo: 'everyone',
    letterhead: {
      brand: { name: 'Ledgerline', address: 'hello@ledgerline.test' },
      postalAddress: 'Ledgerline, 1 Example Street, 10115 Berlin',
      publicUrl: 'https://nurture.ledgerline.test',
      linkKeys: parseLinkKeys('k1:a-secret-for-benchmarks-only'),
    },
    port: 0,
    host: '127.0.0.1',
    apiKeys: ['a-key-for-benchmarks-only'],
    judgeClicksAfterMs: 1_000,
  }
}
