//! The letter to somebody who is invited.

use signaling::protocol::PersonId;
use sqlx::PgConnection;

use super::store;
use crate::{
    app::Ctx,
    error::{Result, not_found},
    identity::{self, Caller},
    notify::{self, Address, Language},
};

/// Writes it, with a new link: what stands after the `#` reaches no server's log.
pub(super) async fn send(
    app: &Ctx,
    conn: &mut PgConnection,
    from: &Caller,
    person: PersonId,
) -> Result<()> {
    let to = store::find_addressee(conn, person).await?;
    let to = to.ok_or_else(|| not_found("colleague"))?;
    let token = identity::new_invitation(app, conn, person).await?;
    let link = format!("{}/invitation#{}", app.public_url, token.reveal());
    let mail = app.mailer.invite(
        Address::parse(&to.email)?,
        Language::of(&to.language),
        &to.name,
        &from.name,
        &link,
    );
    notify::enqueue(conn, mail).await
}
