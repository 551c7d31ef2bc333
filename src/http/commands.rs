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

/// Carries out a command; each names the reply it gets. All but `hello`, `ping`, `subscribe` and `unsubscribe`, which
/// belong to a socket.
#[utoipa::path(
    post, path = "/api/v1/commands", operation_id = "command", tag = "commands", request_body = Command,
    responses((status = 200, description = "Done", body = Reply)),
)]
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
    Ok(Json(dispatch::command(&app, &caller, None, command).await?))
}

/// Every queue as everybody sees it: what a page shows before anybody has opened a chat.
#[utoipa::path(
    get, path = "/api/v1/queues", tag = "commands", security(()),
    responses((status = 200, description = "In the order in which they are shown", body = Vec<QueueStatus>)),
)]
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
