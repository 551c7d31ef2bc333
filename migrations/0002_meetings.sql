-- Video meetings: who waits, who is inside, on which node, by which links, and how it went.

alter table conversations drop constraint conversations_kind_check;
alter table conversations add constraint conversations_kind_check check (kind in ('chat', 'internal', 'meeting'));

create table meetings (
  id               uuid primary key,
  host_id          uuid not null references staff,
  title            text not null default '' check (char_length(title) <= 120),
  state            text not null default 'open' check (state in ('open', 'ended')),
  -- The chat it came out of, if any.
  chat_id          uuid references conversations,
  -- Where those in it write: the chat, or a log of its own as soon as others may come by a link.
  conversation_id  uuid not null references conversations,
  locked           boolean not null default false,
  next_seat        int not null default 1 check (next_seat > 0),
  -- The node that has the room; the epoch tells its claim from later ones.
  node_id          uuid references nodes on delete set null,
  epoch            int not null default 0,
  created_at       timestamptz not null default now(),
  started_at       timestamptz,
  ended_at         timestamptz,
  check ((state = 'ended') = (ended_at is not null))
) with (fillfactor = 80);
-- A second click on "start" finds the first one.
create unique index meetings_chat on meetings (chat_id) where state = 'open';
create index meetings_host on meetings (host_id, created_at desc);
create index meetings_created on meetings (created_at desc);
create index meetings_node on meetings (node_id) where state = 'open';

-- A link's secret part is kept as it is: its host must be able to show it again, and it opens a waiting room only.
create table meeting_links (
  link        text primary key check (char_length(link) = 32),
  meeting_id  uuid not null references meetings,
  created_at  timestamptz not null default now(),
  revoked_at  timestamptz
);
create index meeting_links_meeting on meeting_links (meeting_id, created_at);

create table meeting_people (
  meeting_id     uuid not null references meetings,
  person_id      uuid not null references people,
  name           text not null check (char_length(name) <= 100),
  state          text not null check (state in ('checking', 'waiting', 'called', 'in_room', 'held', 'left', 'removed')),
  since          timestamptz not null,
  inside_at      timestamptz,
  held_for_host  boolean not null default false,
  device         jsonb not null,
  consent_at     timestamptz,
  link           text references meeting_links,
  seat           int,
  -- Where they write with the host while they wait.
  thread_id      uuid references conversations,
  primary key (meeting_id, person_id),
  check (seat is null or state in ('in_room', 'held'))
) with (fillfactor = 60);
-- Who is in a call now: what an advisor's capacity is asked by.
create index meeting_people_seated on meeting_people (person_id) where seat is not null;

create table meeting_quality (
  meeting_id     uuid not null references meetings,
  person_id      uuid not null references people,
  minute         timestamptz not null,
  score          real not null check (score between 1 and 5),
  loss_in_pct    real not null,
  loss_out_pct   real not null,
  round_trip_ms  int not null,
  frozen_ms      int not null,
  cause          text not null check (cause in ('none', 'download', 'upload', 'device', 'cut')),
  primary key (meeting_id, person_id, minute)
);
