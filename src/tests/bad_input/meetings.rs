//! Meetings asked for what nobody should ask: each has its answer in words, and the call of the others goes on.

use loadtest::{ApiError, RawSocket};
use reqwest::StatusCode;
use signaling::protocol::{
    CloseCode, Command, DeviceReport, ErrorCode, Generation, MAX_FRAME_BYTES, MAX_SDP_BYTES,
    MeetingDoor, MeetingId, MeetingReply, MeetingVerb, PeerSide, Reply, SeatNo, ServerFrame,
    TrackOffer, TrackSource, WireError,
};

use super::{
    super::house::{House, Person},
    closed,
};

/// Somebody's socket, and the number of their last command.
struct At {
    socket: RawSocket,
    last: u64,
}

impl At {
    async fn of(house: &House, person: &Person) -> Self {
        let socket = house.signed_in(person).await;
        Self { socket, last: 1 }
    }

    async fn asks(&mut self, command: Command) -> u64 {
        self.last += 1;
        self.socket.command(self.last, command).await.unwrap();
        self.last
    }

    async fn answer(&mut self, id: u64) -> Result<Reply, WireError> {
        match self.socket.reply(id).await {
            Some(ServerFrame::Reply { ok: Some(ok), .. }) => Ok(ok),
            Some(ServerFrame::Reply {
                error: Some(error), ..
            }) => Err(error),
            other => panic!("{id}: {other:?}"),
        }
    }

    async fn tries(&mut self, command: Command) -> Result<Reply, WireError> {
        let id = self.asks(command).await;
        self.answer(id).await
    }

    async fn acts(
        &mut self,
        meeting: MeetingId,
        act: MeetingVerb,
    ) -> Result<MeetingReply, WireError> {
        match self.tries(Command::Meeting { meeting, act }).await? {
            Reply::InMeeting(reply) => Ok(*reply),
            other => panic!("{other:?}"),
        }
    }

    async fn sits(&mut self, meeting: MeetingId) -> SeatNo {
        let join = MeetingVerb::Join {
            seat: None,
            take_over: false,
        };
        match self.acts(meeting, join).await.unwrap() {
            MeetingReply::Joined { seat, .. } => seat,
            other => panic!("{other:?}"),
        }
    }

    async fn opens(&mut self, link: &str) -> Result<Reply, WireError> {
        let link = link.to_owned();
        let door = MeetingDoor::Link { link };
        self.tries(Command::OpenMeeting { door }).await
    }

    async fn starts(&mut self) -> (MeetingId, String) {
        let start = Command::StartMeeting {
            conversation: None,
            title: String::new(),
        };
        let Reply::Meeting(view) = self.tries(start).await.unwrap() else {
            panic!("no meeting");
        };
        let meeting = view.info.id;
        let invite = Command::InviteToMeeting { meeting };
        let Reply::Invite(invite) = self.tries(invite).await.unwrap() else {
            panic!("no link");
        };
        (meeting, invite.link)
    }
}

/// A host and a guest who sit in a call.
struct Call {
    meeting: MeetingId,
    link: String,
    host: At,
    guest: At,
    seat: SeatNo,
}

fn enter() -> MeetingVerb {
    MeetingVerb::Enter {
        name: "Anna".into(),
        device: DeviceReport::default(),
        consent: true,
    }
}

async fn call(house: &House, host: &Person, guest: &Person) -> Call {
    house.is_here().await;
    let (mut host, mut at) = (At::of(house, host).await, At::of(house, guest).await);
    let (meeting, link) = host.starts().await;
    host.sits(meeting).await;
    at.opens(&link).await.unwrap();
    at.acts(meeting, enter()).await.unwrap();
    let admit = MeetingVerb::Admit { person: guest.id };
    host.acts(meeting, admit).await.unwrap();
    let seat = at.sits(meeting).await;
    Call {
        meeting,
        link,
        host,
        guest: at,
        seat,
    }
}

impl Call {
    fn offer(&self, generation: u32, sdp: String) -> MeetingVerb {
        let track = |mid: &str, source| TrackOffer {
            mid: mid.to_owned(),
            source,
            muted: false,
        };
        MeetingVerb::PubOffer {
            seat: self.seat,
            generation: Generation(generation),
            sdp,
            tracks: vec![
                track("0", TrackSource::Microphone),
                track("1", TrackSource::Microphone),
            ],
        }
    }

    async fn offers(&mut self, generation: u32, sdp: String) -> Result<MeetingReply, WireError> {
        let offer = self.offer(generation, sdp);
        self.guest.acts(self.meeting, offer).await
    }

