//! Meetings: the way from a chat or a link to the call and out of it, as clients see it by socket. What media do is tried
//! with callers and browsers.

use std::time::Duration;

use loadtest::Client;
use signaling::{
    protocol::{
        Command, Content, ConversationId, DeviceReport, EntryState, ErrorCode, Event, FarewellNext,
        HostState, LobbyState, LobbyView, MeetingDoor, MeetingEvent, MeetingId, MeetingReply,
        MeetingSummary, MeetingVerb, MeetingView, Notice, PersonId, QualityCause, QualityDigest,
        QualityLevel, QualityView, Reply, RoomView, SeatNo, SeatState, Topic, WireError,
    },
    room::{HOST_ABSENT, RETURN_WITHIN},
};

use super::world::{Customer, Staff, World, refused};
use crate::presence::NODE_LEASE;

/// Somebody in a meeting.
struct Guest<'a> {
    client: &'a Client,
    meeting: MeetingId,
}

const JOIN: MeetingVerb = MeetingVerb::Join {
    seat: None,
    take_over: false,
};

fn enter(name: &str) -> MeetingVerb {
    MeetingVerb::Enter {
        name: name.into(),
        device: DeviceReport::default(),
        consent: true,
    }
}

async fn opens(client: &Client, door: MeetingDoor) -> Result<MeetingView, WireError> {
    match client.call(Command::OpenMeeting { door }).await? {
        Reply::Meeting(view) => Ok(*view),
        other => panic!("{other:?}"),
    }
}

async fn starts(host: &Staff, conversation: Option<ConversationId>) -> MeetingId {
    let start = Command::StartMeeting {
        conversation,
        title: "Första mötet".into(),
    };
    match host.call(start).await.unwrap() {
        Reply::Meeting(view) => view.info.id,
        other => panic!("{other:?}"),
    }
}

async fn invites(host: &Staff, meeting: MeetingId) -> String {
    match host
        .call(Command::InviteToMeeting { meeting })
        .await
        .unwrap()
    {
        Reply::Invite(invite) => invite.link,
        other => panic!("{other:?}"),
    }
}

impl<'a> Guest<'a> {
    /// Opens the meeting and listens to what concerns them.
    async fn at(client: &'a Client, door: MeetingDoor) -> Self {
        let person = client.person();
        client.subscribe(Topic::Person(person)).await.unwrap();
        let view = opens(client, door).await.unwrap();
        Self {
            client,
            meeting: view.info.id,
        }
    }

    async fn tries(&self, act: MeetingVerb) -> Result<MeetingReply, WireError> {
        let meeting = self.meeting;
        match self.client.call(Command::Meeting { meeting, act }).await? {
            Reply::InMeeting(reply) => Ok(*reply),
            other => panic!("{other:?}"),
        }
    }

    async fn acts(&self, act: MeetingVerb) -> MeetingReply {
        self.tries(act).await.unwrap()
    }

    async fn sits(&self) -> (SeatNo, RoomView) {
        match self.acts(JOIN).await {
            MeetingReply::Joined { seat, room, .. } => (seat, room),
            other => panic!("{other:?}"),
        }
    }

    async fn hears<T>(&self, what: &str, mut pick: impl FnMut(&MeetingEvent) -> Option<T>) -> T {
        let meeting = self.meeting;
        let pick = move |event: &Event| match event {
            Event::Meeting { meeting: of, event } if *of == meeting => pick(event),
            _ => None,
        };
        self.client.expect(what, pick).await
    }

    async fn becomes(&self, state: LobbyState) -> LobbyView {
        let what = format!("to be {state:?}");
        self.hears(&what, |event| match event {
            MeetingEvent::Lobby { lobby } if lobby.state == state => Some(lobby.clone()),
            _ => None,
        })
        .await
    }

    async fn is_sent_out(&self, next: FarewellNext) {
        let what = format!("to be out: {next:?}");
        self.hears(&what, |event| match event {
            MeetingEvent::Farewell { next: told, .. } if *told == next => Some(()),
            _ => None,
        })
        .await;
    }

    async fn sees(&self, what: &str, is: impl Fn(&RoomView) -> bool) {
        self.hears(what, |event| match event {
            MeetingEvent::Room { room } if is(room) => Some(()),
            _ => None,
        })
        .await;
    }

