//! The HTTP interface, described for programs (OpenAPI 3.1): every route, every command and every reply.

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
};
use bytes::Bytes;
use signaling::protocol::{MAX_TEXT_CHARS, WireError};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, Header, ObjectBuilder, OpenApi as Document, PathItem, Ref, RefOr, Response,
        Schema, Type,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{audit, commands, health};
use crate::{cases, files, identity, objects, queues, staff, transcripts};

/// The document. A route that is missing here fails a test.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Samtal",
        description = "Drop-in chat over HTTP. Whatever can be done by socket can be done here; the socket at `/socket` \
                       (subprotocol `samtal.v1`) adds what is pushed."
    ),
    paths(
        identity::http::session::create_visitor,
        identity::http::session::sign_in,
        identity::http::session::me,
        identity::http::session::sign_out,
        identity::http::session::list,
        identity::http::session::end_others,
        identity::http::session::end,
        identity::http::sign_ins::providers,
        identity::http::sign_ins::begin,
        identity::http::sign_ins::find,
        identity::http::sign_ins::cancel,
        identity::http::sign_ins::finish,
        identity::http::sign_ins::come_back,
        identity::http::accounts::create,
        identity::http::accounts::ask_for_link,
        identity::http::accounts::ask_for_reset,
        identity::http::accounts::remind,
        identity::http::accounts::look,
        identity::http::accounts::follow,
        identity::http::profile::view,
        identity::http::profile::change,
        identity::http::profile::change_email,
        identity::http::profile::change_user_name,
        identity::http::profile::remove,
        identity::http::profile::change_password,
        queues::http::customer,
        cases::http::list_types,
        cases::http::create_type,
        cases::http::change_type,
        cases::http::new_papers,
        cases::http::case_figures,
        cases::http::list_own,
        cases::http::list_claimable,
        cases::http::claim,
        cases::http::list,
        cases::http::file,
        cases::http::open,
        cases::http::one,
        cases::http::change,
        cases::http::set_status,
        cases::http::set_owner,
        cases::http::set_people,
        cases::http::begin_thread,
        cases::http::take_part,
        cases::http::link,
        cases::http::unlink,
        cases::http::merge,
        cases::http::ask_callback,
        cases::http::withdraw_callback,
        cases::http::record_call,
        cases::checklists::http::list,
        cases::checklists::http::add,
        cases::checklists::http::change_step,
        cases::checklists::http::add_file,
        cases::checklists::http::remove_file,
        cases::checklists::http::list_templates,
        cases::checklists::http::create_template,
        cases::checklists::http::change_template,
        cases::saved::http::list,
        cases::saved::http::create,
        cases::saved::http::change,
        cases::saved::http::remove,
        cases::saved::http::reorder,
        cases::saved::http::set_columns,
        cases::delivery::http::list,
        cases::delivery::http::write,
        cases::delivery::http::change,
        cases::delivery::http::remove,
        cases::delivery::http::sign,
        identity::http::factors::sign_in,
        identity::http::factors::enrol,
        identity::http::factors::confirm_enrolment,
        identity::http::factors::view,
        identity::http::factors::begin,
        identity::http::factors::confirm,
        identity::http::factors::remove,
        identity::http::factors::renew_codes,
        identity::http::passkeys::ask,
        identity::http::passkeys::sign_in,
        identity::http::passkeys::list,
        identity::http::passkeys::ask_for_new,
        identity::http::passkeys::add,
        identity::http::passkeys::rename,
        identity::http::passkeys::remove,
        identity::http::invitations::look,
        identity::http::invitations::accept,
        identity::http::invitations::rules,
        identity::http::invitations::set_rule,
        staff::http::list,
        staff::http::invite,
        staff::http::change,
        staff::http::deactivate,
        staff::http::reactivate,
        staff::http::resend,
        staff::http::withdraw,
        staff::http::reset_factors,
        identity::http::oidc::end_by_provider,
        commands::run,
        commands::queues,
        audit::page,
        audit::file,
        files::http::upload,
        files::http::parts::begin,
        files::http::parts::look,
        files::http::parts::put,
        files::http::parts::finish,
        files::http::parts::throw_away,
        files::http::original,
        files::http::preview,
        objects::http::list,
        objects::http::create,
        objects::http::export,
        objects::http::import,
        objects::http::hint,
        objects::http::view,
        objects::http::change,
        objects::http::retire,
        objects::http::reinstate,
        objects::http::label,
        transcripts::http::download,
        health::is_alive,
        health::is_ready,
        health::metrics,
    ),
    components(schemas(WireError, cases::address::CaseRef)),
    security(("visitor" = []), ("staff" = [])),
    modifiers(&Shared),
)]
pub struct Api;

