//! Files that lie about their type, never end or break off.

use std::time::Duration;

use axum::http::Request;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{Body, Method, StatusCode, header};
use signaling::protocol::{Command, ConversationId, WireError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower::ServiceExt;

use super::super::house::{House, new_client_id};
use crate::{
    clock::Clock,
    http::{Peer, router},
};

#[tokio::test]
async fn a_file_that_lies_about_its_type_is_told_by_its_bytes_and_never_runs() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let drawing =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (name, bytes) in [
        ("bild.png", page),
        ("bild.jpg", drawing),
        ("x.pdf", b"MZ\x90\x00\x03".repeat(50)),
    ] {
        let view = house.upload(&anna, chat, name, bytes).await;
        assert!(!view.preview && view.width.is_none(), "{view:?}");
        assert!(
            !view.media_type.starts_with("image/") && view.media_type != "text/html",
            "{view:?}"
        );
        let send = Command::SendFile {
            conversation: chat,
            client_id: new_client_id(),
            file: view.id,
        };
        house.api.command(&anna.identity(), &send).await.unwrap();
        let path = format!("/api/v1/files/{}", view.id);
        let answer = house
            .api
            .request(Method::GET, &path, &maria.identity())
            .send()
            .await
            .unwrap();
        let said = answer.headers();
        assert!(
            said[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(
            said[header::CONTENT_SECURITY_POLICY],
            "sandbox; default-src 'none'"
        );
        assert_eq!(said[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_ne!(said[header::CONTENT_TYPE], "text/html");
    }
}

#[tokio::test]
async fn an_upload_that_never_ends_is_cut_off_at_the_limit() {
    let house = House::with(&[("SAMTAL_MAX_UPLOAD_MIB", "1")]).await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let endless =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 64 * 1024]))).boxed();
    let path = format!("/api/v1/conversations/{chat}/files?name=x.txt");
    let request = house
        .api
        .request(Method::POST, &path, &anna.identity())
        .body(Body::wrap_stream(endless));
    match request.send().await {
        Ok(answer) => assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE),
        // The server answered and hung up while we were still sending.
        Err(error) => assert!(!error.is_timeout(), "{error}"),
    }
    // A promise that is too large is refused before anything is sent.
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 99999999999\r\n\r\n",
        anna.token
    );
    plain.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    plain.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 413");
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

/// A megabyte in two halves with silence between. Time stands still from the server's first look at it to the end of
/// the silence, which so takes none.
fn halves(silence: Duration) -> axum::body::Body {
    let half = || Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 512 * 1024]));
    let first = stream::once(async move {
        tokio::time::pause();
        half()
    });
    let second = stream::once(async move {
        tokio::time::sleep(silence).await;
        tokio::time::resume();
        half()
    });
    axum::body::Body::from_stream(first.chain(second))
}

#[tokio::test]
async fn an_upload_survives_a_tunnel_and_ends_when_nothing_more_comes() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    // Through every layer, but not through a connection: its other end would wait in the same time.
    let upload = async |silence: u64| {
        let request = Request::post(format!("/api/v1/conversations/{chat}/files?name=film.txt"))
            .header(header::AUTHORIZATION, format!("Bearer {}", anna.token))
            .extension(Peer(house.server.address))
            .body(halves(Duration::from_secs(silence)))
            .unwrap();
        let answer = router(house.server.app.clone()).oneshot(request).await;
        answer.unwrap()
    };
    assert_eq!(upload(25).await.status(), StatusCode::CREATED);
    let stalled = upload(45).await;
    tokio::time::resume();
    assert_eq!(stalled.status(), StatusCode::BAD_REQUEST);
    let said = axum::body::to_bytes(stalled.into_body(), 1000)
        .await
        .unwrap();
    let error: WireError = serde_json::from_slice(&said).unwrap();
    assert_eq!(error.message, "nothing was heard of the upload for 30 s");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let head = format!(
        "POST /api/v1/conversations/{chat}/files?name=x.txt HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: 1000\r\n\r\nhalf",
        anna.token
    );
    plain.write_all(head.as_bytes()).await.unwrap();
    plain.shutdown().await.unwrap();
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).await.unwrap();
    assert!(
        !String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 2"),
        "half a file was taken"
    );
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 0);
    house.uploads(&anna, chat).await;
}

#[tokio::test]
async fn slow_uploads_from_one_address_leave_room_for_others() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let app = &house.server.app;
    let upload = async |peer: &str, body: axum::body::Body| {
        let peer: std::net::SocketAddr = peer.parse().unwrap();
        let request = Request::post(format!("/api/v1/conversations/{chat}/files?name=film.txt"))
            .header(header::AUTHORIZATION, format!("Bearer {}", anna.token))
            .extension(Peer(peer))
            .body(body)
            .unwrap();
        let answer = router(app.clone()).oneshot(request).await;
        answer.unwrap().status()
    };
    let (begins, mut begun) = tokio::sync::mpsc::channel(1);
    let endless = || {
        let begins = begins.clone();
        let first = stream::once(async move {
            begins.send(()).await.unwrap();
            Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
        });
        axum::body::Body::from_stream(first.chain(stream::pending()))
    };
    let slow = futures_util::future::join_all((0..24).map(|_| upload("192.0.2.1:1", endless())));
    let others = async {
        for _ in 0..24 {
            begun.recv().await.unwrap();
        }
        let small = || axum::body::Body::from("hej");
        (
            upload("192.0.2.1:1", small()).await,
            upload("192.0.2.2:1", small()).await,
        )
    };
    tokio::select! {
        _ = slow => panic!("they never end"),
        answers = others => assert_eq!(answers, (StatusCode::TOO_MANY_REQUESTS, StatusCode::CREATED)),
    }
}

#[tokio::test]
async fn who_sends_what_is_refused_at_once_is_told_why_when_they_have_sent_it() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let base = house.api.base();
    let host = base.strip_prefix("http://").unwrap();
    let nowhere = ConversationId(Clock::System.uuid());
    for (line, token, status) in [
        (
            format!("PUT /api/v1/uploads/{nowhere}/parts/1"),
            anna.token.as_str(),
            "404",
        ),
        (
            format!("POST /api/v1/conversations/{nowhere}/files?name=a.png"),
            anna.token.as_str(),
            "404",
        ),
        (
            format!("POST /api/v1/conversations/{nowhere}/files?name=a.png"),
            "nobody",
            "401",
        ),
    ] {
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-length: {LARGE}\r\n\r\n",
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // Much more than the system keeps for a reader who does not come.
        stream.write_all(&vec![7; LARGE]).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{line}: {answer}"
        );
        assert!(answer.contains("\"message\""), "{line}: {answer}");
    }
}

const LARGE: usize = 24 * 1024 * 1024;
