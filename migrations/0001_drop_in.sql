-- People, sessions, queues, conversations and what surrounds a drop-in chat.
-- The database holds the invariants: a row that could not be true can't be written.

create table people (
  id          uuid primary key,
  kind        text not null check (kind in ('visitor', 'staff')),
  name        text not null default '' check (char_length(name) <= 100),
  email       text not null default '' check (char_length(email) <= 254),
  phone       text not null default '' check (char_length(phone) <= 40),
  language    text not null default 'sv' check (language in ('sv', 'en', 'da', 'nb', 'fi')),
  created_at  timestamptz not null default now()
);
create unique index people_staff_email on people (lower(email)) where kind = 'staff';

create table credentials (
  person_id      uuid primary key references people,
  password_hash  text not null,
  changed_at     timestamptz not null default now()
);

-- A session's secret is never stored: only its SHA-256.
create table sessions (
  token_hash    bytea primary key check (octet_length(token_hash) = 32),
  person_id     uuid not null references people,
  created_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  expires_at    timestamptz not null
);
create index sessions_person on sessions (person_id);

create table staff (
  person_id   uuid primary key references people,
  role        text not null check (role in ('advisor', 'supervisor', 'administrator')),
  title       text not null default '',
  languages   text[] not null default '{sv}',
  skills      text[] not null default '{}',
  capacity    int not null default 3 check (capacity between 0 and 100),
  state       text not null default 'away' check (state in ('available', 'busy', 'away')),
  state_at    timestamptz not null default now(),
  -- Since when nothing has been offered or ended: who has waited longest for work gets the next.
  idle_since  timestamptz not null default now(),
  -- Set when the last socket went; what they had is handed on when the grace has passed.
  gone_since  timestamptz
);

create table queues (
  id             uuid primary key,
  slug           text not null unique check (slug ~ '^[a-z0-9-]{1,40}$'),
  place          int not null default 0,
  name           jsonb not null,
  about          jsonb not null,
  hours          jsonb not null,
  cap            int not null default 50 check (cap between 0 and 100000),
  cap_action     text not null default 'leave_message' check (cap_action in ('leave_message', 'turn_away')),
  longest_wait_s int not null default 1800 check (longest_wait_s between 10 and 86400),
  wait_action    text not null default 'suggest' check (wait_action in ('suggest', 'to_message')),
  offer_s        int not null default 30 check (offer_s between 1 and 600),
  priority       int not null default 0 check (priority between 0 and 9),
  skills         text[] not null default '{}',
  thresholds     jsonb not null,
  version        int not null default 1
);

create table queue_staff (
  queue_id   uuid not null references queues,
  person_id  uuid not null references staff,
  primary key (queue_id, person_id)
);
create index queue_staff_person on queue_staff (person_id);

create table conversations (
  id           uuid primary key,
  kind         text not null check (kind in ('chat', 'internal')),
  -- The chat that an internal log is about; every chat has exactly one.
  parent_id    uuid references conversations,
  customer_id  uuid references people,
  queue_id     uuid references queues,
  subject      text not null default '' check (char_length(subject) <= 300),
  state        text not null default 'open' check (state in ('open', 'ended')),
  -- Newest seq of the log. Not indexed, so that moving it is a heap-only update.
  head_seq     bigint not null default 0 check (head_seq >= 0),
  -- What should happen when somebody writes: a parked chat is taken up, a left message is answered.
  watch        text not null default 'none' check (watch in ('none', 'parked', 'left')),
  created_at   timestamptz not null default now(),
  check ((kind = 'internal') = (parent_id is not null)),
  check ((kind = 'chat') = (customer_id is not null))
) with (fillfactor = 60);
create unique index conversations_internal on conversations (parent_id) where parent_id is not null;
create index conversations_customer on conversations (customer_id, created_at desc) where customer_id is not null;