    /// The host hears how it is for the others.
    async fn is_told(&self, what: &str, is: impl Fn(&QualityView) -> bool) -> QualityView {
        self.hears(what, |event| match event {
            MeetingEvent::Quality { quality } if is(quality) => Some(quality.clone()),
            _ => None,
        })
        .await
    }

    /// The host hears that somebody knocks.
    async fn is_knocked_at(&self, by: PersonId) {
        self.hears("a knock", |event| match event {
            MeetingEvent::Panel { panel } => panel
                .people
                .iter()
                .find(|one| one.person == by && one.state == LobbyState::Waiting)
                .map(drop),
            _ => None,
        })
        .await;
    }
}

/// A host who sits and a guest who waits, by a link.
async fn waiting<'a>(host: &'a Staff, guest: &'a Customer) -> (Guest<'a>, Guest<'a>, String) {
    let meeting = starts(host, None).await;
    let link = invites(host, meeting).await;
    let host = Guest::at(host, MeetingDoor::Meeting { meeting }).await;
    host.sits().await;
    let guest = Guest::at(guest, MeetingDoor::Link { link: link.clone() }).await;
    guest.acts(enter("Anna")).await;
    host.is_knocked_at(guest.client.person()).await;
    (host, guest, link)
}

/// Both sit.
async fn inside<'a>(host: &'a Staff, guest: &'a Customer) -> (Guest<'a>, Guest<'a>) {
    let (host, guest, _) = waiting(host, guest).await;
    let person = guest.client.person();
    host.acts(MeetingVerb::Admit { person }).await;
    guest.becomes(LobbyState::Called).await;
    guest.sits().await;
    (host, guest)
}

#[tokio::test]
async fn out_of_a_chat_a_meeting_is_one_step_and_its_log_is_the_chat() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let chat = hers.conversation;
    let meeting = starts(&bo, Some(chat)).await;
    assert_eq!(starts(&bo, Some(chat)).await, meeting, "a second click");
    let way_in = |notice: &Notice| matches!(notice, Notice::MeetingStarted { meeting: of, name, .. } if *of == meeting && name == "Bo");
    hers.sees("the way in", way_in).await;

    let host = Guest::at(&bo, MeetingDoor::Meeting { meeting }).await;
    host.sits().await;
    let guest = Guest::at(&anna, MeetingDoor::Meeting { meeting }).await;
    let MeetingReply::Lobby { lobby } = guest.acts(enter("")).await else {
        panic!("no place");
    };
    assert_eq!(lobby.conversation, Some(chat));
    assert_eq!(lobby.host.state, HostState::InRoom);
    host.acts(MeetingVerb::CallNext).await;
    guest.becomes(LobbyState::Called).await;
    let (_, room) = guest.sits().await;
    assert_eq!(room.people.len(), 2);
    host.sees("both", |room| room.people.len() == 2).await;
    his.says("Hör du mig?").await;
    hers.hears("Hör du mig?").await;

    host.acts(MeetingVerb::End).await;
    guest.is_sent_out(FarewellNext::Ended).await;
    let over = |notice: &Notice| matches!(notice, Notice::MeetingEnded { meeting: of, .. } if *of == meeting);
    hers.sees("the end", over).await;
    hers.says("Tack för mötet").await;
    his.hears("Tack för mötet").await;
    assert_eq!(refused(guest.tries(JOIN).await), ErrorCode::Ended);
}

