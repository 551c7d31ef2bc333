-- Cases: a matter from the first word to the end, its papers, its clocks, and the machines it may be about.

-- The newest number of each year. Taken in the transaction that opens the case, so that a year has no gaps.
create table case_numbers (
  year  int primary key check (year between 2000 and 9999),
  last  int not null check (last > 0)
);
create function next_case_number(of_year int) returns int language sql as $$
  insert into case_numbers (year, last) values (of_year, 1)
  on conflict (year) do update set last = case_numbers.last + 1
  returning last
$$;

create table case_types (
  id          uuid primary key,
  slug        text not null unique check (slug ~ '^[a-z0-9-]{1,40}$'),
  place       int not null default 0,
  -- The newest of its forms.
  version     int not null default 1 check (version > 0),
  -- Who may open one from a form.
  open_to     text not null default 'everybody' check (open_to in ('everybody', 'customers', 'staff')),
  team_id     uuid not null references queues,
  -- What is promised by priority, 0 the least: minutes of business time by clock.
  promises    jsonb not null default '{}',
  retired_at  timestamptz
);

-- What a case is made from. A form is never changed: an old case keeps its own.
create table case_forms (
  type_id     uuid not null references case_types,
  version     int not null check (version > 0),
  name        jsonb not null,
  about       jsonb not null,
  form        jsonb not null,
  created_by  uuid references people,
  created_at  timestamptz not null default now(),
  primary key (type_id, version)
);

create table cases (
  id            uuid primary key,
  year          int not null,
  number        int not null check (number > 0),
  type_id       uuid not null,
  type_version  int not null,
  title         text not null check (char_length(title) between 1 and 200),
  description   text not null default '' check (char_length(description) <= 20000),
  -- What was filled in in the form, by key.
  answers       jsonb not null default '{}',
  status        text not null default 'new' check (status in ('new', 'active', 'paused', 'waiting', 'resolved', 'closed')),
  -- Shown to the customer.
  pause_reason  text check (char_length(pause_reason) between 1 and 300),
  urgent        boolean not null default false,
  priority      smallint not null default 1 check (priority between 0 and 4),
  customer_id   uuid not null references people,
  -- Where whoever is not signed in is written to, and proven by nothing.
  told_at       text not null default '' check (char_length(told_at) <= 254),
  language      text not null default 'sv' check (language in ('sv', 'en', 'da', 'nb', 'fi')),
  owner_id      uuid references staff,
  team_id       uuid not null references queues,
  object_id     uuid references objects,
  via           text not null check (via in ('form', 'chat', 'left_message', 'phone')),
  opened_by     uuid references people,
  -- What the sender calls the request: a second one is answered with the first case.
  client_id     uuid not null,
  created_at    timestamptz not null default now(),
  status_at     timestamptz not null default now(),
  changed_at    timestamptz not null default now(),
  -- Clocks: a word of staff, since when the customer waits for another one, and the end.
  answered_at   timestamptz,
  waits_since   timestamptz,
  -- The nearest of its deadlines, and whether any was missed.
  next_due_at   timestamptz,
  missed        boolean not null default false,
  resolved_at   timestamptz,
  merged_into   uuid references cases,
  -- To be sent with a change: who was faster is told.
  version       int not null default 1,
  -- Of the answers, where the form asks for them: for columns and filters.
  street        text not null default '',
  invoice_reference text not null default '',
  unique (year, number),
  constraint cases_client_id unique (client_id),
  foreign key (type_id, type_version) references case_forms,
  check ((status = 'paused') = (pause_reason is not null)),
  check ((status in ('resolved', 'closed')) = (resolved_at is not null)),
  check (merged_into <> id),
  check (merged_into is null or status = 'closed')
);
create index cases_customer on cases (customer_id, created_at desc);
create index cases_owner on cases (owner_id, status_at desc) where merged_into is null and owner_id is not null;
create index cases_team on cases (team_id, urgent desc, priority desc, created_at, id) where merged_into is null;
create index cases_newest on cases (created_at desc, id desc) where merged_into is null;
create index cases_status on cases (status, created_at desc, id desc) where merged_into is null;
create index cases_object on cases (object_id, created_at desc) where object_id is not null;
create index cases_merged on cases (merged_into) where merged_into is not null;
create index cases_changed on cases (changed_at desc, id desc) where merged_into is null;
create index cases_due on cases (next_due_at, id) where merged_into is null;
-- What cases are found by, apart from what changes each day: no change of status, owner or deadline touches these indexes.
-- Words lie apart from the rest, so that a row is read without them.
create table case_words (
  case_id  uuid primary key references cases,
  -- All words in three languages, names and numbers as they stand.
  words    tsvector not null,
  -- What is looked for by a part of it: numbers, streets, references, telephones without signs.
  parts    text not null
) with (toast_tuple_target = 128);
alter table case_words alter column words set storage external;
-- Short waiting lists (KiB): a search reads all of what waits, and what is written together is put in together.
create index case_words_words on case_words using gin (words) with (gin_pending_list_limit = 256);
-- Parts of numbers and names are found by trigrams where they can be had; else all are read, which finds the same.
do $$
begin
  create extension if not exists pg_trgm;
  create index case_words_parts on case_words using gin (parts gin_trgm_ops) with (gin_pending_list_limit = 256);
