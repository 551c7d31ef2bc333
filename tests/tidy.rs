//! The house's rules, held against the source text: who may import whom, what may be done in one place only, how long
//! a file gets. What a rule lets pass stands here with its reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Everything a domain may build on, lowest first: a module imports only from those before it.
///
/// `app`, which holds one of everything, is passed around and may be named anywhere.
const ORDER: &[&str] = &[
    "error",
    "clock",
    "config",
    "lifecycle",
    "telemetry",
    "db",
    "csv",
    "audit",
    "outward",
    "notify",
    "identity",
    "hours",
    "presence",
    "files",
    "conversations",
    "objects",
    "transcripts",
    "queues",
    "cases",
    "meetings",
    "staff",
    "reports",
];

/// Above the domains: they call any of them.
const SHELLS: &[&str] = &[
    "app",
    "doctor",
    "founding",
    "http",
    "lib",
    "main",
    "realtime",
    "seed",
    "simulators",
];

/// Imports against the order, each with its reason.
const AGAINST_THE_ORDER: &[(&str, &str, &str)] = &[
    (
        "identity/http/accounts.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/profile.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/session.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/factors.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/invitations.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/passkeys.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "identity/http/sign_ins.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "files/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "cases/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "cases/checklists/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "cases/delivery/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "cases/saved/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "files/http/parts.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "objects/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "cases/saved/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "staff/http.rs",
        "http",
        "a domain's routes use the shell's extractors",
    ),
    (
        "conversations/writer.rs",
        "realtime",
        "the hot path answers straight into a socket's outbox",
    ),
];

/// A file over this is named in the test's output.
const LONG: usize = 600;
/// A file over this fails.
const TOO_LONG: usize = 800;

