import { quality, type QualityDraft } from '../core/quality.ts'
import { recycleReasons, type RecycleReason } from '../core/reasons.ts'

const rest = { rest: '2 weeks' } as const

/** Of a track that is measured only: whatever sales returns rests for two weeks. */
export const restsAfterReturn = Object.fromEntries(recycleReasons.map((reason) => [reason, rest])) as Record<
  RecycleReason,
  typeof rest
>

/** A quality definition as small as one can be: what a benchmark measures is in what it adds. */
export function agreedForBench(
  own: Pick<QualityDraft, 'facts' | 'fit' | 'triggers' | 'becomesLead' | 'intake'>,
): QualityDraft {
  return quality({
    name: 'measured',
    floor: 'C',
    interest: [],
    knockouts: [],
    criteria: [],
    routing: { rules: [], otherwise: ['rep'] },
    sla: {
      remind: '4 business hours',
      reassign: '1 business day',
      takeBack: '3 business days',
      qualifyWithin: '10 business days',
      review: '30 days',
    },
    office: { zone: 'Europe/Berlin', country: 'DE' },
    accepting: 'sal',
    subStages: {},
    approvals: [
      { by: 'marketing', who: 'Nobody', on: '2026-12-01' },
      { by: 'sales', who: 'Nobody', on: '2026-12-01' },
    ],
    ...own,
  })
}
