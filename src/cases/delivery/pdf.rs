//! Sheets as a PDF 1.7: vector paths, the fonts' glyphs that are used and no more, and a tree that tells headings, paragraphs
//! and the drawing to who can't see them.
//!
//! Invariants: the same sheets are the same bytes; every text can be found and copied as it was written, also where boxes
//! stand for characters that the face lacks.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use flate2::{Compression, write::ZlibEncoder};
use jiff::Zoned;
use pdf_writer::{
    Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{
        CidFontType, FontFlags, LineCapStyle, LineJoinStyle, StructRole, SystemInfo, UnicodeCmap,
    },
};
use subsetter::GlyphRemapper;

use super::{
    page::{DRAWING_SCALE, HIGH, Look, MARGIN, Mark, Part, WIDE},
    type_face::{TypeFace, Weight},
};

/// What a file says of itself.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) language: &'a str,
    pub(super) at: &'a Zoned,
}

const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// A font and what is used of it.
struct Font {
    face: &'static TypeFace,
    key: Name<'static>,
    name: Name<'static>,
    glyphs: GlyphRemapper,
    /// What each glyph of the file stands for.
    chars: BTreeMap<u16, char>,
}

impl Font {
    fn new(weight: Weight, key: &'static str, name: &'static str) -> Self {
        Self {
            face: weight.face(),
            key: Name(key.as_bytes()),
            name: Name(name.as_bytes()),
            glyphs: GlyphRemapper::new(),
            chars: BTreeMap::new(),
        }
    }

    /// A line as the file writes it, two bytes a glyph, and whether that says all that it says.
    fn encode(&mut self, line: &str) -> (Vec<u8>, bool) {
        let (drawn, is_all) = self.face.glyphs(line);
        let mut bytes = Vec::with_capacity(2 * drawn.len());
        for (c, glyph) in drawn {
            let id = self.glyphs.remap(glyph.0);
            self.chars.entry(id).or_insert(c);
            bytes.extend_from_slice(&id.to_be_bytes());
        }
        (bytes, is_all)
    }

    /// Writes it into the file; it is named by what is answered.
    fn write(&self, pdf: &mut Pdf, next: &mut Ref) -> Result<Ref> {
        let (font, cid, descriptor, file, cmap) = (
            next.bump(),
            next.bump(),
            next.bump(),
            next.bump(),
            next.bump(),
        );
        pdf.type0_font(font)
            .base_font(self.name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let face = &self.face.face;
        let of_em = |units: i16| f32::from(units) * 1_000.0 / f32::from(face.units_per_em());
        let widths = self
            .glyphs
            .remapped_gids()
            .map(|old| self.face.width_of_glyph(ttf_parser::GlyphId(old)) * 1_000.0);
        let mut written = pdf.cid_font(cid);
        written
            .subtype(CidFontType::Type2)
            .base_font(self.name)
            .system_info(SYSTEM)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        written.widths().consecutive(0, widths);
        written.finish();
        let frame = face.global_bounding_box();
        pdf.font_descriptor(descriptor)
            .name(self.name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                of_em(frame.x_min),
                of_em(frame.y_min),
                of_em(frame.x_max),
                of_em(frame.y_max),
            ))
            .italic_angle(0.0)
            .ascent(of_em(face.ascender()))
            .descent(of_em(face.descender()))
            .cap_height(of_em(face.capital_height().unwrap_or_default()))
            .stem_v(95.0)
            .font_file2(file);
        let part = subsetter::subset(self.face.bytes, 0, &self.glyphs)
            .context("take the used glyphs of a font")?;
        let length = i32::try_from(part.len()).context("a font's size")?;
        let packed = packed(&part)?;
        let mut stream = pdf.stream(file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), length);
        stream.finish();
        let mut told = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        for (glyph, c) in &self.chars {
            told.pair(*glyph, *c);
        }
        pdf.cmap(cmap, &told.finish());
        Ok(font)
    }
}

