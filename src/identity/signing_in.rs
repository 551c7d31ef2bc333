//! From a proof of who somebody is to a session: who it is, whether it is enough, and what becomes of the visit.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signaling::protocol::{
    ErrorCode, FactorWay, Me, PersonId, SessionId, SignIn, SignInAnswer, SignInWay,
};
use sqlx::PgConnection;

use super::{
    Token, Visit,
    attempts::{OidcSession, Vouched},
    identifiers::{Identifier, IdentifierKind, ProvenBy},
    letters::{self, Warning},
    password,
    session::{Holder, Life},
    store::{
        accounts, identifiers, oidc,
        people::{self, Person},
        sessions::{self, NewSession},
    },
    tokens::{self, Purpose},
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Error, Result, conflict, told},
};

/// Whoever talks does not wait for the disk because somebody signs in. Nothing that is done in a session is stored before it:
/// what a broken machine loses is a session in which nothing was done.
const UNHURRIED: &str = "begin; set local synchronous_commit = off";

/// What somebody has shown.
pub(super) struct Proof<'a> {
    /// How.
    pub(super) way: SignInWay,
    /// Whether it stands for two factors.
    pub(super) is_strong: bool,
    /// Of OpenID Connect: who vouches, and for whom.
    pub(super) outside: Option<(&'a str, &'a str)>,
    /// The provider's session.
    pub(super) outside_session: Option<&'a str>,
    /// What is needed to sign out there too.
    pub(super) oidc: Option<&'a OidcSession>,
}

impl Proof<'_> {
    /// One thing that was shown to ourselves.
    pub(super) fn own(way: SignInWay) -> Self {
        Self {
            way,
            is_strong: false,
            outside: None,
            outside_session: None,
            oidc: None,
        }
    }
}

/// What came of it; to be told once the transaction is committed.
pub(super) struct Welcomed {
    /// For the page.
    pub(super) answer: SignInAnswer,
    /// The new session's secret, and for how many seconds a browser keeps it.
    pub(super) cookie: Option<(Token, i64)>,
    /// Sessions that ended by it.
    ended: Vec<[u8; 32]>,
    /// Whether a visitor became somebody else: whoever waits in line has another name.
    has_moved: bool,
}

impl Welcomed {
    /// These sessions ended by it too.
    pub(super) fn ends(&mut self, sessions: Vec<[u8; 32]>) {
        self.ended.extend(sessions);
    }

    /// Closes the sockets of sessions that are over, on every node.
    pub(super) fn tell(&self, app: &App) {
        for session in &self.ended {
            app.hub.end_session(*session);
        }
        if self.has_moved {
            app.hub.signal_line();
        }
    }
}

/// Signs in by address or user name and password. What is wrong with them is not told, nor does the time it takes tell.
///
/// # Errors
/// `unauthenticated` if the two don't belong together; `unavailable` if too many sign in at once.
pub(super) async fn by_password(app: &App, form: &SignIn, visit: &Visit) -> Result<Welcomed> {
    let login = form.login.trim().to_lowercase();
    let found = people::find_password(&app.db, &login).await?;
    let (person, hash) = found.unzip();
    let matches = password::verify(&form.password, hash.clone()).await?;
    let (Some(person), true) = (person, matches) else {
        metrics::counter!("samtal_sign_ins_refused_total").increment(1);
        return Err(wrong());
    };
    let mut tx = app.db.begin_with(UNHURRIED).await?;
    // It took its time: who has got a new password meanwhile has let nobody in by the old one.
    people::hold(&mut tx, person).await?;
    if accounts::find_password_of(&mut tx, person).await? != hash {
        return Err(wrong());
    }
    let proof = Proof::own(SignInWay::Password);
    let welcomed = welcome(app, &mut tx, person, &proof, visit, visit.visitor()).await?;
    tx.commit().await?;
    welcomed.tell(app);
    Ok(welcomed)
}

fn wrong() -> Error {
    told(
        ErrorCode::Unauthenticated,
        "the e-mail address, the user name or the password is wrong",
    )
}