    /// The host's side of it works, and the guest sits where they sat.
    async fn goes_on(&mut self) {
        let lock = MeetingVerb::Lock { locked: false };
        self.host.acts(self.meeting, lock).await.unwrap();
        let (seat, mid) = (self.seat, "0".to_owned());
        let muted = false;
        let mute = MeetingVerb::Mute { seat, mid, muted };
        self.guest.acts(self.meeting, mute).await.unwrap();
    }
}

fn sdp() -> String {
    let print = vec!["AA"; 32].join(":");
    let line = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";
    format!(
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n\
         a=fingerprint:sha-256 {print}\r\na=setup:actpass\r\n{line}"
    )
}

fn without(row: &str) -> String {
    let kept = sdp();
    let kept = kept.lines().filter(|line| !line.starts_with(row));
    kept.map(|line| format!("{line}\r\n")).collect()
}

#[tokio::test]
async fn what_is_wrong_with_a_description_is_said_and_the_call_goes_on() {
    let house = House::new().await;
    let (maria, anna) = (house.advisor("Maria").await, house.customer("Anna").await);
    let mut call = call(&house, &maria, &anna).await;
    let second = sdp() + &sdp()[sdp().find("m=").unwrap()..].replace("mid:0", "mid:1");
    let many = sdp() + &"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(40);
    let wrong = [
        (
            " ".repeat(MAX_SDP_BYTES + 1),
            ErrorCode::TooLarge,
            "at most 48 KiB",
        ),
        (many, ErrorCode::TooLarge, "too many media lines"),
        (String::new(), ErrorCode::Invalid, "understood"),
        ("hej".into(), ErrorCode::Invalid, "understood"),
        (without("a=ice-ufrag"), ErrorCode::Invalid, "ICE"),
        (without("a=ice-pwd"), ErrorCode::Invalid, "ICE"),
        (without("a=fingerprint"), ErrorCode::Invalid, "fingerprint"),
        (without("a=mid"), ErrorCode::Invalid, "understood"),
        (without("a=rtcp-mux"), ErrorCode::Invalid, "codec"),
        (without("a=rtpmap"), ErrorCode::Invalid, "codec"),
        (
            sdp().replace("actpass", "passive"),
            ErrorCode::Invalid,
            "begin",
        ),
        (second, ErrorCode::Invalid, "same source"),
    ];
    for (generation, (sdp, code, words)) in (1..).zip(wrong) {
        let error = call.offers(generation, sdp).await.unwrap_err();
        assert_eq!(error.code, code, "{words}: {error:?}");
        assert!(error.message.contains(words), "{words}: {error:?}");
    }
    // Nothing of them has counted: the first good one may have the first number.
    let first = call.offers(1, sdp()).await.unwrap();
    assert!(matches!(first, MeetingReply::Answer { .. }));
    assert_eq!(
        call.offers(1, sdp()).await.unwrap(),
        first,
        "the same again"
    );
    let older = call.offers(1, sdp().replace("- 1 2", "- 3 2")).await;
    assert_eq!(older.unwrap_err().code, ErrorCode::Conflict);
    // Somebody else's name in the client's part names nobody: what counts is the server's.
    let MeetingReply::Answer { sdp: answer, .. } = first else {
        panic!("no answer");
    };
    let ufrag = answer.lines().find(|row| row.starts_with("a=ice-ufrag:"));
    let foreign = sdp().replace("a=ice-ufrag:abcd", ufrag.unwrap());
    call.offers(2, foreign).await.unwrap();
    call.goes_on().await;
}

#[tokio::test]
async fn ten_offers_at_once_leave_the_newest() {
    let house = House::new().await;
    let (maria, anna) = (house.advisor("Maria").await, house.customer("Anna").await);
    let mut call = call(&house, &maria, &anna).await;
    let mut ids = Vec::new();
    for generation in 1..=10 {
        let (meeting, act) = (call.meeting, call.offer(generation, sdp()));
        ids.push(call.guest.asks(Command::Meeting { meeting, act }).await);
    }
    let mut last = None;
    for (id, generation) in ids.into_iter().zip(1..) {
        last = Some(match call.guest.answer(id).await {
            Ok(Reply::InMeeting(reply)) => {
                let MeetingReply::Answer { generation: of, .. } = *reply else {
                    panic!("{reply:?}");
                };
                assert_eq!(of, Generation(generation));
                true
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::Conflict, "{error:?}");
                false
            }
        });
    }
    assert_eq!(last, Some(true));
    assert_eq!(house.server.app.media.figures().tracks, 1);
    call.goes_on().await;
}

