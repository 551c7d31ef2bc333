//! What somebody says about themselves, and what they are known by: seen and changed by their owner.
//!
//! Invariant: a form has the fields that its owner may change and no others; nobody gives up their last way in.

use jiff::{civil::Date, tz::TimeZone};
use signaling::protocol::{
    AccountView, ClientDetails, ConversationId, IdentifierId, IdentifierKind, KnownBy, PersonId,
    ProfileForm,
};
use sqlx::PgConnection;

use super::{
    Caller, LANGUAGES,
    accounts::{NAME_CHARS, revoke_links},
    letters::{self, Warning},
    names, still_signed_in,
    store::{people, profiles},
    unauthenticated,
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Result, conflict, invalid, not_found},
};

/// What can be known about somebody, checked.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) form: ProfileForm,
    pub(super) born_on: Option<Date>,
}

impl Profile {
    /// Checks a form on `today`; spaces around what was written are left out.
    ///
    /// # Errors
    /// `invalid`, with the field's name.
    fn parse(form: ProfileForm, today: Date) -> Result<Self> {
        let form = ProfileForm {
            name: line("name", &form.name, NAME_CHARS)?,
            phone: phone(&form.phone)?,
            street: line("street", &form.street, 200)?,
            postcode: line("postcode", &form.postcode, 20)?,
            town: line("town", &form.town, 100)?,
            country: country(&form.country)?,
            about: about(&form.about)?,
            born_on: form.born_on.trim().to_owned(),
            language: form.language,
            notify_email: form.notify_email,
            notify_sms: form.notify_sms,
        };
        if !LANGUAGES.contains(&form.language.as_str()) {
            return Err(invalid(format!(
                "language: one of {}",
                LANGUAGES.join(", ")
            )));
        }
        if form.notify_sms && form.phone.is_empty() {
            return Err(invalid("notify_sms: a text message needs a phone number"));
        }
        let born_on = born_on(&form.born_on, today)?;
        Ok(Self { form, born_on })
    }
}

/// One line of at most `most` characters.
pub(super) fn line(field: &str, text: &str, most: usize) -> Result<String> {
    names::line(field, text, 0..=most)
}

/// Whoever works here is called something: customers and colleagues see it.
fn fits_staff(profile: &Profile) -> Result<()> {
    names::line("name", &profile.form.name, 1..=NAME_CHARS).map(drop)
}

fn about(text: &str) -> Result<String> {
    let text = text.trim();
    let is_odd = |c: char| c != '\n' && (c.is_control() || names::is_hidden(c));
    if text.chars().count() > 1_000 || text.contains(is_odd) {
        return Err(invalid("about: at most 1000 characters"));
    }
    Ok(text.to_owned())
}

/// A telephone number as people write it, or nothing.
///
/// # Errors
/// `invalid`.
pub(crate) fn phone(text: &str) -> Result<String> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '/' | '.');
    let body = text.strip_prefix('+').unwrap_or(text);
    let fits = (5..=15).contains(&digits) && text.len() <= 40 && body.chars().all(is_plain);
    if !text.is_empty() && !fits {
        return Err(invalid(
            "phone: 5 to 15 digits, like 070-174 06 05 or +46 70 174 06 05",
        ));
    }
    Ok(text.to_owned())
}

fn country(text: &str) -> Result<String> {
    let text = text.trim().to_ascii_uppercase();
    let fits = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
    if !text.is_empty() && !fits {
        return Err(invalid("country: two letters, like SE"));
    }
    Ok(text)
}

fn born_on(text: &str, today: Date) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || invalid("born_on: a day like 1990-01-31, not before 1900 and not to come");
    let day: Date = text.parse().map_err(|_| wrong())?;
    if text.len() != 10 || day.year() < 1900 || day > today {
        return Err(wrong());
    }
    Ok(Some(day))
}

/// By what somebody gets in, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ways {
    pub(super) emails: usize,
    pub(super) user_names: usize,
    /// Personal numbers, and names at other issuers.
    pub(super) outside: usize,
    pub(super) passkeys: usize,
    pub(super) has_password: bool,
}

impl Ways {
    fn add(mut self, kind: IdentifierKind) -> Self {
        if let Some(count) = self.of(kind) {
            *count += 1;
        }
        self
    }

    fn without(mut self, kind: IdentifierKind) -> Self {
        if let Some(count) = self.of(kind) {
            *count = count.saturating_sub(1);
        }
        self
    }

    fn of(&mut self, kind: IdentifierKind) -> Option<&mut usize> {
        match kind {
            IdentifierKind::Email => Some(&mut self.emails),
            IdentifierKind::PersonalNumber | IdentifierKind::Subject => Some(&mut self.outside),
            IdentifierKind::UserName => Some(&mut self.user_names),
            // Nobody signs in by a number.
            IdentifierKind::Phone => None,
        }
    }

