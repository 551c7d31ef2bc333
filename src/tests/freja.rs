//! Signing in by Freja's own interface, against an invented one that asks for a client certificate.

use std::time::Duration;

use reqwest::{Client, Method, Response, StatusCode, header::ORIGIN};
use serde_json::{Value, json};
use signaling::protocol::{SignInState, SignInView};

use super::house::House;
use crate::clock::{Clock, ManualClock};

/// Longer than anything takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile \
    Safari/537.36";
const COMPUTER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

/// A browser with an order that waits.
struct Waiting {
    http: Client,
    base: String,
    view: SignInView,
}

impl Waiting {
    /// A computer; the app is on another device.
    async fn at(house: &House) -> Self {
        Self::begun(house, COMPUTER, "other").await
    }

    async fn begun(house: &House, user_agent: &str, device: &str) -> Self {
        let http = Client::builder()
            .cookie_store(true)
            .no_proxy()
            .user_agent(user_agent)
            .build()
            .unwrap();
        let base = house.api.base().to_owned();
        let form = json!({ "provider": "freja", "purpose": "sign_in", "device": device });
        let begun = http
            .post(format!("{base}/api/v1/sign-ins"))
            .json(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(begun.status(), StatusCode::CREATED);
        let view = begun.json().await.unwrap();
        Self { http, base, view }
    }

    /// The app has scanned or opened `address`, and its owner decides.
    async fn decides(&self, address: &str, form: &[(&str, &str)]) -> StatusCode {
        let reference = address.split_once("transactionReference=").unwrap().1;
        let mut fields = vec![("reference", reference)];
        fields.extend(form);
        let body = openidconnect::url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let sent = self
            .http
            .post(format!("{}/simulators/freja", self.base))
            .header(ORIGIN, &self.base)
            .body(body);
        sent.send().await.unwrap().status()
    }

    async fn approves(&self, form: &[(&str, &str)]) {
        let mut fields = vec![("decision", "approve")];
        fields.extend(form);
        let code = self.finds().await.qr.unwrap();
        assert_eq!(self.decides(&code, &fields).await, StatusCode::OK);
    }

    /// What the app shows whom `address` is sent to.
    async fn app_shows(&self, address: &str) -> String {
        let address = address.strip_prefix(&self.base).unwrap();
        let opened = Client::new().get(format!("{}{address}", self.base)).send();
        opened.await.unwrap().text().await.unwrap()
    }

    async fn finds(&self) -> SignInView {
        let path = format!("{}/api/v1/sign-ins/{}", self.base, self.view.id);
        self.http
            .get(path)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// How it ends.
    async fn ends(&self) -> (SignInState, String) {
        let over = async {
            loop {
                let view = self.finds().await;
                if view.state != SignInState::Pending {
                    return (view.state, view.hint);
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, over).await.unwrap()
    }

    async fn ends_in(&self, browser: &Client) -> Response {
        let path = format!("{}/api/v1/sign-ins/{}/finish", self.base, self.view.id);
        browser.request(Method::POST, path).send().await.unwrap()
    }

    async fn finishes(&self) -> Value {
        let done = self.ends_in(&self.http).await;
        assert_eq!(done.status(), StatusCode::OK);
        done.json::<Value>().await.unwrap()["answer"]["me"].clone()
    }
}

/// A code's address with the order's plain name in it.
fn without_code(qr: &str) -> String {
    let mut parts = qr.rsplitn(3, '.');
    parts.nth(2).unwrap().to_owned()
}

async fn misbehaves(house: &House, faults: &Value) {
    let path = format!("{}/simulators/freja/faults", house.api.base());
    let sent = Client::new().post(path).json(faults).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn somebody_confirms_in_the_app_and_is_known_by_freja_and_by_number() {
    let (house, hand) = by_hand().await;
    let waiting = Waiting::at(&house).await;
    let qr = waiting.finds().await.qr.unwrap();
    let form = [("decision", "approve"), ("person", "anna")];
    assert_eq!(waiting.decides(&qr, &form).await, StatusCode::OK);
    round(&house, &hand, &waiting).await;
    assert_eq!(waiting.ends().await, (SignInState::Complete, String::new()));
    let me = waiting.finishes().await;
    assert_eq!(me["name"], "Anna Lind");

    let again = Waiting::at(&house).await;
    again.approves(&[("person", "anna")]).await;
    round(&house, &hand, &again).await;
    assert_eq!(again.ends().await.0, SignInState::Complete);
    assert_eq!(again.finishes().await["person"], me["person"]);
}

#[tokio::test]
async fn whoever_says_no_or_gives_up_is_not_signed_in() {
    let (house, hand) = by_hand().await;
    let waiting = Waiting::at(&house).await;
    let code = waiting.finds().await.qr.unwrap();
    assert_eq!(
        waiting.decides(&code, &[("decision", "reject")]).await,
        StatusCode::OK
    );
    round(&house, &hand, &waiting).await;
    assert_eq!(
        waiting.ends().await,
        (SignInState::Failed, "REJECTED".into())
    );

    let given_up = Waiting::at(&house).await;
    let path = format!("{}/api/v1/sign-ins/{}", given_up.base, given_up.view.id);
    let gone = given_up.http.delete(path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(given_up.ends().await.0, SignInState::Cancelled);
    // There as well.
    let plain = without_code(&given_up.view.qr.clone().unwrap());
    let form = [("decision", "approve"), ("person", "anna")];
    assert_eq!(given_up.decides(&plain, &form).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_result_that_freja_has_not_signed_for_this_order_counts_for_nothing() {
    let (house, hand) = by_hand().await;
    let cases = [
        (json!({ "signature": "wrong" }), "not_believed"),
        (json!({ "signature": "unknown_key" }), "not_believed"),
        (json!({ "signature": "none" }), "not_believed"),
        (json!({ "reference": "another" }), "not_believed"),
        (json!({ "clock_s": -600 }), "not_believed"),
        (json!({ "level": "BASIC" }), "level_too_low"),
        (json!({ "level": "NO SUCH" }), "level_too_low"),
    ];
    for (faults, hint) in cases {
        let waiting = Waiting::at(&house).await;
        misbehaves(&house, &faults).await;
        waiting.approves(&[("person", "anna")]).await;
        round(&house, &hand, &waiting).await;
        assert_eq!(
            waiting.ends().await,
            (SignInState::Failed, hint.to_owned()),
            "{faults}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_again() {
    let (house, hand) = by_hand().await;
    let waiting = Waiting::at(&house).await;
    misbehaves(&house, &json!({ "errors": 1, "cut": 1 })).await;
    waiting.approves(&[("person", "erik")]).await;
    for _ in 0..3 {
        round(&house, &hand, &waiting).await;
    }
    assert_eq!(waiting.ends().await.0, SignInState::Complete);
    assert_eq!(waiting.finishes().await["name"], "Erik Ahlgren");
}

#[tokio::test]
async fn freja_that_is_down_is_told_at_once() {
    let house = House::new().await;
    for (faults, status) in [
        (json!({ "errors": 1 }), StatusCode::SERVICE_UNAVAILABLE),
        (json!({ "already_open": 1 }), StatusCode::CONFLICT),
    ] {
        misbehaves(&house, &faults).await;
        let form = json!({ "provider": "freja", "purpose": "sign_in" });
        let path = format!("{}/api/v1/sign-ins", house.api.base());
        assert_eq!(
            Client::new()
                .post(path)
                .json(&form)
                .send()
                .await
                .unwrap()
                .status(),
            status
        );
    }
}

#[tokio::test]
async fn what_is_shown_for_another_device_is_worth_nothing_as_a_link() {
    let (house, _hand) = by_hand().await;
    for device in ["other", "this"] {
        // A computer has no app, whatever it says.
        let attacker = Waiting::begun(&house, COMPUTER, device).await;
        assert_eq!(attacker.view.launch, None, "{device}");
        let code = attacker.view.qr.clone().unwrap();
        let shown = attacker.app_shows(&without_code(&code)).await;
        assert!(!shown.contains("approve"), "{shown}");
        let shown = attacker
            .app_shows(&attacker.finds().await.qr.unwrap())
            .await;
        assert!(shown.contains("approve"), "{shown}");
    }
}

#[tokio::test]
async fn a_code_that_was_sent_on_is_too_old() {
    let (house, hand) = by_hand().await;
    let attacker = Waiting::at(&house).await;
    let code = attacker.view.qr.clone().unwrap();
    hand.advance(Duration::from_secs(4));
    let shown = attacker.app_shows(&code).await;
    assert!(!shown.contains("approve"), "{shown}");
}

#[tokio::test]
async fn on_a_phone_the_app_is_opened_by_a_link_and_its_browser_alone_ends_it() {
    let house = House::new().await;
    let waiting = Waiting::begun(&house, PHONE, "this").await;
    assert_eq!(waiting.view.qr, None);
    let launch = waiting.view.launch.clone().unwrap();
    assert!(waiting.app_shows(&launch).await.contains("approve"));
    let opened = async {
        while waiting.finds().await.launch.is_some() {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(PATIENCE, opened).await;
    gone.expect("what has been opened is not told any more");
    let form = [("decision", "approve"), ("person", "erik")];
    assert_eq!(waiting.decides(&launch, &form).await, StatusCode::OK);
    assert_eq!(waiting.ends().await.0, SignInState::Complete);
    let other = Waiting::at(&house).await;
    let refused = waiting.ends_in(&other.http).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    assert_eq!(waiting.finishes().await["name"], "Erik Ahlgren");
}

#[tokio::test]
async fn a_link_that_nobody_opens_at_once_is_given_up() {
    let (house, hand) = by_hand().await;
    let waiting = Waiting::begun(&house, PHONE, "this").await;
    let launch = waiting.view.launch.clone().unwrap();
    for _ in 0..16 {
        round(&house, &hand, &waiting).await;
    }
    assert_eq!(
        waiting.ends().await,
        (SignInState::Failed, "not_opened".into())
    );
    assert_eq!(waiting.finds().await.launch, None);
    let given_up = async {
        while waiting.app_shows(&launch).await.contains("approve") {
            tokio::task::yield_now().await;
        }
    };
    let there = tokio::time::timeout(PATIENCE, given_up).await;
    there.expect("Freja's app knows it no more");
}

async fn by_hand() -> (House, ManualClock) {
    // Sessions of the house's people begin by the database's clock, which has no nanoseconds.
    let now = Clock::System.now().round(jiff::Unit::Second).unwrap();
    let hand = ManualClock::at(now);
    let settings = &[("SAMTAL_RATE_LIMITS", "off")];
    let house = House::at(Clock::Manual(hand.clone()), settings).await;
    (house, hand)
}

/// Lets two seconds pass, and waits until Freja was asked in them.
async fn round(house: &House, hand: &ManualClock, waiting: &Waiting) {
    let lease = async || {
        sqlx::query_scalar::<_, Option<String>>(
            "select lease_until::text from sign_ins where id = $1",
        )
        .bind(waiting.view.id.0)
        .fetch_one(&house.db)
        .await
        .unwrap()
    };
    let before = lease().await;
    hand.advance(Duration::from_secs(2));
    let asked = async {
        while before.is_some() && lease().await == before {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap();
}
