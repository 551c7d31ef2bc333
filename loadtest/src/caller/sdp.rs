//! The little that a caller reads and changes in session descriptions.

use std::net::SocketAddr;

/// The first UDP candidate of a description.
pub fn candidate(sdp: &str) -> Option<SocketAddr> {
    sdp.lines().find_map(udp_candidate)
}

/// The description with every UDP candidate at `addr` instead, as if the server had announced it.
pub fn through(sdp: &str, addr: SocketAddr) -> String {
    let lines = sdp.lines().map(|line| {
        if udp_candidate(line).is_none() {
            return line.to_owned();
        }
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        words[4] = addr.ip().to_string();
        words[5] = addr.port().to_string();
        words.join(" ")
    });
    let mut sdp: Vec<String> = lines.collect();
    sdp.push(String::new());
    sdp.join("\r\n")
}

/// `a=candidate:1 1 udp 2130706431 127.0.0.1 4000 typ host`
fn udp_candidate(line: &str) -> Option<SocketAddr> {
    let mut words = line.strip_prefix("a=candidate:")?.split(' ').skip(2);
    if !words.next()?.eq_ignore_ascii_case("udp") {
        return None;
    }
    let ip = words.nth(1)?.parse().ok()?;
    let port = words.next()?.parse().ok()?;
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDP: &str = "v=0\r\na=ice-lite\r\n\
        a=candidate:1 1 UDP 2130706431 127.0.0.1 4000 typ host\r\n\
        a=candidate:2 1 tcp 1671430143 127.0.0.1 4001 typ host tcptype passive\r\n\
        a=candidate:1 1 udp 2130706431 10.0.0.5 4000 typ host generation 0\r\n\
        a=end-of-candidates\r\n";

    #[test]
    fn udp_candidates_are_found_and_moved_and_nothing_else_is_touched() {
        assert_eq!(candidate(SDP), Some("127.0.0.1:4000".parse().unwrap()));
        let moved = through(SDP, "127.0.0.1:5555".parse().unwrap());
        let expected = SDP
            .replace(
                "UDP 2130706431 127.0.0.1 4000",
                "UDP 2130706431 127.0.0.1 5555",
            )
            .replace(
                "udp 2130706431 10.0.0.5 4000",
                "udp 2130706431 127.0.0.1 5555",
            );
        assert_eq!(moved, expected);
        assert_eq!(candidate("v=0\r\n"), None);
    }
}
