import type { ContinueAsNewOptions } from '@temporalio/workflow'
import type { searchAttributes } from '../core/search-attributes.ts'
import { leadState, type State } from '../core/state.ts'

type Pairs = Extract<ContinueAsNewOptions['typedSearchAttributes'], readonly unknown[]>
type Name = keyof typeof searchAttributes

/** What an operator finds a lead by. Opaque ids and words of the track only: they are stored in the clear. */
export function attributesOf(track: string, state: State): Readonly<Record<Name, string>> {
  return {
    LifecycleStage: state.lifecycle,
    Track: track,
    Theme: state.theme,
    Owner: state.doing.is === 'withSales' ? state.doing.owner : '',
    LeadState: leadState(state),
  }
}

export function asPairs(values: Partial<Readonly<Record<Name, string>>>): Pairs {
  return Object.entries(values).map(([name, value]) => ({ key: { name, type: 'KEYWORD' as const }, value }))
}

/** Those that differ from what was set last. */
export function changed(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value))
}
