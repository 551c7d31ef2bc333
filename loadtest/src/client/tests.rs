//! The client against a server that does exactly what a test tells it to, fault by fault.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use signaling::protocol::{
    ChatPolicy, ClientFrame, CloseCode, Command, Content, ConversationId, ConversationKind,
    ConversationState, ConversationView, ErrorCode, Event, Hello, LogPage, Message, PersonId,
    Reply, Role, Sent, ServerFrame, Topic, WireError,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        self,
        handshake::server::{Request, Response},
        http::{HeaderValue, header},
        protocol::{CloseFrame, frame::coding::CloseCode as WireCode},
    },
};
use uuid::Uuid;

use super::{Client, Connection, Fault, Options};
use crate::{
    back_off::BackOff,
    socket::{Identity, OpenError},
};

const CHAT: ConversationId = ConversationId(Uuid::from_u128(1));
const ANNA: PersonId = PersonId(Uuid::from_u128(2));
const BO: PersonId = PersonId(Uuid::from_u128(3));

/// The server's side of the stage.
struct Stage {
    listener: TcpListener,
    at: SocketAddr,
    silent_after_ms: u32,
}

impl Stage {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        Self {
            listener,
            at,
            silent_after_ms: 25_000,
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    /// The next client, before its `hello`.
    async fn door_opens(&self) -> Peer {
        let (stream, _) = self.listener.accept().await.unwrap();
        #[expect(
            clippy::result_large_err,
            reason = "the library's callback has this form"
        )]
        let choose = |_: &Request, mut response: Response| {
            let protocol = HeaderValue::from_static(signaling::protocol::SUBPROTOCOL);
            response
                .headers_mut()
                .insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
            Ok(response)
        };
        Peer(accept_hdr_async(stream, choose).await.unwrap())
    }

    /// The next client, after its `hello`.
    async fn enters(&self) -> Peer {
        let mut peer = self.door_opens().await;
        let hello = Hello {
            person: ANNA,
            name: "Anna".to_owned(),
            staff: None,
            now: now(),
            heartbeat_ms: 10_000,
            silent_after_ms: self.silent_after_ms,
            max_file_bytes: 1,
        };
        let (id, cmd) = peer.asked().await;
        assert!(matches!(&cmd, Command::Hello { token: Some(token), .. } if token == "t"));
        peer.answer(id, Reply::Hello(hello)).await;
        peer
    }
}

struct Peer(WebSocketStream<TcpStream>);

impl Peer {
    /// The next command.
    async fn asked(&mut self) -> (u64, Command) {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                tungstenite::Message::Text(text) => {
                    let ClientFrame { id, cmd } = serde_json::from_str(&text).unwrap();
                    return (id, cmd);
                }
                other => assert!(!other.is_close(), "the client left"),
            }
        }
    }

    async fn answer(&mut self, id: u64, ok: Reply) {
        self.say(&ServerFrame::Reply {
            id,
            ok: Some(ok),
            error: None,
        })
        .await;
    }

    async fn refuse(&mut self, id: u64, error: WireError) {
        self.say(&ServerFrame::Reply {
            id,
            ok: None,
            error: Some(error),
        })
        .await;
    }

    async fn push(&mut self, seq: i64) {
        let event = Event::Message { message: row(seq) };
        self.event(event).await;
    }

    async fn event(&mut self, event: Event) {
        let topic = Topic::Conversation(CHAT);
        self.say(&ServerFrame::Event { topic, event }).await;
    }

    async fn say(&mut self, frame: &ServerFrame) {
        let text = serde_json::to_string(frame).unwrap();
        self.0.send(tungstenite::Message::text(text)).await.unwrap();
    }

    async fn close(mut self, code: CloseCode, reason: &str) {
        let frame = CloseFrame {
            code: WireCode::from(code as u16),
            reason: reason.to_owned().into(),
        };
        self.0.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = self.0.next().await {}
    }

    async fn opened_with(&mut self, after: i64, rows: std::ops::RangeInclusive<i64>) {
        let (id, cmd) = self.asked().await;
        let Command::Open { from } = cmd else {
            panic!("{cmd:?} is not open");
        };
        assert_eq!((from.conversation, from.after), (CHAT, after));
        let head = *rows.end();
        let view = ConversationView {
            id: CHAT,
            kind: ConversationKind::Chat,
            state: ConversationState::Open,
            internal: None,
            entry: None,
            participants: vec![],
            policy: ChatPolicy {
                write: true,
                edit_for_s: 0,
                redact_any: false,
            },
            messages: rows.map(row).collect(),
            head,
            refetch: false,
            rating: None,
        };
        self.answer(id, Reply::Conversation(Box::new(view))).await;
    }
}