create table participants (
  conversation_id  uuid not null references conversations,
  person_id        uuid not null references people,
  role             text not null check (role in ('customer', 'advisor', 'supervisor')),
  joined_at        timestamptz not null default now(),
  left_at          timestamptz,
  delivered_seq    bigint not null default 0,
  read_seq         bigint not null default 0,
  primary key (conversation_id, person_id),
  check (read_seq <= delivered_seq)
) with (fillfactor = 60);
create index participants_person on participants (person_id) where left_at is null;

create table files (
  id               uuid primary key,
  conversation_id  uuid not null references conversations,
  uploader_id      uuid not null references people,
  name             text not null check (char_length(name) between 1 and 200),
  media_type       text not null,
  size             bigint not null check (size >= 0),
  sha256           bytea not null check (octet_length(sha256) = 32),
  width            int,
  height           int,
  preview          boolean not null default false,
  removed_at       timestamptz,
  created_at       timestamptz not null default now()
);
create index files_conversation on files (conversation_id);

-- The log. (conversation_id, seq) is dense: 1, 2, 3 …; only the append statement writes here.
create table messages (
  conversation_id  uuid not null references conversations,
  seq              bigint not null check (seq > 0),
  client_id        uuid not null,
  author_id        uuid references people,
  role             text not null check (role in ('customer', 'advisor', 'supervisor', 'system')),
  kind             text not null check (kind in ('text', 'file', 'edit', 'redact', 'notice')),
  body             text,
  file_id          uuid references files,
  target_seq       bigint,
  notice           jsonb,
  created_at       timestamptz not null default now(),
  edited_at        timestamptz,
  redacted_at      timestamptz,
  primary key (conversation_id, seq),
  constraint messages_client_id unique (conversation_id, client_id),
  check ((role = 'system') = (author_id is null)),
  check (kind <> 'text' or redacted_at is not null or body is not null),
  check (kind <> 'notice' or notice is not null),
  check ((kind in ('edit', 'redact')) = (target_seq is not null))
);

-- What a row said before it was edited or taken back: for audit only.
create table message_revisions (
  conversation_id  uuid not null,
  seq              bigint not null,
  revision         int not null,
  body             text,
  file_id          uuid,
  changed_by       uuid not null references people,
  changed_at       timestamptz not null default now(),
  primary key (conversation_id, seq, revision),
  foreign key (conversation_id, seq) references messages
);

-- One visit to a queue. The checks make a half-assigned entry impossible.
create table entries (
  id                uuid primary key,
  queue_id          uuid not null references queues,
  conversation_id   uuid not null references conversations,
  customer_id       uuid not null references people,
  state             text not null check (state in
                      ('waiting', 'offered', 'active', 'parked', 'closed', 'left', 'timed_out', 'turned_to_message')),
  priority          int not null default 0,
  language          text not null default 'sv',
  skills            text[] not null default '{}',
  joined_at         timestamptz not null default now(),
  -- Place in line: joined_at, or earlier for who was handed over or lost the advisor.
  place_at          timestamptz not null default now(),
  -- Since when the customer waits, or waited the last time: joined_at, or when they were put back in line.
  waiting_since     timestamptz not null default now(),
  -- When the longest wait ends, counted from waiting_since; cleared when its action has been carried out.
  wait_until        timestamptz,
  suggested         boolean not null default false,
  -- Whom it must go to, when handed to a colleague.
  wanted_by         uuid references staff,
  note              text,
  offered_to        uuid references staff,
  offered_at        timestamptz,
  offer_until       timestamptz,
  offer_why         jsonb,
  refused_by        uuid[] not null default '{}',
  refused_until     timestamptz,
  advisor_id        uuid references staff,
  accepted_at       timestamptz,
  -- When the first advisor took it; the wait ends here.
  answered_at       timestamptz,
  ended_at          timestamptz,
  predicted_p50_s   int,
  predicted_p90_s   int,
  position_at_join  int,
  -- Since when the customer waits for an answer within the chat.
  unanswered_since  timestamptz,
  state_at          timestamptz not null default now(),
  check ((state = 'offered') = (offered_to is not null)),
  check ((offered_to is null) = (offer_until is null)),
  check (offered_to is null or offer_why is not null),
  check ((state in ('active', 'parked')) = (advisor_id is not null and ended_at is null)),
  check ((state in ('closed', 'left', 'timed_out', 'turned_to_message')) = (ended_at is not null))
) with (fillfactor = 80);
-- A double click on "start" finds the first one.
create unique index entries_one_open on entries (customer_id)
  where state in ('waiting', 'offered', 'active', 'parked');
