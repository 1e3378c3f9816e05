//! Where the values of a scenario come from and what they mean.

use super::error::ScenarioError;
use super::names::{self, index_of};
use super::parameter::{Parameter, Prior, Strength};
use super::parameters::{registry, section_docs};
use super::posterior::Posterior;
use super::resolved::{Origin, Scenario};
use super::structure::allowed_values;
use super::words::{in_words, meaning};

/// What there is to say about one base value.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// `section.parameter`.
    pub path: String,
    /// The value with its unit, in words.
    pub value: String,
    /// The unit as written in files; empty for choices and flags.
    pub unit: &'static str,
    /// Where the value was given.
    pub origin: Origin,
    /// Where it comes from.
    pub source: String,
    /// How strong that source is.
    pub strength: Strength,
    /// What is believed about it.
    pub prior: Prior,
    /// What the calibration of the default found, where it stands for the prior: the range of 90% of its draws, in words.
    pub calibrated: Option<String>,
    /// A note of the user's; may be empty.
    pub note: String,
    /// What the parameter means.
    pub doc: String,
    /// What values are allowed.
    pub allowed: String,
}

/// Explains every base value, those of a section, or one (`section.parameter`), in the order of the registry.
///
/// # Errors
/// If there is no such section or parameter; says which was perhaps meant.
pub fn explain(scenario: &Scenario, path: Option<&str>) -> Result<Vec<Explained>, ScenarioError> {
    let wanted: Box<dyn Fn(&Parameter) -> bool> = match path {
        None => Box::new(|_| true),
        Some(path) if index_of(path).is_some() => {
            Box::new(move |parameter| parameter.path() == path)
        }
        Some(section) if names::is_section(section) => {
            Box::new(move |parameter| parameter.section == section)
        }
        Some(path) => {
            return Err(ScenarioError::UnknownPath {
                path: path.to_owned(),
                suggestion: meant(path),
            });
        }
    };
    let rows = registry().iter().enumerate();
    Ok(rows
        .filter(|(_, parameter)| wanted(parameter))
        .map(|(index, parameter)| {
            let evidence = &scenario.evidence[index];
            Explained {
                path: parameter.path(),
                value: in_words(parameter, scenario.values[index]),
                unit: parameter.unit.label(),
                origin: evidence.origin.clone(),
                source: evidence.source.clone(),
                strength: evidence.strength,
                prior: evidence.prior,
                calibrated: Posterior::of_defaults()
                    .range_in_words(index)
                    .filter(|_| evidence.origin == Origin::Default),
                note: evidence.note.clone().unwrap_or_default(),
                doc: meaning(parameter),
                allowed: allowed_values(parameter),
            }
        })
        .collect())
}

fn meant(path: &str) -> Option<String> {
    let sections = section_docs();
    let sections = || sections.iter().map(|(name, _)| *name);
    match path.split_once('.') {
        Some((section, name)) => {
            let section = names::closest(section, sections()).unwrap_or(section);
            names::closest_path(section, name)
        }
        None => names::closest(path, sections())
            .map(str::to_owned)
            .or_else(|| names::closest_path("", path)),
    }
}
