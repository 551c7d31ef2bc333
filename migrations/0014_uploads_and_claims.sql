-- Files on their way in parts, so that one that broke off goes on where it was. What is left after a day is collected.
create table uploads (
  id               uuid primary key,
  conversation_id  uuid not null references conversations,
  -- Nobody else touches it. Who is merged into somebody takes theirs along.
  uploader_id      uuid not null references people,
  name             text not null check (char_length(name) between 1 and 200),
  size             bigint not null check (size > 0),
  -- Of every part but the last.
  part_bytes       int not null check (part_bytes > 0),
  created_at       timestamptz not null,
  -- The file that its parts became: a second finish is answered with it.
  file_id          uuid references files,
  -- Thrown away. The row stays until it is collected, so that a part that was just coming is still found.
  thrown_at        timestamptz,
  check (num_nonnulls(file_id, thrown_at) <= 1)
);
create index uploads_uploader on uploads (uploader_id);

-- Written before its bytes are, so that whatever lies in the store is known here, whoever dies.
create table upload_parts (
  upload_id  uuid not null references uploads on delete cascade,
  number     int not null check (number > 0),
  -- Its bytes are there, whole.
  is_kept    boolean not null default false,
  primary key (upload_id, number)
);

-- A case that was reported by a visitor is claimed by whoever has proven the address that it is answered to.
create index cases_told_at on cases (lower(told_at)) where told_at <> '' and merged_into is null;

-- A case of one person and what was merged into it become another's, with the logs that the customer reads and what stands in
-- them. Beside a log, what names a person by a foreign key moves, whichever table has it, as in merge_people. The case is held
-- by whoever asks; its logs are locked after it. Gives the logs.
create function give_case(which uuid, gone uuid, stays uuid) returns setof uuid language plpgsql as $$
declare
  place record;
  logs uuid[];
begin
  logs := array(select l.id from conversations l join cases k on k.id = l.case_id
                where which in (k.id, k.merged_into) and l.customer_id = gone);
  perform from conversations where id = any (logs) order by id for no key update;
  for place in
    select c.conrelid::regclass as home, a.attname as field
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'people'::regclass and cardinality(c.conkey) = 1
      and exists (select from pg_attribute log where log.attrelid = c.conrelid and log.attname = 'conversation_id')
      and c.conrelid not in ('audit'::regclass, 'staff'::regclass, 'people'::regclass)
  loop
    execute format('update %s set %I = $1 where %I = $2 and conversation_id = any ($3)', place.home, place.field, place.field)
      using stays, gone, logs;
  end loop;
  update conversations set customer_id = stays where id = any (logs);
  update cases set customer_id = stays where which in (id, merged_into) and customer_id = gone;
  return query select unnest(logs);
end $$;
