//! Orders as BankID keeps them: a state machine with BankID's times. Pure: everything takes `now`.

use std::collections::HashMap;

use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Faults, OrderName, Refusal, people::Person};

/// An order that no app opens lapses.
const START_WITHIN: SignedDuration = SignedDuration::from_secs(30);
/// And one that nobody confirms.
const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_secs(180);
/// The app shows what is to be confirmed after this.
const LOOKS_FOR: SignedDuration = SignedDuration::from_secs(1);
/// How old a code may be when it is scanned, in seconds.
const CODE_AGE_S: i64 = 2;
/// How long the final answer waits.
const COMPLETE_FOR: SignedDuration = SignedDuration::from_secs(180);
const FAILED_FOR: SignedDuration = SignedDuration::from_secs(300);
/// Orders that are remembered at all.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_secs(900);

/// Every order that is remembered.
#[derive(Default)]
pub(super) struct Orders(HashMap<String, Order>);

/// What was asked for.
#[derive(Deserialize, Clone, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    pub(super) end_user_ip: String,
    pub(super) user_visible_data: String,
    pub(super) user_non_visible_data: String,
    pub(super) return_url: Option<String>,
    pub(super) return_risk: bool,
    pub(super) requirement: Requirement,
}

/// Who it must be.
#[derive(Deserialize, Clone, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Requirement {
    pub(super) personal_number: Option<String>,
}

#[derive(Clone)]
pub(super) struct Order {
    pub(super) name: String,
    pub(super) auto_start_token: String,
    pub(super) qr_start_token: String,
    pub(super) qr_start_secret: String,
    pub(super) asked: Asked,
    pub(super) visible: String,
    pub(super) is_signature: bool,
    begun_at: Timestamp,
    opened: Option<Opened>,
    end: Option<(End, Timestamp)>,
    is_collected: bool,
}

#[derive(Clone, Copy)]
struct Opened {
    at: Timestamp,
    here: bool,
}

#[derive(Clone)]
enum End {
    Confirmed(&'static Person),
    Failed(String),
}

impl Orders {
    /// A new order. Where another of the same person is open, both are over.
    pub(super) fn begin(
        &mut self,
        asked: Asked,
        visible: String,
        is_signature: bool,
        now: Timestamp,
    ) -> Option<Order> {
        self.0
            .retain(|_, order| now.duration_since(order.begun_at) < FORGOTTEN_AFTER);
        let number = asked.requirement.personal_number.clone();
        let mut was_open = false;
        for order in self.0.values_mut() {
            order.pass(now);
            let same = number.is_some() && order.asked.requirement.personal_number == number;
            if same && order.end.is_none() {
                order.end = Some((End::Failed("cancelled".to_owned()), now));
                was_open = true;
            }
        }
        if was_open {
            return None;
        }
        let order = Order {
            name: secret(),
            auto_start_token: secret(),
            qr_start_token: secret(),
            qr_start_secret: secret(),
            asked,
            visible,
            is_signature,
            begun_at: now,
            opened: None,
            end: None,
            is_collected: false,
        };
        self.0.insert(order.name.clone(), order.clone());
        Some(order)
    }

    /// How far it is; none if it does not exist, or its final answer was given or is too old.
    pub(super) fn collect(&mut self, name: &str, faults: &Faults, now: Timestamp) -> Option<Value> {
        let order = self.0.get_mut(name)?;
        order.pass(now);
        if order.is_collected {
            return None;
        }
        let Some((end, at)) = &order.end else {
            let hint = faults.pending_hint.clone();
            let hint = hint.unwrap_or_else(|| order.pending_hint(now).to_owned());
            return Some(json!({"orderRef": name, "status": "pending", "hintCode": hint}));
        };
        let (kept, answer) = match end {
            End::Confirmed(person) => (COMPLETE_FOR, order.completion(person, faults)),
            End::Failed(hint) => {
                let hint = faults.failed_hint.as_ref().unwrap_or(hint);
                (
                    FAILED_FOR,
                    json!({"orderRef": name, "status": "failed", "hintCode": hint}),
                )
            }
        };
        if now.duration_since(*at) > kept {
            return None;
        }
        order.is_collected = true;
        Some(answer)
    }

    /// Gives it up; false if there is nothing to give up.
    pub(super) fn cancel(&mut self, name: &str, now: Timestamp) -> bool {
        let Some(order) = self.0.get_mut(name) else {
            return false;
        };
        order.pass(now);
        if order.end.is_some() {
            return false;
        }
        order.end = Some((End::Failed("cancelled".to_owned()), now));
        // Whoever gives it up knows.
        order.is_collected = true;
        true
    }

