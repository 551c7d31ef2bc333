//! The built web client, out of the binary.
//!
//! Files under `assets/` carry a hash in their name and never change; everything else is asked for anew each time and
//! answered by its tag. Each is compressed once, when it is first wanted.

use std::{borrow::Cow, sync::LazyLock};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            VARY,
        },
    },
    response::{Html, IntoResponse, Response},
};
use bytes::Bytes;
use dashmap::DashMap;
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use super::headers::{ForHosts, ForMeetings};
use crate::app::Ctx;

/// `static/dist`, in the binary of a release; a developer's build reads the folder, so a rebuilt client is there at once.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static/dist"]
struct Client;

/// One file of it.
struct File<'a> {
    name: &'a str,
    hash: [u8; 32],
    data: Cow<'static, [u8]>,
}

/// Files whose names hold their content's hash: for a year, which is for ever.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Asked for anew, and answered "not modified" most of the time.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");
/// The one script on other people's pages: a mended fault reaches them within five minutes.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Samtal</title>\
    <h1>The web client has not been built</h1>\
    <p>Run <code>bin/run</code>, or <code>npm ci &amp;&amp; npm run build</code> in <code>static/</code>, \
    and load this page again. The server itself is running.";

const NOTHING_HERE: &str = "<!doctype html><html lang=sv><meta charset=utf-8><title>Sidan finns inte</title>\
    <h1>Sidan finns inte</h1><p lang=en>There is no such page.</p>\
    <p><a href=\"/\">Till startsidan</a></p></html>";

/// By content, so that a rebuilt file is compressed anew. Bounded by the files of the client: a release has those of its
/// build, a developer's server grows by what is rebuilt while it runs.
static COMPRESSED: LazyLock<DashMap<[u8; 32], Option<Bytes>>> = LazyLock::new(DashMap::new);

/// `GET /`.
pub(super) async fn start(State(app): State<Ctx>, request: Request) -> Response {
    page("index.html", &app, &request)
}

/// `GET /demo`: a host page with the widget on it.
pub(super) async fn demo(State(app): State<Ctx>, request: Request) -> Response {
    page("demo.html", &app, &request)
}

/// `GET /widget`: what the loader frames on host pages.
pub(super) async fn widget(State(app): State<Ctx>, request: Request) -> Response {
    let mut response = page("widget.html", &app, &request);
    response.extensions_mut().insert(ForHosts);
    response
}

/// `GET /widget.js`: the loader.
pub(super) async fn loader(request: Request) -> Response {
    let Some(file) = find("widget.js") else {
        return nothing_here(&request);
    };
    let mut response = answer(file, FIVE_MINUTES, &request);
    let everybody = HeaderValue::from_static("cross-origin");
    response
        .headers_mut()
        .insert(CROSS_ORIGIN_RESOURCE_POLICY, everybody);
    response
}

/// `GET /desk`, and the addresses of cases under it.
pub(super) async fn desk(State(app): State<Ctx>, request: Request) -> Response {
    page("desk.html", &app, &request)
}

/// `GET /invitation`: whose it is stands after the `#`, which no server sees.
pub(super) async fn invitation(State(app): State<Ctx>, request: Request) -> Response {
    page("invitation.html", &app, &request)
}

/// `GET /api/docs`: the HTTP interface, for people who write programs.
pub(super) async fn docs(State(app): State<Ctx>, request: Request) -> Response {
    page("docs.html", &app, &request)
}

/// `GET /wall`.
pub(super) async fn wall(State(app): State<Ctx>, request: Request) -> Response {
    page("wall.html", &app, &request)
}

/// `GET /sign-in`: for everybody who has an account, or wants one.
pub(super) async fn sign_in(State(app): State<Ctx>, request: Request) -> Response {
    page("sign-in.html", &app, &request)
}

/// `GET /account`: one's own.
pub(super) async fn account(State(app): State<Ctx>, request: Request) -> Response {
    page("account.html", &app, &request)
}