    /// Whether one still gets in. Staff are written to, so an address must stay.
    fn lead_in(self, is_staff: bool) -> bool {
        if is_staff {
            return self.emails > 0;
        }
        let by_name = self.has_password && self.user_names > 0;
        self.emails > 0 || self.outside > 0 || self.passkeys > 0 || by_name
    }
}

/// Everything that an account's owner sees of it.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn view(app: &App, caller: &Caller) -> Result<AccountView> {
    let mut conn = app.db.acquire().await?;
    let kept = profiles::find_profile(&mut conn, caller.person).await?;
    let kept = kept.ok_or_else(unauthenticated)?;
    let mut known_by = profiles::list_known_by(&mut conn, caller.person).await?;
    let ways = ways(&mut conn, caller.person, &known_by).await?;
    for one in &mut known_by {
        one.removable = ways.without(one.kind).lead_in(caller.staff.is_some());
        if one.kind == IdentifierKind::PersonalNumber {
            one.value = day_of_birth(&one.value);
        }
    }
    Ok(AccountView {
        person: caller.person,
        email: kept.email,
        profile: kept.form,
        known_by,
        has_password: ways.has_password,
    })
}

async fn ways(conn: &mut PgConnection, person: PersonId, known_by: &[KnownBy]) -> Result<Ways> {
    let (passkeys, has_password) = profiles::count_own(conn, person).await?;
    let own = Ways {
        passkeys,
        has_password,
        ..Ways::default()
    };
    Ok(known_by.iter().fold(own, |ways, one| ways.add(one.kind)))
}

/// "1990-01-01": enough to recognise one's own number by, too little to use it.
fn day_of_birth(number: &str) -> String {
    let (Some(year), Some(month), Some(day)) =
        (number.get(..4), number.get(4..6), number.get(6..8))
    else {
        return String::new();
    };
    format!("{year}-{month}-{day}")
}

