//! One sender in one conversation: when the next message is due, what has come.

use std::{collections::VecDeque, io::Write as _};

use loadtest::{Glimpse, LeanSocket};
use signaling::protocol::{ClientFrame, Command, ConversationId, MAX_PAGE, Resume, Topic};
use tokio::time::{Duration, Instant};

use super::{TEXT, board::Board};
use crate::{
    follower::{Follower, Part},
    scenarios::pairs::Pair,
    schedule::Paced,
    tag::Tag,
};

/// The kind of a command, in the bits of its id beside the seat's place and the message's number.
const SEND: u64 = 1 << 48;
const FETCH: u64 = 2 << 48;
/// A number has 32 bits.
const PLACE: u32 = 32;

/// When a seat sends.
#[derive(Debug)]
enum Pace {
    /// As soon as fewer than so many are unacknowledged.
    Closed { most: u32, under_way: u32 },
    /// By the clock.
    Open(Paced),
}

/// A sender's place in a conversation.
#[derive(Debug)]
pub(crate) struct Seat {
    conversation: ConversationId,
    topic: String,
    sender: u16,
    follower: Follower,
    pace: Pace,
    fetching: bool,
    /// To be sent again, for the server was busy.
    again: VecDeque<(Instant, u32)>,
    place: u64,
}

impl Seat {
    pub(crate) fn closed(pair: Pair, sender: u16, follower: Follower, most: u32) -> Self {
        let pace = Pace::Closed {
            most: most.max(1),
            under_way: 0,
        };
        Self::new(pair, sender, follower, pace)
    }

    /// `rate` messages a second; the senders take turns within one interval.
    pub(crate) fn paced(
        pair: Pair,
        sender: u16,
        follower: Follower,
        rate: f64,
        from: Instant,
    ) -> Self {
        let every = Duration::from_secs_f64(1.0 / rate);
        // The golden ratio spreads any number of senders evenly over the interval.
        let turn = (f64::from(sender) * 0.618_033_988_75).fract();
        let pace = Pace::Open(Paced::new(from + every.mul_f64(turn), every));
        Self::new(pair, sender, follower, pace)
    }

    fn new(pair: Pair, sender: u16, follower: Follower, pace: Pace) -> Self {
        Self {
            conversation: pair.conversation,
            topic: Topic::Conversation(pair.conversation).to_string(),
            sender,
            follower,
            pace,
            fetching: false,
            again: VecDeque::new(),
            place: u64::from(pair.place) << PLACE,
        }
    }

    pub(crate) fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub(crate) fn sender(&self) -> u16 {
        self.sender
    }

    pub(crate) fn follower(&self) -> &Follower {
        &self.follower
    }

    pub(crate) fn tag(&self, number: u32) -> Tag {
        Tag {
            sender: self.sender,
            number,
        }
    }

    /// When something is to be sent by the clock.
    pub(crate) fn due(&self) -> Option<Instant> {
        let again = self.again.front().map(|(at, _)| *at);
        match &self.pace {
            Pace::Open(paced) => Some(again.map_or(paced.due(), |again| again.min(paced.due()))),
            Pace::Closed { .. } => again,
        }
    }

    /// Adds what is due to `out`.
    pub(crate) fn send_due(&mut self, board: &mut Board, out: &mut Vec<u8>) {
        let now = Instant::now();
        while let Some((_, number)) = self.again.pop_front_if(|(at, _)| *at <= now) {
            self.write_send(self.tag(number), board, out);
        }
        match &mut self.pace {
            Pace::Closed { most, under_way } => {
                if board.is_over(now) {
                    return;
                }
                let free = *most - *under_way;
                *under_way = *most;
                for _ in 0..free {
                    let tag = board.send(self.sender, now);
                    self.write_send(tag, board, out);
                }
            }
            Pace::Open(_) => self.send_paced(now, board, out),
        }
    }

    fn send_paced(&mut self, now: Instant, board: &mut Board, out: &mut Vec<u8>) {
        loop {
            let Pace::Open(paced) = &mut self.pace else {
                return;
            };
            let Some(due) = paced.take(now) else { return };
            if board.is_over(due) {
                // Nothing is due any more; the schedule must not wake anybody again.
                self.pace = Pace::Closed {
                    most: 0,
                    under_way: 0,
                };
                return;
            }
            let tag = board.send(self.sender, due);
            self.write_send(tag, board, out);
        }
    }

    fn write_send(&self, tag: Tag, board: &Board, out: &mut Vec<u8>) {
        let id = SEND | self.place | u64::from(tag.number);
        let (conversation, client_id) = (self.conversation, board.tags.id(tag));
        let mut frame = [0; 400];
        let mut rest = frame.as_mut_slice();
        write!(
            rest,
            r#"{{"id":{id},"cmd":{{"type":"send","conversation":"{conversation}","client_id":"{client_id}","text":"{TEXT}"}}}}"#
        )
        .expect("the frame is shorter than 400 bytes");
        let size = 400 - rest.len();
        LeanSocket::add_frame(out, &frame[..size]);
    }