/// A part of the tree: where it stands.
struct Leaf {
    sheet: usize,
    id: i32,
}

/// A PDF of `sheets`, whose words belong to `parts`.
///
/// # Errors
/// Only ours.
pub(super) fn print(sheets: &[Vec<Mark>], parts: &[Part], about: &About<'_>) -> Result<Vec<u8>> {
    let mut next = Ref::new(1);
    let (catalog, tree, root, info) = (next.bump(), next.bump(), next.bump(), next.bump());
    let pages: Vec<Ref> = sheets.iter().map(|_| next.bump()).collect();
    let elements: Vec<Ref> = parts.iter().map(|_| next.bump()).collect();
    let mut fonts = [
        Font::new(Weight::Regular, "F0", "SAMTAL+Inter-Regular"),
        Font::new(Weight::SemiBold, "F1", "SAMTAL+Inter-SemiBold"),
    ];
    let mut pdf = Pdf::new();
    let mut leaves: Vec<Vec<Leaf>> = parts.iter().map(|_| Vec::new()).collect();
    let mut owners: Vec<Vec<Ref>> = Vec::new();
    let mut contents = Vec::new();
    for (sheet, marks) in sheets.iter().enumerate() {
        let mut content = Content::new();
        let mut owned = Vec::new();
        for mark in marks {
            let part = print_mark(&mut content, &mut fonts, mark, owned.len())?;
            if let Some(part) = part {
                let id = i32::try_from(owned.len()).context("marks of a sheet")?;
                leaves[part].push(Leaf { sheet, id });
                owned.push(elements[part]);
            }
        }
        let id = next.bump();
        let packed = packed(&content.finish())?;
        pdf.stream(id, &packed).filter(Filter::FlateDecode);
        contents.push(id);
        owners.push(owned);
    }
    let mut keys = Vec::new();
    for font in &fonts {
        keys.push((font.key, font.write(&mut pdf, &mut next)?));
    }
    for (place, (page, content)) in pages.iter().zip(contents).enumerate() {
        let mut written = pdf.page(*page);
        written
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, WIDE, HIGH))
            .contents(content)
            .struct_parents(i32::try_from(place).context("sheets")?);
        let mut resources = written.resources();
        let mut named = resources.fonts();
        for (key, font) in &keys {
            named.pair(*key, *font);
        }
    }
    let count = i32::try_from(pages.len()).context("sheets")?;
    pdf.pages(tree).kids(pages.iter().copied()).count(count);
    for ((element, part), leaves) in elements.iter().zip(parts).zip(&leaves) {
        let mut written = pdf.struct_element(*element);
        written.kind(role(part)).parent(root);
        if let Part::Drawing(words) = part {
            written.alt(TextStr(words));
        }
        let mut children = written.children();
        for leaf in leaves {
            children
                .marked_content_ref()
                .page(pages[leaf.sheet])
                .marked_content_id(leaf.id);
        }
    }
    let mut owned = Vec::new();
    for owners in &owners {
        let id = next.bump();
        pdf.indirect(id).array().items(owners.iter().copied());
        owned.push(id);
    }
    let mut written = pdf
        .indirect(root)
        .start::<pdf_writer::writers::StructTreeRoot<'_>>();
    written.children().items(elements.iter().copied());
    let mut parents = written.parent_tree();
    let mut numbers = parents.nums();
    for (place, id) in owned.iter().enumerate() {
        numbers.insert(i32::try_from(place).context("sheets")?, *id);
    }
    numbers.finish();
    parents.finish();
    written.parent_tree_next_key(count);
    written.finish();
    let mut written = pdf.catalog(catalog);
    written.pages(tree).lang(TextStr(about.language));
    written.mark_info().marked(true);
    written.viewer_preferences().display_doc_title(true);
    written.pair(Name(b"StructTreeRoot"), root);
    written.finish();
    pdf.document_info(info)
        .title(TextStr(about.title))
        .creator(TextStr("Samtal"))
        .creation_date(date_of(about.at));
    Ok(pdf.finish())
}

