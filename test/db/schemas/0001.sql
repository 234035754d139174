-- What the code of this schema wrote in the life of one business; {n} makes every writing its own.
insert into clock (now_at, ticked_at, rate, pace) values ('2027-01-04T05:00:00Z', clock_timestamp(), 864000, 0)
  on conflict (single) do update set now_at = excluded.now_at, ticked_at = excluded.ticked_at;

insert into quality_version (version, definition, published_at, published_by)
  values ('q{n}', '{"name": "quality"}', '2027-01-01T09:00:00Z', 'ana');
insert into template_version (name, version, compiled, published_at, published_by)
  values ('why-late', 'm{n}', '{"name": "why-late"}', '2027-01-01T09:00:00Z', 'ana');
insert into track_version (name, version, compiled, templates, published_at, published_by)
  values ('on-time', 't{n}', '{"name": "on-time"}', '{"why-late": "m{n}"}', '2027-01-01T09:00:00Z', 'ana');
insert into published (kind, name, version, at, actor)
  values ('track', 'on-time', 't{n}', '2027-01-01T09:00:00Z'::timestamptz + {n} * interval '1 second', 'ana');

insert into rep (id, name, email, phone, away_until)
  values ('rep{n}', 'Rosa Vela', 'rosa{n}@ledgerline.test', '+49301234', '2027-02-01T00:00:00Z');
insert into account (id, domain, name, created_at)
  values ('a{n}', 'norwind{n}.test', 'Norwind', '2027-01-02T09:00:00Z');

insert into lead (id, email, first_name, last_name, company, job_title, phone, country, zone, language, source, account_id,
    arm, lifecycle, lifecycle_since, created_at)
  values ('l{n}', 'ida{n}@norwind.test', 'Ida', 'Berg', 'Norwind', 'CFO', '+4930987', 'DE', 'Europe/Berlin', 'de', 'fair',
    'a{n}', 'treated', 'lead', '2027-01-02T09:00:00Z', '2027-01-02T09:00:00Z');
-- One that was merged into the first, and one that is held out.
insert into lead (id, lifecycle, lifecycle_since, created_at, merged_into)
  values ('l{n}-merged', 'lead', '2027-01-02T09:00:00Z', '2027-01-02T09:00:00Z', 'l{n}');
insert into lead (id, email, arm, lifecycle, lifecycle_since, created_at)
  values ('l{n}-held', 'held{n}@norwind.test', 'held_out', 'lead', '2027-01-02T09:00:00Z', '2027-01-02T09:00:00Z');
insert into lead_alias (source, alias, lead_id) values ('merged', 'l{n}-merged', 'l{n}'), ('crm', '00Q{n}', 'l{n}');

update lead set enrolment = 1, track = 'on-time', version = 't{n}', last_seq = 3,
    state = '{"lead": "l{n}", "enrolment": 1, "pass": 1, "lifecycle": "lead", "stage": "recognise", "theme": "late-freight",
      "doing": {"is": "due", "step": "why-late", "attempt": 1, "until": 1799136000000, "unit": "days"}, "bookmark": null,
      "cursor": 0, "facts": {}, "channels": ["email"], "had": [], "heard": {}, "heardFrom": 0, "lastTouchAt": null,
      "paused": null}',
    doing = 'due', wakes_at = '2027-01-05T08:00:00Z', listens = '{"acts": [{"kind": "clicked", "of": "why-late"}], "life": true}'
  where id = 'l{n}';
insert into enrolment (lead_id, number, track, version, started_at, since, actor)
  values ('l{n}', 1, 'on-time', 't{n}', '2027-01-02T10:00:00Z', 0, 'import');
update enrolment set ended_at = '2027-03-01T10:00:00Z', ended_because = 'reached', outcome = 'goal',
    position = '{"stage": "recognise"}' where lead_id = 'l{n}' and number = 1;
insert into enrolment (lead_id, number, track, version, started_at, since, continues, entered, actor)
  values ('l{n}', 2, 'on-time', 't{n}', '2027-03-02T10:00:00Z', 3, 1, true, 'entry');
update lead set enrolment = 2 where id = 'l{n}';
insert into goal_reached (lead_id, enrolment, track, name, at)
  values ('l{n}', 1, 'on-time', 'reached', '2027-03-01T10:00:00Z');
insert into refusal (lead_id, track, because, at, actor)
  values ('l{n}', 'onboarding', 'not a customer', '2027-01-03T10:00:00Z', 'entry')
  on conflict (lead_id, track, because) do update set at = excluded.at, times = refusal.times + 1;
insert into waiting_track (lead_id, track, priority, since, version, position, continues, actor)
  values ('l{n}', 'trade-show', 5, '2027-01-03T10:00:00Z', 't{n}', '{"stage": "meet"}', 1, 'entry');
insert into lifecycle_change (lead_id, seq, at, was, became, sub_stage, because, actor)
  values ('l{n}', 1, '2027-01-02T10:00:00Z', 'inquiry', 'lead', 'warm', 'imported', 'import');
update lead set sub_stage = 'warm', owner = 'rep{n}', paused_at = '2027-01-04T10:00:00Z' where id = 'l{n}';
insert into exposure (lead_id, experiment, variant, at) values ('l{n}', 'subject', 'short', '2027-01-03T10:00:00Z');

insert into event (lead_id, seq, message_id, kind, of, at, data, matters, actor, note)
  values ('l{n}', 1, 'visit-{n}', 'visited', '/pricing', '2027-01-03T10:00:00Z', '{"path": "/pricing"}', true, 'lead', null),
    ('l{n}', 2, 'note-{n}', 'noted', null, '2027-01-03T11:00:00Z', '{}', false, 'ana', 'asked for a call');
