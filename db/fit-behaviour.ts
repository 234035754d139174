/** Estimates the simulator's behaviour rates from what was recorded: touches, events, calls, handoffs, facts. */
import { channels } from '../core/channel.ts'
import type { Fitted } from '../core/fitted.ts'
import type { Shares } from '../core/random.ts'
import type { AnyTemplate, Purpose } from '../core/template.ts'
import type { Sql } from './pool.ts'

/** Fewer observations than these say nothing of a rate of some per cent. */
const fewest = 100
/** A kind of page, form or request that this share of all acts of its kind does not reach is left out. */
const rarest = 0.01

interface Row {
  readonly name: string
  readonly n: number
}

/** @param mails the programme's templates: what each is for */
export async function fitBehaviour(sql: Sql, mails: readonly AnyTemplate[]): Promise<Fitted> {
  const counted: Record<string, number> = {}
  const enough = (what: string, n: number): boolean => {
    counted[what] = n >= fewest ? n : 0
    return n >= fewest
  }
  const purposes = new Map(
    mails.flatMap((mail) => (mail.purpose === 'system' ? [] : [[mail.name, mail.purpose] as const])),
  )
  const sent = await rows(
    sql,
    `select template as name, count(*) as n from touch where channel = 'email' and state = 'sent' group by 1`,
  )
  const mailsSent = total(sent)
  const perPurpose = async (kind: string): Promise<Shares<Purpose>> => {
    const done = await rows(
      sql,
      `select t.template as name, count(*) as n from touch t where t.channel = 'email' and t.state = 'sent'
         and exists (select from event e where e.lead_id = t.lead_id and e.kind = $1 and e.of = t.template and e.at >= t.settled_at)
       group by 1`,
      [kind],
    )
    const shares: Partial<Record<Purpose, number>> = {}
    for (const purpose of ['educate', 'prove', 'promote'] as const) {
      const of = (list: readonly Row[]): number => total(list.filter(({ name }) => purposes.get(name) === purpose))
      if (enough(`${kind}, mails that ${purpose}`, of(sent))) shares[purpose] = of(done) / of(sent)
    }
    return shares
  }
  const clicks = await perPurpose('clicked')
  const replies = await perPurpose('replied')
  const hasMails = enough('unsubscribing and requests, mails', mailsSent)
  const addresses = await one(
    sql,
    `select count(distinct lead_id) as n from touch where channel = 'email' and state in ('sent', 'refused')`,
  )
  return {
    clicks,
    replies,
    ...(hasMails ? await unsubscribing(sql, mailsSent) : {}),
    ...(enough('bounces, leads', addresses)
      ? {
          bounces: share(
            await one(sql, `select count(*) as n from suppression where channel = 'email' and reason = 'bad_address'`),
            addresses,
          ),
        }
      : {}),
    ...(await onSite(sql, enough)),
    ...(hasMails ? await requested(sql, mailsSent) : {}),
    ...(await called(sql, enough)),
    ...(await sold(sql, enough)),
    ...(await whoTheyAre(sql, enough)),
    counted,
  }
}

type Enough = (what: string, n: number) => boolean

async function unsubscribing(sql: Sql, mailsSent: number): Promise<Pick<Fitted, 'unsubscribes'>> {
  const withdrawn = await one(
    sql,
    `select count(*) as n from consent where channel = 'email' and not granted and basis in ('one_click', 'page', 'asked')`,
  )
  return { unsubscribes: share(withdrawn, mailsSent) }
}

/** Pages and forms by lead and month in a track; what follows a click within a quarter of an hour counts for the click. */
async function onSite(sql: Sql, enough: Enough): Promise<Pick<Fitted, 'visits' | 'forms'>> {
  const months = await one(
    sql,
    `select coalesce(sum(extract(epoch from coalesce(ended_at, clock_now()) - started_at)), 0)::float8 / 2592000 as n from enrolment`,
  )
  const clicks = await one(sql, `select count(*) as n from event where kind = 'clicked'`)
  const fit = async (
    kind: 'visited' | 'submitted',
  ): Promise<readonly { name: string; afterClick: number; perMonth: number }[] | undefined> => {
    const { rows: seen } = await sql.query<{ name: string; prompted: number; unprompted: number }>(
      `select of as name, count(*) filter (where prompted)::float8 as prompted, count(*) filter (where not prompted)::float8 as unprompted
       from (select e.of, exists (select from event c where c.lead_id = e.lead_id and c.kind = 'clicked'
               and c.at <= e.at and c.at > e.at - interval '15 minutes') as prompted
             from event e where e.kind = $1 and e.of is not null) acts
       group by 1 order by count(*) desc limit 20`,
      [kind],
    )
    const all = seen.reduce((sum, { prompted, unprompted }) => sum + prompted + unprompted, 0)
    if (!enough(kind === 'visited' ? 'pages, visits' : 'forms, sent', all)) return undefined
    return seen
      .filter(({ prompted, unprompted }) => prompted + unprompted >= all * rarest)
      .map(({ name, prompted, unprompted }) => ({
        name,
        afterClick: clicks === 0 ? 0 : share(prompted, clicks),
        perMonth: months === 0 ? 0 : unprompted / months,
      }))
  }
  const visits = await fit('visited')
  const forms = await fit('submitted')
  return {
    ...(visits
      ? {
          visits: visits
            .filter(({ name }) => name.startsWith('/'))
            .map(({ name, ...rates }) => ({ path: name, ...rates })),
        }
      : {}),
    ...(forms ? { forms: forms.map(({ name, ...rates }) => ({ form: name, ...rates })) } : {}),
  }
}

