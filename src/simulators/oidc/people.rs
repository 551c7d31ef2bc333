//! Invented people and what an invented provider knows of them. The personal numbers are of a series for tests.

use serde_json::{Map, Value, json};

/// Somebody whom a developer can sign in as.
#[derive(Debug)]
pub(in super::super) struct Somebody {
    /// Short name in requests.
    pub(in super::super) id: &'static str,
    pub(in super::super) given_name: &'static str,
    pub(in super::super) family_name: &'static str,
    pub(in super::super) personal_number: &'static str,
    pub(in super::super) email: &'static str,
    /// Where they work: an HSA id and a workplace of each. None who is not employed.
    pub(in super::super) employments: &'static [(&'static str, &'static str)],
}

/// Known to the provider that poses as Freja.
pub(in super::super) const FREJA: [Somebody; 3] = [
    Somebody {
        id: "anna",
        given_name: "Anna",
        family_name: "Lind",
        personal_number: "198503159819",
        email: "anna.lind@example.org",
        employments: &[],
    },
    Somebody {
        id: "erik",
        given_name: "Erik",
        family_name: "Ahlgren",
        personal_number: "197209229827",
        email: "erik.ahlgren@example.org",
        employments: &[],
    },
    Somebody {
        id: "fatima",
        given_name: "Fatima",
        family_name: "Hassan",
        personal_number: "196412089838",
        email: "fatima.hassan@example.org",
        employments: &[],
    },
];

/// Known to the provider that poses as SITHS.
pub(in super::super) const SITHS: [Somebody; 3] = [
    Somebody {
        id: "karin",
        given_name: "Karin",
        family_name: "Holm",
        personal_number: "199807049847",
        email: "karin.holm@example.org",
        employments: &[("SE2321000016-1001", "Vårdcentralen Linden")],
    },
    Somebody {
        id: "olof",
        given_name: "Olof",
        family_name: "Dahl",
        personal_number: "199005109856",
        email: "olof.dahl@example.org",
        employments: &[
            ("SE2321000016-2001", "Vårdcentralen Linden"),
            ("SE2321000016-2002", "Barnavårdscentralen Eken"),
        ],
    },
    Somebody {
        id: "sara",
        given_name: "Sara",
        family_name: "Nyberg",
        personal_number: "195508309860",
        email: "sara.nyberg@example.org",
        employments: &[],
    },
];

impl Somebody {
    pub(in super::super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// Everything that can be told of them, in the names of both providers.
    pub(in super::super) fn claims(&self, employment: Option<&(&str, &str)>) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: &str| {
            claims.insert(name.to_owned(), json!(value));
        };
        tell("name", &self.name());
        for name in ["given_name", "credentialGivenName"] {
            tell(name, self.given_name);
        }
        for name in ["family_name", "credentialSurname"] {
            tell(name, self.family_name);
        }
        tell("credentialPersonalIdentityNumber", self.personal_number);
        tell(
            "https://frejaeid.com/oidc/claims/personalIdentityNumber",
            self.personal_number,
        );
        tell("https://frejaeid.com/oidc/claims/country", "SE");
        tell("email", self.email);
        if let Some((hsa_id, workplace)) = employment {
            tell("employeeHsaId", hsa_id);
            tell("healthCareUnitName", workplace);
        }
        claims.insert("email_verified".to_owned(), json!(true));
        claims
    }
}

/// The claims that a scope asks for.
pub(in super::super) fn of_scope(scope: &str) -> &'static [&'static str] {
    match scope {
        "profile" => &["name", "given_name", "family_name"],
        "email" => &["email", "email_verified"],
        "https://frejaeid.com/oidc/scopes/personalIdentityNumber" => &[
            "https://frejaeid.com/oidc/claims/personalIdentityNumber",
            "https://frejaeid.com/oidc/claims/country",
        ],
        "personal_identity_number" => &["credentialPersonalIdentityNumber"],
        _ => &[],
    }
}
