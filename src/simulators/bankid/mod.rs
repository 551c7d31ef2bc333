//! Stands in for BankID: its Relying Party API over mutual TLS, and a telephone with invented people on a page.
//!
//! It keeps BankID's times and is as strict as BankID: a client without a certificate, a wrong content type, a code that is
//! two seconds old or a second question about an order that is over are refused.

mod certificates;
mod orders;
mod people;
mod phone;
mod rp;
mod tls;

use std::{
    collections::VecDeque,
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{clock::Clock, config::Secret, identity::BankIdAccess, lifecycle::Lifecycle};
use orders::{Order, Orders};
pub(super) use phone::routes;

/// Calls that are remembered; the oldest goes when one more comes.
const MAX_CALLS: usize = 500;
/// A slow answer is still an answer.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// BankID, invented. Clones share everything.
#[derive(Clone)]
pub struct BankIdSimulator {
    /// What opens it.
    pub access: BankIdAccess,
    state: Arc<State>,
}

impl fmt::Debug for BankIdSimulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankIdSimulator({})", self.access.url)
    }
}

/// What it knows.
struct State {
    clock: Clock,
    orders: Mutex<Orders>,
    faults: Mutex<Faults>,
    calls: Mutex<VecDeque<Call>>,
}

/// Something that it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// `auth`, `sign`, `collect` or `cancel`.
    pub what: String,
    /// The status of its answer, or of the one that was cut off.
    pub status: u16,
}

/// How it misbehaves from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Wait before each answer, milliseconds, at most a minute.
    pub delay_ms: u32,
    /// So many calls are answered with 500 internalError.
    pub internal_errors: u32,
    /// So many with 503 Maintenance.
    pub maintenance: u32,
    /// So many with 429 tooManyRequests.
    pub too_many: u32,
    /// So many are done, but the connection is cut before the answer.
    pub cut_after_accept: u32,
    /// Shows a certificate of somebody else's.
    pub wrong_certificate: bool,
    /// The telephones' clocks go so many seconds fast.
    pub clock_skew_s: i32,
    /// The hint of every pending order, in place of the true one.
    pub pending_hint: Option<String>,
    /// The hint of every order that fails.
    pub failed_hint: Option<String>,
    /// The risk of every order that is confirmed: `low`, `moderate` or `high`.
    pub risk: Option<String>,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Done,
    InternalError,
    Maintenance,
    TooMany,
    CutOff,
}

impl BankIdSimulator {
    /// Starts it at `listen`; its telephone's page is at `app_url`.
    ///
    /// # Errors
    /// If the port can't be had or no certificates can be made.
    pub async fn start(
        lifecycle: &Lifecycle,
        clock: Clock,
        listen: SocketAddr,
        app_url: &str,
    ) -> Result<Self> {
        let listener = TcpListener::bind(listen)
            .await
            .context("a port for the BankID simulator")?;
        let address = listener
            .local_addr()
            .context("the BankID simulator's port")?;
        let made = certificates::make(address.ip()).context("certificates for the simulator")?;
        let simulator = Self {
            access: BankIdAccess {
                url: format!("https://{address}/rp/v6.0"),
                certificate: made.client_chain,
                key: Secret::new(made.client_key),
                root: made.root,
                app_url: Some(app_url.to_owned()),
            },
            state: Arc::new(State {
                clock,
                orders: Mutex::default(),
                faults: Mutex::default(),
                calls: Mutex::default(),
            }),
        };
        let server = tls::serve(
            listener,
            tls::Acceptors::new(made.server, made.impostor)?,
            simulator.clone(),
            lifecycle.clone(),
        );
        lifecycle.spawn_worker("BankID simulator", server);
        Ok(simulator)
    }

    /// Makes it misbehave; replaces what it was told before.
    pub fn set_faults(&self, faults: Faults) {
        *locked(&self.state.faults) = faults;
    }

    /// What is left of the faults.
    pub fn faults(&self) -> Faults {
        locked(&self.state.faults).clone()
    }

    /// What it was asked, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.state.calls).iter().cloned().collect()
    }

    /// Holds the telephone before a QR code.
    ///
    /// # Errors
    /// Why the app does not take it.
    pub fn scan(&self, code: &str) -> Result<OrderName, Refusal> {
        let skew = i64::from(self.faults().clock_skew_s);
        let order = self.orders().scan(code, self.now(), skew)?;
        Ok(order)
    }

    /// Opens the app on the same device.
    ///
    /// # Errors
    /// Why the app does not open.
    pub fn open(&self, auto_start_token: &str) -> Result<OrderName, Refusal> {
        self.orders().open(auto_start_token, self.now())
    }

    /// The person of this number confirms; gives where the browser goes on the same device.
    ///
    /// # Errors
    /// If there is nothing to confirm any more.
    pub fn approve(&self, order: &OrderName, person: usize) -> Result<Option<String>, Refusal> {
        let person = people::PEOPLE.get(person).ok_or(Refusal::Unknown)?;
        self.orders().approve(order, person, self.now())
    }

    /// Whoever has the telephone says no, or something else goes wrong there: `hint` is how BankID tells it.
    ///
    /// # Errors
    /// If it is over already.
    pub fn refuse(&self, order: &OrderName, hint: &str) -> Result<(), Refusal> {
        self.orders().fail(order, hint, self.now())
    }

    fn order(&self, name: &OrderName) -> Option<Order> {
        self.orders().find(name, self.now())
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        locked(&self.state.orders)
    }

    fn now(&self) -> Timestamp {
        self.state.clock.now()
    }

    fn remember(&self, what: &str, status: u16) {
        let mut calls = locked(&self.state.calls);
        calls.push_back(Call {
            at: self.now(),
            what: what.to_owned(),
            status,
        });
        while calls.len() > MAX_CALLS {
            calls.pop_front();
        }
    }

    fn next_fate(&self) -> Fate {
        let mut faults = locked(&self.state.faults);
        if take_one(&mut faults.internal_errors) {
            Fate::InternalError
        } else if take_one(&mut faults.maintenance) {
            Fate::Maintenance
        } else if take_one(&mut faults.too_many) {
            Fate::TooMany
        } else if take_one(&mut faults.cut_after_accept) {
            Fate::CutOff
        } else {
            Fate::Done
        }
    }

    fn delay(&self) -> Duration {
        Duration::from_millis(self.faults().delay_ms.into()).min(MAX_DELAY)
    }
}

/// An order, as the telephone names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderName(String);

/// Why the app does not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such code, or one of an order that is over.
    Unknown,
    /// Its last part does not belong to its second.
    Forged,
    /// It was shown too long ago, or is from the future.
    Stale,
}

fn take_one(left: &mut u32) -> bool {
    let any = *left > 0;
    *left = left.saturating_sub(1);
    any
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
