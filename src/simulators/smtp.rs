//! A mail server that delivers to the [`Mailbox`] (RFC 5321), strict where laxness has hurt others:
//! only CRLF ends a line and only CRLF.CRLF ends a mail, so no mail can hide another in itself.

use std::{io, sync::Arc, time::Duration};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::Semaphore,
};

use super::mailbox::{Fate, Mailbox};
use crate::lifecycle::Lifecycle;

/// Connections at once; more are told to come back.
const MAX_CONNECTIONS: usize = 32;

/// The largest mail taken.
const MAX_MAIL_BYTES: usize = 10 * 1024 * 1024;

/// RFC 5321 §4.5.3.1.8.
const MAX_RECIPIENTS: usize = 100;

/// A command with its line end: RFC 5321 §4.5.3.1.4 asks for 512, extensions for some more.
const MAX_COMMAND_BYTES: usize = 2 * 1024;

/// A line of a mail. The RFC allows 1,000; who sends longer ones than this is not a mail program.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Mistakes after which a connection is closed.
const MAX_MISTAKES: u32 = 20;

/// A client that says nothing for this long is gone.
const SILENT_AFTER: Duration = Duration::from_secs(300);

const NAME: &str = "samtal.test";

/// Serves until the server stops.
pub(super) async fn serve(listener: TcpListener, mailbox: Mailbox, lifecycle: Lifecycle) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = lifecycle.stop().cancelled() => return,
        };
        let mut stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Too many open files, or a client that left: neither ends the simulator.
                tracing::debug!(%error, "mail simulator");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let place = Arc::clone(&places).try_acquire_owned();
        let mailbox = mailbox.clone();
        let stop = lifecycle.stop().clone();
        lifecycle.spawn_worker("mail simulator's connection", async move {
            let talk = async {
                match place {
                    Ok(_place) => Connection::new(stream, mailbox).talk().await,
                    Err(_) => {
                        stream
                            .write_all(b"421 4.3.2 too many connections\r\n")
                            .await
                    }
                }
            };
            tokio::select! {
                ended = talk => if let Err(error) = ended {
                    tracing::debug!(%error, "mail simulator");
                },
                () = stop.cancelled() => (),
            }
        });
    }
}

