import { isGrpcServiceError } from '@temporalio/client'
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

/** Whether Temporal said that it has no such thing: NOT_FOUND, in the words of gRPC. */
export function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && (error.code as number) === 5
}
