//! What the staff say among themselves, and what was taken back, reaches no customer by any way.

use loadtest::{RawSocket, Received, new_client_id};
use reqwest::Method;
use signaling::protocol::{
    Command, ConversationId, ErrorCode, FileId, MessageText, Reply, Resume, ServerFrame, Topic,
    TransferTarget,
};

use super::world::{Customer, Staff, World, refused};

const SECRET: &str = "KVASTSKAFT";

/// Everything a customer can say about a conversation and an entry.
fn attempts(
    world: &World,
    internal: ConversationId,
    desk: &signaling::protocol::DeskEntry,
    staff: &Staff,
) -> Vec<Command> {
    let (entry, conversation, client_id) = (desk.entry, internal, new_client_id());
    let text = MessageText::parse("släpp in mig".into()).unwrap();
    let person = staff.person();
    vec![
        Command::Open {
            from: Resume {
                conversation,
                after: 0,
            },
        },
        Command::Open {
            from: Resume {
                conversation,
                after: 1,
            },
        },
        Command::Fetch {
            conversation,
            after: 0,
            limit: 200,
        },
        Command::Send {
            conversation,
            client_id,
            text: text.clone(),
        },
        Command::SendFile {
            conversation,
            client_id,
            file: FileId(client_id.0),
        },
        Command::Edit {
            conversation,
            client_id,
            target: 1,
            text,
        },
        Command::Redact {
            conversation,
            client_id,
            target: 1,
        },
        Command::Mark {
            conversation,
            delivered: 9,
            read: 9,
        },
        Command::Typing { conversation },
        Command::Rate {
            conversation,
            score: 1,
            comment: String::new(),
        },
        Command::MailTranscript {
            conversation,
            to: "anna@kund.example".into(),
        },
        Command::JoinConversation { conversation },
        Command::Accept { entry },
        Command::Decline { entry },
        Command::Park { entry },
        Command::Unpark { entry },
        Command::Transfer {
            entry,
            to: TransferTarget::Queue { queue: world.queue },
            note: "x".into(),
        },
        Command::TakeOver { entry },
        Command::Explain { entry },
        Command::History { person },
        Command::Canned,
        Command::Inbox,
        Command::Settings,
        Command::Subscribe {
            topic: Topic::Staff,
        },
        Command::Subscribe { topic: Topic::Wall },
        Command::Subscribe {
            topic: Topic::Person(person),
        },
        Command::Subscribe {
            topic: Topic::Conversation(internal),
        },
    ]
}

