//! A TOML text as a tree that remembers where everything was written, in the order of the file.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Finding, Place};

/// One value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub place: Place,
    pub item: Item,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Date(Date),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A time of day, a moment, or a number that no machine holds: never allowed, named in the message.
    Other(&'static str),
}

/// One key of a table with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_place: Place,
    pub node: Node,
}

impl Node {
    /// What the value is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.item {
            Item::Text(_) => "a text",
            Item::Whole(_) => "a whole number",
            Item::Number(_) => "a number",
            Item::Flag(_) => "true or false",
            Item::Date(_) => "a date",
            Item::List(_) => "a list",
            Item::Table(_) => "a table",
            Item::Other(kind) => kind,
        }
    }
}

/// Reads a whole file. Keys given twice are reported, and reading goes on so that all else is reported, too.
///
/// # Errors
/// If the text is not TOML: every fault that the parser found.
pub(super) fn parse(
    source: usize,
    text: &str,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Entry>, ()> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut readable = true;
    for error in errors {
        let span = error.span().unwrap_or(text.len()..text.len());
        let place = Place {
            source,
            start: span.start,
            end: span.end,
        };
        if error.message() == "duplicate key" {
            let key = text.get(span).unwrap_or_default();
            findings.push(
                Finding::new(&place, format!("`{key}` is given twice")).label("given before"),
            );
        } else {
            readable = false;
            findings.push(
                Finding::new(&place, format!("this is not TOML: {}", error.message()))
                    .label("cannot be read from here on"),
            );
        }
    }
    if readable {
        Ok(entries(source, 0, table.into_inner()))
    } else {
        Err(())
    }
}

/// Reads what follows the `=` of a `--set`: a TOML value, or else a bare word.
pub(super) fn parse_value(source: usize, text: &str, offset: usize) -> Node {
    let trimmed = text.trim();
    let offset = offset + (text.len() - text.trim_start().len());
    match DeValue::parse(trimmed) {
        Ok(value) => node(source, offset, value),
        Err(_) => Node {
            place: Place {
                source,
                start: offset,
                end: offset + trimmed.len(),
            },
            item: Item::Text(trimmed.to_owned()),
        },
    }
}

fn entries(source: usize, offset: usize, table: DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_place: place(source, offset, key.span()),
            key: key.into_inner().into_owned(),
            node: node(source, offset, value),
        })
        .collect();
    entries.sort_by(|a, b| a.key_place.cmp(&b.key_place));
    entries
}

fn node(source: usize, offset: usize, value: Spanned<DeValue<'_>>) -> Node {
    let place = place(source, offset, value.span());
    let item = match value.into_inner() {
        DeValue::String(text) => Item::Text(text.into_owned()),
        DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix())
            .map_or(Item::Other("a number beyond 64 bits"), Item::Whole),
        DeValue::Float(digits) => digits
            .as_str()
            .parse()
            .map_or(Item::Other("a number that cannot be read"), Item::Number),
        DeValue::Boolean(flag) => Item::Flag(flag),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => {
                Date::new(date.year.cast_signed(), date.month as i8, date.day as i8)
                    .map_or(Item::Other("a date that does not exist"), Item::Date)
            }
            (Some(_), Some(_)) => Item::Other("a date with a time of day"),
            (None, _) => Item::Other("a time of day"),
        },
        DeValue::Array(list) => Item::List(
            list.iter()
                .cloned()
                .map(|value| node(source, offset, value))
                .collect(),
        ),
        DeValue::Table(table) => Item::Table(entries(source, offset, table)),
    };
    Node { place, item }
}

fn place(source: usize, offset: usize, span: Range<usize>) -> Place {
    Place {
        source,
        start: span.start + offset,
        end: span.end + offset,
    }
}