async fn listed(host: &Staff) -> MeetingSummary {
    match host.call(Command::Meetings).await.unwrap() {
        Reply::Meetings(meetings) => meetings.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_list_says_with_whom_and_for_how_long_and_the_wall_since_when() {
    let (world, hand) = World::with_clock().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, _) = world.talk(&anna, &bo).await;
    let chat = hers.conversation;
    hand.advance(Duration::from_secs(3));
    let meeting = starts(&bo, Some(chat)).await;
    let host = Guest::at(&bo, MeetingDoor::Meeting { meeting }).await;
    let went_in = hand.now();
    host.sits().await;
    let guest = Guest::at(&anna, MeetingDoor::Meeting { meeting }).await;
    guest.acts(enter("")).await;
    host.acts(MeetingVerb::CallNext).await;
    guest.becomes(LobbyState::Called).await;
    hand.advance(Duration::from_secs(3));
    guest.sits().await;

    let inside = |summary: &MeetingSummary| -> Vec<(PersonId, bool)> {
        let people = summary.people.iter();
        people.map(|one| (one.person, one.inside)).collect()
    };
    let now = listed(&bo).await;
    assert_eq!(
        inside(&now),
        [(anna.person(), true), (bo.person(), true)],
        "by name"
    );
    assert_eq!(now.info.customer.as_deref(), Some("Anna"));
    assert_eq!((now.chat, now.started_at), (Some(chat), Some(went_in)));
    let siv = world.supervisor("Siv").await;
    let wall = siv.wall().await.unwrap();
    let his = wall.advisors.iter().find(|one| one.person == bo.person());
    let his = his.unwrap();
    assert_eq!((his.in_call, his.in_call_since), (true, Some(went_in)));

    // Others may come: the log is the meeting's own from here, and says so.
    invites(&bo, meeting).await;
    let own = listed(&bo).await.info.conversation.unwrap();
    assert_ne!(own, chat);
    let log = anna.open(own, 0).await.unwrap();
    let apart = Notice::MeetingApart { meeting };
    let first = log.messages.first().map(|row| &row.content);
    assert_eq!(first, Some(&Content::Notice { notice: apart }));

    hand.advance(Duration::from_secs(3));
    host.acts(MeetingVerb::End).await;
    guest.is_sent_out(FarewellNext::Ended).await;
    let over = listed(&bo).await;
    assert_eq!(
        inside(&over),
        [(anna.person(), false), (bo.person(), false)]
    );
    let lasted = over.ended_at.unwrap().duration_since(went_in);
    assert_eq!(lasted, jiff::SignedDuration::from_secs(6));
    let wall = siv.wall().await.unwrap();
    let his = wall.advisors.iter().find(|one| one.person == bo.person());
    assert_eq!(his.unwrap().in_call_since, None);
}

#[tokio::test]
async fn nobody_comes_in_who_was_not_let_in() {
    let world = World::new().await;
    let (anna, bo, erik) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.customer("Erik").await,
    );
    let (host, guest, link) = waiting(&bo, &anna).await;
    assert_eq!(refused(guest.tries(JOIN).await), ErrorCode::Forbidden);
    let of_host = [
        MeetingVerb::Admit {
            person: anna.person(),
        },
        MeetingVerb::AdmitAll,
        MeetingVerb::End,
    ];
    for verb in of_host {
        assert_eq!(refused(guest.tries(verb).await), ErrorCode::Forbidden);
    }
    // Somebody with no link, and with a valid link to another meeting.
    let meeting = guest.meeting;
    let by_id = MeetingDoor::Meeting { meeting };
    assert_eq!(refused(opens(&erik, by_id).await), ErrorCode::NotFound);
    let other = starts(&bo, None).await;
    let other = invites(&bo, other).await;
    let elsewhere = Guest::at(&erik, MeetingDoor::Link { link: other }).await;
    let uninvited = Guest {
        client: elsewhere.client,
        meeting,
    };
    assert_eq!(
        refused(uninvited.tries(enter("Erik")).await),
        ErrorCode::Forbidden
    );
    assert_eq!(refused(uninvited.tries(JOIN).await), ErrorCode::Forbidden);

    bo.done(Command::RevokeInvite {
        meeting,
        link: link.clone(),
    })
    .await
    .unwrap();
    guest.is_sent_out(FarewellNext::LinkRevoked).await;
    let again = MeetingDoor::Link { link };
    assert_eq!(refused(opens(&erik, again).await), ErrorCode::NotFound);
    assert_eq!(
        refused(guest.tries(enter("Anna")).await),
        ErrorCode::Forbidden
    );
    host.acts(MeetingVerb::End).await;
}

/// Two guests and their host sit.
async fn three<'a>(
    host: &'a Staff,
    guest: &'a Customer,
    second: &'a Customer,
) -> (Guest<'a>, Guest<'a>, Guest<'a>) {
    let (host, guest, link) = waiting(host, guest).await;
    let second = Guest::at(second, MeetingDoor::Link { link }).await;
    second.acts(enter("Erik")).await;
    host.is_knocked_at(second.client.person()).await;
    host.acts(MeetingVerb::AdmitAll).await;
    guest.becomes(LobbyState::Called).await;
    second.becomes(LobbyState::Called).await;
    guest.sits().await;
    second.sits().await;
    (host, guest, second)
}

