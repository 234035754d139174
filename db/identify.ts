import { randomBytes } from 'node:crypto'
import { companyDomain } from './free-mail.ts'
import type { Sql } from './pool.ts'

/** Whom a door speaks of: the names that other systems have for them, and what is known of them. */
export interface Person {
  /** Ids of other systems, as `{ source: 'segment', alias: 'u-17' }`. */
  readonly aliases: readonly { readonly source: string; readonly alias: string }[]
  /** One plain address, as `parseAddress` gives it. */
  readonly email?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly company?: string | undefined
  readonly jobTitle?: string | undefined
  readonly phone?: string | undefined
  /** ISO 3166-1, two letters. */
  readonly country?: string | undefined
  /** An IANA name that `isZone` knows. */
  readonly zone?: string | undefined
  /** BCP 47; kept only when the lead is made. */
  readonly language?: string | undefined
  /** Where they came from, as `webinar-2026-03`. */
  readonly source?: string | undefined
  /** What a new one is: a subscriber unless the source says more (R34, R36). Nobody enters further on. */
  readonly lifecycle?: 'subscriber' | 'lead' | undefined
}

/**
 * The lead that goes by one of these names, else the one with this address; nobody known: a new one. What is empty on a
 * known lead is filled, what it has is never overwritten, least of all its address. Two callers who meet the same new
 * person at once make one lead: each name is locked until the caller's transaction ends. A transaction that identifies
 * several people may meet another that does so in another order, and must be ready to be run again (SQLSTATE 40P01).
 */
export async function findOrCreate(
  tx: Sql,
  person: Person,
  actor: string,
): Promise<{ readonly lead: string; readonly created: boolean }> {
  await lockIdentity(tx, person)
  const account = await accountOf(tx, person)
  const known = await find(tx, person)
  const lead = known?.lead ?? `l_${randomBytes(16).toString('hex')}`
  if (known === undefined) await create(tx, lead, person, account, actor)
  else if (saysMore(person)) await fill(tx, lead, person, account)
  if (known === undefined || known.aliases < person.aliases.length) {
    await tx.query(
      `insert into lead_alias (source, alias, lead_id) select source, alias, $3 from unnest($1::text[], $2::text[]) as t(source, alias)
       on conflict do nothing`,
      [person.aliases.map(({ source }) => source), person.aliases.map(({ alias }) => alias), lead],
    )
  }
  return { lead, created: known === undefined }
}

/** Whether it says anything of the person themselves, beside their names in other systems and where it comes from. */
function saysMore({ email, firstName, lastName, company, jobTitle, phone, country, zone }: Person): boolean {
  return [email, firstName, lastName, company, jobTitle, phone, country, zone].some((value) => value !== undefined)
}

async function lockIdentity(tx: Sql, { aliases, email }: Person): Promise<void> {
  const names = [
    ...aliases.map(({ source, alias }) => `identity/${source}:${alias}`),
    ...(email === undefined ? [] : [`identity/email:${email.toLowerCase()}`]),
  ]
  if (names.length === 0) throw new Error('a person is identified by an alias or an address: none was given')
  await tx.query(`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest($1::text[]) as name`, [
    names.toSorted(),
  ])
}

/** The lead, and how many of the aliases are known. */
async function find(
  tx: Sql,
  { aliases, email }: Person,
): Promise<{ readonly lead: string; readonly aliases: number } | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `select coalesce(l.merged_into, l.id) as id
     from lead_alias a join lead l on l.id = a.lead_id
     join unnest($1::text[], $2::text[]) with ordinality as t(source, alias, rank) on (a.source, a.alias) = (t.source, t.alias)
     order by t.rank`,
    [aliases.map(({ source }) => source), aliases.map(({ alias }) => alias)],
  )
  if (rows[0] !== undefined) return { lead: rows[0].id, aliases: rows.length }
  if (email === undefined) return undefined
  const { rows: byAddress } = await tx.query<{ id: string }>(
    `select id from lead where lower(email) = lower($1) and merged_into is null`,
    [email],
  )
  return byAddress[0] && { lead: byAddress[0].id, aliases: 0 }
}

async function create(
  tx: Sql,
  lead: string,
  person: Person,
  account: string | undefined,
  actor: string,
): Promise<void> {
  await tx.query(
    `with made as (
       insert into lead (id, email, first_name, last_name, company, job_title, phone, country, zone, language, source, account_id,
         lifecycle, lifecycle_since, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, 'en'), $11, $12, $13, clock_now(), clock_now())
       returning id, lifecycle, created_at)
     insert into lifecycle_change (lead_id, seq, at, became, because, actor) select id, 0, created_at, lifecycle, 'new', $14 from made`,
    [...fieldsOf(lead, person), person.language, person.source, account, person.lifecycle ?? 'subscriber', actor],
  )
}

/** What is known is not written again: a row that gains nothing stays as it is. */
async function fill(tx: Sql, lead: string, person: Person, account: string | undefined): Promise<void> {
  await tx.query(
    `update lead set
       email = coalesce(email, (select $2::text where not exists (select from lead where lower(email) = lower($2) and merged_into is null))),
       first_name = coalesce(first_name, $3), last_name = coalesce(last_name, $4), company = coalesce(company, $5),
       job_title = coalesce(job_title, $6), phone = coalesce(phone, $7), country = coalesce(country, $8), zone = coalesce(zone, $9),
       source = coalesce(source, $10), account_id = coalesce(account_id, $11)
     where id = $1 and (
       (email is null and $2::text is not null) or (first_name is null and $3::text is not null) or (last_name is null and $4::text is not null) or
       (company is null and $5::text is not null) or (job_title is null and $6::text is not null) or (phone is null and $7::text is not null) or
       (country is null and $8::text is not null) or (zone is null and $9::text is not null) or (source is null and $10::text is not null) or
       (account_id is null and $11::text is not null))`,
    [...fieldsOf(lead, person), person.source, account],
  )
}

function fieldsOf(lead: string, person: Person): readonly (string | undefined)[] {
  const { email, firstName, lastName, company, jobTitle, phone, country, zone } = person
  return [lead, email, firstName, lastName, company, jobTitle, phone, country, zone]
}

/** The account of a company, known by the domain of its addresses. */
async function accountOf(tx: Sql, { email, company }: Person): Promise<string | undefined> {
  const domain = email === undefined ? undefined : companyDomain(email)
  if (domain === undefined) return undefined
  const { rows } = await tx.query<{ id: string }>(`select id from account where domain = $1`, [domain])
  if (rows[0] !== undefined) return rows[0].id
  const { rows: made } = await tx.query<{ id: string }>(
    `insert into account (id, domain, name, created_at) values ($1, $2, $3, clock_now())
     on conflict (domain) do update set domain = excluded.domain returning id`,
    [`a_${randomBytes(16).toString('hex')}`, domain, company],
  )
  return made[0]?.id
}