/// What holds for every operation: how one says who one is, and how a refusal looks.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A visitor's secret from `POST /api/v1/visitors`."))
            .build();
        components.add_security_scheme("visitor", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::with_description(
            "samtal_session",
            "Set by `POST /api/v1/session`; called `__Host-samtal_session` under HTTPS. Whatever changes something must \
             then have the server's own `Origin`.",
        );
        components.add_security_scheme("staff", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));

        // A type of its own can't say its bounds where it is described.
        if let Some(RefOr::T(Schema::Object(text))) = components.schemas.get_mut("MessageText") {
            text.min_length = Some(1);
            text.max_length = Some(MAX_TEXT_CHARS);
        }

        for (path, item) in &mut document.paths.paths {
            if !path.starts_with("/api/") {
                continue;
            }
            for (changes, operation) in operations(item) {
                for (status, description) in refusals(changes, path, operation) {
                    let known = &mut operation.responses.responses;
                    known
                        .entry(status.as_str().to_owned())
                        .or_insert_with(|| RefOr::T(refusal(status, description)));
                }
            }
        }
    }
}

/// How the shell and every domain refuse, whatever a route says for itself.
fn refusals(
    changes: bool,
    path: &str,
    operation: &Operation,
) -> impl Iterator<Item = (StatusCode, &'static str)> + use<> {
    let has_body = operation.request_body.is_some();
    let has_parameters = operation
        .parameters
        .as_ref()
        .is_some_and(|parameters| !parameters.is_empty());
    // An operation that names no security has the document's.
    let needs_somebody = operation.security.is_none();
    let finds = path.contains('{') || has_body;
    [
        (
            has_body || has_parameters,
            StatusCode::BAD_REQUEST,
            "Not of the documented form (`invalid`, `unknown_command`)",
        ),
        (
            needs_somebody || has_body,
            StatusCode::UNAUTHORIZED,
            "Not signed in, or no longer (`unauthenticated`)",
        ),
        (
            needs_somebody || changes,
            StatusCode::FORBIDDEN,
            "Not allowed to the caller, or asked by another site's page (`forbidden`)",
        ),
        (
            finds,
            StatusCode::NOT_FOUND,
            "There is none, or it is not the caller's to see (`not_found`)",
        ),
        (
            changes,
            StatusCode::CONFLICT,
            "Somebody was first, or it is over (`conflict`, `ended`, `queue_closed`, `queue_full`)",
        ),
        (
            has_body,
            StatusCode::PAYLOAD_TOO_LARGE,
            "Larger than the limit (`too_large`)",
        ),
        (
            true,
            StatusCode::TOO_MANY_REQUESTS,
            "Too many at once: wait (`rate_limited`)",
        ),
        (
            true,
            StatusCode::INTERNAL_SERVER_ERROR,
            "Our fault; the message holds an id that the log has too (`internal`)",
        ),
        (
            true,
            StatusCode::SERVICE_UNAVAILABLE,
            "Busy or going down: wait and send the same again (`unavailable`)",
        ),
    ]
    .into_iter()
    .filter(|(applies, ..)| *applies)
    .map(|(_, status, description)| (status, description))
}

fn refusal(status: StatusCode, description: &str) -> Response {
    let mut refusal = Response::new(description);
    let schema = Ref::from_schema_name("WireError");
    refusal
        .content
        .insert("application/json".to_owned(), Content::new(Some(schema)));
    let comes_back = [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ];
    if comes_back.contains(&status) {
        let seconds = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0));
        let mut wait = Header::new(seconds);
        wait.description = Some("Seconds to wait at least".to_owned());
        refusal.headers.insert("Retry-After".to_owned(), wait);
    }
    refusal
}

/// Each operation, and whether it changes anything.
fn operations(path: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        ..
    } = path;
    let reads = get.iter_mut().map(|operation| (false, operation));
    let changes = [put, post, delete, patch].into_iter().flatten();
    reads.chain(changes.map(|operation| (true, operation)))
}

