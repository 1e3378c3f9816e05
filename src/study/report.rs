//! The board paper of a comparison, made from its folder alone.

use std::path::{Path, PathBuf};

use super::StudyError;
use super::compare::DECISION_FILE;
use crate::analysis::decision::Decision;
use crate::output::folder::replace_file;
use crate::output::manifest::{Kind, Manifest, first_altered};
use crate::output::report::{Material, StoredFigure, page};

/// The page's name in its folder.
pub const REPORT_FILE: &str = "report.html";
/// Where a folder keeps its figures.
const FIGURES: &str = "figures/";

/// Writes the page of a comparison's folder to `out`, or into the folder, whose manifest then lists it. Gives the path.
///
/// # Errors
/// If the folder holds no comparison, what the page shows was changed since, or the page cannot be written.
pub fn report(folder: &Path, out: Option<&Path>) -> Result<PathBuf, StudyError> {
    let manifest = Manifest::read_kind(folder, Kind::Comparison)?;
    let is_shown = |file: &str| {
        file == DECISION_FILE || (file.starts_with(FIGURES) && !file.ends_with(".png"))
    };
    if let Some(difference) = first_altered(&manifest, folder, None, is_shown)? {
        return Err(StudyError::Other(format!(
            "{} was changed or deleted after the comparison, so a report would mislead; make the comparison again with `{}`",
            folder.join(&difference.file).display(),
            manifest.command
        )));
    }
    if !manifest.files.contains_key(DECISION_FILE) {
        return Err(StudyError::Other(format!(
            "the manifest of {} lists no {DECISION_FILE}; make the comparison again",
            folder.display()
        )));
    }
    let text = read(folder, DECISION_FILE)?;
    let decision: Decision = parsed(folder, &text)?;
    check(&decision).map_err(|problem| unreadable(&folder.join(DECISION_FILE), &problem))?;
    let figures = figures(folder, &manifest)?;
    let html = page(&Material {
        decision: &decision,
        manifest: &manifest,
        figures: &figures,
    });
    let target = out.map_or_else(|| folder.join(REPORT_FILE), Path::to_owned);
    replace_file(&target, html.as_bytes())?;
    if out.is_none() {
        manifest.refresh(folder, REPORT_FILE)?;
    }
    Ok(target)
}

fn read(folder: &Path, file: &str) -> Result<String, StudyError> {
    let path = folder.join(file);
    std::fs::read_to_string(&path)
        .map_err(|error| StudyError::Other(format!("cannot read {}: {error}", path.display())))
}

fn parsed<T: serde::de::DeserializeOwned>(folder: &Path, text: &str) -> Result<T, StudyError> {
    serde_json::from_str(text)
        .map_err(|error| unreadable(&folder.join(DECISION_FILE), &error.to_string()))
}

fn unreadable(path: &Path, problem: &str) -> StudyError {
    StudyError::Other(format!(
        "{} cannot be read by this version of spsim: {problem}; make the comparison again",
        path.display()
    ))
}

/// Every measure must have a level of each option and a difference of all but the base: the page counts on it.
fn check(decision: &Decision) -> Result<(), String> {
    let options = decision.options.len();
    if options == 0 {
        return Err("it has no options".to_owned());
    }
    let fits = |what: &str, levels: usize, changes: usize| {
        if levels == options && changes + 1 == options {
            Ok(())
        } else {
            Err(format!("`{what}` does not have one value an option"))
        }
    };
    for measure in &decision.measures {
        fits(&measure.id, measure.levels.len(), measure.changes.len())?;
        for of in &measure.quintiles {
            fits(&measure.id, of.levels.len(), of.changes.len())?;
        }
        if !measure.gaps.is_empty() {
            fits(&measure.id, measure.gaps.len(), options - 1)?;
        }
    }
    for month in &decision.months {
        fits(&month.id, month.levels.len(), month.changes.len())?;
    }
    for cost in &decision.costs {
        fits(&cost.line, cost.levels.len(), cost.changes.len())?;
    }
    Ok(())
}

/// The figures that the manifest lists with drawing, words and numbers.
fn figures(folder: &Path, manifest: &Manifest) -> Result<Vec<StoredFigure>, StudyError> {
    let names = manifest
        .files
        .keys()
        .filter_map(|file| file.strip_prefix(FIGURES)?.strip_suffix(".svg"));
    let mut figures = Vec::new();
    for name in names {
        let part = |ending: &str| format!("{FIGURES}{name}.{ending}");
        if !["txt", "csv"]
            .iter()
            .all(|ending| manifest.files.contains_key(&part(ending)))
        {
            continue;
        }
        let figure = StoredFigure::read(
            name,
            &read(folder, &part("svg"))?,
            &read(folder, &part("txt"))?,
            &read(folder, &part("csv"))?,
        );
        figures.push(figure.map_err(|problem| {
            StudyError::Other(format!(
                "the figure {} cannot be shown: {problem}",
                folder.join(part("svg")).display()
            ))
        })?);
    }
    Ok(figures)
}