async function requested(sql: Sql, mailsSent: number): Promise<Pick<Fitted, 'requests'>> {
  const all = await rows(
    sql,
    `select of as name, count(*) as n from event where kind = 'requested' and of is not null group by 1 order by 2 desc limit 20`,
  )
  return all.length === 0 ? {} : { requests: all.map(({ name, n }) => ({ what: name, perMail: share(n, mailsSent) })) }
}

async function called(sql: Sql, enough: Enough): Promise<Pick<Fitted, 'calls'>> {
  const results = await rows(
    sql,
    `select result as name, count(*) as n from call_task where result is not null group by 1`,
  )
  // What was never made is what the shares leave.
  return enough('calls', total(results))
    ? {
        calls: shares(
          results.filter(({ name }) => name !== 'not_made'),
          total(results),
        ),
      }
    : {}
}

async function sold(sql: Sql, enough: Enough): Promise<Pick<Fitted, 'sales'>> {
  const { rows: all } = await sql.query<{
    status: string
    reason: string | null
    answered: boolean
    qualified: boolean
    forecast: boolean
    n: number
  }>(
    `select status, reason, exists (select from lifecycle_change c where c.lead_id = h.lead_id and c.became = 'sal' and c.at >= h.made_at
              and (h.closed_at is null or c.at <= h.closed_at)) as answered,
       qualified_at is not null as qualified,
       exists (select from lifecycle_change c where c.lead_id = h.lead_id and c.became = 'opportunity' and c.at >= h.made_at
              and (h.closed_at is null or c.at <= h.closed_at)) as forecast,
       count(*)::float8 as n from handoff h where status <> 'open' group by 1, 2, 3, 4, 5`,
  )
  type Kind = (typeof all)[number]
  const count = (which: (kind: Kind) => boolean): number => all.filter(which).reduce((sum, { n }) => sum + n, 0)
  const by = (status: string): readonly Row[] =>
    all
      .filter(
        (kind) =>
          kind.status === status &&
          !kind.answered &&
          !kind.qualified &&
          kind.reason !== null &&
          kind.reason !== 'untouched',
      )
      .map(({ reason, n }) => ({ name: reason ?? '', n }))
  const handoffs = count(() => true)
  if (!enough('handoffs, answered or taken back', handoffs)) return {}
  const accepted = count(({ answered, qualified }) => answered || qualified)
  const sqls = count(({ qualified }) => qualified)
  const opportunities = count(({ qualified, forecast }) => qualified && forecast)
  const won = count(({ status, forecast }) => forecast && status === 'customer')
  return {
    sales: {
      accepts: share(accepted, handoffs),
      returns: shares(by('returned'), handoffs),
      disqualifies: shares(by('disqualified'), handoffs),
      ...(enough('handoffs, accepted', accepted) ? { qualifies: share(sqls, accepted) } : {}),
      ...(enough('handoffs, SQL', sqls) ? { opportunities: share(opportunities, sqls) } : {}),
      ...(enough('handoffs, opportunities', opportunities) ? { wins: share(won, opportunities) } : {}),
    },
  }
}

async function whoTheyAre(sql: Sql, enough: Enough): Promise<Pick<Fitted, 'facts' | 'places' | 'channels'>> {
  const leads = await one(sql, `select count(*) as n from lead where enrolment > 0`)
  if (!enough('who they are, leads', leads)) return {}
  const { rows: known } = await sql.query<{ fact: string; value: string; n: number }>(
    `select name as fact, value, count(*)::float8 as n from (
       select distinct on (f.lead_id, f.name) f.name, f.value from fact f join lead l on l.id = f.lead_id and l.enrolment > 0
       order by f.lead_id, f.name, f.at desc, f.seq desc) held
     group by 1, 2`,
  )
  const facts: Record<string, Record<string, number>> = {}
  for (const { fact, value, n } of known) (facts[fact] ??= {})[value] = share(n, leads)
  const { rows: at } = await sql.query<{ zone: string; country: string | null; n: number }>(
    `select zone, country, count(*)::float8 as n from lead where enrolment > 0 and zone is not null group by 1, 2 order by 3 desc limit 30`,
  )
  const reachable = await Promise.all(
    channels.map(
      async (channel) =>
        [
          channel,
          share(
            await one(sql, `select count(*) as n from lead l where enrolment > 0 and $1 = any(usable_channels(l))`, [
              channel,
            ]),
            leads,
          ),
        ] as const,
    ),
  )
  return {
    facts,
    places: at.map(({ zone, country, n }) => ({
      zone,
      ...(country === null ? {} : { country }),
      share: share(n, leads),
    })),
    channels: Object.fromEntries(reachable),
  }
}

async function rows(sql: Sql, query: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const { rows: found } = await sql.query<Row>(query, [...values])
  return found.filter(({ name }) => name !== null)
}

async function one(sql: Sql, query: string, values: readonly unknown[] = []): Promise<number> {
  const { rows: found } = await sql.query<{ n: number }>(query, [...values])
  return found[0]?.n ?? 0
}

function total(list: readonly Row[]): number {
  return list.reduce((sum, { n }) => sum + n, 0)
}

function share(n: number, of: number): number {
  return of === 0 ? 0 : Math.min(1, n / of)
}

function shares(list: readonly Row[], of: number): Shares {
  return Object.fromEntries(list.map(({ name, n }) => [name, share(n, of)]))
}
