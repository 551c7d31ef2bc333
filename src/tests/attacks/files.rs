//! Files that want to run, names that want to lead elsewhere, answers that want to stay in a cache.

use reqwest::{Method, StatusCode, header};
use signaling::protocol::{Command, StaffRole};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{
    super::house::{House, new_client_id},
    as_page, routes,
};

#[tokio::test]
async fn a_page_or_a_drawing_that_is_uploaded_runs_nowhere() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let script = "<script>fetch('/api/v1/session')</script>";
    for (name, bytes) in [
        ("sida.html", format!("<!doctype html>{script}")),
        (
            "bild.svg",
            format!("<svg xmlns='http://www.w3.org/2000/svg'>{script}</svg>"),
        ),
        (
            "sida.xhtml",
            format!(
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>{script}</html>"
            ),
        ),
        ("script.js", "alert(1)".to_owned()),
        ("app.wasm", "\0asm\x01\0\0\0".to_owned()),
        ("manifest.json", "{}".to_owned()),
        ("gif.html", format!("GIF89a{script}")),
    ] {
        let view = house.upload(&anna, chat, name, bytes.into_bytes()).await;
        let send = Command::SendFile {
            conversation: chat,
            client_id: new_client_id(),
            file: view.id,
        };
        house.api.command(&anna.identity(), &send).await.unwrap();
        let path = format!("/api/v1/files/{}", view.id);
        let request = house.api.request(Method::GET, &path, &as_page(&maria));
        let answer = request.send().await.unwrap();
        let said = |name: header::HeaderName| {
            let value = answer.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        assert!(
            said(header::CONTENT_DISPOSITION).starts_with("attachment"),
            "{name}"
        );
        assert_eq!(
            said(header::CONTENT_SECURITY_POLICY),
            "sandbox; default-src 'none'",
            "{name}"
        );
        assert_eq!(said(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{name}");
        let kind = said(header::CONTENT_TYPE);
        for active in ["html", "svg", "xml", "javascript", "wasm"] {
            assert!(!kind.contains(active), "{name} is served as {kind}");
        }
        let preview = format!("{path}/preview");
        let preview = house.api.request(Method::GET, &preview, &as_page(&maria));
        let preview = preview.send().await.unwrap();
        if preview.status().is_success() {
            // What we encoded ourselves.
            assert_eq!(
                preview.headers()[header::CONTENT_TYPE],
                "image/jpeg",
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_stays_where_it_is() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    for name in [
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "C:\\autoexec.bat",
        "a/../../b.txt",
        "..",
        "con.txt",
        ".htaccess",
    ] {
        let view = house.upload(&anna, chat, name, b"text".to_vec()).await;
        assert!(
            !view.name.contains(['/', '\\']),
            "{name} became {}",
            view.name
        );
        assert!(
            !["", ".", ".."].contains(&view.name.as_str()),
            "{name} became {:?}",
            view.name
        );
    }
    for path in [
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/assets//etc/passwd",
        "/desk.html",
        "/manifest.json",
        "/.git/config",
    ] {
        let mut plain = tokio::net::TcpStream::connect(house.server.address)
            .await
            .unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        plain.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        plain.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with("HTTP/1.1 404"),
            "{path}: {}",
            &answer[..answer.len().min(80)]
        );
    }
}

#[tokio::test]
async fn no_cache_between_keeps_what_is_somebodys() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let visit = house.talking(&anna, &maria).await;
    let file = house.uploads(&anna, visit.conversation).await;
    let send = Command::SendFile {
        conversation: visit.conversation,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&anna.identity(), &send).await.unwrap();
    let mut seen = 0;
    for route in routes().into_iter().filter(|route| !route.changes()) {
        for id in [visit.conversation.to_string(), file.to_string()] {
            let request = house
                .api
                .request(Method::GET, &route.at(&id), &as_page(&adam));
            let answer = request.send().await.unwrap();
            let kept = answer.headers().get(header::CACHE_CONTROL);
            let kept = kept.and_then(|kept| kept.to_str().ok()).unwrap_or_default();
            let is_file =
                route.path.starts_with("/api/v1/files/") && answer.status() == StatusCode::OK;
            assert!(
                kept.contains("no-store") || (is_file && kept.starts_with("private")),
                "{}: {kept:?}",
                route.path
            );
            assert!(!kept.contains("public"), "{}: {kept:?}", route.path);
            seen += usize::from(answer.status() == StatusCode::OK);
        }
    }
    assert!(seen >= 8, "{seen} answers were looked at");
    let csv = house
        .api
        .request(Method::GET, "/api/v1/audit.csv", &as_page(&adam));
    let csv = csv.send().await.unwrap();
    let disposition = csv.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment"));
}
