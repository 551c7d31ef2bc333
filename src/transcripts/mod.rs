//! What was said in a chat, to read and keep.
//!
//! Invariant: only the chat itself; staff-only logs have no transcript, whoever asks. What was
//! taken back is not in it, what was changed is in it as it reads now.

pub mod http;
mod store;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use signaling::protocol::{ConversationId, Notice, Role};
use sqlx::PgPool;

use self::store::{Heading, Line};
use crate::{
    app::Ctx,
    audit::{self, Action},
    error::{self, Result, not_found},
    files::{self, Reader},
    identity::Caller,
    notify::{Address, Correspondence, Language, Letter, Mail, day_in_words, enqueue_once, say},
};

/// Rows fetched at once.
const PAGE: i64 = 500;

/// Where a download ends: some hundreds of pages, and a bound on memory.
const DOWNLOAD_BYTES: usize = 2 * 1024 * 1024;

/// Where a mailed one ends: mail servers refuse large mails, and nobody scrolls further.
const MAIL_BYTES: usize = 256 * 1024;

/// How many times a day one conversation may be mailed.
const MAILS_A_DAY: u32 = 5;

/// Where businesses are whose queue has no zone we know.
const DEFAULT_ZONE: &str = "Europe/Stockholm";

/// A conversation as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The whole, with a heading.
    pub text: String,
    /// The day it began, where the business is.
    pub date: Date,
    /// The reader's name as it is now; empty if they gave none.
    pub reader: String,
    /// The reader's, in which it is written.
    pub language: Language,
}

/// The transcript of `conversation` in the caller's language, at most two MiB of it. A supervisor
/// who reads from outside is written to the audit log.
///
/// # Errors
/// `not_found` if there is no such chat or the caller may not read it.
pub async fn transcript(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
) -> Result<Transcript> {
    load(app, caller, conversation, DOWNLOAD_BYTES).await
}

async fn load(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    max_bytes: usize,
) -> Result<Transcript> {
    let reader = files::may_read(&app.db, caller, conversation).await?;
    let heading = store::find_heading(&app.db, conversation, caller.person).await?;
    let heading = heading.ok_or_else(|| not_found("conversation"))?;
    if reader == Reader::Overseer {
        let mut conn = app.db.acquire().await?;
        let read = Action::TranscriptRead(conversation);
        audit::record(&mut conn, app.clock.now(), caller, read).await?;
    }
    write(&app.db, conversation, heading, max_bytes).await
}

async fn write(
    db: &PgPool,
    conversation: ConversationId,
    heading: Heading,
    max_bytes: usize,
) -> Result<Transcript> {
    let mut writer = Writer::new(&heading);
    let mut after = 0;
    loop {
        let lines = store::list_lines(db, conversation, after, PAGE).await?;
        let Some(last) = lines.last() else { break };
        after = last.seq;
        for line in &lines {
            if writer.text.len() > max_bytes {
                writer.cut();
                return Ok(writer.finish());
            }
            writer.line(line);
        }
    }
    Ok(writer.finish())
}

/// Writes a transcript line by line.
struct Writer {
    text: String,
    zone: TimeZone,
    language: Language,
    reader: String,
    began: Date,
    /// The day that was last written as a heading.
    day: Option<Date>,
}

impl Writer {
    fn new(heading: &Heading) -> Self {
        let language = Language::of(&heading.language);
        let (name, zone) = zone_of(heading.zone.as_deref());
        let queue = heading.queue.as_ref().map(|queue| match language {
            Language::Swedish => &queue.sv,
            Language::English => &queue.en,
        });
        let title = match queue {
            Some(queue) => say(language, "transcript-title", &[("queue", queue)]),
            None => say(language, "transcript-title-plain", &[]),
        };
        let time = say(language, "transcript-time", &[("zone", &name)]);
        Self {
            text: format!("{title}\n{time}\n"),
            began: heading.began.to_zoned(zone.clone()).date(),
            zone,
            language,
            reader: heading.name.clone(),
            day: None,
        }
    }

    fn line(&mut self, line: &Line) {
        let Some(words) = self.words(line) else {
            return;
        };
        let at = line.at.to_zoned(self.zone.clone());
        if self.day != Some(at.date()) {
            self.day = Some(at.date());
            let day = day_in_words(self.language, at.date());
            self.text.push_str(&format!("\n{day}\n"));
        }
        let time = at.strftime("%H:%M");
        let indented = words.replace('\n', "\n       ");
        self.text.push_str(&format!("{time}  {indented}\n"));
    }

