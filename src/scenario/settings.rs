//! The settings in which two scenarios of the same networks differ, and one of them changed alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;

use super::check;
use super::error::ScenarioError;
use super::parameter::Value;
use super::parameters::registry;
use super::resolved::{Epoch, Network, Scenario};
use super::words::in_words;

/// A setting that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Position in [`registry`].
    pub index: usize,
    /// How it is in the first network that differs, and from when on, such as `60 people to 35 people`.
    pub change: String,
}

/// The values in force in a network on a day.
fn on(network: &Network, day: u32) -> &[Value] {
    let epoch = network.epochs.iter().rev().find(|epoch| epoch.day <= day);
    &epoch.unwrap_or(&network.epochs[0]).values
}

/// The days on which either of two networks has other values than the day before.
fn borders(a: &Network, b: &Network) -> BTreeSet<u32> {
    let days = |network: &Network| network.epochs.iter().map(|epoch| epoch.day).collect();
    let (ours, theirs): (BTreeSet<u32>, BTreeSet<u32>) = (days(a), days(b));
    &ours | &theirs
}

/// The settings that some network has otherwise on some day, in the order of [`registry`]. The scenarios have the same
/// networks.
pub fn changed_settings(base: &Scenario, other: &Scenario) -> Vec<Changed> {
    registry()
        .iter()
        .enumerate()
        .filter_map(|(index, parameter)| {
            let (day, before, after) = base
                .networks
                .iter()
                .zip(&other.networks)
                .flat_map(|(a, b)| borders(a, b).into_iter().map(move |day| (a, b, day)))
                .map(|(a, b, day)| (day, on(a, day)[index], on(b, day)[index]))
                .find(|(_, before, after)| before != after)?;
            let since = match day {
                0 => String::new(),
                day => format!(
                    ", from {}",
                    base.start.saturating_add(i64::from(day).days())
                ),
            };
            Some(Changed {
                index,
                change: format!(
                    "{} to {}{since}",
                    in_words(parameter, before),
                    in_words(parameter, after)
                )
                .replace('"', ""),
            })
        })
        .collect()
}

/// `base` with one setting as it is in `other`, in every network on every day; to be run, not to be changed further. The
/// scenarios have the same networks.
///
/// # Errors
/// If the value contradicts others of the base.
pub fn with_setting(
    base: &Scenario,
    other: &Scenario,
    index: usize,
) -> Result<Scenario, ScenarioError> {
    let mut mixed = base.clone();
    mixed.values[index] = other.values[index];
    for (network, theirs) in mixed.networks.iter_mut().zip(&other.networks) {
        let mut epochs = Vec::new();
        for day in borders(network, theirs) {
            let mut values = on(network, day).to_vec();
            values[index] = on(theirs, day)[index];
            if let Some(found) = check::contradictions(&values).into_iter().next() {
                return Err(ScenarioError::Contradiction {
                    message: found.message,
                });
            }
            epochs.push(Epoch {
                day,
                values: Arc::new(values),
            });
        }
        // A day on which nothing changes begins no epoch.
        epochs.dedup_by(|later, earlier| later.values == earlier.values);
        network.epochs = epochs;
    }
    Ok(mixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::SourceFile;

    fn scenario(more: &str) -> Scenario {
        let text = format!(
            "[time]\nyears = 2\n[[network]]\nname = \"A\"\n[[network]]\nname = \"B\"\nstaffing.link_workers_fte = 4\n{more}"
        );
        let file = SourceFile {
            name: "place.toml".to_owned(),
            text,
        };
        Scenario::from_files(&[file], &[]).expect("it is right")
    }

    #[test]
    fn settings_changed_one_after_the_other_come_to_the_other_scenario() {
        let base = scenario("[[change]]\nat = 2026-10-01\nstaffing.caseload_cap = 50\n");
        let other = scenario(
            "[staffing]\ncaseload_cap = 35\n[waiting]\npriority = \"deprivation\"\n\
             [[change]]\nat = 2027-04-01\nnetworks = [\"B\"]\nstaffing.link_workers_fte = 5\n",
        );
        let changed = changed_settings(&base, &other);
        let words: Vec<&str> = changed.iter().map(|one| one.change.as_str()).collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(
            words
                .iter()
                .any(|words| words.ends_with("4 FTE to 5 FTE, from 2027-04-01")),
            "{words:?}"
        );
        let mut mixed = base.clone();
        for one in &changed {
            mixed = with_setting(&mixed, &other, one.index).expect("nothing contradicts");
        }
        assert_eq!(mixed.networks, other.networks);
        assert!(changed_settings(&base, &base).is_empty());
        let alone = with_setting(&base, &other, changed[0].index).expect("nothing contradicts");
        assert_eq!(changed_settings(&base, &alone).len(), 1);
    }
}
