//! Whether two scenarios can be compared: the same people over the same time.

use super::parameters::{Population, registry};
use super::resolved::Scenario;
use super::words::{in_words, meaning};

/// Why `other` cannot be compared with `base`, in words; empty if it can. They must begin on the same day, last as long,
/// have the same holidays, and be about the same networks with the same registered people.
pub fn incomparable(base: &Scenario, other: &Scenario) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut must_agree = |what: &str, a: String, b: String| {
        if a != b {
            reasons.push(format!(
                "{what}: {a} in {}, {b} in {}",
                base.name, other.name
            ));
        }
    };
    must_agree(
        "the first day",
        base.start.to_string(),
        other.start.to_string(),
    );
    must_agree(
        "the length",
        format!("{} days", base.days),
        format!("{} days", other.days),
    );
    if (base.start, base.days) == (other.start, other.days) && base.holidays != other.holidays {
        must_agree(
            "the holidays",
            format!("{} days", base.holidays.len()),
            format!("{} days, not the same", other.holidays.len()),
        );
    }
    let names = |scenario: &Scenario| -> Vec<String> {
        scenario.networks.iter().map(|n| n.name.clone()).collect()
    };
    let (ours, theirs) = (names(base), names(other));
    if ours != theirs {
        must_agree(
            "the networks",
            format!("{} ({} …)", ours.len(), ours[0]),
            format!("{} ({} …)", theirs.len(), theirs[0]),
        );
        return reasons;
    }
    for (index, parameter) in registry().iter().enumerate() {
        if parameter.section != Population::SECTION {
            continue;
        }
        let differing = base
            .networks
            .iter()
            .zip(&other.networks)
            .find(|(a, b)| a.epochs[0].values[index] != b.epochs[0].values[index]);
        if let Some((a, b)) = differing {
            must_agree(
                &format!(
                    "the population ({}, {})",
                    meaning(parameter),
                    parameter.path()
                ),
                in_words(parameter, a.epochs[0].values[index]),
                in_words(parameter, b.epochs[0].values[index]),
            );
        }
    }
    reasons
}
