//! Many people who do anything at any time, on two servers, while sockets, Redis, a server and Postgres die. At the end
//! every client's log is Postgres's, every acknowledged word is there once, and no entry is stuck.

use futures_util::future::join_all;
use loadtest::{Client, Fault, new_client_id};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use signaling::protocol::{
    ClientId, Command, ConversationId, ErrorCode, MessageText, QueueId, StaffRole, TransferTarget,
    WireError,
};
use tokio::sync::watch;

use super::{
    nodes::{data_folder, kill_postgres},
    world::{Customer, Staff, World},
};
use crate::db::embedded::EmbeddedPostgres;

const SEED: u64 = 20_261_123;
const CUSTOMERS: usize = 10;
const ADVISORS: usize = 4;
const STEPS: usize = 60;

/// What the servers have acknowledged.
#[derive(Default)]
struct Acknowledged(watch::Sender<Vec<(ConversationId, ClientId, i64)>>);

impl Acknowledged {
    fn note(&self, conversation: ConversationId, client_id: ClientId, seq: i64) {
        self.0
            .send_modify(|all| all.push((conversation, client_id, seq)));
    }

    /// Waits until there are so many.
    async fn count_to(&self, least: usize) {
        self.0
            .subscribe()
            .wait_for(|all| all.len() >= least)
            .await
            .expect("the sender is here");
    }
}

/// Somebody else was first, it has ended, the connection broke: all that may happen. A fault of ours may not.
fn fair<T>(result: Result<T, WireError>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(error) if error.code == ErrorCode::Internal => panic!("{error}"),
        Err(_) => None,
    }
}

async fn says(client: &Client, rng: &mut StdRng, to: ConversationId, acknowledged: &Acknowledged) {
    let id = new_client_id();
    let text = format!("{id} säger {}", rng.random::<u32>());
    if let Some(sent) = fair(client.send_as(to, id, &text).await) {
        acknowledged.note(to, id, sent.seq);
        if rng.random_bool(0.2) {
            let again = fair(client.send_as(to, id, &text).await);
            assert!(again.is_none_or(|again| again.seq == sent.seq));
        }
        let (client_id, target) = (new_client_id(), sent.seq);
        let change = match rng.random_range(0..10) {
            0 => Command::Redact {
                conversation: to,
                client_id,
                target,
            },
            1 => Command::Edit {
                conversation: to,
                client_id,
                target,
                text: MessageText::parse(format!("{id} ändrat")).unwrap(),
            },
            _ => return,
        };
        if let Some(sent) = fair(client.sent(change).await) {
            acknowledged.note(to, client_id, sent.seq);
        }
    }
}

async fn suffers(client: &Client, rng: &mut StdRng) {
    match rng.random_range(0..12) {
        0 | 1 => client.fault(Fault::Cut).await,
        2 => {
            client.fault(Fault::Offline).await;
            // Away while the others go on: for as long as a server takes to see it.
            for _ in 0..rng.random_range(1..200) {
                tokio::task::yield_now().await;
            }
            client.fault(Fault::Online).await;
        }
        _ => {}
    }
}

async fn lives_as_customer(
    one: &Customer,
    queue: QueueId,
    mut rng: StdRng,
    acknowledged: &Acknowledged,
) {
    for _ in 0..STEPS {
        suffers(one, &mut rng).await;
        let Some(mine) = fair(one.mine().await) else {
            continue;
        };
        let Some(entry) = mine.entry else {
            fair(one.join(queue, "kund").await);
            continue;
        };
        fair(
            one.open(entry.conversation, one.log(entry.conversation).last())
                .await,
        );
        match rng.random_range(0..20) {
            0 => drop(fair(one.leave(entry.id).await)),
            1 => drop(fair(
                one.done(Command::Typing {
                    conversation: entry.conversation,
                })
                .await,
            )),
            2 | 3 => {
                let last = one.log(entry.conversation).last();
                let mark = Command::Mark {
                    conversation: entry.conversation,
                    delivered: last,
                    read: last,
                };
                fair(one.done(mark).await);
            }
            _ => says(one, &mut rng, entry.conversation, acknowledged).await,
        }
    }
}

async fn lives_as_advisor(
    one: &Staff,
    colleagues: &[&Staff],
    queue: QueueId,
    mut rng: StdRng,
    acknowledged: &Acknowledged,
) {
    for _ in 0..STEPS {
        suffers(one, &mut rng).await;
        let Some(desk) = fair(one.desk().await) else {
            continue;
        };
        for offer in desk.offers {
            if rng.random_bool(0.8) {
                fair(one.accept(offer.entry).await);
            } else {
                fair(one.decline(offer.entry).await);
            }
        }
        let Some(entry) = desk.entries.choose(&mut rng) else {
            fair(
                one.set_state(signaling::protocol::AdvisorState::Available)
                    .await,
            );
            continue;
        };
        let id = entry.entry;
        for log in [entry.conversation, entry.internal] {
            fair(one.open(log, one.log(log).last()).await);
        }
        match rng.random_range(0..20) {
            0 => drop(fair(one.call(Command::Park { entry: id }).await)),
            1 => drop(fair(one.call(Command::Unpark { entry: id }).await)),
            2 => drop(fair(one.end(id).await)),
            3 => {
                let to = match colleagues.choose(&mut rng) {
                    Some(colleague) if rng.random_bool(0.5) => TransferTarget::Person {
                        person: colleague.person(),
                    },
                    _ => TransferTarget::Queue { queue },
                };
                fair(
                    one.done(Command::Transfer {
                        entry: id,
                        to,
                        note: "ta den".into(),
                    })
                    .await,
                );
            }
            4 => says(one, &mut rng, entry.internal, acknowledged).await,
            _ => says(one, &mut rng, entry.conversation, acknowledged).await,
        }
    }
}

