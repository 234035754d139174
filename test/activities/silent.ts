import type { Deps } from '../../activities/deps.ts'
import { parseLinkKeys } from '../../mail/tokens.ts'
import type { Doors } from '../edge/edge-fixture.ts'

/** What activities work with where no mail is to leave. */
export function silentDeps({ pool, definitions }: Doors): Deps {
  return {
    pool,
    definitions,
    sender: {
      send: () => Promise.reject(new Error('nothing is sent here')),
      whenFree: (work) => work(),
      close: () => {},
    },
    letterhead: {
      brand: { address: 'hello@freight.test' },
      postalAddress: 'On Time, 1 Quay Street',
      publicUrl: 'https://go.freight.test',
      linkKeys: parseLinkKeys('k1:a-secret-for-tests-only'),
    },
    sendTo: 'everyone',
    receivers: new Map(),
    leaseMs: 60_000,
  }
}
