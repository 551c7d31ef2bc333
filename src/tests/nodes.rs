//! Two servers, and what lies between and below them: Redis, Postgres, a restart.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use loadtest::new_client_id;
use signaling::protocol::{EntryState, Event, Notice, StaffRole, TransferTarget};
use tempfile::TempDir;

use super::world::{World, options, says_at_once};
use crate::{db::embedded::EmbeddedPostgres, presence::NODE_LEASE, queues::GONE_GRACE};

#[tokio::test]
async fn customer_and_advisor_on_different_servers_talk() {
    let world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    for n in 0..20 {
        hers.says(&format!("fråga {n}")).await;
        his.hears(&format!("fråga {n}")).await;
        his.says(&format!("svar {n}")).await;
        hers.hears(&format!("svar {n}")).await;
    }
    his.types().await;
    hers.sees_typing().await;
    hers.reads().await;
    his.sees_read(hers.log().last()).await;
    bo.end(taken.entry).await.unwrap();
    anna.becomes(EntryState::Closed).await;
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
}

#[tokio::test]
async fn a_send_retried_on_another_server_at_the_same_time_makes_no_second_message() {
    let world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let laptop = world
        .enters(1, anna.identity.clone(), options("Anna"))
        .await;
    let on_laptop = laptop.chat(hers.conversation).await.unwrap();
    for n in 0..40 {
        let (id, text) = (new_client_id(), format!("rad {n}"));
        let (one, other) = tokio::join!(hers.try_say(id, &text), on_laptop.try_say(id, &text));
        assert_eq!(one.unwrap(), other.unwrap());
        his.hears(&text).await;
    }
    world.agrees_with(&his).await;
    world.agrees_with(&hers).await;
    world.agrees_with(&on_laptop).await;
}

#[tokio::test]
async fn nothing_is_lost_while_redis_is_gone() {
    let mut world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    hers.says("före").await;
    his.hears("före").await;
    world.kill_redis().await;
    let words = says_at_once(&hers, (0..50).map(|n| format!("utan {n}")));
    let answers = says_at_once(&his, (0..50).map(|n| format!("svar {n}")));
    tokio::join!(words, answers);
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
    world.revive_redis().await;
    hers.says("efter").await;
    world.agrees_with(&his).await;
    // The line works between the servers again.
    let erik = world.customer_at(0, "Erik").await;
    let eriks = erik.joins().await;
    bo.takes(&eriks).await;
    bo.transfers(
        taken.entry,
        TransferTarget::Queue { queue: world.queue },
        "",
    )
    .await;
    anna.stands_at(1).await;
}

#[tokio::test]
async fn an_advisor_on_another_server_is_asked_while_redis_is_gone() {
    let mut world = World::of_two().await;
    let bo = world.advisor_at(1, "Bo", 1).await;
    let (anna, erik) = (
        world.customer_at(0, "Anna").await,
        world.customer_at(0, "Erik").await,
    );
    world.kill_redis().await;
    let annas = anna.joins().await;
    let eriks = erik.joins().await;
    bo.takes(&annas).await;
    anna.becomes(EntryState::Active).await;
    erik.stands_at(1).await;
    let (hers, his) = (
        anna.chat(annas.conversation).await.unwrap(),
        bo.chat(annas.conversation).await.unwrap(),
    );
    his.says("Hej, Redis är borta").await;
    hers.hears("Hej, Redis är borta").await;
    bo.end(annas.id).await.unwrap();
    // Cut off, a server tells of open offers again and again: Anna's too, for as long as it was open.
    let eriks_offer = |event: &Event| {
        matches!(event, Event::Offer { offer } if offer.entry == eriks.id).then_some(())
    };
    bo.wait_for("Erik's offer", eriks_offer).await.unwrap();
    bo.accept(eriks.id).await.unwrap();
}

#[tokio::test]
async fn a_server_frozen_in_the_middle_of_a_change_does_not_stop_the_line_of_the_others() {
    let world = World::of_two().await;
    let bo = world.advisor_at(1, "Bo", 3).await;
    // It has begun, has its locks, and is heard of no more: paused, or behind a cut cable.
    let mut frozen = world.db.begin().await.unwrap();
    sqlx::query("lock table entries in access exclusive mode")
        .execute(&mut *frozen)
        .await
        .unwrap();
    let anna = world.customer_at(1, "Anna").await;
    let entry = anna.joins().await;
    bo.takes(&entry).await;
    // When it moves again it is too late, and the same again would succeed.
    let late = sqlx::query("select 1").execute(&mut *frozen).await;
    let late = crate::error::Error::from(late.unwrap_err());
    assert_eq!(late.code(), signaling::protocol::ErrorCode::Unavailable);
}

#[tokio::test]
async fn who_was_on_a_killed_server_goes_on_at_the_other() {
    let mut world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 1).await,
    );
    let erik = world.customer_at(0, "Erik").await;
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let eriks = erik.joins().await;
    hers.says("ett").await;
    his.hears("ett").await;
    world.kill(0);
    // While she is between the servers both write.
    let (_, second) = tokio::join!(his.says("två"), hers.says("tre"));
    anna.back(1).await.unwrap();
    hers.hears("två").await;
    his.has_row(second).await;
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
    // Erik kept his place.
    erik.back(1).await.unwrap();
    bo.end(taken.entry).await.unwrap();
    bo.takes(&eriks).await;
    assert_eq!(world.entry(taken.entry).await.0, "closed");
}