fn role(part: &Part) -> StructRole {
    match part {
        Part::Heading(1) => StructRole::H1,
        Part::Heading(_) => StructRole::H2,
        Part::Paragraph => StructRole::P,
        Part::Drawing(_) => StructRole::Figure,
    }
}

/// Draws a mark; a part's is the sheet's `id`th, and which part's is answered.
fn print_mark(
    content: &mut Content,
    fonts: &mut [Font; 2],
    mark: &Mark,
    id: usize,
) -> Result<Option<usize>> {
    let id = i32::try_from(id).context("marks of a sheet")?;
    let part = match mark {
        Mark::Words {
            x,
            y,
            look,
            text,
            part,
        } => {
            if text.is_empty() {
                return Ok(None);
            }
            begin(content, id);
            print_words(content, fonts, (*x, *y), *look, text);
            Some(*part)
        }
        Mark::Foot { x, y, look, text } => {
            content.begin_marked_content(Name(b"Artifact"));
            print_words(content, fonts, (*x, *y), *look, text);
            None
        }
        Mark::Rule { y } => {
            content.begin_marked_content(Name(b"Artifact"));
            print_line(content, 0.6, 190, &[(MARGIN, *y), (WIDE - MARGIN, *y)]);
            None
        }
        Mark::Drawing { y, strokes, part } => {
            begin(content, id);
            for stroke in strokes {
                let at = |of: u16| f32::from(of) * DRAWING_SCALE;
                let points = stroke
                    .iter()
                    .map(|[px, py]| (MARGIN + at(*px), y + at(*py)));
                print_line(content, 1.4, 0, &points.collect::<Vec<_>>());
            }
            Some(*part)
        }
    };
    content.end_marked_content();
    Ok(part)
}

fn begin(content: &mut Content, id: i32) {
    content
        .begin_marked_content_with_properties(Name(b"P"))
        .properties()
        .identify(id);
}

fn print_words(
    content: &mut Content,
    fonts: &mut [Font; 2],
    (x, y): (f32, f32),
    look: Look,
    text: &str,
) {
    let [regular, semi_bold] = fonts;
    let font = match look.weight {
        Weight::Regular => regular,
        Weight::SemiBold => semi_bold,
    };
    let (line, is_all) = font.encode(text);
    if !is_all {
        content
            .begin_marked_content_with_properties(Name(b"Span"))
            .properties()
            .actual_text(TextStr(text));
    }
    content
        .begin_text()
        .set_fill_gray(f32::from(look.grey) / 255.0)
        .set_font(font.key, look.size)
        .next_line(x, HIGH - y)
        .show(Str(&line))
        .end_text();
    if !is_all {
        content.end_marked_content();
    }
}

/// A line through points; of one alone, a dot.
fn print_line(content: &mut Content, width: f32, grey: u8, points: &[(f32, f32)]) {
    let Some((first, rest)) = points.split_first() else {
        return;
    };
    content
        .set_stroke_gray(f32::from(grey) / 255.0)
        .set_line_width(width)
        .set_line_cap(LineCapStyle::RoundCap)
        .set_line_join(LineJoinStyle::RoundJoin)
        .move_to(first.0, HIGH - first.1);
    let to = if rest.is_empty() { points } else { rest };
    for (x, y) in to {
        content.line_to(*x, HIGH - y);
    }
    content.stroke();
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut encoder, bytes).context("pack a part of a PDF")?;
    encoder.finish().context("pack a part of a PDF")
}

fn date_of(at: &Zoned) -> Date {
    let part = |of: i8| of.unsigned_abs();
    let minutes = at.offset().seconds() / 60;
    Date::new(at.year().unsigned_abs())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(i8::try_from(minutes / 60).unwrap_or_default())
        .utc_offset_minute(u8::try_from(minutes.unsigned_abs() % 60).unwrap_or_default())
}
