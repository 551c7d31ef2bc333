-- When something that the customer sees last changed: what staff do among themselves does not move it.
alter table cases add column shown_at timestamptz not null default now();
update cases set shown_at = changed_at;

-- A case's number as people write it.
create function case_number(year int, number int) returns text language sql immutable
  return year || '-' || lpad(number::text, greatest(6, length(number::text)), '0');

create or replace function index_cases(which uuid[]) returns void language sql as $$
  with told as (
    select c.id, case_number(c.year, c.number) as number, c.title, c.street, c.invoice_reference,
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

-- When a call suits, where whoever left the message asks for one.
alter table left_messages add column callback text check (char_length(callback) <= 200);
