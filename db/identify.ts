import { randomBytes } from 'node:crypto'
import { companyDomain } from './free-mail.ts'
import { statement, type Sql } from './pool.ts'

/** The name that another system has for somebody, as `{ source: 'segment', alias: 'u-17' }`. */
export interface Alias {
  readonly source: string
  readonly alias: string
}

/** Whom a door speaks of: the names that other systems have for them, and what is known of them. */
export interface Person {
  readonly aliases: readonly Alias[]
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

export interface Identified {
  readonly lead: string
  readonly created: boolean
  /** Something that was empty on a known lead is known now. */
  readonly filled: boolean
}

/** What is filled on a lead where it is empty, named as its column in Postgres. */
interface Details {
  email: string | null
  first_name: string | null
  last_name: string | null
  company: string | null
  job_title: string | null
  phone: string | null
  country: string | null
  zone: string | null
  source: string | null
  account_id: string | null
}

interface Acquaintance extends Details {
  readonly id: string
}

/** A lead that these people are about to make. */
interface Newcomer extends Acquaintance {
  readonly language: string
  readonly lifecycle: string
}

/**
 * For each of these people, one after another: the lead that goes by one of their names, else the one with their address;
 * nobody known: a new one. What is empty on a known lead is filled, what it has is never overwritten, least of all its
 * address. Two callers who meet the same new person at once make one lead: each name is locked until the caller's
 * transaction ends. Two who meet the same people by different names may wait for each other, and must be ready to be run
 * again (SQLSTATE 40P01).
 */
export async function findOrCreate(tx: Sql, people: readonly Person[], actor: string): Promise<readonly Identified[]> {
  await lockIdentities(tx, people)
  const accounts = await accountsOf(tx, people)
  const { byAlias, byAddress } = await find(tx, people)
  const created = new Map<string, Newcomer>()
  const filled = new Map<string, Acquaintance>()
  const aliases = new Map<string, Alias & { readonly lead: string }>()

  const identified = people.map((person): Identified => {
    const told = detailsOf(person, accounts.get(domainOf(person) ?? '') ?? null)
    const address = addressKey(person)
    const known =
      person.aliases.map((name) => byAlias.get(aliasKey(name))).find(Boolean) ?? byAddress.get(address ?? '')
    const lead = known ?? newcomer(person, told)
    const changed = known !== undefined && fill(known, told, address !== undefined && byAddress.has(address))
    if (known === undefined) created.set(lead.id, lead as Newcomer)
    else if (changed && !created.has(lead.id)) filled.set(lead.id, lead)
    if (address !== undefined && lead.email?.toLowerCase() === address) byAddress.set(address, lead)
    for (const name of person.aliases) {
      if (byAlias.has(aliasKey(name))) continue
      byAlias.set(aliasKey(name), lead)
      aliases.set(aliasKey(name), { ...name, lead: lead.id })
    }
    return { lead: lead.id, created: known === undefined, filled: changed }
  })

  await insertLeads(tx, [...created.values()], actor)
  await fillLeads(tx, [...filled.values()])
  await insertAliases(tx, [...aliases.values()])
  return identified
}

async function insertAliases(tx: Sql, aliases: readonly (Alias & { readonly lead: string })[]): Promise<void> {
  if (aliases.length === 0) return
  await tx.query(
    `insert into lead_alias (source, alias, lead_id)
     select source, alias, lead from jsonb_to_recordset($1) as t(source text, alias text, lead text) on conflict do nothing`,
    [JSON.stringify(aliases)],
  )
}

/** Names an alias, so that it can be looked up. */
export const aliasKey = ({ source, alias }: Alias): string => `${source}:${alias}`
const addressKey = ({ email }: Person): string | undefined => email?.toLowerCase()
const domainOf = ({ email }: Person): string | undefined => (email === undefined ? undefined : companyDomain(email))

/** Those of the aliases that some lead goes by, by {@link aliasKey}. */
export async function knownAliases(sql: Sql, aliases: readonly Alias[]): Promise<Set<string>> {
  const { rows } = await sql.query<Alias>(
    `select a.source, a.alias from lead_alias a
     join unnest($1::text[], $2::text[]) as t(source, alias) on (a.source, a.alias) = (t.source, t.alias)`,
    [aliases.map(({ source }) => source), aliases.map(({ alias }) => alias)],
  )
  return new Set(rows.map(aliasKey))
}

function detailsOf(person: Person, account: string | null): Details {
  return {
    email: person.email ?? null,
    first_name: person.firstName ?? null,
    last_name: person.lastName ?? null,
    company: person.company ?? null,
    job_title: person.jobTitle ?? null,
    phone: person.phone ?? null,
    country: person.country ?? null,
    zone: person.zone ?? null,
    source: person.source ?? null,
    account_id: account,
  }
}

function newcomer(person: Person, told: Details): Newcomer {
  return {
    ...told,
    id: `l_${randomBytes(16).toString('hex')}`,
    language: person.language ?? 'en',
    lifecycle: person.lifecycle ?? 'subscriber',
  }
}

/** Fills what is empty; an address only where nobody else has it. */
function fill(lead: Acquaintance, told: Details, addressIsTaken: boolean): boolean {
  const missing = (Object.keys(told) as (keyof Details)[]).filter(
    (name) => lead[name] === null && told[name] !== null && !(name === 'email' && addressIsTaken),
  )
  for (const name of missing) lead[name] = told[name]
  return missing.length > 0
}

const locking = statement(`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest($1::text[]) as name`)

/** All in one order, so that callers wait for each other and not in a circle. */
async function lockIdentities(tx: Sql, people: readonly Person[]): Promise<void> {
  if (people.some(({ aliases, email }) => aliases.length === 0 && email === undefined)) {
    throw new Error('a person is identified by an alias or an address: none was given')
  }
  const names = people.flatMap((person) => [
    ...person.aliases.map((name) => `identity/${aliasKey(name)}`),
    ...(person.email === undefined ? [] : [`identity/email:${person.email.toLowerCase()}`]),
  ])
  await tx.query(locking([...new Set(names)].sort()))
}

async function accountsOf(tx: Sql, people: readonly Person[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, { id: string; domain: string; name: string | null }>()
  for (const person of people) {
    const domain = domainOf(person)
    if (domain === undefined || wanted.has(domain)) continue
    wanted.set(domain, { id: `a_${randomBytes(16).toString('hex')}`, domain, name: person.company ?? null })
  }
  if (wanted.size === 0) return new Map()
  const known = await accountsAt(tx, [...wanted.keys()])
  const unknown = [...wanted.values()].filter(({ domain }) => !known.has(domain))
  if (unknown.length === 0) return known
  await tx.query(
    `insert into account (id, domain, name, created_at)
     select id, domain, name, clock_now() from jsonb_to_recordset($1) as t(id text, domain text, name text) order by domain
     on conflict (domain) do nothing`,
    [JSON.stringify(unknown)],
  )
  return accountsAt(tx, [...wanted.keys()])
}

async function accountsAt(tx: Sql, domains: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{ id: string; domain: string }>(
    `select id, domain from account where domain = any($1)`,
    [domains],
  )
  return new Map(rows.map(({ id, domain }) => [domain, id]))
}

const naming = statement(
  `select a.source, a.alias, coalesce(l.merged_into, l.id) as id from lead_alias a join lead l on l.id = a.lead_id
   join unnest($1::text[], $2::text[]) as t(source, alias) on (a.source, a.alias) = (t.source, t.alias)`,
)
const meeting = statement(
  `select id, email, first_name, last_name, company, job_title, phone, country, zone, source, account_id from lead
   where id = any($1) or (lower(email) = any($2) and merged_into is null) order by id for update`,
)

async function find(
  tx: Sql,
  people: readonly Person[],
): Promise<{ byAlias: Map<string, Acquaintance>; byAddress: Map<string, Acquaintance> }> {
  const aliases = people.flatMap((person) => person.aliases)
  const addresses = people.flatMap((person) => addressKey(person) ?? [])
  const { rows: named } = await tx.query<Alias & { id: string }>(
    naming(
      aliases.map(({ source }) => source),
      aliases.map(({ alias }) => alias),
    ),
  )
  const { rows: leads } = await tx.query<Acquaintance>(
    meeting(
      named.map(({ id }) => id),
      addresses,
    ),
  )
  const byId = new Map(leads.map((lead) => [lead.id, lead]))
  return {
    byAlias: new Map(
      named.flatMap(({ source, alias, id }) => {
        const lead = byId.get(id)
        return lead === undefined ? [] : [[aliasKey({ source, alias }), lead]]
      }),
    ),
    byAddress: new Map(leads.flatMap((lead) => (lead.email === null ? [] : [[lead.email.toLowerCase(), lead]]))),
  }
}

async function insertLeads(tx: Sql, leads: readonly Newcomer[], actor: string): Promise<void> {
  if (leads.length === 0) return
  await tx.query(
    `with made as (
       insert into lead (id, email, first_name, last_name, company, job_title, phone, country, zone, language, source, account_id,
         lifecycle, lifecycle_since, created_at)
       select id, email, first_name, last_name, company, job_title, phone, country, zone, language, source, account_id,
         lifecycle, clock_now(), clock_now()
       from jsonb_populate_recordset(null::lead, $1)
       returning id, lifecycle, created_at)
     insert into lifecycle_change (lead_id, seq, at, became, because, actor) select id, 0, created_at, lifecycle, 'new', $2 from made`,
    [JSON.stringify(leads), actor],
  )
}

async function fillLeads(tx: Sql, leads: readonly Acquaintance[]): Promise<void> {
  if (leads.length === 0) return
  await tx.query(
    `update lead l set email = f.email, first_name = f.first_name, last_name = f.last_name, company = f.company,
       job_title = f.job_title, phone = f.phone, country = f.country, zone = f.zone, source = f.source, account_id = f.account_id
     from jsonb_populate_recordset(null::lead, $1) as f where l.id = f.id`,
    [JSON.stringify(leads)],
  )
}
