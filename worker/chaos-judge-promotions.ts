import type { Lifecycle } from '../core/lifecycle.ts'
import { judge } from '../core/quality.ts'
import { Definitions } from '../db/definitions.ts'
import type { ChaosFigures, Violation } from './chaos-figures.ts'
import type { Evidence } from './chaos-judge.ts'

interface VerdictSeen {
  readonly lead: string
  readonly seq: number
  readonly trigger: string
  readonly promoted: boolean
  readonly because: readonly string[]
  /** The act that fired it: kind, and the id under which it was told to us. */
  readonly kind: string | null
  readonly messageId: string | null
  readonly triggers: readonly string[] | null
  /** As they were known at the verdict. */
  readonly facts: Readonly<Record<string, string>>
  readonly lifecycle: Lifecycle
}

/** I5: what promoted is on the allow-list, was done by a person, and meets the definition. I6: judged again, it is the same. */
export async function judgePromotions({ pool, diary, leads }: Evidence): Promise<{
  readonly figures: Pick<ChaosFigures, 'promoted' | 'wronglyPromoted'>
  readonly violations: readonly Violation[]
}> {
  const { quality } = await new Definitions().quality(pool)
  // Once the clock stands, sales may take a lead at the very instant of its promotion: then the numbers of the events say what came first.
  const { rows: verdicts } = await pool.query<VerdictSeen>(
    `select v.lead_id as lead, v.seq, v.trigger, v.promoted, v.because, e.kind, e.message_id as "messageId", e.data -> 'triggers' as triggers,
       coalesce((select jsonb_object_agg(name, value) from (
         select distinct on (name) name, value from fact where lead_id = v.lead_id and fact.at <= v.at
         order by name, at desc, seq desc) known), '{}') as facts,
       coalesce(
         (select became from lifecycle_change c where c.lead_id = v.lead_id and c.at <= v.at and (c.at < v.at or c.seq < v.seq or not v.promoted)
          order by c.seq desc limit 1),
         (select was from lifecycle_change c where c.lead_id = v.lead_id order by c.seq limit 1), l.lifecycle) as lifecycle
     from verdict v join lead l on l.id = v.lead_id left join event e on e.lead_id = v.lead_id and e.seq = v.seq`,
  )
  const addressOf = new Map(leads.map(({ id, email }) => [id, email?.toLowerCase()]))
  const done = new Map(diary.map(({ id, who }) => [`segment/${id}`, who]))
  const wrong = new Map<string, Violation>()
  const violations: Violation[] = []
  for (const verdict of verdicts) {
    const { lead, seq, trigger, promoted, because } = verdict
    const again = judge(quality, verdict, trigger)
    if (again.promoted !== promoted || JSON.stringify(again.because) !== JSON.stringify(because)) {
      const what = `the verdict on event ${seq} was ${because.join('; ')}, and is ${again.because.join('; ')} on the same history`
      violations.push({ invariant: 'I6', lead, what })
    }
    if (!promoted) continue
    const complain = (what: string): void => void wrong.set(`${lead}/${seq}`, { invariant: 'I5', lead, what })
    if (!again.promoted) complain(`it was promoted by ${trigger} against the definition: ${again.because.join('; ')}`)
    if (!verdict.triggers?.includes(trigger)) complain(`event ${seq} did not fire ${trigger}, and it was promoted`)
    if (verdict.kind === 'clicked') continue
    if (done.get(verdict.messageId ?? '') !== addressOf.get(lead))
      complain(`nobody at its address did what promoted it (event ${seq})`)
  }
  const { rows: unfounded } = await pool.query<{ lead: string; seq: number }>(
    `select c.lead_id as lead, c.seq from lifecycle_change c where c.became = 'mql'
       and not exists (select from verdict v where v.lead_id = c.lead_id and v.seq = c.seq and v.promoted)`,
  )
  for (const { lead, seq } of unfounded) {
    wrong.set(`${lead}/${seq}`, { invariant: 'I5', lead, what: `it became an MQL by event ${seq} without a verdict` })
  }
  return {
    figures: { promoted: verdicts.filter(({ promoted }) => promoted).length, wronglyPromoted: wrong.size },
    violations: [...wrong.values(), ...violations],
  }
}
