//! An invented advice business, so that every page has life on first start, and staff for load tests.
//!
//! Everything here is made up: the business, its people and their words; telephone numbers are from the ranges that the
//! Swedish numbering plan keeps for fiction, addresses end in `.example`. Invariant: a second run changes nothing.

mod business;
mod cases;
mod customers;
mod dialogues;
mod inbox;
mod load;
mod logs;
mod past;
mod store;
mod volume;

use anyhow::{Context, Result};
use sqlx::PgPool;

use crate::{
    clock::Clock,
    identity::{Cost, Password, hash},
};

/// What the staff of the invented business sign in with.
pub const PASSWORD: &str = "samtal-demo-2026";
/// What the staff of load tests sign in with.
pub const LOAD_PASSWORD: &str = "loadtest-only-password";
/// One of each role, to be shown to who tries Samtal.
pub const ACCOUNTS: [(&str, &str); 3] = [
    ("advisor", "anna.lindqvist@linden.example"),
    ("supervisor", "maria.rosenqvist@linden.example"),
    ("administrator", "olga.berglind@linden.example"),
];

/// Fills the database with the business, and with `load` also with the staff and the queue of load tests;
/// there are at least `cases` cases then. What is there
/// already is left alone. Whoever calls it makes sure that no real people use this database.
///
/// # Errors
/// If the database does not answer; nothing has been written then.
pub async fn seed(db: &PgPool, clock: &Clock, load: bool, cases: u32) -> Result<()> {
    let mut transaction = db.begin().await.context("begin")?;
    store::lock(&mut transaction).await?;
    if !store::has_queue(&mut transaction, business::ALWAYS_OPEN).await? {
        let business = business::found(
            &mut transaction,
            clock,
            &hashed(PASSWORD, Cost::Real).await?,
        )
        .await?;
        past::tell(&mut transaction, clock, &business).await?;
        cases::open(&mut transaction, clock, &business).await?;
    }
    if load && !store::has_queue(&mut transaction, load::QUEUE).await? {
        load::employ(
            &mut transaction,
            clock,
            &hashed(LOAD_PASSWORD, Cost::LoadTest).await?,
        )
        .await?;
    }
    transaction.commit().await.context("commit the seed")?;
    volume::fill(db, clock, cases).await
}

async fn hashed(password: &str, cost: Cost) -> Result<String> {
    Ok(hash(Password::choose(password)?, cost).await?)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{clock::ManualClock, db::testing::TestDatabase};

    async fn seeded(load: bool) -> PgPool {
        let db = TestDatabase::create().await.pool().await;
        let noon: Timestamp = "2026-11-19T11:00:00Z".parse().unwrap();
        let clock = Clock::Manual(ManualClock::at(noon));
        seed(&db, &clock, load, 0).await.unwrap();
        let before = store::count_rows(&db).await;
        seed(&db, &clock, load, 0).await.unwrap();
        assert_eq!(
            store::count_rows(&db).await,
            before,
            "a second run changes nothing"
        );
        db
    }

    #[tokio::test]
    async fn every_log_is_dense_and_every_chat_has_its_internal_one() {
        let db = seeded(false).await;
        assert_eq!(store::count_logs_with_gaps(&db).await, 0);
        assert_eq!(store::count_chats_without_internal(&db).await, 0);
        assert_eq!(
            store::count_rows_in_the_future(&db, "2026-11-19T11:00:00Z".parse().unwrap()).await,
            0
        );
    }

    #[tokio::test]
    async fn cases_in_volume_are_whole_numbered_without_gaps_and_found() {
        let db = TestDatabase::create().await.pool().await;
        for wanted in [120, 200, 150] {
            seed(&db, &Clock::System, true, wanted).await.unwrap();
        }
        assert_eq!(store::count_cases(&db).await, 200);
        assert_eq!(store::count_years_with_gaps(&db).await, 0);
        assert_eq!(store::count_logs_with_gaps(&db).await, 0);
        assert!(store::count_callbacks(&db).await > 0);
        assert_eq!(store::count_cases_without_checklist(&db).await, 0);
        assert_eq!(store::count_closed_with_open_steps(&db).await, 0);
        assert!(store::count_cases_found(&db, "pumpar & brummade").await > 0);
    }

    #[tokio::test]
    async fn load_tests_find_two_hundred_advisors() {
        let db = seeded(true).await;
        assert_eq!(store::count_staff_of(&db, load::QUEUE).await, 200);
    }
}
