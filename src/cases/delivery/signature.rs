//! What is signed, and whether what is sent for it is a signature. Pure.

use sha2::{Digest, Sha256};
use signaling::protocol::{
    CaseNumber, MAX_NOTE_CHARS, MAX_STROKE_POINTS, MAX_STROKES, SIGNATURE_BOX, SignatureWay,
};

use crate::{
    error::{Result, invalid},
    identity::is_hidden,
};

/// Strokes of points, as they cross the wire.
pub(super) type Strokes = Vec<Vec<[u16; 2]>>;

/// SHA-256 of what is signed: the UTF-8 of the case's number, a line feed, its title, two line feeds, the text.
pub(super) fn hash_of(number: CaseNumber, title: &str, text: &str) -> [u8; 32] {
    Sha256::digest(format!("{number}\n{title}\n\n{text}")).into()
}

/// As hashes are written: 64 hexadecimal figures.
pub(super) fn in_words(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A note's text with nothing in it that nobody sees: what is stored is what is shown and printed.
///
/// # Errors
/// `invalid` when nothing is left or it is too long.
pub(super) fn text(text: &str) -> Result<String> {
    let plain = text.replace("\r\n", "\n").replace('\t', "    ");
    let seen: String = plain
        .chars()
        .filter(|c| *c == '\n' || !(c.is_control() || is_hidden(*c)))
        .collect();
    let seen = seen.trim_matches('\n').trim_end();
    if seen.trim().is_empty() || seen.chars().count() > MAX_NOTE_CHARS {
        return Err(invalid(format!("text: 1 to {MAX_NOTE_CHARS} characters")));
    }
    Ok(seen.to_owned())
}

/// Whether the strokes are a drawing in the box, or none where a name is typed.
///
/// # Errors
/// `invalid`, in words.
pub(super) fn check(way: SignatureWay, strokes: &Strokes) -> Result<()> {
    if way == SignatureWay::Typed {
        return match strokes.is_empty() {
            true => Ok(()),
            false => Err(invalid("strokes: a typed signature has none")),
        };
    }
    let points = strokes.iter().map(Vec::len).sum::<usize>();
    if strokes.len() > MAX_STROKES || points > MAX_STROKE_POINTS {
        return Err(invalid(format!(
            "strokes: at most {MAX_STROKES} of {MAX_STROKE_POINTS} points in all"
        )));
    }
    let [wide, high] = SIGNATURE_BOX;
    let is_outside = |[x, y]: &[u16; 2]| *x > wide || *y > high;
    if strokes.iter().any(Vec::is_empty) || strokes.iter().flatten().any(is_outside) {
        return Err(invalid(format!(
            "strokes: each has points from [0, 0] to [{wide}, {high}]"
        )));
    }
    let mut all = strokes.iter().flatten();
    let first = all.next();
    if first.is_none() || all.all(|point| Some(point) == first) {
        return Err(invalid("strokes: nothing is drawn"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: CaseNumber = CaseNumber {
        year: 2026,
        number: 4217,
    };

    #[test]
    fn what_is_signed_can_be_counted_out_by_anybody() {
        // printf '2026-004217\nSkövde\n\nBytt pump.' | sha256sum
        let hash = hash_of(NUMBER, "Skövde", "Bytt pump.");
        let told = "3e513d284f0000af6a283a181a8d29f0372362e260f21238ccadb6f3e3aca358";
        assert_eq!(in_words(&hash), told);
        assert_ne!(hash, hash_of(NUMBER, "Skövde\n\nBytt", " pump."));
    }

    #[test]
    fn a_text_is_what_is_seen_of_it() {
        let seen = |from: &str| text(from).ok();
        let plain = |to: &str| Some(to.to_owned());
        assert_eq!(
            seen("\r\n  a\tb\r\nc \u{202e}d\u{0}\n\n"),
            plain("  a    b\nc d")
        );
        assert_eq!(seen(" \n\u{200b}\n"), None);
        let long = "å".repeat(MAX_NOTE_CHARS);
        assert_eq!(seen(&long), plain(&long));
        assert_eq!(seen(&format!("{long}å")), None);
    }

    #[test]
    fn a_drawing_lies_in_its_box_and_is_not_too_large() {
        let drawn = |strokes: Strokes| check(SignatureWay::Drawn, &strokes).is_ok();
        assert!(drawn(vec![vec![[0, 0], [1_000, 400]]]));
        assert!(drawn(vec![vec![[5, 5]], vec![[6, 5]]]));
        for wrong in [
            vec![],
            vec![vec![]],
            vec![vec![[5, 5]]],
            vec![vec![[5, 5], [5, 5]], vec![[5, 5]]],
            vec![vec![[0, 0], [1_001, 0]]],
            vec![vec![[0, 0], [0, 401]]],
            vec![vec![[0, 0], [9, 9]], vec![]],
            vec![vec![[0, 0], [9, 9]]; MAX_STROKES + 1],
            vec![
                (0..=MAX_STROKE_POINTS)
                    .map(|n| [(n % 900) as u16, 0])
                    .collect(),
            ],
        ] {
            assert!(!drawn(wrong.clone()), "{} strokes", wrong.len());
        }
        assert!(drawn(vec![vec![[0, 0], [9, 9]]; MAX_STROKES]));
        let most = (0..MAX_STROKE_POINTS).map(|n| [(n % 900) as u16, 0]);
        assert!(drawn(vec![most.collect()]));
        assert!(check(SignatureWay::Typed, &vec![]).is_ok());
        assert!(check(SignatureWay::Typed, &vec![vec![[0, 0], [9, 9]]]).is_err());
    }
}