/// `GET /my`, `GET /my/{rest}` and `GET /report/{number}`: a customer's cases, and a new one. Which, the page reads itself.
pub(super) async fn my(State(app): State<Ctx>, request: Request) -> Response {
    page("my.html", &app, &request)
}

/// `GET /link`: where links in mails lead. Opening it uses nothing: the secret stands after `#`, and a button uses it.
pub(super) async fn link(State(app): State<Ctx>, request: Request) -> Response {
    page("link.html", &app, &request)
}

/// `GET /meeting/{id}` and `GET /m/{link}`: the waiting room and the call. Which meeting it is, the page asks itself.
pub(super) async fn meeting(State(app): State<Ctx>, request: Request) -> Response {
    let mut response = page("meeting.html", &app, &request);
    response.extensions_mut().insert(ForMeetings);
    response
}

/// `GET /sign-in/return`: where an app that confirms a sign-in sends the browser.
pub(super) async fn back_from_app(State(app): State<Ctx>, request: Request) -> Response {
    page("return.html", &app, &request)
}

/// `GET /dev/gallery`: every component, for developers.
pub(super) async fn gallery(State(app): State<Ctx>, request: Request) -> Response {
    page("dev/gallery.html", &app, &request)
}

/// Any other file of the client.
pub(super) async fn file(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || !is_public(&path) {
        return nothing_here(&request);
    }
    let Some(file) = find(&path) else {
        return nothing_here(&request);
    };
    let cache = if path.starts_with("assets/") {
        FOR_EVER
    } else {
        ASK
    };
    answer(file, cache, &request)
}

/// Pages have addresses of their own, and the build's list of files is nobody's business.
fn is_public(path: &str) -> bool {
    !path.ends_with(".html") && path != "manifest.json" && !path.ends_with(".map")
}

fn page(name: &str, app: &Ctx, request: &Request) -> Response {
    match find(name) {
        Some(file) => answer(file.in_the_name_of(app), ASK, request),
        None => (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response(),
    }
}

impl File<'_> {
    /// A page as the client's build left it, with the blanks filled in.
    fn in_the_name_of(mut self, app: &Ctx) -> Self {
        let name = escaped(app.config.organisation_name());
        let invented = app.config.organisation.is_none().to_string();
        let filled = String::from_utf8_lossy(&self.data)
            .replace("%organisation%", &name)
            .replace("%invented%", &invented);
        self.hash = Sha256::digest(&filled).into();
        self.data = Cow::Owned(filled.into_bytes());
        self
    }
}

/// Text for an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Never "not modified": what isn't here has no tag, whatever page says so.
fn nothing_here(request: &Request) -> Response {
    let Some(file) = find("not-found.html") else {
        return (StatusCode::NOT_FOUND, Html(NOTHING_HERE)).into_response();
    };
    let mut response = answer(file, ASK, request);
    response.headers_mut().remove(ETAG);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn find(name: &str) -> Option<File<'_>> {
    let EmbeddedFile { data, metadata } = Client::get(name)?;
    Some(File {
        name,
        hash: metadata.sha256_hash(),
        data,
    })
}

fn answer(file: File<'_>, cache: HeaderValue, request: &Request) -> Response {
    let File { name, hash, data } = file;
    let gzip = accepts_gzip(request.headers())
        .then(|| compressed(hash, &data))
        .flatten();
    let tag = tag(hash, gzip.is_some());
    let mut headers = HeaderMap::from_iter([
        (CACHE_CONTROL, cache),
        (ETAG, tag.clone()),
        (VARY, HeaderValue::from_static("accept-encoding")),
        (CONTENT_TYPE, content_type(name)),
    ]);
    if has(request.headers(), &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    match gzip {
        Some(bytes) => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, Body::from(bytes)).into_response()
        }
        None => (headers, Body::from(data)).into_response(),
    }
}

