//! Reads what a client sends. Unknown lines are let pass; what is needed and missing is a [`Fault`].

use super::super::Fault;
use super::{Extensions, LEVEL, MID, RID};
use crate::protocol::{MAX_LINES, MAX_SDP_BYTES, MediaKind};

/// Which way a line's media go, from who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Direction {
    /// Both; the default of a line that says nothing.
    #[default]
    Both,
    /// From its writer.
    Send,
    /// To its writer.
    Receive,
    /// Not at all.
    Inactive,
}

impl Direction {
    /// Whether its writer sends.
    pub(in super::super) const fn sends(self) -> bool {
        matches!(self, Self::Both | Self::Send)
    }

    /// Whether its writer takes.
    pub(in super::super) const fn receives(self) -> bool {
        matches!(self, Self::Both | Self::Receive)
    }
}

/// Who speaks first in DTLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Setup {
    /// Either.
    #[default]
    Either,
    /// The writer.
    Active,
    /// The reader.
    Passive,
}

/// One media line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Line {
    /// None for what is neither sound nor picture.
    pub kind: Option<MediaKind>,
    /// The first word and the protocol, to refuse it with.
    pub words: (String, String),
    /// Whether its port is 0: it is off for good.
    pub off: bool,
    pub mid: String,
    pub direction: Direction,
    pub multiplexed: bool,
    /// The payload type of Opus or VP8 and its `fmtp`, if offered.
    pub codec: Option<(u8, String)>,
    pub extensions: Extensions,
    /// Layers, in the order of `a=simulcast:send`.
    pub rids: Vec<String>,
    /// The first SSRC of the line, when it is told.
    pub ssrc: Option<u32>,
    payloads: Vec<u8>,
}

/// A description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Description {
    /// The session's number: another one is another connection of the client's.
    pub session: String,
    pub ufrag: String,
    pub password: String,
    /// SHA-256, in lower case with colons.
    pub fingerprint: String,
    pub setup: Setup,
    pub lines: Vec<Line>,
}

/// Characters of a `mid`.
const MAX_MID: usize = 16;
/// Layers of a line.
const MAX_RIDS: usize = 4;

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(in super::super) fn read(text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_SDP_BYTES {
            return Err(Fault::TooLarge);
        }
        let mut rows = text.lines();
        if rows.next().map(str::trim_end) != Some("v=0") {
            return Err(Fault::Unreadable);
        }
        let mut this = Self::default();
        for row in rows {
            let Some((key, value)) = row.trim_end().split_once('=') else {
                continue;
            };
            match key {
                "o" => value
                    .split(' ')
                    .nth(1)
                    .unwrap_or_default()
                    .clone_into(&mut this.session),
                "m" => {
                    if this.lines.len() == MAX_LINES {
                        return Err(Fault::TooManyLines);
                    }
                    this.lines.push(Line::open(value)?);
                }
                "a" => this.attribute(value)?,
                _ => {}
            }
        }
        this.check()
    }

    fn attribute(&mut self, row: &str) -> Result<(), Fault> {
        let (name, value) = row.split_once(':').unwrap_or((row, ""));
        match name {
            "ice-ufrag" => first(&mut self.ufrag, value),
            "ice-pwd" => first(&mut self.password, value),
            "fingerprint" => {
                if let Some((hash, value)) = value.split_once(' ')
                    && hash.eq_ignore_ascii_case("sha-256")
                {
                    first(&mut self.fingerprint, &value.trim().to_ascii_lowercase());
                }
            }
            "setup" => {
                self.setup = match value {
                    "active" => Setup::Active,
                    "passive" => Setup::Passive,
                    "actpass" => Setup::Either,
                    _ => return Err(Fault::Unreadable),
                }
            }
            _ => {
                if let Some(line) = self.lines.last_mut() {
                    line.attribute(name, value)?;
                }
            }
        }
        Ok(())
    }

    fn check(self) -> Result<Self, Fault> {
        if self.ufrag.is_empty() || self.password.is_empty() {
            return Err(Fault::NoIce);
        }
        // 32 bytes of two digits, with colons between.
        if self.fingerprint.len() != 95 {
            return Err(Fault::NoFingerprint);
        }
        for (at, line) in self.lines.iter().enumerate() {
            let twice = self.lines[..at].iter().any(|other| other.mid == line.mid);
            if line.mid.is_empty() || twice {
                return Err(Fault::Unreadable);
            }
        }
        Ok(self)
    }
}

