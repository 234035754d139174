import type { Sql } from './pool.ts'

/** The names by which a touch can be stopped: of the steps, templates and pieces of every version that was ever published. */
export async function touchNames(sql: Sql): Promise<readonly string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select name from (
       select unnest(array[step->>'id', step->>'template']) as name
       from track_version, jsonb_array_elements(compiled->'steps') as step where step ? 'withSales'
       union select piece->>'template' from track_version, jsonb_array_elements(coalesce(compiled->'pieces', '[]')) as piece
     ) as names where name is not null`,
  )
  return rows.map(({ name }) => name)
}
