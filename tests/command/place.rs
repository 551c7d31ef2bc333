//! A data folder of a test's own, and the program on it.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Output, Stdio},
    time::Duration,
};

use loadtest::{Api, Client, Identity, Options};
use signaling::protocol::{AdvisorState, Command as Wire, EntryView, QueueId, Reply};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// Longer than anything takes, also on a machine that compiles at the same time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
pub(crate) const PASSWORD: &str = "ett lösen för kommandon";

/// What the caller of the tests may have set, and what is not theirs.
const SETTINGS: [&str; 15] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "DATABASE_URL",
    "REDIS_URL",
    "SAMTAL_EMBED_ORIGINS",
    "SAMTAL_FILES_URL",
    "SAMTAL_LOG",
    "SAMTAL_LOG_FILTER",
    "SAMTAL_PROFILE",
    "SAMTAL_PUBLIC_URL",
    "SAMTAL_SMTP_URL",
    "SAMTAL_TRUSTED_PROXIES",
];

/// A folder that PostgreSQL's account can enter.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a command said, and whether it did it.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("samtal-command-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir()
            .unwrap();
        Self { folder }
    }

    /// The program with these settings and no others.
    fn program(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samtal"));
        for setting in SETTINGS {
            command.env_remove(setting);
        }
        command
            .args(arguments)
            .env("SAMTAL_DATA", self.folder.path())
            .env("SAMTAL_LISTEN", "127.0.0.1:0")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Said {
        let output = self.program(arguments, settings).output();
        timeout(PATIENCE, output).await.unwrap().unwrap().into()
    }

    /// The same, with something to read.
    pub(crate) async fn run_with(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self
            .program(arguments, &[])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read closes it.
        stdin.write_all(input.as_bytes()).await.ok();
        drop(stdin);
        let output = child.wait_with_output();
        timeout(PATIENCE, output).await.unwrap().unwrap().into()
    }

    /// Starts the server and waits until it says where it is.
    pub(crate) async fn serve(&self, settings: &[(&str, &str)]) -> Server {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let mut child = self
            .program(&["serve"], settings)
            .stdout(Stdio::piped())
            .stderr(Stdio::from(log))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let announced = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some((_, base)) = line.split_once("customers")
                    && base.contains("http://")
                {
                    return base.trim().trim_end_matches('/').to_owned();
                }
            }
            panic!("the server ended: {}", self.read_log());
        };
        let base = timeout(PATIENCE, announced).await.unwrap();
        Server { child, base }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// What the servers here have logged.
    pub(crate) fn read_log(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The private PostgreSQL's process, while it runs or if it was killed.
    pub(crate) fn postmaster(&self) -> Option<String> {
        let note = fs::read_to_string(self.folder.path().join("postgres/postmaster.pid")).ok()?;
        note.lines().next().map(str::to_owned)
    }

    /// A queue, an advisor who serves it and an administrator, from the command line alone.
    pub(crate) async fn found(&self) {
        let queue = "queue add --slug radgivning --name-sv Rådgivning --name-en Advice";
        let bo = "staff add --email bo@raad.example --name Bo --role advisor --queue radgivning \
                  --password-stdin";
        let olga = "staff add --email olga@raad.example --name Olga --role administrator \
                    --password-stdin";
        for command in [queue, bo, olga] {
            let words: Vec<&str> = command.split_whitespace().collect();
            let said = self.run_with(&words, &format!("{PASSWORD}\n")).await;
            assert_eq!(said.code, Some(0), "{said:?}");
            assert!(!said.out.contains(PASSWORD), "{said:?}");
        }
    }
}

impl Drop for Place {
    /// A PostgreSQL whose server was killed would outlive the test; what the server said would not.
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.read_log());
        }
        if let Some(pid) = self.postmaster() {
            send("QUIT", &pid);
        }
    }
}

/// Sends a signal to one process.
pub(crate) fn send(signal: &str, pid: &str) {
    std::process::Command::new("kill")
        .args(["-s", signal, pid])
        .stderr(Stdio::null())
        .status()
        .unwrap();
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) base: String,
}

impl Server {
    pub(crate) fn api(&self) -> Api {
        Api::new(&self.base)
    }

    /// The address it listens at, as `SAMTAL_LISTEN` takes it.
    pub(crate) fn address(&self) -> String {
        self.base.trim_start_matches("http://").to_owned()
    }

    /// As the kernel does when memory is out.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// As an operator does; gives the exit code.
    pub(crate) async fn stop(mut self) -> Option<i32> {
        send("TERM", &self.child.id().unwrap().to_string());
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.unwrap().unwrap().code()
    }

    pub(crate) async fn sign_in(&self, email: &str) -> Identity {
        self.api().sign_in(email, PASSWORD).await.unwrap().0
    }

    /// The administrator opens the only queue round the clock.
    pub(crate) async fn open_always(&self) -> QueueId {
        let olga = self.sign_in("olga@raad.example").await;
        let settings = self.api().command(&olga, &Wire::Settings).await.unwrap();
        let Reply::Settings(mut queues) = settings else {
            panic!("{settings:?}")
        };
        let mut settings = queues.remove(0);
        let day = serde_json::json!([{ "from": "00:00", "to": "24:00" }]);
        settings.hours = serde_json::from_value(serde_json::json!({ "zone": "UTC", "weekly": {
            "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day,
            "saturday": day, "sunday": day,
        }}))
        .unwrap();
        let queue = settings.id;
        let set = Wire::SetQueue { settings };
        self.api().command(&olga, &set).await.unwrap();
        queue
    }

    pub(crate) async fn connect(&self, identity: Identity, name: &str) -> Client {
        let options = Options {
            patience: PATIENCE,
            ..Options::story(name)
        };
        Client::connect_with(&self.base, identity, options)
            .await
            .unwrap()
    }

    /// A customer and the advisor, who talk.
    pub(crate) async fn talk(&self, queue: QueueId) -> (Client, Client, EntryView) {
        let visitor = self.api().new_visitor().await.unwrap();
        let anna = self.connect(Identity::Visitor(visitor.token), "Anna").await;
        let bo = self
            .connect(self.sign_in("bo@raad.example").await, "Bo")
            .await;
        bo.desk().await.unwrap();
        bo.set_state(AdvisorState::Available).await.unwrap();
        let entry = anna.join(queue, "Anna").await.unwrap();
        let offer = bo.offer().await.unwrap();
        bo.accept(offer.entry).await.unwrap();
        (anna, bo, entry)
    }
}