/// Begins a session for somebody who has proven who they are, or asks for what is missing. A visitor's conversations become
/// theirs.
///
/// # Errors
/// `unauthenticated` for staff who are not employed any more: as if they had never been.
pub(super) async fn welcome(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    proof: &Proof<'_>,
    visit: &Visit,
    visitor: Option<PersonId>,
) -> Result<Welcomed> {
    let person = people::find_person(conn, person).await?;
    let person = person
        .filter(|person| !person.is_deactivated)
        .ok_or_else(wrong)?;
    if let Some(answer) = missing(app, conn, &person, proof, visit, visitor).await? {
        return Ok(Welcomed {
            answer,
            cookie: None,
            ended: Vec::new(),
            has_moved: false,
        });
    }
    begin_session(app, conn, person.me, proof, visit, visitor).await
}

/// What is to be proven besides, if anything.
async fn missing(
    app: &App,
    conn: &mut PgConnection,
    person: &Person,
    proof: &Proof<'_>,
    visit: &Visit,
    visitor: Option<PersonId>,
) -> Result<Option<SignInAnswer>> {
    if proof.is_strong {
        return Ok(None);
    }
    let has_any = person.has_totp || (person.has_passkey && person.needs_second_factor);
    if !has_any && !person.needs_second_factor {
        return Ok(None);
    }
    let own = |text: &str| text.to_owned();
    let first = FirstStep {
        way: proof.way,
        outside: proof
            .outside
            .map(|(issuer, subject)| (own(issuer), own(subject))),
        outside_session: proof.outside_session.map(own),
        oidc: proof.oidc.cloned(),
        visitor,
    };
    let detail = serde_json::to_value(first).map_err(anyhow::Error::from)?;
    let browser = Some(visit.browser.hash());
    let who = person.me.person;
    let ticket = tokens::create(app, conn, Purpose::SecondFactor, who, browser, &detail).await?;
    let ticket = ticket.reveal().to_owned();
    if !has_any {
        return Ok(Some(SignInAnswer::Enrol { ticket }));
    }
    let mut ways = Vec::new();
    if person.has_totp {
        ways.extend([FactorWay::Totp, FactorWay::RecoveryCode]);
    }
    if person.has_passkey {
        ways.push(FactorWay::Passkey);
    }
    Ok(Some(SignInAnswer::SecondFactor { ticket, ways }))
}

/// What has been proven by the first of two steps, as it is kept until the second.
#[derive(Serialize, Deserialize)]
struct FirstStep {
    way: SignInWay,
    outside: Option<(String, String)>,
    outside_session: Option<String>,
    oidc: Option<OidcSession>,
    /// Whose conversations go on as those of whoever signs in.
    visitor: Option<PersonId>,
}

/// The first of two steps, done.
pub(super) struct Ticket {
    /// Who.
    pub(super) person: PersonId,
    first: FirstStep,
}

/// Whose ticket it is, without using it up.
///
/// # Errors
/// `unauthenticated` if it does not, or no longer, work in this browser.
pub(super) async fn ticket_of(app: &App, visit: &Visit, ticket: &str) -> Result<PersonId> {
    let mut conn = app.db.acquire().await?;
    let browser = visit.browser.hash();
    let found = tokens::look(
        app,
        &mut conn,
        Purpose::SecondFactor,
        ticket,
        Some(&browser),
    )
    .await?;
    found.map(|found| found.person).ok_or_else(lapsed)
}

/// Uses it up; the caller's transaction undoes that when the second step goes wrong.
///
/// # Errors
/// As [`ticket_of`].
pub(super) async fn use_ticket(
    app: &App,
    conn: &mut PgConnection,
    visit: &Visit,
    ticket: &str,
) -> Result<Ticket> {
    let browser = visit.browser.hash();
    let found = tokens::redeem(app, conn, Purpose::SecondFactor, ticket, Some(&browser)).await?;
    let found = found.ok_or_else(lapsed)?;
    let first = serde_json::from_value(found.detail).map_err(anyhow::Error::from)?;
    Ok(Ticket {
        person: found.person,
        first,
    })
}

/// Begins the session once both steps are done.
///
/// # Errors
/// `unauthenticated` for who is not employed any more.
pub(super) async fn complete(
    app: &App,
    conn: &mut PgConnection,
    visit: &Visit,
    ticket: &Ticket,
) -> Result<Welcomed> {
    let first = &ticket.first;
    let proof = Proof {
        way: first.way,
        is_strong: true,
        outside: first
            .outside
            .as_ref()
            .map(|(issuer, subject)| (issuer.as_str(), subject.as_str())),
        outside_session: first.outside_session.as_deref(),
        oidc: first.oidc.as_ref(),
    };
    welcome(app, conn, ticket.person, &proof, visit, first.visitor).await
}

