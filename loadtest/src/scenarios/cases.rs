//! Staff at work with many cases: lists with filters, searches, single cases, while others write. First with a tenth of
//! the cases and then with all, since what is quick with few may be slow with many.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use futures_util::future::try_join_all;
use loadtest::{Api, Identity, new_client_id};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use signaling::protocol::{
    CaseContact, CasePage, CaseReceipt, CaseTypeView, CaseView, FormValue, FormValues, Me, NewCase,
    PostalPlace,
};
use tokio::time::{Duration, Instant, Interval, MissedTickBehavior, interval_at};
use tracing::info;

use crate::{figures::Latencies, machine::Ticks, people, report::Report, run::Run, server::Needs};

/// Filters as a desk has them, one after another.
const FILTERS: &[&str] = &[
    "sort=newest",
    "status=new,active,waiting&sort=due",
    "owner=me&sort=changed",
    "owner=none&status=new",
    "urgent=true&status=new,active,paused,waiting",
    "status=closed&sort=changed",
    "sort=due",
    "status=paused&sort=newest&limit=100",
];
/// Words that many cases have and words that few have, parts of numbers, of a telephone, of a name.
const SEARCHES: &[&str] = &[
    "felkod",
    "diskmaskin läcker",
    "pumparna brummade",
    "folkbokföringen",
    "vaccinationskort",
    "opholdstilladelser",
    "KST-0421",
    "2026-0001",
    "070-174 06",
    "Wikström",
    "Nørregade 12",
    "\"dörrpackning\" -ugnen",
];

/// A host that gave much before takes it back for a while. Work is not counted until it takes less than this, in percent, or
/// has for so many rounds.
const CALM: f64 = 5.0;
const ROUNDS: u32 = 8;
/// Between the first things of two rounds.
const TURNS: usize = 64;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Cases that are there in the end.
    #[arg(long, default_value_t = 100_000)]
    cases: u32,
    /// Who read, each one thing at a time.
    #[arg(long, default_value_t = 50)]
    readers: u32,
    /// Who write meanwhile.
    #[arg(long, default_value_t = 10)]
    writers: u32,
    /// How long each of them looks at what came before the next.
    #[arg(long, default_value_t = 500, value_name = "MS")]
    pause: u64,
    /// How long each half counts.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
}

impl Load {
    /// A tenth to begin with.
    pub(crate) fn needs(&self) -> Needs {
        Needs {
            own_database: true,
            cases: self.cases / 10,
        }
    }
}

/// How long everything took.
#[derive(Debug, Default, Clone)]
struct Seen {
    list: Latencies,
    search: Latencies,
    open: Latencies,
    write: Latencies,
    /// Percent of the machine's time that its host gave to others meanwhile.
    stolen: f64,
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let mut report = Report::new("cases");
    report.figure("cases", load.cases);
    report.figure("readers", load.readers);
    report.figure("writers", load.writers);
    report.figure("pause_ms", load.pause);
    let few = work(run, load, load.cases / 10).await?;
    if let Some(server) = &run.server {
        let begun = Instant::now();
        server.seed(load.cases).await?;
        report.decimal("seed_s", begun.elapsed().as_secs_f64());
    }
    let many = work(run, load, load.cases).await?;
    report.latencies("list", "a list with filters", &many.list);
    report.latencies("search", "a search in free text", &many.search);
    report.latencies("open", "one case", &many.open);
    report.latencies("write", "a change", &many.write);
    for (name, few, many) in [
        ("list", &few.list, &many.list),
        ("search", &few.search, &many.search),
        ("open", &few.open, &many.open),
    ] {
        let (before, after) = (few.quantile_ms(0.99), many.quantile_ms(0.99));
        report.decimal(&format!("{name}_p99_ms_of_a_tenth"), before);
        report.decimal(&format!("{name}_grows"), after / before.max(0.001));
    }
    report.decimal("stolen_percent_of_a_tenth", few.stolen);
    report.decimal("stolen_percent", many.stolen);
    let asked = many.list.count() + many.search.count() + many.open.count();
    report.decimal("reads_per_s", asked as f64 / load.seconds as f64);
    report.decimal(
        "writes_per_s",
        many.write.count() as f64 / load.seconds as f64,
    );
    for (name, took, most) in [
        ("list", &many.list, 30.0),
        ("search", &many.search, 60.0),
        ("open", &many.open, 20.0),
    ] {
        let p99 = took.quantile_ms(0.99);
        report.goal(
            p99 <= most,
            format!("{name}: p99 {p99:.1} ms, {most} at most"),
        );
    }
    Ok(report)
}

/// Who is at work, and with what.
struct Crew {
    readers: Vec<(Api, Identity)>,
    writers: Vec<(Api, Identity)>,
    kind: CaseTypeView,
    ids: Vec<String>,
}