    fn words(&self, line: &Line) -> Option<String> {
        if let Some(notice) = &line.notice {
            return Some(format!("— {}", self.notice(notice)));
        }
        let who = self.who(line);
        if line.redacted {
            return Some(format!("{who}: {}", self.say("transcript-removed", &[])));
        }
        if let Some((name, size)) = &line.file {
            let size = file_size(*size, self.language);
            let file = self.say("transcript-file", &[("name", name), ("size", &size)]);
            return Some(format!("{who}: {file}"));
        }
        let text = line.text.as_ref()?;
        if line.edited {
            return Some(format!(
                "{who}: {text} {}",
                self.say("transcript-edited", &[])
            ));
        }
        Some(format!("{who}: {text}"))
    }

    fn who(&self, line: &Line) -> String {
        // A name is one line, or it could look like another's words.
        let name: String = line.name.chars().filter(|c| !c.is_control()).collect();
        if !name.trim().is_empty() {
            return name.trim().to_owned();
        }
        match line.role {
            Role::Customer => self.say("transcript-customer", &[]),
            Role::Advisor => self.say("transcript-advisor", &[]),
            Role::Supervisor | Role::System => self.say("transcript-supervisor", &[]),
        }
    }

    fn notice(&self, notice: &Notice) -> String {
        match notice {
            Notice::Queued { .. } => self.say("transcript-queued", &[]),
            Notice::Joined { name, .. } => self.say("transcript-joined", &[("name", name)]),
            Notice::Left { name, .. } => self.say("transcript-left", &[("name", name)]),
            Notice::Transferred { to } => self.say("transcript-transferred", &[("to", to)]),
            Notice::Requeued => self.say("transcript-requeued", &[]),
            Notice::MessageLeft => self.say("transcript-message-left", &[]),
            Notice::CallbackAsked => self.say("transcript-callback-asked", &[]),
            Notice::MeetingStarted { name, .. } => {
                self.say("transcript-meeting-started", &[("name", name)])
            }
            Notice::MeetingApart { .. } => self.say("transcript-meeting-apart", &[]),
            Notice::MeetingEnded { .. } => self.say("transcript-meeting-ended", &[]),
            Notice::Ended { .. } => self.say("transcript-ended", &[]),
        }
    }

    fn cut(&mut self) {
        let words = self.say("transcript-cut", &[]);
        self.text.push_str(&format!("\n{words}\n"));
    }

    fn say(&self, id: &str, variables: &[(&str, &str)]) -> String {
        say(self.language, id, variables)
    }

    fn finish(self) -> Transcript {
        Transcript {
            text: self.text,
            date: self.began,
            reader: self.reader,
            language: self.language,
        }
    }
}

/// The queue's zone, or the default, or as a last resort the one that needs no tables.
fn zone_of(name: Option<&str>) -> (String, TimeZone) {
    for name in name.into_iter().chain([DEFAULT_ZONE]) {
        if let Ok(zone) = TimeZone::get(name) {
            return (name.to_owned(), zone);
        }
    }
    ("UTC".to_owned(), TimeZone::UTC)
}

/// As people read it: `840 B`, `12 kB`, `3,4 MB`.
fn file_size(bytes: i64, language: Language) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => {
            let decimal = match language {
                Language::Swedish => ',',
                Language::English => '.',
            };
            format!(
                "{}{decimal}{} MB",
                bytes / 1_000_000,
                bytes % 1_000_000 / 100_000
            )
        }
    }
}

/// Mails the transcript of `conversation` to `to`.
///
/// # Errors
/// `invalid` if the address can't be written to, `not_found` as for [`transcript`],
/// `rate_limited` after five a day, or when too many have been sent to that address.
pub async fn mail_transcript(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    to: &str,
) -> Result<()> {
    let to = Address::parse(to)?;
    if caller.staff.is_none() {
        app.throttle.mail(to.as_str())?;
    }
    let transcript = load(app, caller, conversation, MAIL_BYTES).await?;
    let letter = Letter::Transcript {
        date: &day_in_words(transcript.language, transcript.date),
        transcript: &transcript.text,
    };
    let about = Correspondence {
        to,
        name: &transcript.reader,
        language: transcript.language,
        conversation,
    };
    let mail = app.mailer.write(letter, about);
    let mut conn = app.db.acquire().await?;
    enqueue_at_most(&mut conn, mail, conversation, app.clock.now()).await?;
    app.mailer.wake();
    Ok(())
}

