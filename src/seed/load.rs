//! Staff and a queue for load tests: many, alike, and quick to sign in.

use anyhow::Result;
use signaling::protocol::{PersonId, QueueId, StaffRole, Thresholds};
use sqlx::PgConnection;

use super::{
    business::{round_the_clock, words},
    store::{self, NewQueue},
};
use crate::{
    clock::Clock,
    identity::{NewStaff, create_staff},
};

/// The queue of load tests.
pub(super) const QUEUE: &str = "load";

const ADVISORS: usize = 200;
const CAPACITY: i32 = 3;

/// `advisor-001@load.example` … serve the queue, `supervisor-001@load.example` looks on.
pub(super) async fn employ(
    connection: &mut PgConnection,
    clock: &Clock,
    password_hash: &str,
) -> Result<()> {
    let queue = NewQueue {
        id: QueueId(clock.uuid()),
        slug: QUEUE,
        place: 1000,
        name: words("Lasttest", "Load test"),
        about: words("Bara för lasttester.", "For load tests only."),
        hours: round_the_clock(),
        cap: 100_000,
        longest_wait_s: 86_400,
        offer_s: 30,
        skills: Vec::new(),
        thresholds: Thresholds {
            amber_wait_s: 60,
            red_wait_s: 300,
            amber_waiting: 100,
            red_waiting: 1000,
        },
    };
    store::create_queue(connection, &queue).await?;
    for number in 1..=ADVISORS {
        let id = PersonId(clock.uuid());
        let advisor = staff(
            "advisor",
            "Rådgivare",
            number,
            StaffRole::Advisor,
            password_hash,
        );
        create_staff(connection, id, &advisor).await?;
        store::add_to_queue(connection, queue.id, id).await?;
    }
    let supervisor = staff(
        "supervisor",
        "Arbetsledare",
        1,
        StaffRole::Supervisor,
        password_hash,
    );
    create_staff(connection, PersonId(clock.uuid()), &supervisor).await?;
    Ok(())
}

fn staff(kind: &str, title: &str, number: usize, role: StaffRole, password_hash: &str) -> NewStaff {
    NewStaff {
        name: format!("{title} {number}"),
        email: format!("{kind}-{number:03}@load.example"),
        title: title.to_owned(),
        role,
        languages: vec!["sv".to_owned(), "en".to_owned()],
        skills: Vec::new(),
        capacity: CAPACITY,
        password_hash: password_hash.to_owned(),
    }
}
