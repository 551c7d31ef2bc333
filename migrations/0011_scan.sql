-- The look for harmful code in files. Nobody is served one that waits, that was found infected, or that could not be looked at.
alter table files
  add column scan text not null default 'none' check (scan in ('none', 'waiting', 'clean', 'infected', 'failed')),
  add column scanned_at timestamptz,
  -- While it waits: until then a server has it in hand, or leaves it be after a fault. Null: whoever comes may take it.
  add column scan_held_until timestamptz;
create index files_waiting on files (created_at) where scan = 'waiting';
