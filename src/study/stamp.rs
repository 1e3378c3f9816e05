//! Which model and which inputs a generated document was made from: a short hash that changes when either does.
//!
//! A document that takes minutes to make carries the stamp; a test makes the stamp again, in a moment, and so notices
//! that the document is stale.

use std::fmt::Write as _;

use super::StudyError;
use super::arms::Arms;
use crate::analysis::record::Recorder;
use crate::experiment::priors::{Draw, quantile};
use crate::output::manifest;
use crate::scenario::parameters::registry;
use crate::scenario::{Scenario, SourceFile};

/// A small place for a year: enough for every process to have its part in it.
const PROBE: &str = "[scenario]\ntitle = \"A probe of the model\"\n[time]\nyears = 1\n\
                     [population]\nregistered_patients = 20_000\n";
/// Seed of the probe.
const SEED: u64 = 1;

/// The stamp of a document made from some files: sixteen hexadecimal digits over the parameters of the model with their
/// defaults and priors, what one small run of it gives to the last bit, and the files' names and texts in order.
///
/// # Errors
/// If the probe cannot be run.
pub fn stamp(files: &[SourceFile]) -> Result<String, StudyError> {
    stamp_whatever(&[], files)
}

/// As [`stamp`], whatever the default values of some parameters are, given by their positions in the registry: the middle of
/// their priors stands for them.
///
/// # Errors
/// As [`stamp`].
pub fn stamp_whatever(free: &[usize], files: &[SourceFile]) -> Result<String, StudyError> {
    let middles: Draw = free
        .iter()
        .map(|&index| {
            let parameter = &registry()[index];
            let middle = quantile(parameter, parameter.prior, parameter.default, 0.5);
            (index, middle)
        })
        .collect();
    let mut text = String::new();
    for (index, parameter) in registry().iter().enumerate() {
        let path = parameter.path();
        let middle = middles.iter().find(|(free, _)| *free == index);
        let value = middle.map_or(parameter.default, |&(_, middle)| middle);
        writeln!(text, "{path} = {value}, {}", parameter.prior).expect("text");
    }
    let probe = SourceFile {
        name: "probe.toml".to_owned(),
        text: PROBE.to_owned(),
    };
    let scenario = Scenario::from_files(&[probe], &[])?.with_beliefs(&middles)?;
    let arms = Arms::new(&[scenario], 1, SEED);
    for value in arms.record(0, &Recorder::new(), "the probe")?.concat() {
        writeln!(text, "{:016x}", value.to_bits()).expect("text");
    }
    for file in files {
        writeln!(
            text,
            "{} of {} bytes\n{}",
            file.name,
            file.text.len(),
            file.text
        )
        .expect("text");
    }
    let mut hash = manifest::SourceFile::new("stamp", text).sha256;
    hash.truncate(16);
    Ok(hash)
}

/// The line that a document carries its stamp in.
pub fn line(stamp: &str) -> String {
    format!(
        "Model and inputs: `{stamp}`. A test of the library says when they have changed since this page was made."
    )
}

/// The stamp that a document carries, if any.
pub fn found(document: &str) -> Option<&str> {
    let (_, after) = document.split_once("Model and inputs: `")?;
    after.split_once('`').map(|(stamp, _)| stamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::index_of;

    #[test]
    fn a_stamp_follows_its_files_and_can_be_read_back() {
        let file = |text: &str| SourceFile {
            name: "a.toml".to_owned(),
            text: text.to_owned(),
        };
        let first = stamp(&[file("x = 1\n")]).unwrap();
        assert_eq!(first.len(), 16);
        assert_eq!(first, stamp(&[file("x = 1\n")]).unwrap());
        assert_ne!(first, stamp(&[file("x = 2\n")]).unwrap());
        let free = [index_of("gp.recognition").unwrap()];
        assert_ne!(first, stamp_whatever(&free, &[file("x = 1\n")]).unwrap());
        assert_eq!(found(&line(&first)), Some(first.as_str()));
        assert_eq!(found("no stamp"), None);
    }
}
