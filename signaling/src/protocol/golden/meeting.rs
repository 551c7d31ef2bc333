//! A mediation: Anna waits, Bo hosts.

use super::{super::*, things::*};

const MEETING: MeetingId = MeetingId(id(0x70));
const SEAT: SeatNo = SeatNo(3);
const LINK: &str = "c2FtdGFsLWFuLWludmVudGVkLXNlY3Jl";

fn device() -> DeviceReport {
    DeviceReport {
        camera: DeviceState::Ok,
        microphone: DeviceState::Denied,
        speaker: Heard::Yes,
        network: NetworkReport {
            media: Some(true),
            relayed: false,
            round_trip_ms: Some(24),
        },
        handheld: true,
    }
}

fn digest() -> QualityDigest {
    QualityDigest {
        loss_in_pct: 1.5,
        loss_out_pct: 0.0,
        round_trip_ms: 42,
        jitter_ms: 7,
        freezes: 1,
        frozen_ms: 480,
        concealed_pct: 0.25,
        cause: QualityCause::Download,
    }
}

pub(super) fn commands() -> Vec<(&'static str, Command)> {
    let mut commands = vec![
        (
            "start_meeting",
            Command::StartMeeting {
                conversation: Some(CHAT),
                title: "Samtal om boendet".into(),
            },
        ),
        (
            "open_meeting",
            Command::OpenMeeting {
                door: MeetingDoor::Meeting { meeting: MEETING },
            },
        ),
        (
            "open_meeting_link",
            Command::OpenMeeting {
                door: MeetingDoor::Link { link: LINK.into() },
            },
        ),
        ("meetings", Command::Meetings),
        (
            "invite_to_meeting",
            Command::InviteToMeeting { meeting: MEETING },
        ),
        (
            "revoke_invite",
            Command::RevokeInvite {
                meeting: MEETING,
                link: LINK.into(),
            },
        ),
        (
            "meeting_quality",
            Command::MeetingQuality { meeting: MEETING },
        ),
        (
            "set_meeting_chat",
            Command::SetMeetingChat {
                meeting: MEETING,
                open: false,
            },
        ),
    ];
    let acts = verbs().into_iter().map(|(name, act)| {
        let meeting = MEETING;
        (name, Command::Meeting { meeting, act })
    });
    commands.extend(acts);
    commands
}

fn verbs() -> Vec<(&'static str, MeetingVerb)> {
    let (seat, person) = (SEAT, ANNA);
    vec![
        (
            "enter",
            MeetingVerb::Enter {
                name: "Anna".into(),
                device: device(),
                consent: true,
            },
        ),
        ("update", MeetingVerb::Update { device: device() }),
        (
            "try",
            MeetingVerb::Try {
                sdp: "v=0\r\n".into(),
            },
        ),
        ("leave_meeting", MeetingVerb::Leave { hold: false }),
        ("leave_holding", MeetingVerb::Leave { hold: true }),
        (
            "join_meeting",
            MeetingVerb::Join {
                seat: None,
                take_over: false,
            },
        ),
        (
            "join_again",
            MeetingVerb::Join {
                seat: Some(seat),
                take_over: true,
            },
        ),
        (
            "pub_offer",
            MeetingVerb::PubOffer {
                seat,
                generation: Generation(1),
                sdp: "v=0\r\n".into(),
                tracks: vec![
                    TrackOffer {
                        mid: "0".into(),
                        source: TrackSource::Microphone,
                        muted: false,
                    },
                    TrackOffer {
                        mid: "1".into(),
                        source: TrackSource::Camera,
                        muted: true,
                    },
                ],
            },
        ),
        (
            "sub_answer",
            MeetingVerb::SubAnswer {
                seat,
                generation: Generation(2),
                sdp: "v=0\r\n".into(),
            },
        ),
        (
            "candidate",
            MeetingVerb::Candidate {
                seat,
                side: PeerSide::Pub,
                generation: Generation(1),
                candidate: Some("candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host".into()),
            },
        ),
        (
            "end_of_candidates",
            MeetingVerb::Candidate {
                seat,
                side: PeerSide::Sub,
                generation: Generation(2),
                candidate: None,
            },
        ),
        ("sub_restart", MeetingVerb::SubRestart { seat, fresh: true }),
        (
            "mute",
            MeetingVerb::Mute {
                seat,
                mid: "0".into(),
                muted: true,
            },
        ),
        (
            "want",
            MeetingVerb::Want {
                seat,
                wanted: vec![Wanted {
                    track: TrackId(5),
                    height: 360,
                }],
            },
        ),
        (
            "quality",
            MeetingVerb::Quality {
                seat,
                digest: digest(),
            },
        ),
        ("admit", MeetingVerb::Admit { person }),
        ("deny", MeetingVerb::Deny { person }),
        ("admit_all", MeetingVerb::AdmitAll),
        ("call_next", MeetingVerb::CallNext),
        ("hold", MeetingVerb::Hold { person }),
        ("unhold", MeetingVerb::Unhold { person }),
        ("return_to_lobby", MeetingVerb::ReturnToLobby { person }),
        ("remove", MeetingVerb::Remove { person }),
        (
            "mute_person",
            MeetingVerb::MutePerson {
                person,
                source: TrackSource::Microphone,
            },
        ),
        ("lock", MeetingVerb::Lock { locked: true }),
        ("hand_over", MeetingVerb::HandOver { to: BO }),
        ("end_meeting", MeetingVerb::End),
    ]
}