#[tokio::test]
async fn what_belongs_to_no_offer_or_no_seat_changes_nothing() {
    let house = House::new().await;
    let (maria, anna) = (house.advisor("Maria").await, house.customer("Anna").await);
    let mut call = call(&house, &maria, &anna).await;
    let (meeting, seat) = (call.meeting, call.seat);
    for generation in [0, 1, 7, u32::MAX] {
        let generation = Generation(generation);
        let answer = MeetingVerb::SubAnswer {
            seat,
            generation,
            sdp: sdp(),
        };
        // Late, or to nothing: let pass.
        let done = call.guest.acts(meeting, answer).await;
        assert_eq!(done, Ok(MeetingReply::Done));
    }
    let candidate = |seat, candidate: String| MeetingVerb::Candidate {
        seat,
        side: PeerSide::Pub,
        generation: Generation(9),
        candidate: Some(candidate),
    };
    for n in 0..2_000 {
        let candidate = candidate(
            seat,
            format!("candidate:{n} 1 udp 1 192.0.2.1 {n} typ host"),
        );
        let done = call.guest.acts(meeting, candidate).await;
        assert_eq!(done, Ok(MeetingReply::Done));
        if n % 100 == 0 {
            // Whoever says nothing for long is taken for gone.
            call.host.tries(Command::Ping).await.unwrap();
        }
    }
    let long = candidate(seat, "c".repeat(513));
    let error = call.guest.acts(meeting, long).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    // The host's seat, and one that there is not.
    for other in [1, 99] {
        let foreign = candidate(SeatNo(other), "c".into());
        let error = call.guest.acts(meeting, foreign).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Conflict);
        assert!(error.message.contains("join again"), "{error:?}");
    }
    assert_eq!(house.server.app.media.figures().tracks, 0);
    call.goes_on().await;
}

#[tokio::test]
async fn a_megabyte_of_description_ends_no_more_than_its_own_socket() {
    let house = House::new().await;
    let (maria, anna) = (house.advisor("Maria").await, house.customer("Anna").await);
    let mut call = call(&house, &maria, &anna).await;
    let (meeting, seat) = (call.meeting, call.seat);
    let act = call.offer(1, "a".repeat(1 << 20));
    let command = Command::Meeting { meeting, act };
    // By HTTP it is refused, and by socket no frame is so long.
    let refused = house.api.command(&anna.identity(), &command).await;
    let Err(ApiError::Refused { error, status, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (error.code, status),
        (ErrorCode::TooLarge, StatusCode::PAYLOAD_TOO_LARGE)
    );
    const { assert!(MAX_FRAME_BYTES < 1 << 20) };
    let frame = serde_json::to_string(&command).unwrap();
    let frame = format!(r#"{{"id":9,"cmd":{frame}}}"#);
    // The server may have closed before all of it was written.
    call.guest.socket.send_text(frame).await.ok();
    closed(&mut call.guest.socket, CloseCode::BadFrame).await;

    call.guest = At::of(&house, &anna).await;
    let back = MeetingVerb::Join {
        seat: Some(seat),
        take_over: true,
    };
    let back = call.guest.acts(meeting, back).await.unwrap();
    assert!(matches!(back, MeetingReply::Joined { resumed: true, .. }));
    call.goes_on().await;
}

#[tokio::test]
async fn a_link_lets_nobody_in_but_to_its_own_waiting_room_and_while_it_holds() {
    let house = House::new().await;
    let (maria, anna, bo) = (
        house.advisor("Maria").await,
        house.customer("Anna").await,
        house.customer("Bo").await,
    );
    let mut call = call(&house, &maria, &anna).await;
    let (other, link) = call.host.starts().await;
    let mut stranger = At::of(&house, &bo).await;
    for wrong in [
        "",
        "x",
        "'; drop table meetings; --",
        &"A".repeat(32),
        &"å".repeat(10_000),
    ] {
        let error = stranger.opens(wrong).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{wrong}");
    }
    // With a good link to one meeting there is no way into another, nor into its own call.
    stranger.opens(&link).await.unwrap();
    let join = || MeetingVerb::Join {
        seat: None,
        take_over: true,
    };
    for verb in [enter(), join(), MeetingVerb::End] {
        let error = stranger.acts(call.meeting, verb).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Forbidden, "{error:?}");
    }
    let error = stranger.acts(other, join()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden, "{error:?}");
    let door = MeetingDoor::Meeting {
        meeting: call.meeting,
    };
    let error = stranger.tries(Command::OpenMeeting { door }).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::NotFound);
    // A link that was taken back opens nothing; whoever sits by it goes on sitting.
    let revoke = Command::RevokeInvite {
        meeting: call.meeting,
        link: call.link.clone(),
    };
    let error = stranger.tries(revoke.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "it is not theirs");
    call.host.tries(revoke).await.unwrap();
    let link_taken_back = call.link.clone();
    let error = stranger.opens(&link_taken_back).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    // Nor does a reload put them out.
    call.guest.opens(&link_taken_back).await.unwrap();
    call.goes_on().await;
    // And one to a meeting that is over says so.
    call.host.acts(other, MeetingVerb::End).await.unwrap();
    let error = stranger.opens(&link).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Ended);
    call.goes_on().await;
}