/// What a client has said so far.
#[derive(Debug, Default, PartialEq, Eq)]
struct Session {
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What to do about a command.
#[derive(Debug, PartialEq, Eq)]
enum Action {
    Say(String),
    /// Answer, but count it as a mistake.
    Mistake(&'static str),
    TakeMail,
    Leave,
}

impl Session {
    /// Takes one command, without its line end.
    fn command(&mut self, line: &str, mut fate: impl FnMut() -> Fate) -> Action {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" if !rest.is_empty() => {
                self.reset();
                self.greeted = true;
                say(format!(
                    "250-{NAME}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n\
                     250 SIZE {MAX_MAIL_BYTES}"
                ))
            }
            "HELO" if !rest.is_empty() => {
                self.reset();
                self.greeted = true;
                say(format!("250 {NAME}"))
            }
            "EHLO" | "HELO" => Action::Mistake("501 5.5.4 who are you?"),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest, &mut fate),
            "DATA" if !rest.is_empty() => Action::Mistake("501 5.5.4 DATA takes nothing"),
            "DATA" if self.to.is_empty() => Action::Mistake("503 5.5.1 MAIL and RCPT first"),
            "DATA" => Action::TakeMail,
            "RSET" => {
                self.reset();
                say("250 2.0.0 forgotten")
            }
            "NOOP" => say("250 2.0.0 here"),
            "VRFY" => say("252 2.1.5 send and see"),
            "QUIT" => Action::Leave,
            "STARTTLS" | "AUTH" | "BDAT" | "EXPN" | "HELP" | "TURN" => {
                Action::Mistake("502 5.5.1 not here")
            }
            _ => Action::Mistake("500 5.5.2 unknown command"),
        }
    }

    fn mail(&mut self, rest: &str) -> Action {
        if !self.greeted {
            return Action::Mistake("503 5.5.1 EHLO first");
        }
        if self.from.is_some() {
            return Action::Mistake("503 5.5.1 one mail at a time");
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return Action::Mistake("501 5.1.7 MAIL FROM:<address>");
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match (name.to_ascii_uppercase().as_str(), value) {
                ("SIZE", size) if size.parse().is_ok_and(|size: usize| size > MAX_MAIL_BYTES) => {
                    return say("552 5.3.4 too large");
                }
                ("SIZE" | "SMTPUTF8" | "BODY", _) => (),
                _ => return Action::Mistake("555 5.5.4 unknown parameter"),
            }
        }
        self.from = Some(from.to_owned());
        say("250 2.1.0 go on")
    }

    fn rcpt(&mut self, rest: &str, fate: &mut impl FnMut() -> Fate) -> Action {
        if self.from.is_none() {
            return Action::Mistake("503 5.5.1 MAIL first");
        }
        let Some((to, _)) = path(rest, "TO:").filter(|(to, _)| to.contains('@')) else {
            return Action::Mistake("501 5.1.3 RCPT TO:<address>");
        };
        if self.to.len() >= MAX_RECIPIENTS {
            return say("452 4.5.3 too many recipients");
        }
        match fate() {
            Fate::Taken => {
                self.to.push(to.to_owned());
                say("250 2.1.5 go on")
            }
            Fate::RefusedForNow => say("451 4.7.1 try again later"),
            Fate::RefusedForEver => say("550 5.1.1 nobody of that name"),
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

fn say(text: impl Into<String>) -> Action {
    Action::Say(text.into())
}

/// Reads `FROM:<a@b> parameters`; `<>` is an address too.
fn path<'a>(text: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let (found, rest) = text.split_at_checked(keyword.len())?;
    if !found.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (address, parameters) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    let sound =
        address.len() <= 256 && !address.contains(|c: char| c.is_control() || c == ' ' || c == '<');
    sound.then_some((address, parameters))
}

/// One client.
struct Connection<S> {
    stream: S,
    mailbox: Mailbox,
    buffer: BytesMut,
}

/// What came, up to a line end.
enum Line {
    Whole(BytesMut),
    TooLong,
    /// The client left.
    End,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    fn new(stream: S, mailbox: Mailbox) -> Self {
        Self {
            stream,
            mailbox,
            buffer: BytesMut::new(),
        }
    }

    async fn talk(mut self) -> io::Result<()> {
        let mut session = Session::default();
        let mut mistakes = 0;
        self.say(&format!("220 {NAME} ESMTP mail simulator"))
            .await?;
        while mistakes < MAX_MISTAKES {
            let line = match self.line(MAX_COMMAND_BYTES).await? {
                Line::Whole(line) => line,
                Line::TooLong => return self.say("500 5.5.6 line too long").await,
                Line::End => return Ok(()),
            };
            let command = String::from_utf8_lossy(&line);
            let mailbox = self.mailbox.clone();
            match session.command(&command, || mailbox.next_fate()) {
                Action::Say(text) => self.say(&text).await?,
                Action::Mistake(text) => {
                    mistakes += 1;
                    self.say(text).await?;
                }
                Action::TakeMail => {
                    let to = std::mem::take(&mut session.to);
                    session.reset();
                    if !self.take_mail(to).await? {
                        return Ok(());
                    }
                }
                Action::Leave => return self.say("221 2.0.0 goodbye").await,
            }
        }
        self.say("421 4.7.0 too many mistakes").await
    }

    /// Takes one mail; false if the connection is over.
    async fn take_mail(&mut self, to: Vec<String>) -> io::Result<bool> {
        self.say("354 end with CRLF.CRLF").await?;
        let mut mail = Vec::new();
        let mut too_large = false;
        loop {
            let line = match self.line(MAX_LINE_BYTES).await? {
                Line::Whole(line) => line,
                Line::TooLong => {
                    self.say("500 5.5.6 line too long").await?;
                    return Ok(false);
                }
                Line::End => return Ok(false),
            };
            if &line[..] == b"." {
                break;
            }
            // RFC 5321 §4.5.2: a dot that begins a line was doubled by the sender.
            let line = line.strip_prefix(b".").unwrap_or(&line);
            too_large |= mail.len() + line.len() > MAX_MAIL_BYTES;
            if !too_large {
                mail.extend_from_slice(line);
                mail.extend_from_slice(b"\r\n");
            }
        }
        if too_large {
            self.say("552 5.3.4 too large").await?;
            return Ok(true);
        }
        tokio::time::sleep(self.mailbox.delay()).await;
        let number = self.mailbox.keep(to, &mail);
        if self.mailbox.is_cut_next() {
            return Ok(false);
        }
        self.say(&format!("250 2.0.0 kept as {number}")).await?;
        Ok(true)
    }

    /// The next line without its CRLF. A lone CR or LF is part of the line.
    async fn line(&mut self, max: usize) -> io::Result<Line> {
        let mut looked_at = 0;
        loop {
            let found = self.buffer[looked_at..]
                .windows(2)
                .position(|pair| pair == b"\r\n");
            if let Some(position) = found {
                let line = self.buffer.split_to(looked_at + position);
                self.buffer.advance(2);
                return Ok(if line.len() > max {
                    Line::TooLong
                } else {
                    Line::Whole(line)
                });
            }
            if self.buffer.len() > max {
                return Ok(Line::TooLong);
            }
            looked_at = self.buffer.len().saturating_sub(1);
            let read = tokio::time::timeout(SILENT_AFTER, self.stream.read_buf(&mut self.buffer));
            match read.await {
                Ok(Ok(0)) | Err(_) => return Ok(Line::End),
                Ok(read) => read?,
            };
        }
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{text}\r\n").as_bytes())
            .await?;
        self.stream.flush().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    /// Says everything at once, as a pipelining client, and gives all answers.
    async fn talk(mailbox: &Mailbox, said: &[u8]) -> String {
        let (mut client, server) = tokio::io::duplex(1024);
        let server = Connection::new(server, mailbox.clone()).talk();
        let client = async {
            let (mut hears, mut speaks) = tokio::io::split(&mut client);
            let mut answers = String::new();
            let speak = async {
                // A server that has hung up does not hear the rest.
                let _heard = speaks.write_all(said).await;
                let _closed = speaks.shutdown().await;
            };
            let (_, heard) = tokio::join!(speak, hears.read_to_string(&mut answers));
            heard.unwrap();
            answers
        };
        let (served, answers) = tokio::join!(server, client);
        served.unwrap();
        answers
    }

    fn codes(answers: &str) -> Vec<&str> {
        answers
            .lines()
            .filter(|line| line.as_bytes()[3] == b' ')
            .map(|line| &line[..3])
            .collect()
    }

    fn mailbox() -> Mailbox {
        Mailbox::new(Clock::System)
    }

    const BEGIN: &str = "EHLO x\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n";

    #[tokio::test]
    async fn a_mail_is_kept() {
        let mailbox = mailbox();
        let said = format!("{BEGIN}Subject: Hej\r\n\r\nrad\r\n.\r\nQUIT\r\n");
        let answers = talk(&mailbox, said.as_bytes()).await;
        assert_eq!(
            codes(&answers),
            ["220", "250", "250", "250", "354", "250", "221"]
        );
        let mail = mailbox.wait_for(1).await.unwrap();
        assert_eq!((&*mail.subject, &*mail.text), ("Hej", "rad\n"));
        assert_eq!(mail.to, ["b@x.test"]);
    }

    #[tokio::test]
    async fn dots_are_unstuffed_and_only_crlf_dot_crlf_ends() {
        let mailbox = mailbox();
        let smuggled = "\n.\nMAIL FROM:<evil@x.test>\r\n\r.\rx\n.\r\n.\nx\r\n";
        let said = format!("{BEGIN}Subject: x\r\n\r\n..\r\n...a\r\n{smuggled}.\r\nQUIT\r\n");
        let answers = talk(&mailbox, said.as_bytes()).await;
        assert_eq!(codes(&answers).last(), Some(&"221"));
        assert_eq!(mailbox.count(), 1);
        let mail = mailbox.wait_for(1).await.unwrap();
        assert!(mail.raw.contains("\r\n.\r\n..a\r\n"), "{:?}", mail.raw);
        assert!(mail.raw.contains("MAIL FROM:<evil@x.test>"), "it is text");
    }

    #[tokio::test]
    async fn commands_out_of_order_are_refused() {
        let said = "MAIL FROM:<a@x.test>\r\nDATA\r\nEHLO\r\nEHLO x\r\nRCPT TO:<b@x.test>\r\n\
            mail from:<a@x.test> SIZE=10 BODY=8BITMIME\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:b@x.test\r\n\
            RCPT TO:<>\r\nDATA\r\nRSET\r\nMAIL FROM:<>\r\nNOOP\r\nVRFY b\r\nXYZZY\r\nSTARTTLS\r\n\
            MAIL FROM:<a@x.test> SIZE=99999999999\r\nQUIT\r\n";
        let answers = talk(&mailbox(), said.as_bytes()).await;
        let expected = [
            "220", "503", "503", "501", "250", "503", "250", "503", "501", "501", "503", "250",
            "250", "250", "252", "500", "502", "503", "221",
        ];
        assert_eq!(codes(&answers), expected, "{answers}");
    }

    #[tokio::test]
    async fn limits_hold() {
        let mailbox = mailbox();
        let long = format!("EHLO {}", "x".repeat(MAX_COMMAND_BYTES * 2));
        assert_eq!(
            codes(&talk(&mailbox, long.as_bytes()).await),
            ["220", "500"]
        );

        let many = "XYZZY\r\n".repeat(50);
        let answers = talk(&mailbox, many.as_bytes()).await;
        assert_eq!(codes(&answers).len(), 22);
        assert_eq!(codes(&answers).last(), Some(&"421"));

        let recipients = "RCPT TO:<b@x.test>\r\n".repeat(MAX_RECIPIENTS + 1);
        let said = format!("EHLO x\r\nMAIL FROM:<a@x.test>\r\n{recipients}QUIT\r\n");
        let answers = talk(&mailbox, said.as_bytes()).await;
        assert_eq!(
            codes(&answers)
                .iter()
                .filter(|code| **code == "452")
                .count(),
            1
        );

        let line = format!("{}\r\n", "x".repeat(1000));
        let said = format!(
            "{BEGIN}{}.\r\nNOOP\r\nQUIT\r\n",
            line.repeat(MAX_MAIL_BYTES / 1000)
        );
        let answers = talk(&mailbox, said.as_bytes()).await;
        assert_eq!(codes(&answers)[4..], ["354", "552", "250", "221"]);
        let endless = format!("{BEGIN}{}", "x".repeat(MAX_LINE_BYTES * 2));
        assert_eq!(
            codes(&talk(&mailbox, endless.as_bytes()).await)[4..],
            ["354", "500"]
        );
        assert_eq!(mailbox.count(), 0);
    }

    #[tokio::test]
    async fn a_mail_that_breaks_off_is_not_kept() {
        let mailbox = mailbox();
        talk(
            &mailbox,
            format!("{BEGIN}Subject: x\r\n\r\nhalf\r\n.").as_bytes(),
        )
        .await;
        assert_eq!(mailbox.count(), 0);
    }
}
