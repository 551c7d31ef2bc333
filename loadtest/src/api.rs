//! What a client asks over HTTP: a visitor's token, a session, uploads.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use signaling::protocol::{
    Command, ConversationId, FileUploaded, FileView, Me, NewVisitor, Reply, SignIn, SignInAnswer,
    VisitorCreated, WireError,
};

use crate::socket::Identity;

/// Signing in hashes a password on a machine that may be busy with thousands of others.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// Why a request had no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The server said no, in its own words.
    #[error("{status}: {error}")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// What was wrong.
        error: WireError,
    },
    /// The server said no in a form that isn't ours.
    #[error("{status}: {body}")]
    Strange {
        /// The HTTP status.
        status: StatusCode,
        /// The beginning of the body.
        body: String,
    },
    /// The session's answer had no cookie.
    #[error("the server set no session cookie")]
    NoCookie,
    /// The request didn't get through.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

impl ApiError {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } | Self::Strange { status, .. } => Some(*status),
            Self::NoCookie | Self::Http(_) => None,
        }
    }
}

/// A server's HTTP side. Cheap to clone; connections are shared.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    http: reqwest::Client,
}

impl Api {
    /// For the server at `base_url`, e.g. `http://127.0.0.1:8080`.
    pub fn new(base_url: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client without TLS and proxies can be made");
        Self {
            base: base_url.trim_end_matches('/').to_owned(),
            http,
        }
    }

    /// The server's address, which is also its origin.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request as anybody could make it, for what has no function here.
    pub fn request(&self, method: Method, path: &str, caller: &Identity) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match caller {
            Identity::Visitor(token) => request.bearer_auth(token),
            Identity::Staff(cookie) => request
                .header(header::COOKIE, cookie)
                .header(header::ORIGIN, &self.base),
            Identity::Nobody => request,
        }
    }

    /// Makes a visitor.
    ///
    /// # Errors
    /// The server refuses or isn't there.
    pub async fn new_visitor(&self) -> Result<VisitorCreated, ApiError> {
        let body = NewVisitor {
            language: "sv".to_owned(),
        };
        self.post("/api/v1/visitors", &Identity::Nobody, &body)
            .await
    }

    /// Signs a member of the staff in.
    ///
    /// # Errors
    /// Wrong address or password, too many attempts, no server.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<(Identity, Me), ApiError> {
        let body = SignIn {
            login: email.to_owned(),
            password: password.to_owned(),
        };
        let request = self
            .request(Method::POST, "/api/v1/session", &Identity::Nobody)
            .header(header::ORIGIN, &self.base)
            .json(&body);
        let response = good(request.send().await?).await?;
        let cookie = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|pair| pair.contains("samtal_session="))
            .ok_or(ApiError::NoCookie)?
            .to_owned();
        match response.json().await? {
            SignInAnswer::SignedIn { me } => Ok((Identity::Staff(cookie), me)),
            SignInAnswer::SecondFactor { .. } | SignInAnswer::Enrol { .. } => {
                Err(ApiError::NoCookie)
            }
        }
    }

    /// Uploads a file to a conversation; it is in the log only after `send_file`.
    ///
    /// # Errors
    /// Too large, not of an accepted kind, not one's conversation.
    pub async fn upload(
        &self,
        caller: &Identity,
        to: ConversationId,
        name: &str,
        content: impl Into<Bytes>,
    ) -> Result<FileView, ApiError> {
        let path = format!("/api/v1/conversations/{to}/files");
        let request = self
            .request(Method::POST, &path, caller)
            .query(&[("name", name)])
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(content.into());
        let uploaded: FileUploaded = good(request.send().await?).await?.json().await?;
        Ok(uploaded.file)
    }

    /// A command over HTTP instead of a socket.
    ///
    /// # Errors
    /// As the same command by socket.
    pub async fn command(&self, caller: &Identity, command: &Command) -> Result<Reply, ApiError> {
        self.post("/api/v1/commands", caller, command).await
    }

    /// Whether the server says that it can serve.
    pub async fn is_ready(&self) -> bool {
        let request = self.request(Method::GET, "/readyz", &Identity::Nobody);
        let answer = request.timeout(Duration::from_secs(2)).send().await;
        answer.is_ok_and(|response| response.status().is_success())
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        caller: &Identity,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let request = self.request(Method::POST, path, caller).json(body);
        Ok(good(request.send().await?).await?.json().await?)
    }
}

async fn good(response: Response) -> Result<Response, ApiError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.text().await?;
    Err(match serde_json::from_str(&body) {
        Ok(error) => ApiError::Refused { status, error },
        Err(_) => ApiError::Strange {
            status,
            body: body.chars().take(300).collect(),
        },
    })
}