exception
  when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
    raise notice 'pg_trgm is not to be had: parts of cases are searched without an index';
end $$;
create trigger cases_are_somebodys before insert on cases for each row execute function still_somebody();

-- How long a case has been paused, for its clocks.
create table case_pauses (
  case_id  uuid not null references cases,
  began    timestamptz not null,
  ended    timestamptz,
  primary key (case_id, began),
  check (ended >= began)
);
create unique index case_pauses_one on case_pauses (case_id) where ended is null;

-- Others whom a case is about, or who are asked about it.
create table case_people (
  id         uuid primary key,
  case_id    uuid not null references cases,
  part       text not null check (part in ('applicant', 'contact')),
  -- Who may follow it too, once they have proven who they are.
  person_id  uuid references people,
  name       text not null check (char_length(name) between 1 and 100),
  email      text not null default '' check (char_length(email) <= 254),
  phone      text not null default '' check (char_length(phone) <= 40),
  place      int not null default 0
);
create index case_people_case on case_people (case_id, place);
create index case_people_person on case_people (person_id) where person_id is not null;

-- Staff who take part on purpose, whoever has the case.
create table case_parts (
  case_id    uuid not null references cases,
  person_id  uuid not null references staff,
  primary key (case_id, person_id)
);
create index case_parts_person on case_parts (person_id);
-- Whether somebody of the staff works with a case: has it, serves its team, takes part, or entered it for somebody. To have
-- looked into its logs, or to have had it, is not enough.
create function works_with_case(which uuid, who uuid) returns boolean language sql stable as $$
  select exists (
    select from cases c
    where c.id = which and (
      c.owner_id = who or c.opened_by = who and c.customer_id <> who
      or exists (select from queue_staff s where s.queue_id = c.team_id and s.person_id = who)
      or exists (select from case_parts p where p.case_id = c.id and p.person_id = who)
    )
  )
$$;

-- A case's logs: threads with the customer, what only staff read, and its papers, which may be there before it.
alter table conversations
  add column case_id uuid references cases,
  -- Of a case's log: what was written up to here has been seen to.
  add column followed_seq bigint not null default 0,
  drop constraint conversations_kind_check,
  drop constraint conversations_watch_check,
  drop constraint conversations_check1,
  add constraint conversations_kind_check check (kind in ('chat', 'internal', 'meeting', 'thread', 'notes', 'papers')),
  add constraint conversations_watch_check check (watch in ('none', 'parked', 'left', 'case')),
  add constraint conversations_customer_check check ((kind in ('chat', 'thread', 'papers')) = (customer_id is not null)),
  add constraint conversations_case_check
    check (case when kind in ('thread', 'notes') then case_id is not null else kind = 'papers' or case_id is null end);
create index conversations_case on conversations (case_id, created_at) where case_id is not null;
-- Written in the transaction that writes in a case's log, so that what follows from it is done, whoever dies.
create table case_written (
  conversation_id  uuid primary key references conversations,
  at               timestamptz not null default now()
);
create function case_was_written() returns trigger language plpgsql as $$
begin
  insert into case_written (conversation_id) values (new.id) on conflict do nothing;
  return null;
end $$;
create trigger conversations_case_written after update of head_seq on conversations
  for each row when (new.watch = 'case') execute function case_was_written();
create unique index conversations_notes on conversations (case_id) where kind = 'notes';

-- What belongs together: the chat it came from, and other cases. Of two cases the older stands first.
create table case_links (
  case_id          uuid not null references cases,
  conversation_id  uuid references conversations,
  other_id         uuid references cases,
  created_by       uuid references people,
  created_at       timestamptz not null default now(),
  check (num_nonnulls(conversation_id, other_id) = 1),
  check (case_id < other_id),
  unique (case_id, conversation_id),
  unique (case_id, other_id)
);
create index case_links_conversation on case_links (conversation_id) where conversation_id is not null;
create index case_links_other on case_links (other_id) where other_id is not null;

-- Everything that happened, in order. What is not public no customer sees.
create table case_journal (
  id       bigint generated always as identity primary key,
  case_id  uuid not null references cases,
  at       timestamptz not null default now(),
  who      uuid references people,
  public   boolean not null,
  detail   jsonb not null default '{}'
);
create index case_journal_case on case_journal (case_id, id);
create index case_journal_who on case_journal (who) where who is not null;

create table checklist_templates (
  id          uuid primary key,
  name        jsonb not null,
  steps       jsonb not null,
  -- It comes by itself with a new case of this type whose answers fulfil the conditions.
  type_id     uuid references case_types,
  conditions  jsonb not null default '[]',
  place       int not null default 0,
  version     int not null default 1,
  retired_at  timestamptz
);

create table checklists (
  id           uuid primary key,
  case_id      uuid not null references cases,
  template_id  uuid references checklist_templates,
  name         jsonb not null,
  place        int not null default 0,
  created_at   timestamptz not null default now()
);
create index checklists_case on checklists (case_id, place);

