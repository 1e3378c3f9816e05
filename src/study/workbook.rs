//! The Excel workbook of results that lie in a folder.

use std::path::{Path, PathBuf};

use super::compare::DECISION_FILE;
use super::run::shown_title;
use super::{StudyError, recorded};
use crate::analysis::decision::Decision;
use crate::output::error::OutputError;
use crate::output::folder::replace_file;
use crate::output::manifest::{Kind, Manifest, first_altered};
use crate::output::read_back::{RunFolder, TABLES_READ};
use crate::output::workbook::{self, WORKBOOK_FILE};
use crate::scenario::Scenario;

/// Writes the workbook of an output folder of `spsim run` or `spsim compare` to `file`; without one into the folder,
/// whose manifest then lists it. Returns where it lies.
///
/// # Errors
/// If the folder holds something else or was changed since, or the file cannot be written.
pub fn write_workbook(folder: &Path, file: Option<&Path>) -> Result<PathBuf, StudyError> {
    let manifest = Manifest::read(folder)?;
    let own = folder.join(WORKBOOK_FILE);
    let file = file.unwrap_or(&own);
    // Excel opens no other, and a slip must not replace a table or a scenario.
    if file
        .extension()
        .is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx"))
    {
        return Err(StudyError::Other(format!(
            "{} is no name for a workbook; give one that ends in .xlsx",
            file.display()
        )));
    }
    let bytes = match manifest.kind {
        Kind::Comparison => of_comparison(folder, &manifest)?,
        Kind::Run => of_run(folder, &manifest)?,
        other => {
            return Err(OutputError::OtherKind {
                folder: folder.to_owned(),
                found: other.command(),
                wanted: "spsim run` or `spsim compare",
            }
            .into());
        }
    };
    replace_file(file, &bytes)?;
    if file == own {
        manifest.refresh(folder, WORKBOOK_FILE)?;
    }
    Ok(file.to_owned())
}

fn of_comparison(folder: &Path, manifest: &Manifest) -> Result<Vec<u8>, StudyError> {
    let decision = read_decision(folder, manifest)?;
    let scenarios: Vec<Scenario> = manifest
        .scenarios
        .iter()
        .map(recorded)
        .collect::<Result<_, _>>()?;
    Ok(workbook::workbook(&decision, manifest, &scenarios)?)
}

/// What a comparison has found, from its folder.
///
/// # Errors
/// If the document is missing, was changed since it was made, or is not one that this version reads.
pub fn read_decision(folder: &Path, manifest: &Manifest) -> Result<Decision, StudyError> {
    let path = folder.join(DECISION_FILE);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| StudyError::Other(format!("cannot read {}: {error}", path.display())))?;
    if first_altered(manifest, folder, None, |file| file == DECISION_FILE)?.is_some() {
        return Err(StudyError::Other(format!(
            "{} was changed after the comparison, so what is made of it would mislead; make it again: {}",
            path.display(),
            manifest.command
        )));
    }
    serde_json::from_str(&text).map_err(|error| {
        StudyError::Other(format!(
            "{} cannot be understood: {error}; it was written by {} {}: make the comparison again",
            path.display(),
            manifest.program.name,
            manifest.program.version
        ))
    })
}

fn of_run(folder: &Path, manifest: &Manifest) -> Result<Vec<u8>, StudyError> {
    let record = &manifest.scenarios[0];
    let scenario = recorded(record)?;
    // Reading comes first because it can name the line of what is broken; a number that was merely changed shows only
    // in the hash.
    let read = RunFolder::read(folder, scenario.start)?;
    let is_read = |file: &str| {
        file.strip_suffix(".csv")
            .is_some_and(|table| TABLES_READ.contains(&table))
    };
    if let Some(difference) = first_altered(manifest, folder, None, is_read)? {
        return Err(StudyError::Other(format!(
            "{} was changed after the run, so a workbook of it would mislead; `spsim reproduce {}` shows the line",
            folder.join(&difference.file).display(),
            folder.display()
        )));
    }
    let title = shown_title(&scenario, &record.overrides);
    Ok(workbook::workbook_of_run(
        &title,
        &scenario,
        &read.results,
        manifest,
    )?)
}
