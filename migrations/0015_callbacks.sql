-- Who waits to be rung up about a case. The row is there as long as they wait, and only in a case that is open.
create table case_callbacks (
  case_id   uuid primary key references cases,
  phone     text not null check (char_length(phone) between 1 and 40),
  -- When it suits, in their words.
  wish      text not null default '' check (char_length(wish) <= 200),
  -- The customer, or who of the staff wrote it down for them.
  asked_by  uuid not null references people,
  asked_at  timestamptz not null,
  -- Calls that nobody answered, and the last of them.
  attempts  int not null default 0 check (attempts >= 0),
  tried_at  timestamptz,
  check ((attempts = 0) = (tried_at is null))
);
