//! A file's name, made fit to be shown, saved and put in a header.

/// As the database allows and every file system can keep (255 bytes in UTF-16 or UTF-8 of mostly
/// plain letters).
const MAX_CHARS: usize = 200;

/// A longer "extension" is part of the sentence before it.
const MAX_EXTENSION_CHARS: usize = 16;

/// What is left when nothing else is.
const NAMELESS: &str = "fil";

/// Cleans what a sender calls a file: the last part of a path, without characters that nobody can
/// see or that turn the reading direction (`exe.gpj` that reads as `jpg.exe`), without those that
/// file systems refuse, at most 200 characters of which the extension is kept.
pub(crate) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unseen(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    // Dots at the ends hide a file or make it a folder; Windows drops those at the end.
    let trimmed = seen.trim_matches(|c: char| c == '.' || c == ' ');
    if trimmed.is_empty() {
        return NAMELESS.to_owned();
    }
    shorten(trimmed)
}

/// The extension in lower case, without its dot; empty if there is none.
pub(crate) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= MAX_EXTENSION_CHARS => {
            (stem, format!(".{extension}"))
        }
        _ => (name, String::new()),
    };
    let room = MAX_CHARS - extension.chars().count();
    let short: String = stem.chars().take(room).collect();
    format!("{}{extension}", short.trim_end())
}

/// Control characters, and the format characters that hide or reorder others (Unicode's `Cf` as
/// far as it concerns names: TR 9 directions, zero-width ones, tags, the byte-order mark).
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_name_stays() {
        for name in [
            "Avtal 2026.pdf",
            "bild.jpeg",
            "Åsa & Örjan (kopia).tar.gz",
            "写真.png",
            "README",
        ] {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn paths_controls_and_direction_marks_go() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean(r"C:\Users\bo\brev.docx"), "brev.docx");
        assert_eq!(
            clean("brev\r\nSet-Cookie: x\0.pdf"),
            "brev  Set-Cookie_ x.pdf"
        );
        assert_eq!(clean("faktura\u{202e}fdp.exe"), "fakturafdp.exe");
        assert_eq!(clean("a\u{200b}\u{feff}b.txt"), "ab.txt");
        assert_eq!(clean("vad? \"det\" *är*.txt"), "vad_ _det_ _är_.txt");
    }

    #[test]
    fn nothing_becomes_something() {
        for name in ["", "  ", "..", "/", "\u{202e}", ".. .", "mapp/"] {
            assert_eq!(clean(name), "fil");
        }
        assert_eq!(clean(".bashrc"), "bashrc");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = clean(&format!("{}.tiff", "å".repeat(500)));
        assert_eq!(long.chars().count(), 200);
        assert!(long.ends_with("å.tiff"));
        let sentence = clean(&format!("a.{}", "b".repeat(500)));
        assert_eq!(sentence.chars().count(), 200);
    }

    #[test]
    fn extensions_are_told_apart_from_hidden_files() {
        assert_eq!(extension("BILD.PNG"), "png");
        assert_eq!(extension("arkiv.tar.gz"), "gz");
        assert_eq!(extension("README"), "");
        assert_eq!(extension(".profile"), "");
    }
}