    fn acknowledged(&mut self, number: u32, seq: i64, board: &mut Board, out: &mut Vec<u8>) {
        board.acknowledge(self.tag(number), seq, Instant::now());
        self.one_less(board, out);
    }

    fn one_less(&mut self, board: &mut Board, out: &mut Vec<u8>) {
        if let Pace::Closed { under_way, .. } = &mut self.pace {
            *under_way = under_way.saturating_sub(1);
            self.send_due(board, out);
        }
    }

    fn refused(
        &mut self,
        number: u32,
        wait_ms: u32,
        code: &str,
        board: &mut Board,
        out: &mut Vec<u8>,
    ) {
        if matches!(code, "unavailable" | "rate_limited") {
            board.busy += 1;
            let wait = Duration::from_millis(wait_ms.max(1).into());
            self.again.push_back((Instant::now() + wait, number));
        } else {
            tracing::warn!("a message was refused: {code}");
            board.refuse();
            self.one_less(board, out);
        }
    }

    fn row(&mut self, seq: i64, client_id: &str, board: &mut Board, out: &mut Vec<u8>) {
        let own = self.sender;
        self.follower
            .row(seq, client_id, |id| delivered(id, own, board));
        self.fetch_missing(board, out);
    }

    fn page(&mut self, frame: &[u8], board: &mut Board, out: &mut Vec<u8>) {
        self.fetching = false;
        let own = self.sender;
        if let Some(part) = Part::of(frame) {
            self.follower.fill(&part, |id| delivered(id, own, board));
        }
        self.fetch_missing(board, out);
    }

    fn fetch_missing(&mut self, board: &mut Board, out: &mut Vec<u8>) {
        let Some(after) = self.follower.missing() else {
            return;
        };
        if std::mem::replace(&mut self.fetching, true) {
            return;
        }
        board.gaps += 1;
        let fetch = Command::Fetch {
            conversation: self.conversation,
            after,
            limit: MAX_PAGE,
        };
        self.write_fetch(fetch, out);
    }

    /// Events may be missing at the end too, which only the server can tell.
    fn open_again(&mut self, board: &mut Board, out: &mut Vec<u8>) {
        board.gaps += 1;
        self.fetching = true;
        let from = Resume {
            conversation: self.conversation,
            after: self.follower.last(),
        };
        self.write_fetch(Command::Open { from }, out);
    }

    fn write_fetch(&self, cmd: Command, out: &mut Vec<u8>) {
        let id = FETCH | self.place;
        let frame = ClientFrame { id, cmd };
        let text = serde_json::to_vec(&frame).expect("a command can be written as JSON");
        LeanSocket::add_frame(out, &text);
    }
}

/// A row is shown to the one who sits here: a delivery if somebody else sent it.
fn delivered(id: u128, own: u16, board: &mut Board) {
    if let Some(tag) = board.tags.tag(id).filter(|tag| tag.sender != own) {
        board.deliver(tag, Instant::now());
    }
}

/// Hands a frame to the seat that it concerns.
pub(crate) fn take_frame(seats: &mut [Seat], frame: &[u8], board: &mut Board, out: &mut Vec<u8>) {
    match Glimpse::of(frame) {
        Glimpse::Row {
            topic,
            seq,
            client_id,
        } => {
            if let Some(seat) = seats.iter_mut().find(|seat| seat.topic == topic) {
                seat.row(seq, client_id, board, out);
            }
        }
        Glimpse::Done { id, seq } => {
            let Some(seat) = seat_of(seats, id) else {
                return;
            };
            match seq {
                Some(seq) if id & SEND != 0 => seat.acknowledged(number_of(id), seq, board, out),
                _ if id & FETCH != 0 => seat.page(frame, board, out),
                _ => {}
            }
        }
        Glimpse::Refused {
            id,
            code,
            retry_after_ms,
        } => {
            let Some(seat) = seat_of(seats, id) else {
                return;
            };
            if id & SEND != 0 {
                seat.refused(number_of(id), retry_after_ms, code, board, out);
            } else {
                seat.fetching = false;
            }
        }
        Glimpse::Head { topic, seq } => {
            if let Some(seat) = seats.iter_mut().find(|seat| seat.topic == topic) {
                seat.follower.announce(seq);
                seat.fetch_missing(board, out);
            }
        }
        Glimpse::Resync { topic } => {
            if let Some(seat) = seats.iter_mut().find(|seat| seat.topic == topic) {
                seat.open_again(board, out);
            }
        }
        Glimpse::Beat | Glimpse::Other => {}
    }
}