#[tokio::test]
async fn what_is_written_while_one_is_put_aside_never_reaches_them() {
    let world = World::new().await;
    let (anna, erik, bo) = (
        world.customer("Anna").await,
        world.customer("Erik").await,
        world.advisor("Bo").await,
    );
    let (host, guest, second) = three(&bo, &anna, &erik).await;
    let log = second.becomes(LobbyState::InRoom).await.conversation;
    let log = log.unwrap();
    let hers = anna.chat(log).await.unwrap();
    let his = bo.chat(log).await.unwrap();
    let eriks = erik.chat(log).await.unwrap();
    his.says("Välkomna").await;
    hers.hears("Välkomna").await;

    let person = anna.person();
    host.acts(MeetingVerb::Hold { person }).await;
    assert_eq!(guest.becomes(LobbyState::Held).await.conversation, None);
    let secret = eriks.says("Bara mellan oss").await;
    his.hears("Bara mellan oss").await;
    assert_eq!(refused(anna.open(log, 0).await), ErrorCode::NotFound);
    assert_eq!(
        refused(anna.send(log, "Hallå?").await),
        ErrorCode::Forbidden
    );

    anna.forget_events();
    host.acts(MeetingVerb::Unhold { person }).await;
    let back = guest.becomes(LobbyState::InRoom).await;
    assert_eq!(back.conversation, Some(log));
    let read = anna.open(log, 0).await.unwrap();
    let seqs: Vec<i64> = read.messages.iter().map(|row| row.seq).collect();
    assert_eq!(
        seqs,
        (1..=read.head).collect::<Vec<_>>(),
        "a log has no holes"
    );
    let texts: Vec<&Content> = read.messages.iter().map(|row| &row.content).collect();
    let text = |words: &str| Content::Text { text: words.into() };
    assert!(texts.contains(&&text("Välkomna")));
    assert!(!texts.contains(&&text("Bara mellan oss")));
    // Nor by being changed afterwards, which all who listen are told of.
    let edit = Command::Edit {
        conversation: log,
        client_id: loadtest::new_client_id(),
        target: secret,
        text: signaling::protocol::MessageText::parse("Bara mellan oss två".into()).unwrap(),
    };
    assert_eq!(refused(erik.call(edit).await), ErrorCode::Conflict);
    his.says("Nu är alla här").await;
    hers.hears("Nu är alla här").await;
    let held = hers.log();
    assert!(
        held.rows()
            .iter()
            .all(|row| row.content != text("Bara mellan oss"))
    );
    // The others lack nothing.
    world.agrees_with(&eriks).await;
}

#[tokio::test]
async fn a_fault_of_the_media_engine_costs_a_call_a_moment() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (host, guest) = inside(&bo, &anna).await;
    let media = world.app(0).media.clone();
    media.begin_anew();
    for one in [&host, &guest] {
        let anew = |event: &MeetingEvent| (*event == MeetingEvent::Rejoin).then_some(());
        one.hears("to sit down again", anew).await;
    }
    let (_, room) = host.sits().await;
    assert_eq!(room.epoch, 2);
    let (_, room) = guest.sits().await;
    assert_eq!(room.people.len(), 2);
    let ready = world
        .api(0)
        .request(reqwest::Method::GET, "/readyz", &loadtest::Identity::Nobody)
        .send();
    assert!(ready.await.unwrap().status().is_success());

    // Without one there is nothing to be had here, and who asks for work is told so.
    let mut lives = media.lives();
    media.stop();
    while lives.changed().await.is_ok() {}
    assert!(!world.api(0).is_ready().await);
}

#[tokio::test]
async fn one_party_is_put_aside_and_taken_back() {
    let world = World::new().await;
    let (anna, erik, bo) = (
        world.customer("Anna").await,
        world.customer("Erik").await,
        world.advisor("Bo").await,
    );
    let (host, guest, second) = three(&bo, &anna, &erik).await;

    let person = anna.person();
    host.acts(MeetingVerb::Hold { person }).await;
    guest.becomes(LobbyState::Held).await;
    second
        .sees("her aside", |room| {
            room.people
                .iter()
                .any(|one| one.person == person && one.held)
        })
        .await;
    guest
        .sees("nobody but herself and the host", |room| {
            room.people.len() == 2 && room.people.iter().all(|one| one.person != erik.person())
        })
        .await;
    anna.forget_events();
    host.acts(MeetingVerb::Unhold { person }).await;
    guest.becomes(LobbyState::InRoom).await;
    guest.sees("all three", |room| room.people.len() == 3).await;
}