-- The same event again counts once.
insert into event (lead_id, seq, message_id, kind, of, at, data, matters, actor)
  values ('l{n}', 3, 'visit-{n}', 'visited', '/pricing', '2027-01-03T10:00:00Z', '{}', true, 'lead')
  on conflict (message_id) do nothing;
insert into fact (lead_id, name, value, at, source, actor, seq)
  values ('l{n}', 'sector', 'freight', '2027-01-03T10:00:00Z', 'form', 'lead', 1);
insert into suppression (key, channel, reason, at, actor)
  values (suppression_key('email', 'held{n}@norwind.test'), 'email', 'hard_bounce', '2027-01-03T10:00:00Z', 'mail');
insert into score_entry (lead_id, account_id, seq, at, cause, points, half_life_days, theme)
  values ('l{n}', 'a{n}', 1, '2027-01-03T10:00:00Z', 'visited /pricing', 10, 30, 'late-freight');

insert into touch (lead_id, enrolment, step, pass, channel, content, track, version, template, template_version, state, due_at,
    claimed_at, claim_token, lease_until, message_id, frozen)
  values ('l{n}', 1, 'why-late', 1, 'email', 'why-late', 'on-time', 't{n}', 'why-late', 'm{n}', 'claimed', '2027-01-05T08:00:00Z',
    '2027-01-05T08:00:01Z', gen_random_uuid(), clock_timestamp() + interval '75 seconds', '<why-late-{n}@ledgerline.test>',
    '{"subject": "Why freight is late"}');
update touch set state = 'sending', tries = tries + 1 where lead_id = 'l{n}' and step = 'why-late';
update touch set state = 'sent', settled_at = '2027-01-05T08:00:02Z', response = '250 ok', reason = 'late'
  where lead_id = 'l{n}' and step = 'why-late';
insert into consent (lead_id, channel, granted, basis, source, at, expires_at, touch_id, actor)
  values ('l{n}', 'email', true, 'opt_in', 'form', '2027-01-02T09:00:00Z', '2029-01-02T09:00:00Z',
    (select id from touch where lead_id = 'l{n}' limit 1), 'lead');
insert into hit (touch_id, link, at, agent) select id, 'guide', '2027-01-05T09:00:00Z', 'Mozilla/5.0' from touch where lead_id = 'l{n}';
update hit set judged = 'person', because = 'nothing speaks against it'
  where touch_id in (select id from touch where lead_id = 'l{n}');
insert into call_task (id, lead_id, touch_id, attempt, budget, ask, script, assignee, made_at, due_at)
  select 'c{n}', 'l{n}', id, 1, 2, 'Ask for the fleet', 'Good morning', 'rep{n}', '2027-01-06T09:00:00Z', '2027-01-08T09:00:00Z'
  from touch where lead_id = 'l{n}';
update call_task set done_at = '2027-01-07T09:00:00Z', result = 'reached', note = 'nice talk', actor = 'rep{n}' where id = 'c{n}';

insert into verdict (lead_id, seq, trigger, at, promoted, because, quality_version)
  values ('l{n}', 3, 'asked for a demo', '2027-01-07T10:00:00Z', true, '["fits"]', 'q{n}');
insert into handoff (id, lead_id, number, trigger, seq, quality_version, owner, status, evidence, made_at, deadlines)
  values ('h{n}', 'l{n}', 1, 'asked for a demo', 3, 'q{n}', 'rep{n}', 'open', '{}', '2027-01-07T10:00:00Z', '[]');
update handoff set status = 'accepted', answered_at = '2027-01-08T10:00:00Z', answered_by = 'rep{n}' where id = 'h{n}';
update handoff set status = 'returned', qualified_at = '2027-01-09T10:00:00Z', opportunity = 'OPP-{n}',
    closed_at = '2027-01-10T10:00:00Z', closed_by = 'rep{n}', reason = 'bad_timing', note = 'next year' where id = 'h{n}';
insert into notice (key, rep, template, handoff_id, task_id, made_at)
  values ('handoff/h{n}', 'rep{n}', 'handoff', 'h{n}', 'c{n}', '2027-01-07T10:00:00Z');
update notice set tries = 1, sent_at = '2027-01-07T10:00:05Z', failure = 'once' where key = 'handoff/h{n}';

insert into outbox (lead_id, kind) values ('l{n}', 'start');
insert into outbox (lead_id, kind, seq) values ('l{n}', 'signal', 1);
update outbox set tries = tries + 1, failure = 'unavailable', try_at = clock_timestamp() where lead_id = 'l{n}';
insert into stop (scope, name, since, actor, reason) values ('touch', 'why-late-{n}', '2027-01-04T10:00:00Z', 'ops', 'a wrong price');
update stop set ended_at = '2027-01-04T12:00:00Z', ended_by = 'ops' where name = 'why-late-{n}' and ended_at is null;
insert into alert (lead_id, at, what, detail, seen_at, seen_by)
  values ('l{n}', '2027-01-04T10:00:00Z', 'unknown delivery', 'why-late', '2027-01-04T11:00:00Z', 'ops');
insert into import (id, file, mapping, started_at, counts, actor)
  values ('i{n}', 'leads.csv', '{}', '2027-01-02T09:00:00Z', '{"rows": 1}', 'ana');
update import set finished_at = '2027-01-02T09:01:00Z', rows_done = 1, bytes_done = 80 where id = 'i{n}';