#[tokio::test]
async fn the_people_of_a_server_that_died_do_not_keep_their_chats() {
    let (mut world, hand) = World::of_two_with_clock().await;
    let (anna, bo) = (
        world.customer_at(1, "Anna").await,
        world.advisor_at(0, "Bo", 3).await,
    );
    let (taken, hers, _) = world.talk(&anna, &bo).await;
    let siv = world.employ(1, "Siv", StaffRole::Supervisor, 1, &[]).await;
    world.kill_with_its_people(0);
    hand.advance(NODE_LEASE + Duration::from_secs(1));
    siv.sees_colleague(bo.person(), false).await;
    // Everybody may look before the grace has begun.
    world
        .until("select exists (select from staff where gone_since is not null)")
        .await;
    hand.advance(GONE_GRACE + Duration::from_secs(1));
    hers.sees("being put back", |notice| *notice == Notice::Requeued)
        .await;
    let cia = world.advisor_at(1, "Cia", 3).await;
    let offer = cia.offer().await.unwrap();
    assert_eq!(offer.entry, taken.entry);
    cia.accept(offer.entry).await.unwrap();
    cia.chat(taken.conversation)
        .await
        .unwrap()
        .says("Jag tar över")
        .await;
    hers.hears("Jag tar över").await;
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_restart_keeps_every_place_and_every_word() {
    let mut world = World::new().await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let (anna, bertil, cecilia) = (
        world.customer("Anna").await,
        world.customer("Bertil").await,
        world.customer("Cecilia").await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let bertils = bertil.joins().await;
    let cecilias = cecilia.joins().await;
    hers.says("före").await;
    world.restart(0).await;
    for client in [&*anna, &*bo, &*bertil, &*cecilia] {
        client.back(1).await.unwrap();
    }
    his.hears("före").await;
    hers.says("efter").await;
    his.hears("efter").await;
    let place = cecilia.mine().await.unwrap().entry.unwrap();
    assert_eq!((place.id, place.position), (cecilias.id, 2));
    bo.end(taken.entry).await.unwrap();
    bo.takes(&bertils).await;
    cecilia.stands_at(1).await;
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn what_was_under_way_at_a_restart_is_there_once_and_in_order() {
    let mut world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 1).await,
    );
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let his_words = says_at_once(&his, (0..150).map(|n| format!("hans {n}")));
    let her_words = async {
        for n in 0..150 {
            hers.says(&format!("hennes {n}")).await;
        }
    };
    // One server after the other, as an operator puts a new version in place.
    let restarts = async {
        for node in 0..2 {
            hers.has_row(i64::from(20 + 60 * node)).await;
            world.restart(node as usize).await;
        }
    };
    tokio::join!(his_words, her_words, restarts);
    anna.back(1).await.unwrap();
    bo.back(1).await.unwrap();
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
    let texts = his.texts();
    assert_eq!(texts.len(), 300);
    let hers_in_order: Vec<String> = (0..150).map(|n| format!("hennes {n}")).collect();
    let held: Vec<String> = texts
        .into_iter()
        .filter(|text| text.starts_with("hennes"))
        .collect();
    assert_eq!(held, hers_in_order);
}

/// For a private PostgreSQL, whose account must get in.
pub(super) fn data_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("samtal-story-")
        .permissions(std::fs::Permissions::from_mode(0o711))
        .tempdir()
        .unwrap()
}

pub(super) fn kill_postgres(data: &Path) {
    let note = std::fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    let pid = note.lines().next().unwrap().to_owned();
    let killed = std::process::Command::new("kill")
        .args(["-KILL", &pid])
        .status()
        .unwrap();
    assert!(killed.success());
}

#[tokio::test]
async fn a_postgres_that_dies_in_the_middle_loses_and_doubles_nothing() {
    let data = data_folder();
    let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
    let world = World::on_database(postgres.options()).await;
    let (hers, his) = world.conversation().await;
    let mut recoveries = postgres.recoveries();
    for round in 1..=2 {
        let words = says_at_once(&hers, (0..100).map(|n| format!("{round}:{n}")));
        let dies = async {
            his.says("nu går strömmen").await;
            kill_postgres(data.path());
            recoveries.wait_for(|count| *count >= round).await.unwrap();
        };
        tokio::join!(words, dies);
    }
    let last = his.says("efter").await;
    hers.has_row(last).await;
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
    assert_eq!(
        world
            .count("select count(*) from messages where kind = 'text'")
            .await,
        203
    );
    // The line works again too.
    let cia = world.advisor("Cia").await;
    let erik = world.customer("Erik").await;
    let eriks = erik.joins().await;
    tokio::select! {
        offer = cia.offer() => assert_eq!(offer.unwrap().entry, eriks.id),
        offer = his.client.offer() => assert_eq!(offer.unwrap().entry, eriks.id),
    }
    drop(world);
    postgres.stop().await;
}
