//! Signing in by OpenID Connect, against invented providers over HTTP: what goes right, and all that must not.

use std::{sync::Arc, time::Duration};

use loadtest::{Identity, RawSocket, Received};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode, Url,
    cookie::{CookieStore, Jar},
    header::{LOCATION, ORIGIN},
    redirect::Policy,
};
use serde_json::{Value, json};
use signaling::protocol::{CloseCode, SignInState, SignInView, StaffRole};

use super::house::{House, Person};
use crate::clock::{Clock, ManualClock};

const SITHS: &str = "siths";
const FREJA: &str = "freja-oidc";
const OVER: &str = "/sign-in?fault=over";

/// A browser with cookies of its own, which goes where it is told and no further.
struct Browser {
    http: Client,
    jar: Arc<Jar>,
    base: String,
    /// Who is signed in, where that is not by its cookie.
    bearer: Option<String>,
}

impl Browser {
    fn of(house: &House) -> Self {
        let jar = Arc::new(Jar::default());
        let http = Client::builder()
            .cookie_provider(jar.clone())
            .redirect(Policy::none())
            .no_proxy()
            .build();
        Self {
            http: http.unwrap(),
            jar,
            base: house.api.base().to_owned(),
            bearer: None,
        }
    }

    fn signed_in(house: &House, person: &Person) -> Self {
        Self {
            bearer: Some(person.token.clone()),
            ..Self::of(house)
        }
    }

    fn asks(&self, method: Method, address: &str) -> RequestBuilder {
        let address = match address.strip_prefix('/') {
            Some(path) => format!("{}/{path}", self.base),
            None => address.to_owned(),
        };
        let request = self
            .http
            .request(method, address)
            .header(ORIGIN, &self.base);
        match &self.bearer {
            Some(secret) => request.bearer_auth(secret),
            None => request,
        }
    }

    async fn begin(&self, form: &Value) -> Response {
        self.asks(Method::POST, "/api/v1/sign-ins")
            .json(form)
            .send()
            .await
            .unwrap()
    }

    /// Where the provider is to be found.
    async fn begins(&self, provider: &str, purpose: &str) -> String {
        let form = json!({ "provider": provider, "purpose": purpose, "return_to": "/desk" });
        let answer = self.begin(&form).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json::<SignInView>().await.unwrap().launch.unwrap()
    }

    /// The person answers the provider; gives where it sends the browser.
    async fn answers(&self, launch: &str, choice: &[(&str, &str)]) -> String {
        let page = self.asks(Method::GET, launch).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let query = launch.split_once('?').unwrap().1;
        let mut form = vec![("request", query), ("decision", "yes")];
        form.extend(choice);
        let body = openidconnect::url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let sent = self
            .asks(Method::POST, launch)
            .body(body)
            .send()
            .await
            .unwrap();
        location(&sent)
    }

    /// Follows one address of ours.
    async fn goes(&self, address: &str) -> String {
        location(&self.asks(Method::GET, address).send().await.unwrap())
    }

    /// Goes to the provider as `person` and comes back; gives the page it ends on.
    async fn journey(&self, provider: &str, person: &str) -> String {
        let launch = self.begins(provider, "sign_in").await;
        let back = self.answers(&launch, &[("person", person)]).await;
        self.goes(&back).await
    }

    /// How far the sign-in of a page is.
    async fn finds(&self, page: &str) -> (SignInState, String) {
        let path = format!("/api/v1/sign-ins/{}", attempt(page));
        let answer = self.asks(Method::GET, &path).send().await.unwrap();
        let view: SignInView = answer.json().await.unwrap();
        (view.state, view.hint)
    }

    async fn finish(&self, page: &str) -> Response {
        let path = format!("/api/v1/sign-ins/{}/finish", attempt(page));
        self.asks(Method::POST, &path).send().await.unwrap()
    }

    /// Who is signed in once the page has finished.
    async fn finishes(&self, page: &str) -> Value {
        let answer = self.finish(page).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let finished: Value = answer.json().await.unwrap();
        assert_eq!(finished["answer"]["state"], "signed_in", "{finished}");
        assert_eq!(finished["return_to"], "/desk");
        finished["answer"]["me"].clone()
    }

    async fn signs_in(&self, provider: &str, person: &str) -> Value {
        let page = self.journey(provider, person).await;
        self.finishes(&page).await
    }

    async fn is_signed_in(&self) -> bool {
        let answer = self
            .asks(Method::GET, "/api/v1/session")
            .send()
            .await
            .unwrap();
        answer.status() == StatusCode::OK
    }

    /// Its cookies, for a socket.
    fn cookies(&self) -> Identity {
        let url: Url = self.base.parse().unwrap();
        Identity::Staff(self.jar.cookies(&url).unwrap().to_str().unwrap().to_owned())
    }