fn host() -> HostView {
    HostView {
        person: BO,
        name: "Bo Lind".into(),
        title: "Medlare".into(),
        state: HostState::InRoom,
    }
}

fn info() -> MeetingInfo {
    MeetingInfo {
        id: MEETING,
        title: "Samtal om boendet".into(),
        state: MeetingState::Open,
        at: at(0),
        conversation: Some(CHAT),
        customer: Some("Anna Ek".into()),
    }
}

fn lobby() -> LobbyView {
    LobbyView {
        revision: 4,
        state: LobbyState::Waiting,
        since: at(1),
        host: host(),
        locked: false,
        is_host: false,
        name: "Anna".into(),
        conversation: None,
        thread: Some(INTERNAL),
        seat: None,
    }
}

fn room() -> RoomView {
    let person = |person, name: &str, is_host| RoomPerson {
        person,
        name: name.into(),
        title: String::new(),
        is_host,
        is_staff: is_host,
        held: !is_host,
        lost: false,
        tracks: vec![TrackView {
            track: TrackId(5),
            source: TrackSource::Camera,
            muted: false,
        }],
    };
    RoomView {
        epoch: 1,
        revision: 9,
        locked: true,
        people: vec![person(BO, "Bo Lind", true), person(ANNA, "Anna", false)],
        since: at(2),
    }
}

fn panel() -> PanelView {
    PanelView {
        revision: 4,
        people: vec![WaitingPerson {
            person: ANNA,
            name: "Anna".into(),
            state: LobbyState::Waiting,
            since: at(1),
            present: true,
            device: device(),
            thread: Some(INTERNAL),
        }],
        locked: false,
    }
}

fn quality() -> QualityView {
    let figures = QualityFigures {
        loss_in_pct: 12.5,
        loss_out_pct: 0.5,
        round_trip_ms: 340,
        frozen_ms: 2_200,
        concealed_pct: 9.5,
    };
    QualityView {
        revision: 6,
        people: vec![LiveQuality {
            person: ANNA,
            level: QualityLevel::Poor,
            cause: QualityCause::Download,
            latest: figures,
            since: at(2),
            so_far: QualityFigures {
                loss_in_pct: 1.5,
                ..figures
            },
        }],
    }
}

fn invite() -> InviteView {
    InviteView {
        url: format!("https://samtal.example/m/{LINK}"),
        link: LINK.into(),
        valid: true,
        at: at(0),
    }
}

fn summary() -> MeetingSummary {
    MeetingSummary {
        info: info(),
        host: "Bo Lind".into(),
        waiting: 1,
        waiting_since: Some(at(1)),
        in_room: 1,
        people: vec![MeetingPerson {
            person: BO,
            name: "Bo Lind".into(),
            is_staff: true,
            inside: true,
        }],
        chat: Some(CHAT),
        started_at: Some(at(2)),
        chat_open: true,
        ended_at: None,
    }
}

