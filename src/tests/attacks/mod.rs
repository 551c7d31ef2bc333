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
            routes.push(Route {
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

/// Somebody's cookie, without the origin that our own pages send.
fn cookie(person: &Person) -> String {
    format!("samtal_session={}", person.token)
}

/// Somebody's cookie as a page of ours shows it.
fn as_page(person: &Person) -> Identity {
    Identity::Staff(cookie(person))
}
