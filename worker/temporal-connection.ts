import type { Settings } from './settings.ts'

/** How Temporal is reached: plainly, or with a key and TLS where a key is given. */
export function temporalConnection({
  temporalAddress,
  temporalApiKey,
}: Pick<Settings, 'temporalAddress' | 'temporalApiKey'>): {
  address: string
  apiKey?: string
  tls?: true
} {
  return {
    address: temporalAddress,
    ...(temporalApiKey === undefined ? {} : { apiKey: temporalApiKey, tls: true as const }),
  }
}
