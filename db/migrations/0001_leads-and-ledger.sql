-- Up Migration

-- The one clock. Without a row it is real time. With one it is meant to run `rate` times as fast, and runs `pace` times
-- as fast at present (slower while work falls behind), for at most a second beyond its last tick: it stands still while
-- nothing runs it.
create table clock (
  single boolean primary key default true check (single),
  now_at timestamptz not null,
  ticked_at timestamptz not null,
  rate double precision not null check (rate > 0),
  pace double precision not null check (pace between 0 and rate)
);

create function clock_now() returns timestamptz language sql stable as $$
  select coalesce(
    (select now_at + least(greatest(clock_timestamp() - ticked_at, interval '0'), interval '1 second') * pace from clock),
    clock_timestamp())
$$;

-- Published, immutable versions of what marketers write.
create table quality_version (
  version text primary key,
  definition jsonb not null,
  published_at timestamptz not null,
  published_by text not null
);

create table template_version (
  name text not null,
  version text not null,
  compiled jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (name, version)
);

create table track_version (
  name text not null,
  version text not null,
  compiled jsonb not null,
  -- template name -> template version that this version of the track sends
  templates jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (name, version)
);

-- What is current: kind 'track' or 'template' by name, 'quality' under the name 'quality'.
create table published (
  kind text not null check (kind in ('track', 'template', 'quality')),
  name text not null,
  version text not null,
  at timestamptz not null,
  actor text not null,
  primary key (kind, name, at)
);

create table rep (
  id text primary key,
  name text not null,
  email text not null,
  phone text,
  active boolean not null default true,
  away_until timestamptz
);

create table account (
  id text primary key,
  domain text unique,
  name text,
  created_at timestamptz not null
);

create table lead (
  id text primary key,
  email text,
  first_name text,
  last_name text,
  company text,
  job_title text,
  phone text,
  country text,
  zone text,
  language text not null default 'en',
  source text,
  account_id text references account,
  arm text not null default 'treated' check (arm in ('treated', 'held_out')),
  lifecycle text not null,
  lifecycle_since timestamptz not null,
  sub_stage text,
  owner text references rep,
  paused_at timestamptz,
  merged_into text references lead,
  -- The life in its current track. `state` is the state that the last touch or settle was given.
  track text,
  version text,
  enrolment integer not null default 0,
  state jsonb,
  doing text,
  -- when it goes on by itself
  wakes_at timestamptz,
  -- acts that matter before the next touch, and whether any sign of life does
  listens jsonb not null default '{"acts":[],"life":false}',
  last_seq bigint not null default 0,
  created_at timestamptz not null,
  foreign key (track, version) references track_version (name, version)
);
create unique index lead_email on lead (lower(email)) where email is not null and merged_into is null;
create index lead_account on lead (account_id);
create index lead_by_track on lead (track, lifecycle);

-- Other names of a lead: ids of other systems, anonymous ids, the ids of leads merged into it.
create table lead_alias (
  source text not null,
  alias text not null,
  lead_id text not null references lead,
  primary key (source, alias)
);
create index lead_alias_lead on lead_alias (lead_id);

create table enrolment (
  lead_id text not null references lead,
  number integer not null,
  track text not null,
  version text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  -- a rule of the track ended it: the reason is the name of its goal or exit
  outcome text check (outcome in ('goal', 'exit')),
  -- the lead's last event when it began
  since bigint not null default 0,
  -- the enrolment that it goes on with, after another version was published or another track had the lead; null: an entry
  continues integer,
  -- where the lead stood when another track took it over
  position jsonb,
  -- it waited for the lead, and had no place in it before
  entered boolean not null default false,
  actor text not null,
  primary key (lead_id, number)
);
create index enrolment_track on enrolment (lead_id, track);

-- What tracks are for, reached: once in an enrolment.
create table goal_reached (
  lead_id text not null references lead,
  enrolment integer not null,
  track text not null,
  name text not null,
  at timestamptz not null,
  primary key (lead_id, enrolment, name)
);
create index goal_by_name on goal_reached (track, name);

-- Why a lead did not enter a track (R60): the last time, and how often.
create table refusal (
  lead_id text not null references lead,
  track text not null,
  because text not null,
  at timestamptz not null,
  times integer not null default 1,
  actor text not null,
  primary key (lead_id, track, because)
);

