//! What an operator does from the command line before anybody can sign in: the first staff and queues.
//!
//! A new deployment knows nobody. What is made here is changed at the desk afterwards. Invariant: a password is read or
//! shown once and never logged, and every line in the audit log that names no actor was written here.

use std::io::{BufRead, Write};

use anyhow::{Context, Result, bail};
use clap::Args;
use rand::Rng;
use signaling::protocol::{
    CapAction, Country, Hours, Localised, PersonId, QueueId, QueueSettings, Span, StaffRole,
    Thresholds, WaitAction, WeeklySpans,
};

use crate::{
    app,
    audit::{self, Action},
    clock::Clock,
    config::Config,
    identity::{self, Cost, LANGUAGES, NewStaff, Password},
    notify::Address,
    queues,
};

/// Without letters and figures that are taken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Of a password that is made up, beside its hyphens: some 99 bits.
const MADE_UP: usize = 20;

/// Somebody to be employed.
#[derive(Debug, Args)]
pub struct StaffForm {
    /// What they sign in with.
    #[arg(long)]
    email: String,
    /// As customers and colleagues see it.
    #[arg(long)]
    name: String,
    /// advisor, supervisor or administrator.
    #[arg(long, value_parser = role)]
    role: StaffRole,
    /// What they do, like "Familjerådgivare".
    #[arg(long, default_value = "")]
    title: String,
    /// Languages they answer in, the best first: sv, en, da, nb, fi.
    #[arg(long, value_delimiter = ',', default_value = "sv", value_parser = LANGUAGES)]
    languages: Vec<String>,
    /// What a queue may ask for.
    #[arg(long, value_delimiter = ',')]
    skills: Vec<String>,
    /// Conversations at once.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i32).range(0..=100))]
    capacity: i32,
    /// A queue they serve, by its short name; may be given several times.
    #[arg(long = "queue")]
    queues: Vec<String>,
    /// Take the password from the first line of standard input instead of making one up.
    #[arg(long)]
    password_stdin: bool,
}

/// A queue to be opened, on weekdays from nine to four until its hours are set at the desk.
#[derive(Debug, Args)]
pub struct QueueForm {
    /// Its short name in addresses: small letters, figures and hyphens.
    #[arg(long)]
    slug: String,
    /// Its name in Swedish.
    #[arg(long)]
    name_sv: String,
    /// Its name in English.
    #[arg(long)]
    name_en: String,
    /// The time zone of its hours.
    #[arg(long, default_value = "Europe/Stockholm")]
    zone: String,
}

/// Employs somebody and says how they sign in.
///
/// # Errors
/// In words an operator can act on: what can't be used, or is there already.
pub async fn add_staff(config: Config, form: StaffForm) -> Result<()> {
    let email = Address::parse(&form.email)?;
    let name = form.name.trim();
    if !(1..=100).contains(&name.chars().count()) || name.contains(char::is_control) {
        bail!("the name must be 1 to 100 characters");
    }
    let (password, made_up) = if form.password_stdin {
        (first_line(&mut std::io::stdin().lock())?, false)
    } else {
        (make_up(), true)
    };
    let new = NewStaff {
        name: name.to_owned(),
        email: email.as_str().to_owned(),
        title: form.title,
        role: form.role,
        languages: form.languages,
        skills: form.skills,
        capacity: form.capacity,
        password_hash: identity::hash(Password::choose(&password)?, Cost::Real).await?,
    };
    app::with_database(&config, async |db| {
        let (clock, mut tx) = (Clock::System, db.begin().await.context("begin")?);
        let person = PersonId(clock.uuid());
        identity::create_staff(&mut tx, person, &new).await?;
        let known = queues::list_queues(&mut tx).await?;
        for slug in &form.queues {
            let Some(queue) = known.iter().find(|queue| queue.slug == *slug) else {
                let slugs: Vec<_> = known.iter().map(|queue| queue.slug.as_str()).collect();
                bail!(
                    "there is no queue {slug:?}; there are: {}",
                    slugs.join(", ")
                );
            };
            queues::serve(&mut tx, queue.id, person).await?;
        }
        audit::record(
            &mut tx,
            clock.now(),
            audit::Actor::default(),
            Action::StaffAdded(person),
        )
        .await?;
        tx.commit().await.context("commit")
    })
    .await?;
    let mut out = std::io::stdout();
    writeln!(out, "{} can sign in as {}.", new.name, new.email).context("write")?;
    if made_up {
        writeln!(out, "The password, shown only here: {password}").context("write")?;
    }
    Ok(())
}

/// Opens a queue.
///
/// # Errors
/// In words an operator can act on: what can't be used, or is there already.
pub async fn add_queue(config: Config, form: QueueForm) -> Result<()> {
    let day = || {
        vec![Span {
            from: "09:00".to_owned(),
            to: "16:00".to_owned(),
        }]
    };
    let settings = QueueSettings {
        id: QueueId(Clock::System.uuid()),
        slug: form.slug,
        name: Localised {
            sv: form.name_sv,
            en: form.name_en,
        },
        about: Localised {
            sv: String::new(),
            en: String::new(),
        },
        hours: Hours {
            zone: form.zone,
            weekly: Box::new(WeeklySpans {
                monday: day(),
                tuesday: day(),
                wednesday: day(),
                thursday: day(),
                friday: day(),
                ..WeeklySpans::default()
            }),
            holidays: Some(Country::Se),
            eves_closed: true,
            exceptions: Vec::new(),
        },
        cap: 50,
        cap_action: CapAction::LeaveMessage,
        longest_wait_s: 1800,
        wait_action: WaitAction::Suggest,
        offer_s: 30,
        priority: 0,
        thresholds: Thresholds {
            amber_wait_s: 120,
            red_wait_s: 300,
            amber_waiting: 3,
            red_waiting: 6,
        },
        version: 1,
    };
    app::with_database(&config, async |db| {
        let (clock, mut tx) = (Clock::System, db.begin().await.context("begin")?);
        queues::create_queue(&mut tx, &settings).await?;
        audit::record(
            &mut tx,
            clock.now(),
            audit::Actor::default(),
            Action::QueueAdded(settings.id),
        )
        .await?;
        tx.commit().await.context("commit")
    })
    .await?;
    writeln!(
        std::io::stdout(),
        "The queue {} is there; its hours are set at the desk.",
        settings.slug
    )
    .context("write")
}

fn role(text: &str) -> Result<StaffRole, String> {
    match text {
        "advisor" => Ok(StaffRole::Advisor),
        "supervisor" => Ok(StaffRole::Supervisor),
        "administrator" => Ok(StaffRole::Administrator),
        _ => Err("it is advisor, supervisor or administrator".to_owned()),
    }
}

/// Without the end of the line, which belongs to the file and not to the password.
fn first_line(input: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .context("read the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// In groups of five, to be read aloud or typed.
fn make_up() -> String {
    let mut rng = rand::rng();
    let mut password = String::new();
    for n in 0..MADE_UP {
        if n > 0 && n % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[rng.random_range(0..LETTERS.len())]));
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_password_may_be_chosen_and_is_another_each_time() {
        let (one, other) = (make_up(), make_up());
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        Password::choose(&one).unwrap();
    }

    #[test]
    fn a_password_keeps_its_spaces_and_loses_the_line_end() {
        let read = |text: &str| first_line(&mut text.as_bytes()).unwrap();
        assert_eq!(
            read(" ett lösen med blanksteg \r\nannat\n"),
            " ett lösen med blanksteg "
        );
        assert_eq!(read(""), "");
    }
}