/// The seat that a command of ours was for; heartbeats are nobody's.
fn seat_of(seats: &mut [Seat], id: u64) -> Option<&mut Seat> {
    if id & (SEND | FETCH) == 0 {
        return None;
    }
    let place = (id >> PLACE) & 0xffff;
    seats.get_mut(usize::try_from(place).ok()?)
}

fn number_of(id: u64) -> u32 {
    u32::try_from(id & u64::from(u32::MAX)).expect("32 bits are left")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::tag;

    fn seat(place: u16, most: u32) -> Seat {
        let pair = Pair {
            number: u32::from(place),
            place,
            conversation: ConversationId(Uuid::from_u128(place.into())),
        };
        Seat::closed(pair, place * 2, Follower::default(), most)
    }

    fn commands(out: &[u8]) -> Vec<ClientFrame> {
        let mut rest = out;
        let mut commands = Vec::new();
        while let [_, len, ..] = rest {
            let (header, size) = match len & 127 {
                126 => (8, usize::from(u16::from_be_bytes([rest[2], rest[3]]))),
                short => (6, usize::from(short)),
            };
            commands.push(serde_json::from_slice(&rest[header..header + size]).unwrap());
            rest = &rest[header + size..];
        }
        commands
    }

    #[tokio::test]
    async fn a_closed_seat_keeps_so_many_under_way_and_repeats_what_was_refused_for_now() {
        let from = Instant::now();
        let mut board = Board::new(2, from, from + Duration::from_secs(60));
        let mut seats = vec![seat(0, 1), seat(1, 2)];
        let mut out = Vec::new();
        for seat in &mut seats {
            seat.send_due(&mut board, &mut out);
            seat.send_due(&mut board, &mut out);
        }
        let sent = commands(&out);
        assert_eq!(sent.len(), 3);
        let Command::Send { client_id, .. } = sent[1].cmd else {
            panic!("{sent:?}");
        };
        assert_eq!(
            board.tags.tag(client_id.0.as_u128()),
            Some(Tag {
                sender: 2,
                number: 0
            })
        );

        out.clear();
        let busy = format!(
            r#"{{"type":"reply","id":{},"error":{{"code":"unavailable","message":"","retry_after_ms":0}}}}"#,
            sent[2].id
        );
        take_frame(&mut seats, busy.as_bytes(), &mut board, &mut out);
        assert!(out.is_empty() && seats[1].due().is_some());
        seats[1].again[0].0 = from;
        seats[1].send_due(&mut board, &mut out);
        assert_eq!(commands(&out), vec![sent[2].clone()]);

        out.clear();
        let done = format!(
            r#"{{"type":"reply","id":{},"ok":{{"type":"sent","value":{{"seq":7,"at":"2026-01-02T03:04:05Z"}}}}}}"#,
            sent[2].id
        );
        take_frame(&mut seats, done.as_bytes(), &mut board, &mut out);
        assert_eq!(board.acknowledged(2).collect::<Vec<_>>(), [(1, 7)]);
        assert_eq!(commands(&out).len(), 1);
    }

    #[tokio::test]
    async fn a_gap_is_fetched_once() {
        let from = Instant::now();
        let mut board = Board::new(1, from, from + Duration::from_secs(60));
        let mut seats = vec![seat(0, 1)];
        let mut out = Vec::new();
        let id = tag::parse("00000000-0000-7000-8000-000000000001").unwrap();
        let row = |seq: i64| {
            let (topic, id) = (seats_topic(), Uuid::from_u128(id));
            format!(
                r#"{{"type":"event","topic":"{topic}","event":{{"type":"message","message":{{"seq":{seq},"client_id":"{id}"}}}}}}"#
            )
        };
        for seq in [2, 3] {
            take_frame(&mut seats, row(seq).as_bytes(), &mut board, &mut out);
        }
        let asked = commands(&out);
        assert!(matches!(
            asked[..],
            [ClientFrame {
                cmd: Command::Fetch { after: 0, .. },
                ..
            }]
        ));
        out.clear();
        let page = format!(
            r#"{{"type":"reply","id":{},"ok":{{"type":"page","value":{{"conversation":"x","messages":[{{"seq":1,"client_id":"{}"}}],"head":3}}}}}}"#,
            asked[0].id,
            Uuid::from_u128(id)
        );
        take_frame(&mut seats, page.as_bytes(), &mut board, &mut out);
        assert_eq!((seats[0].follower.last(), out.len()), (3, 0));
        assert_eq!(board.gaps, 1);
    }

    fn seats_topic() -> String {
        seat(0, 1).topic
    }
}
