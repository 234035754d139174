import { Client, Connection, isGrpcServiceError, ServiceError } from '@temporalio/client'
import { searchAttributes } from '../core/search-attributes.ts'
import { ensureSearchAttributes } from '../worker/search-attributes.ts'
import { isNotFound, temporalConnection } from '../worker/temporal-connection.ts'
import { Mistake, Unreachable } from './mistake.ts'
import type { TemporalSettings } from './temporal-settings.ts'

/** Works with Temporal, and lets it go. */
export async function withTemporal<T>(settings: TemporalSettings, work: (client: Client) => Promise<T>): Promise<T> {
  const { temporalAddress: address, namespace } = settings
  const connection = await Connection.connect({ ...temporalConnection(settings), connectTimeout: '5 seconds' }).catch(
    (error: unknown) => {
      throw unreachable(address, error)
    },
  )
  try {
    await connection.workflowService.describeNamespace({ namespace }).catch((error: unknown) => {
      throw isNotFound(error) ? noNamespace(settings) : error
    })
    return await work(new Client({ connection, namespace }))
  } catch (error) {
    const cause = error instanceof ServiceError ? error.cause : error
    throw isGrpcServiceError(cause) ? unreachable(address, cause) : error
  } finally {
    await connection.close()
  }
}

/** Registers the search attributes with which lives begin: a Temporal store that is new knows none of them. */
export async function knowAttributes(settings: TemporalSettings): Promise<void> {
  await ensureSearchAttributes(temporalConnection(settings), settings.namespace, searchAttributes)
}

function noNamespace({ temporalAddress, namespace }: TemporalSettings): Mistake {
  return new Mistake(
    `Temporal at ${temporalAddress} has no namespace ${namespace}: make it, as with \`temporal operator namespace create\`, or correct TEMPORAL_NAMESPACE.`,
  )
}

function unreachable(address: string, error: unknown): Unreachable {
  const why = error instanceof Error ? error.message : String(error)
  return new Unreachable(`Temporal at ${address} cannot be reached: ${why}. Start it, or correct TEMPORAL_ADDRESS.`)
}
