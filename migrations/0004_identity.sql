-- Who people are and how they prove it: what they are known by, sessions with their devices, sign-ins under way, second
-- factors and passkeys; staff who come and go; an audit log that says from where.

alter table people drop constraint people_kind_check;
alter table people add constraint people_kind_check check (kind in ('visitor', 'customer', 'staff'));
alter table people
  add column street       text not null default '' check (char_length(street) <= 200),
  add column postcode     text not null default '' check (char_length(postcode) <= 20),
  add column town         text not null default '' check (char_length(town) <= 100),
  add column country      text not null default '' check (country ~ '^([A-Z]{2})?$'),
  add column born_on      date,
  -- What somebody wants those who help them to know.
  add column about        text not null default '' check (char_length(about) <= 1000),
  add column notify_email boolean not null default true,
  add column notify_sms   boolean not null default false,
  -- Who this turned out to be; everything of theirs has moved there.
  add column merged_into  uuid references people check (merged_into <> id);

-- What somebody is known by. Proven once, and then nobody else's.
create table identifiers (
  id          uuid primary key,
  person_id   uuid not null references people,
  kind        text not null check (kind in ('email', 'user_name', 'phone', 'personal_number', 'subject')),
  -- Of a subject: who vouches for it, written exactly as they write themselves.
  issuer      text not null default '' check (char_length(issuer) <= 300),
  -- Of one form: an address in lower case, a number as +46…, a personal number with twelve digits.
  value       text not null check (char_length(value) between 1 and 300),
  proven_at   timestamptz,
  proven_by   text check (proven_by in ('operator', 'mail', 'invitation', 'chosen', 'bankid', 'freja', 'oidc')),
  created_at  timestamptz not null default now(),
  check ((kind = 'subject') = (issuer <> '')),
  check ((proven_at is null) = (proven_by is null))
);
create unique index identifiers_proven on identifiers (kind, issuer, value) where proven_at is not null;
create unique index identifiers_own on identifiers (person_id, kind, issuer, value);
insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
  select gen_random_uuid(), id, 'email', lower(email), created_at, 'operator' from people where kind = 'staff';

alter table sessions
  -- How lists name it: the hash stays inside.
  add column id            uuid not null default gen_random_uuid(),
  -- How its holder proved who they are; a visit proves nothing.
  add column way           text not null default 'visit' check (way in
                             ('visit', 'password', 'link', 'invitation', 'passkey', 'bankid', 'freja', 'oidc')),
  -- Whether two things were proven: something known and something held, or one that is both.
  add column second_factor boolean not null default false,
  -- The browser and system as they call themselves.
  add column device        text not null default '' check (char_length(device) <= 300),
  add column address       inet,
  -- Of a session by OpenID Connect: who vouches, for whom, in which session of theirs.
  add column issuer        text,
  add column subject       text,
  add column issuer_session text;
create unique index sessions_id on sessions (id);
create index sessions_subject on sessions (issuer, subject) where issuer is not null;

-- A secret that works once: in a mail's link, or between two steps of signing in. Kept as its SHA-256.
create table tokens (
  hash        bytea primary key check (octet_length(hash) = 32),
  purpose     text not null check (purpose in
                ('verify_email', 'reset_password', 'link', 'invitation', 'second_factor')),
  person_id   uuid not null references people,
  -- SHA-256 of the browser's own secret, where it works in one browser only.
  browser     bytea check (octet_length(browser) = 32),
  detail      jsonb not null default '{}',
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  used_at     timestamptz
);
create index tokens_person on tokens (person_id, purpose);
create index tokens_expired on tokens (expires_at);

-- A sign-in that somebody outside must confirm: an order at BankID or Freja, a journey to an OpenID provider.
create table sign_ins (
  id           uuid primary key,
  provider     text not null check (char_length(provider) between 1 and 60),
  purpose      text not null check (purpose in ('sign_in', 'link')),
  -- The browser that began it: nobody else sees it or ends it.
  browser      bytea not null check (octet_length(browser) = 32),
  -- The visit that goes on as whoever signs in.
  visitor_id   uuid references people,
  -- Whose identifier it becomes, when somebody signed in adds one.
  person_id    uuid references people,
  return_to    text not null default '/',
  language     text not null default 'sv',
  device       text not null default '',
  address      inet,
  state        text not null default 'pending' check (state in ('pending', 'complete', 'used', 'failed', 'cancelled')),
  -- Why it waits or failed, in the provider's words for it.
  hint         text not null default '',
  -- The provider's name for it. Kept before anything is done with it.
  reference    text,
  -- What only the server may know while it lasts: a QR code's key, a code verifier, a nonce.
  secrets      jsonb not null default '{}',
  -- When the provider answered: a QR code counts its seconds from here.
  ordered_at   timestamptz,
  -- Whom the provider vouches for.
  result       jsonb,
  -- Which node asks the provider now, and until when nobody else does.
  node_id      uuid,
  lease_until  timestamptz,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  check ((purpose = 'link') = (person_id is not null)),
  check (state <> 'pending' or result is null),
  check (state = 'pending' or secrets = '{}'),
  check (state not in ('complete', 'used') or result is not null)
);
create unique index sign_ins_reference on sign_ins (provider, reference) where reference is not null;
create index sign_ins_pending on sign_ins (lease_until) where state = 'pending';
create index sign_ins_expired on sign_ins (expires_at);

