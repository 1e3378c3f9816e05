//! One file a question that a user asks: from scenario files to a complete folder.
//!
//! A study joins the rooms below: it plans, has the experiment executed, hands the records to the analysis and the
//! answers to the output. It prints nothing; a [`Watch`] hears how far it has come.
//!
//! | module | question |
//! | --- | --- |
//! | [`calibrate`] | which beliefs agree with what was seen in the real world? |
//! | [`compare`] | what does another choice change, and how sure are we? |
//! | `contributions` | which changed setting does what? |
//! | [`uncertainty`] | how uncertain is that answer, and why? |
//! | [`one_way`] | which belief, moved alone, changes it? |
//! | [`evidence`] | what is worth finding out? |
//! | [`evaluate`] | what would an evaluation have found, beside what was truly caused? |
//! | [`workbook`] | what was found, as an Excel workbook? |
//! | [`frontier`] | which candidate is best among those that keep what is asked of them? |
//! | [`report`] | what does the board need to read about a comparison? |
//! | [`run`] | what happens to the patients of one scenario? |
//! | [`sensitivity`] | which inputs drive an outcome, and how much of its spread is only chance? |
//! | [`stamp`] | was a generated document made from this model and these inputs? |
//! | [`validate`] | does the model agree with what was published and not fitted? |
//! | [`verify`] | does the program give what can be worked out without it? |
//! | [`sweep`] | how do outcomes change over combinations of values? |

mod arms;
pub mod calibrate;
pub mod compare;
mod contributions;
pub mod evaluate;
pub mod evidence;
mod folder;
pub mod frontier;
pub mod one_way;
mod points;
pub mod report;
pub mod run;
pub mod sensitivity;
pub mod stamp;
pub mod sweep;
pub mod uncertainty;
pub mod validate;
pub mod verify;
pub mod workbook;

pub use folder::write_figure;

use crate::experiment::{Failure, Progress};
use crate::output::error::OutputError;
use crate::output::manifest::{self, Manifest, ScenarioRecord};
use crate::scenario::posterior::Posterior;
use crate::scenario::{Override, Scenario, ScenarioError, SourceFile};

/// Why a study gave no results.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A scenario cannot be used.
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    /// Results cannot be written or read.
    #[error("{0}")]
    Output(#[from] OutputError),
    /// Stopped by the user.
    #[error("{0}")]
    Interrupted(String),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

/// The scenario that a manifest records, resolved again from the texts that it keeps.
///
/// # Errors
/// If this version of the program no longer accepts it.
pub fn recorded(record: &ScenarioRecord) -> Result<Scenario, StudyError> {
    let files: Vec<SourceFile> = record
        .files
        .iter()
        .map(|file| SourceFile {
            name: file.name.clone(),
            text: file.text.clone(),
        })
        .collect();
    let overrides: Vec<Override> = record
        .overrides
        .iter()
        .map(|text| text.parse())
        .collect::<Result<_, _>>()?;
    Ok(Scenario::from_files(&files, &overrides)?)
}

/// The posterior that a manifest keeps, if the runs were made with one.
///
/// # Errors
/// If the manifest is damaged or this version of the program no longer accepts it.
pub fn recorded_posterior(manifest: &Manifest) -> Result<Option<Posterior>, StudyError> {
    let kept = manifest
        .options
        .get("posterior")
        .filter(|kept| !kept.is_null());
    let Some(kept) = kept else { return Ok(None) };
    let file: manifest::SourceFile = serde_json::from_value(kept.clone())
        .map_err(|error| StudyError::Other(format!("the manifest is damaged: {error}")))?;
    Ok(Some(Posterior::from_file(&SourceFile {
        name: file.name,
        text: file.text,
    })?))
}

/// Every run failed: the first reason stands for all.
fn all_failed(failures: &[Failure]) -> StudyError {
    let why = failures
        .first()
        .map_or_else(String::new, |failure| format!(": {}", failure.message));
    StudyError::Other(format!("every run failed{why}"))
}

/// Hears how far a study has come. Called from any thread.
pub trait Watch: Sync {
    /// A part of the work begins: what, and of how many units.
    fn begin(&self, what: &str, units: u64);
    /// Some units of it are done.
    fn update(&self, progress: Progress);
    /// The part is over.
    fn end(&self);
}

/// Hears nothing.
impl Watch for () {
    fn begin(&self, _: &str, _: u64) {}
    fn update(&self, _: Progress) {}
    fn end(&self) {}
}
