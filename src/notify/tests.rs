//! The outbox against a real database and the mail simulator, over real SMTP.

use std::time::Duration;

use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::{Address, Mail, Mailer, enqueue, outbox::Outbox, store};
use crate::{
    clock::{Clock, ManualClock},
    db::testing::TestDatabase,
    lifecycle::Lifecycle,
    simulators::{self, Faults, Mailbox},
};

struct World {
    db: PgPool,
    hand: ManualClock,
    mailbox: Mailbox,
    mailer: Mailer,
    lifecycle: Lifecycle,
}

impl World {
    async fn new() -> Self {
        let db = TestDatabase::create().await.pool().await;
        let hand = ManualClock::at("2026-07-14T07:00:00Z".parse().unwrap());
        let clock = Clock::Manual(hand.clone());
        let lifecycle = Lifecycle::new(Duration::from_secs(9));
        let (server, url) = (([127, 0, 0, 1], 8080).into(), "http://127.0.0.1:8080");
        let folder = tempfile::tempdir().unwrap();
        let simulators =
            simulators::start(&lifecycle, clock, server, url, folder.path().to_owned());
        let simulators = simulators.await.unwrap();
        let from = "Rådet <no-reply@rad.example>";
        let mailer = Mailer::new(
            from,
            "Rådet",
            &simulators.smtp_url,
            "https://chat.example.org",
        )
        .unwrap();
        Self {
            db,
            hand,
            mailbox: simulators.mailbox,
            mailer,
            lifecycle,
        }
    }

    fn outbox(&self) -> Outbox {
        Outbox {
            db: self.db.clone(),
            clock: Clock::Manual(self.hand.clone()),
            mailer: self.mailer.clone(),
        }
    }

    /// Sends what is due, once, as the worker would.
    async fn send(&self) -> jiff::Timestamp {
        self.outbox()
            .send_due(&CancellationToken::new())
            .await
            .unwrap()
    }

    async fn enqueue(&self, subject: &str, body: &str) {
        self.enqueue_mail(mail(subject, body)).await;
    }