    /// The telephone before a code; its clock goes `skew_s` fast.
    pub(super) fn scan(
        &mut self,
        code: &str,
        now: Timestamp,
        skew_s: i64,
    ) -> Result<OrderName, Refusal> {
        let parts: Vec<&str> = code.trim().split('.').collect();
        let ["bankid", token, seconds, hash] = parts[..] else {
            return Err(Refusal::Unknown);
        };
        let order = self.open_one(now, |order| order.qr_start_token == token)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(order.qr_start_secret.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(seconds.as_bytes());
        let written: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let shown: i64 = seconds.parse().map_err(|_| Refusal::Forged)?;
        if written != hash {
            return Err(Refusal::Forged);
        }
        let elapsed = now.duration_since(order.begun_at).as_secs() + skew_s;
        if (elapsed - shown).abs() > CODE_AGE_S {
            return Err(Refusal::Stale);
        }
        order.opened = Some(Opened {
            at: now,
            here: false,
        });
        Ok(OrderName(order.name.clone()))
    }

    /// The app on the same device.
    pub(super) fn open(&mut self, token: &str, now: Timestamp) -> Result<OrderName, Refusal> {
        let order = self.open_one(now, |order| order.auto_start_token == token)?;
        order.opened = Some(Opened {
            at: now,
            here: true,
        });
        Ok(OrderName(order.name.clone()))
    }

    fn open_one(
        &mut self,
        now: Timestamp,
        is_it: impl Fn(&Order) -> bool,
    ) -> Result<&mut Order, Refusal> {
        let order = self.0.values_mut().find(|order| is_it(order));
        let order = order.ok_or(Refusal::Unknown)?;
        order.pass(now);
        match order.end {
            None => Ok(order),
            Some(_) => Err(Refusal::Unknown),
        }
    }

    /// Confirmed; where the browser goes if it was opened on the same device.
    pub(super) fn approve(
        &mut self,
        name: &OrderName,
        person: &'static Person,
        now: Timestamp,
    ) -> Result<Option<String>, Refusal> {
        let order = self.opened(name, now)?;
        let wanted = order.asked.requirement.personal_number.as_deref();
        if wanted.is_some_and(|wanted| wanted != person.number) {
            order.end = Some((End::Failed("certificateErr".to_owned()), now));
            return Ok(None);
        }
        order.end = Some((End::Confirmed(person), now));
        let here = order.opened.is_some_and(|opened| opened.here);
        Ok(order.asked.return_url.clone().filter(|_| here))
    }

    /// It comes to nothing.
    pub(super) fn fail(
        &mut self,
        name: &OrderName,
        hint: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let order = self.opened(name, now)?;
        order.end = Some((End::Failed(hint.to_owned()), now));
        Ok(())
    }

    /// As the telephone shows it; none if it is over.
    pub(super) fn find(&mut self, name: &OrderName, now: Timestamp) -> Option<Order> {
        self.opened(name, now).ok().cloned()
    }

    fn opened(&mut self, name: &OrderName, now: Timestamp) -> Result<&mut Order, Refusal> {
        let order = self.0.get_mut(&name.0).ok_or(Refusal::Unknown)?;
        order.pass(now);
        match (order.end.is_none(), order.opened) {
            (true, Some(_)) => Ok(order),
            _ => Err(Refusal::Unknown),
        }
    }
}

impl Order {
    /// What time alone does to it.
    fn pass(&mut self, now: Timestamp) {
        if self.end.is_some() {
            return;
        }
        let (within, hint) = match self.opened {
            None => (START_WITHIN, "startFailed"),
            Some(_) => (CONFIRM_WITHIN, "expiredTransaction"),
        };
        if now.duration_since(self.begun_at) >= within {
            self.end = Some((End::Failed(hint.to_owned()), now));
        }
    }

    fn pending_hint(&self, now: Timestamp) -> &'static str {
        match self.opened {
            None => "outstandingTransaction",
            Some(opened) if now.duration_since(opened.at) < LOOKS_FOR => "started",
            Some(_) => "userSign",
        }
    }

    fn completion(&self, person: &Person, faults: &Faults) -> Value {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let signed = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><Object>\
             <bankIdSignedData xmlns=\"http://www.bankid.com/signature/v1.0.0/types\"><usrVisibleData>{}</usrVisibleData>\
             <usrNonVisibleData>{}</usrNonVisibleData></bankIdSignedData></Object></Signature>",
            self.asked.user_visible_data, self.asked.user_non_visible_data,
        );
        let mut data = json!({
            "user": {"personalNumber": person.number, "name": person.name(), "givenName": person.given_name,
                "surname": person.surname},
            "device": {"ipAddress": self.asked.end_user_ip, "uhi": "c2ltdWxhdG9y"},
            "bankIdIssueDate": "2025-02-01Z",
            "signature": STANDARD.encode(signed),
            "ocspResponse": STANDARD.encode(format!("OCSP of the simulator for {}", self.name)),
        });
        if self.asked.return_risk
            && let Some(object) = data.as_object_mut()
        {
            let risk = faults.risk.clone().unwrap_or_else(|| "low".to_owned());
            object.insert("risk".to_owned(), risk.into());
        }
        json!({"orderRef": self.name, "status": "complete", "completionData": data})
    }
}

