//! The telephone: a page on which a developer is somebody who has a BankID, and what tests ask.

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{BankIdSimulator, Call, Faults, OrderName, Refusal, orders::Order, people::PEOPLE};
use crate::notify::html::escape;

/// Other people's words are on the page: nothing in them may run.
const POLICY: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'",
    ),
);

/// How a telephone ends an order, and BankID's word for it.
const ENDS: [(&str, &str); 4] = [
    ("refuse", "userCancel"),
    ("expire", "expiredTransaction"),
    ("blocked", "certificateErr"),
    ("risk", "transactionRiskBlocked"),
];

pub(in super::super) fn routes<S>(simulator: BankIdSimulator) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/simulators/bankid", get(page))
        .route("/simulators/bankid.css", get(style))
        .route("/simulators/bankid/open", post(open))
        .route("/simulators/bankid/answer", post(answer))
        .route("/simulators/bankid/calls", get(calls))
        .route("/simulators/bankid/faults", post(misbehave).get(faults))
        .with_state(simulator)
}

/// What the page's address says. The app's own address has the token.
#[derive(Deserialize, Default)]
struct Opening {
    #[serde(default)]
    autostarttoken: String,
    #[serde(default)]
    lang: String,
}

#[derive(Deserialize)]
struct Scanned {
    code: String,
    #[serde(default)]
    lang: String,
}

#[derive(Deserialize)]
struct Chosen {
    order: String,
    person: usize,
    does: String,
    #[serde(default)]
    lang: String,
}

async fn page(
    State(simulator): State<BankIdSimulator>,
    Query(opening): Query<Opening>,
    headers: HeaderMap,
) -> Response {
    let words = Words::of(&opening.lang, &headers);
    if opening.autostarttoken.is_empty() {
        return shown(words, &start(words, ""));
    }
    let opened = simulator.open(&opening.autostarttoken);
    shown(words, &order_or_why(&simulator, words, opened))
}

async fn open(
    State(simulator): State<BankIdSimulator>,
    headers: HeaderMap,
    Form(scanned): Form<Scanned>,
) -> Response {
    let words = Words::of(&scanned.lang, &headers);
    let token = scanned
        .code
        .split_once("autostarttoken=")
        .map(|(_, rest)| rest.split('&').next().unwrap_or_default().trim());
    let opened = match token {
        Some(token) => simulator.open(token),
        None => simulator.scan(&scanned.code),
    };
    shown(words, &order_or_why(&simulator, words, opened))
}

async fn answer(
    State(simulator): State<BankIdSimulator>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Response {
    let words = Words::of(&chosen.lang, &headers);
    let order = OrderName(chosen.order);
    let end = ENDS.iter().find(|(does, _)| *does == chosen.does);
    let answered = match end {
        Some((_, hint)) => simulator.refuse(&order, hint).map(|()| None),
        None => simulator.approve(&order, chosen.person),
    };
    match answered {
        Ok(back) => shown(words, &done(words, end.is_none(), back.as_deref())),
        Err(refusal) => shown(words, &start(words, words.why(refusal))),
    }
}

async fn calls(State(simulator): State<BankIdSimulator>) -> Json<Vec<Call>> {
    Json(simulator.calls())
}

async fn misbehave(
    State(simulator): State<BankIdSimulator>,
    Json(faults): Json<Faults>,
) -> StatusCode {
    simulator.set_faults(faults);
    StatusCode::NO_CONTENT
}

async fn faults(State(simulator): State<BankIdSimulator>) -> Json<Faults> {
    Json(simulator.faults())
}

async fn style() -> impl IntoResponse {
    let css = HeaderValue::from_static("text/css; charset=utf-8");
    ([(CONTENT_TYPE, css)], include_str!("phone.css"))
}

/// What the page says, in the language of who looks.
#[derive(Clone, Copy)]
struct Words {
    lang: &'static str,
    other: (&'static str, &'static str),
    title: &'static str,
    about: &'static str,
    code: &'static str,
    open: &'static str,
    unknown: &'static str,
    forged: &'static str,
    stale: &'static str,
    who: &'static str,
    identify: &'static str,
    sign: &'static str,
    refuse: &'static str,
    expire: &'static str,
    blocked: &'static str,
    risk: &'static str,
    approved: &'static str,
    ended: &'static str,
    back: &'static str,
    again: &'static str,
}

const SWEDISH: Words = Words {
    lang: "sv",
    other: ("en", "In English"),
    title: "BankID · simulator",
    about: "En påhittad telefon med påhittade personer. Inget lämnar den här datorn.",
    code: "QR-kodens text eller startlänken",
    open: "Öppna",
    unknown: "Koden hör inte till någon begäran som väntar.",
    forged: "Koden är inte äkta: sekunden och kontrollsumman hör inte ihop.",
    stale: "Koden är för gammal. En kod gäller i två sekunder.",
    who: "Vem är du?",
    identify: "Legitimera",
    sign: "Skriv under",
    refuse: "Avbryt",
    expire: "Låt tiden gå ut",
    blocked: "Spärrat BankID",
    risk: "Stoppas för risk",
    approved: "Klart. Gå tillbaka till sidan där du började.",
    ended: "Begäran är avslutad.",
    back: "Tillbaka till sidan",
    again: "Börja om",
};

const ENGLISH: Words = Words {
    lang: "en",
    other: ("sv", "På svenska"),
    title: "BankID · simulator",
    about: "An invented telephone with invented people. Nothing leaves this computer.",
    code: "The text of the QR code, or the start link",
    open: "Open",
    unknown: "The code belongs to no request that waits.",
    forged: "The code is not genuine: its second and its check don't belong together.",
    stale: "The code is too old. A code is good for two seconds.",
    who: "Who are you?",
    identify: "Identify",
    sign: "Sign",
    refuse: "Cancel",
    expire: "Let it expire",
    blocked: "Blocked BankID",
    risk: "Stopped for risk",
    approved: "Done. Go back to the page where you began.",
    ended: "The request is over.",
    back: "Back to the page",
    again: "Begin again",
};

impl Words {
    /// As chosen, or as the browser prefers.
    fn of(chosen: &str, headers: &HeaderMap) -> Self {
        let preferred = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let wanted = match chosen {
            "" => preferred.unwrap_or("sv"),
            chosen => chosen,
        };
        if wanted.starts_with("sv") {
            SWEDISH
        } else {
            ENGLISH
        }
    }

    fn why(&self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::Unknown => self.unknown,
            Refusal::Forged => self.forged,
            Refusal::Stale => self.stale,
        }
    }
}

