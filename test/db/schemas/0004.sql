-- A touch says up to where it found nothing that is news. After what 0002 wrote, for the same {n}.
update lead set skimmed = last_seq where id = 'l{n}';