/// As BankID's: a UUID's text.
fn secret() -> String {
    uuid::Builder::from_random_bytes(rand::rng().random())
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{super::people::PEOPLE, *};
    use crate::identity::bankid::qr_text;

    fn at(seconds: i64) -> Timestamp {
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        start + SignedDuration::from_secs(seconds)
    }

    fn begun(orders: &mut Orders) -> Order {
        let asked = Asked::default();
        orders
            .begin(asked, "Logga in".into(), false, at(0))
            .unwrap()
    }

    fn hint(orders: &mut Orders, order: &Order, now: i64) -> Option<String> {
        let answer = orders.collect(&order.name, &Faults::default(), at(now))?;
        Some(answer["hintCode"].as_str().unwrap_or("complete").to_owned())
    }

    fn code(order: &Order, seconds: u64) -> String {
        qr_text(&order.qr_start_token, &order.qr_start_secret, seconds)
    }

    #[test]
    fn an_order_goes_its_way_and_its_end_is_told_once() {
        let mut orders = Orders::default();
        let order = begun(&mut orders);
        assert_eq!(
            hint(&mut orders, &order, 1).unwrap(),
            "outstandingTransaction"
        );
        let name = orders.scan(&code(&order, 4), at(5), 0).unwrap();
        assert_eq!(hint(&mut orders, &order, 5).unwrap(), "started");
        assert_eq!(hint(&mut orders, &order, 7).unwrap(), "userSign");
        assert_eq!(orders.approve(&name, &PEOPLE[0], at(8)), Ok(None));
        assert_eq!(hint(&mut orders, &order, 9).unwrap(), "complete");
        assert_eq!(hint(&mut orders, &order, 10), None);
        assert_eq!(
            orders.approve(&name, &PEOPLE[0], at(11)),
            Err(Refusal::Unknown)
        );
    }

    #[test]
    fn a_code_is_good_for_two_seconds() {
        let mut orders = Orders::default();
        let order = begun(&mut orders);
        let mut scan = |code: &str, now, skew| orders.scan(code, at(now), skew);
        assert_eq!(scan(&code(&order, 3), 6, 0), Err(Refusal::Stale));
        assert_eq!(scan(&code(&order, 9), 6, 0), Err(Refusal::Stale));
        assert_eq!(scan(&code(&order, 6), 6, 30), Err(Refusal::Stale));
        let forged = code(&order, 6).replace(".6.", ".7.");
        assert_eq!(scan(&forged, 6, 0), Err(Refusal::Forged));
        assert_eq!(scan("bankid.x.6.y", 6, 0), Err(Refusal::Unknown));
        assert_eq!(scan("https://example.org", 6, 0), Err(Refusal::Unknown));
        assert!(scan(&code(&order, 4), 6, 0).is_ok());
    }

    #[test]
    fn what_nobody_opens_lapses_and_what_nobody_confirms_expires() {
        let mut orders = Orders::default();
        let order = begun(&mut orders);
        assert_eq!(hint(&mut orders, &order, 30).unwrap(), "startFailed");
        assert_eq!(hint(&mut orders, &order, 31), None);
        let order = begun(&mut orders);
        orders.open(&order.auto_start_token, at(29)).unwrap();
        assert_eq!(hint(&mut orders, &order, 31).unwrap(), "userSign");
        assert_eq!(
            hint(&mut orders, &order, 180).unwrap(),
            "expiredTransaction"
        );
    }

    #[test]
    fn two_orders_of_one_person_end_each_other() {
        let mut orders = Orders::default();
        let asked = Asked {
            requirement: Requirement {
                personal_number: Some(PEOPLE[0].number.to_owned()),
            },
            ..Asked::default()
        };
        let first = orders.begin(asked.clone(), String::new(), false, at(0));
        let first = first.unwrap();
        assert!(
            orders
                .begin(asked.clone(), String::new(), false, at(1))
                .is_none()
        );
        assert_eq!(hint(&mut orders, &first, 2).unwrap(), "cancelled");
        assert!(orders.begin(asked, String::new(), false, at(3)).is_some());
    }

    #[test]
    fn the_app_sends_a_browser_of_the_same_device_back() {
        let mut orders = Orders::default();
        let asked = Asked {
            return_url: Some("https://chat.example.org/back".into()),
            ..Asked::default()
        };
        let order = orders.begin(asked.clone(), String::new(), false, at(0));
        let order = order.unwrap();
        let name = orders.open(&order.auto_start_token, at(1)).unwrap();
        let back = orders.approve(&name, &PEOPLE[0], at(2)).unwrap();
        assert_eq!(back.as_deref(), Some("https://chat.example.org/back"));
        let order = orders.begin(asked, String::new(), false, at(0)).unwrap();
        let name = orders.scan(&code(&order, 1), at(1), 0).unwrap();
        assert_eq!(orders.approve(&name, &PEOPLE[0], at(2)), Ok(None));
    }
}