async fn work(run: &Run, load: &Load, there: u32) -> Result<Seen> {
    let base = run.api.base().to_owned();
    let signed_in = people::advisors(&run.api, load.readers + load.writers).await?;
    let supervisor = people::supervisor(&run.api).await?;
    let kinds: Vec<CaseTypeView> = get(&run.api, &supervisor, "/api/v1/case-types").await?;
    let kind = kinds.into_iter().find(|kind| kind.slug == "service-report");
    // Each has connections of its own, as a browser.
    let mut everybody = signed_in.into_iter().map(|who| (Api::new(&base), who));
    let writers: Vec<_> = everybody.by_ref().take(load.writers as usize).collect();
    let mut readers: Vec<_> = everybody.collect();
    // Of ten, one oversees all teams.
    for (_, who) in readers.iter_mut().step_by(10) {
        *who = supervisor.clone();
    }
    let crew = Crew {
        readers,
        writers,
        kind: kind.context("there are no service reports: run `samtal seed`")?,
        ids: known(&run.api, &supervisor).await?,
    };
    let warm = Duration::from_secs(load.seconds / 4);
    for round in 1..=ROUNDS {
        let seen = shift(load, &crew, round, warm).await?;
        info!(
            "{there} cases, getting warm: the host gave {:.0} % to others",
            seen.stolen
        );
        if seen.stolen < CALM {
            break;
        }
        if round == ROUNDS {
            tracing::warn!(
                "the host does not calm down; the figures are of less than this machine"
            );
        }
    }
    info!("{there} cases: {} s", load.seconds);
    shift(load, &crew, 0, Duration::from_secs(load.seconds)).await
}

/// All work for so long; what begins and ends in that time is counted. Each round asks for other things than the ones before.
async fn shift(load: &Load, crew: &Crew, round: u32, length: Duration) -> Result<Seen> {
    let until = Instant::now() + length;
    let seen = Rc::new(RefCell::new(Seen::default()));
    let everybody = load.readers + load.writers;
    // They don't all press at the same moment.
    let begins = |number: usize| {
        let share = number as f64 / f64::from(everybody.max(1));
        Instant::now() + Duration::from_millis(load.pause).mul_f64(share)
    };
    let worker = |number: usize, api: &Api| Worker {
        api: api.clone(),
        begins: begins(number),
        until,
        pause: Duration::from_millis(load.pause),
        first: round as usize * TURNS,
        seen: Rc::clone(&seen),
    };
    let before = Ticks::now()?;
    let reading = crew.readers.iter().enumerate().map(|(number, (api, who))| {
        let worker = worker(number, api);
        async move { worker.read(who, number, &crew.ids).await }
    });
    let writing = crew.writers.iter().enumerate().map(|(number, (api, who))| {
        let worker = worker(crew.readers.len() + number, api);
        async move { worker.write(who, &crew.kind).await }
    });
    tokio::try_join!(try_join_all(reading), try_join_all(writing))?;
    let mut seen = seen.take();
    seen.stolen = Ticks::now()?.stolen_since(before);
    Ok(seen)
}

/// Some cases of all ages, to be opened.
async fn known(api: &Api, who: &Identity) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut path = "/api/v1/cases?limit=200".to_owned();
    for _ in 0..5 {
        let page: CasePage = get(api, who, &path).await?;
        ids.extend(page.cases.iter().map(|case| case.number.to_string()));
        let Some(next) = page.next else { break };
        path = format!("/api/v1/cases?limit=200&after={next}");
    }
    ensure!(!ids.is_empty(), "there are no cases");
    Ok(ids)
}

struct Worker {
    api: Api,
    begins: Instant,
    until: Instant,
    pause: Duration,
    first: usize,
    seen: Rc<RefCell<Seen>>,
}

impl Worker {
    async fn read(&self, who: &Identity, number: usize, ids: &[String]) -> Result<()> {
        let mut pace = self.pace();
        for turn in self.first + number.. {
            pace.tick().await;
            if Instant::now() >= self.until {
                break;
            }
            match turn % 4 {
                0 | 1 => {
                    let filter = FILTERS[turn / 2 % FILTERS.len()];
                    self.list(who, filter, |seen| &mut seen.list).await?;
                }
                2 => {
                    let words = SEARCHES[turn / 4 % SEARCHES.len()];
                    let filter = format!("search={}", encoded(words));
                    self.list(who, &filter, |seen| &mut seen.search).await?;
                }
                _ => {
                    let id = &ids[(turn * 7 + number * 191) % ids.len()];
                    self.open(who, id).await?;
                }
            }
        }
        Ok(())
    }

    async fn list(
        &self,
        who: &Identity,
        filter: &str,
        of: fn(&mut Seen) -> &mut Latencies,
    ) -> Result<()> {
        let begun = Instant::now();
        let _page: CasePage = get(&self.api, who, &format!("/api/v1/cases?{filter}")).await?;
        self.took(begun, of);
        Ok(())
    }

    async fn open(&self, who: &Identity, case: &str) -> Result<()> {
        let begun = Instant::now();
        let answer = self
            .api
            .request(Method::GET, &format!("/api/v1/cases/{case}"), who);
        let answer = answer.send().await.context("ask for a case")?;
        // Not all are of the reader's own team; the others cost their look as well.
        let is_told = answer.status().is_success() || answer.status().as_u16() == 404;
        ensure!(is_told, "a case: {}", answer.status());
        answer.bytes().await.context("read a case")?;
        self.took(begun, |seen| &mut seen.open);
        Ok(())
    }

