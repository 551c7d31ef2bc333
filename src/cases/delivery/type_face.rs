//! The type face of papers: how wide a text is, where its lines break, which glyphs it is drawn with.
//!
//! Inter, the face of the pages too, cut down to Latin, Greek, Cyrillic and common signs, under the licence in
//! `fonts/OFL.txt`. Invariant: every text can be drawn; what the face lacks is a box.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId};

static REGULAR: LazyLock<TypeFace> =
    LazyLock::new(|| TypeFace::open(include_bytes!("fonts/inter-regular.ttf")));
static SEMI_BOLD: LazyLock<TypeFace> =
    LazyLock::new(|| TypeFace::open(include_bytes!("fonts/inter-semibold.ttf")));

/// What stands for a character that the face lacks.
const BOX: char = '□';

/// A font, and what is known of it.
pub(super) struct TypeFace {
    pub(super) bytes: &'static [u8],
    pub(super) face: Face<'static>,
}

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Of most texts.
    Regular,
    /// Of headings and names.
    SemiBold,
}

impl Weight {
    pub(super) fn face(self) -> &'static TypeFace {
        match self {
            Self::Regular => &REGULAR,
            Self::SemiBold => &SEMI_BOLD,
        }
    }
}

impl TypeFace {
    fn open(bytes: &'static [u8]) -> Self {
        let face = Face::parse(bytes, 0).expect("the font in the binary is whole: a test reads it");
        Self { bytes, face }
    }

    /// The glyphs that a line is drawn with, and whether they say all that it says. Where they don't, it must be said beside
    /// them.
    pub(super) fn glyphs(&self, line: &str) -> (Vec<(char, GlyphId)>, bool) {
        let mut is_all = true;
        let drawn = line.chars().filter(|c| !is_part_of_the_last(*c)).map(|c| {
            let known = self.face.glyph_index(c);
            is_all &= known.is_some();
            match known {
                Some(glyph) => (c, glyph),
                None => (BOX, self.glyph(BOX)),
            }
        });
        let drawn = drawn.collect();
        (drawn, is_all && !line.contains(is_part_of_the_last))
    }

    /// A text of letters one point high, in lines that are at most `width` wide; together they are the text. They break
    /// after spaces and hyphens, and where there are none, anywhere.
    pub(super) fn lines<'t>(&self, text: &'t str, width: f32) -> Vec<&'t str> {
        let mut lines = Vec::new();
        let (mut begins, mut may_break, mut wide) = (0, 0, 0.0);
        for (at, c) in text.char_indices() {
            let next = self.width_of(c);
            if wide + next > width && at > begins && c != ' ' && !is_part_of_the_last(c) {
                let end = if may_break > begins { may_break } else { at };
                lines.push(&text[begins..end]);
                begins = end;
                wide = text[begins..at].chars().map(|c| self.width_of(c)).sum();
            }
            wide += next;
            if matches!(c, ' ' | '-') {
                may_break = at + c.len_utf8();
            }
        }
        lines.push(&text[begins..]);
        lines
    }

    /// Of letters one point high.
    pub(super) fn width(&self, line: &str) -> f32 {
        line.chars().map(|c| self.width_of(c)).sum()
    }

    fn width_of(&self, c: char) -> f32 {
        if is_part_of_the_last(c) {
            return 0.0;
        }
        self.width_of_glyph(self.glyph(c))
    }

    /// One point high.
    pub(super) fn width_of_glyph(&self, glyph: GlyphId) -> f32 {
        let units = self.face.glyph_hor_advance(glyph).unwrap_or_default();
        f32::from(units) / f32::from(self.face.units_per_em())
    }

    fn glyph(&self, c: char) -> GlyphId {
        let known = self.face.glyph_index(c);
        known
            .or_else(|| self.face.glyph_index(BOX))
            .unwrap_or_default()
    }
}

/// Joiners and selectors say how the character before them looks, and are nothing by themselves.
fn is_part_of_the_last(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_text_and_none_is_too_wide() {
        let face = Weight::Regular.face();
        let texts = [
            "",
            "Bytt avloppspump, rensat silen och provkört två program utan anmärkning.",
            "    indraget   och   glest      skrivet",
            "etthundratjugotvåtusenniohundratrettiosju-och-en-halv-meter-kabel-utan-ett-enda-mellanslag",
            "ååååååååååååååååååååååååååååååååååååååååååååååååååååååå",
            "🔧🧑‍🔧 客户签字 ☎️ עברית",
        ];
        for text in texts {
            for width in [0.1, 4.0, 12.0, 80.0] {
                let lines = face.lines(text, width);
                assert_eq!(lines.concat(), text);
                for line in lines {
                    let line = line.trim_end();
                    let is_one = line.chars().filter(|c| !is_part_of_the_last(*c)).count() <= 1;
                    let wide = face.width(line);
                    assert!(wide <= width || is_one, "{line:?} is {wide} of {width}");
                }
            }
        }
    }

    #[test]
    fn each_weight_has_what_is_written_here_and_a_box_for_the_rest() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let face = weight.face();
            let known = "Åäö ÉüßøÆ € ½ ² ° – — ” ’ … ✓ → × ± 0123456789 Ωλ Дж";
            let unknown = face.glyph(BOX);
            assert!(known.chars().all(|c| face.glyph(c) != unknown));
            for c in ['🙂', '漢', '\u{e000}', '\u{301c}'] {
                assert_eq!(face.glyph(c), unknown, "{c:?}");
            }
            let (glyphs, is_all) = face.glyphs("漢✓\u{fe0f}ok");
            let drawn: String = glyphs.into_iter().map(|(c, _)| c).collect();
            assert_eq!((drawn.as_str(), is_all), ("□✓ok", false));
            assert!(face.glyphs("Åäö ok").1);
        }
    }
}
