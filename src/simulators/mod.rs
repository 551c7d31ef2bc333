//! stand-in
pub fn routes() -> axum::Router<crate::app::Ctx> { axum::Router::new() }
pub struct Simulators { pub smtp_url: crate::config::Secret }
pub async fn start(_: &crate::lifecycle::Lifecycle) -> anyhow::Result<Simulators> { Ok(Simulators { smtp_url: crate::config::Secret::new("smtp://127.0.0.1:1") }) }
