//! Cases, from the first word to the end.

mod at_once;
mod callbacks;
mod carried;
mod checklists;
mod claimed;
mod clocks;
mod delivery;
mod exported;
mod found;
mod handed_on;
mod hidden;
mod kept;
mod many;
mod merged;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use signaling::protocol::{
    CaseContact, CaseForm, CaseId, CaseReceipt, CaseTypeForm, CaseTypeId, CaseView, FormValue,
    FormValues, NewCase, PostalPlace,
};

use super::house::{House, Person, new_client_id};
use crate::{
    cases::{create_type, shipped},
    clock::Clock,
};

/// What the form of [`House::case_type`] asks for, filled in.
pub(super) fn values() -> FormValues {
    let text = |text: &str| FormValue::Text(text.into());
    let place = FormValue::Place(PostalPlace {
        postcode: "541 50".into(),
        town: "Skövde".into(),
    });
    let filled = [
        ("customer", text("Bokens äldreboende")),
        ("street", text("Storgatan 12, lgh 1103")),
        ("postal_place", place),
        ("reporter", text("Eva Ek")),
        ("reporter_phone", text("070-174 06 05")),
        ("access", text("yes")),
        ("invoice_reference", text("KST-4471")),
    ];
    FormValues(filled.map(|(key, value)| (key.to_owned(), value)).into())
}

/// A case that anybody may open.
pub(super) fn new_case(kind: CaseTypeId) -> NewCase {
    NewCase {
        client_id: new_client_id(),
        type_id: kind,
        version: 1,
        title: "Skövde diskmaskinen tömmer inte".into(),
        description: "Silen är rensad.".into(),
        values: values(),
        urgent: false,
        contact: CaseContact {
            name: "Eva Ek".into(),
            email: "eva.ek@kund.example".into(),
            phone: String::new(),
            language: "sv".into(),
        },
        customer: None,
        conversation: None,
        papers: None,
    }
}

impl House {
    /// A kind of case of the house's queue.
    pub(super) async fn case_type(&self) -> CaseTypeId {
        self.case_type_like(shipped::service_report(self.queue))
            .await
    }

    /// A kind of case with nothing to fill in and these promises.
    pub(super) async fn case_type_like(&self, form: CaseTypeForm) -> CaseTypeId {
        let id = CaseTypeId(Clock::System.uuid());
        let form = CaseTypeForm {
            slug: id.to_string(),
            ..form
        };
        let mut conn = self.db.acquire().await.unwrap();
        create_type(&mut conn, id, &form, None).await.unwrap();
        id
    }

    /// A case of `customer`'s.
    pub(super) async fn case_of(&self, customer: &Person) -> CaseId {
        let kind = self.case_type().await;
        self.opens(customer, &new_case(kind)).await.id
    }

    async fn opens(&self, person: &Person, new: &NewCase) -> CaseReceipt {
        let (status, answer) = self.asks(person, Method::POST, "/api/v1/cases", new).await;
        assert!(status.is_success(), "{status}: {answer}");
        serde_json::from_value(answer).unwrap()
    }

    async fn asks(
        &self,
        person: &Person,
        method: Method,
        path: &str,
        body: &impl serde::Serialize,
    ) -> (StatusCode, Value) {
        let request = self.api.request(method, path, &person.identity());
        let answer = request.json(body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn sees(&self, person: &Person, case: CaseId) -> CaseView {
        let path = format!("/api/v1/cases/{case}");
        let request = self.api.request(Method::GET, &path, &person.identity());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// `person` writes in a new thread of a case.
    async fn writes(
        &self,
        person: &Person,
        case: CaseId,
        text: &str,
    ) -> signaling::protocol::ConversationId {
        let path = format!("/api/v1/cases/{case}/threads");
        let body =
            serde_json::json!({ "client_id": new_client_id(), "subject": "Nyckeln", "text": text });
        let (status, answer) = self.asks(person, Method::POST, &path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        serde_json::from_value(answer["conversation"].clone()).unwrap()
    }

    /// Waits until nothing that was written in a case's log is left to be seen to.
    async fn all_is_seen_to(&self) {
        let seen = async {
            let left = "select exists (select from case_written)";
            while sqlx::query_scalar::<_, bool>(left)
                .fetch_one(&self.db)
                .await
                .unwrap()
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), seen)
            .await
            .expect("it is seen to");
    }
}

/// A kind of case that asks for nothing.
pub(super) fn plain(house: &House) -> CaseTypeForm {
    CaseTypeForm {
        form: CaseForm::default(),
        ..shipped::relocation(house.queue)
    }
}
