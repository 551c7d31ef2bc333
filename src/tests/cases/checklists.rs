//! Checklists: by rule, by hand, with papers, looked at, in the way of a status.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseId, CaseStatus, CaseTypeForm, CaseTypeId, ChecklistTemplateForm, ChecklistTemplateId,
    ChecklistView, Command, Content, DoneBy, FieldKind, FileId, FormField, FormOption, FormValue,
    FormValues, Happened, Localised, NewCase, Requirement, Resume, StepId, StepState, StepTemplate,
    StepView,
};

use super::{
    super::house::{House, Person, new_client_id},
    new_case, plain,
};
use crate::{
    cases::checklists::{create_template, shipped},
    clock::Clock,
};

impl House {
    /// A case of `customer`'s, and a step that they are to hand in.
    pub(in super::super) async fn case_with_step(&self, customer: &Person) -> (CaseId, StepId) {
        let (kind, _) = self.moving().await;
        let case = self.opens(customer, &moving(kind, "family")).await.id;
        let lists = self.checklists(customer, case).await;
        (case, lists[0].steps[0].id)
    }

    /// A kind of case whose form asks why, with two checklists that come by rule: papers always, work for work.
    async fn moving(&self) -> (CaseTypeId, ChecklistTemplateId) {
        let why = FormField {
            key: "reason".into(),
            label: said("Varför"),
            help: said(""),
            kind: FieldKind::Choice {
                options: ["work", "family"]
                    .map(|key| FormOption {
                        key: key.into(),
                        label: said(key),
                    })
                    .into(),
            },
            show: Vec::new(),
            required: Requirement::Always,
            staff_only: false,
        };
        let mut form: CaseTypeForm = plain(self);
        form.form.fields.push(why);
        let kind = self.case_type_like(form).await;
        self.has_template(&shipped::papers(kind)).await;
        let work = self.has_template(&shipped::work(kind)).await;
        (kind, work)
    }

    /// A kind of case whose checklist must be settled before the case is worked with.
    pub(super) async fn gated_case_type(&self) -> CaseTypeId {
        let kind = self.case_type_like(plain(self)).await;
        let mut template = shipped::papers(kind);
        template.conditions.clear();
        for step in &mut template.steps {
            step.gates = vec![CaseStatus::Active];
        }
        self.has_template(&template).await;
        kind
    }

    pub(super) async fn has_template(&self, form: &ChecklistTemplateForm) -> ChecklistTemplateId {
        let id = ChecklistTemplateId(Clock::System.uuid());
        let mut conn = self.db.acquire().await.unwrap();
        create_template(&mut conn, id, form, Clock::System.now())
            .await
            .unwrap();
        id
    }

    async fn checklists(&self, person: &Person, case: CaseId) -> Vec<ChecklistView> {
        let path = format!("/api/v1/cases/{case}/checklists");
        let request = self.api.request(Method::GET, &path, &person.identity());
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn brings(
        &self,
        person: &Person,
        step: &StepView,
        to: &str,
        reason: Option<&str>,
    ) -> (StatusCode, Value) {
        let path = format!("/api/v1/case-steps/{}", step.id);
        let mut body = json!({ "version": step.version, "to": to });
        if let Some(reason) = reason {
            body["reason"] = reason.into();
        }
        self.asks(person, Method::PUT, &path, &body).await
    }

    /// `person` uploads a file to the case's papers and adds it to a step.
    async fn hands_in(&self, person: &Person, case: CaseId, step: StepId) -> FileId {
        let papers = self.sees(person, case).await.papers;
        let file = self.uploads(person, papers).await;
        let (status, answer) = self.adds(person, step, file).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        file
    }

    async fn adds(&self, person: &Person, step: StepId, file: FileId) -> (StatusCode, Value) {
        let path = format!("/api/v1/case-steps/{step}/files");
        self.asks(person, Method::POST, &path, &json!({ "file": file }))
            .await
    }
}

fn said(text: &str) -> Localised {
    Localised {
        sv: text.into(),
        en: text.into(),
    }
}

fn moving(kind: CaseTypeId, reason: &str) -> NewCase {
    let reason = ("reason".to_owned(), FormValue::Text(reason.into()));
    NewCase {
        values: FormValues([reason].into()),
        ..new_case(kind)
    }
}

fn names(lists: &[ChecklistView]) -> Vec<&str> {
    lists.iter().map(|list| list.name.en.as_str()).collect()
}

#[tokio::test]
async fn a_paper_is_handed_in_sent_back_with_a_reason_and_settled() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (case, first) = house.case_with_step(&anna).await;
    let step = async |who: &Person| {
        let lists = house.checklists(who, case).await;
        lists[0].steps[0].clone()
    };

