-- Up Migration

-- Up to which of its events the lead's last touch found nothing that its life has to hear: the next one does not read them again.
alter table lead add column skimmed bigint not null default 0;

-- Down Migration

alter table lead drop column skimmed;
