//! What a log must never hold, however much of it is asked for.

use std::sync::Arc;

use loadtest::{Api, Identity, new_client_id};
use reqwest::{
    Client, Method,
    cookie::{CookieStore, Jar},
    header::{CONTENT_TYPE, ORIGIN},
};
use serde_json::{Value, json};
use signaling::protocol::{Command, LeftMessageForm, MessageText, TransferTarget};
use tokio::time::timeout;

use super::place::{PASSWORD, PATIENCE, Place};

#[tokio::test]
async fn no_token_password_text_or_address_is_ever_logged() {
    const WORDS: [&str; 4] = [
        "hemligheten-i-samtalet",
        "hemligheten-mellan-kolleger",
        "hemligheten-i-meddelandet",
        "hemligheten-i-filen",
    ];
    let place = Place::new();
    place.found().await;
    let settings = [("SAMTAL_LOG_FILTER", "trace"), ("SAMTAL_LOG", "json")];
    let server = place.serve(&settings).await;
    let queue = server.open_always().await;
    let (anna, bo, entry) = server.talk(queue).await;
    let api: Api = server.api();

    let visitor = api.new_visitor().await.unwrap();
    let token = visitor.token.clone();
    let stranger = Identity::Visitor(visitor.token);
    let Identity::Staff(cookie) = server.sign_in("bo@raad.example").await else {
        panic!("staff have a cookie")
    };
    let (_, secret) = cookie.split_once('=').unwrap();
    let wrong = api.sign_in("bo@raad.example", "ett-gissat-losenord").await;
    assert!(wrong.is_err());

    let (hers, his) = (
        anna.chat(entry.conversation).await.unwrap(),
        bo.chat(entry.conversation).await.unwrap(),
    );
    hers.says(WORDS[0]).await;
    his.hears(WORDS[0]).await;
    let note = WORDS[1].to_owned();
    bo.done(Command::Transfer {
        entry: entry.id,
        to: TransferTarget::Queue { queue },
        note,
    })
    .await
    .unwrap();
    let bo_again = Identity::Staff(cookie.clone());
    let path = format!(
        "/api/v1/conversations/{}/files?name={}.txt",
        entry.conversation, WORDS[3]
    );
    let refused = api.request(Method::POST, &path, &stranger).body("x");
    assert_eq!(refused.send().await.unwrap().status(), 404);
    let form = LeftMessageForm {
        queue,
        client_id: new_client_id(),
        name: "Stina Hemlig".into(),
        email: "stina.hemlig@kund.example".into(),
        phone: "070-174 06 05".into(),
        text: MessageText::parse(WORDS[2].into()).unwrap(),
        language: "sv".into(),
        callback: None,
    };
    api.command(&stranger, &Command::LeaveMessage { form })
        .await
        .unwrap();
    // What is not as it should be is not repeated in the log either.
    let broken = format!(r#"{{"type":"send","text":"{}""#, WORDS[0]);
    let request = api.request(Method::POST, "/api/v1/commands", &bo_again);
    let request = request
        .header("content-type", "application/json")
        .body(broken);
    assert_eq!(request.send().await.unwrap().status(), 400);
    drop((anna, bo));
    assert_eq!(server.stop().await, Some(0));

    let log = place.read_log();
    assert!(
        log.contains("message") && log.lines().count() > 100,
        "nothing was logged"
    );
    let secrets = [
        PASSWORD,
        "ett-gissat-losenord",
        &token,
        secret,
        "stina.hemlig",
        "070-174",
        "Hemlig",
    ];
    for secret in secrets.into_iter().chain(WORDS) {
        if let Some(line) = log.lines().find(|line| line.contains(secret)) {
            panic!("{secret} stands in the log: {line}");
        }
    }
}

/// A browser with a jar of its own.
struct Browser<'a> {
    http: Client,
    base: &'a str,
}

impl Browser<'_> {
    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header(ORIGIN, self.base);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Presses a button of the simulated telephone; the page that comes.
    async fn presses(&self, path: &str, form: &[(&str, &str)]) -> String {
        // Nothing in it needs to be escaped.
        let form = form.iter().map(|(name, value)| format!("{name}={value}"));
        let request = self.http.post(format!("{}{path}", self.base));
        let request = request
            .header(ORIGIN, self.base)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.collect::<Vec<_>>().join("&"));
        request.send().await.unwrap().text().await.unwrap()
    }
}

