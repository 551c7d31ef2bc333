//! Somebody wants to change, hide or fill what is written down.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use loadtest::Identity;
use reqwest::{Method, StatusCode};
use signaling::protocol::{AuditLine, AuditPage, Command, PersonId, StaffRole};

use super::{
    super::house::{House, Person},
    as_page,
};

#[tokio::test]
async fn the_server_can_not_change_its_audit_log_even_without_the_trigger() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    house
        .api
        .command(&adam.identity(), &Command::Settings)
        .await
        .unwrap();
    reads(&house, &adam, "").await;
    sqlx::query("drop trigger audit_append_only on audit")
        .execute(&house.db)
        .await
        .unwrap();
    // It may give nobody more than it has; PostgreSQL only warns of that.
    sqlx::raw_sql("grant all on audit to public")
        .execute(&house.server.app.db)
        .await
        .unwrap();
    for attack in [
        "update audit set actor = null",
        "delete from audit",
        "truncate audit",
        "delete from audit using people where false",
        "insert into audit (action) values ('x') on conflict (id) do update set action = 'y'",
        "alter table audit disable trigger all",
        "alter table audit add column harmless int",
        "drop table audit",
        "create trigger gone before insert on audit for each row execute function suppress_redundant_updates_trigger()",
        "delete from _sqlx_migrations",
        "reset role; delete from audit",
        "create table public.mine ()",
    ] {
        let done = sqlx::raw_sql(attack).execute(&house.server.app.db).await;
        let error = done.expect_err(attack);
        let code = error.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("42501"), "{attack}: {error}");
    }
    let lines = "select count(*) from audit";
    let kept: i64 = sqlx::query_scalar(lines)
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert!(kept > 0);
}

/// A page of the log as `who` reads it.
async fn reads(house: &House, who: &Person, query: &str) -> AuditPage {
    let path = format!("/api/v1/audit?{query}");
    let answer = house.api.request(Method::GET, &path, &as_page(who));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// Fills the log: `many` lines of `person`, a second apart, the last at `until`.
async fn filled(house: &House, person: PersonId, many: i32, until: Timestamp) {
    sqlx::query(
        "insert into audit (at, actor, action, subject, detail)
         select $3::timestamptz - n * interval '1 second', $1, case when n % 3 = 0 then 'file_read' else 'signed_in' end,
                case when n % 5 = 0 then $1 end, '{\"way\": \"password\"}'
         from generate_series(1, $2) n",
    )
    .bind(person.0)
    .bind(many)
    .bind(until.to_string())
    .execute(&house.db)
    .await
    .unwrap();
}

fn ids(lines: &[AuditLine]) -> BTreeSet<i64> {
    lines.iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn hundreds_of_lines_are_read_a_page_at_a_time_and_none_twice() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let anna = house.customer("=Anna").await;
    let then: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    filled(&house, anna.id, 350, then).await;
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    let mut sizes = Vec::new();
    loop {
        let page = reads(&house, &adam, &format!("who={}{cursor}", anna.id)).await;
        assert!(
            page.lines
                .iter()
                .all(|line| line.actor.as_ref().unwrap().name == "=Anna")
        );
        assert!(
            page.lines
                .is_sorted_by_key(|line| std::cmp::Reverse((line.at, line.id)))
        );
        sizes.push(page.lines.len());
        let before = seen.len();
        seen.extend(ids(&page.lines));
        assert_eq!(seen.len(), before + page.lines.len(), "a line came twice");
        match page.older {
            Some(older) => cursor = format!("&cursor={older}"),
            None => break,
        }
    }
    assert_eq!(sizes, [100, 100, 100, 50]);

    let count = async |query: &str| reads(&house, &adam, query).await.lines.len();
    let (from, until) = (
        then - SignedDuration::from_secs(60),
        then - SignedDuration::from_secs(30),
    );
    assert_eq!(count(&format!("from={from}&until={until}")).await, 30);
    assert_eq!(
        count(&format!("from={from}&until={until}&what=file_read")).await,
        10
    );
    assert_eq!(count(&format!("subject={}&from={from}", anna.id)).await, 12);
    assert_eq!(count(&format!("who={}", house.queue)).await, 0);
    assert_eq!(
        count("from=0001-01-01T00:00:00Z&until=0002-01-01T00:00:00Z").await,
        0
    );
    for bad in [
        "what=Signed",
        "who=x",
        "from=yesterday",
        "cursor=x",
        "what=a%00",
    ] {
        let path = format!("/api/v1/audit?{bad}");
        let answer = house.api.request(Method::GET, &path, &as_page(&adam));
        assert_eq!(
            answer.send().await.unwrap().status(),
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn who_reads_the_log_is_in_it() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    reads(&house, &adam, "what=signed_in").await;
    let path = format!("/api/v1/audit.csv?who={}", siv.id);
    let file = house.api.request(Method::GET, &path, &as_page(&adam));
    assert_eq!(file.send().await.unwrap().status(), StatusCode::OK);
    for who in [as_page(&siv), Identity::Nobody] {
        for path in ["/api/v1/audit", "/api/v1/audit.csv"] {
            let request = house.api.request(Method::GET, path, &who);
            assert!(request.send().await.unwrap().status().is_client_error());
        }
    }
    let page = reads(&house, &adam, "").await;
    let seen: Vec<_> = page
        .lines
        .iter()
        .map(|line| (line.action.as_str(), line.actor.as_ref().unwrap().id))
        .collect();
    assert_eq!(
        seen,
        [
            ("audit_read", adam.id),
            ("audit_exported", adam.id),
            ("audit_read", adam.id)
        ]
    );
    assert_eq!(page.lines[1].detail["who"], siv.id.to_string());
    assert_eq!(page.lines[2].detail["what"], "signed_in");
    assert_eq!(page.lines[0].address, "127.0.0.1");
}

#[tokio::test]
async fn a_name_that_is_a_formula_is_none_in_the_file() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let anna = house.customer("=HYPERLINK(\"http://evil.example\")").await;
    let then: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    // More than is read at once.
    filled(&house, anna.id, 2_500, then).await;
    let path = format!("/api/v1/audit.csv?who={}", anna.id);
    let request = house.api.request(Method::GET, &path, &as_page(&adam));
    let file = request.send().await.unwrap().text().await.unwrap();
    let rows: Vec<&str> = file.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 2_501);
    assert!(rows[0].starts_with("\"id\",\"at\",\"actor\""));
    assert!(
        rows[1..]
            .iter()
            .all(|row| row.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""))
    );
    let distinct: BTreeSet<&str> = rows.iter().copied().collect();
    assert_eq!(distinct.len(), rows.len(), "a line came twice");
}
