//! Kinds of cases: their forms, whose team sees to them, what is promised.
//!
//! Invariant: a form that cases were made with is never changed; a change is a new version.

use std::collections::HashSet;

use signaling::protocol::{
    CaseForm, CaseTypeForm, CaseTypeId, CaseTypeView, Condition, FieldKind, FormField, FormOption,
    Localised, MAX_FIELDS, OpenTo, PersonId, Requirement, SignInWay, TreeOption,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    app::Ctx,
    audit::{self, Action},
    error::{Result, conflict, invalid, not_found},
    identity::{
        self, Caller,
        policy::{Permission, require},
    },
};

/// Branches and leaves of one tree.
const MAX_TREE: usize = 500;
/// How deep a tree goes: more can't be shown on a telephone.
const MAX_DEPTH: usize = 5;
/// What a list says of a case to its customer too, by these keys.
const IN_LISTS: [&str; 3] = ["object", "street", "invoice_reference"];
/// A promise of more business time than this is none: a year of full days.
const MAX_PROMISE_MIN: u32 = 366 * 24 * 60;

/// The kinds of cases that `caller` may open from a form; for staff all, those that can be opened no more last.
///
/// # Errors
/// Only ours.
pub(super) async fn list(app: &Ctx, caller: &Caller) -> Result<Vec<CaseTypeView>> {
    let mut conn = app.db.acquire().await?;
    let all = store::list_types(&mut conn).await?;
    if caller.staff.is_some() {
        return Ok(all);
    }
    let open = all.into_iter().filter(|one| may_open(caller, one));
    Ok(open.map(for_customers).collect())
}

/// Whether the caller may open one from a form.
pub(super) fn may_open(caller: &Caller, kind: &CaseTypeView) -> bool {
    let is_known = caller.way != SignInWay::Visit;
    caller.staff.is_some()
        || !kind.retired
            && match kind.open_to {
                OpenTo::Everybody => true,
                OpenTo::Customers => is_known,
                OpenTo::Staff => false,
            }
}

/// Without what only staff are told of.
fn for_customers(mut kind: CaseTypeView) -> CaseTypeView {
    kind.form = customers_form(kind.form);
    kind.promises = None;
    kind
}

/// The form without fields that only staff see.
pub(super) fn customers_form(mut form: CaseForm) -> CaseForm {
    form.fields.retain(|field| !field.staff_only);
    form
}

/// Adds a kind of case.
///
/// # Errors
/// `forbidden`, `invalid` in words, `conflict` when another has the slug.
pub(super) async fn create(app: &Ctx, caller: &Caller, form: CaseTypeForm) -> Result<CaseTypeView> {
    require(caller, Permission::SetCases)?;
    check(&form)?;
    let id = CaseTypeId(app.clock.uuid());
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    create_type(&mut tx, id, &form, Some(caller.person)).await?;
    audit::record(
        &mut tx,
        app.clock.now(),
        caller,
        Action::CaseTypeChanged(id),
    )
    .await?;
    let view = store::find_type(&mut tx, id).await?;
    tx.commit().await?;
    view.ok_or_else(|| not_found("case type"))
}

/// Adds a kind of case, as its maker; nobody where it is the operator. It is not looked at whether it makes sense.
///
/// # Errors
/// `conflict` when another has the slug, `not_found` team.
pub async fn create_type(
    conn: &mut PgConnection,
    id: CaseTypeId,
    form: &CaseTypeForm,
    by: Option<PersonId>,
) -> Result<()> {
    store::create_type(conn, id, form).await?;
    store::create_form(conn, id, 1, form, by).await
}

/// Changes a kind of case. A changed form is a new version.
///
/// # Errors
/// `forbidden`, `invalid` in words, `not_found`, `conflict` when somebody was faster or the slug is another.
pub(super) async fn change(
    app: &Ctx,
    caller: &Caller,
    id: CaseTypeId,
    form: CaseTypeForm,
) -> Result<CaseTypeView> {
    require(caller, Permission::SetCases)?;
    check(&form)?;
    let mut tx = app.db.begin().await?;
    store::lock_type(&mut tx, id).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let old = store::find_type(&mut tx, id).await?;
    let old = old.ok_or_else(|| not_found("case type"))?;
    if old.slug != form.slug {
        return Err(conflict("slug: never changed, since links hold it"));
    }
    if old.version != form.version {
        return Err(conflict("somebody has changed it meanwhile: look again"));
    }
    let version = old.version + 1;
    store::create_form(&mut tx, id, version, &form, Some(caller.person)).await?;
    store::set_type(&mut tx, id, version, &form, app.clock.now()).await?;
    audit::record(
        &mut tx,
        app.clock.now(),
        caller,
        Action::CaseTypeChanged(id),
    )
    .await?;
    let view = store::find_type(&mut tx, id).await?;
    tx.commit().await?;
    view.ok_or_else(|| not_found("case type"))
}

