//! Delivery notes: written by staff, signed on the spot, and kept as they were.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseId, CaseStatus, Command, Content, DeliveryNoteId, DeliveryNoteView, Happened, PersonId,
    SignatureWay, StaffRole,
};
use uuid::Uuid;

use super::super::house::{House, Person, new_client_id};
use crate::cases::delivery::testing;

const TEXT: &str = "Bytt avloppspump och rensat silen.\nMaterial: pump D45, 1 st\nTid: 1,5 h";

impl House {
    /// A note that nobody has signed.
    pub(in super::super) async fn note_of(
        &self,
        case: CaseId,
        by: PersonId,
        text: &str,
    ) -> DeliveryNoteId {
        let note: Uuid = sqlx::query_scalar(
            "insert into delivery_notes (id, case_id, client_id, text, created_by)
             values (gen_random_uuid(), $1, gen_random_uuid(), $2, $3) returning id",
        )
        .bind(case.0)
        .bind(text)
        .bind(by.0)
        .fetch_one(&self.db)
        .await
        .unwrap();
        DeliveryNoteId(note)
    }

    /// A customer who has proven who they are.
    async fn known(&self, name: &str) -> Person {
        let person = self.customer(name).await;
        sqlx::query("update sessions set way = 'password' where person_id = $1")
            .bind(person.id.0)
            .execute(&self.db)
            .await
            .unwrap();
        person
    }

    async fn notes(&self, who: &Person, case: CaseId) -> Vec<DeliveryNoteView> {
        let path = format!("/api/v1/cases/{case}/delivery-notes");
        let request = self.api.request(Method::GET, &path, &who.identity());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    async fn signs(&self, who: &Person, note: DeliveryNoteId, form: &Value) -> (StatusCode, Value) {
        let path = format!("/api/v1/delivery-notes/{note}/signature");
        self.asks(who, Method::POST, &path, form).await
    }

    async fn fetches(&self, who: &Person, file: impl std::fmt::Display) -> (StatusCode, Vec<u8>) {
        let path = format!("/api/v1/files/{file}");
        let request = self.api.request(Method::GET, &path, &who.identity());
        let answer = request.send().await.unwrap();
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }

    async fn says_to_the_database(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.db).await.unwrap();
    }
}

/// Anna's case with one note, and who works with it.
async fn a_note(house: &House) -> (Person, Person, CaseId, DeliveryNoteView) {
    let (anna, maria) = (
        house.known("Anna Åberg").await,
        house.advisor("Maria").await,
    );
    let case = house.case_of(&anna).await;
    let path = format!("/api/v1/cases/{case}/delivery-notes");
    let new = json!({ "client_id": new_client_id(), "text": TEXT });
    let (status, note) = house.asks(&maria, Method::POST, &path, &new).await;
    assert_eq!(status, StatusCode::CREATED, "{note}");
    let (status, again) = house.asks(&maria, Method::POST, &path, &new).await;
    assert_eq!((status, &again), (StatusCode::OK, &note));
    (anna, maria, case, serde_json::from_value(note).unwrap())
}

fn drawn(note: &DeliveryNoteView) -> Value {
    json!({
        "name": "Anna Åberg", "text_sha256": note.text_sha256, "way": "drawn",
        "strokes": [[[10, 300], [120, 80], [300, 350]], [[500, 200]]],
    })
}

fn typed(note: &DeliveryNoteView) -> Value {
    json!({ "name": "Eva Ek", "text_sha256": note.text_sha256, "way": "typed" })
}