async fn lives_as_supervisor(one: &Staff, mut rng: StdRng, acknowledged: &Acknowledged) {
    for _ in 0..STEPS {
        suffers(one, &mut rng).await;
        let Some(wall) = fair(one.wall().await) else {
            continue;
        };
        let Some(entry) = wall.entries.choose(&mut rng) else {
            continue;
        };
        let conversation = entry.conversation;
        let Some(view) = fair(one.open(conversation, one.log(conversation).last()).await) else {
            continue;
        };
        match rng.random_range(0..12) {
            0 => drop(fair(
                one.call(Command::TakeOver { entry: entry.entry }).await,
            )),
            1 => drop(fair(one.end(entry.entry).await)),
            2 => drop(fair(
                one.done(Command::JoinConversation { conversation }).await,
            )),
            3 => {
                let to = TransferTarget::Queue { queue: entry.queue };
                fair(
                    one.done(Command::Transfer {
                        entry: entry.entry,
                        to,
                        note: String::new(),
                    })
                    .await,
                );
            }
            4 => {
                if let Some(internal) = view.internal {
                    fair(one.open(internal, one.log(internal).last()).await);
                    says(one, &mut rng, internal, acknowledged).await;
                }
            }
            _ => says(one, &mut rng, conversation, acknowledged).await,
        }
    }
}

#[tokio::test]
async fn whatever_people_and_machines_do_every_client_ends_with_postgres() {
    let data = data_folder();
    let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
    let mut world = World::of_two_on(postgres.options()).await;
    let mut recoveries = postgres.recoveries();
    let rng = |n: usize| StdRng::seed_from_u64(SEED + n as u64);
    let customers =
        join_all((0..CUSTOMERS).map(|n| world.customer_with(n % 2, super::world::options("kund"))))
            .await;
    let mut staff = Vec::new();
    for n in 0..ADVISORS {
        staff.push(world.advisor_at(n % 2, &format!("rådgivare {n}"), 3).await);
    }
    let siv = world
        .employ(1, "Siv", StaffRole::Supervisor, 2, &[world.queue])
        .await;
    let (acknowledged, queue) = (Acknowledged::default(), world.queue);

    let lives = async {
        let colleagues: Vec<&Staff> = staff.iter().collect();
        let customers = join_all(
            customers
                .iter()
                .enumerate()
                .map(|(n, one)| lives_as_customer(one, queue, rng(n), &acknowledged)),
        );
        let advisors = join_all(staff.iter().enumerate().map(|(n, one)| {
            lives_as_advisor(one, &colleagues, queue, rng(100 + n), &acknowledged)
        }));
        tokio::join!(
            customers,
            advisors,
            lives_as_supervisor(&siv, rng(200), &acknowledged)
        );
    };
    // The machines' own misfortunes come when so many words have been said.
    let misfortunes = async {
        acknowledged.count_to(60).await;
        world.kill_redis().await;
        acknowledged.count_to(120).await;
        world.revive_redis().await;
        acknowledged.count_to(180).await;
        world.kill(0);
        acknowledged.count_to(240).await;
        kill_postgres(data.path());
        recoveries.changed().await.unwrap();
    };
    tokio::join!(lives, misfortunes);

    // Quiet: everybody is there again, and what is open is ended.
    let everybody: Vec<&Client> = customers
        .iter()
        .map(|one| &**one)
        .chain(staff.iter().map(|one| &**one))
        .chain([&*siv])
        .collect();
    for client in &everybody {
        client.connected().await.unwrap();
    }
    let open: Vec<uuid::Uuid> = sqlx::query_scalar("select id from entries where ended_at is null")
        .fetch_all(&world.db)
        .await
        .unwrap();
    for entry in open {
        siv.end(signaling::protocol::EntryId(entry)).await.unwrap();
    }
    let logs: Vec<uuid::Uuid> = sqlx::query_scalar("select id from conversations")
        .fetch_all(&world.db)
        .await
        .unwrap();
    let mut compared = 0;
    for client in &everybody {
        for log in &logs {
            let log = ConversationId(*log);
            if client.log(log).last() == 0 {
                continue;
            }
            // Who no longer may see a log keeps what they had; the others have all of it.
            if let Ok(chat) = client.chat(log).await {
                world.agrees_with(&chat).await;
                compared += 1;
            }
        }
    }
    assert!(compared > CUSTOMERS, "{compared} logs were compared");

    for (conversation, client_id, seq) in acknowledged.0.borrow().clone() {
        let stored = sqlx::query_scalar(
            "select seq from messages where conversation_id = $1 and client_id = $2",
        );
        let stored: Option<i64> = stored
            .bind(conversation.0)
            .bind(client_id.0)
            .fetch_optional(&world.db)
            .await
            .unwrap();
        assert_eq!(stored, Some(seq), "an acknowledged word");
    }
    let holes = world.count(
        "select count(*) from conversations c
         where c.head_seq <> (select count(*) from messages m where m.conversation_id = c.id)
            or c.head_seq <> (select coalesce(max(seq), 0) from messages m where m.conversation_id = c.id)",
    );
    assert_eq!(holes.await, 0, "logs that are not dense");
    assert_eq!(
        world
            .count("select count(*) from entries where ended_at is null")
            .await,
        0,
        "entries that stick"
    );
    for one in &staff {
        assert_eq!(one.desk().await.unwrap().me.load, 0);
    }
    drop(world);
    postgres.stop().await;
}