/// `GET /api/v1/openapi.json`.
pub(super) async fn document() -> impl IntoResponse {
    static JSON: LazyLock<Bytes> = LazyLock::new(|| {
        let json = Api::openapi()
            .to_json()
            .expect("the document is plain data");
        Bytes::from(json)
    });
    let kind: (HeaderName, HeaderValue) =
        (CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ([kind], JSON.clone())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn json() -> Value {
        serde_json::to_value(Api::openapi()).unwrap()
    }

    /// Every reference in the document.
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match (name.as_str(), value) {
                        ("$ref", Value::String(to)) => drop(found.insert(to.clone())),
                        _ => references(value, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => (),
        }
    }

    #[test]
    fn every_route_is_described() {
        let sources = [
            include_str!("mod.rs"),
            include_str!("../identity/http/mod.rs"),
            include_str!("../files/http.rs"),
            include_str!("../objects/http.rs"),
            include_str!("../transcripts/http.rs"),
            include_str!("../queues/http.rs"),
            include_str!("../staff/http.rs"),
        ];
        let document = json();
        let described = document["paths"].as_object().unwrap();
        let routes = sources
            .iter()
            .flat_map(|source| source.split('"'))
            .filter(|text| text.starts_with("/api/v1/"));
        let mut count = 0;
        for route in routes.filter(|route| *route != "/api/v1/openapi.json") {
            assert!(described.contains_key(route), "{route} is not described");
            count += 1;
        }
        assert!(count >= 8, "the routes were not found in the sources");
    }

    #[test]
    fn whatever_is_named_is_described() {
        let document = json();
        let mut named = BTreeSet::new();
        references(&document, &mut named);
        for name in &named {
            let path = name.strip_prefix('#').unwrap();
            assert!(document.pointer(path).is_some(), "{name} is not described");
        }
        for schema in [
            "Command",
            "Reply",
            "QueueStatus",
            "WireError",
            "Me",
            "FileUploaded",
            "WallView",
            "Hours",
        ] {
            assert!(
                named.contains(&format!("#/components/schemas/{schema}")),
                "{schema} is not used"
            );
        }
    }

    #[test]
    fn every_refusal_is_described_by_its_status() {
        let document = json();
        let mut operations = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let answers = &operation["responses"];
                assert!(
                    answers["default"].is_null(),
                    "{method} {path} hides behind a default"
                );
                if !path.starts_with("/api/") {
                    continue;
                }
                operations += 1;
                for status in ["429", "500", "503"] {
                    let schema = &answers[status]["content"]["application/json"]["schema"];
                    assert_eq!(
                        schema["$ref"], "#/components/schemas/WireError",
                        "{method} {path}"
                    );
                }
                assert!(answers["429"]["headers"]["Retry-After"].is_object());
                let takes_body = !operation["requestBody"].is_null();
                assert_eq!(!answers["413"].is_null(), takes_body, "{method} {path}");
                if path.contains('{') {
                    assert!(!answers["404"].is_null(), "{method} {path}");
                }
                // A file may be there and be kept from everybody.
                let may_conflict = method != "get" || path.starts_with("/api/v1/files/");
                assert_eq!(may_conflict, !answers["409"].is_null(), "{method} {path}");
            }
        }
        assert!(operations > 15, "the operations were not found");
    }

    #[test]
    fn ids_and_times_say_their_form() {
        let document = json();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for (name, schema) in schemas {
            let is_id = name.ends_with("Id") && schema["type"] == "string";
            assert!(!is_id || schema["format"] == "uuid", "{name}");
        }
        let mut times = 0;
        for schema in schemas.values() {
            let Some(fields) = schema["properties"].as_object() else {
                continue;
            };
            for (field, schema) in fields {
                if field.ends_with("_at") {
                    times += 1;
                    assert_eq!(schema["format"], "date-time", "{field}");
                }
            }
        }
        assert!(times > 10, "the times were not found");
        for (path, item) in document["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    if parameter["in"] == "path" {
                        let schema = &parameter["schema"];
                        let is_id = schema["format"] == "uuid" || schema["$ref"].is_string();
                        // What an operator calls a provider is theirs to choose.
                        let is_name = parameter["name"] == "provider";
                        // What stands on a label is made by whoever keeps the register.
                        let is_name = is_name || parameter["name"] == "number";
                        assert!(is_id || is_name, "{path}: {parameter}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_command_is_described() {
        let document = json();
        let commands = document["components"]["schemas"]["Command"]["oneOf"].to_string();
        for name in ["join", "send", "set_queue", "take_over", "mail_transcript"] {
            assert!(
                commands.contains(&format!("\"{name}\"")),
                "{name} is not described"
            );
        }
    }
}
