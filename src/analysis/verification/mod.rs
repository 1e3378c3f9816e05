//! Exact checks: the model, reduced by an ordinary scenario file to something that can be worked out without it, must
//! give what was worked out.
//!
//! | module | holds |
//! | --- | --- |
//! | [`queues`] | closed forms: Erlang's formulas, Pollaczek–Khinchine, priority |
//! | [`days`] | the same caseload on whole days with weekends, solved exactly |
//! | [`competing`] | the Aalen–Johansen estimator and what it should find |
//! | [`stories`] | times of single people, read from their stories |
//! | [`reductions`] | which scenario file reduces the model to what, and how that is measured |
//! | [`traces`] | courses of events worked out by hand |
//!
//! A check of a number asks two things: does the interval over replications cover the exact value, and is it narrow
//! enough to mean something? A program that is wrong by more than the width then fails, and a check with too few
//! replications fails as well.

pub mod competing;
pub mod days;
pub mod queues;
pub mod reductions;
pub mod stories;
pub mod traces;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::statistics::Estimate;
use stories::{Observed, Setting};

/// Chance that a program without any error passes all checks together.
pub const FAMILY_CONFIDENCE: f64 = 0.99;

/// A scenario file that reduces the model, and what is checked of it.
pub struct Reduction {
    /// Name of the scenario file without its ending.
    pub name: &'static str,
    /// What it comes to.
    pub reduces_to: &'static str,
    /// What is checked.
    pub checks: Checks,
}

/// How a reduction is checked.
pub enum Checks {
    /// Numbers over replications.
    Numbers(fn(&Setting) -> Vec<Check>),
    /// The events of one run.
    ByHand(traces::ByHand),
}

/// How a number is measured in one run.
pub type Measure = Box<dyn Fn(&Observed<'_>) -> f64 + Send + Sync>;

/// A number that can be worked out.
pub struct Check {
    /// What it is.
    pub what: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// Value of the closed form.
    pub closed_form: f64,
    /// Value on whole days with weekends: what the simulation has to give.
    pub exact: f64,
    /// Widest half of an interval that still means something.
    pub widest: f64,
    /// How it is measured.
    pub measure: Measure,
}

/// Whether a check was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval is narrow enough and covers the exact value; or all events came as worked out.
    Passes,
    /// It is too wide to mean anything.
    TooWide,
    /// It does not cover the exact value; or an event came otherwise.
    Fails,
}

impl Verdict {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::TooWide => "too wide",
            Self::Fails => "fails",
        }
    }
}

/// What became of a check of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Name of the scenario.
    pub scenario: &'static str,
    /// What it comes to.
    pub reduces_to: &'static str,
    /// What was checked.
    pub what: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// How the exact value is worked out.
    pub formula: &'static str,
    /// Value of the closed form.
    pub closed_form: f64,
    /// Value on whole days with weekends.
    pub exact: f64,
    /// Mean over replications.
    pub simulated: f64,
    /// Half the width of its interval.
    pub half_width: f64,
    /// Widest half-width allowed.
    pub widest: f64,
    /// Replications with a value.
    pub runs: usize,
    /// Whether it was passed.
    pub verdict: Verdict,
}

/// Confidence of each of `checks` intervals so that all of them together cover with [`FAMILY_CONFIDENCE`] at least
/// (Bonferroni).
pub fn confidence(checks: usize) -> f64 {
    1.0 - (1.0 - FAMILY_CONFIDENCE) / checks.max(1) as f64
}

impl Found {
    /// Judges one check by its values in all replications: mean and Student's interval.
    pub fn of(reduction: &Reduction, check: &Check, values: &[f64], confidence: f64) -> Self {
        let estimate = Estimate::of(values);
        let half_width = if estimate.n < 2 {
            f64::INFINITY
        } else {
            let t = StudentsT::new(0.0, 1.0, (estimate.n - 1) as f64)
                .expect("degrees of freedom are positive")
                .inverse_cdf(0.5 + 0.5 * confidence);
            t * estimate.sd / (estimate.n as f64).sqrt()
        };
        let covers = (estimate.mean - check.exact).abs() <= half_width;
        Self {
            scenario: reduction.name,
            reduces_to: reduction.reduces_to,
            what: check.what,
            unit: check.unit,
            formula: check.formula,
            closed_form: check.closed_form,
            exact: check.exact,
            simulated: estimate.mean,
            half_width,
            widest: check.widest,
            runs: estimate.n,
            verdict: match (half_width <= check.widest, covers) {
                (true, true) => Verdict::Passes,
                (false, true) => Verdict::TooWide,
                _ => Verdict::Fails,
            },
        }
    }
}

/// Everything that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Confidence of each interval.
    pub confidence: f64,
    /// Numbers.
    pub numbers: Vec<Found>,
    /// Courses of events by hand.
    pub traces: Vec<traces::Followed>,
}

impl Findings {
    /// Number of checks and how many of them were passed.
    pub fn passed(&self) -> (usize, usize) {
        let numbers = self.numbers.iter().map(|found| found.verdict);
        let verdicts: Vec<Verdict> = numbers
            .chain(self.traces.iter().map(traces::Followed::verdict))
            .collect();
        let passed = verdicts.iter().filter(|v| **v == Verdict::Passes).count();
        (verdicts.len(), passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(exact: f64, widest: f64, values: &[f64]) -> Found {
        let reduction = Reduction {
            name: "x",
            reduces_to: "x",
            checks: Checks::Numbers(|_| Vec::new()),
        };
        let check = Check {
            what: "x",
            unit: "",
            formula: "",
            closed_form: exact,
            exact,
            widest,
            measure: Box::new(|_| 0.0),
        };
        Found::of(&reduction, &check, values, 0.95)
    }

    #[test]
    fn a_check_must_cover_and_be_narrow() {
        let values = [10.0, 20.0, 30.0];
        let found = judged(21.0, 30.0, &values);
        assert!((found.half_width - 24.841).abs() < 0.001);
        assert_eq!(found.verdict, Verdict::Passes);
        assert_eq!(judged(21.0, 24.0, &values).verdict, Verdict::TooWide);
        assert_eq!(judged(50.0, 30.0, &values).verdict, Verdict::Fails);
        assert_eq!(judged(20.0, 30.0, &[20.0]).verdict, Verdict::TooWide);
        assert_eq!(judged(20.0, 30.0, &[f64::NAN; 3]).verdict, Verdict::Fails);
        assert!((confidence(20) - 0.9995).abs() < 1e-12);
    }
}
