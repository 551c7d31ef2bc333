//! What narrows a list of cases, as SQL.

use std::collections::HashSet;

use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use signaling::protocol::{CaseTypeId, PersonId, QueueId};
use sqlx::{PgConnection, Postgres, QueryBuilder, types::Json};
use uuid::Uuid;

use super::super::filter::{Filter, Owner};
use crate::error::Result;

/// Characters by which something is looked for anywhere in a word: trigrams need three. Less is looked for where words begin.
const LEAST_PART: usize = 3;

/// As many are found by their words first, and put in order after; what more have is looked for in the order of the list,
/// which meets one soon. Of a hundred thousand cases either way is then some two thousand looks at most.
const FEW: usize = 2_500;

/// How the words and parts of a filter are found.
#[derive(Debug)]
pub(super) enum Found {
    /// These have them, and no others.
    Among(Vec<Uuid>),
    /// Many have them: each case is looked at, as far as a list goes.
    Each,
    /// Many have them, and in no order: all that have them are looked up.
    All,
}

/// Whether few have the words and parts that `filter` asks for, and which; else how many are found, `many`.
pub(super) async fn find(conn: &mut PgConnection, filter: &Filter, many: Found) -> Result<Found> {
    // A customer has few cases, and what only says what is not wanted finds nearly all: each is looked at.
    if !is_asked(filter) || filter.is_customers || is_only_without(&filter.search) {
        return Ok(Found::Each);
    }
    if is_common(conn, filter).await? {
        return Ok(many);
    }
    let mut found = HashSet::new();
    if !filter.search.is_empty() {
        found.extend(by_words(conn, filter).await?);
    }
    let has_patterns = filter.search.is_empty() || !patterns(&filter.search).is_empty();
    if found.len() <= FEW && has_patterns {
        found.extend(by_parts(conn, filter).await?);
    }
    Ok(if found.len() > FEW {
        many
    } else {
        Found::Among(found.into_iter().collect())
    })
}

/// Whether so many are likely to have the words that those are not worth finding: of common words the database's statistics
/// know how common they are, and to ask costs a tenth of finding them.
async fn is_common(conn: &mut PgConnection, filter: &Filter) -> Result<bool> {
    // Statistics know nothing of parts, and little of one word without another: too many would be expected.
    let is_plain = wanted_parts(filter).is_empty() && !filter.search.contains('-');
    if filter.search.is_empty() || !is_plain {
        return Ok(false);
    }
    let asked = sqlx::query_scalar::<_, Json<Vec<Explained>>>(
        "explain (format json) select from case_words w where w.words @@ words_looked_for($1)",
    );
    let asked = asked.bind(&filter.search).persistent(false);
    let Json(explained) = asked.fetch_one(conn).await?;
    let rows = explained.first().map_or(0.0, |first| first.plan.rows);
    Ok(rows > FEW as f64)
}

/// As much of a plan as is read of it.
#[derive(Debug, Deserialize)]
struct Explained {
    #[serde(rename = "Plan")]
    plan: Plan,
}

#[derive(Debug, Deserialize)]
struct Plan {
    #[serde(rename = "Plan Rows")]
    rows: f64,
}

/// One more than few at most, as all that find.
const MOST: i32 = FEW as i32 + 1;

async fn by_words(conn: &mut PgConnection, filter: &Filter) -> Result<Vec<Uuid>> {
    let parts: Vec<String> = part_patterns(filter).collect();
    let found = sqlx::query_scalar!(
        r#"select case_id as "id!" from cases_with_words(words_looked_for($1), $2, $3) as case_id"#,
        filter.search,
        &parts,
        MOST,
    );
    Ok(found.fetch_all(conn).await?)
}

/// It is not planned with the limit in sight: only the indexes know what is found without reading each row.
async fn by_parts(conn: &mut PgConnection, filter: &Filter) -> Result<Vec<Uuid>> {
    let mut query = QueryBuilder::new(
        "with found as materialized (select w.case_id from case_words w where true",
    );
    if !filter.search.is_empty() {
        query.push(" and ");
        has_any(&mut query, &patterns(&filter.search));
    }
    has_parts(&mut query, filter);
    query.push(format!(") select case_id from found limit {MOST}"));
    let found = query.build_query_scalar().persistent(false);
    Ok(found.fetch_all(conn).await?)
}