/// Whether a kind of case can be kept.
pub(super) fn check(form: &CaseTypeForm) -> Result<()> {
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=40).contains(&form.slug.len()) || !form.slug.chars().all(is_slug) {
        return Err(invalid("slug: 1 to 40 of a-z, 0-9 and -"));
    }
    words("name", &form.name, 1, 80)?;
    words("about", &form.about, 0, 300)?;
    for promise in [form.promises.ordinary, form.promises.urgent] {
        let all = [
            promise.first_answer_min,
            promise.next_answer_min,
            promise.solution_min,
        ];
        if all
            .into_iter()
            .flatten()
            .any(|min| min == 0 || min > MAX_PROMISE_MIN)
        {
            return Err(invalid("promises: 1 minute to a year of business time"));
        }
    }
    check_form(&form.form)
}

/// Whether a form can be filled in.
pub(super) fn check_form(form: &CaseForm) -> Result<()> {
    if form.fields.len() > MAX_FIELDS {
        return Err(invalid(format!("form: at most {MAX_FIELDS} fields")));
    }
    for (place, field) in form.fields.iter().enumerate() {
        let above = &form.fields[..place];
        if above.iter().any(|other| other.key == field.key) {
            return Err(of(field, "another field has the same key"));
        }
        check_field(field)?;
        let asked = match &field.required {
            Requirement::If { all } => all.as_slice(),
            Requirement::Never | Requirement::Always => &[],
        };
        for condition in field.show.iter().chain(asked) {
            check_condition(field, above, condition)?;
        }
    }
    Ok(())
}

fn check_field(field: &FormField) -> Result<()> {
    let mut letters = field.key.chars();
    let begins = letters.next().is_some_and(|c| c.is_ascii_lowercase());
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !begins || !letters.all(is_key) || field.key.len() > 40 {
        return Err(invalid(
            "key: a letter of a-z, then at most 39 of a-z, 0-9 and _",
        ));
    }
    if field.staff_only && IN_LISTS.contains(&field.key.as_str()) {
        return Err(of(
            field,
            "lists show it to the customer: choose another key for what only staff see",
        ));
    }
    words(&field.key, &field.label, 1, 80)?;
    words(&field.key, &field.help, 0, 300)?;
    match &field.kind {
        FieldKind::Text { max } if !(1..=1_000).contains(max) => {
            Err(of(field, "max: 1 to 1000 characters"))
        }
        FieldKind::LongText { max } if !(1..=20_000).contains(max) => {
            Err(of(field, "max: 1 to 20000 characters"))
        }
        FieldKind::Number { min, max, decimals } => {
            let is_odd = |end: &Option<f64>| end.is_some_and(|end| !end.is_finite());
            let is_empty = min.zip(*max).is_some_and(|(min, max)| min > max);
            if is_odd(min) || is_odd(max) || is_empty || *decimals > 4 {
                return Err(of(field, "min at most max, at most 4 decimals"));
            }
            Ok(())
        }
        FieldKind::Choice { options } => {
            if !(1..=100).contains(&options.len()) {
                return Err(of(field, "1 to 100 options"));
            }
            let mut keys = HashSet::new();
            options.iter().try_for_each(|FormOption { key, label }| {
                check_option(field, key, label, &mut keys)
            })
        }
        FieldKind::Tree { options } => check_tree(field, options, 1, &mut HashSet::new()),
        FieldKind::File { at_most } if !(1..=20).contains(at_most) => {
            Err(of(field, "1 to 20 files"))
        }
        FieldKind::Fixed { value } => words(&field.key, value, 1, 80),
        _ => Ok(()),
    }
}

fn check_tree(
    field: &FormField,
    options: &[TreeOption],
    depth: usize,
    keys: &mut HashSet<String>,
) -> Result<()> {
    if depth == 1 && options.is_empty() || depth > MAX_DEPTH || keys.len() > MAX_TREE {
        return Err(of(field, "a tree of 1 to 500 options, at most 5 deep"));
    }
    for option in options {
        check_option(field, &option.key, &option.label, keys)?;
        if !option.options.is_empty() {
            check_tree(field, &option.options, depth + 1, keys)?;
        }
    }
    Ok(())
}

fn check_option(
    field: &FormField,
    key: &str,
    label: &Localised,
    keys: &mut HashSet<String>,
) -> Result<()> {
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !(1..=40).contains(&key.len()) || !key.chars().all(is_key) {
        return Err(of(field, "an option's key: 1 to 40 of a-z, 0-9, - and _"));
    }
    if !keys.insert(key.to_owned()) {
        return Err(of(field, "two options have the same key"));
    }
    words(&field.key, label, 1, 80)
}

