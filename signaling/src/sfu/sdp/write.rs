//! Writes our answers and offers. Everything is bundled on the first line that is on.

use super::read::{Description, Line};
use super::{Extensions, LEVEL, MID, RID};
use crate::protocol::MediaKind;
use std::fmt::Write;
use std::net::SocketAddr;

/// Opus on the lines we offer.
pub(in super::super) const OPUS: u8 = 111;
/// VP8 on the lines we offer.
pub(in super::super) const VP8: u8 = 96;
/// The extensions on the lines we offer.
pub(in super::super) const OURS: Extensions = Extensions {
    mid: Some(1),
    rid: None,
    level: Some(2),
};

/// What every description of one connection says of us.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Ourselves<'a> {
    pub session: u64,
    pub version: u32,
    pub ufrag: &'a str,
    pub password: &'a str,
    pub fingerprint: &'a str,
    pub addresses: &'a [SocketAddr],
}

/// A line that we offer.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Offered<'a> {
    pub mid: &'a str,
    pub kind: MediaKind,
    /// Stream, track and SSRC; none when the line is unused.
    pub track: Option<(&'a str, &'a str, u32)>,
}

struct Writer(String);

impl Writer {
    fn row(&mut self, row: std::fmt::Arguments<'_>) {
        self.0
            .write_fmt(row)
            .and_then(|()| self.0.write_str("\r\n"))
            .expect("a string takes whatever is written");
    }

    fn head(&mut self, us: &Ourselves<'_>, mids: &str) {
        self.row(format_args!("v=0"));
        self.row(format_args!(
            "o=- {} {} IN IP4 127.0.0.1",
            us.session, us.version
        ));
        self.row(format_args!("s=-"));
        self.row(format_args!("t=0 0"));
        if !mids.is_empty() {
            self.row(format_args!("a=group:BUNDLE{mids}"));
        }
        self.row(format_args!("a=ice-lite"));
        self.row(format_args!("a=extmap-allow-mixed"));
        self.row(format_args!("a=msid-semantic: WMS *"));
    }

    fn transport(&mut self, us: &Ourselves<'_>, setup: &str, candidates: bool) {
        self.row(format_args!("c=IN IP4 0.0.0.0"));
        self.row(format_args!("a=ice-ufrag:{}", us.ufrag));
        self.row(format_args!("a=ice-pwd:{}", us.password));
        self.row(format_args!("a=fingerprint:sha-256 {}", us.fingerprint));
        self.row(format_args!("a=setup:{setup}"));
        if candidates {
            for (at, address) in us.addresses.iter().enumerate() {
                let (ip, port) = (address.ip(), address.port());
                // Type preferences of RFC 8445 (126 for UDP) and RFC 6544 (below it, passive).
                let udp = (126 << 24) | ((65535 - at) << 8) | 255;
                let tcp = (90 << 24) | (4 << 21) | ((8191 - at) << 8) | 255;
                let (a, b) = (at * 2 + 1, at * 2 + 2);
                self.row(format_args!(
                    "a=candidate:{a} 1 udp {udp} {ip} {port} typ host"
                ));
                self.row(format_args!(
                    "a=candidate:{b} 1 tcp {tcp} {ip} {port} typ host tcptype passive"
                ));
            }
            self.row(format_args!("a=end-of-candidates"));
        }
        self.row(format_args!("a=rtcp-mux"));
        self.row(format_args!("a=rtcp-rsize"));
    }

    fn codec(&mut self, kind: MediaKind, payload: u8, remb: bool) {
        match kind {
            MediaKind::Audio => {
                self.row(format_args!("a=rtpmap:{payload} opus/48000/2"));
                self.row(format_args!("a=fmtp:{payload} minptime=10;useinbandfec=1"));
            }
            MediaKind::Video => {
                self.row(format_args!("a=rtpmap:{payload} VP8/90000"));
                self.row(format_args!("a=rtcp-fb:{payload} nack"));
                self.row(format_args!("a=rtcp-fb:{payload} nack pli"));
                self.row(format_args!("a=rtcp-fb:{payload} ccm fir"));
                if remb {
                    self.row(format_args!("a=rtcp-fb:{payload} goog-remb"));
                }
            }
        }
    }

    fn extension(&mut self, id: Option<u8>, uri: &str) {
        if let Some(id) = id {
            self.row(format_args!("a=extmap:{id} {uri}"));
        }
    }
}

const fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
    }
}

/// Whether we take a line at all; one that isn't is refused with port 0.
pub(in super::super) const fn takes(line: &Line) -> bool {
    line.kind.is_some() && line.codec.is_some() && !line.off && line.multiplexed
}

