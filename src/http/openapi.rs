//! The HTTP interface, described for programs (OpenAPI 3.1): every route, every command and every reply.

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, HeaderValue, header::CONTENT_TYPE},
    response::IntoResponse,
};
use bytes::Bytes;
use signaling::protocol::WireError;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, OpenApi as Document, PathItem, Ref, RefOr, Response,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{commands, health};
use crate::{files, identity, notify};

/// The document. A route that is missing here fails a test.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Samtal",
        description = "Drop-in chat over HTTP. Whatever can be done by socket can be done here; the socket at `/socket` \
                       (subprotocol `samtal.v1`) adds what is pushed."
    ),
    paths(
        identity::http::create_visitor,
        identity::http::sign_in,
        identity::http::me,
        identity::http::sign_out,
        commands::run,
        commands::queues,
        files::http::upload,
        files::http::original,
        files::http::preview,
        notify::http::download,
        health::is_alive,
        health::is_ready,
        health::metrics,
    ),
    components(schemas(WireError)),
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

        let mut refusal = Response::new("Refused; a program chooses its next step by `code`.");
        let schema = Ref::from_schema_name("WireError");
        refusal
            .content
            .insert("application/json".to_owned(), Content::new(Some(schema)));
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            operation
                .responses
                .responses
                .insert("default".to_owned(), RefOr::T(refusal.clone()));
        }
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        ..
    } = path;
    [get, put, post, delete, patch].into_iter().flatten()
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
            include_str!("../files/http.rs"),
            include_str!("../notify/http.rs"),
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