    /// Opens cases for people on the telephone, takes them, writes and moves them on.
    async fn write(&self, who: &Identity, kind: &CaseTypeView) -> Result<()> {
        let me: Me = get(&self.api, who, "/api/v1/session").await?;
        let mut pace = self.pace();
        while Instant::now() < self.until {
            pace.tick().await;
            let new = serde_json::to_value(new_case(kind))?;
            let receipt: CaseReceipt = self.change(who, Method::POST, "", &new).await?;
            let place = format!("/{}", receipt.id);
            let view = self.look(who, &place).await?;
            pace.tick().await;
            let owner =
                json!({ "version": view.version, "owner": me.person, "team": view.row.team });
            self.change_only(who, Method::PUT, &format!("{place}/owner"), &owner)
                .await?;
            pace.tick().await;
            let thread = json!({
                "client_id": new_client_id(), "subject": "Tid för besök", "text": "Vi kommer på torsdag.",
            });
            self.change_only(who, Method::POST, &format!("{place}/threads"), &thread)
                .await?;
            let view = self.look(who, &place).await?;
            pace.tick().await;
            let status = json!({ "version": view.version, "status": "waiting" });
            self.change_only(who, Method::PUT, &format!("{place}/status"), &status)
                .await?;
        }
        Ok(())
    }

    async fn look(&self, who: &Identity, place: &str) -> Result<CaseView> {
        get(&self.api, who, &format!("/api/v1/cases{place}")).await
    }

    async fn change<T: DeserializeOwned>(
        &self,
        who: &Identity,
        method: Method,
        place: &str,
        body: &Value,
    ) -> Result<T> {
        let answer = self.change_only(who, method, place, body).await?;
        serde_json::from_slice(&answer).context("read an answer")
    }

    async fn change_only(
        &self,
        who: &Identity,
        method: Method,
        place: &str,
        body: &Value,
    ) -> Result<Vec<u8>> {
        let begun = Instant::now();
        let path = format!("/api/v1/cases{place}");
        let request = self.api.request(method, &path, who).json(body);
        let answer = request.send().await.context("change a case")?;
        let status = answer.status();
        let answer = answer.bytes().await.context("read an answer")?;
        if !status.is_success() {
            bail!("{path}: {status}: {}", String::from_utf8_lossy(&answer));
        }
        self.took(begun, |seen| &mut seen.write);
        Ok(answer.to_vec())
    }

    /// Counts what ended in time.
    fn took(&self, begun: Instant, of: fn(&mut Seen) -> &mut Latencies) {
        if Instant::now() < self.until {
            of(&mut self.seen.borrow_mut()).record(begun.elapsed());
        }
    }

    fn pace(&self) -> Interval {
        let mut pace = interval_at(self.begins, self.pause);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pace
    }
}

/// A service report of somebody on the telephone, or any other case without anything to fill in.
pub(super) fn new_case(kind: &CaseTypeView) -> NewCase {
    let text = |text: &str| FormValue::Text(text.to_owned());
    let place = PostalPlace {
        postcode: "541 50".into(),
        town: "Skövde".into(),
    };
    let values = [
        ("customer", text("Bostadsbolaget Skövde")),
        ("street", text("Storgatan 12, lgh 1103")),
        ("postal_place", FormValue::Place(place)),
        ("reporter", text("Eva Ek")),
        ("reporter_phone", text("070-174 06 05")),
        ("access", text("yes")),
    ];
    let asked = |key: &str| kind.form.fields.iter().any(|field| field.key == key);
    let values = values.into_iter().filter(|(key, _)| asked(key));
    NewCase {
        client_id: new_client_id(),
        type_id: kind.id,
        version: kind.version,
        title: "Skövde Diskmaskinen tömmer inte vattnet".into(),
        description: "Silen är rensad. Pumpen brummar.".into(),
        values: FormValues(values.map(|(key, value)| (key.to_owned(), value)).collect()),
        urgent: false,
        contact: CaseContact {
            name: "Eva Ek".into(),
            email: String::new(),
            phone: "070-174 06 05".into(),
            language: "sv".into(),
        },
        customer: None,
        conversation: None,
        papers: None,
    }
}

pub(super) async fn get<T: DeserializeOwned>(api: &Api, who: &Identity, path: &str) -> Result<T> {
    let answer = api.request(Method::GET, path, who).send().await;
    let answer = answer.with_context(|| format!("ask for {path}"))?;
    let status = answer.status();
    ensure!(status.is_success(), "{path}: {status}");
    answer.json().await.with_context(|| format!("read {path}"))
}

/// As an address has it.
fn encoded(words: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    words
        .bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn an_address_holds_any_words() {
        assert_eq!(encoded("läcker \"12\""), "l%C3%A4cker%20%2212%22");
    }
}
