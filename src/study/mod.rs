//! One file a question that a user asks: from scenario files to a complete folder.
//!
//! A study joins the rooms below: it plans, has the experiment executed, hands the records to the analysis and the
//! answers to the output. It prints nothing; a [`Watch`] hears how far it has come.
//!
//! | module | question |
//! | --- | --- |
//! | [`run`] | what happens to the patients of one scenario? |

pub mod run;

use crate::experiment::Progress;
use crate::output::error::OutputError;
use crate::scenario::ScenarioError;

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
