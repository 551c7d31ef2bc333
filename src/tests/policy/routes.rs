//! Every route.

use std::{collections::BTreeSet, fs, path::Path};

use loadtest::Identity;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use signaling::protocol::{
    CaseId, CaseTypeForm, CaseTypeId, ChecklistTemplateForm, Command, ConversationId,
    DeliveryNoteId, FileId, StaffRole, StepId, UploadId,
};
use uuid::Uuid;

use super::{
    super::{
        cases::new_case,
        house::{House, new_client_id},
    },
    Cast, EVERYBODY,
};
use crate::{
    cases::{checklists, shipped},
    identity::{Cost, Password, hash},
};

/// The policy: HTTP statuses in the order of [`EVERYBODY`]: anonymous, own, other, uninvolved, involved, supervisor,
/// administrator.
#[rustfmt::skip]
const POLICY: &[(&str, &str, [u16; 7])] = &[
    ("any",    "/socket",                                          [400, 400, 400, 400, 400, 400, 400]),
    ("post",   "/api/v1/visitors",                                 [201, 201, 201, 201, 201, 201, 201]),
    ("post",   "/api/v1/session",                                  [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/api/v1/session",                                  [401, 403, 403, 200, 200, 200, 200]),
    ("delete", "/api/v1/session",                                  [204, 204, 204, 204, 204, 204, 204]),
    ("get",    "/api/v1/sessions",                                 [401, 200, 200, 200, 200, 200, 200]),
    // Somebody else's session is nobody's.
    ("delete", "/api/v1/sessions/{session}",                       [401, 404, 404, 404, 404, 404, 404]),
    // The same for everybody: whoever asks learns nothing.
    ("post",   "/api/v1/accounts",                                 [202, 202, 202, 202, 202, 202, 202]),
    ("post",   "/api/v1/sign-in-links",                            [202, 202, 202, 202, 202, 202, 202]),
    ("post",   "/api/v1/password-resets",                          [202, 202, 202, 202, 202, 202, 202]),
    ("post",   "/api/v1/user-name-reminders",                      [202, 202, 202, 202, 202, 202, 202]),
    ("post",   "/api/v1/mail-links/look",                          [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/mail-links/use",                           [404, 404, 404, 404, 404, 404, 404]),
    // One's own; a visitor has none. There is no address for anybody else's.
    ("get",    "/api/v1/profile",                                  [401, 403, 403, 200, 200, 200, 200]),
    ("put",    "/api/v1/profile",                                  [401, 403, 403, 204, 204, 204, 204]),
    ("put",    "/api/v1/profile/email",                            [401, 403, 403, 202, 202, 202, 202]),
    ("put",    "/api/v1/profile/user-name",                        [401, 403, 403, 204, 204, 204, 204]),
    ("delete", "/api/v1/profile/identifiers/{identifier}",         [401, 403, 403, 404, 404, 404, 404]),
    ("put",    "/api/v1/password",                                 [401, 403, 403, 204, 204, 204, 204]),
    ("get",    "/api/v1/sign-ins/providers",                       [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/api/v1/sign-ins",                                 [404, 404, 404, 404, 404, 404, 404]),
    // A sign-in is the browser's that began it, whoever asks.
    ("get",    "/api/v1/sign-ins/{sign_in}",                       [404, 404, 404, 404, 404, 404, 404]),
    ("delete", "/api/v1/sign-ins/{sign_in}",                       [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/sign-ins/{sign_in}/finish",                [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/sign-ins/{sign_in}/return",                [404, 404, 404, 404, 404, 404, 404]),
    // A ticket, a challenge or an invitation is whoever's shows it; these show none that works.
    ("post",   "/api/v1/session/second-factor",                    [401, 401, 401, 401, 401, 401, 401]),
    ("post",   "/api/v1/session/enrolment",                        [401, 401, 401, 401, 401, 401, 401]),
    ("post",   "/api/v1/session/enrolment/confirm",                [401, 401, 401, 401, 401, 401, 401]),
    // The test's address is one of figures, which has no passkeys.
    ("post",   "/api/v1/session/passkey/challenge",                [409, 409, 409, 409, 409, 409, 409]),
    ("post",   "/api/v1/session/passkey",                          [400, 400, 400, 400, 400, 400, 400]),
    ("post",   "/api/v1/invitations/look",                         [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/invitations/accept",                       [404, 404, 404, 404, 404, 404, 404]),
    // One's own; visitors have nothing to sign in to.
    ("get",    "/api/v1/second-factor",                            [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/second-factor/totp",                       [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/second-factor/totp/confirm",               [401, 403, 403, 400, 400, 400, 400]),
    ("post",   "/api/v1/second-factor/totp/remove",                [401, 403, 403, 404, 404, 404, 404]),
    ("post",   "/api/v1/second-factor/recovery-codes",             [401, 403, 403, 404, 404, 404, 404]),
    ("get",    "/api/v1/passkeys",                                 [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/passkeys/challenge",                       [401, 403, 403, 409, 409, 409, 409]),
    ("post",   "/api/v1/passkeys",                                 [401, 403, 403, 401, 401, 401, 401]),
    ("put",    "/api/v1/passkeys/{passkey}",                       [401, 403, 403, 404, 404, 404, 404]),
    ("delete", "/api/v1/passkeys/{passkey}",                       [401, 403, 403, 404, 404, 404, 404]),
    // Administrators only; the last sees that there is nobody of that name.
    ("get",    "/api/v1/staff",                                    [401, 403, 403, 403, 403, 403, 200]),
    ("post",   "/api/v1/staff",                                    [401, 403, 403, 403, 403, 403, 201]),
    ("put",    "/api/v1/staff/{person}",                           [401, 403, 403, 403, 403, 403, 404]),
    ("post",   "/api/v1/staff/{person}/deactivate",                [401, 403, 403, 403, 403, 403, 404]),
    ("post",   "/api/v1/staff/{person}/reactivate",                [401, 403, 403, 403, 403, 403, 404]),
    ("post",   "/api/v1/staff/{person}/invitation",                [401, 403, 403, 403, 403, 403, 404]),
    ("delete", "/api/v1/staff/{person}/invitation",                [401, 403, 403, 403, 403, 403, 404]),
    ("delete", "/api/v1/staff/{person}/second-factor",             [401, 403, 403, 403, 403, 403, 404]),
    ("get",    "/api/v1/role-rules",                               [401, 403, 403, 403, 403, 403, 200]),
    ("put",    "/api/v1/role-rules",                               [401, 403, 403, 403, 403, 403, 200]),
    // Whoever works here is out where the objects are; supervisors and administrators read files in and retire.
    ("get",    "/api/v1/objects",                                  [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/objects",                                  [401, 403, 403, 201, 201, 201, 201]),
    ("get",    "/api/v1/objects.csv",                              [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/objects/import",                           [401, 403, 403, 403, 403, 200, 200]),
    ("get",    "/api/v1/objects/{object}",                         [401, 403, 403, 404, 404, 404, 404]),
    ("put",    "/api/v1/objects/{object}",                         [401, 403, 403, 404, 404, 404, 404]),
    ("post",   "/api/v1/objects/{object}/retire",                  [401, 403, 403, 403, 403, 404, 404]),
    ("post",   "/api/v1/objects/{object}/reinstate",               [401, 403, 403, 403, 403, 404, 404]),
    ("get",    "/api/v1/objects/{object}/label.svg",               [401, 403, 403, 404, 404, 404, 404]),
    // Whoever stands before a label; nothing has this number.
    ("get",    "/api/v1/objects/by-number/{number}",               [404, 404, 404, 404, 404, 404, 404]),
    // By a provider's signature, whoever brings it.
    ("post",   "/api/v1/sign-ins/back-channel/{provider}",         [404, 404, 404, 404, 404, 404, 404]),
    // To the page that says that there is nothing to come back to.
    ("get",    "/sign-in/callback/{provider}",                     [303, 303, 303, 303, 303, 303, 303]),
    // Each command has a row of its own in `commands`.
    ("post",   "/api/v1/commands",                                 [401, 403, 403, 403, 403, 200, 200]),
    ("get",    "/api/v1/openapi.json",                             [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/api/v1/audit",                                    [401, 403, 403, 403, 403, 403, 200]),
    ("get",    "/api/v1/audit.csv",                                [401, 403, 403, 403, 403, 403, 200]),
    ("get",    "/api/v1/queues",                                   [200, 200, 200, 200, 200, 200, 200]),
    // A supervisor joins first.
    ("post",   "/api/v1/conversations/{conversation}/files",       [401, 201, 404, 404, 201, 403, 403]),
    ("post",   "/api/v1/conversations/{conversation}/uploads",     [401, 201, 404, 404, 201, 403, 403]),
    // The customer's own, and a part that it does not have; the others are missing.
    ("get",    "/api/v1/uploads/{upload}",                         [401, 200, 404, 404, 404, 404, 404]),
    ("put",    "/api/v1/uploads/{upload}/parts/{number}",          [401, 404, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/uploads/{upload}/finish",                  [401, 409, 404, 404, 404, 404, 404]),
    ("delete", "/api/v1/uploads/{upload}",                         [401, 204, 404, 404, 404, 404, 404]),
    ("get",    "/api/v1/conversations/{conversation}/transcript",  [401, 200, 404, 404, 200, 200, 200]),
    ("get",    "/api/v1/conversations/{conversation}/customer",    [401, 403, 403, 404, 200, 200, 200]),
    // Kinds of cases are for who sets things up.
    ("get",    "/api/v1/case-types",                               [401, 200, 200, 200, 200, 200, 200]),
    ("post",   "/api/v1/case-types",                               [401, 403, 403, 403, 403, 201, 201]),
    ("put",    "/api/v1/case-types/{case_type}",                   [401, 403, 403, 403, 403, 404, 404]),
    // Staff upload when the case is open.
    ("post",   "/api/v1/case-papers",                              [401, 201, 201, 403, 403, 403, 403]),
    ("get",    "/api/v1/case-figures",                             [401, 403, 403, 200, 200, 200, 200]),
    ("get",    "/api/v1/my-cases",                                 [401, 200, 200, 403, 403, 403, 403]),
    // A visitor has proven no address; the case is nobody's.
    ("get",    "/api/v1/claims",                                   [401, 200, 200, 403, 403, 403, 403]),
    ("post",   "/api/v1/claims",                                   [401, 404, 404, 403, 403, 403, 403]),
    ("get",    "/api/v1/cases",                                    [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/cases",                                    [401, 201, 201, 201, 201, 201, 201]),
    ("get",    "/api/v1/cases.csv",                                [401, 403, 403, 200, 200, 200, 200]),
    // One's own lists: somebody else's are nobody's. The order is that of lists that there are not.
    ("get",    "/api/v1/case-views",                               [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/case-views",                               [401, 403, 403, 201, 201, 201, 201]),
    ("put",    "/api/v1/case-views/{view}",                        [401, 403, 403, 404, 404, 404, 404]),
    ("delete", "/api/v1/case-views/{view}",                        [401, 403, 403, 404, 404, 404, 404]),
    ("put",    "/api/v1/case-view-order",                          [401, 403, 403, 409, 409, 409, 409]),
    ("put",    "/api/v1/case-columns",                             [401, 403, 403, 204, 204, 204, 204]),
    // A case is its customer's and its team's; those who oversee see all. The changes are of an old version.
    ("get",    "/api/v1/cases/{case}",                             [401, 200, 404, 404, 200, 200, 200]),
    ("put",    "/api/v1/cases/{case}",                             [401, 403, 404, 404, 409, 409, 409]),
    ("put",    "/api/v1/cases/{case}/status",                      [401, 403, 404, 404, 409, 409, 409]),
    ("put",    "/api/v1/cases/{case}/owner",                       [401, 403, 404, 404, 409, 409, 409]),
    ("put",    "/api/v1/cases/{case}/people",                      [401, 403, 404, 404, 409, 409, 409]),
    ("post",   "/api/v1/cases/{case}/threads",                     [401, 201, 404, 404, 201, 201, 201]),
    ("post",   "/api/v1/cases/{case}/part",                        [401, 403, 404, 404, 204, 204, 204]),
    // A call about a request of another day.
    ("put",    "/api/v1/cases/{case}/callback",                    [401, 200, 404, 404, 200, 200, 200]),
    ("post",   "/api/v1/cases/{case}/callback/calls",              [401, 403, 404, 404, 409, 409, 409]),
    ("delete", "/api/v1/cases/{case}/callback",                    [401, 204, 404, 404, 204, 204, 204]),
    // A template that is not there, and a step of an old version or a file that is nobody's.
    ("get",    "/api/v1/cases/{case}/checklists",                  [401, 200, 404, 404, 200, 200, 200]),
    ("post",   "/api/v1/cases/{case}/checklists",                  [401, 403, 404, 404, 404, 404, 404]),
    ("put",    "/api/v1/case-steps/{step}",                        [401, 409, 404, 404, 409, 409, 409]),
    ("post",   "/api/v1/case-steps/{step}/files",                  [401, 404, 404, 404, 404, 404, 404]),
    ("delete", "/api/v1/case-steps/{step}/files/{file}",           [401, 404, 404, 404, 404, 404, 404]),
    ("get",    "/api/v1/checklist-templates",                      [401, 403, 403, 200, 200, 200, 200]),
    ("post",   "/api/v1/checklist-templates",                      [401, 403, 403, 403, 403, 201, 201]),
    ("put",    "/api/v1/checklist-templates/{template}",           [401, 403, 403, 403, 403, 404, 404]),
    // Staff write them, whoever it was done for signs: with a hash of something else.
    ("get",    "/api/v1/cases/{case}/delivery-notes",              [401, 200, 404, 404, 200, 200, 200]),
    ("post",   "/api/v1/cases/{case}/delivery-notes",              [401, 403, 404, 404, 201, 201, 201]),
    ("put",    "/api/v1/delivery-notes/{note}",                    [401, 403, 403, 404, 409, 409, 409]),
    ("delete", "/api/v1/delivery-notes/{note}",                    [401, 403, 403, 404, 409, 409, 409]),
    ("post",   "/api/v1/delivery-notes/{note}/signature",          [401, 403, 404, 404, 409, 409, 409]),
    // With a case that is not there.
    ("post",   "/api/v1/cases/{case}/links",                       [401, 403, 404, 404, 404, 404, 404]),
    ("delete", "/api/v1/cases/{case}/links/{number}",              [401, 403, 404, 404, 404, 404, 404]),
    ("post",   "/api/v1/cases/{case}/merge",                       [401, 403, 404, 404, 404, 404, 404]),
    ("get",    "/api/v1/files/{file}",                             [401, 200, 404, 404, 200, 200, 200]),
    ("get",    "/api/v1/files/{file}/preview",                     [401, 200, 404, 404, 200, 200, 200]),
    ("any",    "/api/{*rest}",                                     [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/healthz",                                         [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/readyz",                                          [200, 200, 200, 200, 200, 200, 200]),
    // By address and not by person: the test asks from this machine.
    ("get",    "/metrics",                                         [200, 200, 200, 200, 200, 200, 200]),
    // Pages hold nothing of anybody's. 0: whatever the built client says, but the same for everybody.
    ("get",    "/",                                                [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/demo",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/widget",                                          [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/widget.js",                                       [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk/cases",                                      [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk/cases/new",                                  [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk/checklists",                                 [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk/case/{number}",                              [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/desk/case-types",                                 [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/invitation",                                      [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/api/docs",                                        [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/wall",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/sign-in",                                         [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/account",                                         [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/my",                                              [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/my/{*rest}",                                      [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/report/{number}",                                 [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/link",                                            [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/meeting/{id}",                                    [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/sign-in/return",                                  [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/m/{link}",                                        [0, 0, 0, 0, 0, 0, 0]),
    // On a developer's machine only.
    ("get",    "/dev/gallery",                                     [0, 0, 0, 0, 0, 0, 0]),
    ("get",    "/simulators/bankid",                               [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/bankid.css",                           [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/bankid/open",                          [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/bankid/answer",                        [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/bankid/calls",                         [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/bankid/faults",                        [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/bankid/faults",                        [204, 204, 204, 204, 204, 204, 204]),
    ("get",    "/simulators/mail",                                 [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail.css",                             [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail.json",                            [200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/simulators/mail/faults",                          [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/mail/faults",                          [204, 204, 204, 204, 204, 204, 204]),
    ("get",    "/simulators/oidc/{provider}/.well-known/openid-configuration", [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/oidc/{provider}/keys",                 [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/oidc/{provider}/authorize",            [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/oidc/{provider}/authorize",            [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/oidc/{provider}/token",                [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/oidc/{provider}/userinfo",             [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/oidc/{provider}/end-session",          [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/oidc/{provider}/sessions",             [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/oidc/{provider}/log-out",              [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/oidc/{provider}/faults",               [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/oidc/{provider}/rotate",               [404, 404, 404, 404, 404, 404, 404]),
    ("get",    "/simulators/freja",                                [200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/simulators/freja",                                [404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/simulators/freja/faults",                         [204, 204, 204, 204, 204, 204, 204]),
    // Last: it ends the sessions that the rows above ask with.
    ("delete", "/api/v1/sessions",                                 [401, 204, 204, 204, 204, 204, 204]),
];

#[test]
fn every_route_has_a_row() {
    let mut routes = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut routes,
    );
    assert!(
        routes.contains(&("post".to_owned(), "/api/v1/commands".to_owned())),
        "routes are no longer found"
    );
    let rows: BTreeSet<(String, String)> = POLICY
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    assert!(missing.is_empty(), "write down who may: {missing:?}");
    let gone: Vec<_> = rows.difference(&routes).collect();
    assert!(gone.is_empty(), "rows for routes that are gone: {gone:?}");
}

#[tokio::test]
async fn every_route_answers_as_written() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    let own = house.customer("Anna").await;
    let visit = house.talking(&own, &cast.involved).await;
    let file = house.uploads(&own, visit.conversation).await;
    let send = Command::SendFile {
        conversation: visit.conversation,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&own.identity(), &send).await.unwrap();
    let colleague = house.staff("Klara", StaffRole::Advisor).await;
    let password = Password::choose("rätt lösen för mig").unwrap();
    sqlx::query("insert into credentials (person_id, password_hash) values ($1, $2)")
        .bind(colleague.id.0)
        .bind(hash(password, Cost::LoadTest).await.unwrap())
        .execute(&house.db)
        .await
        .unwrap();
    let email = format!("{}@linden.example", colleague.id);
    sqlx::query(
        "insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
         values (gen_random_uuid(), $1, 'email', $2, now(), 'operator')",
    )
    .bind(colleague.id.0)
    .bind(&email)
    .execute(&house.db)
    .await
    .unwrap();

    let (case, step) = house.case_with_step(&own).await;
    let things = Things {
        note: house.note_of(case, colleague.id, "Bytt avloppspump.").await,
        conversation: visit.conversation,
        file,
        upload: house.begins_upload(&own, visit.conversation).await,
        email,
        kind: house.case_type().await,
        case,
        step,
    };
    let mut wrong = Vec::new();
    for (method, path, statuses) in POLICY {
        let mut seen = BTreeSet::new();
        for (caller, expected) in EVERYBODY.into_iter().zip(*statuses) {
            let who = match cast.who(caller, &own) {
                // Signing out ends this session alone.
                Some(who) if *method == "delete" => Some(house.again(who, "1 day").await),
                Some(who) => Some(who.clone()),
                None => None,
            };
            let identity = who.map_or(Identity::Nobody, |who| who.identity());
            let request = request(&house, &identity, method, path, &things);
            let status = request.send().await.unwrap().status().as_u16();
            seen.insert(status);
            if expected != 0 && status != expected {
                wrong.push(format!(
                    "{method} {path} as {caller:?}: {status} and not {expected}"
                ));
            }
        }
        if statuses[0] == 0 && (seen.len() != 1 || seen.contains(&401) || seen.contains(&403)) {
            wrong.push(format!("{method} {path}: a page answers {seen:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

/// What the routes are about.
struct Things {
    conversation: ConversationId,
    file: FileId,
    upload: UploadId,
    email: String,
    kind: CaseTypeId,
    case: CaseId,
    step: StepId,
    note: DeliveryNoteId,
}

fn request(
    house: &House,
    identity: &Identity,
    method: &str,
    path: &str,
    things: &Things,
) -> RequestBuilder {
    let email = things.email.as_str();
    let path = path
        .replace("{conversation}", &things.conversation.to_string())
        .replace("{file}", &things.file.to_string())
        .replace("{upload}", &things.upload.to_string())
        .replace("{case}", &things.case.to_string())
        .replace("{step}", &things.step.to_string())
        .replace("{template}", &new_client_id().to_string())
        .replace("{note}", &things.note.to_string())
        .replace("{case_type}", &new_client_id().to_string())
        .replace("{view}", &new_client_id().to_string())
        .replace("{number}", "2099-000001")
        .replace("{session}", &new_client_id().to_string())
        .replace("{identifier}", &new_client_id().to_string())
        .replace("{sign_in}", &new_client_id().to_string())
        .replace("{passkey}", &new_client_id().to_string())
        .replace("{person}", &new_client_id().to_string())
        .replace("{object}", &new_client_id().to_string())
        .replace("{number}", "M-999999")
        .replace("{provider}", "nobody")
        .replace("{*rest}", "v1/nothing")
        .replace("/objects/import", "/objects/import?dry_run=false");
    let path = match method {
        "delete" if path.starts_with("/api/v1/delivery-notes/") => format!("{path}?version=0"),
        _ => path,
    };
    let method = match method {
        "any" => Method::GET,
        other => other.to_uppercase().parse().unwrap(),
    };
    let has_body = method == Method::POST || method == Method::PUT;
    let request = house.api.request(method, &path, identity);
    match path.as_str() {
        _ if !has_body => request,
        "/api/v1/visitors" => request.json(&json!({})),
        "/api/v1/session" => {
            request.json(&json!({ "login": email, "password": "rätt lösen för mig" }))
        }
        "/api/v1/accounts" => {
            request.json(&json!({ "email": email, "password": "rätt lösen för mig" }))
        }
        "/api/v1/sign-in-links" | "/api/v1/password-resets" | "/api/v1/user-name-reminders" => {
            request.json(&json!({ "login": email }))
        }
        "/api/v1/mail-links/look" | "/api/v1/mail-links/use" => {
            request.json(&json!({ "token": "nobodys" }))
        }
        "/api/v1/profile" => request.json(&json!({
            "name": "Kim", "phone": "", "street": "", "postcode": "", "town": "", "country": "", "born_on": "",
            "about": "", "language": "sv", "notify_email": true, "notify_sms": false
        })),
        "/api/v1/profile/email" => request.json(&json!({ "email": "kim@example.org" })),
        "/api/v1/profile/user-name" => {
            request.json(&json!({ "user_name": new_client_id().to_string() }))
        }
        "/api/v1/password" => request.json(&json!({ "new": "rätt lösen för mig" })),
        "/api/v1/sign-ins" => request.json(&json!({ "provider": "nobody", "purpose": "sign_in" })),
        "/api/v1/session/second-factor" => {
            request.json(&json!({ "ticket": "x", "way": "totp", "code": "123456" }))
        }
        "/api/v1/session/enrolment" | "/api/v1/session/enrolment/confirm" => {
            request.json(&json!({ "ticket": "x", "code": "123456" }))
        }
        "/api/v1/session/passkey/challenge" => request.json(&json!({})),
        "/api/v1/session/passkey" => {
            request.json(&json!({ "challenge": new_client_id(), "credential": {} }))
        }
        "/api/v1/invitations/look" => request.json(&json!({ "token": "x" })),
        "/api/v1/invitations/accept" => {
            request.json(&json!({ "token": "x", "password": "rätt lösen för mig" }))
        }
        path if path.starts_with("/api/v1/second-factor/") => request.json(&json!({ "code": "" })),
        "/api/v1/passkeys/challenge" => request,
        "/api/v1/passkeys" => request.json(&new_passkey()),
        path if path.starts_with("/api/v1/passkeys/") => request.json(&json!({ "name": "Ny" })),
        "/api/v1/staff" => request.json(&json!({
            "email": format!("{}@linden.example", new_client_id()), "name": "Nina", "post": post(),
        })),
        path if path.starts_with("/api/v1/staff/") => {
            request.json(&json!({ "name": "Nina", "post": post(), "version": 1 }))
        }
        "/api/v1/objects" => request.json(&object()),
        "/api/v1/objects/import?dry_run=false" => request
            .header(reqwest::header::CONTENT_TYPE, "text/csv")
            .body("namn\nUgn"),
        path if path.starts_with("/api/v1/objects/") => {
            request.json(&json!({ "object": object(), "version": 1 }))
        }
        "/api/v1/role-rules" => request.json(&json!({ "role": "advisor", "second_factor": false })),
        "/api/v1/commands" => request.json(&Command::Settings),
        "/api/v1/case-papers" => request,
        "/api/v1/case-types" => request.json(&case_type(house, new_client_id().to_string(), 0)),
        path if path.starts_with("/api/v1/case-types/") => {
            request.json(&case_type(house, "other".into(), 1))
        }
        "/api/v1/checklist-templates" => request.json(&template(0)),
        path if path.starts_with("/api/v1/checklist-templates/") => request.json(&template(1)),
        path if path.starts_with("/api/v1/case-steps/") && path.ends_with("/files") => {
            request.json(&json!({ "file": new_client_id() }))
        }
        path if path.starts_with("/api/v1/case-steps/") => {
            request.json(&json!({ "version": 0, "to": "handed_in" }))
        }
        "/api/v1/case-view-order" => request.json(&json!({ "views": [new_client_id()] })),
        "/api/v1/case-columns" => request.json(&json!({ "columns": ["number", "title"] })),
        path if path.starts_with("/api/v1/case-views") => request.json(&json!({
            "name": "Mina", "filter": {}, "sort": "due", "order": "asc", "columns": ["number"], "version": 0,
        })),
        _ if path.ends_with("/uploads") => request.json(&json!({ "name": "film.mp4", "size": 5 })),
        "/api/v1/claims" => request.json(&json!({ "cases": [new_client_id()] })),
        "/api/v1/cases" => request.json(&new_case(things.kind)),
        path if path.starts_with("/api/v1/cases/") => case_change(house, request, path),
        path if path.ends_with("/signature") => request.json(&json!({
            "name": "Eva Ek", "text_sha256": "0", "way": "typed",
        })),
        path if path.starts_with("/api/v1/delivery-notes/") => {
            request.json(&json!({ "version": 0, "text": "Bytt pump." }))
        }
        _ if path.ends_with("/return") => request.json(&json!({ "nonce": "x" })),
        "/simulators/bankid/open" => form(request, "code=nothing"),
        "/simulators/bankid/answer" => form(request, "order=none&person=0&does=refuse"),
        "/simulators/mail/faults"
        | "/simulators/bankid/faults"
        | "/simulators/freja/faults"
        | "/simulators/oidc/nobody/faults" => request.json(&json!({})),
        _ => request.body("hej"),
    }
}

/// As a browser sends a page's form.
fn form(request: RequestBuilder, fields: &'static str) -> RequestBuilder {
    let kind = "application/x-www-form-urlencoded";
    request
        .header(reqwest::header::CONTENT_TYPE, kind)
        .body(fields)
}

fn case_type(house: &House, slug: String, version: i32) -> CaseTypeForm {
    CaseTypeForm {
        slug,
        version,
        ..shipped::relocation(house.queue)
    }
}

/// Of a version that no case has.
fn case_change(house: &House, request: RequestBuilder, path: &str) -> RequestBuilder {
    let (_, what) = path.rsplit_once('/').unwrap_or_default();
    match what {
        "status" => request.json(&json!({ "version": 0, "status": "active" })),
        "owner" => request.json(&json!({ "version": 0, "team": house.queue })),
        "people" => request.json(&json!({ "version": 0, "people": [] })),
        "threads" => request.json(&json!({
            "client_id": new_client_id(), "subject": "Nyckeln", "text": "Den ligger hos grannen.",
        })),
        "links" | "merge" => request.json(&json!({ "version": 0, "number": "2099-000001" })),
        "callback" => request.json(&json!({ "phone": "070-174 06 05", "wish": "" })),
        "calls" => request.json(&json!({ "asked_at": "2026-01-01T00:00:00Z", "reached": true })),
        "part" => request,
        "checklists" => request.json(&json!({ "template": new_client_id() })),
        "delivery-notes" => {
            request.json(&json!({ "client_id": new_client_id(), "text": "Bytt pump." }))
        }
        _ => request.json(&json!({
            "version": 0, "title": "Skövde", "description": "", "values": {}, "urgent": false,
        })),
    }
}

/// Of no type.
fn template(version: i32) -> ChecklistTemplateForm {
    ChecklistTemplateForm {
        version,
        type_id: None,
        ..checklists::shipped::visit(CaseTypeId(Uuid::nil()))
    }
}

fn post() -> serde_json::Value {
    json!({
        "title": "", "role": "advisor", "languages": ["sv"], "skills": [], "queues": [], "capacity": 3,
    })
}

fn object() -> serde_json::Value {
    json!({
        "name": "Ugn", "maker": "", "model": "", "serial": "", "street": "", "postcode": "", "town": "", "remarks": "",
    })
}

/// Of no challenge of ours.
fn new_passkey() -> serde_json::Value {
    json!({ "challenge": new_client_id(), "name": "Ny", "credential": {} })
}

/// Every route in the server's own text: `.route("path", get(…).post(…))`.
fn collect(folder: &Path, routes: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("src/tests") {
                collect(&path, routes);
            }
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let shipped = text.split("mod tests {").next().unwrap_or_default();
        for call in shipped.split(".route(").skip(1) {
            let Some((path, rest)) = call
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'))
            else {
                continue;
            };
            let end = closing(rest);
            for method in ["get", "post", "put", "patch", "delete", "any"] {
                let named = rest[..end]
                    .match_indices(&format!("{method}("))
                    .any(|(at, _)| {
                        !rest[..at]
                            .chars()
                            .next_back()
                            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                    });
                if named {
                    routes.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
}

/// Where the parenthesis that is open at the start is closed.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
