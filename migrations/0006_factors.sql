-- Second factors that are replaced without a gap, what a passkey is to answer, and staff settings that two don't overwrite.

-- A key that is shown and not confirmed yet stands beside the one that works.
alter table second_factors alter column secret drop not null;
alter table second_factors add column pending_secret bytea check (octet_length(pending_secret) between 16 and 64);
alter table second_factors add check (confirmed_at is null or secret is not null);

-- What a passkey is to answer, once and in the browser that asked.
create table passkey_challenges (
  id          uuid primary key,
  purpose     text not null check (purpose in ('register', 'sign_in', 'second_factor')),
  -- Who adds one, or shows one beside something else; nobody where the passkey says who it is.
  person_id   uuid references people,
  browser     bytea not null check (octet_length(browser) = 32),
  state       jsonb not null,
  expires_at  timestamptz not null,
  check ((purpose = 'sign_in') = (person_id is null))
);
create index passkey_challenges_expired on passkey_challenges (expires_at);
create index passkey_challenges_person on passkey_challenges (person_id);

-- Grows with each change by an administrator.
alter table staff add column version int not null default 1;
-- While somebody is invited and has not come yet; who came has none.
comment on column staff.invited_at is 'set until the invitation is taken';
