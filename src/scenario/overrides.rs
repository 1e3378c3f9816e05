//! `--set section.parameter=value` of the command line: one more layer over the files.

use std::str::FromStr;

use super::document::{self, Entry, Item, Node};
use super::error::{Finding, Place, ScenarioError, Source};
use super::layer::{self, Layer};

/// One value given on the command line, such as `staffing.link_workers_fte=3.6` or `time.years=1`.
///
/// It applies to the base values and beats the files; it holds for every network, also for one that sets the same
/// parameter. Dated changes still apply on top. Its name and value are checked when the scenario is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    text: String,
}

impl Override {
    /// The text as given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn source(&self) -> Source {
        Source {
            name: "--set".to_owned(),
            shown: "--set".to_owned(),
            text: self.text.clone(),
            from_command_line: true,
        }
    }
}

impl std::fmt::Display for Override {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Override {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        let this = Self {
            text: text.to_owned(),
        };
        let whole = Place {
            source: 0,
            start: 0,
            end: text.len(),
        };
        let fault = match text.split_once('=') {
            None => Some("there is no `=`"),
            Some((path, _)) if path.split('.').count() != 2 => {
                Some("before the `=` must stand a section, a dot and a name")
            }
            Some((_, value)) if value.trim().is_empty() => Some("there is no value"),
            Some(_) => None,
        };
        match fault {
            None => Ok(this),
            Some(fault) => Err(ScenarioError::from_findings(
                vec![
                    Finding::new(&whole, format!("`--set {text}` cannot be used: {fault}"))
                        .help("write for example `--set staffing.link_workers_fte=3.6`"),
                ],
                &[this.source()],
            )),
        }
    }
}

/// Reads the values of the command line, each as a layer of its own.
pub(super) fn layers(
    overrides: &[Override],
    sources: &mut Vec<Source>,
    findings: &mut Vec<Finding>,
) -> Vec<Layer> {
    overrides
        .iter()
        .map(|given| {
            let source = sources.len();
            sources.push(given.source());
            layer::read(source, &[entry(source, &given.text)], findings)
        })
        .collect()
}

/// The entry that the same words would be in a file.
fn entry(source: usize, text: &str) -> Entry {
    let (path, value) = text.split_once('=').unwrap_or((text, ""));
    let (section, name) = path.split_once('.').unwrap_or((path, ""));
    let place = |start: usize, word: &str| {
        let from = start + (word.len() - word.trim_start().len());
        Place {
            source,
            start: from,
            end: from + word.trim().len(),
        }
    };
    let inner = Entry {
        key: name.trim().to_owned(),
        key_place: place(section.len() + 1, name),
        node: document::parse_value(source, value, path.len() + 1),
    };
    Entry {
        key: section.trim().to_owned(),
        key_place: place(0, section),
        node: Node {
            place: place(0, text),
            item: Item::Table(vec![inner]),
        },
    }
}
