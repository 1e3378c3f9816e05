//! The board paper of a comparison: one HTML page that needs nothing else, made to be read, mailed and printed.
//!
//! | module | holds |
//! | --- | --- |
//! | `page` | the page as strings and rows: the decision first, then section by section |
//! | `sections` | what stands in each section |
//! | `measures` | tables of measures: levels, paired differences, quintiles |
//! | `checklists` | STRESS and CHEERS 2022, filled in as far as the program can |
//! | `live` | charts that a reader can change, each with a drawing and a table that need no scripts |
//! | `stored` | figures of the folder, with their words and numbers |
//! | `table`, `words` | tables; numbers and verdicts in words |
//!
//! Text and looks are in `templates/report`. The page loads nothing: style, fonts, drawings, data and the chart library
//! (Vega-Lite, in `assets/vega`) are inside, and its security policy forbids the rest. Every word of a user is escaped.

mod checklists;
mod live;
mod measures;
mod page;
mod sections;
mod stored;
mod table;
mod words;

use askama::Template;

pub use self::checklists::of_the_model as checklists_of_the_model;
pub use self::stored::StoredFigure;
pub(super) use self::words::{percent, short_pounds};
use super::manifest::Manifest;
use crate::analysis::decision::Decision;

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What was found.
    pub decision: &'a Decision,
    /// What made the folder.
    pub manifest: &'a Manifest,
    /// The figures of the folder, in the order shown.
    pub figures: &'a [StoredFigure],
}

/// The page as HTML. The same material gives the same bytes.
///
/// # Panics
/// If the decision has no option.
pub fn page(material: &Material<'_>) -> String {
    page::Page::of(material)
        .render()
        .expect("a template written into memory does not fail")
}

#[cfg(test)]
mod tests;