#[tokio::test]
async fn the_host_alone_hears_how_it_is_for_each() {
    let (world, hand) = World::with_clock().await;
    let (anna, erik, bo) = (
        world.customer("Anna").await,
        world.customer("Erik").await,
        world.advisor("Bo").await,
    );
    let (host, guest, second) = three(&bo, &anna, &erik).await;
    let (seat, _) = guest.sits().await;
    let bad = QualityDigest {
        loss_in_pct: 30.0,
        loss_out_pct: 2.0,
        round_trip_ms: 340,
        jitter_ms: 30,
        freezes: 2,
        frozen_ms: 2_200,
        concealed_pct: 9.0,
        cause: QualityCause::Download,
    };
    let tells = |digest| guest.acts(MeetingVerb::Quality { seat, digest });
    tells(bad).await;
    host.is_told("that Anna is there", |view| view.people.len() == 1)
        .await;
    hand.advance(Duration::from_secs(5));
    tells(bad).await;
    let level = |view: &QualityView| view.people.first().map(|one| one.level);
    let poor = |view: &QualityView| level(view) == Some(QualityLevel::Poor);
    let told = host.is_told("that it is bad", poor).await;
    assert_eq!(told.people[0].person, anna.person());
    assert_eq!(told.people[0].cause, QualityCause::Download);
    assert_eq!(told.people[0].latest.frozen_ms, 2_200);
    assert_eq!(told.people[0].so_far.frozen_ms, 4_400);

    let meeting = host.meeting;
    let door = MeetingDoor::Meeting { meeting };
    let view = opens(&bo, door.clone()).await.unwrap();
    assert_eq!(view.quality, Some(told), "whose page begins anew");
    for one in [&guest, &second] {
        let view = opens(one.client, door.clone()).await.unwrap();
        assert_eq!(view.quality, None);
    }

    let good = QualityDigest {
        cause: QualityCause::None,
        loss_in_pct: 0.4,
        loss_out_pct: 0.0,
        round_trip_ms: 40,
        frozen_ms: 0,
        concealed_pct: 0.0,
        ..bad
    };
    for _ in 0..2 {
        hand.advance(Duration::from_secs(5));
        tells(good).await;
    }
    let fine = |view: &QualityView| level(view) == Some(QualityLevel::Good);
    host.is_told("that it is good again", fine).await;
    guest.acts(MeetingVerb::Leave { hold: false }).await;
    let nobody = |view: &QualityView| view.people.is_empty();
    host.is_told("of nobody", nobody).await;

    // What was told to anybody came before this.
    host.acts(MeetingVerb::Lock { locked: true }).await;
    second.sees("the door locked", |room| room.locked).await;
    let locked = |event: &MeetingEvent| match event {
        MeetingEvent::Lobby { lobby } if lobby.locked => Some(()),
        _ => None,
    };
    guest.hears("the door locked", locked).await;
    let of_quality = |event: &Event| matches!(event, Event::Meeting { event, .. } if matches!(**event, MeetingEvent::Quality { .. }));
    assert!(bo.has_seen(of_quality));
    for one in [&anna, &erik] {
        assert!(!one.has_seen(of_quality), "figures are the host's alone");
    }
}

#[tokio::test]
async fn who_was_taken_out_reads_no_further() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (host, guest) = inside(&bo, &anna).await;
    let log = guest
        .becomes(LobbyState::InRoom)
        .await
        .conversation
        .unwrap();
    let hers = anna.chat(log).await.unwrap();
    let his = bo.chat(log).await.unwrap();
    his.says("Välkommen").await;
    hers.hears("Välkommen").await;

    let person = anna.person();
    host.acts(MeetingVerb::Remove { person }).await;
    guest.is_sent_out(FarewellNext::Removed).await;
    his.says("Bara till oss andra").await;
    assert_eq!(refused(anna.open(log, 0).await), ErrorCode::NotFound);
    assert_eq!(
        refused(anna.send(log, "Hallå?").await),
        ErrorCode::Forbidden
    );
    // What comes to her later comes after what would have come before it.
    assert_eq!(refused(guest.tries(JOIN).await), ErrorCode::Forbidden);
    let heard = hers.log();
    let secret = |row: &signaling::protocol::Message| matches!(&row.content, signaling::protocol::Content::Text { text } if text == "Bara till oss andra");
    assert!(!heard.rows().iter().any(secret));
}

