//! What a sensitivity analysis has found, as one document, ready to be printed and drawn.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Unusable;
use super::morris::Effects;
use super::prcc::RankCorrelations;
use super::sobol::SobolIndices;
use super::words;
use crate::analysis::headlines::headline_of;
use crate::analysis::measures::thresholds;
use crate::scenario::parameter::{Prior, Value};
use crate::scenario::parameters::registry;
use crate::scenario::sensitivity::{Input, Sensitivity};
use crate::scenario::sweep::Levels;
use crate::scenario::{Scenario, in_words};

/// Everything that a sensitivity analysis has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityFindings {
    /// Title.
    pub title: String,
    /// The question; may be empty.
    pub question: String,
    /// Title of the scenario.
    pub scenario: String,
    /// Title of the scenario that it is compared with; absent where levels are looked at.
    pub against: Option<String>,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub days: u32,
    /// Number of networks.
    pub networks: usize,
    /// Registered patients.
    pub registered_patients: f64,
    /// Master seed of the runs.
    pub seed: u64,
    /// Runs of each point.
    pub runs: u32,
    /// What varies.
    pub inputs: Vec<InputFacts>,
    /// Positions among the inputs of those that Sobol' indices and rank correlations are about, in order of influence.
    pub kept: Vec<usize>,
    /// Points of each method; absent where it was not asked for.
    pub points: MethodPoints,
    /// The measures, in order.
    pub measures: Vec<MeasureFindings>,
}

/// Points of each method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPoints {
    /// Of the trajectories.
    pub morris: Option<usize>,
    /// Of the rows.
    pub sobol: Option<usize>,
    /// Of the Latin hypercube.
    pub prcc: Option<usize>,
}

/// Something that varies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputFacts {
    /// Its name.
    pub name: String,
    /// Its parameter; absent if several move together.
    pub parameter: Option<String>,
    /// Unit of its values; empty if there is none.
    pub unit: String,
    /// How it varies, in words: a prior, a range, or values.
    pub varies: String,
    /// Whether it varies by its prior.
    pub is_belief: bool,
}

impl InputFacts {
    /// The facts of an input. A prior is that of the first of `scenarios` that has one.
    pub fn of(input: &Input, scenarios: &[&Scenario]) -> Self {
        let parameter = match input {
            Input::Belief(index) => Some(*index),
            Input::Factor(factor) => factor.parameter,
        }
        .map(|index| &registry()[index]);
        let varies = match input {
            Input::Belief(index) => scenarios
                .iter()
                .map(|scenario| scenario.evidence[*index].prior)
                .find(|prior| *prior != Prior::Fixed)
                .unwrap_or(Prior::Fixed)
                .to_string(),
            Input::Factor(factor) => match &factor.levels {
                Levels::List(levels) => {
                    let labels: Vec<&str> = levels.iter().map(|l| l.label.as_str()).collect();
                    labels.join("; ")
                }
                Levels::Range { low, high, .. } => match parameter {
                    Some(parameter) => {
                        let [low, high] =
                            [low, high].map(|x| in_words(parameter, Value::Number(*x)));
                        format!("{low} to {high}")
                    }
                    None => String::new(),
                },
            },
        };
        Self {
            name: input.name(),
            parameter: parameter.map(|parameter| parameter.path()),
            unit: parameter.map_or("", |p| p.unit.label()).to_owned(),
            varies,
            is_belief: matches!(input, Input::Belief(_)),
        }
    }
}

/// What a method has found of a measure, or why it could not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Analysed<T> {
    /// The estimates.
    Found(T),
    /// Why there are none.
    Refused(String),
}

impl<T> Analysed<T> {
    /// The estimates, if there are any.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Refused(_) => None,
        }
    }
}

impl<T> From<Result<T, Unusable>> for Analysed<T> {
    fn from(result: Result<T, Unusable>) -> Self {
        match result {
            Ok(found) => Self::Found(found),
            Err(why) => Self::Refused(why.to_string()),
        }
    }
}

/// What was found of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureFindings {
    /// Name, as in the tables.
    pub id: String,
    /// What it is, in words; a difference where two scenarios are compared.
    pub label: String,
    /// Unit as printed; `%` for shares, whose values are printed times 100.
    pub unit: String,
    /// Digits after the point when printed.
    pub decimals: usize,
    /// Elementary effects, by input.
    pub morris: Option<Analysed<Vec<Effects>>>,
    /// Sobol' indices, by kept input.
    pub sobol: Option<Analysed<SobolIndices>>,
    /// Rank correlations, by kept input.
    pub prcc: Option<Analysed<RankCorrelations>>,
    /// What that means, in sentences.
    pub answer: Vec<String>,
}

impl MeasureFindings {
    /// A measure of which nothing is known yet, at these values of a QALY.
    pub fn new(id: &str, thresholds_pounds: &[f64]) -> Self {
        let headline = headline_of(id);
        Self {
            id: id.to_owned(),
            label: headline.map_or_else(|| id.to_owned(), |h| h.label_at(thresholds_pounds)),
            unit: headline.map_or("", |h| h.unit).to_owned(),
            decimals: headline.map_or(2, |h| h.decimals),
            morris: None,
            sobol: None,
            prcc: None,
            answer: Vec::new(),
        }
    }

    /// Whether any method has found something.
    pub fn is_known(&self) -> bool {
        self.morris.as_ref().is_some_and(|a| a.found().is_some())
            || self.sobol.as_ref().is_some_and(|a| a.found().is_some())
            || self.prcc.as_ref().is_some_and(|a| a.found().is_some())
    }
}

impl SensitivityFindings {
    /// The facts of an analysis before its runs.
    pub fn new(file: &Sensitivity, registered_patients: f64) -> Self {
        let scenario = &file.scenario;
        let scenarios = file.scenarios();
        let worth = thresholds(&scenario.parameters().values);
        Self {
            title: file.title.clone(),
            question: file.question.clone(),
            scenario: scenario.title.clone(),
            against: file.against.as_ref().map(|against| against.title.clone()),
            start: scenario.start,
            days: scenario.days,
            networks: scenario.networks.len(),
            registered_patients,
            seed: file.seed,
            runs: file.runs,
            inputs: file
                .inputs
                .iter()
                .map(|input| InputFacts::of(input, &scenarios))
                .collect(),
            kept: (0..file.inputs.len()).collect(),
            points: MethodPoints::default(),
            measures: file
                .measures
                .iter()
                .map(|id| MeasureFindings::new(id, &worth))
                .collect(),
        }
    }

    /// Puts into words what was found.
    pub fn answer(&mut self) {
        let names: Vec<&str> = self
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let kept: Vec<&str> = self.kept.iter().map(|&input| names[input]).collect();
        for measure in &mut self.measures {
            measure.answer = words::answer(measure, &names, &kept);
        }
    }
}