#[tokio::test]
async fn nothing_that_proves_somebody_is_ever_logged() {
    const NUMBER: &str = "199908072391";
    const CHOSEN: &str = "ett-valt-losenord-av-kund";
    let place = Place::new();
    place.found().await;
    // It is asked again and again whether the sign-in is confirmed, as fast as the machine can.
    let settings = [
        ("SAMTAL_LOG_FILTER", "trace"),
        ("SAMTAL_LOG", "json"),
        ("SAMTAL_RATE_LIMITS", "off"),
    ];
    let server = place.serve(&settings).await;
    let jar = Arc::new(Jar::default());
    let browser = Browser {
        http: Client::builder()
            .cookie_provider(jar.clone())
            .build()
            .unwrap(),
        base: &server.base,
    };

    // By BankID.
    let form = json!({ "provider": "bankid", "purpose": "sign_in", "language": "sv" });
    let begun = browser
        .asks(Method::POST, "/api/v1/sign-ins", Some(form))
        .await;
    let path = format!("/api/v1/sign-ins/{}", begun["id"].as_str().unwrap());
    // A code lasts for seconds: the telephone reads the one that is shown when it looks.
    let scanned = async {
        loop {
            let shown = browser.asks(Method::GET, &path, None).await;
            let code = shown["qr"].as_str().expect("a code is shown");
            let page = browser
                .presses("/simulators/bankid/open", &[("code", code)])
                .await;
            if let Some((_, rest)) = page.split_once("name=\"order\" value=\"") {
                let order = rest.split('"').next().unwrap();
                break (order.to_owned(), code.to_owned());
            }
        }
    };
    let (order, code) = timeout(PATIENCE, scanned).await.expect("it is scanned");
    let answer = [
        ("order", order.as_str()),
        ("person", "0"),
        ("does", "approve"),
    ];
    browser.presses("/simulators/bankid/answer", &answer).await;
    let confirmed = async {
        while browser.asks(Method::GET, &path, None).await["state"] != "complete" {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, confirmed).await.expect("it is confirmed");
    browser
        .asks(Method::POST, &format!("{path}/finish"), None)
        .await;
    let key = browser
        .asks(
            Method::POST,
            "/api/v1/second-factor/totp",
            Some(json!({ "code": "" })),
        )
        .await;
    browser.asks(Method::DELETE, "/api/v1/session", None).await;

    // By a link in a mail.
    let form =
        json!({ "email": "vera.hemlig@kund.example", "name": "Vera Hemlig", "password": CHOSEN });
    browser
        .asks(Method::POST, "/api/v1/accounts", Some(form))
        .await;
    let mails = async {
        loop {
            let mails = browser
                .asks(Method::GET, "/simulators/mail.json", None)
                .await
                .to_string();
            if let Some((_, rest)) = mails.split_once("/link#") {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                break rest[..end.unwrap_or(rest.len())].to_owned();
            }
            tokio::task::yield_now().await;
        }
    };
    let token = timeout(PATIENCE, mails).await.expect("a mail comes");
    let form = json!({ "token": token, "password": CHOSEN });
    browser
        .asks(Method::POST, "/api/v1/mail-links/use", Some(form))
        .await;
    let cookies = jar.cookies(&server.base.parse().unwrap()).unwrap();
    let cookies = cookies.to_str().unwrap().to_owned();
    assert_eq!(server.stop().await, Some(0));

    let log = place.read_log();
    assert!(log.lines().count() > 100, "nothing was logged");
    let secrets = [
        NUMBER,
        "19990807-2391",
        "Lindholm",
        CHOSEN,
        "vera.hemlig",
        "Hemlig",
        &token,
        &order,
    ];
    let mut secrets = secrets.map(str::to_owned).to_vec();
    secrets.push(key["secret"].as_str().unwrap().to_owned());
    secrets.extend(
        code.split('.')
            .skip(1)
            .filter(|part| part.len() > 8)
            .map(str::to_owned),
    );
    secrets.extend(
        cookies
            .split("; ")
            .filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())),
    );
    assert!(secrets.len() >= 12, "{}", secrets.len());
    for secret in secrets {
        if let Some(line) = log.lines().find(|line| line.contains(&secret)) {
            panic!("{secret} stands in the log: {line}");
        }
    }
}
