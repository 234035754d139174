-- Up Migration

-- Each index of `touch` is one page more that a touch writes, another for every lead, and whole into the log where it is the first
-- time since a checkpoint. A lead's touches are few, and two indexes find them; the Message-ID is reckoned from the key of
-- the attempt, which is unique by itself, and nothing looks a touch up by it.
drop index touch_sent;
alter table touch drop constraint touch_message_id_key;

-- Down Migration

alter table touch add constraint touch_message_id_key unique (message_id);
create index touch_sent on touch (lead_id, settled_at) where state = 'sent';