    async fn enqueue_mail(&self, mail: Mail) {
        let mut transaction = self.db.begin().await.unwrap();
        enqueue(&mut transaction, mail).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// State, attempts and last error of every mail, in order of subject.
    async fn rows(&self) -> Vec<(String, i32, Option<String>)> {
        sqlx::query_as("select state, attempts, last_error from mails order by subject")
            .fetch_all(&self.db)
            .await
            .unwrap()
    }
}

fn mail(subject: &str, body: &str) -> Mail {
    Mail {
        to: Address::parse("anna@example.org").unwrap(),
        subject: subject.into(),
        body: body.into(),
        once_key: None,
    }
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let world = World::new().await;
    let body = "Hej,\n.\n..två\n.tre\nFrån Örebro: 👋 https://x.test/ https://chat.example.org/link\n\nhej då";
    world.enqueue("Åäö\r\nBcc: bo@example.org", body).await;
    world.send().await;

    let mail = world.mailbox.wait_for(1).await.unwrap();
    assert_eq!(mail.subject, "Åäö Bcc: bo@example.org");
    assert_eq!(mail.text.trim_end(), body, "dots survive");
    assert!(
        mail.html
            .contains("<a href=\"https://chat.example.org/link\"")
    );
    assert!(!mail.html.contains("<a href=\"https://x.test"));
    assert_eq!(mail.to, ["anna@example.org"]);
    assert_eq!(mail.from, "Rådet <no-reply@rad.example>");
    assert!(mail.message_id.ends_with("@rad.example"));
    assert!(mail.raw.contains("Auto-Submitted: auto-generated\r\n"));
    assert_eq!(world.rows().await, [("sent".into(), 1, None)]);
    let left: String = sqlx::query_scalar("select body from mails")
        .fetch_one(&world.db)
        .await
        .unwrap();
    assert_eq!(left, "", "what was sent is forgotten");

    world.send().await;
    assert_eq!(world.mailbox.count(), 1);
}

#[tokio::test]
async fn what_is_rolled_back_is_never_sent() {
    let world = World::new().await;
    let mut transaction = world.db.begin().await.unwrap();
    enqueue(&mut transaction, mail("a", "a")).await.unwrap();
    transaction.rollback().await.unwrap();
    world.enqueue_mail(mail("b", "b").once("key")).await;
    world.enqueue_mail(mail("c", "c").once("key")).await;
    world.send().await;
    assert_eq!(world.mailbox.count(), 1);
    assert_eq!(world.mailbox.newest_first()[0].subject, "b");
}

#[tokio::test]
async fn a_mail_refused_for_now_comes_later() {
    let world = World::new().await;
    world.mailbox.set_faults(Faults {
        temporary: 2,
        ..Faults::default()
    });
    world.enqueue("a", "a").await;
    for attempt in 1..=2 {
        let now = world.hand.now();
        let next = world.send().await;
        let (state, attempts, error) = world.rows().await.remove(0);
        assert_eq!((state.as_str(), attempts), ("due", attempt));
        assert!(error.unwrap().contains("451"));
        let wait = next.duration_since(now).as_secs();
        assert!(
            (45..=75).contains(&(wait / i64::from(attempt))),
            "{wait} s after attempt {attempt}"
        );

        world.hand.advance(Duration::from_secs(40));
        world.send().await;
        assert_eq!(world.rows().await[0].1, attempt, "not before its time");
        world.hand.set(next);
    }
    world.send().await;
    assert_eq!(world.mailbox.count(), 1);
    assert_eq!(world.rows().await, [("sent".into(), 3, None)]);
}

#[tokio::test]
async fn a_mail_refused_for_good_is_not_tried_again() {
    let world = World::new().await;
    world.mailbox.set_faults(Faults {
        permanent: 1,
        ..Faults::default()
    });
    world.enqueue("a", "a").await;
    world.send().await;
    let (state, attempts, error) = world.rows().await.remove(0);
    assert_eq!((state.as_str(), attempts), ("failed", 1));
    assert!(error.unwrap().contains("550"));
    world.hand.advance(Duration::from_secs(60 * 60));
    world.send().await;
    assert_eq!(world.mailbox.count(), 0);
}

#[tokio::test]
async fn a_mail_gives_up_in_the_end() {
    let world = World::new().await;
    world.mailbox.set_faults(Faults {
        temporary: 100,
        ..Faults::default()
    });
    world.enqueue("a", "a").await;
    let begun = world.hand.now();
    while world.rows().await[0].0 == "due" {
        let next = world.send().await;
        world.hand.set(next);
    }
    let hours = world.hand.now().duration_since(begun).as_hours();
    assert!((36..=60).contains(&hours), "{hours}");
    assert_eq!(world.rows().await[0].0, "failed");
}

#[tokio::test]
async fn an_answer_that_is_lost_means_twice_the_same_mail() {
    let world = World::new().await;
    world.mailbox.set_faults(Faults {
        cut_after_accept: 1,
        ..Faults::default()
    });
    world.enqueue("a", "a").await;
    let next = world.send().await;
    assert_eq!(world.rows().await[0].0, "due");
    world.hand.set(next);
    world.send().await;
    assert_eq!(world.rows().await[0].0, "sent");
    let mails = world.mailbox.newest_first();
    assert_eq!(mails.len(), 2);
    assert_eq!(
        mails[0].message_id, mails[1].message_id,
        "readers show it once"
    );
}

#[tokio::test]
async fn a_mail_server_that_is_away_loses_nothing() {
    let mut world = World::new().await;
    let simulator = world.mailer.clone();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = crate::config::Secret::new(format!("smtp://{nobody}"));
    world.mailer = Mailer::new("a@rad.example", "Rådet", &url, "http://x").unwrap();
    world.enqueue("a", "a").await;
    let next = world.send().await;
    assert_eq!(world.rows().await[0].0, "due");
    world.mailer = simulator;
    world.hand.set(next);
    world.send().await;
    assert_eq!(world.mailbox.count(), 1);
}

#[tokio::test]
async fn a_dead_nodes_mail_is_sent_by_another_and_nobodys_twice() {
    let world = World::new().await;
    world.enqueue("a", "a").await;
    let now = world.hand.now();
    let lease = now + Duration::from_secs(120);
    assert_eq!(
        store::claim_due(&world.db, now, lease, 9)
            .await
            .unwrap()
            .len(),
        1
    );

    let next = world.send().await;
    assert_eq!(world.mailbox.count(), 0, "it is leased");
    assert_eq!(next, lease);
    world.hand.set(next);
    world.send().await;
    assert_eq!(world.mailbox.count(), 1);

    for number in 0..20 {
        world.enqueue(&format!("b{number}"), "b").await;
    }
    tokio::join!(world.send(), world.send(), world.send());
    assert_eq!(world.mailbox.count(), 21);
}

#[tokio::test]
async fn the_worker_is_woken_by_mail_and_by_the_clock() {
    let world = World::new().await;
    let outbox = world.outbox();
    let stop = world.lifecycle.stop().clone();
    let worker = world
        .lifecycle
        .spawn_connection(async move { outbox.run(&stop).await });

    world.enqueue("a", "a").await;
    world.mailer.wake();
    assert_eq!(world.mailbox.wait_for(1).await.unwrap().subject, "a");

    // Nobody wakes it: it looks by itself after a while.
    world.enqueue("b", "b").await;
    world.hand.advance(Duration::from_secs(60 * 60));
    assert_eq!(world.mailbox.wait_for(2).await.unwrap().subject, "b");

    world.lifecycle.stop().cancel();
    worker.await.unwrap();
}