    async fn opens_a_socket(&self) -> RawSocket {
        let mut socket = RawSocket::open(&self.base, &self.cookies()).await.unwrap();
        socket.hello(1, None).await.unwrap();
        assert!(socket.reply(1).await.is_some());
        socket
    }
}

fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[LOCATION].to_str().unwrap().to_owned()
}

fn attempt(page: &str) -> &str {
    page.strip_prefix("/sign-in?attempt=")
        .unwrap_or_else(|| panic!("no attempt: {page}"))
}

async fn control(house: &House, provider: &str, what: &str, body: &Value) {
    let path = format!("{}/simulators/oidc/{provider}/{what}", house.api.base());
    let sent = Client::new().post(path).json(body).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::NO_CONTENT);
}

/// The provider says that somebody has signed out; what we said, and the token.
async fn log_out(house: &House, provider: &str, form: &str) -> (u64, String) {
    let path = format!("{}/simulators/oidc/{provider}/log-out", house.api.base());
    let told = Client::new()
        .post(path)
        .body(form.to_owned())
        .send()
        .await
        .unwrap();
    let told: Value = told.json().await.unwrap();
    (
        told["status"].as_u64().unwrap(),
        told["token"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn somebody_signs_in_by_freja_and_is_the_same_next_time() {
    let house = House::new().await;
    let anna = Browser::of(&house);
    let me = anna.signs_in(FREJA, "anna").await;
    assert_eq!(
        (me["name"].as_str(), me["staff"].is_null()),
        (Some("Anna Lind"), true)
    );
    assert_eq!(me["email"], "anna.lind@example.org");
    let again = Browser::of(&house).signs_in(FREJA, "anna").await;
    assert_eq!(again["person"], me["person"]);
    assert_ne!(
        Browser::of(&house).signs_in(FREJA, "erik").await["person"],
        me["person"]
    );
    let numbers = "select count(*) from identifiers where kind = 'personal_number' and value = '198503159819'";
    let numbers: i64 = sqlx::query_scalar(numbers)
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(numbers, 1);
}

#[tokio::test]
async fn an_employee_is_known_by_their_post_and_not_by_a_passing_name() {
    let house = House::new().await;
    let me = Browser::of(&house).signs_in(SITHS, "karin").await;
    assert_eq!(me["name"], "Karin Holm");
    assert_eq!(
        Browser::of(&house).signs_in(SITHS, "karin").await["person"],
        me["person"]
    );
    let known: (String, String) =
        sqlx::query_as("select issuer, value from identifiers where kind = 'subject'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(known.1, "SE2321000016-1001");
    // To the letter, however an address is written otherwise.
    assert!(known.0.starts_with("http://127.1:"), "{}", known.0);

    // Two posts are two accounts, and one must be chosen.
    let olof = Browser::of(&house);
    let launch = olof.begins(SITHS, "sign_in").await;
    let back = olof
        .answers(
            &launch,
            &[("person", "olof"), ("employment", "SE2321000016-2002")],
        )
        .await;
    let page = olof.goes(&back).await;
    let second = olof.finishes(&page).await;
    let first = Browser::of(&house);
    let launch = first.begins(SITHS, "sign_in").await;
    let back = first
        .answers(
            &launch,
            &[("person", "olof"), ("employment", "SE2321000016-2001")],
        )
        .await;
    let page = first.goes(&back).await;
    assert_ne!(first.finishes(&page).await["person"], second["person"]);
}

#[tokio::test]
async fn a_no_and_a_post_that_is_missing_end_on_the_page_in_words() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    let launch = browser.begins(SITHS, "sign_in").await;
    let back = browser
        .answers(&launch, &[("person", "karin"), ("decision", "no")])
        .await;
    let page = browser.goes(&back).await;
    assert_eq!(
        browser.finds(&page).await,
        (SignInState::Failed, "access_denied".into())
    );
    // The provider can't give what is essential.
    let page = browser.journey(SITHS, "sara").await;
    assert_eq!(
        browser.finds(&page).await,
        (SignInState::Failed, "access_denied".into())
    );
    assert_eq!(browser.finish(&page).await.status(), StatusCode::CONFLICT);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn what_came_back_once_comes_back_no_more() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    let launch = browser.begins(FREJA, "sign_in").await;
    let back = browser.answers(&launch, &[("person", "anna")]).await;
    let page = browser.goes(&back).await;
    assert_eq!(browser.goes(&back).await, OVER);
    browser.finishes(&page).await;
    assert_eq!(browser.finish(&page).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn somebody_elses_browser_gets_nothing_of_it() {
    let house = House::new().await;
    let (browser, other) = (Browser::of(&house), Browser::of(&house));
    // It has a cookie of its own.
    other.begins(FREJA, "sign_in").await;
    let launch = browser.begins(FREJA, "sign_in").await;
    let back = browser.answers(&launch, &[("person", "anna")]).await;
    assert_eq!(other.goes(&back).await, OVER);
    assert_eq!(Browser::of(&house).goes(&back).await, OVER);
    let page = browser.goes(&back).await;
    assert_eq!(other.finish(&page).await.status(), StatusCode::NOT_FOUND);
    browser.finishes(&page).await;
}

#[tokio::test]
async fn an_answer_of_one_provider_is_none_of_another() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    let launch = browser.begins(FREJA, "sign_in").await;
    let back = browser.answers(&launch, &[("person", "anna")]).await;
    assert_eq!(
        browser
            .goes(&back.replace("/callback/freja-oidc", "/callback/siths"))
            .await,
        OVER
    );
    assert_eq!(
        browser
            .goes(&back.replace("/callback/freja-oidc", "/callback/nobody"))
            .await,
        OVER
    );
    let siths = format!(
        "http://127.1:{}/simulators/oidc/siths",
        house.server.address.port()
    );
    for answers_as in [siths.as_str(), ""] {
        control(
            &house,
            FREJA,
            "faults",
            &json!({ "answers_as": answers_as }),
        )
        .await;
        let page = browser.journey(FREJA, "anna").await;
        assert_eq!(
            browser.finds(&page).await,
            (SignInState::Failed, "not_believed".into())
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_token_keeps_somebody_out() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    let normal = format!(
        "http://127.0.0.1:{}/simulators/oidc/siths",
        house.server.address.port()
    );
    let cases = [
        (json!({ "signature": "wrong" }), "not_believed"),
        (json!({ "signature": "unknown_key" }), "not_believed"),
        (json!({ "signature": "none" }), "not_believed"),
        (json!({ "signature": "secret" }), "not_believed"),
        // The same address, written otherwise.
        (json!({ "issuer": normal }), "not_believed"),
        (json!({ "issuer": "https://evil.example" }), "not_believed"),
        (json!({ "audience": "another" }), "not_believed"),
        (json!({ "other_audience": "another" }), "not_believed"),
        (json!({ "nonce": "another" }), "not_believed"),
        (json!({ "wrong_at_hash": true }), "not_believed"),
        (json!({ "clock_s": -900 }), "not_believed"),
        (json!({ "clock_s": 90 }), "not_believed"),
        (
            json!({ "level": "http://id.sambi.se/loa/loa2" }),
            "level_too_low",
        ),
        (json!({ "withheld": ["employeeHsaId"] }), "claim_missing"),
        (json!({ "errors": 1 }), "unreachable"),
        (json!({ "cut": 1 }), "unreachable"),
    ];
    browser.signs_in(SITHS, "karin").await;
    for (faults, hint) in cases {
        control(&house, SITHS, "faults", &faults).await;
        let page = browser.journey(SITHS, "karin").await;
        let found = browser.finds(&page).await;
        assert_eq!(found, (SignInState::Failed, hint.to_owned()), "{faults}");
    }
    // Clocks differ a little everywhere.
    for clock in [-50, 50] {
        control(&house, SITHS, "faults", &json!({ "clock_s": clock })).await;
        browser.signs_in(SITHS, "karin").await;
    }
    control(
        &house,
        FREJA,
        "faults",
        &json!({ "userinfo_subject": "freja-erik" }),
    )
    .await;
    let page = browser.journey(FREJA, "anna").await;
    assert_eq!(
        browser.finds(&page).await,
        (SignInState::Failed, "not_believed".into())
    );
}

#[tokio::test]
async fn a_level_that_somebody_chose_too_low_is_refused() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    let launch = browser.begins(FREJA, "sign_in").await;
    let back = browser
        .answers(&launch, &[("person", "anna"), ("level", "LOA1")])
        .await;
    let page = browser.goes(&back).await;
    assert_eq!(
        browser.finds(&page).await,
        (SignInState::Failed, "level_too_low".into())
    );
}

#[tokio::test]
async fn new_keys_are_fetched_when_they_are_used_but_not_all_the_time() {
    let hand = ManualClock::at(Clock::System.now());
    let house = House::at(
        Clock::Manual(hand.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let browser = Browser::of(&house);
    browser.signs_in(SITHS, "karin").await;
    control(&house, SITHS, "rotate", &json!({})).await;
    hand.advance(Duration::from_secs(61));
    browser.signs_in(SITHS, "karin").await;
    // Somebody who invents keys does not make us ask each time.
    control(&house, SITHS, "rotate", &json!({})).await;
    let page = browser.journey(SITHS, "karin").await;
    assert_eq!(
        browser.finds(&page).await,
        (SignInState::Failed, "not_believed".into())
    );
    hand.advance(Duration::from_secs(61));
    browser.signs_in(SITHS, "karin").await;
}

#[tokio::test]
async fn a_journey_that_takes_too_long_is_over() {
    let hand = ManualClock::at(Clock::System.now());
    let house = House::at(
        Clock::Manual(hand.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let browser = Browser::of(&house);
    let launch = browser.begins(FREJA, "sign_in").await;
    let back = browser.answers(&launch, &[("person", "anna")]).await;
    hand.advance(Duration::from_secs(601));
    assert_eq!(browser.goes(&back).await, OVER);
}

#[tokio::test]
async fn a_log_out_there_closes_the_socket_here_and_works_once() {
    let house = House::new().await;
    let (phone, desk) = (Browser::of(&house), Browser::of(&house));
    phone.signs_in(SITHS, "karin").await;
    desk.signs_in(SITHS, "karin").await;
    let mut socket = desk.opens_a_socket().await;
    for faults in [
        json!({ "signature": "wrong" }),
        json!({ "signature": "none" }),
        json!({ "issuer": "https://evil.example" }),
        json!({ "audience": "another" }),
        json!({ "nonce": "n" }),
        json!({ "clock_s": -600 }),
    ] {
        control(&house, SITHS, "faults", &faults).await;
        assert_eq!(
            log_out(&house, SITHS, "person=karin").await.0,
            400,
            "{faults}"
        );
    }
    assert!(desk.is_signed_in().await);
    control(&house, SITHS, "faults", &json!({})).await;
    let (status, token) = log_out(&house, SITHS, "person=karin").await;
    assert_eq!(status, 200);
    let Received::Closed { code, .. } = socket.ended().await else {
        panic!("the socket went away without a word");
    };
    assert_eq!(code, CloseCode::SessionEnded as u16);
    assert!(!desk.is_signed_in().await);
    assert!(phone.is_signed_in().await);
    assert_eq!(
        log_out(&house, SITHS, &format!("token={token}")).await.0,
        400
    );
    let told: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'session_ended_by_provider'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn an_id_token_is_no_log_out() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    browser.signs_in(SITHS, "karin").await;
    let token: String =
        sqlx::query_scalar("select id_token from sessions where id_token is not null")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(
        log_out(&house, SITHS, &format!("token={token}")).await.0,
        400
    );
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn signing_out_here_goes_on_to_sign_out_there() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    browser.signs_in(FREJA, "anna").await;
    let answer = browser
        .asks(Method::DELETE, "/api/v1/session")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!browser.is_signed_in().await);
    let told: Value = answer.json().await.unwrap();
    let there = told["continue_to"].as_str().unwrap();
    assert_eq!(
        browser.goes(there).await,
        format!("{}/sign-in", browser.base)
    );
}

#[tokio::test]
async fn who_is_signed_in_adds_what_they_can_prove() {
    let house = House::new().await;
    let maria = house.staff("Maria", StaffRole::Advisor).await;
    let desk = Browser::signed_in(&house, &maria);
    let launch = desk.begins(SITHS, "link").await;
    let back = desk.answers(&launch, &[("person", "karin")]).await;
    let page = desk.goes(&back).await;
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    // The browser is the same; who sits at it is not.
    let other = Browser {
        bearer: Some(ulla.token.clone()),
        http: desk.http.clone(),
        jar: desk.jar.clone(),
        base: desk.base.clone(),
    };
    assert_eq!(other.finish(&page).await.status(), StatusCode::UNAUTHORIZED);
    desk.finishes(&page).await;

    let me = Browser::of(&house).signs_in(SITHS, "karin").await;
    assert_eq!(me["person"], json!(maria.id));
    assert_eq!(me["staff"]["role"], "advisor");

    // What is a colleague's can't be added by another.
    let launch = other.begins(SITHS, "link").await;
    let back = other.answers(&launch, &[("person", "karin")]).await;
    let page = other.goes(&back).await;
    assert_eq!(other.finish(&page).await.status(), StatusCode::CONFLICT);

    let form = json!({ "provider": SITHS, "purpose": "link" });
    assert_eq!(
        Browser::of(&house).begin(&form).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_afterwards() {
    let house = House::new().await;
    let browser = Browser::of(&house);
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
    ] {
        let form = json!({ "provider": FREJA, "purpose": "sign_in", "return_to": evil });
        let view: SignInView = browser.begin(&form).await.json().await.unwrap();
        let back = browser
            .answers(&view.launch.unwrap(), &[("person", "anna")])
            .await;
        let page = browser.goes(&back).await;
        let finished: Value = browser.finish(&page).await.json().await.unwrap();
        assert_eq!(finished["return_to"], "/", "{evil}");
    }
}
