//! Sheets of paper, A4: what stands where, in points from the upper left corner.
//!
//! Invariant: what doesn't fit on a sheet goes on on the next; nothing is left out.

use anyhow::Result;
use jiff::Zoned;

use super::{
    pdf::{self, About},
    signature::Strokes,
    type_face::Weight,
};

pub(super) const WIDE: f32 = 595.28;
pub(super) const HIGH: f32 = 841.89;
/// White on all four sides.
pub(super) const MARGIN: f32 = 56.0;
/// Where the foot of a sheet stands.
const FOOT: f32 = HIGH - 32.0;
/// A line of letters of a size takes so much of it.
const LEADING: f32 = 1.45;
/// Of a coordinate of a drawing: its box is 250 points wide.
pub(super) const DRAWING_SCALE: f32 = 0.25;
/// How high the box of a drawing is.
pub(super) const DRAWING_HIGH: f32 = 100.0;

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) size: f32,
    pub(super) weight: Weight,
    /// 0 is black.
    pub(super) grey: u8,
}

/// What a part of the text is, for who can't see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// 1 to 6.
    Heading(u16),
    Paragraph,
    /// In words.
    Drawing(String),
}

/// Something on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Words {
        x: f32,
        y: f32,
        look: Look,
        text: String,
        part: usize,
    },
    /// Words that belong to the sheet and to no part.
    Foot {
        x: f32,
        y: f32,
        look: Look,
        text: String,
    },
    Rule {
        y: f32,
    },
    Drawing {
        y: f32,
        strokes: Strokes,
        part: usize,
    },
}

/// Sheets that are being filled.
#[derive(Debug)]
pub(super) struct Sheets {
    sheets: Vec<Vec<Mark>>,
    parts: Vec<Part>,
    y: f32,
}

impl Sheets {
    pub(super) fn new() -> Self {
        Self {
            sheets: vec![Vec::new()],
            parts: Vec::new(),
            y: MARGIN,
        }
    }

    /// White.
    pub(super) fn space(&mut self, high: f32) {
        self.y += high;
    }

    /// Goes on on a new sheet unless there is room for something so high.
    pub(super) fn room(&mut self, high: f32) {
        if self.y + high > HIGH - MARGIN - 12.0 {
            self.sheets.push(Vec::new());
            self.y = MARGIN;
        }
    }

    pub(super) fn heading(&mut self, level: u16, text: &str, look: Look) {
        let part = self.part(Part::Heading(level));
        self.words(part, text, MARGIN, look);
    }

    pub(super) fn paragraph(&mut self, text: &str, look: Look) {
        let part = self.part(Part::Paragraph);
        self.words(part, text, MARGIN, look);
    }

    /// A label with what it says beside it.
    pub(super) fn field(&mut self, label: &str, text: &str, quiet: Look, look: Look) {
        self.room(look.size * LEADING);
        let part = self.part(Part::Paragraph);
        let y = self.y + look.size;
        self.mark(Mark::Words {
            x: MARGIN,
            y,
            look: quiet,
            text: format!("{label} "),
            part,
        });
        self.words(part, text, MARGIN + 116.0, look);
        self.y += 2.0;
    }

    pub(super) fn rule(&mut self) {
        self.mark(Mark::Rule { y: self.y });
    }

    /// A drawing in its box, told as `words` to who can't see it.
    pub(super) fn drawing(&mut self, strokes: Strokes, words: String) {
        self.room(DRAWING_HIGH);
        let part = self.part(Part::Drawing(words));
        let y = self.y;
        self.mark(Mark::Drawing { y, strokes, part });
        self.y += DRAWING_HIGH;
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.sheets.len()
    }

    fn part(&mut self, part: Part) -> usize {
        self.parts.push(part);
        self.parts.len() - 1
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    fn words(&mut self, part: usize, text: &str, x: f32, look: Look) {
        let Look { size, weight, .. } = look;
        let width = (WIDE - MARGIN - x) / size;
        for line in weight.face().lines(text, width) {
            self.room(size * LEADING);
            let y = self.y + size;
            let text = line.to_owned();
            self.mark(Mark::Words {
                x,
                y,
                look,
                text,
                part,
            });
            self.y += size * LEADING;
        }
    }

    /// A PDF of all sheets; `foot` says what stands at the foot of each, by its number from 1.
    ///
    /// # Errors
    /// Only ours.
    pub(super) fn print(
        mut self,
        title: &str,
        language: &str,
        at: &Zoned,
        foot: impl Fn(usize) -> String,
    ) -> Result<Vec<u8>> {
        for (place, sheet) in self.sheets.iter_mut().enumerate() {
            let look = Look {
                size: 8.0,
                weight: Weight::Regular,
                grey: 110,
            };
            let text = foot(place + 1);
            let wide = look.weight.face().width(&text) * look.size;
            sheet.push(Mark::Foot {
                x: WIDE - MARGIN - wide,
                y: FOOT,
                look,
                text,
            });
        }
        let about = About {
            title,
            language,
            at,
        };
        pdf::print(&self.sheets, &self.parts, &about)
    }
}