create index entries_line on entries (queue_id, priority desc, place_at) where state in ('waiting', 'offered');
create index entries_advisor on entries (advisor_id) where state in ('active', 'parked');
create index entries_offered on entries (offered_to) where state = 'offered';
create index entries_conversation on entries (conversation_id);
create index entries_recent on entries (queue_id, joined_at);

-- Every decision about an entry and its reason.
create table entry_journal (
  id        bigint generated always as identity primary key,
  entry_id  uuid not null references entries,
  at        timestamptz not null default now(),
  what      text not null,
  who       uuid references people,
  -- Absent where what happened says it all.
  why       jsonb
);
create index entry_journal_entry on entry_journal (entry_id, id);

create table left_messages (
  id               uuid primary key,
  queue_id         uuid not null references queues,
  conversation_id  uuid not null unique references conversations,
  customer_id      uuid not null references people,
  client_id        uuid not null,
  state            text not null default 'new' check (state in ('new', 'taken', 'answered', 'closed')),
  text             text not null,
  taken_by         uuid references staff,
  created_at       timestamptz not null default now(),
  state_at         timestamptz not null default now(),
  -- What was written in its log up to here has been seen to: answers have been mailed.
  followed_seq     bigint not null default 0,
  unique (customer_id, client_id),
  check ((state = 'new') = (taken_by is null) or state = 'closed')
);
create index left_messages_open on left_messages (created_at) where state <> 'closed';

create table ratings (
  conversation_id  uuid primary key references conversations,
  person_id        uuid not null references people,
  score            int not null check (score between 1 and 5),
  comment          text not null default '' check (char_length(comment) <= 2000),
  created_at       timestamptz not null default now()
);

create table canned_replies (
  id        uuid primary key,
  shortcut  text not null,
  title     text not null,
  text      text not null,
  language  text not null default 'sv',
  unique (shortcut, language)
);

-- Outgoing mail, written in the transaction that caused it and sent afterwards.
create table mails (
  id            uuid primary key,
  to_address    text not null,
  subject       text not null,
  body          text not null,
  -- What makes a second enqueue the same mail.
  once_key      text unique,
  state         text not null default 'due' check (state in ('due', 'sent', 'failed')),
  attempts      int not null default 0,
  due_at        timestamptz not null default now(),
  lease_until   timestamptz,
  last_error    text,
  created_at    timestamptz not null default now()
);
create index mails_due on mails (due_at) where state = 'due';

-- Running servers and who is connected to them. A node whose lease has passed is gone, and its people with it.
create table nodes (
  id           uuid primary key,
  started_at   timestamptz not null default now(),
  lease_until  timestamptz not null
);
create table presences (
  node_id    uuid not null references nodes on delete cascade,
  person_id  uuid not null references people,
  sockets    int not null check (sockets > 0),
  primary key (node_id, person_id)
);
create index presences_person on presences (person_id);

-- Who did or read what. Append-only: a trigger refuses anything else, whoever asks.
create table audit (
  id       bigint generated always as identity primary key,
  at       timestamptz not null default now(),
  actor    uuid references people,
  action   text not null,
  subject  uuid,
  detail   jsonb not null default '{}'
);
create index audit_subject on audit (subject, id);
create index audit_actor on audit (actor, id);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();
revoke update, delete, truncate on audit from public;