/// Whether conditions are about fields that `form` has.
///
/// # Errors
/// `invalid` with the field's key.
pub(super) fn check_conditions(form: &CaseForm, conditions: &[Condition]) -> Result<()> {
    conditions.iter().try_for_each(|condition| {
        let asked = form
            .fields
            .iter()
            .find(|field| field.key == condition.field);
        let asked = asked.ok_or_else(|| {
            let key = &condition.field;
            invalid(format!("conditions: the form has no field {key}"))
        })?;
        check_options(asked, asked, condition)
    })
}

fn check_condition(field: &FormField, above: &[FormField], condition: &Condition) -> Result<()> {
    let Some(asked) = above.iter().find(|other| other.key == condition.field) else {
        return Err(of(field, "a condition is about a field above"));
    };
    if asked.staff_only && !field.staff_only {
        return Err(of(
            field,
            "a condition of a customer's field is about one that customers fill in",
        ));
    }
    check_options(field, asked, condition)
}

/// Whether what `field` asks for can be said of `asked`.
fn check_options(field: &FormField, asked: &FormField, condition: &Condition) -> Result<()> {
    let is_chosen = matches!(
        asked.kind,
        FieldKind::Choice { .. } | FieldKind::Tree { .. }
    );
    if !is_chosen && !condition.any_of.is_empty() {
        return Err(of(
            field,
            "only what is chosen can be compared: leave any_of empty",
        ));
    }
    if !condition
        .any_of
        .iter()
        .all(|key| has_option(&asked.kind, key))
    {
        return Err(of(field, "a condition names an option that is not there"));
    }
    Ok(())
}

fn has_option(kind: &FieldKind, key: &str) -> bool {
    fn is_in(options: &[TreeOption], key: &str) -> bool {
        options
            .iter()
            .any(|option| option.key == key || is_in(&option.options, key))
    }
    match kind {
        FieldKind::Choice { options } => options.iter().any(|option| option.key == key),
        FieldKind::Tree { options } => is_in(options, key),
        _ => false,
    }
}

fn of(field: &FormField, what: &str) -> crate::error::Error {
    invalid(format!("{}: {what}", field.key))
}

fn words(field: &str, text: &Localised, least: usize, most: usize) -> Result<()> {
    for text in [&text.sv, &text.en] {
        identity::line(field, text, least..=most)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Localised {
        Localised {
            sv: text.into(),
            en: text.into(),
        }
    }

    fn field(key: &str, kind: FieldKind) -> FormField {
        FormField {
            key: key.into(),
            label: said("Vad"),
            help: said(""),
            kind,
            show: Vec::new(),
            required: Requirement::Never,
            staff_only: false,
        }
    }

    fn choice(key: &str) -> FormField {
        let option = |key: &str| FormOption {
            key: key.into(),
            label: said("Ja"),
        };
        field(
            key,
            FieldKind::Choice {
                options: vec![option("yes"), option("no")],
            },
        )
    }

    fn refused(fields: Vec<FormField>) -> String {
        check_form(&CaseForm { fields }).unwrap_err().to_string()
    }

    #[test]
    fn a_form_that_nobody_could_fill_in_is_not_kept() {
        let text = || FieldKind::Text { max: 100 };
        assert!(
            check_form(&CaseForm {
                fields: vec![choice("a"), field("b", text())]
            })
            .is_ok()
        );
        assert!(refused(vec![field("a", text()), field("a", text())]).contains("same key"));
        assert!(refused(vec![field("A", text())]).contains("key"));
        assert!(refused(vec![field("a", FieldKind::Text { max: 0 })]).contains("characters"));
        for key in IN_LISTS {
            let mut secret = field(key, text());
            assert!(
                check_form(&CaseForm {
                    fields: vec![secret.clone()]
                })
                .is_ok()
            );
            secret.staff_only = true;
            assert!(refused(vec![secret]).contains("another key"), "{key}");
        }
        let shown = |field: &mut FormField, about: &str, any_of: &[&str]| {
            field.show = vec![Condition {
                field: about.into(),
                any_of: any_of.iter().map(|key| (*key).to_owned()).collect(),
            }];
        };
        let mut below = field("b", text());
        shown(&mut below, "a", &["yes"]);
        assert!(
            check_form(&CaseForm {
                fields: vec![choice("a"), below.clone()]
            })
            .is_ok()
        );
        assert!(refused(vec![below.clone(), choice("a")]).contains("above"));
        shown(&mut below, "a", &["maybe"]);
        assert!(refused(vec![choice("a"), below.clone()]).contains("not there"));
        let mut hidden = choice("a");
        hidden.staff_only = true;
        shown(&mut below, "a", &["yes"]);
        assert!(refused(vec![hidden, below]).contains("customers fill in"));
        let deep = (0..6).fold(Vec::new(), |options, level| {
            vec![TreeOption {
                key: format!("k{level}"),
                label: said("Under"),
                options,
            }]
        });
        assert!(refused(vec![field("a", FieldKind::Tree { options: deep })]).contains("deep"));
    }
}
