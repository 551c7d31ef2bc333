//! What can be done by socket, done by HTTP.

use axum::{Json, extract::State};
use serde_json::value::RawValue;
use signaling::protocol::{Command, ErrorCode, QueueStatus, Reply};

use super::{ClientAddress, JsonBody};
use crate::{
    app::Ctx,
    error::{Result, told},
    identity::Caller,
    queues,
    realtime::dispatch,
};

/// `POST /api/v1/commands`.
pub(super) async fn run(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    JsonBody(command): JsonBody<Box<RawValue>>,
) -> Result<Json<Reply>> {
    let command = Command::parse(command.get())?;
    if needs_socket(&command) {
        return Err(told(
            ErrorCode::Invalid,
            "hello, ping, subscribe and unsubscribe belong to a socket: connect to /socket",
        ));
    }
    app.throttle.command(&caller, address, &command)?;
    Ok(Json(dispatch::command(&app, &caller, command).await?))
}

/// `GET /api/v1/queues`: what a page shows before anybody has opened a chat.
pub(super) async fn queues(State(app): State<Ctx>) -> Result<Json<Vec<QueueStatus>>> {
    Ok(Json(queues::statuses(&app).await?))
}

fn needs_socket(command: &Command) -> bool {
    matches!(
        command,
        Command::Hello { .. }
            | Command::Ping
            | Command::Subscribe { .. }
            | Command::Unsubscribe { .. }
    )
}
