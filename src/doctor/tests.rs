//! The doctor's look at a real relay: Debian's coturn on loopback.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use rcgen::CertifiedKey;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    time::timeout,
};
use tokio_rustls::rustls::RootCertStore;

use super::{
    Finding, Verdict,
    turn::{Expected, look_at},
};
use crate::config::{Profile, Secret, Turn};

const SECRET: &str = "north-sea-relay-of-the-tests";
/// Longer than anything takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_secs(60);
/// What coturn says last when it starts.
const READY: &str = "DB connection success";

/// A running relay, which ends with the value.
struct Relay {
    place: Place,
    _process: Child,
    /// Kept open, so that it can go on talking.
    _says: BufReader<ChildStdout>,
}

/// What only the relay's machine knows: a folder of its own, a certificate for `127.0.0.1` alone, a free port.
struct Place {
    folder: TempDir,
    roots: RootCertStore,
    port: u16,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let place = Self {
            folder,
            roots,
            port: free_port(),
        };
        fs::write(place.file("cert.pem"), cert.pem()).unwrap();
        fs::write(place.file("key.pem"), signing_key.serialize_pem()).unwrap();
        place
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs coturn here until the value goes.
    async fn run(self, settings: &[String]) -> Relay {
        let mut process = Command::new("turnserver")
            .args(["--log-file=stdout", "--simple-log", "--relay-threads=1"])
            .args([format!("--pidfile={}", self.file("pid"))])
            .args([format!("--userdb={}", self.file("users"))])
            .args(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("turnserver is missing: install Debian's coturn, as bin/test does");
        let mut says = BufReader::new(process.stdout.take().unwrap());
        let (mut line, mut said) = (String::new(), String::new());
        while !line.contains(READY) {
            line.clear();
            let read = timeout(PATIENCE, says.read_line(&mut line)).await;
            let length = read.expect("coturn is ready in time").unwrap();
            assert_ne!(length, 0, "coturn has ended: {said}");
            said.push_str(&line);
        }
        Relay {
            place: self,
            _process: process,
            _says: says,
        }
    }
}

impl Relay {
    /// One on loopback, with `more` settings.
    async fn start(more: &[&str]) -> Self {
        let place = Place::new();
        let mut settings = vec![
            "-n".to_owned(),
            "--listening-ip=127.0.0.1".to_owned(),
            "--relay-ip=127.0.0.1".to_owned(),
            // Every port of coturn's speaks TLS too, to those who begin with it.
            format!("--listening-port={}", place.port),
            format!("--tls-listening-port={}", place.port),
            "--use-auth-secret".to_owned(),
            format!("--static-auth-secret={SECRET}"),
            "--realm=samtal".to_owned(),
            "--no-cli".to_owned(),
            "--no-dtls".to_owned(),
            format!("--cert={}", place.file("cert.pem")),
            format!("--pkey={}", place.file("key.pem")),
        ];
        settings.extend(more.iter().map(|one| (*one).to_owned()));
        place.run(&settings).await
    }

    /// One with the file that the README names, filled in for loopback; it may pass on to 203.0.113.7.
    async fn documented() -> Self {
        let place = Place::new();
        let port = place.port.to_string();
        let mut text = include_str!("../../docs/coturn.conf").to_owned();
        for (there, here) in [
            ("<203.0.113.9, the machine's own address>", "127.0.0.1"),
            ("listening-port=3478", &format!("listening-port={port}")),
            ("listening-port=443", &format!("listening-port={port}")),
            ("</etc/coturn/certs/fullchain.pem>", &place.file("cert.pem")),
            ("</etc/coturn/certs/privkey.pem>", &place.file("key.pem")),
            (
                "<64 hexadecimal digits, the same as SAMTAL_TURN_SECRET>",
                SECRET,
            ),
            ("realm=<turn.example.org>", "realm=turn.example.org"),
            ("=<203.0.113.7>", "=203.0.113.7"),
            ("\nsyslog\n", "\n"),
        ] {
            assert!(text.contains(there), "docs/coturn.conf lacks {there}");
            text = text.replace(there, here);
        }
        let settings: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let settings = settings.join("\n");
        assert!(
            !settings.contains(['<', '>']),
            "something is left to fill in: {settings}"
        );
        let file = place.file("turnserver.conf");
        fs::write(&file, settings).unwrap();
        place.run(&["-c".to_owned(), file]).await
    }

    /// What the doctor says of these addresses of the relay, with `P` for its port.
    async fn looked_at(&self, urls: &[&str], secret: &str, expected: Expected) -> Vec<String> {
        let turn = Turn {
            urls: urls
                .iter()
                .map(|url| url.replace('P', &self.place.port.to_string()))
                .collect(),
            secret: Secret::new(secret),
        };
        said(look_at(&turn, &expected).await)
    }