fn lapsed() -> Error {
    told(
        ErrorCode::Unauthenticated,
        "this sign-in has lapsed: begin anew",
    )
}

/// Begins the session. The visit that it grew out of is over: its secret was in less safe places.
pub(super) async fn begin_session(
    app: &App,
    conn: &mut PgConnection,
    me: Me,
    proof: &Proof<'_>,
    visit: &Visit,
    visitor: Option<PersonId>,
) -> Result<Welcomed> {
    let now = app.clock.now();
    let (ended, has_moved) = adopt(conn, &me, visitor, now).await?;
    let holder = Holder::of(proof.way, me.staff.as_ref().map(|post| post.role));
    let token = Token::random();
    let new = NewSession {
        id: SessionId(app.clock.uuid()),
        person: me.person,
        hash: token.hash(),
        life: Life::of(holder, now),
        way: proof.way,
        second_factor: proof.is_strong,
        device: &visit.device,
        address: Some(visit.address),
        outside: proof
            .outside
            .map(|(issuer, subject)| (issuer, subject, proof.outside_session)),
    };
    sessions::create_session(conn, &new).await?;
    if let Some(OidcSession {
        provider,
        subject,
        id_token,
    }) = proof.oidc
    {
        oidc::keep_outside(conn, &new.hash, provider, subject, id_token).await?;
    }
    let actor = audit::Actor {
        person: Some(me.person),
        session: Some(new.id),
        address: Some(visit.address),
    };
    audit::record(conn, now, actor, Action::SignedIn(proof.way)).await?;
    metrics::counter!("samtal_sign_ins_total").increment(1);
    Ok(Welcomed {
        answer: SignInAnswer::SignedIn { me },
        cookie: Some((token, holder.cookie_seconds())),
        ended,
        has_moved,
    })
}

/// Makes a visitor's conversations those of whoever they turned out to be. Staff don't become their own customers.
async fn adopt(
    conn: &mut PgConnection,
    me: &Me,
    visitor: Option<PersonId>,
    now: Timestamp,
) -> Result<(Vec<[u8; 32]>, bool)> {
    let Some(visitor) = visitor else {
        return Ok((Vec::new(), false));
    };
    if visitor == me.person {
        // The visitor has just been promoted.
        return Ok((
            sessions::delete_sessions_of(conn, visitor, None).await?,
            true,
        ));
    }
    if me.staff.is_some() || !people::is_visitor(conn, visitor).await? {
        return Ok((Vec::new(), false));
    }
    let ended = sessions::list_hashes(conn, visitor).await?;
    if people::merge(conn, visitor, me.person, now).await? {
        return Ok((ended, true));
    }
    // Their secret goes on being good: without it nobody would reach what they have.
    tracing::info!(%visitor, person = %me.person, "a visit stays a visit: both have what one can have once");
    Ok((ended, false))
}

/// Who a provider's word is about: whoever is known by it, else the visitor who asked, else somebody new.
pub(super) async fn person_of(
    app: &App,
    conn: &mut PgConnection,
    visit: &Visit,
    visitor: Option<PersonId>,
    vouched: &Vouched,
    language: &str,
) -> Result<PersonId> {
    let known_by = vouched.identifiers()?;
    // Whoever comes for the first time by two doors at once is one: the second waits, and finds the first.
    for identifier in &known_by {
        identifiers::wait_turn(conn, identifier).await?;
    }
    for identifier in known_by {
        if let Some(owner) = identifiers::find_owner(conn, &identifier).await? {
            add_identifiers(app, conn, owner, vouched, visit).await?;
            return Ok(owner);
        }
    }
    let person =
        become_customer(app, conn, visitor, &vouched.name, &vouched.email, language).await?;
    add_identifiers(app, conn, person, vouched, visit).await?;
    Ok(person)
}

/// The visitor, as a customer from now on; or a new person.
pub(super) async fn become_customer(
    app: &App,
    conn: &mut PgConnection,
    visitor: Option<PersonId>,
    name: &str,
    email: &str,
    language: &str,
) -> Result<PersonId> {
    if let Some(visitor) = visitor
        && people::promote_visitor(conn, visitor, name, email).await?
    {
        return Ok(visitor);
    }
    let person = PersonId(app.clock.uuid());
    let language = super::language(language);
    people::create_customer(conn, person, name, email, language).await?;
    Ok(person)
}

