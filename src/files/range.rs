//! One part of a file, as a player asks for it (RFC 9110 §14). Pure.

use std::ops::Range;

/// What a `Range` header asks of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it; also for what we don't understand, as the RFC has it.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that the file doesn't have.
    Beyond,
}

/// Reads a `Range` header for a file of `size` bytes. Several ranges at once are answered with the
/// whole file.
pub(crate) fn parse(header: Option<&str>, size: u64) -> Wanted {
    let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    let Some((first, last)) = spec.split_once('-') else {
        return Wanted::Whole;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (number(first.trim()), number(last.trim())) {
        (Some(first), Some(last)) if first > last => Wanted::Whole,
        (Some(first), _) if first >= size && (last.is_empty() || number(last).is_some()) => {
            Wanted::Beyond
        }
        (Some(first), Some(last)) => Wanted::Part(first..last.saturating_add(1).min(size)),
        (Some(first), None) if last.is_empty() => Wanted::Part(first..size),
        (None, Some(0)) if first.is_empty() => Wanted::Beyond,
        (None, Some(length)) if first.is_empty() && size > 0 => {
            Wanted::Part(size.saturating_sub(length)..size)
        }
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file_of_a_hundred_bytes() {
        let cases = [
            ("bytes=0-", Wanted::Part(0..100)),
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=10-19", Wanted::Part(10..20)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("bytes=90-99999999999999999999999", Wanted::Part(90..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=100-", Wanted::Beyond),
            ("bytes=200-300", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=20-10", Wanted::Whole),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-5", Wanted::Whole),
            ("pages=1-2", Wanted::Whole),
        ];
        for (header, expected) in cases {
            assert_eq!(parse(Some(header), 100), expected, "{header}");
        }
        assert_eq!(parse(None, 100), Wanted::Whole);
    }
}
