import type { Pool } from '../db/pool.ts'

/**
 * A disk that is full, without filling one: every table of ours gets a trigger that fails as Postgres does when it cannot
 * extend a file, with code 53100, in the middle of whatever transaction it is in. Reading goes on, as it does there.
 */
export async function prepareDisk(pool: Pool): Promise<void> {
  await pool.query(`
    create schema chaos;
    create table chaos.disk (full_share double precision not null);
    insert into chaos.disk values (0);
    create function chaos.write() returns trigger language plpgsql as $$
    begin
      if random() < (select full_share from chaos.disk) then
        raise exception 'could not extend file "base/chaos": No space left on device'
          using errcode = 'disk_full', hint = 'Check free disk space.';
      end if;
      return null;
    end $$;
    do $$
    declare name text;
    begin
      for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'clock' loop
        execute format('create trigger chaos_disk before insert or update or delete on %I for each statement execute function chaos.write()', name);
      end loop;
    end $$`)
}

/** From now on this share of the statements that write finds no space. */
export async function fillDisk(pool: Pool, share: number): Promise<void> {
  await pool.query(`update chaos.disk set full_share = $1`, [share])
}
