//! stand-in
pub async fn seed(_: &sqlx::PgPool, _: &crate::clock::Clock, _: bool) -> anyhow::Result<()> { Ok(()) }