-- Tracks that a lead is to go on in when the one that has it lets it go: entries that wait, and tracks that were displaced.
create table waiting_track (
  lead_id text not null references lead,
  track text not null,
  priority integer not null,
  since timestamptz not null,
  -- of a displaced one: the version that it runs, where the lead stood, and the enrolment that it goes on with
  version text,
  position jsonb,
  continues integer,
  actor text not null,
  primary key (lead_id, track)
);

create table lifecycle_change (
  lead_id text not null references lead,
  seq bigint not null,
  at timestamptz not null,
  was text,
  became text not null,
  -- a stage of its own that the deployment splits it into
  sub_stage text,
  because text,
  actor text not null,
  primary key (lead_id, seq, became)
);

-- Which variant of an experiment a lead came to. Never changed: a lead stays in its variant.
create table exposure (
  lead_id text not null references lead,
  experiment text not null,
  variant text not null,
  at timestamptz not null,
  primary key (lead_id, experiment)
);
create index exposure_experiment on exposure (experiment, variant);

-- Everything that happened, in each lead's own order. `data` carries no personal data; free text is in `note`.
create table event (
  lead_id text not null references lead,
  seq bigint not null,
  -- the sender's id of the event: the same id counts once
  message_id text not null,
  kind text not null,
  of text,
  at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  data jsonb not null default '{}',
  -- whether the lead's life must hear of it
  matters boolean not null,
  actor text not null,
  note text,
  primary key (lead_id, seq)
);
create unique index event_message on event (message_id);
create index event_act on event (lead_id, kind, of);

-- Dated, sourced facts: kept, never overwritten (R78). The newest one per name holds.
create table fact (
  lead_id text not null references lead,
  name text not null,
  value text not null,
  at timestamptz not null,
  source text not null,
  actor text not null,
  seq bigint not null,
  primary key (lead_id, name, seq)
);

-- Append-only permission. The newest row per channel and topic holds.
create table consent (
  id bigint generated always as identity primary key,
  lead_id text not null references lead,
  channel text not null check (channel in ('email', 'phone')),
  topic text not null default 'all',
  granted boolean not null,
  basis text not null,
  source text not null,
  at timestamptz not null,
  expires_at timestamptz,
  touch_id bigint,
  actor text not null
);
create index consent_lead on consent (lead_id, channel, topic, id desc);

-- Addresses that get nothing whatever list they are on. `key` is a hash of channel and address, so that it outlives an erasure.
create table suppression (
  key text primary key,
  channel text not null check (channel in ('email', 'phone')),
  reason text not null,
  at timestamptz not null,
  actor text not null
);

create function suppression_key(channel text, address text) returns text language sql immutable as $$
  select encode(sha256(convert_to(channel || ':' || lower(trim(address)), 'utf8')), 'hex')
$$;

-- The channels on which a lead may be reached now: an address, a standing permission, no suppression.
create function usable_channels(of lead) returns text[] language sql stable as $$
  select coalesce(array_agg(c.channel order by c.channel), '{}')
  from (values ('email', of.email), ('phone', of.phone)) as c(channel, address)
  where c.address is not null
    and (select granted and (expires_at is null or expires_at > clock_now())
         from consent where lead_id = of.id and channel = c.channel and topic = 'all' order by id desc limit 1)
    and not exists (select from suppression where key = suppression_key(c.channel, c.address))
$$;

create table score_entry (
  id bigint generated always as identity primary key,
  lead_id text not null references lead,
  account_id text,
  seq bigint not null,
  at timestamptz not null,
  cause text not null,
  points double precision not null,
  half_life_days double precision,
  theme text
);
create index score_entry_lead on score_entry (lead_id, seq);
create index score_entry_account on score_entry (account_id) where account_id is not null;

-- The send ledger: the truth about every touch, whatever the channel.
create table touch (
  id bigint generated always as identity primary key,
  lead_id text not null references lead,
  enrolment integer not null,
  step text not null,
  pass integer not null,
  attempt integer not null default 1,
  channel text not null check (channel in ('email', 'phone')),
  content text not null,
  track text not null,
  version text not null,
  template text,
  template_version text,
  state text not null check (state in ('claimed', 'sending', 'sent', 'refused', 'deferred', 'unknown')),
  reason text,
  due_at timestamptz not null,
  claimed_at timestamptz not null,
  -- real time: a lease is about processes, not about leads
  claim_token uuid not null,
  lease_until timestamptz not null,
  tries integer not null default 1,
  settled_at timestamptz,
  message_id text unique,
  -- what is being sent, until it is known what became of it
  frozen jsonb,
  response text,
  unique (lead_id, enrolment, step, pass, attempt)
);
-- Nobody gets the same content twice, by whatever way. A call may be tried again: its attempts share one content.
create unique index touch_content on touch (lead_id, content, attempt) where state in ('claimed', 'sending', 'sent', 'unknown');
create index touch_sent on touch (lead_id, settled_at) where state = 'sent';
create index touch_open on touch (lease_until) where state in ('claimed', 'sending');
create index touch_unknown on touch (id) where state = 'unknown';

