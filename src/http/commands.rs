//! What can be done by socket, done by HTTP.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::Value;
use signaling::protocol::{Command, ErrorCode, QueueStatus, Reply};

use super::{ClientAddress, JsonBody};
use crate::{
    app::Ctx,
    error::{Result, invalid, told},
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
    JsonBody(body): JsonBody<Value>,
) -> Result<Json<Reply>> {
    let command = parse(body)?;
    if needs_socket(&command) {
        return Err(told(
            ErrorCode::Invalid,
            "hello, ping, subscribe and unsubscribe belong to a socket: connect to /socket",
        ));
    }
    app.throttle.command(&caller, address, &command)?;
    Ok(Json(dispatch::command(&app, &caller, command).await?))
}

/// Every queue as everybody sees it: what a page shows before anybody has opened a chat.
#[utoipa::path(
    get, path = "/api/v1/queues", tag = "commands", security(()),
    responses((status = 200, description = "In the order in which they are shown", body = Vec<QueueStatus>)),
)]
pub(super) async fn queues(State(app): State<Ctx>) -> Result<Json<Vec<QueueStatus>>> {
    Ok(Json(queues::statuses(&app).await?))
}

fn parse(body: Value) -> Result<Command> {
    let name = body.get("type").and_then(Value::as_str).unwrap_or_default();
    if !Command::is_known(name) {
        let name: String = name.chars().take(40).collect();
        return Err(told(ErrorCode::UnknownCommand, format!("this server knows no command {name:?}")));
    }
    Command::deserialize(&body).map_err(|error| invalid(format!("the command is not as documented: {error}")))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_a_command_is_told_apart_from_what_is_not_whole() {
        assert_eq!(parse(json!({ "type": "canned" })).unwrap(), Command::Canned);
        let code = |body| parse(body).unwrap_err().code();
        assert_eq!(code(json!({ "type": "fly" })), ErrorCode::UnknownCommand);
        assert_eq!(code(json!({})), ErrorCode::UnknownCommand);
        assert_eq!(code(json!({ "type": "join", "queue": 7 })), ErrorCode::Invalid);
    }
}
