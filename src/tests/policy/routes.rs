//! Every route.

use std::{collections::BTreeSet, fs, path::Path};

use loadtest::Identity;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use signaling::protocol::{Command, ConversationId, FileId, StaffRole};

use super::{
    super::house::{House, new_client_id},
    Cast, EVERYBODY,
};
use crate::identity::{Cost, Password, hash};

/// The policy: HTTP statuses in the order of [`EVERYBODY`]: anonymous, own, other, uninvolved, involved, supervisor,
/// administrator.
#[rustfmt::skip]
const POLICY: &[(&str, &str, [u16; 7])] = &[
    ("any",    "/socket",                                          [400, 400, 400, 400, 400, 400, 400]),
    ("post",   "/api/v1/visitors",                                 [201, 201, 201, 201, 201, 201, 201]),
    ("post",   "/api/v1/session",                                  [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/api/v1/session",                                  [401, 403, 403, 200, 200, 200, 200]),
    ("delete", "/api/v1/session",                                  [204, 204, 204, 204, 204, 204, 204]),
    // Each command has a row of its own in `commands`.
    ("post",   "/api/v1/commands",                                 [401, 403, 403, 403, 403, 200, 200]),
    ("get",    "/api/v1/openapi.json",                             [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/api/v1/queues",                                   [200, 200, 200, 200, 200, 200, 200]),
    // A supervisor joins first.
    ("post",   "/api/v1/conversations/{conversation}/files",       [401, 201, 404, 404, 201, 403, 403]),
    ("get",    "/api/v1/conversations/{conversation}/transcript",  [401, 200, 404, 404, 200, 200, 200]),
    ("get",    "/api/v1/files/{file}",                             [401, 200, 404, 404, 200, 200, 200]),
    ("get",    "/api/v1/files/{file}/preview",                     [401, 200, 404, 404, 200, 200, 200]),
    ("any",    "/api/{*rest}",                                     [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/healthz",                                         [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/readyz",                                          [200, 200, 200, 200, 200, 200, 200]),
    // By address and not by person: the test asks from this machine.
    ("get",    "/metrics",                                         [200, 200, 200, 200, 200, 200, 200]),
    // Pages hold nothing of anybody's. 0: whatever the built client says, but the same for everybody.
    ("get",    "/",                                                [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/demo",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/widget",                                          [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/widget.js",                                       [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/wall",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/meeting/{id}",                                    [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/m/{link}",                                        [0, 0, 0, 0, 0, 0, 0]),
    // On a developer's machine only.
    ("get",    "/dev/gallery",                                     [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/simulators/mail",                                 [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail.css",                             [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail.json",                            [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail/faults",                          [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/mail/faults",                          [204, 204, 204, 204, 204, 204, 204]),
];

#[test]
fn every_route_has_a_row() {
    let mut routes = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut routes,
    );
    assert!(
        routes.contains(&("post".to_owned(), "/api/v1/commands".to_owned())),
        "routes are no longer found"
    );
    let rows: BTreeSet<(String, String)> = POLICY
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    assert!(missing.is_empty(), "write down who may: {missing:?}");
    let gone: Vec<_> = rows.difference(&routes).collect();
    assert!(gone.is_empty(), "rows for routes that are gone: {gone:?}");
}

#[tokio::test]
async fn every_route_answers_as_written() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    let own = house.customer("Anna").await;
    let visit = house.talking(&own, &cast.involved).await;
    let file = house.uploads(&own, visit.conversation).await;
    let send = Command::SendFile {
        conversation: visit.conversation,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&own.identity(), &send).await.unwrap();
    let colleague = house.staff("Klara", StaffRole::Advisor).await;
    let password = Password::choose("rätt lösen för mig").unwrap();
    sqlx::query("insert into credentials (person_id, password_hash) values ($1, $2)")
        .bind(colleague.id.0)
        .bind(hash(password, Cost::LoadTest).await.unwrap())
        .execute(&house.db)
        .await
        .unwrap();
    let email = format!("{}@linden.example", colleague.id);

    let mut wrong = Vec::new();
    for (method, path, statuses) in POLICY {
        let mut seen = BTreeSet::new();
        for (caller, expected) in EVERYBODY.into_iter().zip(*statuses) {
            let who = match cast.who(caller, &own) {
                // Signing out ends this session alone.
                Some(who) if *method == "delete" => Some(house.again(who, "1 day").await),
                Some(who) => Some(who.clone()),
                None => None,
            };
            let identity = who.map_or(Identity::Nobody, |who| who.identity());
            let request = request(
                &house,
                &identity,
                method,
                path,
                visit.conversation,
                file,
                &email,
            );
            let status = request.send().await.unwrap().status().as_u16();
            seen.insert(status);
            if expected != 0 && status != expected {
                wrong.push(format!(
                    "{method} {path} as {caller:?}: {status} and not {expected}"
                ));
            }
        }
        if statuses[0] == 0 && (seen.len() != 1 || seen.contains(&401) || seen.contains(&403)) {
            wrong.push(format!("{method} {path}: a page answers {seen:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

fn request(
    house: &House,
    identity: &Identity,
    method: &str,
    path: &str,
    conversation: ConversationId,
    file: FileId,
    email: &str,
) -> RequestBuilder {
    let path = path
        .replace("{conversation}", &conversation.to_string())
        .replace("{file}", &file.to_string())
        .replace("{*rest}", "v1/nothing");
    let method = match method {
        "any" => Method::GET,
        other => other.to_uppercase().parse().unwrap(),
    };
    let is_post = method == Method::POST;
    let request = house.api.request(method, &path, identity);
    match path.as_str() {
        _ if !is_post => request,
        "/api/v1/visitors" => request.json(&json!({})),
        "/api/v1/session" => {
            request.json(&json!({ "email": email, "password": "rätt lösen för mig" }))
        }
        "/api/v1/commands" => request.json(&Command::Settings),
        "/simulators/mail/faults" => request.json(&json!({})),
        _ => request.body("hej"),
    }
}

/// Every route in the server's own text: `.route("path", get(…).post(…))`.
fn collect(folder: &Path, routes: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("src/tests") {
                collect(&path, routes);
            }
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let shipped = text.split("mod tests {").next().unwrap_or_default();
        for call in shipped.split(".route(").skip(1) {
            let Some((path, rest)) = call
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'))
            else {
                continue;
            };
            let end = closing(rest);
            for method in ["get", "post", "put", "patch", "delete", "any"] {
                let named = rest[..end]
                    .match_indices(&format!("{method}("))
                    .any(|(at, _)| {
                        !rest[..at]
                            .chars()
                            .next_back()
                            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                    });
                if named {
                    routes.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
}

/// Where the parenthesis that is open at the start is closed.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
