//! What narrows a list of cases, as SQL.

use jiff_sqlx::ToSqlx;
use signaling::protocol::{CaseTypeId, PersonId, QueueId};
use sqlx::{Postgres, QueryBuilder};

use super::super::filter::{Filter, Owner};

/// Characters by which something is looked for anywhere in a word: trigrams need three. Less is looked for where words begin.
const LEAST_PART: usize = 3;

/// Adds to the condition of a query about `cases c` what `filter` asks for.
pub(super) fn narrow(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
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
    has_part(
        query,
        "coalesce(c.answers ->> 'object', '')",
        &filter.object,
    );
    has_part(query, "c.street", &filter.street);
    has_part(query, "c.invoice_reference", &filter.invoice_reference);
    if !filter.search.is_empty() {
        query.push(" and (");
        search(query, &filter.search);
        query.push(")");
        if filter.is_customers {
            shown(query, &filter.search);
        }
    }
}

/// What a customer sees of a case in their list and at its head.
const SHOWN: &str = "concat_ws(' ', c.title, c.description, c.street, c.invoice_reference, c.answers ->> 'object', \
     c.year || '-' || lpad(c.number::text, 6, '0'))";

/// Found by what the customer sees, and not by an answer that only staff do.
fn shown(query: &mut QueryBuilder<Postgres>, search: &str) {
    query.push(" and (lower(").push(SHOWN).push(") like ");
    query.push_bind(contains(&search.trim().to_lowercase()));
    for language in ["swedish", "danish", "english", "simple"] {
        query.push(format!(
            " or to_tsvector('{language}', {SHOWN}) @@ websearch_to_tsquery('{language}', "
        ));
        query.push_bind(search.to_owned()).push(")");
    }
    query.push(")");
}

/// What has `part` in it. All such is among the case's parts, which have an index.
fn has_part(query: &mut QueryBuilder<Postgres>, column: &str, part: &str) {
    if part.is_empty() {
        return;
    }
    let part = part.to_lowercase();
    if part.chars().count() >= LEAST_PART {
        query
            .push(" and c.parts like ")
            .push_bind(contains(&part))
            .push(format!(" and lower({column}) like "))
            .push_bind(contains(&part));
        return;
    }
    let begins = literal(&part);
    query
        .push(" and c.parts like ")
        .push_bind(format!("% {begins}%"))
        .push(format!(" and (lower({column}) like "))
        .push_bind(format!("{begins}%"))
        .push(format!(" or lower({column}) like "))
        .push_bind(format!("% {begins}%"))
        .push(")");
}

/// Words in any of the languages, or a part of a number, a name, a street, a reference, a telephone number.
fn search(query: &mut QueryBuilder<Postgres>, search: &str) {
    query
        .push("c.words @@ (websearch_to_tsquery('swedish', ")
        .push_bind(search.to_owned());
    for language in ["danish", "english", "simple"] {
        query
            .push(") || websearch_to_tsquery('")
            .push(language)
            .push("', ");
        query.push_bind(search.to_owned());
    }
    query.push("))");
    let part = search.trim().to_lowercase();
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')' | '/' | '.');
    if part.chars().count() >= LEAST_PART {
        query.push(" or c.parts like ").push_bind(contains(&part));
    }
    let figures: String = part.chars().filter(char::is_ascii_digit).collect();
    if part.chars().all(is_number) && figures.len() >= LEAST_PART && figures != part {
        query
            .push(" or c.parts like ")
            .push_bind(contains(&figures));
        // Without what stands for the country, or for staying in it.
        if let Some(rest) = national(&part, &figures).filter(|rest| rest.len() > LEAST_PART) {
            query.push(" or c.parts like ").push_bind(contains(rest));
        }
    }
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
}
