//! Names as people write them. Pure.

/// Small words inside a name.
const PARTICLES: [&str; 9] = ["af", "av", "de", "den", "der", "la", "van", "von", "zu"];

/// A name in capitals, as some banks write them, made readable: `ANNA-KARIN AV UGGLAS` is Anna-Karin av Ugglas. Any other
/// name is left as it is written.
pub(super) fn readable(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let words = name.split(' ').enumerate().map(|(place, word)| {
        let small = word.to_lowercase();
        if place > 0 && PARTICLES.contains(&small.as_str()) {
            return small;
        }
        let mut starts = true;
        small
            .chars()
            .flat_map(|c| {
                let written: Vec<char> = if starts {
                    c.to_uppercase().collect()
                } else {
                    vec![c]
                };
                starts = matches!(c, '-' | '\'' | '’');
                written
            })
            .collect()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_a_name() {
        let cases = [
            ("ANNA EK", "Anna Ek"),
            ("ANNA-KARIN ÅS ÖSTLUND", "Anna-Karin Ås Östlund"),
            ("LOUISE AF UGGLAS", "Louise af Ugglas"),
            ("SEÁN O'BRIEN", "Seán O'Brien"),
            ("DE GEER", "De Geer"),
            ("  ANNA   EK ", "Anna Ek"),
            ("Anna McKay", "Anna McKay"),
            ("anna ek", "anna ek"),
            ("", ""),
        ];
        for (written, expected) in cases {
            assert_eq!(readable(written), expected);
        }
    }
}