/// Keeps what was said first: with everything bundled, that is what counts.
fn first(place: &mut String, value: &str) {
    if place.is_empty() {
        value.clone_into(place);
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.+/".contains(&b))
}

impl Line {
    fn open(value: &str) -> Result<Self, Fault> {
        let mut words = value.split(' ');
        let (Some(media), Some(port), Some(protocol)) = (words.next(), words.next(), words.next())
        else {
            return Err(Fault::Unreadable);
        };
        if !is_token(media) || !is_token(protocol) {
            return Err(Fault::Unreadable);
        }
        let kind = match media {
            "audio" => Some(MediaKind::Audio),
            "video" => Some(MediaKind::Video),
            _ => None,
        };
        Ok(Self {
            kind,
            words: (media.to_owned(), protocol.to_owned()),
            off: port == "0",
            payloads: words
                .filter_map(|word| word.parse().ok())
                .take(64)
                .collect(),
            ..Self::default()
        })
    }

    fn attribute(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        match name {
            "mid" => {
                if !is_token(value) || value.len() > MAX_MID {
                    return Err(Fault::Unreadable);
                }
                value.clone_into(&mut self.mid);
            }
            "sendrecv" => self.direction = Direction::Both,
            "sendonly" => self.direction = Direction::Send,
            "recvonly" => self.direction = Direction::Receive,
            "inactive" => self.direction = Direction::Inactive,
            "rtcp-mux" => self.multiplexed = true,
            // Port 0 says then that it has none of its own (RFC 9143).
            "bundle-only" => self.off = false,
            "rtpmap" => self.map(value),
            "fmtp" => {
                if let Some((payload, words)) = value.split_once(' ')
                    && let Some((ours, kept)) = &mut self.codec
                    && payload.parse() == Ok(*ours)
                {
                    words.clone_into(kept);
                }
            }
            "extmap" => self.extension(value),
            "ssrc" if self.ssrc.is_none() => {
                self.ssrc = value.split(' ').next().and_then(|word| word.parse().ok());
            }
            "simulcast" => {
                // Alternatives (commas) and paused layers (tildes) mean nothing to us.
                let mut words = value.split(' ');
                while let Some(way) = words.next() {
                    let list = words.next().unwrap_or_default();
                    if way == "send" {
                        self.rids = list
                            .split([';', ','])
                            .map(|rid| rid.trim_start_matches('~'))
                            .filter(|rid| is_token(rid) && rid.len() <= MAX_MID)
                            .take(MAX_RIDS)
                            .map(str::to_owned)
                            .collect();
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn map(&mut self, value: &str) {
        let wanted = match self.kind {
            Some(MediaKind::Audio) => "opus/48000/2",
            Some(MediaKind::Video) => "VP8/90000",
            None => return,
        };
        if let Some((payload, codec)) = value.split_once(' ')
            && codec.eq_ignore_ascii_case(wanted)
            && self.codec.is_none()
            && let Ok(payload) = payload.parse()
            && self.payloads.contains(&payload)
            && payload < 128
        {
            self.codec = Some((payload, String::new()));
        }
    }

    fn extension(&mut self, value: &str) {
        let Some((id, uri)) = value.split_once(' ') else {
            return;
        };
        let id = id.split('/').next().and_then(|id| id.parse().ok());
        // 15 means the end in one-byte form (RFC 8285).
        let id = id.filter(|id: &u8| (1..15).contains(id) || *id > 15);
        match uri.split(' ').next() {
            Some(MID) => self.extensions.mid = id,
            Some(RID) => self.extensions.rid = id,
            Some(LEVEL) => self.extensions.level = id,
            _ => {}
        }
    }
}

#[cfg(test)]
pub(in super::super) mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str =
        "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n";
    const KEYS: &str = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99\r\na=setup:actpass\r\n";

    /// An offer with a microphone and a camera in two layers.
    pub(in super::super::super) fn offer() -> String {
        format!(
            "{HEAD}m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n{KEYS}a=mid:0\r\na=extmap:1 {LEVEL}\r\na=extmap:4 {MID}\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=ssrc:77 cname:x\r\nm=video 9 UDP/TLS/RTP/SAVPF 98 96\r\na=mid:1\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:98 VP9/90000\r\na=rtpmap:96 VP8/90000\r\na=extmap:10 {RID}\r\na=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n"
        )
    }

    #[test]
    fn an_offer_of_a_browser_is_read() {
        let read = Description::read(&offer()).unwrap();
        assert_eq!(
            (read.session.as_str(), read.ufrag.as_str()),
            ("4611", "abcd")
        );
        assert_eq!(
            read.lines[0].codec,
            Some((111, "minptime=10;useinbandfec=1".into()))
        );
        assert_eq!(read.lines[0].extensions.level, Some(1));
        assert_eq!(read.lines[0].ssrc, Some(77));
        assert_eq!(read.lines[1].codec.as_ref().unwrap().0, 96);
        assert_eq!(read.lines[1].rids, ["h", "l"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = |row: &str| {
            offer()
                .lines()
                .filter(|line| !line.starts_with(row))
                .fold(String::new(), |all, line| all + line + "\r\n")
        };
        assert_eq!(Description::read(&without("a=ice-pwd")), Err(Fault::NoIce));
        assert_eq!(
            Description::read(&without("a=fingerprint")),
            Err(Fault::NoFingerprint)
        );
        assert_eq!(
            Description::read(&without("a=mid:0")),
            Err(Fault::Unreadable)
        );
        assert_eq!(Description::read("hej"), Err(Fault::Unreadable));
        assert_eq!(
            Description::read(&(offer() + &"a".repeat(MAX_SDP_BYTES))),
            Err(Fault::TooLarge)
        );
        let many = offer() + &"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(MAX_LINES);
        assert_eq!(Description::read(&many), Err(Fault::TooManyLines));
    }

    proptest! {
        #[test]
        fn a_spoiled_offer_is_read_or_refused(cut in 0usize..1200, at in 0usize..1200, junk in "\\PC{0,12}") {
            let mut text = offer();
            text.truncate(cut.max(5));
            let at = at.min(text.len());
            text.insert_str(at, &junk);
            if let Ok(read) = Description::read(&text) {
                prop_assert!(read.lines.len() <= MAX_LINES);
            }
        }

        #[test]
        fn rows_of_any_kind_are_read_or_refused(rows in proptest::collection::vec("[ma]=[a-z:0-9 ;~,/]{0,40}", 0..60)) {
            let text = format!("v=0\r\n{}", rows.join("\r\n"));
            if let Ok(read) = Description::read(&text) {
                prop_assert!(!read.ufrag.is_empty());
            }
        }
    }
}
