//! What a sheet holds, before anything of Excel is known.

use jiff::civil::Date;

use crate::analysis::decision::{Change, Level};
use crate::analysis::statistics::Estimate;
use crate::scenario::fixed;

/// How a number is shown; the cell always holds all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// With thousands separators and so many digits after the point.
    Places(usize),
    /// A share as a percentage with so many digits after the point.
    Percent(usize),
    /// As it is, like a price year or a value of a scenario file.
    Plain,
}

impl Shown {
    /// For a measure whose unit and digits are known, as for [`crate::analysis::headlines::Headline`].
    pub(super) fn of(unit: &str, decimals: usize) -> Self {
        match unit {
            "%" => Self::Percent(decimals),
            _ => Self::Places(decimals),
        }
    }

    /// For a measure of which only the unit is known: about three digits that count.
    pub(super) fn guessed(unit: &str, size: f64) -> Self {
        match (unit, size.abs()) {
            ("share", _) => Self::Percent(1),
            ("GBP", _) => Self::Places(0),
            (_, size) if size >= 100.0 => Self::Places(0),
            (_, size) if size >= 10.0 => Self::Places(1),
            (_, size) if size >= 1.0 => Self::Places(2),
            _ => Self::Places(3),
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(f64, Shown),
    Date(Date),
    /// What is not defined, or not asked.
    Empty,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn count(count: impl TryInto<u32>) -> Self {
        match count.try_into() {
            Ok(count) => Self::Number(f64::from(count), Shown::Places(0)),
            Err(_) => Self::Empty,
        }
    }

    /// A number, or nothing where it is not defined.
    pub(super) fn number(number: Option<f64>, shown: Shown) -> Self {
        match number.filter(|number| number.is_finite()) {
            Some(number) => Self::Number(number, shown),
            None => Self::Empty,
        }
    }

    /// Mean, interval and the range of 80% of the runs.
    pub(super) fn level(level: Option<&Level>, shown: Shown) -> [Self; 5] {
        let of = |part: fn(&Level) -> Option<f64>| Self::number(level.and_then(part), shown);
        [
            of(|level| level.mean),
            of(|level| level.lower_95),
            of(|level| level.upper_95),
            of(|level| level.p10),
            of(|level| level.p90),
        ]
    }

    /// Mean and interval of a difference, and the pairs of runs behind it.
    pub(super) fn change(change: Option<&Change>, shown: Shown) -> [Self; 4] {
        let of = |part: fn(&Change) -> Option<f64>| Self::number(change.and_then(part), shown);
        [
            of(|change| change.mean),
            of(|change| change.lower_95),
            of(|change| change.upper_95),
            change.map_or(Self::Empty, |change| Self::count(change.runs)),
        ]
    }

    /// Mean and interval of an estimate.
    pub(super) fn estimate(estimate: &Estimate, shown: Shown) -> [Self; 3] {
        [estimate.mean, estimate.lower, estimate.upper]
            .map(|number| Self::number(Some(number), shown))
    }
}

/// A column: its heading, with the unit where all cells share one, and its width in characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) width: f64,
}

/// Columns from headings and widths.
pub(super) fn columns(columns: &[(&str, f64)]) -> Vec<Column> {
    columns
        .iter()
        .map(|&(heading, width)| Column {
            heading: heading.to_owned(),
            width,
        })
        .collect()
}

/// A sheet with one table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Name of the sheet: at most 31 characters, letters, spaces and hyphens.
    pub(super) name: &'static str,
    /// The first line of the sheet, and its line in the contents.
    pub(super) title: String,
    /// Lines between title and table: units, sources, how to read.
    pub(super) notes: Vec<String>,
    pub(super) columns: Vec<Column>,
    /// As many cells a row as there are columns.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A sheet with text: short lines, or a name with what there is to say about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    Heading(&'static str),
    /// A name, and what there is to say about it.
    Fact(String, String),
    /// A sheet of the workbook, and what it holds.
    Sheet(&'static str, String),
}

impl Line {
    pub(super) fn fact(name: impl Into<String>, words: impl Into<String>) -> Self {
        Self::Fact(name.into(), words.into())
    }
}

/// A whole number with thousands apart.
pub(super) fn grouped(x: f64) -> String {
    fixed(x, 0)
}
