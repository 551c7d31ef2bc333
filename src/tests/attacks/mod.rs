//! What somebody who means harm tries, each test named after it. Routes come from the interface's own description, so that
//! a new one is attacked as soon as it is described.

mod audit_log;
mod cross_site;
mod files;
mod forged;
mod heavy;
mod others_ids;
mod tls;

use loadtest::Identity;
use reqwest::Method;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::house::Person;
use crate::http::openapi::Api;

/// A route as it is described.
#[derive(Debug, Clone)]
struct Route {
    method: Method,
    /// With `{names}` of parameters.
    path: String,
    /// Of the body it takes.
    body: Option<String>,
    /// A JSON body as it is described, for a moderate wish of anybody's.
    sample: Value,
}

impl Route {
    fn changes(&self) -> bool {
        !self.method.is_safe()
    }

    fn takes_json(&self) -> bool {
        self.body.as_deref() == Some("application/json")
    }

    /// With every parameter replaced.
    fn at(&self, id: &str) -> String {
        let mut path = String::new();
        for (at, part) in self.path.split('{').enumerate() {
            let rest = match part.split_once('}') {
                Some((_, rest)) if at > 0 => {
                    path.push_str(id);
                    rest
                }
                _ => part,
            };
            path.push_str(rest);
        }
        path
    }
}

/// Every route under `/api` that is described.
fn routes() -> Vec<Route> {
    let document = serde_json::to_value(Api::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = operation["requestBody"]["content"].as_object();
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            routes.push(Route {
                sample: sample(&document, schema, 0),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                body: body.and_then(|content| content.keys().next().cloned()),
            });
        }
    }
    routes.retain(|route| route.path.starts_with("/api/"));
    assert!(routes.len() > 15, "the routes were not found");
    routes
}

/// A value that fits `schema`: the first of several, and all that an object must have.
fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        let named = document.pointer(path.trim_start_matches('#')).unwrap();
        return sample(document, named, depth + 1);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(first) = schema[several].as_array().and_then(|all| {
            let is_something = |one: &&Value| one["type"] != "null";
            all.iter().find(is_something)
        }) {
            return sample(document, first, depth + 1);
        }
    }
    if let Some(all) = schema["allOf"].as_array() {
        let parts = all.iter().map(|part| sample(document, part, depth + 1));
        let fields = parts.filter_map(|part| part.as_object().cloned()).flatten();
        return fields.collect::<Map<_, _>>().into();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().and_then(Value::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("object") if depth < 20 => {
            let required = schema["required"].as_array();
            let names = required.into_iter().flatten().filter_map(Value::as_str);
            let fields = names.map(|name| {
                let field = sample(document, &schema["properties"][name], depth + 1);
                (name.to_owned(), field)
            });
            fields.collect::<Map<_, _>>().into()
        }
        Some("array") => json!([]),
        Some("boolean") => json!(false),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => json!(uuid::Uuid::from_u128(7)),
            Some("date-time") => json!("2026-11-22T12:00:00Z"),
            _ => json!("ett ord"),
        },
        _ => json!({}),
    }
}

/// Somebody's cookie, without the origin that our own pages send.
fn cookie(person: &Person) -> String {
    cookie_of(&person.token)
}

fn cookie_of(secret: &str) -> String {
    format!("samtal_session={secret}")
}

/// Somebody's cookie as a page of ours shows it.
fn as_page(person: &Person) -> Identity {
    Identity::Staff(cookie(person))
}
