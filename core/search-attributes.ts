/** The typed search attributes of a lead's workflow: what an operator can filter by in the Temporal UI. */
export const searchAttributes = {
  LifecycleStage: 'Keyword',
  Track: 'Keyword',
  Theme: 'Keyword',
  Owner: 'Keyword',
  LeadState: 'Keyword',
} as const
