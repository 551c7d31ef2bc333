-- Delivery notes: signed by a drawing or by a name, on a known device, with the case's number and title as they were then.

alter table delivery_notes
  -- What the writer calls the request: a second one is answered with the first note.
  add column client_id uuid not null unique,
  -- To be sent with a change: who was faster is told.
  add column version int not null default 1 check (version > 0),
  add column changed_at timestamptz not null default now(),
  add column way text check (way in ('drawn', 'typed')),
  -- Who was signed in on the device that it was signed on: the customer, or staff who handed theirs over.
  add column held_by uuid references people,
  -- What the case was called when it was signed; it may be merged or change its title later.
  add column number text check (number ~ '^[2-9][0-9]{3}-[0-9]{6,9}$'),
  add column title text check (char_length(title) between 1 and 200),
  drop constraint delivery_notes_check,
  add constraint delivery_notes_signed_check
    check (num_nonnulls(signed_by, signed_at, text_sha256, way, held_by, number, title, file_id) in (0, 8)),
  add constraint delivery_notes_strokes_check check ((strokes is not null) = (way is not null and way = 'drawn')),
  add constraint delivery_notes_file unique (file_id);

-- What is signed stays as it is. It goes with its case when that is merged, and its paper is in the case's papers.
create function a_signed_note_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'case_id' = to_jsonb(old) - 'case_id' then
    return new;
  end if;
  raise exception 'delivery note % is signed: it is never changed', old.id using errcode = 'restrict_violation';
end $$;
create trigger delivery_notes_stay before update or delete on delivery_notes
  for each row when (old.signed_at is not null) execute function a_signed_note_stays();
