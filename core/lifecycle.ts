/**
 * How far a lead has come. The one glossary of lifecycle stages: tracks, quality definition, database and pages use
 * these names and no others (R1). A deployment may split `mql` and `sql` into sub-stages of its own (R3).
 */
export const lifecycles = [
  'subscriber',
  'lead',
  'mql',
  'sal',
  'sql',
  'opportunity',
  'customer',
  'recycled',
  'disqualified',
] as const

export type Lifecycle = (typeof lifecycles)[number]

/** What may follow what. `recycled` is a lead that sales gave back; `disqualified` and `customer` end a nurture. */
const moves: Record<Lifecycle, readonly Lifecycle[]> = {
  subscriber: ['lead', 'opportunity', 'customer', 'disqualified'],
  lead: ['mql', 'opportunity', 'customer', 'disqualified'],
  mql: ['sal', 'sql', 'opportunity', 'customer', 'recycled', 'disqualified'],
  sal: ['sql', 'opportunity', 'customer', 'recycled', 'disqualified'],
  sql: ['opportunity', 'customer', 'recycled', 'disqualified'],
  opportunity: ['customer', 'recycled', 'disqualified'],
  customer: [],
  recycled: ['mql', 'opportunity', 'customer', 'disqualified'],
  disqualified: ['lead'],
}

/** Whether a lead may go from one lifecycle stage to another. */
export function mayMove(from: Lifecycle, to: Lifecycle): boolean {
  return moves[from].includes(to)
}

/** The stages in which sales has the lead: nurture holds but for steps declared `withSales`. */
export function isWithSales(lifecycle: Lifecycle): boolean {
  return lifecycle === 'mql' || lifecycle === 'sal' || lifecycle === 'sql' || lifecycle === 'opportunity'
}

/** The stages from which a promotion trigger may make an MQL. A subscriber must become a lead first (R34, R35). */
export function mayPromote(lifecycle: Lifecycle): boolean {
  return mayMove(lifecycle, 'mql')
}

export function isLifecycle(name: string): name is Lifecycle {
  return (lifecycles as readonly string[]).includes(name)
}