fn now() -> jiff::Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

fn row(seq: i64) -> Message {
    Message {
        seq,
        client_id: Uuid::from_u128(100 + u128::try_from(seq).unwrap()).into(),
        author: Some(BO),
        role: Role::Advisor,
        at: now(),
        content: Content::Text {
            text: format!("text {seq}"),
        },
        edited: false,
    }
}

fn quick() -> Options {
    Options {
        back_off: BackOff {
            first: Duration::from_millis(5),
            longest: Duration::from_millis(10),
        },
        ..Options::story("anna")
    }
}

async fn anna(stage: &Stage) -> (Client, Peer) {
    anna_with(stage, quick()).await
}

async fn anna_with(stage: &Stage, options: Options) -> (Client, Peer) {
    let identity = Identity::Visitor("t".to_owned());
    let url = stage.url();
    let (client, peer) = tokio::join!(
        Client::connect_with(&url, identity, options),
        stage.enters()
    );
    (client.unwrap(), peer)
}

#[tokio::test]
async fn a_send_that_was_not_acknowledged_is_sent_again_as_the_same_message() {
    let stage = Stage::new().await;
    let (anna, mut peer) = anna(&stage).await;
    let (chat, ()) = tokio::join!(anna.chat(CHAT), peer.opened_with(0, 1..=2));
    let chat = chat.unwrap();

    let server = async {
        let (_, first) = peer.asked().await;
        drop(peer);
        let mut peer = stage.enters().await;
        peer.opened_with(2, 3..=3).await;
        let (id, again) = peer.asked().await;
        assert_eq!(first, again);
        peer.answer(id, Reply::Sent(Sent { seq: 3, at: now() }))
            .await;
        peer
    };
    let (seq, _peer) = tokio::join!(chat.says("hej"), server);
    assert_eq!(seq, 3);
    assert_eq!(anna.times_back(), 1);
    assert_eq!(chat.log().last(), 3);
}

#[tokio::test]
async fn what_a_busy_server_puts_off_is_asked_again_while_there_is_patience() {
    for (patience, refusals) in [
        (60, &[ErrorCode::Unavailable, ErrorCode::Forbidden][..]),
        (0, &[ErrorCode::Unavailable]),
    ] {
        let stage = Stage::new().await;
        let options = Options {
            patience: Duration::from_secs(patience),
            ..quick()
        };
        let (anna, mut peer) = anna_with(&stage, options).await;
        let server = async {
            for code in refusals {
                let (id, cmd) = peer.asked().await;
                let topic = Topic::Queues;
                assert_eq!(cmd, Command::Subscribe { topic });
                let error = WireError {
                    code: *code,
                    message: String::new(),
                    retry_after_ms: (*code == ErrorCode::Unavailable).then_some(1),
                };
                peer.refuse(id, error).await;
            }
        };
        let (answer, ()) = tokio::join!(anna.subscribe(Topic::Queues), server);
        assert_eq!(Some(&answer.unwrap_err().code), refusals.last());
    }
}