/// What a provider has proven becomes `person`'s. Another customer who was known by it was the same one all along.
///
/// # Errors
/// As [`claim`].
pub(super) async fn add_identifiers(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    vouched: &Vouched,
    visit: &Visit,
) -> Result<()> {
    let by = match vouched.way {
        SignInWay::BankId => ProvenBy::BankId,
        SignInWay::Freja => ProvenBy::Freja,
        _ => ProvenBy::Oidc,
    };
    let claim = Claim {
        by,
        is_strong: vouched.is_strong,
        visit,
    };
    for identifier in vouched.identifiers()? {
        // Told before the commit: whoever is shown the door for nothing comes back at once.
        for session in claim.make(app, conn, person, &identifier).await? {
            app.hub.end_session(session);
        }
    }
    Ok(())
}

/// What proves that something is somebody's.
pub(super) struct Claim<'a> {
    /// Who says so.
    by: ProvenBy,
    /// Whether it is worth two factors.
    is_strong: bool,
    /// Where it is made, as those whom it concerns are told.
    visit: &'a Visit,
}

impl<'a> Claim<'a> {
    /// By a mail that somebody could read.
    pub(super) fn by_mail(visit: &'a Visit) -> Self {
        Self {
            by: ProvenBy::Mail,
            is_strong: false,
            visit,
        }
    }

    /// What has been proven becomes `person`'s. Another customer who was known by it was the same one all along; gives their
    /// sessions, which end by it. Who has proven more than this claim shows is joined with nobody by it.
    ///
    /// # Errors
    /// `conflict` if it belongs to somebody of the staff or to an account that is guarded better, if both have what only one
    /// can have, or if it is a second personal number.
    pub(super) async fn make(
        &self,
        app: &App,
        conn: &mut PgConnection,
        person: PersonId,
        identifier: &Identifier,
    ) -> Result<Vec<[u8; 32]>> {
        let taken = || conflict("this belongs to somebody else's account");
        if identifier.kind == IdentifierKind::PersonalNumber
            && identifiers::has_other(conn, person, identifier).await?
        {
            return Err(conflict("this account has another personal number"));
        }
        let mut ended = Vec::new();
        let now = app.clock.now();
        if let Some(owner) = identifiers::find_owner(conn, identifier).await?
            && owner != person
        {
            if !self.may_join(conn, person, owner).await? {
                return Err(taken());
            }
            ended = sessions::list_hashes(conn, owner).await?;
            // To the address of each, as long as they are two.
            for told in [owner, person] {
                letters::warn(app, conn, told, Warning::AccountMerged, self.visit).await?;
            }
            if !people::merge(conn, owner, person, now).await? {
                return Err(taken());
            }
            audit::record(conn, now, person, Action::Merged(owner)).await?;
        }
        let id = app.clock.uuid();
        if identifiers::prove(conn, id, person, identifier, self.by, now).await? {
            Ok(ended)
        } else {
            Err(taken())
        }
    }

    /// Whether it is enough for `owner`'s account to become part of `person`'s.
    async fn may_join(
        &self,
        conn: &mut PgConnection,
        person: PersonId,
        owner: PersonId,
    ) -> Result<bool> {
        let (Some(other), Some(own)) = (
            people::find_person(conn, owner).await?,
            people::find_person(conn, person).await?,
        ) else {
            return Ok(false);
        };
        if other.me.staff.is_some() || own.me.staff.is_some() {
            return Ok(false);
        }
        let theirs = identifiers::list_kinds(conn, owner).await?;
        let has_number = theirs.contains(&IdentifierKind::PersonalNumber);
        let is_guarded = other.has_totp || other.has_passkey || has_number;
        // One person has one number.
        let has_own_number = identifiers::list_kinds(conn, person)
            .await?
            .contains(&IdentifierKind::PersonalNumber);
        if has_number && has_own_number {
            return Ok(false);
        }
        Ok(match self.by {
            ProvenBy::Mail => !is_guarded && !theirs.contains(&IdentifierKind::Subject),
            _ => self.is_strong || !is_guarded,
        })
    }
}

/// Nothing new: who is signed in stays so.
pub(super) async fn stay(conn: &mut PgConnection, person: PersonId) -> Result<Welcomed> {
    let person = people::find_person(conn, person).await?.ok_or_else(wrong)?;
    Ok(Welcomed {
        answer: SignInAnswer::SignedIn { me: person.me },
        cookie: None,
        ended: Vec::new(),
        has_moved: false,
    })
}
