//! Bytes into text.

use signaling::protocol::TextEncoding;

/// What the bytes 0x80 to 0x9f are in Windows-1252, as the WHATWG's Encoding Standard has it; all others are those of
/// Unicode.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// As UTF-8, with or without a byte-order mark, if it is that throughout; else as Windows-1252, which anything is. Says
/// which it was. Lines end with `\n`.
pub(crate) fn decode(bytes: &[u8]) -> (String, TextEncoding) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (text, encoding) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), TextEncoding::Utf8),
        Err(_) => (
            bytes.iter().copied().map(letter).collect(),
            TextEncoding::Windows1252,
        ),
    };
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    (text, encoding)
}

fn letter(byte: u8) -> char {
    let place = byte.checked_sub(0x80).map(usize::from);
    let special = place.and_then(|place| WINDOWS_1252.get(place));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_the_encoding_it_has() {
        let swedish = ("Tvätt – 5 €".to_owned(), TextEncoding::Utf8);
        assert_eq!(decode("Tvätt – 5 €".as_bytes()), swedish);
        assert_eq!(decode("\u{feff}Tvätt – 5 €".as_bytes()), swedish);
        let old = decode(b"Tv\xe4tt \x96 5 \x80");
        assert_eq!(old, ("Tvätt – 5 €".to_owned(), TextEncoding::Windows1252));
        assert_eq!(decode(b"").0, "");
    }

    #[test]
    fn every_byte_is_some_letter() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        let (text, encoding) = decode(&bytes);
        assert_eq!(encoding, TextEncoding::Windows1252);
        assert_eq!(text.chars().count(), 256);
        assert!(text.ends_with("üýþÿ"));
    }

    #[test]
    fn lines_of_every_system_end_alike() {
        assert_eq!(decode(b"a\r\nb\rc\nd").0, "a\nb\nc\nd");
    }
}
