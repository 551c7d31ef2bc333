//! What a file is, told from its bytes alone: neither its name nor what the sender says is believed.
//!
//! Invariant: a type that a browser might run (HTML, SVG, XML, scripts) is never given, whatever
//! the bytes are; such files are `application/octet-stream`.

use infer::MatcherType;

use super::name;

/// Bytes from the beginning that are looked at: enough for the parts of an office document that
/// tell it from a plain archive.
pub(crate) const HEAD_BYTES: usize = 8 * 1024;

/// For what we don't know or won't name.
pub(crate) const UNKNOWN: &str = "application/octet-stream";

const TEXT: &str = "text/plain";

/// Names whose text is meant to be run or rendered.
const ACTIVE_EXTENSIONS: [&str; 16] = [
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "xml", "xsl", "js", "mjs",
    "css", "hta", "vbs", "ps1",
];

/// What makes text active when it stands in the beginning of it.
const ACTIVE_MARKS: [&str; 10] = [
    "<script",
    "<html",
    "<!doctype",
    "<svg",
    "<?xml",
    "<iframe",
    "<body",
    "<head",
    "<?php",
    "#!/",
];

/// Watches a file go by and tells what it was.
#[derive(Debug, Default)]
pub(crate) struct Sniffer {
    head: Vec<u8>,
    text: Utf8Check,
}

impl Sniffer {
    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES - self.head.len();
        self.head.extend_from_slice(&bytes[..room.min(bytes.len())]);
        self.text.feed(bytes);
    }

    /// The type of the whole file, whose cleaned name is `name`.
    pub(crate) fn finish(self, name: &str) -> &'static str {
        if let Some(found) = infer::get(&self.head) {
            let mime = found.mime_type();
            let believed = match found.matcher_type() {
                // Two letters "BM" are all that a bitmap begins with; text has no NUL.
                MatcherType::Image if mime == "image/bmp" => self.head.contains(&0),
                MatcherType::Image
                | MatcherType::Audio
                | MatcherType::Video
                | MatcherType::Archive
                | MatcherType::Book
                | MatcherType::Doc => !mime.contains("xml") || mime.contains("openxml"),
                MatcherType::App | MatcherType::Font | MatcherType::Text | MatcherType::Custom => {
                    return UNKNOWN;
                }
            };
            if believed {
                return mime;
            }
        }
        if self.text.is_text() && !is_active(&self.head, name) {
            return TEXT;
        }
        UNKNOWN
    }
}

fn is_active(head: &[u8], file_name: &str) -> bool {
    if ACTIVE_EXTENSIONS.contains(&name::extension(file_name).as_str()) {
        return true;
    }
    let beginning = String::from_utf8_lossy(head).to_lowercase();
    ACTIVE_MARKS.iter().any(|mark| beginning.contains(mark))
}

/// Whether bytes that come in pieces are UTF-8 without control characters other than white space.
#[derive(Debug, Default)]
struct Utf8Check {
    /// The beginning of a character whose end has not come.
    tail: Vec<u8>,
    broken: bool,
}

impl Utf8Check {
    fn feed(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        if self.tail.is_empty() {
            self.check(bytes);
        } else {
            let mut joined = std::mem::take(&mut self.tail);
            joined.extend_from_slice(bytes);
            self.check(&joined);
        }
    }

    fn check(&mut self, bytes: &[u8]) {
        let whole = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let (whole, tail) = bytes.split_at(error.valid_up_to());
                self.tail = tail.to_vec();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(_) => {
                self.broken = true;
                return;
            }
        };
        self.broken |= whole
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    }

    fn is_text(&self) -> bool {
        !self.broken && self.tail.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn sniff(bytes: &[u8], name: &str) -> &'static str {
        let mut sniffer = Sniffer::default();
        // Byte by byte: the answer must not depend on how the network cuts.
        for byte in bytes {
            sniffer.feed(&[*byte]);
        }
        let slow = sniffer.finish(name);
        let mut sniffer = Sniffer::default();
        sniffer.feed(bytes);
        assert_eq!(sniffer.finish(name), slow);
        slow
    }

    #[test]
    fn known_files_are_told_by_their_bytes() {
        assert_eq!(sniff(PNG, "bild.png"), "image/png");
        assert_eq!(sniff(b"\xff\xd8\xff\xe0\0\x10JFIF", "x"), "image/jpeg");
        assert_eq!(sniff(b"GIF89a\x01\0\x01\0", "x"), "image/gif");
        assert_eq!(
            sniff(b"%PDF-1.7\n%\xe2\xe3", "avtal.pdf"),
            "application/pdf"
        );
        assert_eq!(
            sniff(b"PK\x03\x04\x14\0\0\0\0\0", "x.zip"),
            "application/zip"
        );
        assert_eq!(sniff(b"\0\0\0\x18ftypmp42\0\0\0\0", "x"), "video/mp4");
        assert_eq!(
            sniff("Hej på dig 👋\n".as_bytes(), "brev.txt"),
            "text/plain"
        );
        assert_eq!(sniff(b"BMW:n startar inte", "brev.txt"), "text/plain");
    }

    #[test]
    fn a_lying_name_changes_nothing() {
        assert_eq!(sniff(PNG, "bild.html"), "image/png");
        assert_eq!(sniff(b"MZ\x90\0\x03\0", "semester.jpg"), UNKNOWN);
        assert_eq!(sniff(b"\x7fELF\x02\x01\x01\0", "semester.png"), UNKNOWN);
        assert_eq!(sniff(b"\x01\x02\x03\x04", "brev.txt"), UNKNOWN);
    }

    #[test]
    fn active_content_is_never_named() {
        let cases: [(&[u8], &str); 11] = [
            (b"<!DOCTYPE html><title>x</title>", "x.html"),
            (b"  \n<HTML><body>", "brev.txt"),
            (b"hej <script>alert(1)</script>", "brev.txt"),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
                "bild.png",
            ),
            (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "bild.svg"),
            (b"alert(document.cookie)", "x.js"),
            (b"body { color: red }", "x.CSS"),
            (b"#!/bin/sh\nrm -rf /", "x"),
            (b"<?php system($_GET['c']); ?>", "x.txt"),
            (b"<iframe src=x>", "brev.txt"),
            (b"hej", "x.hta"),
        ];
        for (bytes, name) in cases {
            assert_eq!(sniff(bytes, name), UNKNOWN, "{name}");
        }
    }

    #[test]
    fn text_must_be_whole_utf8_to_its_end() {
        assert_eq!(sniff(b"hej \xc3", "brev.txt"), UNKNOWN);
        assert_eq!(sniff(b"hej \xe5 latin", "brev.txt"), UNKNOWN);
        assert_eq!(sniff(b"hej \0 d\xc3\xa5", "brev.txt"), UNKNOWN);
        let mut late = vec![b'a'; HEAD_BYTES * 3];
        assert_eq!(sniff(&late, "brev.txt"), "text/plain");
        late.push(0xff);
        assert_eq!(sniff(&late, "brev.txt"), UNKNOWN);
    }
}