#[test]
fn a_store_is_its_domains_own() {
    let mut wrong = Vec::new();
    for file in server() {
        for import in file.imports() {
            let parts: Vec<&str> = import.split("::").collect();
            if let [domain, "store", ..] = parts[..]
                && domain != file.module()
            {
                wrong.push(format!(
                    "{} imports {import}: call the domain's mod.rs",
                    file.name
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn nobody_imports_from_above() {
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for file in server() {
        let module = file.module();
        if SHELLS.contains(&module) {
            continue;
        }
        let Some(mine) = place(module) else {
            wrong.push(format!(
                "{}: `{module}` has no place in ORDER or SHELLS",
                file.name
            ));
            continue;
        };
        for import in file.imports() {
            let other = import.split("::").next().unwrap_or_default();
            let is_known = AGAINST_THE_ORDER
                .iter()
                .any(|(name, of, _)| *name == file.name && *of == other);
            if other == module || other == "app" || is_known {
                continue;
            }
            if place(other).is_none_or(|theirs| theirs > mine) {
                wrong.push(format!(
                    "{} imports {import}, which stands above it",
                    file.name
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn what_is_let_pass_is_still_there() {
    let files = server();
    for (name, other, reason) in AGAINST_THE_ORDER {
        let file = files.iter().find(|file| file.name == *name);
        let uses = file.is_some_and(|file| {
            file.imports()
                .iter()
                .any(|import| import.split("::").next() == Some(*other))
        });
        assert!(
            uses,
            "{name} no longer imports {other} ({reason}): take it off the list"
        );
    }
}

#[test]
fn each_thing_is_done_in_one_place() {
    // The text, where it may stand, and why there.
    let rules: &[(&str, &[&str], &str)] = &[
        (
            "sqlx::query",
            &["/store.rs", "/store/", "db/", "doctor.rs"],
            "SQL stands in a domain's store",
        ),
        (
            "redis::",
            &["realtime/bus/", "doctor.rs"],
            "only the bus knows Redis",
        ),
        (
            "env::var",
            &["config.rs"],
            "the environment is read in config.rs",
        ),
        ("Timestamp::now", &["clock.rs"], "ask the clock"),
        ("SystemTime::now", &["clock.rs"], "ask the clock"),
        (
            "Uuid::now_v7",
            &[],
            "ask the clock, so that ids and times agree",
        ),
        ("Uuid::new_v4", &[], "ids are UUIDv7"),
        ("unbounded_channel", &[], "memory is bounded"),
        (
            "tokio::spawn",
            &["lifecycle.rs"],
            "a task starts on the lifecycle and ends with it",
        ),
    ];
    let mut wrong = Vec::new();
    for file in server() {
        for (text, places, why) in rules {
            let path = format!("/{}", file.name);
            let is_here = places.iter().any(|place| path.contains(place));
            if !is_here && file.code.contains(text) {
                wrong.push(format!("{} has {text}: {why}", file.name));
            }
        }
    }
    none(&wrong);
}

#[test]
fn nothing_panics_by_habit_and_no_lint_is_silenced() {
    let mut wrong = Vec::new();
    for file in rust("src")
        .into_iter()
        .chain(rust("signaling/src"))
        .chain(rust("loadtest/src"))
    {
        for text in [".unwrap()", "todo!(", "unimplemented!(", "dbg!("] {
            if file.code.contains(text) {
                wrong.push(format!("{} has {text}", file.name));
            }
        }
        for text in ["#[allow(", "#![allow("] {
            if file.text.contains(text) {
                wrong.push(format!(
                    "{} has {text}: use #[expect(…, reason = \"…\")]",
                    file.name
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn routes_hold_no_sql() {
    let mut wrong = Vec::new();
    for file in server() {
        let is_route = file.name.ends_with("/http.rs") || file.name.ends_with("/ws.rs");
        for text in ["sqlx::", "PgConnection", "begin()", "acquire()"] {
            if is_route && file.code.contains(text) {
                wrong.push(format!(
                    "{} has {text}: call one function of the domain",
                    file.name
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn the_load_test_does_not_know_the_server() {
    let manifest = read(&root().join("loadtest/Cargo.toml"));
    assert!(
        !manifest.contains("samtal"),
        "loadtest/Cargo.toml depends on the server"
    );
    for file in rust("loadtest/src") {
        assert!(
            !file.code.contains("samtal::"),
            "{} imports the server",
            file.name
        );
    }
    let manifest = read(&root().join("signaling/Cargo.toml"));
    for outside in ["axum", "redis", "samtal", "loadtest"] {
        assert!(
            !manifest.contains(&format!("\n{outside}")),
            "signaling needs no {outside}"
        );
    }
}

#[test]
fn the_wire_and_the_room_are_pure_and_media_are_in_one_place() {
    let mut wrong = Vec::new();
    for file in rust("signaling/src") {
        if file.name.starts_with("sfu/") {
            continue;
        }
        for outside in ["tokio::", "std::net", "rtc::", "nix::", "mio::"] {
            if file.code.contains(outside) {
                wrong.push(format!("signaling/{} names {outside}", file.name));
            }
        }
    }
    for file in rust("src") {
        for library in ["rtc::", "webrtc::"] {
            if file.code.contains(&format!("use {library}")) {
                wrong.push(format!(
                    "{} names {library}: media are signaling::sfu's",
                    file.name
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn modules_say_what_they_own() {
    let silent: Vec<String> = server()
        .into_iter()
        .chain(rust("signaling/src"))
        .chain(rust("loadtest/src"))
        .filter(|file| !file.text.starts_with("//! ") || file.text.starts_with("//! stub"))
        .map(|file| format!("{} begins without a word on what it owns", file.name))
        .collect();
    none(&silent);
}

#[test]
fn no_file_has_become_a_house_of_its_own() {
    let mut wrong = Vec::new();
    for folder in [
        "src",
        "signaling/src",
        "loadtest/src",
        "tests",
        "static/src",
    ] {
        for path in files(&root().join(folder), &["rs", "ts", "tsx", "css"]) {
            let lines = read(&path).lines().count();
            let name = path
                .strip_prefix(root())
                .unwrap_or(&path)
                .display()
                .to_string();
            if lines > LONG {
                println!("long: {name} has {lines} lines");
            }
            if lines > TOO_LONG {
                wrong.push(format!("{name} has {lines} lines; {TOO_LONG} is the most"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn no_machine_is_named() {
    let mut wrong = Vec::new();
    // Written in two pieces, or this file would name them.
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    for folder in [
        "src",
        "signaling",
        "loadtest",
        "tests",
        "static/src",
        "static/tests",
        "static/e2e",
        "bin",
        "migrations",
    ] {
        for path in files(
            &root().join(folder),
            &[
                "rs", "ts", "tsx", "css", "sql", "toml", "json", "sh", "mjs", "",
            ],
        ) {
            let text = read(&path);
            for place in places {
                if text.contains(place) {
                    wrong.push(format!("{} names {place}", path.display()));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_domain_is_imported_without_a_cycle() {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in server() {
        let module = file.module().to_owned();
        let imports = file.imports();
        let others = imports
            .iter()
            .filter_map(|import| import.split("::").next());
        let others = others.filter(|other| ORDER.contains(other) && *other != module);
        let others: Vec<String> = others.map(str::to_owned).collect();
        edges.entry(module).or_default().extend(others);
    }
    // Whoever imports nothing that is left is taken away, until nobody is.
    loop {
        let free: Vec<String> = edges
            .iter()
            .filter(|(_, of)| !of.iter().any(|other| edges.contains_key(other)))
            .map(|(m, _)| m.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        edges.retain(|module, _| !free.contains(module));
    }
    assert!(
        edges.is_empty(),
        "these import each other in a circle: {edges:?}"
    );
}

#[test]
fn imports_are_found_in_every_form() {
    let file = Source::of(
        "queues/x.rs",
        "use crate::{app::Ctx, hours::{self, Calendar as C}, x};\nfn f() { crate::y::g(); }",
    );
    assert_eq!(
        file.imports(),
        ["app::Ctx", "hours::self", "hours::Calendar", "x", "y::g"]
    );
    let text = "a(); // crate::z::w\n#[cfg(test)]\nuse crate::s;\n#[cfg(test)]\nmod tests {\n    use crate::t;\n}\nb();\n";
    let file = Source::of("x.rs", text);
    assert!(file.imports().is_empty());
    assert_eq!(file.code, "a(); \nb();");
}

/// A file of ours.
struct Source {
    /// Below its `src`.
    name: String,
    text: String,
    /// Without comments and without its tests.
    code: String,
}

impl Source {
    fn of(name: &str, text: &str) -> Self {
        let shipped = without_tests(text);
        let lines = shipped
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default());
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            code: lines.collect::<Vec<_>>().join("\n"),
        }
    }

    /// The module of the crate it belongs to.
    fn module(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// What it takes from the crate, each path whole.
    fn imports(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            let is_word = self.code[..at]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || c == '_');
            if !is_word {
                expand("", &self.code[at + "crate::".len()..], &mut found);
            }
        }
        found
    }
}

/// Reads one path, or a tree of them in braces, and gives what follows it.
fn expand<'a>(prefix: &str, text: &'a str, found: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(rest) = rest.strip_prefix('}') {
                return rest;
            }
            rest = expand(prefix, rest, found).trim_start();
            if let Some(renamed) = rest.strip_prefix("as ") {
                rest = renamed
                    .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                    .trim_start();
            }
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}::{name}")
    };
    match rest.strip_prefix("::") {
        Some(deeper) => expand(&path, deeper, found),
        None => {
            found.push(path);
            rest
        }
    }
}

/// Leaves out every item that is compiled for tests only.
fn without_tests(text: &str) -> String {
    const MARK: &str = "#[cfg(test)]\n";
    let mut parts = text.split(MARK);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // An item ends with its first line, or with the first brace that stands where a line begins.
        let first = part.lines().next().unwrap_or_default();
        let rest = if first.ends_with(';') {
            part.split_once('\n')
        } else {
            part.split_once("\n}\n")
        };
        kept.push_str(rest.map_or("", |(_, rest)| rest));
    }
    kept
}

/// The server's own files, without those that are tests as a whole.
fn server() -> Vec<Source> {
    rust("src")
        .into_iter()
        .filter(|file| !is_test(&file.name))
        .collect()
}

fn rust(folder: &str) -> Vec<Source> {
    let base = root().join(folder);
    let found: Vec<Source> = files(&base, &["rs"])
        .iter()
        .map(|path| {
            let name = path
                .strip_prefix(&base)
                .unwrap_or(path)
                .display()
                .to_string();
            Source::of(&name, &read(path))
        })
        .filter(|file| !is_test(&file.name))
        .collect();
    assert!(
        !found.is_empty(),
        "{folder} has no files: the rules would hold for nothing"
    );
    found
}

fn is_test(name: &str) -> bool {
    let tests = ["tests.rs", "testing.rs", "properties.rs"];
    name.starts_with("tests/")
        || name.contains("/tests/")
        || name.contains("/golden/")
        || tests
            .iter()
            .any(|test| name.rsplit('/').next() == Some(*test))
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default();
            if !is_hidden
                && !["node_modules", "dist", "target", "protocol"]
                    .iter()
                    .any(|other| name == *other)
                || path.ends_with("signaling/src/protocol")
            {
                found.extend(files(&path, extensions));
            }
        } else if !is_hidden && extensions.contains(&extension.as_str()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}
