import type { SettleReason } from './contract.ts'
import type { State } from './state.ts'
import type { Track } from './track.ts'

/** The track that a lead is to go on in by what it settles; null where it stays in its own. */
export function trackWanted(track: Track, why: SettleReason, { doing }: State): string | null {
  const wanted =
    why === 'resume' && doing.is === 'resting'
      ? (doing.track ?? (doing.reason === 'timeframe' ? null : track.onReturn[doing.reason].track))
      : why === 'ruled' && doing.is === 'settling'
        ? (doing.to?.track ?? null)
        : null
  return wanted === track.name ? null : wanted
}
