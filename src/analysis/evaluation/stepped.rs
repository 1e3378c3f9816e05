//! A roll-out in steps: networks open one group after another, and in each period people are recruited at
//! consultations in all of them. The change in networks that have just opened, less their change in the period before,
//! is compared with the same difference in networks that are not open yet; the steps are averaged by the number of
//! networks that open (Callaway and Sant'Anna 2021, with not-yet-treated controls and the first period after opening).
//!
//! The standard error takes each network's contributions to all steps together, so that a network that is a control
//! first and opens later counts once.

use std::collections::BTreeMap;

use super::field::{World, measure};
use super::{Design, Interval, Participant, StudyResult, effects, mean};
use crate::scenario::evaluation::FieldWork;

/// A network of the roll-out.
#[derive(Clone, Debug)]
pub struct Network {
    /// The period in which it opens, from 1; the last group opens when the study is over.
    pub opens: usize,
    /// People recruited in each period.
    pub periods: Vec<Vec<Participant>>,
}

/// Analyses the networks of a study.
pub fn analyse(mut networks: Vec<Network>, work: &FieldWork) -> StudyResult {
    let nothing = found(&mut networks, work, World::NothingCaused);
    let found = found(&mut networks, work, World::AsItWas);
    let opened = || {
        networks
            .iter()
            .filter_map(|network| network.periods.get(network.opens))
    };
    // By network, as the estimate is.
    let effect = mean(
        opened()
            .map(|people| effects(people.iter())[0])
            .filter(|x| x.is_finite()),
    );
    let everybody = || {
        networks
            .iter()
            .flat_map(|network| network.periods.iter().flatten())
    };
    StudyResult {
        design: Design::Stepped,
        recruited: everybody().count(),
        complete: everybody().filter(|person| person.seen.is_some()).count(),
        found,
        found_if_nothing: nothing,
        effect,
        effect_served: effects(opened().flatten())[1],
        parts: None,
        planning: None,
    }
}

fn found(networks: &mut [Network], work: &FieldWork, world: World) -> Interval {
    // Who answers depends on the average of all: measured together.
    let mut all: Vec<Participant> = networks
        .iter()
        .flat_map(|network| network.periods.iter().flatten().copied())
        .collect();
    measure(&mut all, work, world);
    let mut measured = all.into_iter();
    for person in networks
        .iter_mut()
        .flat_map(|network| network.periods.iter_mut().flatten())
    {
        *person = measured.next().expect("as many as before");
    }
    let cells: Vec<(usize, Vec<f64>)> = networks
        .iter()
        .map(|network| {
            let changes = network
                .periods
                .iter()
                .map(|people| mean(people.iter().filter_map(Participant::change)))
                .collect();
            (network.opens, changes)
        })
        .collect();
    difference_in_differences(&cells)
}

/// The estimate from the mean change of each network by period; NaN for a period without data.
fn difference_in_differences(networks: &[(usize, Vec<f64>)]) -> Interval {
    let periods = networks
        .iter()
        .map(|(_, cells)| cells.len())
        .max()
        .unwrap_or(0);
    let mut steps = Vec::new();
    for step in 1..periods {
        let arm = |includes: &dyn Fn(usize) -> bool| -> Vec<(usize, f64)> {
            networks
                .iter()
                .enumerate()
                .filter(|(_, (opens, _))| includes(*opens))
                .map(|(number, (_, cells))| (number, cells[step] - cells[step - 1]))
                .filter(|(_, difference)| difference.is_finite())
                .collect()
        };
        let (opening, waiting) = (arm(&|opens| opens == step), arm(&|opens| opens > step));
        if !opening.is_empty() && !waiting.is_empty() {
            steps.push((opening, waiting));
        }
    }
    let opened: usize = steps.iter().map(|(opening, _)| opening.len()).sum();
    if opened == 0 {
        return Interval::NONE;
    }
    let (mut estimate, mut groups) = (0.0, 0);
    let mut influence: BTreeMap<usize, f64> = BTreeMap::new();
    for (opening, waiting) in &steps {
        let weight = opening.len() as f64 / opened as f64;
        for (arm, sign) in [(opening, 1.0), (waiting, -1.0)] {
            let n = arm.len() as f64;
            let middle = mean(arm.iter().map(|(_, difference)| *difference));
            estimate += weight * sign * middle;
            groups += 1;
            if arm.len() < 2 {
                // One network says nothing about how much networks differ.
                return Interval {
                    estimate,
                    ..Interval::NONE
                };
            }
            // Residuals are widened as in a variance with n - 1.
            let widened = (n / (n - 1.0)).sqrt();
            for &(number, difference) in arm {
                *influence.entry(number).or_default() +=
                    weight * sign * widened * (difference - middle) / n;
            }
        }
    }
    let variance: f64 = influence.values().map(|x| x * x).sum();
    Interval::by_t(
        estimate,
        variance.sqrt(),
        influence
            .len()
            .saturating_sub(groups.min(influence.len() - 1)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::field::tests::work;
    use super::super::tests::participant;
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }

    /// A trend shared by all networks and levels of their own cancel; what is left is the effect of opening.
    #[test]
    fn shared_trends_and_own_levels_cancel() {
        let cells = |opens: usize, level: f64| {
            let trend = [0.0, 0.7, -0.2];
            let changes = (0..3)
                .map(|period| level + trend[period] + if period >= opens { 0.4 } else { 0.0 })
                .collect();
            (opens, changes)
        };
        let networks = [
            cells(1, 1.0),
            cells(1, 2.0),
            cells(2, 1.5),
            cells(2, 0.0),
            cells(3, 3.0),
            cells(3, 1.0),
        ];
        let found = difference_in_differences(&networks);
        close(found.estimate, 0.4);
        close(found.upper, 0.4);
    }

    /// One step, two networks an arm: the plain comparison of two means with unpooled variances.
    #[test]
    fn one_step_is_the_comparison_of_two_means() {
        let networks = [
            (1, vec![1.0, 2.0]),
            (1, vec![1.0, 4.0]),
            (2, vec![0.0, 0.5]),
            (2, vec![0.0, 1.5]),
        ];
        let found = difference_in_differences(&networks);
        close(found.estimate, 1.0);
        // Variances 2 and 0.5 over 2 each: √1.25, t(2) = 4.302653.
        assert!((found.upper - 1.0 - 4.302_653 * 1.25_f64.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn the_truth_is_that_of_the_networks_that_opened() {
        let people = |network: usize, open: bool| -> Vec<Participant> {
            (0..30)
                .map(|_| {
                    let mut person = participant(network, open, 18.0, 19.0, 1.0);
                    person.chance.answer = 0.0;
                    person
                })
                .collect()
        };
        let networks: Vec<Network> = (0..6)
            .map(|network| {
                let opens = network / 2 + 1;
                Network {
                    opens,
                    periods: (0..3)
                        .map(|period| people(network, period >= opens))
                        .collect(),
                }
            })
            .collect();
        let result = analyse(networks, &work());
        close(result.found.estimate, 1.0);
        close(result.effect, 1.0);
        close(result.found_if_nothing.estimate, 0.0);
        assert_eq!((result.recruited, result.complete), (540, 540));
        assert!(analyse(Vec::new(), &work()).found.estimate.is_nan());
    }
}