/// Writes down what somebody says about themselves.
///
/// # Errors
/// `invalid`, with the field's name.
pub(super) async fn change(app: &App, caller: &Caller, form: ProfileForm) -> Result<()> {
    let now = app.clock.now();
    let profile = Profile::parse(form, now.to_zoned(TimeZone::UTC).date())?;
    if caller.staff.is_some() {
        fits_staff(&profile)?;
    }
    let mut tx = app.db.begin().await?;
    people::hold(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    profiles::set_profile(&mut tx, caller.person, &profile).await?;
    audit::record(&mut tx, now, caller, Action::ProfileChanged).await?;
    tx.commit().await?;
    // Whoever waits in line may have another name now.
    app.hub.signal_line();
    Ok(())
}

/// Gives up something that the caller is known by.
///
/// # Errors
/// `not_found` if it is not theirs, `conflict` for the last way in.
pub(super) async fn remove(app: &App, caller: &Caller, id: IdentifierId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    // Locked, so that two who remove at once don't remove the last two.
    let me = people::find_person(&mut tx, caller.person).await?;
    let me = me.ok_or_else(unauthenticated)?;
    still_signed_in(&mut tx, caller).await?;
    let known_by = profiles::list_known_by(&mut tx, caller.person).await?;
    let one = known_by.iter().find(|one| one.id == id);
    let one = one.ok_or_else(|| not_found("identifier"))?;
    let left = ways(&mut tx, caller.person, &known_by)
        .await?
        .without(one.kind);
    if !left.lead_in(me.me.staff.is_some()) {
        return Err(conflict("this is the last way in: add another one first"));
    }
    // While it is an address of theirs: whoever reads it there is told too.
    let warning = Warning::IdentifierRemoved;
    if one.kind == IdentifierKind::Email {
        letters::warn_at(app, &mut tx, caller.person, &one.value, warning, caller).await?;
    }
    profiles::remove_known_by(&mut tx, caller.person, id).await?;
    letters::warn(app, &mut tx, caller.person, warning, caller).await?;
    if one.kind == IdentifierKind::Email {
        revoke_links(app, &mut tx, caller.person).await?;
        profiles::write_to_another(&mut tx, caller.person, &one.value).await?;
    }
    audit::record(
        &mut tx,
        app.clock.now(),
        caller,
        Action::IdentifierRemoved(id),
    )
    .await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// Whom staff talk with. Whether they may know is decided by who calls; each look is written down first.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn details(
    app: &App,
    caller: &Caller,
    person: PersonId,
    conversation: ConversationId,
) -> Result<ClientDetails> {
    let mut tx = app.db.begin().await?;
    let read = Action::ProfileRead(person, conversation);
    audit::record(&mut tx, app.clock.now(), caller, read).await?;
    let kept = profiles::find_profile(&mut tx, person).await?;
    let kept = kept.ok_or_else(|| not_found("customer"))?;
    let known_by = profiles::list_known_by(&mut tx, person).await?;
    tx.commit().await?;
    let email = kept.email.to_lowercase();
    let is_proven = |one: &KnownBy| one.kind == IdentifierKind::Email && one.value == email;
    let email_proven = known_by.iter().any(is_proven);
    let mut proven_by = Vec::new();
    for one in known_by {
        if !proven_by.contains(&one.proven_by) {
            proven_by.push(one.proven_by);
        }
    }
    let ProfileForm {
        name,
        phone,
        street,
        postcode,
        town,
        country,
        born_on,
        about,
        language,
        ..
    } = kept.form;
    Ok(ClientDetails {
        person,
        has_account: kept.has_account,
        email: kept.email,
        email_proven,
        proven_by,
        name,
        phone,
        street,
        postcode,
        town,
        country,
        born_on,
        about,
        language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ProfileForm {
        ProfileForm {
            name: " Anna Ek ".into(),
            phone: "070-174 06 05".into(),
            street: "Storgatan 1".into(),
            postcode: "111 22".into(),
            town: "Stockholm".into(),
            country: "se".into(),
            born_on: "1990-01-31".into(),
            about: "Ring helst\nefter fem.".into(),
            language: "sv".into(),
            notify_email: true,
            notify_sms: true,
        }
    }

    fn parse(change: impl FnOnce(&mut ProfileForm)) -> Result<Profile> {
        let mut form = form();
        change(&mut form);
        Profile::parse(form, jiff::civil::date(2026, 11, 22))
    }

    #[test]
    fn what_people_write_is_taken_as_they_mean_it() {
        let profile = parse(|_| ()).unwrap();
        assert_eq!(
            (&*profile.form.name, &*profile.form.country),
            ("Anna Ek", "SE")
        );
        assert_eq!(profile.born_on, Some(jiff::civil::date(1990, 1, 31)));
        let nothing = |form: &mut ProfileForm| {
            *form = ProfileForm {
                name: String::new(),
                phone: String::new(),
                street: String::new(),
                postcode: String::new(),
                town: String::new(),
                country: String::new(),
                born_on: String::new(),
                about: String::new(),
                language: "en".into(),
                notify_email: false,
                notify_sms: false,
            };
        };
        assert_eq!(parse(nothing).unwrap().born_on, None);
    }

    #[test]
    fn each_field_is_checked_and_named() {
        type Change = fn(&mut ProfileForm);
        let cases: [(&str, Change); 18] = [
            ("name", |form| form.name = "a".repeat(101)),
            ("name", |form| form.name = "Anna\nEk".into()),
            ("name", |form| form.name = "kE \u{202e}annA".into()),
            ("street", |form| form.street = "\u{2066}1".into()),
            ("about", |form| form.about = "\u{202e}sås".into()),
            ("phone", |form| form.phone = "ring mig".into()),
            ("phone", |form| form.phone = "1234".into()),
            ("phone", |form| form.phone = "07+01740605".into()),
            ("street", |form| form.street = "a".repeat(201)),
            ("postcode", |form| form.postcode = "1".repeat(21)),
            ("town", |form| form.town = "\u{7}".into()),
            ("country", |form| form.country = "Sverige".into()),
            ("country", |form| form.country = "S1".into()),
            ("born_on", |form| form.born_on = "2026-11-23".into()),
            ("born_on", |form| form.born_on = "1899-12-31".into()),
            ("born_on", |form| form.born_on = "31/1 1990".into()),
            ("about", |form| form.about = "a".repeat(1_001)),
            ("language", |form| form.language = "sv-SE".into()),
        ];
        for (field, change) in cases {
            let Err(error) = parse(change) else {
                panic!("{field} was taken");
            };
            assert!(
                error.to_string().starts_with(&format!("{field}:")),
                "{error}"
            );
        }
        assert!(
            parse(|form| form.phone.clear()).is_err(),
            "a text message without a number"
        );
    }

    #[test]
    fn staff_are_called_something_and_customers_need_not() {
        assert!(fits_staff(&parse(|_| ()).unwrap()).is_ok());
        let nameless = parse(|form| form.name = " ".into()).unwrap();
        assert!(fits_staff(&nameless).is_err());
    }

    #[test]
    fn nobody_locks_themselves_out() {
        let mail = Ways::default().add(IdentifierKind::Email);
        assert!(mail.lead_in(false) && mail.lead_in(true));
        assert!(!mail.without(IdentifierKind::Email).lead_in(false));
        let name = Ways::default().add(IdentifierKind::UserName);
        assert!(!name.lead_in(false), "a name without a password");
        let named = Ways {
            has_password: true,
            ..name
        };
        assert!(named.lead_in(false) && !named.lead_in(true));
        let bank = Ways::default().add(IdentifierKind::PersonalNumber);
        assert!(bank.lead_in(false) && !bank.lead_in(true));
        assert!(!bank.without(IdentifierKind::Subject).lead_in(false));
        assert!(
            Ways {
                passkeys: 1,
                ..Ways::default()
            }
            .lead_in(false)
        );
    }

    #[test]
    fn a_personal_number_is_shown_by_its_day() {
        assert_eq!(day_of_birth("199001012385"), "1990-01-01");
        assert_eq!(day_of_birth("19"), "");
    }
}
