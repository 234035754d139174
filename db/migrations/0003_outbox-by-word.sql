-- Up Migration

-- A signal is found among any number of starts that wait, and what a lead has to hear among any number of leads.
create index outbox_due on outbox (kind, try_at);
create index outbox_lead on outbox (lead_id, id);
drop index outbox_ready;

-- Down Migration

create index outbox_ready on outbox (try_at, lead_id);
drop index outbox_lead;
drop index outbox_due;
