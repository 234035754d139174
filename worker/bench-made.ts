import { randomBytes } from 'node:crypto'
import type { Pool } from '../db/pool.ts'

/** An id as a new lead gets it. */
export const newId = (): string => `l_${randomBytes(16).toString('hex')}`

/**
 * Makes leads who may get mail, by SQL: as an import leaves them, 20 to a company, in no track yet. The n-th of all goes by
 * `lead-n` at the API.
 * @param first number of the first of them
 */
export async function makeLeads(pool: Pool, ids: readonly string[], first = 0): Promise<void> {
  await pool.query(
    `with made as (
       select id, nth + $2::int - 1 as nth, (nth + $2::int - 1) / 20 as company
       from unnest($1::text[]) with ordinality as given(id, nth)),
     accounts as (
       insert into account (id, domain, name, created_at)
       select distinct 'a_' || md5(company::text), 'company-' || company || '.test', 'Company ' || company, clock_now() from made
       on conflict do nothing),
     leads as (
       insert into lead (id, email, first_name, last_name, company, country, source, account_id, lifecycle, lifecycle_since, created_at)
       select id, 'lead-' || nth || '@company-' || company || '.test', 'Ida', 'Norlund', 'Company ' || company, 'DE', 'bench',
         'a_' || md5(company::text), 'lead', clock_now() - interval '200 days', clock_now() - interval '200 days' from made),
     changes as (
       insert into lifecycle_change (lead_id, seq, at, became, because, actor)
       select id, 0, clock_now() - interval '200 days', 'lead', 'new', 'bench' from made),
     aliases as (insert into lead_alias (source, alias, lead_id) select 'segment', 'lead-' || nth, id from made),
     facts as (
       insert into fact (lead_id, name, value, at, source, actor, seq)
       select id, name, value, clock_now() - interval '200 days', 'bench', 'bench', 0 from made, (values
         ('persona', 'finance'), ('industry', 'manufacturing'), ('companySize', '1000-4999'), ('role', 'decides')) as given(name, value))
     insert into consent (lead_id, channel, granted, basis, source, at, actor)
     select id, 'email', true, 'opt_in', 'bench', clock_now() - interval '200 days', 'bench' from made`,
    [ids, first],
  )
}