fn order_or_why(
    simulator: &BankIdSimulator,
    words: Words,
    opened: Result<OrderName, Refusal>,
) -> String {
    match opened {
        Ok(name) => match simulator.order(&name) {
            Some(order) => request(words, &order),
            None => start(words, words.unknown),
        },
        Err(refusal) => start(words, words.why(refusal)),
    }
}

fn start(words: Words, problem: &str) -> String {
    let problem = match problem {
        "" => String::new(),
        text => format!("<p role=\"alert\" class=\"problem\">{}</p>", escape(text)),
    };
    format!(
        "{problem}<form method=\"post\" action=\"/simulators/bankid/open\">\n\
         <input type=\"hidden\" name=\"lang\" value=\"{}\">\n\
         <label for=\"code\">{}</label>\n\
         <textarea id=\"code\" name=\"code\" rows=\"4\" required spellcheck=\"false\"></textarea>\n\
         <button class=\"first\">{}</button>\n</form>\n",
        words.lang, words.code, words.open,
    )
}

fn request(words: Words, order: &Order) -> String {
    let people: String = PEOPLE
        .iter()
        .enumerate()
        .map(|(place, person)| {
            format!(
                "<label><input type=\"radio\" name=\"person\" value=\"{place}\"{}> <span>{}</span> \
                 <small>{}</small></label>\n",
                if place == 0 { " checked" } else { "" },
                escape(&person.name()),
                person.written(),
            )
        })
        .collect();
    let confirm = if order.is_signature {
        words.sign
    } else {
        words.identify
    };
    let button = |does: &str, look: &str, text: &str| {
        format!("<button name=\"does\" value=\"{does}\"{look}>{text}</button>\n")
    };
    let buttons = [
        button("approve", " class=\"first\"", confirm),
        button("refuse", "", words.refuse),
        button("expire", "", words.expire),
        button("blocked", "", words.blocked),
        button("risk", "", words.risk),
    ];
    format!(
        "<p class=\"text\">{}</p>\n<form method=\"post\" action=\"/simulators/bankid/answer\">\n\
         <input type=\"hidden\" name=\"lang\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"order\" value=\"{}\">\n\
         <fieldset><legend>{}</legend>\n{people}</fieldset>\n<div class=\"buttons\">{}</div>\n</form>\n",
        escape(&order.visible),
        words.lang,
        escape(&order.name),
        words.who,
        buttons.concat(),
    )
}

/// As the app does, the browser is sent to where it came from.
fn done(words: Words, is_approved: bool, back: Option<&str>) -> String {
    let said = if is_approved {
        words.approved
    } else {
        words.ended
    };
    let link = match back {
        Some(url) => format!(
            "<meta http-equiv=\"refresh\" content=\"0; url={0}\">\n<p><a href=\"{0}\">{1}</a></p>\n",
            escape(url),
            words.back
        ),
        None => format!(
            "<p><a href=\"/simulators/bankid?lang={}\">{}</a></p>\n",
            words.lang, words.again
        ),
    };
    format!("<p role=\"status\">{said}</p>\n{link}")
}

fn shown(words: Words, body: &str) -> Response {
    let (other, name) = words.other;
    let page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/simulators/bankid.css\">\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p>{about} <a href=\"/simulators/bankid?lang={other}\" lang=\"{other}\">{name}</a></p>\n\
         </header>\n<main>\n{body}</main>\n</body>\n</html>\n",
        lang = words.lang,
        title = words.title,
        about = words.about,
    );
    ([POLICY], Html(page)).into_response()
}