#[tokio::test]
async fn a_command_that_may_not_be_repeated_fails_with_the_connection() {
    let stage = Stage::new().await;
    let (anna, mut peer) = anna(&stage).await;
    let server = async {
        let (_, cmd) = peer.asked().await;
        assert_eq!(cmd, Command::Inbox);
        drop(peer);
        stage.enters().await
    };
    let (answer, _peer) = tokio::join!(anna.call(Command::Inbox), server);
    let code = answer.unwrap_err().code;
    assert_eq!(code, ErrorCode::Unavailable);
}

#[tokio::test]
async fn a_gap_is_fetched_and_shown_in_order() {
    let stage = Stage::new().await;
    let (anna, mut peer) = anna(&stage).await;
    let (chat, ()) = tokio::join!(anna.chat(CHAT), peer.opened_with(0, 1..=2));
    let chat = chat.unwrap();

    peer.push(5).await;
    let (id, cmd) = peer.asked().await;
    assert!(matches!(cmd, Command::Fetch { after: 2, .. }), "{cmd:?}");
    let page = LogPage {
        conversation: CHAT,
        messages: vec![row(3), row(4)],
        head: 5,
    };
    peer.answer(id, Reply::Page(page)).await;
    for seq in 1..=5 {
        chat.hears(&format!("text {seq}")).await;
    }
    peer.event(Event::Head { seq: 6 }).await;
    let (_, cmd) = peer.asked().await;
    assert!(matches!(cmd, Command::Fetch { after: 5, .. }), "{cmd:?}");
}

#[tokio::test]
async fn a_half_open_socket_is_noticed_and_resumed() {
    let stage = Stage::new().await;
    let (anna, mut peer) = anna(&stage).await;
    let (chat, ()) = tokio::join!(anna.chat(CHAT), peer.opened_with(0, 1..=2));
    let chat = chat.unwrap();

    anna.fault(Fault::HalfOpen).await;
    peer.push(3).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(stage.silent_after_ms.into())).await;
    tokio::time::resume();
    let mut again = stage.enters().await;
    again.opened_with(2, 3..=3).await;
    chat.has_row(3).await;
    assert!(anna.times_back() >= 1);
}

#[tokio::test]
async fn offline_lasts_until_online_and_everything_is_followed_again() {
    let stage = Stage::new().await;
    let (anna, mut peer) = anna(&stage).await;
    let queues = Reply::Queues(vec![]);
    let server = async {
        let (id, _) = peer.asked().await;
        peer.answer(id, queues.clone()).await;
    };
    let (subscribed, ()) = tokio::join!(anna.queues(), server);
    assert_eq!(subscribed.unwrap(), vec![]);

    anna.fault(Fault::Offline).await;
    while let Some(Ok(_)) = peer.0.next().await {}
    assert_eq!(anna.connection(), Connection::Lost);
    anna.fault(Fault::Online).await;
    let mut peer = stage.enters().await;
    anna.back(1).await.unwrap();
    let (_, cmd) = peer.asked().await;
    let topic = Topic::Queues;
    assert_eq!(cmd, Command::Subscribe { topic });
}

#[tokio::test]
async fn close_codes_say_whether_to_come_back() {
    let stage = Stage::new().await;
    let (anna, peer) = anna(&stage).await;
    peer.close(CloseCode::GoingDown, "5").await;
    let peer = stage.enters().await;
    anna.back(1).await.unwrap();
    peer.close(CloseCode::SessionEnded, "").await;
    assert_eq!(anna.closed().await, Ok(CloseCode::SessionEnded as u16));
    let refused = anna.call(Command::Ping).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unavailable);
}

#[tokio::test]
async fn a_refused_hello_says_why() {
    let stage = Stage::new().await;
    let refuse = async {
        let mut peer = stage.door_opens().await;
        peer.asked().await;
        peer.close(CloseCode::NotSignedIn, "").await;
    };
    let url = stage.url();
    let identity = Identity::Visitor("forged".to_owned());
    let (refused, ()) = tokio::join!(Client::connect_with(&url, identity, quick()), refuse);
    assert!(
        matches!(refused, Err(OpenError::Closed { code: 4101, .. })),
        "{refused:?}"
    );
}
