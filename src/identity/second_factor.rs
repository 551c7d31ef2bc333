//! A second factor of six digits (RFC 6238: SHA-1, thirty seconds) and the codes for the day on which the phone is gone.
//!
//! Invariants: a code works once, whoever tries it; a key works only when it has been confirmed by a code, and the one
//! before it until then; recovery codes are kept as SHA-256 and shown once.

use jiff::Timestamp;
use rand::{Rng, TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use signaling::protocol::{
    Enrolment, FactorCode, FactorWay, Me, PersonId, RecoveryCodes, SecondFactorView, SecondStep,
    TotpKey,
};
use sqlx::PgConnection;
use totp_rs::{Algorithm, Builder, Totp};

use super::{
    Caller, Visit,
    letters::{self, Warning},
    signing_in::{self, Ticket, Welcomed},
    still_signed_in,
    store::{people, second_factors as store},
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Error, Result, conflict, invalid, not_found},
};

/// RFC 4226 §4 recommends 160 bits.
const SECRET_BYTES: usize = 20;
/// Recovery codes that are given at once.
const CODES: usize = 10;
/// Without letters and figures that are taken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Of a recovery code, beside its hyphens: some 79 bits, so that its hash tells nothing.
const LETTERS_OF_CODE: usize = 16;

/// A key as it is kept.
#[derive(Debug)]
pub(super) struct Stored {
    /// What works now.
    pub(super) secret: Option<Vec<u8>>,
    /// What is to be confirmed.
    pub(super) pending: Option<Vec<u8>>,
    pub(super) confirmed_at: Option<Timestamp>,
}

/// What the caller has set up.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn view(app: &App, caller: &Caller) -> Result<SecondFactorView> {
    caller.known()?;
    let mut conn = app.db.acquire().await?;
    let stored = store::find(&mut conn, caller.person).await?;
    let person = people::look_at(&mut conn, caller.person).await?;
    Ok(SecondFactorView {
        totp_since: stored.and_then(|stored| stored.confirmed_at),
        recovery_codes: store::count_codes(&mut conn, caller.person).await?,
        required: person.is_some_and(|person| person.needs_second_factor),
    })
}