-- What hits a tracked link, before it is known whether a person or a machine did it.
create table hit (
  id bigint generated always as identity primary key,
  touch_id bigint not null references touch,
  link text not null,
  at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  agent text not null,
  judged text check (judged in ('person', 'machine')),
  because text
);
create index hit_touch on hit (touch_id);
create index hit_unjudged on hit (received_at) where judged is null;

create table call_task (
  id text primary key,
  lead_id text not null references lead,
  touch_id bigint not null references touch,
  attempt integer not null,
  budget integer not null,
  ask text not null,
  script text not null,
  assignee text not null references rep,
  made_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  result text,
  note text,
  actor text
);
create index call_task_open on call_task (assignee, due_at) where done_at is null;
create index call_task_lead on call_task (lead_id);

-- Every judgement of a promotion, the refused ones too.
create table verdict (
  lead_id text not null references lead,
  seq bigint not null,
  trigger text not null,
  at timestamptz not null,
  promoted boolean not null,
  because jsonb not null,
  quality_version text not null references quality_version,
  primary key (lead_id, seq)
);

create table handoff (
  id text primary key,
  lead_id text not null references lead,
  number integer not null,
  trigger text not null,
  seq bigint not null,
  quality_version text not null references quality_version,
  owner text not null references rep,
  status text not null check (status in ('open', 'accepted', 'qualified', 'opportunity', 'customer', 'returned', 'disqualified')),
  evidence jsonb not null,
  made_at timestamptz not null,
  answered_at timestamptz,
  answered_by text,
  qualified_at timestamptz,
  -- the forecast entry or opportunity that an SQL stands for (R11)
  opportunity text,
  closed_at timestamptz,
  closed_by text,
  reason text,
  note text,
  deadlines jsonb not null,
  unique (lead_id, number)
);
create unique index handoff_running on handoff (lead_id) where status in ('open', 'accepted', 'qualified', 'opportunity');
create index handoff_owner on handoff (owner, made_at);

-- What the lead's workflow must hear: started, or signalled with its events, in the lead's own order.
create table outbox (
  id bigint generated always as identity primary key,
  lead_id text not null,
  kind text not null check (kind in ('start', 'signal')),
  -- the event to tell of; none for a start
  seq bigint,
  made_at timestamptz not null default clock_timestamp(),
  try_at timestamptz not null default clock_timestamp(),
  tries integer not null default 0,
  failure text
);
create index outbox_ready on outbox (try_at, lead_id);

-- Mail to our own people. Rendered when sent.
create table notice (
  id bigint generated always as identity primary key,
  key text not null unique,
  rep text not null references rep,
  template text not null,
  handoff_id text references handoff,
  task_id text references call_task,
  made_at timestamptz not null,
  try_at timestamptz not null default clock_timestamp(),
  tries integer not null default 0,
  sent_at timestamptz,
  failure text
);
create index notice_ready on notice (try_at) where sent_at is null;

-- What must not go out now: everything, a track, or one touch (step or template).
create table stop (
  id bigint generated always as identity primary key,
  scope text not null check (scope in ('all', 'track', 'touch')),
  name text not null default '',
  since timestamptz not null,
  actor text not null,
  reason text,
  ended_at timestamptz,
  ended_by text
);
create unique index stop_running on stop (scope, name) where ended_at is null;

-- What a person should look at.
create table alert (
  id bigint generated always as identity primary key,
  lead_id text,
  at timestamptz not null,
  what text not null,
  detail text not null,
  seen_at timestamptz,
  seen_by text
);
create index alert_unseen on alert (at) where seen_at is null;

create table import (
  id text primary key,
  file text not null,
  mapping text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  rows_done bigint not null default 0,
  bytes_done bigint not null default 0,
  counts jsonb not null default '{}',
  actor text not null
);

-- Down Migration

drop table import, alert, stop, notice, outbox, handoff, verdict, call_task, hit, touch, score_entry, suppression, consent,
  fact, event, exposure, lifecycle_change, waiting_track, refusal, goal_reached, enrolment, lead_alias, lead, account, rep, published, track_version, template_version,
  quality_version, clock cascade;
drop function clock_now(), suppression_key(text, text);