pub(super) fn replies() -> Vec<(&'static str, Reply)> {
    let view = |panel, quality, invites| {
        Reply::Meeting(Box::new(MeetingView {
            info: info(),
            lobby: lobby(),
            panel,
            quality,
            invites,
        }))
    };
    let within = |reply| Reply::InMeeting(Box::new(reply));
    vec![
        ("meeting", view(None, None, Vec::new())),
        (
            "meeting_of_host",
            view(Some(panel()), Some(quality()), vec![invite()]),
        ),
        ("meetings", Reply::Meetings(vec![summary()])),
        ("invite", Reply::Invite(invite())),
        ("in_meeting_done", within(MeetingReply::Done)),
        (
            "in_meeting_lobby",
            within(MeetingReply::Lobby { lobby: lobby() }),
        ),
        (
            "in_meeting_lobby_seat_lost",
            within(MeetingReply::Lobby {
                lobby: LobbyView {
                    state: LobbyState::InRoom,
                    seat: Some(SeatState::Lost),
                    ..lobby()
                },
            }),
        ),
        (
            "in_meeting_joined",
            within(MeetingReply::Joined {
                seat: SEAT,
                resumed: false,
                room: room(),
                ice_servers: vec![IceServer {
                    urls: vec!["turn:turn.samtal.example:3478?transport=udp".into()],
                    username: "1795273200:3".into(),
                    credential: "invented".into(),
                }],
            }),
        ),
        (
            "in_meeting_answer",
            within(MeetingReply::Answer {
                generation: Generation(1),
                sdp: "v=0\r\n".into(),
            }),
        ),
        (
            "in_meeting_farewell",
            within(MeetingReply::Farewell {
                next: FarewellNext::MayReturn,
            }),
        ),
        ("sign_in", Reply::SignIn(super::samples::sign_in_view())),
        (
            "meeting_quality",
            Reply::Quality(vec![PersonQuality {
                person: ANNA,
                name: "Anna".into(),
                minutes: vec![QualityMinute {
                    at: at(2),
                    score: 4.25,
                    loss_in_pct: 1.5,
                    loss_out_pct: 0.0,
                    round_trip_ms: 42,
                    frozen_ms: 480,
                    cause: QualityCause::Download,
                }],
            }]),
        ),
    ]
}

/// Replies of every kind within a meeting.
pub(super) fn replies_within(replies: &[(&'static str, Reply)]) -> Vec<MeetingReply> {
    let within = replies.iter().filter_map(|(_, reply)| match reply {
        Reply::InMeeting(reply) => Some((**reply).clone()),
        _ => None,
    });
    within.collect()
}

fn happened() -> Vec<(&'static str, MeetingEvent)> {
    let seat = SEAT;
    vec![
        ("meeting_lobby", MeetingEvent::Lobby { lobby: lobby() }),
        ("meeting_room", MeetingEvent::Room { room: room() }),
        ("meeting_panel", MeetingEvent::Panel { panel: panel() }),
        (
            "meeting_quality",
            MeetingEvent::Quality { quality: quality() },
        ),
        (
            "meeting_sub_offer",
            MeetingEvent::SubOffer {
                seat,
                generation: Generation(2),
                sdp: "v=0\r\n".into(),
                lines: vec![SubLine {
                    mid: "0".into(),
                    track: TrackId(5),
                    person: BO,
                    source: TrackSource::Camera,
                }],
                fresh: false,
            },
        ),
        ("meeting_pub_restart", MeetingEvent::PubRestart { seat }),
        (
            "meeting_speakers",
            MeetingEvent::Speakers { people: vec![BO] },
        ),
        (
            "meeting_dark",
            MeetingEvent::Dark {
                seat,
                track: TrackId(5),
                dark: true,
            },
        ),
        (
            "meeting_please_mute",
            MeetingEvent::PleaseMute {
                seat,
                source: TrackSource::Microphone,
            },
        ),
        ("meeting_rejoin", MeetingEvent::Rejoin),
        (
            "meeting_farewell",
            MeetingEvent::Farewell {
                seat: Some(seat),
                next: FarewellNext::Ended,
            },
        ),
    ]
}

pub(super) fn events() -> Vec<(&'static str, Event)> {
    let mut events = vec![(
        "meeting_summary",
        Event::MeetingSummary {
            summary: Box::new(summary()),
        },
    )];
    events.extend(happened().into_iter().map(|(name, event)| {
        let event = Event::Meeting {
            meeting: MEETING,
            event: Box::new(event),
        };
        (name, event)
    }));
    events
}

/// What the rows of a log say of a meeting.
pub(super) fn notices() -> Vec<Notice> {
    vec![
        Notice::MeetingStarted {
            meeting: MEETING,
            host: BO,
            name: "Bo Lind".into(),
        },
        Notice::MeetingEnded {
            meeting: MEETING,
            lasted_s: 1_925,
        },
        Notice::MeetingApart { meeting: MEETING },
    ]
}
