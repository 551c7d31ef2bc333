//! HTTPS served here: a browser that trusts our own authority, a certificate that is replaced meanwhile, floods of
//! handshakes.

use std::{fs, net::SocketAddr, path::Path, sync::Arc};

use axum::body::{Body, to_bytes};
use futures_util::{SinkExt, StreamExt};
use hyper::{Request, Response, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use signaling::protocol::{ClientFrame, ClientInfo, Command, StaffRole};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::super::house::House;
use crate::identity::{Cost, Password, hash};

const PASSWORD: &str = "rätt lösen för mig";

/// An authority of our own, and where the server finds what it has signed.
struct Authority {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
    roots: RootCertStore,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut roots = RootCertStore::empty();
        let root = params.self_signed(&key).unwrap();
        roots.add(root.der().clone()).unwrap();
        let authority = Self {
            folder: tempfile::tempdir().unwrap(),
            issuer: Issuer::new(params, key),
            roots,
        };
        authority.signs_a_new_one();
        authority
    }

    fn signs_a_new_one(&self) {
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = server.signed_by(&key, &self.issuer).unwrap();
        fs::write(self.path("cert.pem"), certificate.pem()).unwrap();
        fs::write(self.path("key.pem"), key.serialize_pem()).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// A server that serves HTTPS with it.
    async fn house(&self) -> House {
        let setting = |path: &Path| -> &'static str { path.display().to_string().leak() };
        let settings = [
            ("SAMTAL_RATE_LIMITS", "off"),
            ("SAMTAL_TLS_CERTIFICATE", setting(&self.path("cert.pem"))),
            ("SAMTAL_TLS_KEY", setting(&self.path("key.pem"))),
        ];
        House::with(Vec::from(settings).leak()).await
    }

    /// A connection as a browser makes it, which trusts this authority and nobody else.
    async fn connect(&self, to: SocketAddr) -> TlsStream<TcpStream> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.roots.clone())
            .with_no_client_auth();
        let stream = TcpStream::connect(to).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.unwrap()
    }
}

fn shown(stream: &TlsStream<TcpStream>) -> Vec<u8> {
    let (_, session) = stream.get_ref();
    session.peer_certificates().unwrap()[0].to_vec()
}

async fn ask(stream: TlsStream<TcpStream>, request: Request<Body>) -> Response<Vec<u8>> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let asking = async {
        let answer = sender.send_request(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), 1 << 20).await.unwrap();
        Response::from_parts(head, body.to_vec())
    };
    tokio::select! {
        answer = asking => answer,
        ended = connection => panic!("the connection ended: {ended:?}"),
    }
}

type Socket = WebSocketStream<TlsStream<TcpStream>>;

async fn says(socket: &mut Socket, id: u64, cmd: Command) -> serde_json::Value {
    let frame = serde_json::to_string(&ClientFrame { id, cmd }).unwrap();
    socket.send(Message::text(frame)).await.unwrap();
    loop {
        let came = socket.next().await.unwrap().unwrap();
        let Message::Text(text) = came else { continue };
        let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
        if frame["id"] == id {
            return frame;
        }
    }
}

async fn employ(house: &House) -> String {
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let password = Password::choose(PASSWORD).unwrap();
    sqlx::query("insert into credentials (person_id, password_hash) values ($1, $2)")
        .bind(adam.id.0)
        .bind(hash(password, Cost::LoadTest).await.unwrap())
        .execute(&house.db)
        .await
        .unwrap();
    let email = format!("{}@linden.example", adam.id);
    sqlx::query(
        "insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
         values (gen_random_uuid(), $1, 'email', $2, now(), 'operator')",
    )
    .bind(adam.id.0)
    .bind(&email)
    .execute(&house.db)
    .await
    .unwrap();
    email
}

#[tokio::test]
async fn a_browser_signs_in_over_tls_and_stays_while_the_certificate_is_replaced() {
    let authority = Authority::new();
    let house = authority.house().await;
    let (server, tls) = (house.server.address, house.server.app.tls.clone().unwrap());
    assert!(house.server.app.public_url.starts_with("https://"));
    let login = employ(&house).await;
    let origin = format!("https://localhost:{}", server.port());
    let host = format!("localhost:{}", server.port());

    let stream = authority.connect(server).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), None);
    let request = Request::post("/api/v1/session")
        .header(header::HOST, &host)
        .header(header::ORIGIN, &origin)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({ "login": login, "password": PASSWORD }).to_string(),
        ))
        .unwrap();
    let answer = ask(stream, request).await;
    assert_eq!(answer.status(), 200);
    let set = answer.headers().get_all(header::SET_COOKIE);
    let set: Vec<&str> = set.iter().map(|set| set.to_str().unwrap()).collect();
    let session = set
        .iter()
        .find(|set| set.starts_with("__Host-samtal_session="));
    let session = session.expect("a cookie for this host alone");
    assert!(session.ends_with("; Secure") && session.contains("; HttpOnly;"));
    let cookie = session.split(';').next().unwrap();

    let stream = authority.connect(server).await;
    let first = shown(&stream);
    let mut request = format!("wss://{host}/socket")
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert(header::COOKIE, cookie.parse().unwrap());
    headers.insert(header::ORIGIN, origin.parse().unwrap());
    let (mut socket, _) = client_async(request, stream).await.unwrap();
    let client = ClientInfo {
        name: "browser".to_owned(),
        version: "1".to_owned(),
    };
    let hello = says(
        &mut socket,
        1,
        Command::Hello {
            token: None,
            client,
        },
    )
    .await;
    assert!(hello["ok"].is_object(), "{hello}");

    authority.signs_a_new_one();
    assert_eq!(format!("{:?}", tls.look_again().await), "Replaced");
    let pong = says(&mut socket, 2, Command::Ping).await;
    assert!(pong["error"].is_null(), "{pong}");
    // Larger than one record of TLS, both ways.
    let settings = says(&mut socket, 3, Command::Settings).await;
    assert!(settings["ok"].is_object(), "{settings}");
    let second = shown(&authority.connect(server).await);
    assert_ne!(second, first, "newcomers get the new certificate");

    fs::write(authority.path("key.pem"), "not a key").unwrap();
    assert!(format!("{:?}", tls.look_again().await).contains("SAMTAL_TLS_KEY"));
    assert_eq!(shown(&authority.connect(server).await), second);
    says(&mut socket, 4, Command::Ping).await;
}

/// A connection from an address of this machine's.
async fn tcp(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

/// Whether the server hangs up, now or when its patience is over.
async fn hangs_up(stream: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.is_err() || bytes.len() < 64
}

#[tokio::test]
async fn a_flood_of_handshakes_that_never_end_keeps_nobody_else_out() {
    let authority = Authority::new();
    let house = authority.house().await;
    let server = house.server.address;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(tcp("127.0.0.7", server).await);
    }
    // One more of the same address is closed at once; somebody else is let in.
    assert!(hangs_up(&mut tcp("127.0.0.7", server).await).await);
    let request = Request::get("/healthz")
        .header(header::HOST, "localhost")
        .body(Body::empty())
        .unwrap();
    let answer = ask(authority.connect(server).await, request).await;
    assert_eq!(answer.status(), 200);
    // The silent are not waited for. Time moves only while everybody waits.
    tokio::time::pause();
    for stream in &mut silent {
        assert!(hangs_up(stream).await);
    }
    tokio::time::resume();
    let mut again = tcp("127.0.0.7", server).await;
    again
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(hangs_up(&mut again).await, "plain HTTP is no handshake");
    authority.connect(server).await;
}
