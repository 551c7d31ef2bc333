//! Whom one talks with, over HTTP.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use signaling::protocol::{ClientDetails, ConversationId};

use crate::{app::Ctx, error::Result, identity::Caller};

/// `GET /api/v1/conversations/{id}/customer`.
pub fn routes() -> Router<Ctx> {
    Router::new().route(
        "/api/v1/conversations/{conversation}/customer",
        get(customer),
    )
}

/// Whom staff talk with, as far as it is known; the look is in the audit log.
#[utoipa::path(
    get, path = "/api/v1/conversations/{conversation}/customer", operation_id = "customer", tag = "identity",
    params(("conversation" = ConversationId, Path, description = "One that the caller may see")),
    responses((status = 200, description = "The customer", body = ClientDetails)),
)]
pub(crate) async fn customer(
    State(app): State<Ctx>,
    caller: Caller,
    Path(conversation): Path<ConversationId>,
) -> Result<Json<ClientDetails>> {
    let details = super::customer_details(&app, &caller, conversation).await?;
    Ok(Json(details))
}
