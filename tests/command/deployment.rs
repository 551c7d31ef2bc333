//! What an operator types wrong, and the first people of a new deployment.

use super::place::{PASSWORD, Place};

const SECRET: &str = "hunter2";

/// Variables and their values.
type Settings = &'static [(&'static str, &'static str)];

#[tokio::test]
async fn doctor_names_what_is_wrong_and_never_a_password() {
    let place = Place::new();
    let cases: &[(Settings, &[&str])] = &[
        (
            &[(
                "DATABASE_URL",
                "postgres://samtal:hunter2@127.0.0.1:1/samtal",
            )],
            &["WRONG", "PostgreSQL", "DATABASE_URL can't be reached"],
        ),
        (
            &[(
                "DATABASE_URL",
                "postgres://samtal:hunter2@127.0.0.1:port/samtal",
            )],
            &["DATABASE_URL is not the address"],
        ),
        (
            &[("DATABASE_URL", "mysql://samtal:hunter2@127.0.0.1/samtal")],
            &["DATABASE_URL must begin with postgres://"],
        ),
        (
            &[("REDIS_URL", "redis://samtal:hunter2@127.0.0.1:1/")],
            &["WRONG", "Redis", "REDIS_URL can't be reached"],
        ),
        (
            &[("REDIS_URL", "redis://samtal:hunter2@127.0.0.1:port/")],
            &["WRONG", "Redis", "REDIS_URL is not"],
        ),
        (
            &[("SAMTAL_CLAMD", "tcp:127.0.0.1:1")],
            &["WRONG", "virus scan", "SAMTAL_CLAMD", "does it run"],
        ),
        (
            &[("SAMTAL_SMTP_URL", "smtp://samtal:hunter2@127.0.0.1:1")],
            &["WRONG", "mail", "SAMTAL_SMTP_URL"],
        ),
        (
            &[
                ("SAMTAL_FILES_URL", "s3://samtal/chat"),
                ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
                ("AWS_ACCESS_KEY_ID", "samtal"),
                ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            ],
            &["WRONG", "files", "the bucket samtal", "AWS_ENDPOINT_URL"],
        ),
        (
            &[
                ("SAMTAL_FILES_URL", "s3://samtal"),
                ("AWS_ACCESS_KEY_ID", "hunter2"),
            ],
            &["AWS_SECRET_ACCESS_KEY is missing"],
        ),
    ];
    for (settings, expected) in cases {
        let said = place.run(&["doctor"], settings).await;
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(said.code, Some(1), "{settings:?}: {all}");
        for words in *expected {
            assert!(all.contains(words), "{settings:?} lacks {words:?}: {all}");
        }
        assert!(!all.contains(SECRET), "{settings:?}: {all}");
    }
    let well = place.run(&["doctor"], &[]).await;
    assert_eq!(well.code, Some(0), "{well:?}");
    assert!(well.out.contains("Samtal can run here."), "{well:?}");
}

#[tokio::test]
async fn a_server_that_can_not_start_says_why_without_the_password() {
    let place = Place::new();
    for (url, why) in [
        (
            "postgres://samtal:hunter2@127.0.0.1:1/samtal",
            "connect to PostgreSQL",
        ),
        (
            "postgres://samtal:hunter2@127.0.0.1:port/samtal",
            "DATABASE_URL",
        ),
    ] {
        let said = place.run(&["serve"], &[("DATABASE_URL", url)]).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(why), "{said:?}");
        assert!(!said.err.contains(SECRET), "{said:?}");
    }
}

#[tokio::test]
async fn the_first_administrator_is_employed_by_command() {
    let place = Place::new();
    let add = async |more: &str, password: &str| {
        let command = format!("staff add --name Olga {more}");
        let words: Vec<&str> = command.split_whitespace().collect();
        place.run_with(&words, password).await
    };
    let olga = "--email olga@raad.example --role administrator";
    let typed = format!("{olga} --password-stdin");

    for (more, password, why) in [
        ("--email olga --role administrator", "", "mail address"),
        (
            "--email olga@raad.example --role boss",
            "",
            "advisor, supervisor or administrator",
        ),
        (
            &format!("{olga} --queue juridik"),
            "",
            "there is no queue \"juridik\"",
        ),
        (&typed, "kort\n", "at least 10 characters"),
        (&typed, "", "at least 10 characters"),
        (&format!("{olga} --languages de"), "", "languages"),
    ] {
        let said = add(more, password).await;
        assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
        assert!(said.err.contains(why), "{more} lacks {why:?}: {said:?}");
        assert_eq!(said.out, "", "{more}");
    }

    let said = add(&typed, &format!("{PASSWORD}\n")).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let again = add(olga, "").await;
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(
        again.err.contains("has this e-mail address already"),
        "{again:?}"
    );
    assert_eq!(again.out, "", "a password of nobody was shown");
    let made_up = add("--email siv@raad.example --role supervisor", "").await;
    assert_eq!(made_up.code, Some(0), "{made_up:?}");
    let (_, shown) = made_up.out.trim().rsplit_once(' ').unwrap();

    let server = place.serve(&[]).await;
    server.sign_in("olga@raad.example").await;
    let (_, siv) = server
        .api()
        .sign_in("siv@raad.example", shown)
        .await
        .unwrap();
    assert_eq!(siv.name, "Olga");
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn a_queue_is_opened_once_by_command() {
    let place = Place::new();
    let add = async |slug: &str, zone: &str| {
        let words = [
            "queue",
            "add",
            "--slug",
            slug,
            "--name-sv",
            "Råd",
            "--name-en",
            "Advice",
            "--zone",
            zone,
        ];
        place.run(&words, &[]).await
    };
    for (slug, zone, why) in [
        ("Råd", "Europe/Stockholm", "small letters"),
        ("raad", "Europe/Stokholm", "Europe/Stokholm"),
    ] {
        let said = add(slug, zone).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains(why), "{said:?}");
    }
    assert_eq!(add("raad", "Europe/Stockholm").await.code, Some(0));
    let again = add("raad", "Europe/Stockholm").await;
    assert!(again.err.contains("slug already"), "{again:?}");
}
