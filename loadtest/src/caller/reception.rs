//! What a caller gets from each of the others: what is lost, doubled, late, and what a viewer would have seen of it.
//!
//! Pure: takes marks and times. A picture is *shown* when it is whole and so is every one that it builds on, back to a
//! keyframe. Loss is counted within a stretch of one layer, for the server may change layers as it likes.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use super::mark::{Mark, Stream};

/// A picture that stands still for longer is a freeze: six frames of thirty a second.
pub const FREEZE: Duration = Duration::from_millis(200);
/// Five Opus frames: longer than decoders hide.
pub const SOUND_GAP: Duration = Duration::from_millis(100);
/// Pictures that wait for one before them; browsers keep about as many.
const MOST_WAITING: usize = 60;
/// Packet numbers that are remembered, to know a doubled packet: seconds of the largest layer.
const REMEMBERED: u32 = 1_024;
/// Delays that are kept for the one who evaluates them; a reader that comes once a second is never behind.
const MOST_DELAYS: usize = 65_536;

/// All that one caller gets.
#[derive(Debug, Default)]
pub struct Reception {
    senders: HashMap<u16, FromSender>,
    delays: VecDeque<Duration>,
    strange: u64,
}

/// What came from one sender.
#[derive(Debug, Clone, Default)]
pub struct FromSender {
    sound: Stretch,
    low: Stretch,
    high: Stretch,
    playing: Option<Stream>,
    low_pictures: Pictures,
    high_pictures: Pictures,
    totals: Totals,
    last_sound: Option<Duration>,
    last_shown: Option<Duration>,
    first_key: Option<Duration>,
}

/// Sums that only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Packets that came, doubled ones not counted.
    pub received: u64,
    /// Packets of stretches that are over or go on: from first to last.
    pub expected: u64,
    /// Packets that came again.
    pub doubled: u64,
    /// Packets that came after a later one.
    pub reordered: u64,
    /// Pictures that could be shown.
    pub shown: u64,
    /// Times that the picture stood still for longer than [`FREEZE`].
    pub freezes: u64,
    /// For how long together.
    pub frozen: Duration,
    /// Times that no sound came for longer than [`SOUND_GAP`].
    pub sound_gaps: u64,
    /// Changes from one layer to the other.
    pub switches: u64,
}

impl Totals {
    /// Adds those of another.
    pub fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.expected += other.expected;
        self.doubled += other.doubled;
        self.reordered += other.reordered;
        self.shown += other.shown;
        self.freezes += other.freezes;
        self.frozen += other.frozen;
        self.sound_gaps += other.sound_gaps;
        self.switches += other.switches;
    }

    /// Packets that never came.
    pub const fn lost(&self) -> u64 {
        self.expected.saturating_sub(self.received)
    }
}

impl Reception {
    /// A packet has come.
    pub fn take(&mut self, payload: &[u8], now: Duration) {
        let Some(mark) = Mark::of(payload) else {
            // Padding that probes a path has no mark, and is no picture either.
            self.strange += 1;
            return;
        };
        let fresh = self
            .senders
            .entry(mark.sender)
            .or_default()
            .take(&mark, now);
        if fresh && self.delays.len() < MOST_DELAYS {
            self.delays.push_back(now.saturating_sub(mark.sent));
        }
    }

    /// How long packets took since this was last asked, in the order in which they came.
    pub fn take_delays(&mut self) -> VecDeque<Duration> {
        std::mem::take(&mut self.delays)
    }

    /// What came from a sender, if anything did.
    pub fn from(&self, sender: u16) -> Option<&FromSender> {
        self.senders.get(&sender)
    }

    /// Who has been heard or seen.
    pub fn senders(&self) -> impl Iterator<Item = (u16, &FromSender)> {
        self.senders.iter().map(|(sender, from)| (*sender, from))
    }

    /// Everybody's sums.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for from in self.senders.values() {
            totals.add(&from.totals());
        }
        totals
    }

    /// Packets without a mark.
    pub fn strange(&self) -> u64 {
        self.strange
    }

    /// Whose picture waits for one that doesn't come, so that only a keyframe helps.
    pub fn stuck(&self, now: Duration) -> impl Iterator<Item = u16> {
        let stuck = self
            .senders
            .iter()
            .filter(move |(_, from)| from.is_stuck(now));
        stuck.map(|(sender, _)| *sender)
    }
}

impl FromSender {
    /// Sums so far.
    pub fn totals(&self) -> Totals {
        let mut totals = self.totals;
        for stretch in [&self.sound, &self.low, &self.high] {
            totals.expected += stretch.expected();
        }
        totals
    }

    /// When the first whole keyframe was there.
    pub fn first_key(&self) -> Option<Duration> {
        self.first_key
    }

    /// When the last picture was shown.
    pub fn last_shown(&self) -> Option<Duration> {
        self.last_shown
    }

    /// When the last sound came.
    pub fn last_sound(&self) -> Option<Duration> {
        self.last_sound
    }

    /// Which layer came last.
    pub fn layer(&self) -> Option<Stream> {
        self.playing
    }

    /// Whether the packet is new.
    fn take(&mut self, mark: &Mark, now: Duration) -> bool {
        self.follow_layer(mark);
        let stretch = match mark.stream {
            Stream::Sound => &mut self.sound,
            Stream::Low => &mut self.low,
            Stream::High => &mut self.high,
        };
        match stretch.take(mark.number) {
            Place::Doubled => {
                self.totals.doubled += 1;
                return false;
            }
            Place::Late => self.totals.reordered += 1,
            Place::Next => {}
        }
        self.totals.received += 1;
        match mark.stream {
            Stream::Sound => self.hear(now),
            Stream::Low => self.see(mark, now, false),
            Stream::High => self.see(mark, now, true),
        }
        true
    }

