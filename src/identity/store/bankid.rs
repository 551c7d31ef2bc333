//! The SQL of what BankID has signed.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::super::bankid::{Evidence, Kind};
use crate::error::Result;

/// Once an order: an answer that comes again changes nothing.
pub(in super::super) async fn keep(
    conn: &mut PgConnection,
    evidence: &Evidence<'_>,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        insert into bankid_signatures (reference, kind, sign_in_id, visible_text, hidden_hash, signature, ocsp_response, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (reference) do nothing
        ",
        evidence.reference,
        evidence.kind as Kind,
        evidence.sign_in.map(|id| id.0),
        evidence.visible_text,
        evidence.hidden_hash.as_ref().map(<[u8; 32]>::as_slice),
        evidence.signature,
        evidence.ocsp_response,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