create table second_factors (
  person_id     uuid primary key references people,
  -- The key of time-based codes (RFC 6238).
  secret        bytea not null check (octet_length(secret) between 16 and 64),
  confirmed_at  timestamptz,
  -- The last step whose code was used: none works twice.
  last_step     bigint not null default 0,
  created_at    timestamptz not null
);
create table recovery_codes (
  person_id  uuid not null references people,
  hash       bytea not null check (octet_length(hash) = 32),
  used_at    timestamptz,
  primary key (person_id, hash)
);
create table passkeys (
  id             uuid primary key,
  person_id      uuid not null references people,
  credential_id  bytea not null unique,
  credential     jsonb not null,
  name           text not null check (char_length(name) between 1 and 100),
  created_at     timestamptz not null,
  last_used_at   timestamptz
);
create index passkeys_person on passkeys (person_id);

-- What a role asks of whoever has it.
create table role_rules (
  role           text primary key check (role in ('advisor', 'supervisor', 'administrator')),
  second_factor  boolean not null
);

alter table staff
  add column invited_at      timestamptz,
  add column deactivated_at  timestamptz;

alter table audit
  add column session  uuid,
  add column address  inet;
create index audit_at on audit (at, id);

-- Who becomes somebody else is found everywhere without reading whole tables; rows of logs are found by their log.
drop index participants_person;
create index participants_person on participants (person_id);
create index people_merged on people (merged_into) where merged_into is not null;
create index entry_journal_who on entry_journal (who) where who is not null;
create index meeting_quality_person on meeting_quality (person_id);

-- Who has become somebody else begins nothing more: what comes too late by an old socket is refused, and done again as
-- whoever they are now. It waits for a merger that is under way.
create function still_somebody() returns trigger language plpgsql as $$
declare
  who uuid;
begin
  if tg_table_name = 'participants' then
    who := new.person_id;
  else
    who := new.customer_id;
  end if;
  perform from people where id = who and merged_into is null for share;
  if not found then
    raise exception 'this person has become somebody else' using errcode = 'SM001';
  end if;
  return new;
end $$;
create trigger participants_are_somebody before insert on participants for each row execute function still_somebody();
create trigger entries_are_somebodys before insert on entries for each row execute function still_somebody();
create trigger left_messages_are_somebodys before insert on left_messages
  for each row execute function still_somebody();

-- Everything of one person becomes another's; the journal of who did what stays as it was written. What names a person by
-- a foreign key moves, whichever table has it, so that one that comes later is not forgotten. Locks in the order in which
-- everybody does: places in line, logs, people.
create function merge_people(gone uuid, stays uuid, at timestamptz) returns void language plpgsql as $$
declare
  place record;
  theirs entries;
  kept entries;
  ended entries;
  logs uuid[];
begin
  if gone = stays then
    raise exception 'somebody can''t be merged into themselves';
  end if;
  perform from entries where customer_id in (gone, stays) and ended_at is null order by id for update;
  select * into theirs from entries where customer_id = gone and ended_at is null;
  select * into kept from entries where customer_id = stays and ended_at is null;
  logs := array(select id from conversations where customer_id = gone
                union select conversation_id from participants where person_id = gone);
  perform from conversations where id = any (logs || kept.conversation_id) order by id for no key update;
  perform from people where id in (gone, stays) order by id for no key update;
  -- Nobody waits twice: what they go on with here is kept, at the better place; unless somebody has taken up the other.
  if theirs.id is not null and kept.state = 'waiting' then
    ended := kept;
    if theirs.state = 'waiting' and theirs.queue_id = kept.queue_id then
      update entries set place_at = least(place_at, kept.place_at), waiting_since = least(waiting_since, kept.waiting_since)
        where id = theirs.id;
    end if;
  elsif kept.id is not null and theirs.state = 'waiting' then
    ended := theirs;
  end if;
  if ended.id is not null then
    update entries set state = 'left', ended_at = at, state_at = at, wait_until = null where id = ended.id;
    insert into entry_journal (entry_id, at, what, who) values (ended.id, at, 'left', stays);
    update conversations set state = 'ended' where id = ended.conversation_id;
  end if;
  delete from sessions where person_id = gone;
  delete from presences where person_id = gone;
  delete from tokens where person_id = gone;
  delete from sign_ins where person_id = gone;
  -- Of two apps for codes the one of whoever stays is kept.
  delete from recovery_codes where person_id = gone and exists (select from second_factors where person_id = stays);
  delete from second_factors where person_id = gone and exists (select from second_factors where person_id = stays);
  delete from credentials where person_id = gone and exists (select from credentials where person_id = stays);
  -- The same claim of both is one.
  delete from identifiers i using identifiers own
    where i.person_id = gone and own.person_id = stays and i.proven_at is null
      and (i.kind, i.issuer, i.value) = (own.kind, own.issuer, own.value);
  for place in
    select c.conrelid::regclass as home, a.attname as field,
      exists (select from pg_attribute log where log.attrelid = c.conrelid and log.attname = 'conversation_id') as is_in_logs
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'people'::regclass and cardinality(c.conkey) = 1
      and c.conrelid not in ('audit'::regclass, 'staff'::regclass, 'people'::regclass)
  loop
    execute format('update %s set %I = $1 where %I = $2', place.home, place.field, place.field)
      || case when place.is_in_logs then ' and conversation_id = any ($3)' else '' end
      using stays, gone, logs;
  end loop;
  update people stayed set
      name = case when stayed.name = '' then left_behind.name else stayed.name end,
      email = case when stayed.email = '' then left_behind.email else stayed.email end,
      phone = case when stayed.phone = '' then left_behind.phone else stayed.phone end
    from people left_behind where stayed.id = stays and left_behind.id = gone;
  update people set merged_into = stays where merged_into = gone or id = gone;
end $$;
