//! Tables of the page.

use askama::Template;

use super::words::Verdict;

/// Letters of the longest number with its unit: "−29.8 points".
const FIGURE: usize = 16;

/// A table with a row heading in the first column.
#[derive(Clone, Debug, Default, PartialEq, Template)]
#[template(path = "report/table.html")]
pub struct Table {
    /// Unique on the page.
    pub id: String,
    /// What it holds.
    pub caption: String,
    /// Column headings, that of the row headings first.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Under the table; may be empty.
    pub note: String,
    /// Whether its cells are running text rather than numbers.
    pub is_text: bool,
    /// Whether it has so many wide columns that intervals may break over two lines.
    pub is_many: bool,
    /// Whether a heading above says what the caption says, so that only listeners need it.
    pub is_headed: bool,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Row heading.
    pub label: String,
    /// One cell a further column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What stands first, larger; may be empty.
    pub level: String,
    /// The main text.
    pub text: String,
    /// An interval, "(−16.3 to −10.7)"; a line may break after "to".
    pub range: String,
    /// Which way the difference goes.
    pub verdict: Option<Verdict>,
    /// A line below; may be empty.
    pub below: String,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Table {
    /// The heading of a column, that of the row headings being number 0.
    fn column(&self, number: &usize) -> &str {
        self.head.get(*number).map_or("", String::as_str)
    }
}

impl Cell {
    /// Whether the text is so short that it stays on one line, as numbers must.
    fn is_figure(&self) -> bool {
        self.text.chars().count() <= FIGURE
    }

    /// The interval in the pieces that stay on one line.
    fn range_pieces(&self) -> Vec<String> {
        match self.range.split_once(" to ") {
            Some((lower, upper)) => vec![format!("{lower} to"), upper.to_owned()],
            None => vec![self.range.clone()],
        }
    }
}

impl Row {
    /// A row of plain texts.
    pub fn of<T: Into<Cell>>(label: impl Into<String>, cells: impl IntoIterator<Item = T>) -> Self {
        Self {
            label: label.into(),
            cells: cells.into_iter().map(Into::into).collect(),
        }
    }
}

/// Column headings.
pub fn head<T: Into<String>>(columns: impl IntoIterator<Item = T>) -> Vec<String> {
    columns.into_iter().map(Into::into).collect()
}