create table checklist_steps (
  id            uuid primary key,
  checklist_id  uuid not null references checklists,
  place         int not null,
  title         jsonb not null,
  instruction   jsonb not null,
  done_by       text not null check (done_by in ('customer', 'staff')),
  -- Whether it is done with a paper at hand, and whether staff look at it before it is settled.
  wants_files   boolean not null default false,
  is_reviewed   boolean not null default false,
  -- Whether customers see it.
  public        boolean not null default true,
  due_on        date,
  -- The case does not come to these before it is settled.
  gates         text[] not null default '{}',
  state         text not null default 'open' check (state in ('open', 'handed_in', 'sent_back', 'settled')),
  reason        text check (char_length(reason) between 1 and 500),
  state_by      uuid references people,
  state_at      timestamptz,
  version       int not null default 1,
  check ((state = 'sent_back') = (reason is not null)),
  unique (checklist_id, place) deferrable initially deferred
);

create table checklist_files (
  step_id   uuid not null references checklist_steps,
  file_id   uuid not null unique references files,
  place     int not null,
  added_at  timestamptz not null default now(),
  primary key (step_id, file_id)
);

-- Each deadline is waited for by itself, and comes once.
create table case_deadlines (
  case_id    uuid not null references cases,
  clock      text not null check (clock in ('first_answer', 'next_answer', 'solution')),
  -- Which waiting it is of: when that began.
  since      timestamptz not null,
  -- None while the case is paused.
  warn_at    timestamptz,
  due_at     timestamptz,
  warned_at  timestamptz,
  missed_at  timestamptz,
  met_at     timestamptz,
  primary key (case_id, clock, since),
  check (warn_at <= due_at),
  check ((warn_at is null) = (due_at is null))
);
create index case_deadlines_case on case_deadlines (case_id) where met_at is null;
create index case_deadlines_warn on case_deadlines (warn_at) where warned_at is null and missed_at is null and met_at is null;
create index case_deadlines_due on case_deadlines (due_at) where missed_at is null and met_at is null;

-- What somebody looks at again and again.
create table saved_views (
  id         uuid primary key,
  person_id  uuid not null references staff,
  name       text not null check (char_length(name) between 1 and 60),
  filter     jsonb not null,
  columns    text[] not null,
  place      int not null default 0,
  version    int not null default 1
);
create index saved_views_person on saved_views (person_id, place);

-- A note of what was delivered, signed on a screen.
create table delivery_notes (
  id           uuid primary key,
  case_id      uuid not null references cases,
  text         text not null check (char_length(text) between 1 and 20000),
  created_by   uuid not null references staff,
  created_at   timestamptz not null default now(),
  signed_by    text check (char_length(signed_by) between 1 and 100),
  signed_at    timestamptz,
  -- Of what was signed: SHA-256 of the text as it was shown.
  text_sha256  bytea check (octet_length(text_sha256) = 32),
  -- The drawing, strokes of points, and the paper that came of it.
  strokes      jsonb,
  file_id      uuid references files,
  check (num_nonnulls(signed_by, signed_at, text_sha256, strokes) in (0, 4))
);
create index delivery_notes_case on delivery_notes (case_id, created_at);

-- What cases are found by, anew: their words in three languages and as they stand, and what is looked for by a part of it.
create function index_cases(which uuid[]) returns void language sql as $$
  with told as (
    select c.id, c.year || '-' || lpad(c.number::text, 6, '0') as number, c.title, c.street, c.invoice_reference,
           concat_ws(' ', p.name, p.email,
             (select string_agg(concat_ws(' ', o.name, o.email), ' ') from case_people o where o.case_id = c.id)) as names,
           concat_ws(' ', regexp_replace(p.phone, '[^0-9]', '', 'g'),
             (select string_agg(regexp_replace(o.phone, '[^0-9]', '', 'g'), ' ') from case_people o where o.case_id = c.id),
             (select string_agg(regexp_replace(v.v #>> '{}', '[^0-9]', '', 'g'), ' ')
              from jsonb_each(c.answers) v (k, v)
              where jsonb_typeof(v.v) = 'string' and v.v #>> '{}' ~ '^[+]?[0-9]{5,15}$')) as phones,
           coalesce(c.answers ->> 'object', '') as object,
           concat_ws(' ', c.title, c.description,
             (select string_agg(v #>> '{}', ' ')
              from jsonb_path_query(c.answers, 'strict $.**') v where jsonb_typeof(v) = 'string')) as texts
    from cases c
    join people p on p.id = c.customer_id
    where c.id = any (which)
  )
  insert into case_words (case_id, words, parts)
  select t.id,
         to_tsvector('swedish', t.texts) || to_tsvector('danish', t.texts) || to_tsvector('english', t.texts)
         || to_tsvector('simple', concat_ws(' ', t.texts, t.names)),
         lower(concat_ws(' ', t.number, nullif(t.object, ''), nullif(t.street, ''), nullif(t.invoice_reference, ''),
                         t.names, t.phones))
  from told t
  on conflict (case_id) do update set words = excluded.words, parts = excluded.parts
$$;
