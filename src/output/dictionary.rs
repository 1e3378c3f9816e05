//! The tables' description for people: a data dictionary in Markdown.

use std::fmt::Write;

use super::table::{ColumnType, TableSpec};

/// One section for each table: what a row is, its key, and every column with type, unit and meaning.
pub fn data_dictionary<'a>(tables: impl IntoIterator<Item = &'a TableSpec>) -> String {
    let mut text = String::from(
        "# Data dictionary\n\nAn empty cell means that the value is missing or undefined.\n",
    );
    for table in tables {
        text.push('\n');
        text.push_str(&section(
            table,
            "##",
            &[table.csv_file(), table.parquet_file()],
        ));
    }
    text
}

/// The section of one table, with a heading of some level and the files that hold it.
pub(super) fn section(table: &TableSpec, level: &str, files: &[String]) -> String {
    let mut text = format!("{level} {}\n\n`{}`", table.title, files.join("`, `"));
    // Writing to a String cannot fail.
    if !table.primary_key.is_empty() {
        let _ = write!(
            text,
            " – one row for each `{}`",
            table.primary_key.join("`, `")
        );
    }
    let _ = write!(
        text,
        "\n\n{}\n\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n",
        table.doc
    );
    for column in &table.columns {
        let kind = match column.kind {
            ColumnType::Text => "text",
            ColumnType::Integer => "whole number",
            ColumnType::Number => "number",
            ColumnType::Date => "date",
        };
        let missing = if column.missing_allowed {
            ", may be missing"
        } else {
            ""
        };
        let (unit, doc) = (one_cell(column.unit), one_cell(&column.doc));
        let _ = writeln!(
            text,
            "| `{}` | {kind}{missing} | {unit} | {doc} |",
            column.name
        );
    }
    text
}

/// Text that stays within one cell of a Markdown table.
fn one_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::table::tests::journeys;

    #[test]
    fn a_column_takes_one_line_whatever_its_text() {
        let mut table = journeys();
        table.columns[0].doc = "first | second\nthird".into();
        let text = data_dictionary([&table]);
        assert!(
            text.contains("| `person` | whole number |  | first \\| second third |\n"),
            "{text}"
        );
        assert!(
            text.contains("| `wait_days` | number, may be missing | days | "),
            "{text}"
        );
        assert!(text.contains("one row for each `person`"), "{text}");
    }
}
