//! How promises are kept: the share that was answered within a day, the share of each clock that was met.

use signaling::protocol::CaseFigures;

use super::{policy, store};
use crate::{app::Ctx, error::Result, identity::Caller};

/// How far back.
const DAYS: i64 = 30;

/// The last thirty days.
///
/// # Errors
/// `forbidden` for customers.
pub(super) async fn figures(app: &Ctx, caller: &Caller) -> Result<CaseFigures> {
    policy::staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    let now = app.clock.now();
    let since = now - jiff::SignedDuration::from_hours(24 * DAYS);
    store::find_figures(&mut conn, since, now).await
}