/// Answers an offer: `wanted` says which lines carry something.
pub(in super::super) fn answer(
    us: &Ourselves<'_>,
    offer: &Description,
    wanted: impl Fn(&Line) -> bool,
) -> String {
    let mut out = Writer(String::with_capacity(2048));
    let mids = offer
        .lines
        .iter()
        .filter(|line| takes(line))
        .fold(String::new(), |all, line| all + " " + &line.mid);
    out.head(us, &mids);
    let mut candidates = true;
    for line in &offer.lines {
        let (Some(kind), Some((payload, _)), true) = (line.kind, &line.codec, takes(line)) else {
            out.row(format_args!("m={} 0 {} 0", line.words.0, line.words.1));
            out.row(format_args!("c=IN IP4 0.0.0.0"));
            out.row(format_args!("a=mid:{}", line.mid));
            out.row(format_args!("a=inactive"));
            continue;
        };
        out.row(format_args!(
            "m={} 9 {} {payload}",
            word(kind),
            line.words.1
        ));
        out.transport(us, "passive", std::mem::take(&mut candidates));
        out.row(format_args!("a=mid:{}", line.mid));
        out.codec(kind, *payload, true);
        out.extension(line.extensions.mid, MID);
        let on = line.direction.sends() && wanted(line);
        if kind == MediaKind::Audio {
            out.extension(line.extensions.level, LEVEL);
        }
        if !line.rids.is_empty() {
            out.extension(line.extensions.rid, RID);
            for rid in &line.rids {
                out.row(format_args!("a=rid:{rid} recv"));
            }
            out.row(format_args!("a=simulcast:recv {}", line.rids.join(";")));
        }
        out.row(format_args!(
            "a={}",
            if on { "recvonly" } else { "inactive" }
        ));
    }
    out.0
}

/// Offers lines.
pub(in super::super) fn offer(us: &Ourselves<'_>, lines: &[Offered<'_>]) -> String {
    let mut out = Writer(String::with_capacity(1024 * (lines.len() + 1)));
    let mids = lines
        .iter()
        .fold(String::new(), |all, line| all + " " + line.mid);
    out.head(us, &mids);
    for (at, line) in lines.iter().enumerate() {
        let payload = match line.kind {
            MediaKind::Audio => OPUS,
            MediaKind::Video => VP8,
        };
        out.row(format_args!(
            "m={} 9 UDP/TLS/RTP/SAVPF {payload}",
            word(line.kind)
        ));
        out.transport(us, "actpass", at == 0);
        out.row(format_args!("a=mid:{}", line.mid));
        out.codec(line.kind, payload, false);
        out.extension(OURS.mid, MID);
        if line.kind == MediaKind::Audio {
            out.extension(OURS.level, LEVEL);
        }
        let Some((stream, track, ssrc)) = line.track else {
            out.row(format_args!("a=inactive"));
            continue;
        };
        out.row(format_args!("a=sendonly"));
        out.row(format_args!("a=msid:{stream} {track}"));
        out.row(format_args!("a=ssrc:{ssrc} cname:{stream}"));
    }
    out.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn us(addresses: &[SocketAddr]) -> Ourselves<'_> {
        Ourselves {
            session: 1,
            version: 1,
            ufrag: "abcdefgh",
            password: "abcdefghabcdefghabcdefgh",
            fingerprint: "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99",
            addresses,
        }
    }

    #[test]
    fn what_we_offer_is_what_we_read() {
        let addresses = [
            "192.0.2.1:4000".parse().unwrap(),
            "[2001:db8::1]:4000".parse().unwrap(),
        ];
        let lines = [
            Offered {
                mid: "0",
                kind: MediaKind::Audio,
                track: Some(("s", "t", 7)),
            },
            Offered {
                mid: "1",
                kind: MediaKind::Video,
                track: None,
            },
        ];
        let text = offer(&us(&addresses), &lines);
        let read = Description::read(&text).unwrap();
        assert_eq!(read.lines[0].ssrc, Some(7));
        assert!(read.lines[0].direction.sends());
        assert!(!read.lines[1].direction.sends());
        assert_eq!(text.matches("a=candidate:").count(), 4);
        assert!(text.contains("a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host\r\n"));
        assert!(text.contains("[").eq(&false));
    }

    #[test]
    fn an_answer_keeps_the_numbers_of_the_offer_and_refuses_what_it_cant_take() {
        let lines = [Offered {
            mid: "a",
            kind: MediaKind::Video,
            track: Some(("s", "t", 7)),
        }];
        let text = offer(&us(&[]), &lines).replace("96", "101")
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n";
        let offer = Description::read(&text).unwrap();
        let answer = answer(&us(&[]), &offer, |_| true);
        assert!(answer.contains("a=group:BUNDLE a\r\n"));
        assert!(answer.contains("m=video 9 UDP/TLS/RTP/SAVPF 101\r\n"));
        assert!(answer.contains("a=recvonly"));
        assert!(answer.contains("m=application 0 UDP/DTLS/SCTP 0\r\n"));
        assert!(!answer.contains("rtx"));
    }
}