/// A new key for the caller. One that works already is replaced once the new one is confirmed, and only by who can show it.
///
/// # Errors
/// `invalid` for a wrong code of the present one; `rate_limited`.
pub(super) async fn begin(app: &App, caller: &Caller, form: &FactorCode) -> Result<TotpKey> {
    caller.known()?;
    let mut tx = app.db.begin().await?;
    let me = lock(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    if me.has_totp {
        app.throttle.second_factor(caller.person, caller.address)?;
        check(app, &mut tx, caller.person, FactorWay::Totp, &form.code).await?;
    }
    let key = new_key(app, &mut tx, &me.me).await?;
    tx.commit().await?;
    Ok(key)
}

/// Confirms the caller's new key by a code of it; gives the codes to keep, and those from before work no more.
///
/// # Errors
/// `invalid` for a wrong code, `not_found` if none was begun, `rate_limited`.
pub(super) async fn confirm(app: &App, caller: &Caller, code: &str) -> Result<RecoveryCodes> {
    caller.known()?;
    app.throttle.second_factor(caller.person, caller.address)?;
    let mut tx = app.db.begin().await?;
    lock(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    let codes = take_key(app, &mut tx, caller.person, code).await?;
    audit::record(&mut tx, app.clock.now(), caller, Action::SecondFactorAdded).await?;
    letters::warn(app, &mut tx, caller.person, Warning::CodesAdded, caller).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(codes)
}

/// New recovery codes in place of those from before.
///
/// # Errors
/// `invalid` for a wrong code, `not_found` without a second factor, `rate_limited`.
pub(super) async fn renew_codes(app: &App, caller: &Caller, code: &str) -> Result<RecoveryCodes> {
    caller.known()?;
    app.throttle.second_factor(caller.person, caller.address)?;
    let mut tx = app.db.begin().await?;
    lock(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    check(app, &mut tx, caller.person, FactorWay::Totp, code).await?;
    let codes = new_codes(&mut tx, caller.person).await?;
    let action = Action::RecoveryCodesRenewed;
    audit::record(&mut tx, app.clock.now(), caller, action).await?;
    letters::warn(
        app,
        &mut tx,
        caller.person,
        Warning::RecoveryCodesRenewed,
        caller,
    )
    .await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(codes)
}

/// Takes the app away, with its recovery codes.
///
/// # Errors
/// `conflict` where the role asks for a second factor and there is no passkey; `invalid` for a wrong code; `not_found`.
pub(super) async fn remove(app: &App, caller: &Caller, code: &str) -> Result<()> {
    caller.known()?;
    app.throttle.second_factor(caller.person, caller.address)?;
    let mut tx = app.db.begin().await?;
    let me = lock(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    if me.needs_second_factor && !me.has_passkey {
        return Err(conflict("your role asks for a second factor"));
    }
    check(app, &mut tx, caller.person, FactorWay::Totp, code).await?;
    store::delete(&mut tx, caller.person).await?;
    let action = Action::SecondFactorRemoved;
    audit::record(&mut tx, app.clock.now(), caller, action).await?;
    letters::warn(app, &mut tx, caller.person, Warning::CodesRemoved, caller).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// The second step of signing in. A wrong code leaves the ticket for another try.
///
/// # Errors
/// `unauthenticated` for a ticket that does not work here, `invalid` for a wrong code, `rate_limited`.
pub(super) async fn sign_in(app: &App, visit: &Visit, form: &SecondStep) -> Result<Welcomed> {
    let person = signing_in::ticket_of(app, visit, &form.ticket).await?;
    app.throttle.second_factor(person, Some(visit.address))?;
    let mut tx = app.db.begin().await?;
    let ticket = signing_in::use_ticket(app, &mut tx, visit, &form.ticket).await?;
    lock(&mut tx, ticket.person).await?;
    // A wrong code undoes the use of the ticket with all the rest.
    check(app, &mut tx, ticket.person, form.way, &form.code).await?;
    let welcomed = signing_in::complete(app, &mut tx, visit, &ticket).await?;
    tx.commit().await?;
    welcomed.tell(app);
    Ok(welcomed)
}

/// Sets a second factor up at sign-in: the key.
///
/// # Errors
/// `unauthenticated` for a ticket that does not work here, `conflict` for who has one already.
pub(super) async fn begin_enrolment(app: &App, visit: &Visit, form: &Enrolment) -> Result<TotpKey> {
    let person = signing_in::ticket_of(app, visit, &form.ticket).await?;
    let mut tx = app.db.begin().await?;
    let me = lock(&mut tx, person).await?;
    no_factor_yet(&me)?;
    let key = new_key(app, &mut tx, &me.me).await?;
    tx.commit().await?;
    Ok(key)
}

/// Confirms it, and signs in.
///
/// # Errors
/// As [`sign_in`] and [`begin_enrolment`].
pub(super) async fn finish_enrolment(
    app: &App,
    visit: &Visit,
    form: &Enrolment,
) -> Result<(Welcomed, RecoveryCodes)> {
    let person = signing_in::ticket_of(app, visit, &form.ticket).await?;
    app.throttle.second_factor(person, Some(visit.address))?;
    let mut tx = app.db.begin().await?;
    let ticket: Ticket = signing_in::use_ticket(app, &mut tx, visit, &form.ticket).await?;
    let me = lock(&mut tx, ticket.person).await?;
    no_factor_yet(&me)?;
    let codes = take_key(app, &mut tx, ticket.person, &form.code).await?;
    let now = app.clock.now();
    let actor = audit::Actor {
        person: Some(ticket.person),
        session: None,
        address: Some(visit.address),
    };
    audit::record(&mut tx, now, actor, Action::SecondFactorAdded).await?;
    letters::warn(app, &mut tx, ticket.person, Warning::CodesAdded, visit).await?;
    let welcomed = signing_in::complete(app, &mut tx, visit, &ticket).await?;
    tx.commit().await?;
    app.mailer.wake();
    welcomed.tell(app);
    Ok((welcomed, codes))
}

/// Who has one shows that one: a ticket for setting up is no way around it.
fn no_factor_yet(me: &people::Person) -> Result<()> {
    if me.has_totp || me.has_passkey {
        return Err(conflict("there is a second factor already: sign in anew"));
    }
    Ok(())
}

/// Somebody, locked: two codes of one person are checked one after the other.
async fn lock(conn: &mut PgConnection, person: PersonId) -> Result<people::Person> {
    let found = people::find_person(conn, person).await?;
    found
        .filter(|person| !person.is_deactivated)
        .ok_or_else(super::unauthenticated)
}

async fn new_key(app: &App, conn: &mut PgConnection, me: &Me) -> Result<TotpKey> {
    let mut secret = [0; SECRET_BYTES];
    OsRng
        .try_fill_bytes(&mut secret)
        .expect("the system has randomness once it has started");
    store::begin(conn, me.person, &secret, app.clock.now()).await?;
    let organisation = app.config.organisation_name();
    // Who is known by an eID alone may have no address; an app wants something to call the key.
    let known = [me.email.as_str(), me.name.as_str()];
    let account = known.into_iter().find(|name| !name.is_empty());
    let totp = key(&secret, organisation, account.unwrap_or(organisation))?;
    let uri = totp
        .to_url()
        .map_err(|error| anyhow::anyhow!("the address of a key: {error}"))?;
    Ok(TotpKey {
        secret: totp.secret().to_base32(),
        uri,
    })
}

/// Makes what was begun work, if `code` is of it.
async fn take_key(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    code: &str,
) -> Result<RecoveryCodes> {
    let stored = store::find(conn, person).await?;
    let pending = stored.and_then(|stored| stored.pending);
    let pending = pending.ok_or_else(|| not_found("key to confirm"))?;
    let now = app.clock.now();
    let step = step_of(&pending, code, now)?.ok_or_else(wrong)?;
    store::confirm(conn, person, now, step).await?;
    new_codes(conn, person).await
}

/// Takes a code, which then works no more.
async fn check(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    way: FactorWay,
    code: &str,
) -> Result<()> {
    let is_right = match way {
        FactorWay::Totp => {
            let stored = store::find(conn, person).await?;
            let secret = stored
                .filter(|stored| stored.confirmed_at.is_some())
                .and_then(|stored| stored.secret)
                .ok_or_else(|| not_found("second factor"))?;
            match step_of(&secret, code, app.clock.now())? {
                Some(step) => store::use_step(conn, person, step).await?,
                None => false,
            }
        }
        FactorWay::RecoveryCode => {
            let hash = hash_of(person, code);
            store::use_code(conn, person, &hash, app.clock.now()).await?
        }
        FactorWay::Passkey => return Err(invalid("a passkey has a way of its own")),
    };
    if is_right {
        return Ok(());
    }
    metrics::counter!("samtal_second_factors_refused_total").increment(1);
    Err(wrong())
}

fn wrong() -> Error {
    invalid("the code is wrong, or was used already")
}

fn key(secret: &[u8], issuer: &str, account: &str) -> Result<Totp> {
    // A colon parts the two in the key's address.
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(1)
        .with_secret(secret)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(account))
        .build()
        .map_err(|error| anyhow::anyhow!("a key for codes: {error}").into())
}

/// The step of which `code` is: the present one, the one before or the one after. Spaces are let pass.
fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let step = key(secret, "", "")?.check(&code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

async fn new_codes(conn: &mut PgConnection, person: PersonId) -> Result<RecoveryCodes> {
    let codes: Vec<String> = (0..CODES).map(|_| new_code()).collect();
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash_of(person, code)).collect();
    store::set_codes(conn, person, &hashes).await?;
    Ok(RecoveryCodes { codes })
}

/// `abcd-efgh-jkmn-pqrs`.
fn new_code() -> String {
    let mut code = String::new();
    let mut source = OsRng.unwrap_err();
    for place in 0..LETTERS_OF_CODE {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[source.random_range(0..LETTERS.len())]));
    }
    code
}

/// As somebody may type it: with or without hyphens, in capitals.
fn hash_of(person: PersonId, code: &str) -> [u8; 32] {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut hasher = Sha256::new();
    hasher.update(person.0.as_bytes());
    hasher.update(plain.to_ascii_lowercase().as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (second, code) in VECTORS {
            assert_eq!(
                step_of(SECRET, code, at(second)).unwrap(),
                Some(second / 30),
                "{second}"
            );
        }
    }

    #[test]
    fn a_code_works_one_step_early_and_late_and_no_further() {
        let (second, code) = VECTORS[3];
        let step = second / 30;
        for (steps, works) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = step_of(SECRET, code, at(second + steps * 30)).unwrap();
            assert_eq!(found, works.then_some(step), "{steps} steps later");
        }
    }

    #[test]
    fn what_is_no_code_is_wrong_and_spaces_are_let_pass() {
        let (second, _) = VECTORS[3];
        assert!(step_of(SECRET, " 005 924 ", at(second)).unwrap().is_some());
        for bad in ["", "5924", "0059244", "00592a", "٠٠٥٩٢٤"] {
            assert_eq!(step_of(SECRET, bad, at(second)).unwrap(), None, "{bad}");
        }
    }

    #[test]
    fn a_key_says_whose_it_is_and_where() {
        let uri = key(SECRET, "Rådet: Lund", "anna@example.org")
            .unwrap()
            .to_url()
            .unwrap();
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
        assert!(uri.contains("issuer=R%C3%A5det"), "{uri}");
    }

    #[test]
    fn recovery_codes_are_long_differ_and_may_be_typed_as_one_likes() {
        let person = PersonId(Uuid::from_u128(1));
        let code = new_code();
        assert_eq!(code.len(), 19);
        assert_ne!(code, new_code());
        let typed = code.replace('-', " ").to_uppercase();
        assert_eq!(hash_of(person, &code), hash_of(person, &typed));
        assert_ne!(
            hash_of(person, &code),
            hash_of(PersonId(Uuid::from_u128(2)), &code)
        );
    }
}
