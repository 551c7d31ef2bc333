//! Somebody works here no more: what they had goes on with others.

use signaling::protocol::{Event, PersonId, Reason};
use sqlx::PgConnection;

use super::{Decision, News, inbox, line, store};
use crate::{app::Ctx, error::Result};

/// Puts whatever `person` has back in line: conversations keep their place and say so, offers go to others, left messages
/// are new again. Before and after their post ends: what they took in between is found by the second.
///
/// # Errors
/// Only ours.
pub(crate) async fn release(
    app: &Ctx,
    tx: &mut PgConnection,
    person: PersonId,
    news: &mut News,
) -> Result<()> {
    let now = app.clock.now();
    // No pass makes them an offer meanwhile.
    store::lock_matching(tx).await?;
    for entry in store::list_offered_to(tx, person).await? {
        if store::refuse_offer(tx, entry, person, now, now).await? {
            let decision = Decision {
                entry,
                what: "requeued",
                who: Some(person),
                why: Some(Reason::AdvisorGone),
            };
            store::write_journal(tx, now, &[decision]).await?;
            news.person(person, Event::OfferGone { entry });
        }
    }
    for entry in store::list_held(tx, person).await? {
        line::requeue(app, tx, entry, person, Reason::AdvisorGone, news).await?;
    }
    store::want_no_more(tx, person).await?;
    for left in store::give_back_left(tx, person, now).await? {
        inbox::tell(app, tx, left, news).await?;
    }
    news.line();
    Ok(())
}