/// The compressed form; none where it would save nothing, as with pictures and fonts.
fn compressed(hash: [u8; 32], data: &[u8]) -> Option<Bytes> {
    let entry = COMPRESSED.entry(hash).or_insert_with(|| {
        let bytes = gzip(data)?;
        (bytes.len() + bytes.len() / 10 < data.len()).then(|| Bytes::from(bytes))
    });
    entry.clone()
}

fn gzip(data: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write;
    let mut encoder = GzEncoder::new(Vec::with_capacity(data.len() / 3), Compression::best());
    encoder.write_all(data).ok()?;
    encoder.finish().ok()
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut codings = lines.flat_map(|line| line.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0")
    })
}

/// Strong, and another one for the compressed form: they are different bytes (RFC 9110 §8.8.3).
fn tag(hash: [u8; 32], gzip: bool) -> HeaderValue {
    use std::fmt::Write;
    let mut tag = String::from("\"");
    for byte in &hash[..16] {
        write!(tag, "{byte:02x}").expect("a string takes everything");
    }
    tag.push_str(if gzip { "-gzip\"" } else { "\"" });
    HeaderValue::try_from(tag).expect("hexadecimal digits are plain letters")
}

fn has(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let lines = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut tags = lines
        .flat_map(|line| line.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|known| known == "*" || known.as_bytes() == tag.as_bytes())
}

fn content_type(name: &str) -> HeaderValue {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = guess.type_() == "text" || guess.essence_str() == "image/svg+xml";
    let kind = if text {
        format!("{guess}; charset=utf-8")
    } else {
        guess.to_string()
    };
    HeaderValue::try_from(kind).expect("a media type is plain letters")
}

#[cfg(test)]
mod tests {
    use axum::{body::to_bytes, http::Uri};

    use super::*;

    fn request(headers: &[(HeaderName, &str)]) -> Request {
        let mut request = Request::get("/assets/a.js");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        request.body(Body::empty()).unwrap()
    }

    fn script() -> File<'static> {
        let data = "export const word = 'samtal';\n".repeat(100).into_bytes();
        File {
            name: "a.js",
            hash: [7; 32],
            data: data.into(),
        }
    }

    #[tokio::test]
    async fn a_browser_gets_it_small_and_once() {
        let plain = answer(script(), FOR_EVER, &request(&[]));
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        assert_eq!(
            plain.headers()[CONTENT_TYPE],
            "text/javascript; charset=utf-8"
        );

        let small = answer(
            script(),
            FOR_EVER,
            &request(&[(ACCEPT_ENCODING, "br, gzip;q=0.8")]),
        );
        assert_eq!(small.headers()[CONTENT_ENCODING], "gzip");
        assert_ne!(small.headers()[ETAG], plain.headers()[ETAG]);
        let tag = small.headers()[ETAG].to_str().unwrap().to_owned();
        assert!(to_bytes(small.into_body(), 4096).await.unwrap().len() < 300);

        let again = request(&[(ACCEPT_ENCODING, "gzip"), (IF_NONE_MATCH, &tag)]);
        let again = answer(script(), FOR_EVER, &again);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.headers().contains_key(ETAG));
    }

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        for yes in ["gzip", "br, GZIP", "deflate, gzip;q=0.5"] {
            assert!(
                accepts_gzip(&HeaderMap::from_iter([(
                    ACCEPT_ENCODING,
                    yes.parse().unwrap()
                )])),
                "{yes}"
            );
        }
        for no in ["br", "gzip;q=0", "x-gzip2", ""] {
            assert!(
                !accepts_gzip(&HeaderMap::from_iter([(
                    ACCEPT_ENCODING,
                    no.parse().unwrap()
                )])),
                "{no}"
            );
        }
    }

    #[tokio::test]
    async fn pages_and_the_list_of_files_have_no_second_address() {
        for path in [
            "/desk.html",
            "/dev/gallery.html",
            "/manifest.json",
            "/assets/../Cargo.toml",
            "/none",
        ] {
            let request = Request::get(Uri::try_from(path).unwrap())
                .body(Body::empty())
                .unwrap();
            assert_eq!(
                file(request).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
}
