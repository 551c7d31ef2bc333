//! What is said to BankID, and what it says. Nothing of it shows in `Debug`.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Body of `/auth` and `/sign`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderForm<'a> {
    /// As we see the browser.
    pub(super) end_user_ip: IpAddr,
    /// Base64.
    pub(super) user_visible_data: String,
    pub(super) user_visible_data_format: VisibleFormat,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_non_visible_data: Option<String>,
    /// Where the app sends a browser of the same device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_url: Option<&'a str>,
    pub(super) return_risk: bool,
    pub(super) web: Web<'a>,
}

/// How the visible text is written.
#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub(super) enum VisibleFormat {
    Plaintext,
}

/// The page that asks: BankID weighs it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Web<'a> {
    pub(super) referring_domain: &'a str,
    pub(super) user_agent: &'a str,
    pub(super) device_identifier: &'a str,
}

/// Answer of `/auth` and `/sign`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ordered {
    pub(super) order_ref: String,
    pub(super) auto_start_token: String,
    pub(super) qr_start_token: String,
    pub(super) qr_start_secret: String,
}

/// Body of `/collect` and `/cancel`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderName<'a> {
    order_ref: &'a str,
}

impl<'a> OrderName<'a> {
    pub(super) fn of(order_ref: &'a str) -> Self {
        Self { order_ref }
    }
}

/// Answer of `/collect`.
#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "camelCase")]
pub(super) enum Collected {
    /// Somebody is to do something.
    #[serde(rename_all = "camelCase")]
    Pending {
        #[serde(default)]
        hint_code: String,
    },
    /// It came to nothing.
    #[serde(rename_all = "camelCase")]
    Failed {
        #[serde(default)]
        hint_code: String,
    },
    /// Done.
    #[serde(rename_all = "camelCase")]
    Complete { completion_data: Box<Completion> },
}

/// What a completed order proves.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Completion {
    pub(super) user: User,
    #[serde(default)]
    pub(super) device: Device,
    #[serde(default)]
    pub(super) signature: String,
    #[serde(default)]
    pub(super) ocsp_response: String,
    /// `low`, `moderate` or `high`; none where BankID could not tell.
    #[serde(default)]
    pub(super) risk: Option<String>,
}

/// Who it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    /// Twelve digits.
    pub(super) personal_number: String,
    pub(super) name: String,
}

/// With what they did it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Device {
    #[serde(default)]
    pub(super) ip_address: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_with_more_than_we_know_is_read() {
        let read = |text: &str| serde_json::from_str::<Collected>(text).unwrap();
        let pending = r#"{"orderRef":"131","status":"pending","hintCode":"userSign","more":[1]}"#;
        assert!(
            matches!(read(pending), Collected::Pending { hint_code } if hint_code == "userSign")
        );
        let failed = r#"{"orderRef":"131","status":"failed","hintCode":"fromTheFuture"}"#;
        assert!(
            matches!(read(failed), Collected::Failed { hint_code } if hint_code == "fromTheFuture")
        );
        let complete = r#"{"status":"complete","completionData":{
            "user":{"personalNumber":"199908072391","name":"ANNA EK","givenName":"ANNA","surname":"EK"},
            "device":{"ipAddress":"192.0.2.1","uhi":"x"},"bankIdIssueDate":"2024-02-01Z","stepUp":{"mrtd":false},
            "signature":"PD94","ocspResponse":"MIIH","risk":"low"}}"#;
        let Collected::Complete { completion_data } = read(complete) else {
            panic!("complete");
        };
        assert_eq!(completion_data.user.name, "ANNA EK");
        assert_eq!(completion_data.risk.as_deref(), Some("low"));
    }

    #[test]
    fn what_is_optional_is_left_out() {
        let form = OrderForm {
            end_user_ip: "2001:db8::1".parse().unwrap(),
            user_visible_data: "aGVq".into(),
            user_visible_data_format: VisibleFormat::Plaintext,
            user_non_visible_data: None,
            return_url: None,
            return_risk: true,
            web: Web {
                referring_domain: "chat.example.org",
                user_agent: "x",
                device_identifier: "y",
            },
        };
        let expected = serde_json::json!({
            "endUserIp": "2001:db8::1", "userVisibleData": "aGVq", "userVisibleDataFormat": "plaintext",
            "returnRisk": true,
            "web": {"referringDomain": "chat.example.org", "userAgent": "x", "deviceIdentifier": "y"},
        });
        assert_eq!(serde_json::to_value(form).unwrap(), expected);
    }
}