    /// The server changes layers: what the new one's numbers have skipped wasn't for us.
    fn follow_layer(&mut self, mark: &Mark) {
        let stretch = match mark.stream {
            Stream::Sound => return,
            Stream::Low => &mut self.low,
            Stream::High => &mut self.high,
        };
        if self.playing == Some(mark.stream) || !stretch.is_before(mark.number) {
            return;
        }
        self.totals.expected += stretch.close();
        self.totals.switches += u64::from(self.playing.is_some());
        self.playing = Some(mark.stream);
    }

    fn hear(&mut self, now: Duration) {
        let gap = self.last_sound.map(|last| now.saturating_sub(last));
        if gap.is_some_and(|gap| gap > SOUND_GAP) {
            self.totals.sound_gaps += 1;
        }
        self.last_sound = Some(now);
    }

    fn see(&mut self, mark: &Mark, now: Duration, high: bool) {
        let pictures = match high {
            true => &mut self.high_pictures,
            false => &mut self.low_pictures,
        };
        let seen = pictures.take(mark, now);
        if seen.key {
            self.first_key.get_or_insert(now);
        }
        if seen.shown == 0 {
            return;
        }
        self.totals.shown += u64::from(seen.shown);
        let stood = self.last_shown.map(|last| now.saturating_sub(last));
        if let Some(stood) = stood.filter(|stood| *stood > FREEZE) {
            self.totals.freezes += 1;
            self.totals.frozen += stood;
        }
        self.last_shown = Some(now);
    }

    fn is_stuck(&self, now: Duration) -> bool {
        match self.playing {
            Some(Stream::High) => self.high_pictures.is_stuck(now),
            Some(Stream::Low) => self.low_pictures.is_stuck(now),
            Some(Stream::Sound) | None => false,
        }
    }
}

/// How a packet stands to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Next,
    Late,
    Doubled,
}

/// Packets of one stream that come one after the other.
#[derive(Debug, Clone, Default)]
struct Stretch {
    /// First and last number.
    ends: Option<(u32, u32)>,
    /// The last number of the stretch before: what still comes of that one changes nothing of this one.
    closed: Option<u32>,
    /// Which of the last numbers have come.
    came: VecDeque<u32>,
}

impl Stretch {
    fn expected(&self) -> u64 {
        self.ends
            .map_or(0, |(first, last)| u64::from(last - first) + 1)
    }

    /// Whether all that has come is older.
    fn is_before(&self, number: u32) -> bool {
        self.ends.is_none_or(|(_, last)| last < number)
    }

    /// Ends the stretch; gives how many were expected of it.
    fn close(&mut self) -> u64 {
        let expected = self.expected();
        if let Some((_, last)) = self.ends.take() {
            self.closed = Some(last);
        }
        expected
    }

    fn take(&mut self, number: u32) -> Place {
        let of_before = self.closed.is_some_and(|closed| number <= closed);
        let Some((first, last)) = self.ends else {
            self.ends = Some((number, number));
            self.remember(number);
            return Place::Next;
        };
        if number > last {
            self.ends = Some((first, number));
            self.remember(number);
            return Place::Next;
        }
        // What is older than what is remembered can't be told from a doubled one; nothing on loopback is so late.
        if last - number >= REMEMBERED || self.came.contains(&number) {
            return Place::Doubled;
        }
        if !of_before {
            self.ends = Some((first.min(number), last));
        }
        self.remember(number);
        Place::Late
    }

    fn remember(&mut self, number: u32) {
        if self.came.len() >= REMEMBERED as usize {
            self.came.pop_front();
        }
        self.came.push_back(number);
    }
}

/// Pictures of one layer that are being put together.
#[derive(Debug, Clone, Default)]
struct Pictures {
    /// The one that can be shown next without a keyframe.
    next: Option<u32>,
    parts: BTreeMap<u32, Parts>,
    /// Since when a whole one waits.
    waits_since: Option<Duration>,
}

#[derive(Debug, Clone, Copy)]
struct Parts {
    came: u16,
    of: u16,
    key: bool,
}

/// What a packet has brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    shown: u32,
    key: bool,
}

impl Pictures {
    /// Takes a packet that is no double.
    fn take(&mut self, mark: &Mark, now: Duration) -> Seen {
        let mut seen = Seen::default();
        if self.next.is_some_and(|next| mark.frame < next) {
            return seen;
        }
        let parts = self.parts.entry(mark.frame).or_insert(Parts {
            came: 0,
            of: mark.parts,
            key: mark.key,
        });
        parts.came += 1;
        if !parts.is_whole() {
            self.bound();
            return seen;
        }
        if parts.key {
            seen.key = true;
            // Who has a keyframe needs nothing from before it.
            self.parts = self.parts.split_off(&mark.frame);
            self.next = Some(mark.frame);
        }
        while let Some(next) = self.next {
            match self.parts.get(&next) {
                Some(parts) if parts.is_whole() => {
                    self.parts.remove(&next);
                    self.next = Some(next + 1);
                    seen.shown += 1;
                }
                _ => break,
            }
        }
        let waiting = self.parts.values().any(Parts::is_whole);
        self.waits_since = match waiting {
            true => self.waits_since.filter(|_| seen.shown == 0).or(Some(now)),
            false => None,
        };
        self.bound();
        seen
    }

    fn bound(&mut self) {
        while self.parts.len() > MOST_WAITING {
            self.parts.pop_first();
        }
    }

    fn is_stuck(&self, now: Duration) -> bool {
        self.waits_since
            .is_some_and(|since| now.saturating_sub(since) > FREEZE)
    }
}

impl Parts {
    fn is_whole(&self) -> bool {
        self.came >= self.of
    }
}

#[cfg(test)]
mod tests;
