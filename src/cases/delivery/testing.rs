//! Reads a PDF as a reader would who knows no more than the format: for tests, so that what we write is looked at from
//! outside.

use std::{collections::HashMap, io::Read};

use flate2::read::ZlibDecoder;

/// What each page says, line by line; what is said beside boxes is taken for them.
///
/// # Panics
/// If the file is not as the format wants it.
pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let objects = objects(pdf);
    let pages = objects
        .iter()
        .find(|object| contains(object, b"/Type /Pages"))
        .expect("a tree of pages");
    let kids = text_of(pages);
    let kids = kids.split("/Kids [").nth(1).unwrap();
    let kids = kids.split(']').next().unwrap();
    let kids: Vec<usize> = kids
        .split(" 0 R")
        .filter_map(|id| id.trim().parse().ok())
        .collect();
    kids.into_iter()
        .map(|page| read_page(&objects, page))
        .collect()
}

/// Objects by number, from where the table says that they stand.
fn objects(pdf: &[u8]) -> Vec<&[u8]> {
    let tail = text_of(&pdf[pdf.len().saturating_sub(64)..]);
    let table = tail.split("startxref").nth(1).expect("where the table is");
    let table: usize = table.split_whitespace().next().unwrap().parse().unwrap();
    let rows = text_of(&pdf[table..]);
    let mut rows = rows.lines();
    assert_eq!(rows.next(), Some("xref"));
    let count = rows.next().and_then(|row| row.split(' ').nth(1)).unwrap();
    let count: usize = count.trim().parse().unwrap();
    let mut objects: Vec<&[u8]> = vec![b""];
    for (id, row) in (0..count).zip(rows).skip(1) {
        let at: usize = row.split(' ').next().unwrap().parse().unwrap();
        let object = &pdf[at..];
        let head = format!("{id} 0 obj");
        assert!(
            object.starts_with(head.as_bytes()),
            "object {id} is where the table says"
        );
        let end = find(object, b"endobj").expect("an end");
        objects.push(&object[head.len()..end]);
    }
    objects
}

fn read_page(objects: &[&[u8]], page: usize) -> String {
    let page = text_of(objects[page]);
    let fonts: HashMap<&str, HashMap<u16, char>> = ["F0", "F1"]
        .into_iter()
        .map(|key| {
            let font = text_of(objects[reference(&page, &format!("/{key} "))]);
            (key, chars(objects[reference(&font, "/ToUnicode ")]))
        })
        .collect();
    let content = stream(objects[reference(&page, "/Contents ")]);
    let (mut lines, mut font, mut at) = (Vec::new(), "F0", 0);
    let mut beside: Option<String> = None;
    let mut last = Vec::new();
    while at < content.len() {
        let rest = &content[at..];
        if rest.starts_with(b"/ActualText ") {
            let (text, used) = string(&rest[12..]);
            let units: Vec<u16> = match text.strip_prefix(b"\xfe\xff") {
                Some(wide) => wide
                    .chunks(2)
                    .map(|two| u16::from_be_bytes([two[0], two[1]]))
                    .collect(),
                None => text.iter().map(|byte| u16::from(*byte)).collect(),
            };
            beside = Some(String::from_utf16(&units).unwrap());
            at += 12 + used;
        } else if rest.starts_with(b"/F0 ") || rest.starts_with(b"/F1 ") {
            font = if rest[2] == b'0' { "F0" } else { "F1" };
            at += 4;
        } else if rest[0] == b'(' || (rest[0] == b'<' && rest.get(1) != Some(&b'<')) {
            let (text, used) = string(rest);
            last = text;
            at += used;
        } else if rest.starts_with(b"<<") {
            at += 2;
        } else if rest.starts_with(b"Tj") {
            let glyphs = last
                .chunks(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]));
            let said = glyphs.map(|glyph| fonts[font][&glyph]).collect();
            lines.push(beside.take().unwrap_or(said));
            at += 2;
        } else {
            at += 1;
        }
    }
    lines.join("\n")
}

/// What each glyph of a font stands for.
fn chars(object: &[u8]) -> HashMap<u16, char> {
    let text = text_of(object);
    let pairs = text.lines().filter_map(|line| {
        let (glyph, c) = line
            .strip_prefix('<')?
            .strip_suffix('>')?
            .split_once("> <")?;
        let units: Vec<u16> = (0..c.len() / 4)
            .map(|n| u16::from_str_radix(&c[4 * n..4 * n + 4], 16).unwrap())
            .collect();
        let c = String::from_utf16(&units).unwrap().chars().next()?;
        Some((u16::from_str_radix(glyph, 16).ok()?, c))
    });
    pairs.collect()
}

fn stream(object: &[u8]) -> Vec<u8> {
    let begins = find(object, b"stream\n").expect("a stream") + 7;
    let mut bytes = Vec::new();
    let mut decoder = ZlibDecoder::new(&object[begins..]);
    decoder.read_to_end(&mut bytes).expect("a packed stream");
    bytes
}

/// A string, in brackets or in figures, and how many bytes it takes in the file.
fn string(from: &[u8]) -> (Vec<u8>, usize) {
    if from[0] == b'<' {
        let end = find(from, b">").unwrap();
        let figures = text_of(&from[1..end]);
        let bytes = (0..figures.len() / 2)
            .map(|n| u8::from_str_radix(&figures[2 * n..2 * n + 2], 16).unwrap())
            .collect();
        return (bytes, end + 1);
    }
    assert_eq!(from[0], b'(');
    let (mut bytes, mut at, mut depth) = (Vec::new(), 1, 1);
    loop {
        match from[at] {
            b'\\' => {
                at += 1;
                bytes.push(match from[at] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let figures = text_of(&from[at..at + 3]);
                        at += 2;
                        u8::from_str_radix(&figures, 8).unwrap()
                    }
                    other => other,
                });
            }
            b'(' => {
                depth += 1;
                bytes.push(b'(');
            }
            b')' if depth == 1 => return (bytes, at + 1),
            b')' => {
                depth -= 1;
                bytes.push(b')');
            }
            other => bytes.push(other),
        }
        at += 1;
    }
}

fn reference(text: &str, key: &str) -> usize {
    let rest = text
        .split(key)
        .nth(1)
        .unwrap_or_else(|| panic!("no {key} in {text}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    find(bytes, part).is_some()
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
