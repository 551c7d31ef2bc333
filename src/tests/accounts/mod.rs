//! Accounts: made, recovered and changed by mail, by people and by those who would be them.

mod letters;
mod made;
mod own;
mod recovered;
mod unseen;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use loadtest::Identity;
use reqwest::{Method, header};
use serde_json::{Value, json};
use signaling::protocol::PersonId;

use super::house::House;
use crate::{http::browser_cookie_name, simulators::ReceivedMail};

pub(super) const PASSWORD: &str = "en ko i en sko";
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody's browser: keeps cookies, and a visitor's secret.
pub(super) struct Browser<'a> {
    house: &'a House,
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) bearer: Option<String>,
}

/// An answer: its status and what was said.
pub(super) type Answer = (u16, Value);

impl<'a> Browser<'a> {
    pub(super) fn new(house: &'a House) -> Self {
        Self {
            house,
            cookies: BTreeMap::new(),
            bearer: None,
        }
    }

    /// With a visitor's secret.
    pub(super) fn of_visitor(house: &'a House, token: &str) -> Self {
        let mut browser = Self::new(house);
        browser.bearer = Some(token.to_owned());
        browser
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.asks(Method::GET, path, None).await
    }

    pub(super) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.asks(Method::POST, path, Some(body)).await
    }

    pub(super) async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.asks(Method::PUT, path, Some(body)).await
    }

    pub(super) async fn delete(&mut self, path: &str) -> Answer {
        self.asks(Method::DELETE, path, None).await
    }

    async fn asks(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.house.api.request(method, path, &Identity::Nobody);
        request = request.header(header::ORIGIN, self.house.api.base());
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let pairs: Vec<_> = pairs.collect();
        if !pairs.is_empty() {
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The session's secret, once signed in.
    pub(super) fn session(&self) -> String {
        self.cookies
            .get("samtal_session")
            .cloned()
            .unwrap_or_default()
    }

    /// Signs in by password.
    pub(super) async fn signs_in(&mut self, login: &str, password: &str) -> Answer {
        let form = json!({ "login": login, "password": password });
        self.post("/api/v1/session", form).await
    }

    /// Who is signed in; the status of the refusal if nobody is.
    pub(super) async fn is(&mut self) -> Result<PersonId, u16> {
        match self.get("/api/v1/session").await {
            (200, me) => Ok(serde_json::from_value(me["person"].clone()).unwrap()),
            (status, _) => Err(status),
        }
    }

    /// Asks for an account.
    pub(super) async fn asks_for_account(&mut self, email: &str) -> Answer {
        let form = json!({ "email": email, "password": PASSWORD, "name": "Anna Ek" });
        self.post("/api/v1/accounts", form).await
    }

    /// Uses a mail's link as the page does: looks, then presses the button.
    pub(super) async fn follows(&mut self, mail: &ReceivedMail, password: Option<&str>) -> Answer {
        let token = secret(mail);
        self.uses(&token, password).await
    }

    pub(super) async fn uses(&mut self, token: &str, password: Option<&str>) -> Answer {
        let form = json!({ "token": token, "password": password });
        self.post("/api/v1/mail-links/use", form).await
    }

    /// What a link would do.
    pub(super) async fn looks_at(&mut self, token: &str) -> Answer {
        self.post("/api/v1/mail-links/look", json!({ "token": token }))
            .await
    }
}

/// The secret in a mail's link.
pub(super) fn secret(mail: &ReceivedMail) -> String {
    let (_, rest) = mail.text.split_once("/link#").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// The mail with this number since the start.
pub(super) async fn mail(house: &House, number: u64) -> Arc<ReceivedMail> {
    let mailbox = &house.server.app.simulators.as_ref().unwrap().mailbox;
    let came = tokio::time::timeout(PATIENCE, mailbox.wait_for(number)).await;
    came.expect("a mail comes").expect("it is kept")
}

/// How many mails have come, once all that were written are sent.
pub(super) async fn mails(house: &House) -> u64 {
    let all_sent = async {
        let due = "select exists (select from mails where state = 'due')";
        while sqlx::query_scalar::<_, bool>(due)
            .fetch_one(&house.db)
            .await
            .unwrap()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all_sent).await.unwrap();
    house
        .server
        .app
        .simulators
        .as_ref()
        .unwrap()
        .mailbox
        .count()
}

/// Somebody with an account and the browser in which they are signed in. The first mail of the house is theirs.
pub(super) async fn customer<'a>(house: &'a House, email: &str) -> (Browser<'a>, PersonId) {
    let mut browser = Browser::new(house);
    let before = mails(house).await;
    assert_eq!(browser.asks_for_account(email).await.0, 202);
    let mail = mail(house, before + 1).await;
    let (status, entered) = browser.follows(&mail, None).await;
    assert_eq!(status, 200, "{entered}");
    let person = browser.is().await.unwrap();
    (browser, person)
}

/// One number of the database's.
pub(super) async fn count(house: &House, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&house.db).await.unwrap()
}

/// Gives somebody of the staff an address and a password.
pub(super) async fn may_sign_in(house: &House, person: PersonId, email: &str) {
    use crate::identity::{Cost, Password, hash};
    let hash = hash(Password::choose(PASSWORD).unwrap(), Cost::LoadTest)
        .await
        .unwrap();
    sqlx::query("insert into credentials (person_id, password_hash) values ($1, $2)")
        .bind(person.0)
        .bind(hash)
        .execute(&house.db)
        .await
        .unwrap();
    sqlx::query(
        "insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
         values (gen_random_uuid(), $1, 'email', $2, now(), 'operator')",
    )
    .bind(person.0)
    .bind(email)
    .execute(&house.db)
    .await
    .unwrap();
}

#[test]
fn a_browser_here_keeps_the_cookie_that_the_server_sets() {
    let config = crate::config::Config::from_lookup(|_| Ok(None)).unwrap();
    assert_eq!(browser_cookie_name(&config), "samtal_browser");
}
