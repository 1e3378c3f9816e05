//! Options beside each other on the same people, run by run: what draws of the priors and single moved parameters share.

use super::StudyError;
use super::compare::registered;
use crate::analysis::record::Recorder;
use crate::experiment::{Plan, one_replication};
use crate::scenario::Scenario;
use crate::scenario::parameters::Parameters;

/// Options made ready to run.
pub struct Arms {
    plans: Vec<Plan>,
    parameters: Vec<Parameters>,
    registered: f64,
    days: u32,
}

impl Arms {
    /// For at least one option; all are about the same people over the same days.
    pub fn new(options: &[Scenario], runs: u32, seed: u64) -> Self {
        let plans: Vec<Plan> = options
            .iter()
            .map(|option| Plan::new(option, runs, seed))
            .collect();
        Self {
            registered: registered(&plans[0]),
            plans,
            parameters: options.iter().map(Scenario::parameters).collect(),
            days: options[0].days,
        }
    }

    /// The kept numbers of each option in one replication. `what` names the work in the message of a failure.
    ///
    /// # Errors
    /// If a network of the replication fails.
    pub fn record(
        &self,
        replication: u32,
        recorder: &Recorder,
        what: &str,
    ) -> Result<Vec<Vec<f64>>, StudyError> {
        let plans: Vec<&Plan> = self.plans.iter().collect();
        let pairs = one_replication(&plans, replication).map_err(|failure| {
            StudyError::Other(format!(
                "{what} failed in network {}: {}",
                failure.network, failure.message
            ))
        })?;
        Ok(pairs
            .iter()
            .zip(&self.parameters)
            .map(|(pair, parameters)| recorder.record(pair, parameters, self.registered, self.days))
            .collect())
    }
}