#[tokio::test]
async fn an_advisor_in_a_call_is_offered_nothing() {
    let world = World::new().await;
    let (anna, bo, erik) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.customer("Erik").await,
    );
    bo.is(signaling::protocol::AdvisorState::Available).await;
    let (host, _) = inside(&bo, &anna).await;
    let siv = world.supervisor("Siv").await;
    siv.subscribe(Topic::Staff).await.unwrap();
    let entry = erik.joins().await;
    assert_eq!(entry.state, EntryState::Waiting);
    let offered = |event: &Event| matches!(event, Event::Offer { .. });
    // A match is tried at once when somebody comes: its journal says why there is none.
    let why = siv
        .call(Command::Explain { entry: entry.id })
        .await
        .unwrap();
    let Reply::Explained(why) = why else {
        panic!("{why:?}");
    };
    assert!(why.iter().all(|step| step.what != "offered"), "{why:?}");
    assert!(!bo.has_seen(offered));
    host.acts(MeetingVerb::End).await;
    bo.is_offered(&entry).await;
}

#[tokio::test]
async fn a_socket_that_comes_back_in_time_keeps_its_seat() {
    let (world, hand) = World::with_clock().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (host, guest) = inside(&bo, &anna).await;
    let (seat, _) = guest.sits().await;
    anna.fault(loadtest::Fault::Cut).await;
    host.sees("her lost", |room| room.people.iter().any(|one| one.lost))
        .await;
    anna.back(1).await.unwrap();
    // A page that has never sat there learns that no other sits there either.
    let meeting = guest.meeting;
    let door = MeetingDoor::Meeting { meeting };
    let here = opens(&anna, door.clone()).await.unwrap().lobby;
    assert_eq!(
        (here.state, here.seat),
        (LobbyState::InRoom, Some(SeatState::Lost))
    );
    let back = MeetingVerb::Join {
        seat: Some(seat),
        take_over: false,
    };
    let MeetingReply::Joined { resumed, .. } = guest.acts(back).await else {
        panic!("no seat");
    };
    assert!(resumed);
    let here = opens(&anna, door).await.unwrap().lobby;
    assert_eq!(here.seat, Some(SeatState::Live));

    // The host is gone for longer than the others are left alone.
    bo.fault(loadtest::Fault::Cut).await;
    bo.back(1).await.unwrap();
    guest
        .sees("the host lost", |room| {
            room.people.iter().any(|one| one.is_host && one.lost)
        })
        .await;
    hand.advance(HOST_ABSENT.unsigned_abs());
    guest.becomes(LobbyState::Held).await;
    hand.advance(RETURN_WITHIN.unsigned_abs());
    let meeting = host.meeting;
    opens(&bo, MeetingDoor::Meeting { meeting }).await.unwrap();
    anna.forget_events();
    host.sits().await;
    guest.becomes(LobbyState::InRoom).await;
}

#[tokio::test]
async fn a_room_on_another_server_is_reached_and_moves_when_that_server_dies() {
    let (mut world, hand) = World::of_two_with_clock().await;
    let (anna, bo) = (
        world.customer_at(1, "Anna").await,
        world.advisor_at(0, "Bo", 3).await,
    );
    let (host, guest) = inside(&bo, &anna).await;
    let mine = |room: &RoomView| room.people.len() == 2;
    host.sees("both", mine).await;
    world.kill_with_its_people(0);
    // As long as the dead server's lease is believed nobody else takes the room.
    hand.advance(NODE_LEASE * 2);
    world.until("select count(*) = 1 from nodes").await;
    let MeetingReply::Joined { room, resumed, .. } = guest
        .acts(MeetingVerb::Join {
            seat: Some(SeatNo(2)),
            take_over: true,
        })
        .await
    else {
        panic!("no seat");
    };
    assert!(!resumed);
    assert_eq!(room.epoch, 2);
}