/// The key that makes two mails one also counts them: one key a day and number, and no more of
/// them. So neither a race nor a second node makes a sixth.
async fn enqueue_at_most(
    conn: &mut sqlx::PgConnection,
    mail: Mail,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<()> {
    let day = now.to_zoned(TimeZone::UTC);
    for number in 1..=MAILS_A_DAY {
        let key = format!("transcript:{conversation}:{}:{number}", day.date());
        if enqueue_once(conn, mail.clone().once(key)).await? {
            return Ok(());
        }
    }
    let until_midnight = day
        .tomorrow()
        .and_then(|tomorrow| tomorrow.start_of_day())
        .map(|midnight| midnight.timestamp().duration_since(now));
    let wait = until_midnight.ok().and_then(|wait| wait.try_into().ok());
    Err(error::rate_limited(
        wait.unwrap_or(std::time::Duration::from_secs(60 * 60)),
    ))
}

#[cfg(test)]
mod writing {
    use signaling::protocol::{Localised, PersonId};
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn heading(language: &str, zone: Option<&str>) -> Heading {
        Heading {
            queue: Some(Localised {
                sv: "Familjerådgivning".into(),
                en: "Family advice".into(),
            }),
            zone: zone.map(str::to_owned),
            began: at("2026-07-14T22:30:00Z"),
            name: String::new(),
            language: language.into(),
        }
    }

    fn line(when: &str, role: Role, name: &str, text: &str) -> Line {
        Line {
            seq: 1,
            at: at(when),
            role,
            name: name.into(),
            text: Some(text.into()),
            file: None,
            notice: None,
            edited: false,
            redacted: false,
        }
    }

    fn render(heading: &Heading, lines: &[Line]) -> Transcript {
        let mut writer = Writer::new(heading);
        for line in lines {
            writer.line(line);
        }
        writer.finish()
    }

    #[test]
    fn a_chat_reads_as_it_was_held() {
        let maria = || "Maria Berg".to_owned();
        let joined = Notice::Joined {
            person: PersonId(Uuid::from_u128(2)),
            name: maria(),
            role: Role::Advisor,
        };
        let notice = |when, notice| Line {
            text: None,
            notice: Some(notice),
            ..line(when, Role::System, "", "")
        };
        let lines = [
            line(
                "2026-07-14T21:58:00Z",
                Role::Customer,
                "",
                "Hej!\nÄr någon där?",
            ),
            notice("2026-07-14T21:59:10Z", joined),
            Line {
                edited: true,
                ..line(
                    "2026-07-14T21:59:30Z",
                    Role::Advisor,
                    "Maria Berg",
                    "Hej, ja!",
                )
            },
            Line {
                redacted: true,
                ..line("2026-07-14T22:01:00Z", Role::Customer, "", "19121212-1212")
            },
            Line {
                text: None,
                file: Some(("avtal.pdf".into(), 3_456_789)),
                ..line("2026-07-14T22:02:00Z", Role::Customer, "", "")
            },
            notice("2026-07-14T22:05:00Z", Notice::Ended { by: None }),
        ];
        let transcript = render(&heading("sv", Some("Europe/Stockholm")), &lines);
        assert_eq!(
            transcript.text,
            "Samtal: Familjerådgivning\nTider anges i Europe/Stockholm.\n\n\
             14 juli 2026\n\
             23:58  Kund: Hej!\n       Är någon där?\n\
             23:59  — Maria Berg kom med i samtalet\n\
             23:59  Maria Berg: Hej, ja! (ändrat)\n\n\
             15 juli 2026\n\
             00:01  Kund: [borttaget]\n\
             00:02  Kund: [Fil: avtal.pdf, 3,4 MB]\n\
             00:05  — Samtalet avslutades\n"
        );
        assert_eq!(transcript.date.to_string(), "2026-07-15");
    }

    #[test]
    fn it_is_in_the_readers_language_and_the_queues_zone() {
        let lines = [line("2026-07-14T21:58:00Z", Role::Customer, "Bo", "Hi")];
        let transcript = render(&heading("en", Some("Europe/Helsinki")), &lines);
        assert_eq!(
            transcript.text,
            "Conversation: Family advice\nTimes are in Europe/Helsinki.\n\n15 July 2026\n00:58  Bo: Hi\n"
        );
        let somewhere = render(&heading("en", Some("Mars/Olympus")), &lines);
        assert!(
            somewhere.text.contains("Europe/Stockholm"),
            "{}",
            somewhere.text
        );
    }

    #[test]
    fn nobody_can_write_a_line_that_looks_like_anothers() {
        let lines = [line(
            "2026-07-14T21:58:00Z",
            Role::Customer,
            "Bo\n00:00  Maria",
            "x\n00:01  Maria: y",
        )];
        let text = render(&heading("sv", None), &lines).text;
        assert!(!text.lines().any(|line| line.starts_with("00:0")), "{text}");
    }

    #[test]
    fn sizes_are_told_as_people_say_them() {
        assert_eq!(file_size(840, Language::Swedish), "840 B");
        assert_eq!(file_size(12_999, Language::Swedish), "12 kB");
        assert_eq!(file_size(3_456_789, Language::English), "3.4 MB");
    }
}
