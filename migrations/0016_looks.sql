-- Asked at each look at a case. Its plan is kept by the connection: a body in SQL is planned anew at each call, which cost more
-- than what it asks.
create or replace function works_with_case(which uuid, who uuid) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from cases c
    where c.id = which and (
      c.owner_id = who or c.opened_by = who and c.customer_id <> who
      or exists (select from queue_staff s where s.queue_id = c.team_id and s.person_id = who)
      or exists (select from case_parts p where p.case_id = c.id and p.person_id = who)
    )
  );
end
$$;

-- What is looked for, in any of the languages; where they agree it is asked for once.
create function words_looked_for(search text) returns tsquery language plpgsql immutable as $$
declare
  one tsquery;
  all_of_them tsquery;
begin
  for one in
    select distinct websearch_to_tsquery(language, search)
    from unnest(array['swedish', 'danish', 'english', 'simple']::regconfig[]) as language
  loop
    all_of_them := coalesce(all_of_them || one, one);
  end loop;
  return all_of_them;
end
$$;

-- Cases that have such words, and each of the parts; so many at most. Reading each row's words is dearer than the planner
-- knows, even where a third of all have them, so that the index is asked; and not with the limit in sight.
create function cases_with_words(looked_for tsquery, have_parts text[], most int) returns setof uuid
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    with found as materialized (
      select w.case_id from case_words w where w.words @@ looked_for and w.parts like all (have_parts)
    )
    select case_id from found limit most;
end
$$;
