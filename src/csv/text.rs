//! Bytes into text.

use signaling::protocol::TextEncoding;

/// What the bytes 0x80 to 0x9f are in Windows-1252, as the WHATWG's Encoding Standard has it; all others are those of
/// Unicode.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// As UTF-16 where a byte-order mark says so; as UTF-8, with or without one, if it is that throughout; else as Windows-1252,
/// which anything is. Says which it was. Lines end with `\n`.
pub(crate) fn decode(bytes: &[u8]) -> (String, TextEncoding) {
    let (text, encoding) = match bytes {
        [0xff, 0xfe, units @ ..] => (utf16(units, u16::from_le_bytes), TextEncoding::Utf16),
        [0xfe, 0xff, units @ ..] => (utf16(units, u16::from_be_bytes), TextEncoding::Utf16),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), TextEncoding::Utf8),
                Err(_) => (
                    bytes.iter().copied().map(letter).collect(),
                    TextEncoding::Windows1252,
                ),
            }
        }
    };
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    (text, encoding)
}

/// Whether a file is no text, by how it begins: as a PDF, or with the zeros that workbooks and pictures have there.
pub(crate) fn is_binary(decoded: &str) -> bool {
    decoded.starts_with("%PDF-") || decoded.chars().take(16).any(|c| c == '\0')
}

/// What is broken is seen as such.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks();
    let units = pairs.iter().copied().map(unit);
    let letters = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    letters
        .chain((!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER))
        .collect()
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
    fn what_a_spreadsheet_calls_unicode_text_is_read() {
        for (mark, unit) in [
            ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
            ([0xfe, 0xff], u16::to_be_bytes),
        ] {
            let text = "Tvätt\r\n🧺 5 €";
            let mut file = mark.to_vec();
            file.extend(text.encode_utf16().flat_map(unit));
            let read = (text.replace('\r', ""), TextEncoding::Utf16);
            assert_eq!(decode(&file), read);
            // Broken off in the middle of a letter.
            file.pop();
            assert_eq!(decode(&file).0, "Tvätt\n🧺 5 \u{fffd}");
        }
        assert_eq!(decode(b"\xff\xfe\x3d\xd8").0, "\u{fffd}");
    }

    #[test]
    fn what_is_no_text_is_told_by_its_beginning() {
        let workbook = b"PK\x03\x04\x14\x00\x06\x00".as_slice();
        let picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".as_slice();
        let unmarked = b"n\x00r\x00".as_slice();
        for bytes in [workbook, picture, unmarked, b"%PDF-1.7\n%\xe2"] {
            assert!(is_binary(&decode(bytes).0), "{bytes:?}");
        }
        for text in ["", "nummer;namn\n", "%", "PK;namn", "det är långt till \0"] {
            assert!(!is_binary(text), "{text}");
        }
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
