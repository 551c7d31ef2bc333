-- What is looked for, in any of the languages; where they agree it is asked for once. What is not wanted is not wanted in any
-- language's form: the ovens that one language leaves out, another would bring back.
create or replace function words_looked_for(search text) returns tsquery language plpgsql immutable as $$
declare
  languages constant regconfig[] := array['swedish', 'danish', 'english', 'simple'];
  one tsquery;
  all_of_them tsquery;
  unquoted text;
begin
  for one in
    select distinct websearch_to_tsquery(language, search) from unnest(languages) as language
  loop
    all_of_them := coalesce(all_of_them || one, one);
  end loop;
  -- A dash within a phrase is no more than a dash.
  unquoted := regexp_replace(search, '(^|[^-])"[^"]*"?', '\1 ', 'g');
  for one in
    select distinct websearch_to_tsquery(language, unwanted[1])
    from regexp_matches(unquoted, '(?:^|\s)(-\s*(?:"[^"]*"?|\S+))', 'g') as unwanted, unnest(languages) as language
  loop
    all_of_them := all_of_them && one;
  end loop;
  return all_of_them;
exception when internal_error then
  -- More dashes and quotes within each other than Postgres keeps in mind: then they are no more than what stands between words.
  all_of_them := null;
  for one in
    select distinct plainto_tsquery(language, search) from unnest(languages) as language
  loop
    all_of_them := coalesce(all_of_them || one, one);
  end loop;
  return all_of_them;
end
$$;
