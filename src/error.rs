//! The three kinds of failure: the caller's mistake (told), ours (logged once at the edge, told as "internal" with an
//! id), and fatal (ends its task or process; that is `anyhow` all the way up).

use std::time::Duration;

use signaling::protocol::{CaseNumber, ErrorCode, WireError};
use tokio::task::JoinError;

/// Result of everything a caller may ask for.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a caller's wish was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller can act on it.
    #[error(transparent)]
    Told(#[from] WireError),
    /// We must look.
    #[error(transparent)]
    Ours(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // All connections are in use for longer than a caller should wait, or Postgres restarts.
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                unavailable()
            }
            sqlx::Error::Database(db) if db.code().is_some_and(|code| passing(&code)) => {
                unavailable()
            }
            sqlx::Error::Database(db) if db.code().is_some_and(|code| code == "SM001") => told(
                ErrorCode::Unauthenticated,
                "this visit goes on as whoever has signed in",
            ),
            // A NUL, which JSON can hold and Postgres can't: somebody's words, not our fault.
            sqlx::Error::Database(db) if db.code().is_some_and(|code| code == "22021") => {
                invalid("a text holds a character that can't be kept")
            }
            other => Self::Ours(anyhow::Error::new(other).context("database")),
        }
    }
}

/// Postgres restarts (57P…), two transactions stood in each other's way (40001, 40P01), or ours stood still for so long that
/// Postgres ended it (25P03): the same again succeeds.
fn passing(code: &str) -> bool {
    code.starts_with("57P") || matches!(code, "40001" | "40P01" | "25P03")
}

/// Builds the caller's mistake.
pub fn told(code: ErrorCode, message: impl Into<String>) -> Error {
    Error::Told(WireError {
        code,
        message: message.into(),
        retry_after_ms: None,
    })
}

/// A field that can't be used: which, and what it should be.
pub fn invalid(message: impl Into<String>) -> Error {
    told(ErrorCode::Invalid, message)
}

/// There is none, or it is not the caller's to see: the two can't be told apart from outside.
pub fn not_found(what: &str) -> Error {
    told(ErrorCode::NotFound, format!("there is no such {what}"))
}

/// Signed in, but not allowed.
pub fn forbidden() -> Error {
    told(ErrorCode::Forbidden, "your role does not allow this")
}

/// Somebody was first.
pub fn conflict(message: impl Into<String>) -> Error {
    told(ErrorCode::Conflict, message)
}

/// That nobody writes in a conversation any more, and where instead.
pub fn ended(merged_into: Option<CaseNumber>) -> Error {
    match merged_into {
        Some(case) => told(
            ErrorCode::Ended,
            format!("the case was merged into {case}: write there"),
        ),
        None => told(ErrorCode::Ended, "the conversation has ended"),
    }
}

/// Too many: come back after the wait.
pub fn rate_limited(retry_after: Duration) -> Error {
    let retry_after_ms = u32::try_from(retry_after.as_millis())
        .unwrap_or(u32::MAX)
        .max(1);
    Error::Told(WireError {
        code: ErrorCode::RateLimited,
        message: "too many at once; wait and try again".into(),
        retry_after_ms: Some(retry_after_ms),
    })
}

/// Busy or going down: the same command may be sent again.
pub fn unavailable() -> Error {
    Error::Told(WireError {
        code: ErrorCode::Unavailable,
        message: "the server is busy; send the same again".into(),
        retry_after_ms: Some(500),
    })
}

/// A task of ours that somebody waited for did not come to its end. One that was cancelled went with its server: perhaps it was
/// done, and the same again to another server is answered as it was.
pub fn broke_off(error: JoinError, what: &'static str) -> Error {
    if error.is_cancelled() {
        return unavailable();
    }
    Error::Ours(anyhow::Error::new(error).context(what))
}

impl Error {
    /// What crosses the wire. Our own faults are logged here, once, under the id that the caller is told.
    pub fn to_wire(&self, id: uuid::Uuid) -> WireError {
        match self {
            Self::Told(error) => error.clone(),
            Self::Ours(error) => {
                tracing::error!(error.id = %id, error = format!("{error:#}"), "a command failed");
                metrics::counter!("samtal_internal_errors_total").increment(1);
                WireError {
                    code: ErrorCode::Internal,
                    message: format!("something went wrong on our side ({id})"),
                    retry_after_ms: None,
                }
            }
        }
    }

    /// How long the caller is told to wait; nothing unless there is too much or too many.
    pub fn retry_after(&self) -> Duration {
        match self {
            Self::Told(error) => Duration::from_millis(error.retry_after_ms.unwrap_or(0).into()),
            Self::Ours(_) => Duration::ZERO,
        }
    }

    /// The code a caller would see.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Told(error) => error.code,
            Self::Ours(_) => ErrorCode::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::task::JoinSet;

    use super::*;

    #[tokio::test]
    async fn what_went_with_its_server_may_be_sent_again_and_a_panic_is_ours() {
        let mut tasks = JoinSet::new();
        tasks.spawn(pending::<()>()).abort();
        let gone = tasks.join_next().await.unwrap().unwrap_err();
        let told = broke_off(gone, "a command");
        assert_eq!(told.code(), ErrorCode::Unavailable);

        tasks.spawn(async { panic!("out of bounds") });
        let panicked = tasks.join_next().await.unwrap().unwrap_err();
        let ours = broke_off(panicked, "a command");
        assert_eq!(ours.code(), ErrorCode::Internal);
    }
}