async fn moves(house: &House, who: &Person, case: CaseId, status: &str) {
    let version = house.sees(who, case).await.version;
    let path = format!("/api/v1/cases/{case}/status");
    let body = json!({ "version": version, "status": status });
    let (status, answer) = house.asks(who, Method::PUT, &path, &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn words(pdf: &[u8]) -> String {
    testing::pages(pdf).join("\n")
}

#[tokio::test]
async fn a_note_is_signed_by_the_customer_and_both_have_the_paper() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    moves(&house, &maria, case, "resolved").await;
    let seen = house.notes(&anna, case).await;
    assert_eq!(seen, std::slice::from_ref(&note));
    assert!(note.may_sign);
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let signed: DeliveryNoteView = serde_json::from_value(answer).unwrap();
    assert_eq!(
        house.notes(&maria, case).await,
        std::slice::from_ref(&signed)
    );
    assert_eq!(
        (&signed.text, &signed.text_sha256),
        (&note.text, &note.text_sha256)
    );
    let signature = signed.signature.unwrap();
    assert_eq!(signature.name, "Anna Åberg");
    assert_eq!(
        (signature.way, signature.held_by),
        (SignatureWay::Drawn, None)
    );
    assert_eq!(signature.strokes.len(), 2);

    let file = signature.file;
    assert_eq!(file.media_type, "application/pdf");
    let (status, pdf) = house.fetches(&anna, file.id).await;
    assert_eq!(status, StatusCode::OK);
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(i64::try_from(pdf.len()).unwrap(), file.size);
    assert_eq!(
        house.fetches(&maria, file.id).await,
        (StatusCode::OK, pdf.clone())
    );
    let stranger = house.customer("Bo").await;
    assert_eq!(
        house.fetches(&stranger, file.id).await.0,
        StatusCode::NOT_FOUND
    );
    let read = words(&pdf);
    for said in [
        "Följesedel",
        &note.number.to_string(),
        &note.title,
        "Bytt avloppspump och rensat silen.",
        "Material: pump D45, 1 st",
        "Anna Åberg",
        &note.text_sha256,
    ] {
        assert!(read.contains(said), "{said:?} is not in {read:?}");
    }

    // Who signs says nothing: what was resolved is not opened again, and the journal tells of it once.
    house.all_is_seen_to().await;
    let view = house.sees(&anna, case).await;
    assert_eq!(view.row.status, CaseStatus::Resolved);
    assert_eq!(view.files.len(), 1);
    let signatures = view.timeline.iter().filter(|moment| {
        matches!(&moment.what, Happened::Signed { by } if by == "Anna Åberg")
            || matches!(moment.what, Happened::File { .. })
    });
    assert_eq!(signatures.count(), 1);

    // It is never changed, and its paper is not taken back.
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(
        (status, answer["code"].as_str()),
        (StatusCode::CONFLICT, Some("conflict"))
    );
    let path = format!("/api/v1/delivery-notes/{}", note.id);
    let change = json!({ "version": signed.version, "text": "Annat." });
    let (status, _) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let gone = format!("{path}?version={}", signed.version);
    let (status, _) = house
        .asks(&maria, Method::DELETE, &gone, &json!(null))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    let shown = house.reads(&anna, view.papers).await;
    let paper = shown
        .iter()
        .find(|row| matches!(row.content, Content::File { .. }));
    let redact = Command::Redact {
        conversation: view.papers,
        client_id: new_client_id(),
        target: paper.unwrap().seq,
    };
    assert!(house.api.command(&anna.identity(), &redact).await.is_err());
    assert_eq!(house.fetches(&anna, file.id).await, (StatusCode::OK, pdf));
    for statement in [
        "update delivery_notes set text = 'x'",
        "update delivery_notes set signed_by = null",
        "delete from delivery_notes",
    ] {
        let refused = sqlx::query(statement).execute(&house.db).await;
        assert!(refused.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn of_many_who_sign_at_once_one_has_signed() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    let (by_hand, by_name) = (drawn(&note), typed(&note));
    let signing = (0..6).map(|n| match n % 2 {
        0 => house.signs(&anna, note.id, &by_hand),
        _ => house.signs(&maria, note.id, &by_name),
    });
    let mut statuses: Vec<u16> = join_all(signing)
        .await
        .into_iter()
        .map(|(status, _)| status.as_u16())
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    let view = house.sees(&anna, case).await;
    assert_eq!(view.files.len(), 1, "the others' papers are nowhere");
    let kept = "select count(*) from files where removed_at is null";
    let kept: i64 = sqlx::query_scalar(kept).fetch_one(&house.db).await.unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn what_was_changed_since_it_was_shown_is_not_signed() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    let path = format!("/api/v1/delivery-notes/{}", note.id);
    let change = json!({ "version": 1, "text": "Bytt två pumpar." });
    let (status, changed) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    // The second of two who change it is told.
    assert_eq!(
        house.asks(&maria, Method::PUT, &path, &change).await.0,
        StatusCode::CONFLICT
    );
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    // What the case is about is signed too.
    let now = house.notes(&anna, case).await.remove(0);
    sqlx::query("update cases set title = 'Något annat' where id = $1")
        .bind(case.0)
        .execute(&house.db)
        .await
        .unwrap();
    let (status, _) = house.signs(&anna, note.id, &drawn(&now)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(house.sees(&anna, case).await.files, []);
    let now = house.notes(&anna, case).await.remove(0);
    let (status, _) = house.signs(&anna, note.id, &drawn(&now)).await;
    assert_eq!(status, StatusCode::CREATED);
    // And stays what was signed, whatever the case is called later.
    house
        .says_to_the_database("update cases set title = 'Ännu ett namn'")
        .await;
    assert_eq!(house.notes(&anna, case).await[0].title, "Något annat");
}

#[tokio::test]
async fn a_note_is_signed_as_oneself_or_on_a_screen_that_was_handed_over() {
    let house = House::new().await;
    let (_, maria, case, note) = a_note(&house).await;
    let (bo, ulla) = (
        house.known("Bo").await,
        house.staff("Ulla", StaffRole::Advisor).await,
    );
    for stranger in [&bo, &ulla] {
        let (status, _) = house.signs(stranger, note.id, &typed(&note)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    let (status, _) = house
        .signs(&bo, DeliveryNoteId(new_client_id().0), &typed(&note))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // On the device alone nobody is known.
    let visitor = house.customer("Eva").await;
    let theirs = house.case_of(&visitor).await;
    let unknown = house.note_of(theirs, maria.id, TEXT).await;
    let shown = house.notes(&visitor, theirs).await.remove(0);
    assert!(!shown.may_sign);
    let (status, _) = house.signs(&visitor, unknown, &typed(&shown)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    // Whoever stands before an advisor's screen signs there, and whose it was is written down.
    let (status, answer) = house.signs(&maria, note.id, &typed(&note)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let signed = house.notes(&maria, case).await.remove(0).signature.unwrap();
    assert_eq!(
        (signed.name.as_str(), signed.way),
        ("Eva Ek", SignatureWay::Typed)
    );
    assert_eq!(signed.held_by.as_deref(), Some("Maria"));
    let (_, pdf) = house.fetches(&maria, signed.file.id).await;
    assert!(words(&pdf).contains("Maria räckte fram"));
}

#[tokio::test]
async fn what_is_no_signature_is_refused_in_words() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    let line = |n: u16| (0..n).map(|x| [x % 1000, 0]).collect::<Vec<_>>();
    let too_many = json!(vec![line(5_001)]);
    for (field, wrong) in [
        ("strokes", json!([])),
        ("strokes", json!([[[5, 5]]])),
        ("strokes", json!([[[0, 0], [1001, 0]]])),
        ("strokes", json!([[[0, 0], [-1, 0]]])),
        ("strokes", json!([[[0, 0], [1, 2, 3]]])),
        ("strokes", too_many),
        ("way", json!("typed")),
        ("way", json!("sworn")),
        ("name", json!("")),
        ("name", json!("Å".repeat(101))),
        ("name", json!("Eva\nEk")),
    ] {
        let mut form = drawn(&note);
        form[field] = wrong;
        let (status, answer) = house.signs(&anna, note.id, &form).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{field}: {answer}");
    }
    let path = format!("/api/v1/cases/{case}/delivery-notes");
    for text in ["", " \n\u{200b} ", &"å".repeat(20_001)] {
        let new = json!({ "client_id": new_client_id(), "text": text });
        let (status, _) = house.asks(&maria, Method::POST, &path, &new).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    moves(&house, &maria, case, "closed").await;
    assert!(!house.notes(&anna, case).await[0].may_sign);
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(answer["code"], "ended", "{status}");
    let new = json!({ "client_id": new_client_id(), "text": TEXT });
    let (_, answer) = house.asks(&maria, Method::POST, &path, &new).await;
    assert_eq!(answer["code"], "ended");
}

#[tokio::test]
async fn when_a_paper_is_not_kept_nothing_is_signed_and_signing_again_works() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    house
        .says_to_the_database(
            "create function dies() returns trigger language plpgsql as $$ begin raise 'killed'; end $$",
        )
        .await;
    // As the paper is stored; as it is shown; as the note is signed; and with the commit.
    for (killed, saved) in [
        (
            "create trigger dies before insert on files for each row execute function dies()",
            "drop trigger dies on files",
        ),
        (
            "create trigger dies before insert on messages for each row execute function dies()",
            "drop trigger dies on messages",
        ),
        (
            "create trigger dies before update on delivery_notes for each row execute function dies()",
            "drop trigger dies on delivery_notes",
        ),
        (
            "create constraint trigger dies after update on delivery_notes deferrable initially deferred
             for each row execute function dies()",
            "drop trigger dies on delivery_notes",
        ),
    ] {
        house.says_to_the_database(killed).await;
        let (status, _) = house.signs(&anna, note.id, &drawn(&note)).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{killed}");
        house.says_to_the_database(saved).await;
        assert_eq!(house.notes(&maria, case).await[0].signature, None);
        let view = house.sees(&maria, case).await;
        assert_eq!(view.files, []);
        let is_told = |what: &Happened| matches!(what, Happened::Signed { .. });
        assert!(!view.timeline.iter().any(|moment| is_told(&moment.what)));
    }
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(house.sees(&maria, case).await.files.len(), 1);
    // What is left of the attempts is no message's, so it is collected with what was uploaded and never sent.
    let left: i64 = sqlx::query_scalar(
        "select count(*) from files f where not exists (select from messages m where m.file_id = f.id)",
    )
    .fetch_one(&house.db)
    .await
    .unwrap();
    assert_eq!(left, 3);
}

#[tokio::test]
async fn notes_go_with_a_case_that_is_merged_and_what_was_signed_stays() {
    let house = House::new().await;
    let (anna, maria, case, note) = a_note(&house).await;
    let (status, answer) = house.signs(&anna, note.id, &drawn(&note)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let open = house.note_of(case, maria.id, "Återbesök.").await;
    let kind = house.case_type().await;
    let other = house.opens(&anna, &super::new_case(kind)).await;
    let version = house.sees(&maria, case).await.version;
    let path = format!("/api/v1/cases/{case}/merge");
    let merge = json!({ "version": version, "number": other.number });
    let (status, answer) = house.asks(&maria, Method::POST, &path, &merge).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let notes = house.notes(&anna, other.id).await;
    let of: Vec<_> = notes.iter().map(|note| (note.id, note.number)).collect();
    assert_eq!(of, [(note.id, note.number), (open, other.number)]);
    assert_eq!(notes[0].text_sha256, note.text_sha256);
    let (status, answer) = house.signs(&anna, open, &typed(&notes[1])).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}