    let empty = step(&anna).await;
    assert_eq!(
        (empty.state, empty.done_by),
        (StepState::Open, DoneBy::Customer)
    );
    assert!(empty.due_on.is_some());
    let (status, answer) = house.brings(&anna, &empty, "handed_in", None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(answer["message"], "a file is to be added first");
    let file = house.hands_in(&anna, case, first).await;
    let (status, answer) = house.brings(&anna, &empty, "handed_in", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    // Twice is once.
    let (status, _) = house.brings(&anna, &empty, "handed_in", None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    // Whoever hands in does not approve.
    let handed = step(&anna).await;
    let (status, _) = house.brings(&anna, &handed, "settled", None).await;
    assert_eq!(status, StatusCode::CONFLICT);

    let (status, _) = house.brings(&maria, &handed, "sent_back", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let reason = "Halva sidan är borta.";
    let (status, answer) = house
        .brings(&maria, &handed, "sent_back", Some(reason))
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    let back = step(&anna).await;
    assert_eq!(
        (back.state, back.reason.as_deref()),
        (StepState::SentBack, Some(reason))
    );
    assert_eq!(back.files.len(), 1);

    let path = format!("/api/v1/case-steps/{first}/files/{file}");
    let (status, _) = house.asks(&anna, Method::DELETE, &path, &json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    house.hands_in(&anna, case, first).await;
    let (status, _) = house.brings(&anna, &back, "handed_in", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let again = step(&maria).await;
    let (status, _) = house.brings(&maria, &again, "settled", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let settled = step(&anna).await;
    assert_eq!((settled.state, settled.reason), (StepState::Settled, None));
    // A settled step takes no more files.
    let papers = house.sees(&anna, case).await.papers;
    let late = house.uploads(&anna, papers).await;
    assert_eq!(house.adds(&anna, first, late).await.0, StatusCode::CONFLICT);

    let told = house.sees(&anna, case).await.timeline;
    let states: Vec<StepState> = told
        .iter()
        .filter_map(|moment| match &moment.what {
            Happened::Step { to, .. } => Some(*to),
            _ => None,
        })
        .collect();
    use StepState::{HandedIn, SentBack, Settled};
    assert_eq!(states, [Settled, HandedIn, SentBack, HandedIn]);
}

#[tokio::test]
async fn what_comes_by_rule_comes_once_and_what_is_staffs_no_customer_sees() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (kind, _) = house.moving().await;
    let case = house.opens(&anna, &moving(kind, "family")).await.id;
    assert_eq!(
        names(&house.checklists(&anna, case).await),
        ["Papers for the move"]
    );

    // The answer is changed: what belongs to it comes, and what is there stays alone.
    for _ in 0..2 {
        let view = house.sees(&maria, case).await;
        let change = json!({
            "version": view.version, "title": new_client_id().to_string(), "description": "", "urgent": false,
            "values": { "reason": "work" },
        });
        let path = format!("/api/v1/cases/{case}");
        let (status, answer) = house.asks(&maria, Method::PUT, &path, &change).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let staffs = house.checklists(&maria, case).await;
    assert_eq!(names(&staffs), ["Papers for the move", "Work"]);
    let hidden = staffs[1].steps[1].clone();
    assert!(!hidden.public);
    let hers = house.checklists(&anna, case).await;
    assert_eq!(hers[1].steps.len(), 1);
    assert!(
        hers.iter()
            .flat_map(|list| &list.steps)
            .all(|step| step.gates.is_empty())
    );

    let (status, _) = house.brings(&anna, &hidden, "settled", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = house.brings(&maria, &hidden, "settled", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let is_step = |what: &Happened| matches!(what, Happened::Step { .. });
    let staffs = house.sees(&maria, case).await.timeline;
    assert!(staffs.iter().any(|moment| is_step(&moment.what)));
    let hers = house.sees(&anna, case).await.timeline;
    assert!(!hers.iter().any(|moment| is_step(&moment.what)));
    // A step of staff's that she sees is not hers to do either.
    let shown = house.checklists(&anna, case).await[0].steps[4].clone();
    let (status, _) = house.brings(&anna, &shown, "settled", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let papers = house.sees(&anna, case).await.papers;
    let file = house.uploads(&anna, papers).await;
    assert_eq!(
        house.adds(&anna, shown.id, file).await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        house.adds(&anna, hidden.id, file).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_step_keeps_a_case_from_a_status_and_is_named() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (case, _) = house.case_with_step(&anna).await;
    let moves = async |to: CaseStatus| {
        let version = house.sees(&maria, case).await.version;
        let path = format!("/api/v1/cases/{case}/status");
        let change = json!({ "version": version, "status": to });
        house.asks(&maria, Method::PUT, &path, &change).await
    };
    assert_eq!(moves(CaseStatus::Resolved).await.0, StatusCode::OK);
    let (status, answer) = moves(CaseStatus::Closed).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        answer["message"],
        "a step must be settled first: Flytten är anmäld"
    );
    let gate = house.checklists(&maria, case).await[0].steps[5].clone();
    assert_eq!(
        house.brings(&maria, &gate, "settled", None).await.0,
        StatusCode::NO_CONTENT
    );
    let (status, answer) = moves(CaseStatus::Closed).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // A closed case is written to no more.
    let first = house.checklists(&anna, case).await[0].steps[3].clone();
    assert_eq!(
        house.brings(&anna, &first, "settled", None).await.0,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn of_two_who_settle_a_step_at_once_one_is_told() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let (maria, klara) = (house.advisor("Maria").await, house.advisor("Klara").await);
    let (case, _) = house.case_with_step(&anna).await;
    let step = house.checklists(&maria, case).await[0].steps[4].clone();
    let (one, other) = tokio::join!(
        house.brings(&maria, &step, "settled", None),
        house.brings(&klara, &step, "settled", None),
    );
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn what_belongs_to_somebody_else_is_put_into_no_step() {
    let house = House::new().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let (case, step) = house.case_with_step(&anna).await;
    let (theirs, _) = house.case_with_step(&bo).await;
    let papers = house.sees(&bo, theirs).await.papers;
    let file = house.uploads(&bo, papers).await;
    assert_eq!(house.adds(&anna, step, file).await.0, StatusCode::NOT_FOUND);
    assert_eq!(house.adds(&bo, step, file).await.0, StatusCode::NOT_FOUND);
    // Nor is one's own into two.
    let own = house.hands_in(&anna, case, step).await;
    let other = house.checklists(&anna, case).await[0].steps[1].id;
    assert_eq!(house.adds(&anna, other, own).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_template_is_kept_changed_and_retired_and_what_is_wrong_is_said() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let rut = house
        .staff("Rut", signaling::protocol::StaffRole::Administrator)
        .await;
    let (kind, _) = house.moving().await;
    let path = "/api/v1/checklist-templates";
    let good = ChecklistTemplateForm {
        name: said("Bankkonto"),
        ..shipped::work(kind)
    };
    let (status, kept) = house.asks(&rut, Method::POST, path, &good).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    let id = kept["id"].as_str().unwrap().to_owned();

    let first = good.steps[0].clone();
    let with = |step: StepTemplate| ChecklistTemplateForm {
        steps: vec![step],
        ..good.clone()
    };
    let mut elsewhere = good.clone();
    elsewhere.conditions[0].field = "nothing".into();
    let mut unknown = good.clone();
    unknown.conditions[0].any_of = vec!["holiday".into()];
    let untyped = ChecklistTemplateForm {
        type_id: None,
        ..good.clone()
    };
    for (bad, says) in [
        (
            ChecklistTemplateForm {
                name: said(""),
                ..good.clone()
            },
            "name",
        ),
        (
            ChecklistTemplateForm {
                steps: Vec::new(),
                ..good.clone()
            },
            "steps",
        ),
        (
            ChecklistTemplateForm {
                steps: vec![first.clone(); 61],
                ..good.clone()
            },
            "steps",
        ),
        (
            with(StepTemplate {
                public: false,
                ..first.clone()
            }),
            "public",
        ),
        (
            with(StepTemplate {
                due_in_days: Some(732),
                ..first.clone()
            }),
            "due_in_days",
        ),
        (
            with(StepTemplate {
                instruction: said(&"x".repeat(1_001)),
                ..first.clone()
            }),
            "instruction",
        ),
        (
            with(StepTemplate {
                done_by: DoneBy::Staff,
                ..first
            }),
            "is_reviewed",
        ),
        (elsewhere, "nothing"),
        (unknown, "option"),
        (untyped, "conditions"),
    ] {
        let (status, answer) = house.asks(&rut, Method::POST, path, &bad).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{says}: {answer}");
        let told = answer["message"].as_str().unwrap();
        assert!(told.contains(says), "{says}: {told}");
    }

    // By hand, and no more once it is retired.
    let case = house.opens(&anna, &moving(kind, "family")).await.id;
    let lists = format!("/api/v1/cases/{case}/checklists");
    let (status, all) = house
        .asks(&maria, Method::POST, &lists, &json!({ "template": id }))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{all}");
    assert_eq!(all[1]["name"]["en"], "Bankkonto");
    let retired = ChecklistTemplateForm {
        version: 1,
        retired: true,
        ..good
    };
    let one = format!("{path}/{id}");
    let (status, answer) = house.asks(&rut, Method::PUT, &one, &retired).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (status, _) = house.asks(&rut, Method::PUT, &one, &retired).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, _) = house
        .asks(&maria, Method::POST, &lists, &json!({ "template": id }))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(house.checklists(&anna, case).await.len(), 2);
}

#[tokio::test]
async fn a_paper_of_a_hidden_step_or_a_note_is_not_even_told_by_its_name() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (kind, _) = house.moving().await;
    let case = house.opens(&anna, &moving(kind, "work")).await.id;
    let notes = house.sees(&maria, case).await.notes.unwrap();
    let from = Resume {
        conversation: notes,
        after: 0,
    };
    let look = Command::Open { from };
    house.api.command(&maria.identity(), &look).await.unwrap();
    let hidden = house.checklists(&maria, case).await[1].steps[1].clone();
    // One that was sent up to the papers is no note's.
    let part = format!("/api/v1/cases/{case}/part");
    house.asks(&maria, Method::POST, &part, &json!({})).await;
    let papers = house.sees(&maria, case).await.papers;
    let shown = house.uploads(&maria, papers).await;
    assert_eq!(
        house.adds(&maria, hidden.id, shown).await.0,
        StatusCode::NOT_FOUND
    );
    let file = house.uploads(&maria, notes).await;
    let (status, answer) = house.adds(&maria, hidden.id, file).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    house.all_is_seen_to().await;

    let staffs = house.checklists(&maria, case).await;
    assert_eq!(staffs[1].steps[1].files.len(), 1);
    let hers = house.sees(&anna, case).await;
    assert_eq!(hers.files, []);
    let told = serde_json::to_string(&hers).unwrap();
    assert!(
        !told.contains(&file.to_string()) && !told.contains("\"type\":\"file\""),
        "{told}"
    );
    let path = format!("/api/v1/files/{file}");
    let request = house.api.request(Method::GET, &path, &anna.identity());
    assert_eq!(
        request.send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_paper_that_was_handed_in_is_not_taken_back_and_one_that_was_is_not_handed_in() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (case, first) = house.case_with_step(&anna).await;
    let papers = house.sees(&anna, case).await.papers;
    let takes_back = async |target: i64| {
        let back = Command::Redact {
            conversation: papers,
            client_id: new_client_id(),
            target,
        };
        house.api.command(&anna.identity(), &back).await
    };
    let seq_of = async |file: FileId| {
        let read = house.reads(&anna, papers).await;
        let shown = read.iter().find(
            |message| matches!(&message.content, Content::File { file: there } if there.id == file),
        );
        shown.unwrap().seq
    };
    let step = async || house.checklists(&anna, case).await[0].steps[0].clone();

    let slip = house.hands_in(&anna, case, first).await;
    takes_back(seq_of(slip).await).await.unwrap();
    let (status, answer) = house.brings(&anna, &step().await, "handed_in", None).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    assert_eq!(answer["message"], "a file is to be added first");

    let file = house.hands_in(&anna, case, first).await;
    let seq = seq_of(file).await;
    let says = "handed in or settled";
    for (who, to) in [(&anna, "handed_in"), (&maria, "settled")] {
        let (status, answer) = house.brings(who, &step().await, to, None).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        let refused = takes_back(seq).await.unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
    }
    assert_eq!(step().await.files.len(), 1);
    let (status, answer) = house.brings(&maria, &step().await, "open", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    takes_back(seq).await.unwrap();
    assert_eq!(step().await.files.len(), 0);
}

#[tokio::test]
async fn a_word_does_not_move_a_case_past_what_must_be_settled_first() {
    let house = House::new().await;
    let kind = house.gated_case_type().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let mut new = new_case(kind);
    new.values.0.clear();
    let case = house.opens(&anna, &new).await.id;
    let thread = house.writes(&maria, case, "Vi behöver dina papper.").await;
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::New);
    let path = format!("/api/v1/cases/{case}/status");
    let wait = json!({ "version": view.version, "status": "waiting" });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &wait).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    house.says(&anna, thread, "Jag letar.").await;
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::Waiting);
    assert!(view.row.waits_since.is_some(), "she is heard all the same");
    assert_eq!(view.threads[0].last, "Jag letar.");
    // Once all is settled, her next word moves it.
    sqlx::query("update checklist_steps set state = 'settled'")
        .execute(&house.db)
        .await
        .unwrap();
    house.says(&anna, thread, "Här är de.").await;
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::Active);
}
