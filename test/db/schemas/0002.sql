-- Publications are kept with their reason, and leads move from one version to another. After what 0001 wrote, for the same {n}.
insert into track_version (name, version, compiled, templates, published_at, published_by)
  values ('on-time', 't{n}-next', '{"name": "on-time"}', '{"why-late": "m{n}"}', '2027-02-01T09:00:00Z', 'ana');
insert into publication (at, actor, because, back_to)
  values ('2027-02-01T09:00:00Z', 'ana', 'shorter waits', (select max(id) from publication));
insert into published (kind, name, version, at, actor, publication)
  values ('track', 'on-time', 't{n}-next', '2027-02-01T09:00:00Z'::timestamptz + {n} * interval '1 second', 'ana',
    (select max(id) from publication));
insert into track_move (publication, track, from_version, to_version, stand_ins, said)
  select max(id), 'on-time', 't{n}', 't{n}-next', '{"old": null}', '{"old": null}' from publication;
insert into lead_move (move, lead_id) select max(id), 'l{n}' from track_move;
update lead_move set enrolment = 2, moved_at = '2027-02-01T09:00:05Z' where lead_id = 'l{n}';
update track_move set ended_at = '2027-02-01T09:01:00Z' where from_version = 't{n}' and ended_at is null;
update lead set version = 't{n}-next', step = 'why-late' where id = 'l{n}';
