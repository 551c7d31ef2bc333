//! What a log must never hold, however much of it is asked for.

use loadtest::{Api, Identity, new_client_id};
use reqwest::Method;
use signaling::protocol::{Command, LeftMessageForm, MessageText, TransferTarget};

use super::place::{PASSWORD, Place};

#[tokio::test]
async fn no_token_password_text_or_address_is_ever_logged() {
    const WORDS: [&str; 4] = [
        "hemligheten-i-samtalet",
        "hemligheten-mellan-kolleger",
        "hemligheten-i-meddelandet",
        "hemligheten-i-filen",
    ];
    let place = Place::new();
    place.found().await;
    let settings = [("SAMTAL_LOG_FILTER", "trace"), ("SAMTAL_LOG", "json")];
    let server = place.serve(&settings).await;
    let queue = server.open_always().await;
    let (anna, bo, entry) = server.talk(queue).await;
    let api: Api = server.api();

    let visitor = api.new_visitor().await.unwrap();
    let token = visitor.token.clone();
    let stranger = Identity::Visitor(visitor.token);
    let Identity::Staff(cookie) = server.sign_in("bo@raad.example").await else {
        panic!("staff have a cookie")
    };
    let (_, secret) = cookie.split_once('=').unwrap();
    let wrong = api.sign_in("bo@raad.example", "ett-gissat-losenord").await;
    assert!(wrong.is_err());

    let (hers, his) = (
        anna.chat(entry.conversation).await.unwrap(),
        bo.chat(entry.conversation).await.unwrap(),
    );
    hers.says(WORDS[0]).await;
    his.hears(WORDS[0]).await;
    let note = WORDS[1].to_owned();
    bo.done(Command::Transfer {
        entry: entry.id,
        to: TransferTarget::Queue { queue },
        note,
    })
    .await
    .unwrap();
    let bo_again = Identity::Staff(cookie.clone());
    let path = format!(
        "/api/v1/conversations/{}/files?name={}.txt",
        entry.conversation, WORDS[3]
    );
    let refused = api.request(Method::POST, &path, &stranger).body("x");
    assert_eq!(refused.send().await.unwrap().status(), 404);
    let form = LeftMessageForm {
        queue,
        client_id: new_client_id(),
        name: "Stina Hemlig".into(),
        email: "stina.hemlig@kund.example".into(),
        phone: "070-174 06 05".into(),
        text: MessageText::parse(WORDS[2].into()).unwrap(),
        language: "sv".into(),
    };
    api.command(&stranger, &Command::LeaveMessage { form })
        .await
        .unwrap();
    // What is not as it should be is not repeated in the log either.
    let broken = format!(r#"{{"type":"send","text":"{}""#, WORDS[0]);
    let request = api.request(Method::POST, "/api/v1/commands", &bo_again);
    let request = request
        .header("content-type", "application/json")
        .body(broken);
    assert_eq!(request.send().await.unwrap().status(), 400);
    drop((anna, bo));
    assert_eq!(server.stop().await, Some(0));

    let log = place.read_log();
    assert!(
        log.contains("message") && log.lines().count() > 100,
        "nothing was logged"
    );
    let secrets = [
        PASSWORD,
        "ett-gissat-losenord",
        &token,
        secret,
        "stina.hemlig",
        "070-174",
        "Hemlig",
    ];
    for secret in secrets.into_iter().chain(WORDS) {
        if let Some(line) = log.lines().find(|line| line.contains(secret)) {
            panic!("{secret} stands in the log: {line}");
        }
    }
}