/// Adds to the condition of a query about `cases c` what `filter` asks for.
pub(super) fn narrow(query: &mut QueryBuilder<Postgres>, filter: &Filter, found: &Found) {
    if let Some(reader) = filter.reader {
        query.push(" and (c.owner_id = ").push_bind(reader.0);
        query.push(
            " or c.team_id = any (array(select s.queue_id from queue_staff s where s.person_id = ",
        );
        query.push_bind(reader.0).push(")))");
    }
    if !filter.status.is_empty() {
        query
            .push(" and c.status = any (")
            .push_bind(filter.status.clone())
            .push(")");
    }
    if let Some(CaseTypeId(id)) = filter.type_id {
        query.push(" and c.type_id = ").push_bind(id);
    }
    match filter.owner {
        Owner::Anybody => {}
        Owner::Nobody => {
            query.push(" and c.owner_id is null");
        }
        Owner::Person(PersonId(id)) => {
            query.push(" and c.owner_id = ").push_bind(id);
        }
    }
    if let Some(QueueId(id)) = filter.team {
        query.push(" and c.team_id = ").push_bind(id);
    }
    if let Some(urgent) = filter.urgent {
        query.push(" and c.urgent = ").push_bind(urgent);
    }
    // Few wait to be called: the small table is read first.
    match filter.callback {
        Some(true) => {
            query.push(" and c.id in (select b.case_id from case_callbacks b)");
        }
        Some(false) => {
            query.push(" and not exists (select from case_callbacks b where b.case_id = c.id)");
        }
        None => {}
    }
    if let Some(PersonId(id)) = filter.customer {
        query.push(" and c.customer_id = ").push_bind(id);
    }
    if let Some(from) = filter.from {
        query
            .push(" and c.created_at >= ")
            .push_bind(from.to_sqlx());
    }
    if let Some(until) = filter.until {
        query
            .push(" and c.created_at < ")
            .push_bind(until.to_sqlx());
    }
    if let Some(due) = filter.due {
        query.push(" and c.next_due_at < ").push_bind(due.to_sqlx());
    }
    for (column, part) in wanted_parts(filter) {
        is_in(query, column, part);
    }
    match found {
        Found::Among(cases) => {
            query
                .push(" and c.id = any (")
                .push_bind(cases.clone())
                .push(")");
        }
        // A customer's words are looked for in what they see alone: by what is not wanted, all else could be guessed.
        Found::Each if filter.is_customers => shown(query, &filter.search),
        Found::Each => has_all(query, filter),
        Found::All => is_found(query, filter),
    }
}

/// What is asked of a case's words, asked of each case.
fn has_all(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    if !is_asked(filter) {
        return;
    }
    query.push(" and exists (select from case_words w where w.case_id = c.id");
    if !filter.search.is_empty() {
        let patterns = patterns(&filter.search);
        query.push(" and (");
        // Parts lie nearer than words.
        if !patterns.is_empty() {
            has_any(query, &patterns);
            query.push(" or ");
        }
        has_words(query, &filter.search);
        query.push(")");
    }
    has_parts(query, filter);
    // Asked of each, and not turned round into a list of all that have it.
    query.push(" offset 0)");
}

/// The same, of all cases at once.
fn is_found(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    query.push(" and c.id in (select w.case_id from case_words w where true");
    if !filter.search.is_empty() {
        query.push(" and ");
        has_words(query, &filter.search);
        has_parts(query, filter);
        let patterns = patterns(&filter.search);
        if !patterns.is_empty() {
            query.push(" union select w.case_id from case_words w where ");
            has_any(query, &patterns);
        }
    }
    has_parts(query, filter);
    query.push(")");
}

/// Whether anything is looked for among words and parts.
fn is_asked(filter: &Filter) -> bool {
    !filter.search.is_empty() || !wanted_parts(filter).is_empty()
}

/// Whether it says only what is not wanted.
fn is_only_without(search: &str) -> bool {
    !search.is_empty() && search.split_whitespace().all(|word| word.starts_with('-'))
}

/// What a customer sees of a case in their list and at its head.
///
/// Of a description the first page, 2,000 characters: its words are made anew for each case at each search, and ten pages of each
/// of two hundred cases would keep the database busy for seconds.
const SHOWN: &str = "concat_ws(' ', c.title, left(c.description, 2000), c.street, c.invoice_reference, c.answers ->> 'object', \
     case_number(c.year, c.number))";

/// Found by what the customer sees, and not by an answer that only staff do.
fn shown(query: &mut QueryBuilder<Postgres>, search: &str) {
    if search.is_empty() {
        return;
    }
    query.push(" and (lower(").push(SHOWN).push(") like ");
    query.push_bind(contains(&search.trim().to_lowercase()));
    // As an index has the words of a case.
    let languages = ["swedish", "danish", "english", "simple"];
    let words = languages.map(|language| format!("to_tsvector('{language}', {SHOWN})"));
    let words = words.join(" || ");
    query.push(format!(" or ({words}) @@ words_looked_for("));
    query.push_bind(search.to_owned()).push("))");
}

