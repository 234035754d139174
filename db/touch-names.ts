import type { Sql } from './pool.ts'

/** The names by which a touch can be stopped: of the steps and templates of every version that was ever published. */
export async function touchNames(sql: Sql): Promise<readonly string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select distinct names.name
     from track_version, jsonb_array_elements(compiled->'steps') as step,
       lateral (values (step->>'id'), (step->>'template')) as names(name)
     where step->>'kind' in ('email', 'call') and names.name is not null`,
  )
  return rows.map(({ name }) => name)
}
