//! A browser of somebody who signs in: it keeps cookies and tells its origin.

use reqwest::{Client, Method, StatusCode, header::ORIGIN};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use signaling::protocol::{SignInAnswer, StaffRole, TotpKey, WireError};
use totp_rs::{Algorithm, Builder, Secret};

use super::house::{House, Person};
use crate::{
    clock::Clock,
    identity::{Cost, Password, hash},
};

pub(super) const PASSWORD: &str = "rätt lösen för mig";

/// A browser with a jar of its own.
pub(super) struct Browser {
    client: Client,
    base: String,
}

impl Browser {
    pub(super) fn at(house: &House) -> Self {
        let client = Client::builder().cookie_store(true).build().unwrap();
        Self {
            client,
            base: house.api.base().to_owned(),
        }
    }

    pub(super) async fn asks(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header(ORIGIN, &self.base);
        let request = if body.is_null() {
            request
        } else {
            request.json(body)
        };
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> T {
        let (status, value) = self.asks(Method::POST, path, body).await;
        assert!(status.is_success(), "{path}: {status} {value}");
        serde_json::from_value(value).unwrap()
    }

    /// What the server says is wrong.
    pub(super) async fn refused(&self, path: &str, body: &Value) -> (StatusCode, WireError) {
        let (status, value) = self.asks(Method::POST, path, body).await;
        assert!(!status.is_success(), "{path}: {value}");
        (status, serde_json::from_value(value).unwrap())
    }

    pub(super) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.asks(Method::GET, path, &Value::Null).await
    }

    pub(super) async fn signs_in(&self, email: &str) -> SignInAnswer {
        let form = json!({ "login": email, "password": PASSWORD });
        self.post("/api/v1/session", &form).await
    }

    /// Signed in with a password alone.
    pub(super) async fn is_in(&self, email: &str) {
        let answer = self.signs_in(email).await;
        assert!(
            matches!(answer, SignInAnswer::SignedIn { .. }),
            "{answer:?}"
        );
    }
}

/// Somebody of the staff who signs in with a password; and with which address.
pub(super) async fn colleague(house: &House, name: &str, role: StaffRole) -> (Person, String) {
    let person = house.staff(name, role).await;
    let password = Password::choose(PASSWORD).unwrap();
    sqlx::query("insert into credentials (person_id, password_hash) values ($1, $2)")
        .bind(person.id.0)
        .bind(hash(password, Cost::LoadTest).await.unwrap())
        .execute(&house.db)
        .await
        .unwrap();
    let email = format!("{}@linden.example", person.id);
    sqlx::query(
        "insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
         values ($1, $2, 'email', $3, now(), 'operator')",
    )
    .bind(Clock::System.uuid())
    .bind(person.id.0)
    .bind(&email)
    .execute(&house.db)
    .await
    .unwrap();
    (person, email)
}

/// The code that an app shows.
pub(super) fn code_of(key: &TotpKey, clock: &Clock) -> String {
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(Secret::try_from_base32(&key.secret).unwrap())
        .with_issuer(Some("Samtal"))
        .with_account_name("anna")
        .build()
        .unwrap();
    let now = u64::try_from(clock.now().as_second()).unwrap();
    totp.generate(now).to_string()
}

/// A code that is none of the ones around.
pub(super) fn wrong_code(key: &TotpKey, clock: &Clock) -> String {
    let right: u32 = code_of(key, clock).parse().unwrap();
    format!("{:06}", (right + 499_979) % 1_000_000)
}
