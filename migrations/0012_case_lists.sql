-- Lists of cases that are kept, and what finds the cases of a list fast.
alter table saved_views
  add column sort text not null default 'due' check (sort in ('newest', 'changed', 'due')),
  add column sort_order text not null default 'asc' check (sort_order in ('asc', 'desc'));

-- What lists that are not kept show somebody; the usual where there is none.
create table case_columns (
  person_id  uuid primary key references staff,
  columns    text[] not null
);

-- The order of a list with what it is narrowed by: also a list of which few are in it is read from the index alone. A case is a
-- kilobyte and more, and its line here a hundred bytes.
drop index cases_newest;
drop index cases_changed;
drop index cases_due;
create index cases_newest on cases (created_at desc, id desc)
  include (status, type_id, owner_id, team_id, customer_id, urgent, next_due_at)
  where merged_into is null;
create index cases_changed on cases (changed_at desc, id desc)
  include (status, type_id, owner_id, team_id, customer_id, urgent, next_due_at, created_at)
  where merged_into is null;
create index cases_due on cases (next_due_at, id)
  include (status, type_id, owner_id, team_id, customer_id, urgent, created_at)
  where merged_into is null;
create index cases_due_last on cases (next_due_at desc nulls last, id desc)
  include (status, type_id, owner_id, team_id, customer_id, urgent, created_at)
  where merged_into is null;
-- Of all cases few are open, and those are what people look at.
create index cases_open on cases (next_due_at, id)
  include (status, type_id, owner_id, team_id, customer_id, urgent, created_at, changed_at)
  where merged_into is null and status in ('new', 'active', 'waiting', 'paused');

-- A list counts a case's files; a long thread has few.
create index messages_files on messages (conversation_id) where kind = 'file';
