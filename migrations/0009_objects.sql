-- The register of objects: machines and other things that are seen to.

-- Numbers for those that have none of their own, like M-000123.
create sequence object_numbers;

create table objects (
  id          uuid primary key,
  -- As it stands on its label: never changed by itself, found in any case.
  number      text not null check (number ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$'),
  name        text not null check (char_length(name) between 1 and 200),
  maker       text not null default '' check (char_length(maker) <= 100),
  model       text not null default '' check (char_length(model) <= 100),
  serial      text not null default '' check (char_length(serial) <= 100),
  -- Where it stands.
  street      text not null default '' check (char_length(street) <= 200),
  postcode    text not null default '' check (char_length(postcode) <= 10),
  town        text not null default '' check (char_length(town) <= 80),
  remarks     text not null default '' check (char_length(remarks) <= 2000),
  -- Grows with each change.
  version     int not null default 1,
  -- It is seen to no more.
  retired_at  timestamptz,
  created_at  timestamptz not null,
  -- What a search looks through.
  search      text not null generated always as (
    lower(number || ' ' || name || ' ' || maker || ' ' || model || ' ' || serial || ' ' || street || ' ' || postcode
          || ' ' || town)
  ) stored
);

-- Also the order of every list.
create unique index objects_number on objects (lower(number));

-- A search for part of a word is quick with trigrams. Any owner of a database may have them where PostgreSQL came with its
-- usual extensions; where not, a search reads the whole register, which takes longer and finds the same.
do $$
begin
  create extension if not exists pg_trgm;
  create index objects_search on objects using gin (search gin_trgm_ops);
exception
  when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
    raise notice 'pg_trgm is not to be had: objects are searched without an index';
end $$;