/// Every frame until this text has come.
async fn frames_until(socket: &mut RawSocket, last: &str) -> Vec<String> {
    let mut frames = Vec::new();
    loop {
        match socket.next().await {
            Received::Text(text) => {
                let is_last = text.contains(last);
                frames.push(text);
                if is_last {
                    return frames;
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_internal_word_reaches_no_customer() {
    let world = World::of_two().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (cia, siv) = (
        world.advisor_at(1, "Cia", 3).await,
        world.supervisor("Siv").await,
    );
    let (taken, hers, _) = world.talk(&anna, &bo).await;
    let (internal, chat) = (taken.internal, hers.conversation);
    // She listens on both nodes, with sockets that keep every frame.
    let mut ears = Vec::new();
    for node in [0, 1] {
        let mut socket = RawSocket::open(&world.base(node), &anna.identity)
            .await
            .unwrap();
        socket.hello(1, anna.identity.token()).await.unwrap();
        socket
            .command(
                2,
                Command::Subscribe {
                    topic: Topic::Person(anna.person()),
                },
            )
            .await
            .unwrap();
        socket
            .command(
                3,
                Command::Subscribe {
                    topic: Topic::Queues,
                },
            )
            .await
            .unwrap();
        socket
            .command(
                4,
                Command::Open {
                    from: Resume {
                        conversation: chat,
                        after: 0,
                    },
                },
            )
            .await
            .unwrap();
        for (id, command) in (10..).zip(attempts(&world, internal, &taken, &bo)) {
            let harmless = matches!(command, Command::Mark { .. });
            socket.command(id, command.clone()).await.unwrap();
            let Some(ServerFrame::Reply { ok, error, .. }) = socket.reply(id).await else {
                panic!("{command:?}")
            };
            assert!(harmless || error.is_some(), "{command:?} gave {ok:?}");
        }
        ears.push(socket);
    }
    let whisper = siv.chat(internal).await.unwrap();
    whisper.says(&format!("{SECRET} säger jag")).await;
    bo.chat(internal)
        .await
        .unwrap()
        .says(&format!("{SECRET} skriver jag"))
        .await;
    siv.done(Command::JoinConversation { conversation: chat })
        .await
        .unwrap();
    bo.transfers(
        taken.entry,
        TransferTarget::Person {
            person: cia.person(),
        },
        &format!("{SECRET} i noten"),
    )
    .await;
    let offer = cia.offer().await.unwrap();
    assert!(offer.note.unwrap().contains(SECRET));
    cia.accept(taken.entry).await.unwrap();
    cia.end(taken.entry).await.unwrap();
    anna.done(Command::Rate {
        conversation: chat,
        score: 4,
        comment: String::new(),
    })
    .await
    .unwrap();
    // The end of the log is the last thing both ears hear.
    for socket in &mut ears {
        let frames = frames_until(socket, "\"what\":\"ended\"").await;
        for frame in frames {
            assert!(
                !frame.contains(SECRET) && !frame.contains(&internal.to_string()),
                "{frame}"
            );
        }
    }
    for node in [0, 1] {
        let api = world.api(node);
        for command in attempts(&world, internal, &taken, &bo) {
            let reply = api.command(&anna.identity, &command).await;
            let harmless = matches!(command, Command::Mark { .. });
            assert!(harmless || reply.is_err(), "{command:?} gave {reply:?}");
        }
        for path in ["transcript", "files"] {
            let path = format!("/api/v1/conversations/{internal}/{path}");
            let method = if path.ends_with("files") {
                Method::POST
            } else {
                Method::GET
            };
            let answer = api
                .request(method, &format!("{path}?name=a.txt"), &anna.identity)
                .body("hej")
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 404, "{path}");
        }
        let hers = served(&world, node, &anna, chat).await;
        assert!(
            !hers.contains(SECRET) && !hers.contains(&internal.to_string()),
            "{hers}"
        );
    }
    assert_eq!(refused(anna.open(internal, 0).await), ErrorCode::NotFound);
}

/// Everything a customer can ask for about their own conversation, as text.
async fn served(world: &World, node: usize, customer: &Customer, chat: ConversationId) -> String {
    let api = world.api(node);
    let mut all = String::new();
    let open = |after| Command::Open {
        from: Resume {
            conversation: chat,
            after,
        },
    };
    for command in [
        open(0),
        open(2),
        Command::Fetch {
            conversation: chat,
            after: 0,
            limit: 200,
        },
    ] {
        all += &serde_json::to_string(&api.command(&customer.identity, &command).await.unwrap())
            .unwrap();
    }
    all += &format!("{:?}", customer.mine().await.unwrap());
    let path = format!("/api/v1/conversations/{chat}/transcript");
    all += &api
        .request(Method::GET, &path, &customer.identity)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    all
}

#[tokio::test]
async fn nothing_of_a_redacted_text_is_served_anywhere() {
    let world = World::new().await;
    let (anna, bo, siv) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.supervisor("Siv").await,
    );
    // A text in a left message, which has a copy of its own.
    let (erik, api) = (world.customer("Erik").await, world.api(0));
    let form = signaling::protocol::LeftMessageForm {
        queue: world.queue,
        client_id: new_client_id(),
        name: "Erik".into(),
        email: String::new(),
        phone: "070-1234567".into(),
        text: MessageText::parse(format!("{SECRET} är mitt lösenord")).unwrap(),
        language: "sv".into(),
        callback: None,
    };
    let Reply::Left(left) = erik.call(Command::LeaveMessage { form }).await.unwrap() else {
        panic!()
    };
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let seq = hers.says(&format!("Mitt personnummer är {SECRET}")).await;
    his.has_row(seq).await;
    let redact = |conversation, target| Command::Redact {
        conversation,
        client_id: new_client_id(),
        target,
    };
    anna.sent(redact(hers.conversation, seq)).await.unwrap();
    erik.sent(redact(left.conversation, 1)).await.unwrap();
    his.has_row(seq + 1).await;
    assert_eq!(
        his.texts(),
        Vec::<String>::new(),
        "gone where it was shown, too"
    );

    let commands = |conversation| {
        let open = |after| Command::Open {
            from: Resume {
                conversation,
                after,
            },
        };
        vec![
            open(0),
            open(1),
            Command::Fetch {
                conversation,
                after: 0,
                limit: 200,
            },
            Command::History {
                person: anna.person(),
            },
            Command::History {
                person: erik.person(),
            },
            Command::Inbox,
        ]
    };
    let mut all = served(&world, 0, &anna, hers.conversation).await;
    all += &served(&world, 0, &erik, left.conversation).await;
    for who in [&bo, &siv] {
        for command in commands(hers.conversation)
            .into_iter()
            .chain(commands(left.conversation))
        {
            if let Ok(reply) = api.command(&who.identity, &command).await {
                all += &serde_json::to_string(&reply).unwrap();
            }
        }
        all += &format!("{:?}", who.desk().await.unwrap());
        for conversation in [hers.conversation, left.conversation] {
            let path = format!("/api/v1/conversations/{conversation}/transcript");
            all += &api
                .request(Method::GET, &path, &who.identity)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap();
        }
    }
    all += &format!("{:?}", siv.wall().await.unwrap());
    assert!(all.contains("redact"), "something was served");
    assert!(!all.contains(SECRET), "{all}");
    let kept: i64 = world
        .count("select count(*) from message_revisions where body like '%KVASTSKAFT%'")
        .await;
    assert_eq!(kept, 2, "for audit");
    world.agrees_with(&his).await;
    bo.end(taken.entry).await.unwrap();
}