    /// A developer's machine that trusts the relay's certificate and takes media on loopback.
    fn expected(&self) -> Expected {
        Expected {
            profile: Profile::Development,
            roots: Arc::new(self.place.roots.clone()),
            media: vec![Ipv4Addr::LOCALHOST.into()],
        }
    }
}

fn free_port() -> u16 {
    let both = || {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let at = tcp.local_addr().unwrap();
        UdpSocket::bind(at).ok().map(|_| at.port())
    };
    std::iter::repeat_with(both).flatten().next().unwrap()
}

fn said(findings: Vec<Finding>) -> Vec<String> {
    let line = |finding: Finding| match finding.verdict {
        Verdict::Good(text) => format!("ok {text}"),
        Verdict::Doubtful(text) => format!("look {text}"),
        Verdict::Bad(text) => format!("WRONG {text}"),
    };
    findings.into_iter().map(line).collect()
}

const EVERY_WAY: [&str; 3] = [
    "turn:127.0.0.1:P?transport=udp",
    "turn:127.0.0.1:P?transport=tcp",
    "turns:127.0.0.1:P?transport=tcp",
];

#[tokio::test]
async fn a_relay_gives_an_address_by_udp_by_tcp_and_by_tls() {
    let relay = Relay::start(&["--allow-loopback-peers", "--fingerprint"]).await;
    let all = relay.looked_at(&EVERY_WAY, SECRET, relay.expected()).await;
    assert_eq!(all.len(), 3);
    for line in &all {
        assert!(
            line.starts_with("ok ") && line.contains("relays by 127.0.0.1:"),
            "{all:?}"
        );
    }
    let expected = Expected {
        profile: Profile::Production,
        ..relay.expected()
    };
    for line in relay.looked_at(&EVERY_WAY, SECRET, expected).await {
        assert!(
            line.starts_with("look ") && line.contains("external-ip"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_secret_that_coturn_does_not_have_is_told() {
    let relay = Relay::start(&["--allow-loopback-peers"]).await;
    for line in relay
        .looked_at(&EVERY_WAY, "another-secret-than-that", relay.expected())
        .await
    {
        assert!(
            line.starts_with("WRONG ") && line.contains("static-auth-secret"),
            "{line}"
        );
        assert!(!line.contains("another-secret"), "{line}");
    }
}

#[tokio::test]
async fn a_certificate_that_browsers_do_not_trust_is_told() {
    let relay = Relay::start(&["--allow-loopback-peers"]).await;
    let url = ["turns:127.0.0.1:P"];
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let expected = Expected {
        roots: Arc::new(roots),
        ..relay.expected()
    };
    let said = relay.looked_at(&url, SECRET, expected).await;
    assert!(
        said[0].starts_with("WRONG ") && said[0].contains("self-signed"),
        "{said:?}"
    );

    let url = ["turns:localhost:P"];
    let said = relay.looked_at(&url, SECRET, relay.expected()).await;
    assert!(
        said[0].contains("for another name than localhost"),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_relay_that_may_not_reach_the_media_is_told() {
    // Without the flag coturn refuses loopback, as the file for production makes it refuse every inner address.
    let relay = Relay::start(&[]).await;
    let said = relay
        .looked_at(&EVERY_WAY[..1], SECRET, relay.expected())
        .await;
    let words = "coturn has allow-loopback-peers";
    assert!(
        said[0].starts_with("WRONG ") && said[0].contains(words),
        "{said:?}"
    );

    let elsewhere = vec![IpAddr::from([203, 0, 113, 7])];
    let expected = Expected {
        media: elsewhere,
        ..relay.expected()
    };
    let said = relay.looked_at(&EVERY_WAY[..1], SECRET, expected).await;
    assert!(said[0].starts_with("ok "), "{said:?}");
}

#[tokio::test]
async fn the_documented_file_lets_to_the_media_and_to_nothing_else() {
    let relay = Relay::documented().await;
    let passes_to = async |ip: &str| {
        let expected = Expected {
            media: vec![ip.parse().unwrap()],
            ..relay.expected()
        };
        relay.looked_at(&EVERY_WAY, SECRET, expected).await
    };
    for line in passes_to("203.0.113.7").await {
        assert!(line.starts_with("ok "), "{line}");
    }
    for ip in [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.1.1",
        "198.51.100.9",
        "203.0.113.8",
        "224.0.0.1",
        "255.255.255.255",
    ] {
        for line in passes_to(ip).await {
            let words = format!("relays, but not to {ip}");
            assert!(
                line.starts_with("WRONG ") && line.contains(&words),
                "{line}"
            );
        }
    }
}

#[tokio::test]
async fn where_no_relay_is_the_doctor_says_what_there_is_instead() {
    let expected = Expected {
        profile: Profile::Development,
        roots: Arc::new(RootCertStore::empty()),
        media: Vec::new(),
    };
    let look = async |url: String| {
        let turn = Turn {
            urls: vec![url],
            secret: Secret::new(SECRET),
        };
        said(look_at(&turn, &expected).await).remove(0)
    };
    // Taken, and never answered.
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let at = silent.local_addr().unwrap();
    let line = look(format!("turn:{at}")).await;
    assert!(
        line.starts_with("WRONG ") && line.contains("nothing answers by UDP"),
        "{line}"
    );
    drop(silent);

    let free = free_port();
    for url in [
        format!("turn:127.0.0.1:{free}"),
        format!("turns:127.0.0.1:{free}"),
    ] {
        let line = look(url).await;
        assert!(line.contains("nothing listens at that port"), "{line}");
    }
    let line = look("turn:relay.invalid".to_owned()).await;
    assert!(line.contains("the name relay.invalid is not"), "{line}");
    let line = look("turn:127.0.0.1:port".to_owned()).await;
    assert!(line.contains("the port is not one"), "{line}");
}
