-- Up Migration

-- What was made current together, by whom, when and why.
create table publication (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  because text,
  -- the publication whose versions it made current again
  back_to bigint references publication
);
alter table published add publication bigint references publication;

-- Leads on the way from one version of a track to another. A row per version that leads leave.
create table track_move (
  id bigint generated always as identity primary key,
  publication bigint not null references publication,
  track text not null,
  from_version text not null,
  to_version text not null,
  -- step of the old version -> what stands in for it; null: what comes after its stage
  stand_ins jsonb not null,
  -- of these, what a person said
  said jsonb not null default '{}',
  made_at timestamptz not null default clock_timestamp(),
  -- when nobody was found any more who is to move, or a later publication came in between
  ended_at timestamptz,
  foreign key (track, from_version) references track_version (name, version),
  foreign key (track, to_version) references track_version (name, version)
);
create unique index track_move_running on track_move (track, from_version) where ended_at is null;

-- A lead that was told to move, and the enrolment by which it did.
create table lead_move (
  move bigint not null references track_move,
  lead_id text not null,
  told_at timestamptz not null default clock_timestamp(),
  enrolment integer,
  moved_at timestamptz,
  primary key (move, lead_id)
);
create index lead_move_lead on lead_move (lead_id, move desc);

-- The step at which the lead stands, as its last step left it.
alter table lead add step text;
create index lead_by_version on lead (track, version) where doing is distinct from 'ended';

-- Down Migration

drop index lead_by_version;
alter table lead drop step;
drop table lead_move, track_move;
alter table published drop publication;
drop table publication;
