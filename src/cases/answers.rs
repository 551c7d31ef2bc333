//! What answers name: files that were uploaded, and objects of the register.

use std::collections::HashSet;

use signaling::protocol::{
    CaseForm, ConversationId, FieldFault, FieldKind, FileId, FormFault, FormField, FormValue,
    FormValues, ObjectId,
};
use sqlx::PgConnection;

use crate::{conversations, error::Result, identity::Caller, objects};

/// What was found of what answers name.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// What nobody knows.
    pub(super) faults: Vec<FieldFault>,
    /// The object that it is about: the first that is named.
    pub(super) object: Option<ObjectId>,
}

/// Looks up what answers name. The number of an object is written as on its label from then on. Files must have been uploaded
/// to `papers` by the caller, and an object be in use, unless they are what was answered `before`.
pub(super) async fn look_up(
    conn: &mut PgConnection,
    caller: &Caller,
    papers: Option<ConversationId>,
    form: &CaseForm,
    values: &mut FormValues,
    before: &FormValues,
) -> Result<Named> {
    let kept: HashSet<_> = files(&form.fields, before).into_iter().collect();
    let mut named = Named::default();
    let mut seen = HashSet::new();
    for field in &form.fields {
        let Some(value) = values.0.get_mut(&field.key) else {
            continue;
        };
        let is_known = match (&field.kind, value) {
            (FieldKind::File { .. }, FormValue::Files(files)) => {
                let mut are_known = true;
                for file in files.iter() {
                    // A file stands in one field, once.
                    are_known &= seen.insert(*file)
                        && (kept.contains(file) || is_own(conn, caller, papers, *file).await?);
                }
                are_known
            }
            (FieldKind::Object, FormValue::Text(number)) => {
                let found = objects::find_by_number(conn, number).await?;
                let was = before.0.get(&field.key);
                let is_kept = |number: &str| matches!(was, Some(FormValue::Text(was)) if was.eq_ignore_ascii_case(number));
                match found.filter(|it| it.retired_at.is_none() || is_kept(&it.number)) {
                    Some(object) => {
                        *number = object.number;
                        named.object.get_or_insert(object.id);
                        true
                    }
                    None => false,
                }
            }
            _ => true,
        };
        if !is_known {
            named.faults.push(FieldFault {
                field: field.key.clone(),
                fault: FormFault::Unknown,
            });
        }
    }
    Ok(named)
}

async fn is_own(
    conn: &mut PgConnection,
    caller: &Caller,
    papers: Option<ConversationId>,
    file: FileId,
) -> Result<bool> {
    match papers {
        Some(papers) => conversations::is_own_upload(conn, file, papers, caller.person).await,
        None => Ok(false),
    }
}

/// Files that a form holds, in its order.
pub(super) fn files(fields: &[FormField], values: &FormValues) -> Vec<FileId> {
    let asked = fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::File { .. }));
    let given = asked.filter_map(|field| match values.0.get(&field.key) {
        Some(FormValue::Files(files)) => Some(files.iter().copied()),
        _ => None,
    });
    given.flatten().collect()
}
