//! What a handler asks of a request: who calls ([`Caller`]) and what they say ([`JsonBody`]).

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request},
    http::{
        HeaderMap,
        header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE},
        request::Parts,
    },
};
use bytes::Bytes;
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use signaling::protocol::{ErrorCode, MAX_FRAME_BYTES};
use tokio::time::timeout;

use super::ClientAddress;
use crate::{
    app::Ctx,
    config::Config,
    error::{Error, Result, invalid, told},
    identity::{self, Caller, Visit},
};

/// A body of 64 KiB that takes longer than this is sent by somebody who does not want to finish.
const READ_WITHIN: Duration = Duration::from_secs(20);

/// The most that a file of values for a spreadsheet has: [`SheetBody`].
const MAX_SHEET_BYTES: usize = 5 * 1024 * 1024;
/// So much in this time is what a bad mobile network manages.
const READ_SHEET_WITHIN: Duration = Duration::from_secs(120);

/// The name of the session's cookie. Under HTTPS its prefix makes browsers insist that it is ours alone (RFC 6265bis §4.1.3).
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() {
        "__Host-samtal_session"
    } else {
        "samtal_session"
    }
}

/// The name of the cookie by which a browser is recognised while it signs somebody in.
pub fn browser_cookie_name(config: &Config) -> &'static str {
    if config.is_https() {
        "__Host-samtal_browser"
    } else {
        "samtal_browser"
    }
}

/// The name of the cookie by which a browser is the same as last year. It proves nothing.
pub fn installation_cookie_name(config: &Config) -> &'static str {
    if config.is_https() {
        "__Host-samtal_installation"
    } else {
        "samtal_installation"
    }
}

/// The secret in the session's cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, config: &Config) -> Option<&'a str> {
    named_cookie(headers, cookie_name(config))
}

fn named_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The secret in `Authorization: Bearer …` (RFC 6750 §2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// A bearer's secret wins over a cookie: the widget may be open in an advisor's browser.
async fn find_caller(parts: &mut Parts, app: &Ctx) -> Result<Option<Caller>> {
    let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
    let secret = bearer(&parts.headers).or_else(|| cookie(&parts.headers, &app.config));
    let Some(secret) = secret else {
        return Ok(None);
    };
    let caller = identity::authenticate(app, secret, address).await?;
    if let Some(caller) = &caller {
        // For whoever reads the body.
        parts.extensions.insert(caller.clone());
    }
    Ok(caller)
}

/// Somebody who is signed in; refuses others.
impl FromRequestParts<Ctx> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self> {
        find_caller(parts, app)
            .await?
            .ok_or_else(identity::unauthenticated)
    }
}

/// None for who is not, or no longer, signed in.
impl OptionalFromRequestParts<Ctx> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Option<Self>> {
        find_caller(parts, app).await
    }
}

/// Somebody at the door, whoever they are.
impl FromRequestParts<Ctx> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        let caller = find_caller(parts, app).await?;
        let cookie = named_cookie(&parts.headers, browser_cookie_name(&app.config));
        let installation = named_cookie(&parts.headers, installation_cookie_name(&app.config));
        Ok(Self::new(
            caller,
            cookie,
            installation,
            &parts.headers,
            address,
        ))
    }
}

/// A JSON body of at most [`MAX_FRAME_BYTES`]. Its content type must say so: a form on another site can't. Who was signed out
/// while it was under way is told so.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Ctx> for JsonBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Ctx) -> Result<Self> {
        if !is_of_kind(request.headers(), "application/json") {
            return Err(invalid(
                "the body must be sent as content type application/json",
            ));
        }
        let bytes = whole(request, app, MAX_FRAME_BYTES, READ_WITHIN).await?;
        parse(&bytes).map(Self)
    }
}

/// A file of comma-separated values, at most 5 MB. Its content type must say so: a form on another site can't. Who was
/// signed out while it was under way is told so.
#[derive(Debug)]
pub struct SheetBody(pub Bytes);

impl FromRequest<Ctx> for SheetBody {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Ctx) -> Result<Self> {
        if !is_of_kind(request.headers(), "text/csv") {
            return Err(invalid("the body must be sent as content type text/csv"));
        }
        let bytes = whole(request, app, MAX_SHEET_BYTES, READ_SHEET_WITHIN).await?;
        Ok(Self(bytes.into()))
    }
}

/// The body, of at most `most` bytes, if it comes in time and from somebody who is signed in still.
async fn whole(request: Request, app: &Ctx, most: usize, within: Duration) -> Result<Vec<u8>> {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    let caller = request.extensions().get::<Caller>().cloned();
    let Ok(bytes) = timeout(within, read(request.into_body(), most)).await else {
        return Err(invalid("the body took too long to arrive"));
    };
    let bytes = bytes?;
    if let Some(caller) = caller
        && !identity::is_still_signed_in(app, &caller).await?
    {
        return Err(identity::unauthenticated());
    }
    Ok(bytes)
}

fn is_of_kind(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case(wanted)
}

async fn read(body: Body, most: usize) -> Result<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream
        .try_next()
        .await
        .map_err(|_| invalid("the body broke off"))?
    {
        if bytes.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large(most: usize) -> Error {
    told(
        ErrorCode::TooLarge,
        format!("a body has at most {most} bytes"),
    )
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| invalid(format!("the body is not as documented: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        Config::from_lookup(|name| Ok((name == "SAMTAL_PUBLIC_URL").then(|| public_url.to_owned())))
            .unwrap()
    }

    #[test]
    fn the_cookie_is_found_among_others_and_by_its_whole_name() {
        let config = config("https://chat.example.org");
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "samtal_session=forged; theme=dark".parse().unwrap());
        assert_eq!(cookie(&headers, &config), None);
        headers.append(COOKIE, "a=b;__Host-samtal_session=secret".parse().unwrap());
        assert_eq!(cookie(&headers, &config), Some("secret"));
    }

    #[test]
    fn a_bearer_is_known_by_its_scheme() {
        let read = |value: &str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())]);
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer secret"), Some("secret".to_owned()));
        assert_eq!(read("bearer secret"), Some("secret".to_owned()));
        assert_eq!(read("Basic secret"), None);
        assert_eq!(read("secret"), None);
    }

    #[test]
    fn a_form_of_another_site_is_not_json() {
        let is = |kind: &str| {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            is_of_kind(&headers, "application/json")
        };
        assert!(is("application/json") && is("Application/JSON; charset=utf-8"));
        assert!(
            !is("text/plain")
                && !is("application/x-www-form-urlencoded")
                && !is_of_kind(&HeaderMap::new(), "application/json")
        );
    }

    #[tokio::test]
    async fn a_body_that_lies_about_its_length_is_cut_off() {
        let whole = read(Body::from(vec![b' '; 100]), 100).await.unwrap();
        assert_eq!(whole.len(), 100);
        let error = read(Body::from(vec![b' '; 101]), 100).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::TooLarge);
    }
}
