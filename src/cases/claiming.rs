//! Cases that somebody reported before they had an account, and that become the account's.
//!
//! A case can be claimed by whoever has proven the address that it is answered to, as long as it is a visitor's: nobody's who
//! has proven to be anybody. It is then the account's with all its logs, and no longer the visitor's: two who read the same
//! case as its customer would each take the other's words for the staff's. The visitor keeps everything else, and the chat
//! that the case came from; the journal says what became of it. Invariant: nobody is offered more than they need to know a
//! case by, and a claim that does not fit changes nothing.

use std::collections::BTreeSet;

use signaling::protocol::{CaseClaim, CaseId, ClaimableCases, Event, Happened, MAX_CLAIMED, Topic};

use super::{Changed, News, store};
use crate::{
    app::Ctx,
    error::{Result, forbidden, invalid, not_found},
    identity::{self, Caller},
};

/// Cases that could become the caller's; none for whoever has proven no address.
///
/// # Errors
/// `forbidden` for staff, who are nobody's customers here.
pub(super) async fn list(app: &Ctx, caller: &Caller) -> Result<ClaimableCases> {
    customers_only(caller)?;
    let mut conn = app.db.acquire().await?;
    let cases = store::list_claimable(&mut conn, caller.person, None).await?;
    Ok(ClaimableCases { cases })
}

/// Makes cases the caller's. Those that are already stay so.
///
/// # Errors
/// `forbidden` for staff; `invalid` for none or too many; `not_found` if one is not to be claimed, and then none is.
pub(super) async fn claim(app: &Ctx, caller: &Caller, claim: CaseClaim) -> Result<CaseClaim> {
    customers_only(caller)?;
    // In the order in which everybody holds several.
    let wanted: BTreeSet<CaseId> = claim.cases.into_iter().collect();
    if wanted.is_empty() || wanted.len() > MAX_CLAIMED {
        return Err(invalid(format!("cases: 1 to {MAX_CLAIMED}")));
    }
    let now = app.clock.now();
    let ids: Vec<CaseId> = wanted.iter().copied().collect();
    let mut news = News::default();
    let mut left = Vec::new();
    let mut tx = app.db.begin().await?;
    store::lock_all(&mut tx, &ids).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let offered = store::list_claimable(&mut tx, caller.person, Some(&ids)).await?;
    let offered: BTreeSet<CaseId> = offered.into_iter().map(|case| case.id).collect();
    let mut theirs = Vec::new();
    for case in &ids {
        let held = store::lock_case(&mut tx, *case).await?;
        if held.customer == caller.person {
            continue;
        }
        if !offered.contains(case) {
            return Err(not_found("case"));
        }
        theirs.push((*case, held.customer));
    }
    for (case, visitor) in theirs {
        let logs = store::give_case(&mut tx, case, visitor, caller.person).await?;
        store::add_moment(&mut tx, case, now, Some(caller.person), &Happened::Claimed).await?;
        store::index(&mut tx, case).await?;
        let version = store::bump(&mut tx, case, now).await?;
        news.changed(Changed {
            case,
            version,
            customer: caller.person,
        });
        left.push((case, version, visitor, logs));
    }
    tx.commit().await?;
    metrics::counter!("samtal_cases_claimed_total").increment(left.len() as u64);
    for (case, version, visitor, logs) in left {
        let mut topics: Vec<_> = logs.into_iter().map(Topic::Conversation).collect();
        topics.push(Topic::Case(case));
        app.hub.expel(topics, vec![visitor]);
        let event = Event::Case { case, version };
        app.hub.publish(Topic::Person(visitor), event);
        tracing::info!(case.id = %case, "case claimed");
    }
    news.tell(app);
    Ok(CaseClaim { cases: ids })
}

fn customers_only(caller: &Caller) -> Result<()> {
    match caller.staff {
        None => Ok(()),
        Some(_) => Err(forbidden()),
    }
}