/// The columns in which something is to stand, and what.
fn wanted_parts(filter: &Filter) -> Vec<(&'static str, &str)> {
    let wanted = [
        ("coalesce(c.answers ->> 'object', '')", &filter.object),
        ("c.street", &filter.street),
        ("c.invoice_reference", &filter.invoice_reference),
    ];
    let asked = wanted.into_iter().filter(|(_, part)| !part.is_empty());
    asked
        .map(|(column, part)| (column, part.as_str()))
        .collect()
}

/// All that stands in those columns is among the case's parts, which have an index.
fn has_parts(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    for pattern in part_patterns(filter) {
        query.push(" and w.parts like ").push_bind(pattern);
    }
}

fn part_patterns(filter: &Filter) -> impl Iterator<Item = String> {
    wanted_parts(filter).into_iter().map(|(_, part)| {
        let part = part.to_lowercase();
        match is_long(&part) {
            true => contains(&part),
            false => format!("% {}%", literal(&part)),
        }
    })
}

/// Has `part` in it: anywhere, or where a word begins if it is short.
fn is_in(query: &mut QueryBuilder<Postgres>, column: &str, part: &str) {
    let part = part.to_lowercase();
    if is_long(&part) {
        query
            .push(format!(" and lower({column}) like "))
            .push_bind(contains(&part));
        return;
    }
    let begins = literal(&part);
    query
        .push(format!(" and (lower({column}) like "))
        .push_bind(format!("{begins}%"))
        .push(format!(" or lower({column}) like "))
        .push_bind(format!("% {begins}%"))
        .push(")");
}

fn is_long(part: &str) -> bool {
    part.chars().count() >= LEAST_PART
}

/// Words in any of the languages.
fn has_words(query: &mut QueryBuilder<Postgres>, search: &str) {
    query.push("w.words @@ words_looked_for(");
    query.push_bind(search.to_owned()).push(")");
}

/// One of the patterns among the case's parts.
fn has_any(query: &mut QueryBuilder<Postgres>, patterns: &[String]) {
    query.push("(");
    for (place, pattern) in patterns.iter().enumerate() {
        query.push(if place == 0 {
            "w.parts like "
        } else {
            " or w.parts like "
        });
        query.push_bind(pattern.clone());
    }
    query.push(")");
}

/// What holds of a case that has a part of a number, a name, a street, a reference, a telephone number as it is looked for.
fn patterns(search: &str) -> Vec<String> {
    let mut patterns = Vec::new();
    let part = search.trim().to_lowercase();
    if is_long(&part) {
        patterns.push(contains(&part));
    }
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')' | '/' | '.');
    let figures: String = part.chars().filter(char::is_ascii_digit).collect();
    if part.chars().all(is_number) && figures.len() >= LEAST_PART && figures != part {
        patterns.push(contains(&figures));
        // Without what stands for the country, or for staying in it.
        if let Some(rest) = national(&part, &figures).filter(|rest| rest.len() > LEAST_PART) {
            patterns.push(contains(rest));
        }
    }
    patterns
}

/// A telephone number's figures without the country's, or without the nought that stands for none.
fn national<'a>(part: &str, figures: &'a str) -> Option<&'a str> {
    let abroad = match figures.strip_prefix("00") {
        Some(rest) => Some(rest),
        None => part.starts_with('+').then_some(figures),
    };
    match abroad {
        Some(abroad) => ["46", "45", "47", "358"]
            .iter()
            .find_map(|country| abroad.strip_prefix(country)),
        None => figures.strip_prefix('0'),
    }
}

/// A pattern that holds of what has `part` in it, letter by letter.
fn contains(part: &str) -> String {
    format!("%{}%", literal(part))
}

/// A pattern's signs as letters.
fn literal(part: &str) -> String {
    part.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_the_same_from_abroad() {
        assert_eq!(national("+46 510 55", "4651055"), Some("51055"));
        assert_eq!(national("0046 510 55", "004651055"), Some("51055"));
        assert_eq!(national("0510-55", "051055"), Some("51055"));
        assert_eq!(national("510-55", "51055"), None);
        assert_eq!(national("+1 555", "1555"), None);
    }

    #[test]
    fn signs_of_patterns_are_letters() {
        assert_eq!(contains("50%_a\\b"), "%50\\%\\_a\\\\b%");
    }

    #[test]
    fn what_only_says_what_is_not_wanted_finds_nearly_all() {
        assert!(is_only_without("-ugnen -spisen"));
        assert!(!is_only_without("frysen -ugnen"));
        assert!(!is_only_without(""));
    }

    #[test]
    fn what_is_looked_for_by_a_part_of_it() {
        assert_eq!(patterns("Lind"), ["%lind%"]);
        assert_eq!(patterns("åå"), [""; 0]);
        assert_eq!(
            patterns("+46 510 55"),
            ["%+46 510 55%", "%4651055%", "%51055%"]
        );
    }
}
