//! Stories of BankID, told against its simulator over real TLS: the server, the telephone, the browser.

mod adding;
mod faults;
mod orders;
mod signing_in;

use std::time::Duration;

use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use signaling::protocol::{SignInId, SignInState, SignInView};

use super::house::House;
use crate::{
    clock::{Clock, ManualClock},
    simulators::bankid::BankIdSimulator,
};

/// Longer than anything takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_secs(60);
/// BankID is asked so often.
const ROUND: Duration = Duration::from_secs(2);

/// A server, its BankID, and the hand that moves their clock.
struct Place {
    house: House,
    bank: BankIdSimulator,
    hand: ManualClock,
}

impl Place {
    async fn new() -> Self {
        // Sessions of the house's people begin by the database's clock, which has no nanoseconds.
        let now = Clock::System.now().round(jiff::Unit::Second).unwrap();
        let hand = ManualClock::at(now);
        let settings = &[("SAMTAL_RATE_LIMITS", "off")];
        let house = House::at(Clock::Manual(hand.clone()), settings).await;
        let simulators = house.server.app.simulators.as_ref().unwrap();
        let bank = simulators.bankid.clone();
        Self { house, bank, hand }
    }

    fn browser(&self) -> Browser {
        Browser::before(self.house.api.base())
    }

    /// Lets the time of one round pass, and waits until BankID was asked in it.
    async fn round(&self) {
        let before = asked(&self.bank, "collect");
        self.hand.advance(ROUND);
        until("BankID is asked", async || {
            asked(&self.bank, "collect") > before
        })
        .await;
    }

    /// One number of the database's.
    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.house.db)
            .await
            .unwrap()
    }
}

/// How often the simulator was asked.
fn asked(bank: &BankIdSimulator, what: &str) -> usize {
    bank.calls().iter().filter(|call| call.what == what).count()
}

/// Waits until something is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let so_at_last = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, so_at_last)
        .await
        .unwrap_or_else(|_| panic!("{what}: never"));
}

/// A browser with cookies of its own.
struct Browser {
    http: reqwest::Client,
    base: String,
    /// Of the visitor who sits before it.
    token: Option<String>,
}

impl Browser {
    fn before(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .no_proxy()
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
            .build()
            .unwrap();
        Self {
            http,
            base: base.to_owned(),
            token: None,
        }
    }

    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}{path}", self.base);
        let mut request = self
            .http
            .request(method, url)
            .header(header::ORIGIN, &self.base);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    async fn tries(&self, form: Value) -> Response {
        self.asks(Method::POST, "/api/v1/sign-ins", Some(form))
            .await
    }

    /// Begins, with the app on another device.
    async fn begins(&self) -> SignInView {
        let form = json!({"provider": "bankid", "purpose": "sign_in", "return_to": "/desk", "language": "sv"});
        let begun = self.tries(form).await;
        assert_eq!(begun.status(), StatusCode::CREATED);
        begun.json().await.unwrap()
    }

    /// Begins, with the app on this device.
    async fn begins_here(&self) -> SignInView {
        let form = json!({"provider": "bankid", "purpose": "sign_in", "device": "this", "return_to": "//evil.test"});
        let begun = self.tries(form).await;
        assert_eq!(begun.status(), StatusCode::CREATED);
        begun.json().await.unwrap()
    }

    async fn looks(&self, id: SignInId) -> SignInView {
        let path = format!("/api/v1/sign-ins/{id}");
        let found = self.asks(Method::GET, &path, None).await;
        assert_eq!(found.status(), StatusCode::OK);
        found.json().await.unwrap()
    }

    async fn sees(&self, id: SignInId, state: SignInState) -> SignInView {
        until(&format!("{state:?}"), async || {
            self.looks(id).await.state == state
        })
        .await;
        self.looks(id).await
    }

    async fn sees_hint(&self, id: SignInId, hint: &str) -> SignInView {
        until(hint, async || self.looks(id).await.hint == hint).await;
        self.looks(id).await
    }

    async fn finishes(&self, id: SignInId) -> Response {
        let path = format!("/api/v1/sign-ins/{id}/finish");
        self.asks(Method::POST, &path, None).await
    }

    async fn comes_back(&self, id: SignInId, nonce: &str) -> Response {
        let path = format!("/api/v1/sign-ins/{id}/return");
        let form = json!({ "nonce": nonce });
        self.asks(Method::POST, &path, Some(form)).await
    }

    async fn gives_up(&self, id: SignInId) -> StatusCode {
        let path = format!("/api/v1/sign-ins/{id}");
        self.asks(Method::DELETE, &path, None).await.status()
    }

    /// Who is signed in here, by the session's cookie.
    async fn me(&self) -> Value {
        let url = format!("{}/api/v1/session", self.base);
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

/// A part of an address's query.
fn part<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').unwrap();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).unwrap().1
}
