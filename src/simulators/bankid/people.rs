//! Invented people. Their numbers are of the kinds that the Swedish tax agency keeps for tests: birth numbers 238 and 239,
//! and 980 to 999, are given to nobody.

/// Somebody who has a BankID.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) number: &'static str,
    pub(super) given_name: &'static str,
    pub(super) surname: &'static str,
}

/// In the order in which the telephone shows them. Some banks write names in capitals.
pub(super) const PEOPLE: [Person; 6] = [
    Person {
        number: "199908072391",
        given_name: "Astrid",
        surname: "Lindholm",
    },
    Person {
        number: "199001012385",
        given_name: "JOHAN",
        surname: "ÅKERBERG",
    },
    Person {
        number: "198503122387",
        given_name: "ANNA-KARIN",
        surname: "AF SANDEBERG",
    },
    Person {
        number: "197206302395",
        given_name: "Mirza",
        surname: "Hadžić",
    },
    Person {
        number: "195411179814",
        given_name: "Gun-Britt",
        surname: "Öst",
    },
    Person {
        number: "200402299846",
        given_name: "Sam",
        surname: "Nyberg",
    },
];

impl Person {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.surname)
    }

    /// With a hyphen, as people write it.
    pub(super) fn written(&self) -> String {
        let (date, rest) = self.number.split_at(8);
        format!("{date}-{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one() {
        for person in &PEOPLE {
            let digits: Vec<u32> = person.number[2..]
                .chars()
                .map(|c| c.to_digit(10).unwrap())
                .collect();
            let sum: u32 = digits
                .iter()
                .enumerate()
                .map(|(place, digit)| match place % 2 {
                    0 => digit * 2 / 10 + digit * 2 % 10,
                    _ => *digit,
                })
                .sum();
            assert_eq!((digits.len(), sum % 10), (10, 0), "{}", person.name());
            let birth_number = &person.number[8..11];
            let is_for_tests = matches!(birth_number, "238" | "239") || birth_number >= "980";
            assert!(is_for_tests, "{}", person.name());
        }
    }
}
