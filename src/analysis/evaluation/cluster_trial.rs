//! A cluster randomised trial: networks by lot to the service or to usual care, analysed by network.
//!
//! The follow-up score of each person is adjusted for the baseline with the slope within networks; the means of
//! networks are compared by Student's t with networks minus two degrees of freedom (Hayes and Moulton, "Cluster
//! Randomised Trials", on analysis by cluster summaries). The dose subgroup sets those with three or more contacts
//! against all controls: what lot had made alike is alike no longer.

use std::collections::BTreeMap;

use super::field::{World, measure};
use super::{Design, Interval, Participant, Planning, StudyResult, effects, mean};
use crate::scenario::evaluation::FieldWork;

/// The whole trial, and the dose subgroup.
pub fn analyse(mut people: Vec<Participant>, work: &FieldWork) -> [StudyResult; 2] {
    let has_dose = |p: &Participant| p.outcome.is_some_and(|outcome| outcome.three_contacts);
    let in_dose = |p: &Participant| !p.treated || has_dose(p);
    measure(&mut people, work, World::NothingCaused);
    let nothing = [
        compare(&rows(&people, |_| true)),
        compare(&rows(&people, in_dose)),
    ];
    measure(&mut people, work, World::AsItWas);
    let all = rows(&people, |_| true);
    let dose = rows(&people, in_dose);
    let [effect, effect_served] = [
        effect_by_network(&people),
        effects(people.iter().filter(|p| p.treated))[1],
    ];
    let of_dose = effects(people.iter().filter(|p| p.treated && has_dose(p)))[0];
    [
        StudyResult {
            design: Design::ClusterTrial,
            recruited: people.len(),
            complete: all.len(),
            found: compare(&all),
            found_if_nothing: nothing[0],
            effect,
            effect_served,
            parts: None,
            planning: planning(&all),
        },
        StudyResult {
            design: Design::Dose,
            recruited: people.iter().filter(|p| in_dose(p)).count(),
            complete: dose.len(),
            found: compare(&dose),
            found_if_nothing: nothing[1],
            effect: of_dose,
            effect_served: of_dose,
            parts: None,
            planning: None,
        },
    ]
}

/// The mean over networks of the mean effect among all recruited there who are present: what a comparison of network
/// means estimates.
fn effect_by_network(people: &[Participant]) -> f64 {
    let mut networks: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for person in people {
        if let Some(outcome) = person.outcome {
            networks
                .entry(person.network)
                .or_default()
                .push(outcome.effect());
        }
    }
    mean(
        networks
            .values()
            .map(|effects| mean(effects.iter().copied())),
    )
}

/// Complete data of one person.
#[derive(Clone, Copy, Debug)]
struct Row {
    network: usize,
    treated: bool,
    before: f64,
    after: f64,
}

fn rows(people: &[Participant], includes: impl Fn(&Participant) -> bool) -> Vec<Row> {
    people
        .iter()
        .filter(|person| includes(person))
        .filter_map(|person| {
            person.seen.map(|[before, after]| Row {
                network: person.network,
                treated: person.treated,
                before,
                after,
            })
        })
        .collect()
}

/// Scores at follow-up by network, adjusted to the mean baseline of the trial.
struct Network {
    treated: bool,
    adjusted: Vec<f64>,
}

impl Network {
    fn mean(&self) -> f64 {
        mean(self.adjusted.iter().copied())
    }
}

fn networks(rows: &[Row]) -> Vec<Network> {
    let mut grouped: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    for &row in rows {
        grouped.entry(row.network).or_default().push(row);
    }
    let (mut squares, mut products) = (0.0, 0.0);
    for rows in grouped.values() {
        let before = mean(rows.iter().map(|row| row.before));
        let after = mean(rows.iter().map(|row| row.after));
        for row in rows {
            squares += (row.before - before) * (row.before - before);
            products += (row.before - before) * (row.after - after);
        }
    }
    let slope = if squares > 0.0 {
        products / squares
    } else {
        0.0
    };
    let overall = mean(rows.iter().map(|row| row.before));
    grouped
        .into_values()
        .map(|rows| Network {
            treated: rows[0].treated,
            adjusted: rows
                .iter()
                .map(|row| row.after - slope * (row.before - overall))
                .collect(),
        })
        .collect()
}

/// The difference between the arms in the mean of network means.
fn compare(rows: &[Row]) -> Interval {
    let networks = networks(rows);
    let [service, control] = [true, false].map(|treated| {
        let means: Vec<f64> = networks
            .iter()
            .filter(|network| network.treated == treated)
            .map(Network::mean)
            .collect();
        let middle = mean(means.iter().copied());
        let squares: f64 = means.iter().map(|m| (m - middle) * (m - middle)).sum();
        (means.len(), middle, squares)
    });
    if service.0 == 0 || control.0 == 0 {
        return Interval::NONE;
    }
    let df = service.0 + control.0 - 2;
    let variance = (service.2 + control.2) / df as f64;
    let error = (variance * (1.0 / service.0 as f64 + 1.0 / control.0 as f64)).sqrt();
    Interval::by_t(service.1 - control.1, error, df)
}

/// Variance of adjusted scores within arms, and the share between networks by analysis of variance.
fn planning(rows: &[Row]) -> Option<Planning> {
    let networks = networks(rows);
    let (mut between, mut within, mut df_between) = (0.0, 0.0, 0.0);
    let (mut people, mut evened) = (0.0, 0.0);
    for treated in [true, false] {
        let arm: Vec<&Network> = networks
            .iter()
            .filter(|network| network.treated == treated)
            .collect();
        if arm.is_empty() {
            continue;
        }
        let all = mean(
            arm.iter()
                .flat_map(|network| network.adjusted.iter().copied()),
        );
        let (mut n, mut squares) = (0.0, 0.0);
        for network in &arm {
            let (size, middle) = (network.adjusted.len() as f64, network.mean());
            between += size * (middle - all) * (middle - all);
            within += network
                .adjusted
                .iter()
                .map(|x| (x - middle) * (x - middle))
                .sum::<f64>();
            n += size;
            squares += size * size;
        }
        df_between += arm.len() as f64 - 1.0;
        people += n;
        evened += n - squares / n;
    }
    let df_within = people - networks.len() as f64;
    if df_between < 1.0 || df_within < 1.0 {
        return None;
    }
    let (between, within) = (between / df_between, within / df_within);
    let size = evened / df_between;
    let variance_between = (between - within) / size;
    let variance = variance_between + within;
    (variance > 0.0).then(|| Planning {
        variance,
        icc: variance_between / variance,
        people_per_network: people / networks.len() as f64,
    })
}

/// People with complete data and networks, by arm, for a power of 80% at a two-sided level of 5%: `n = 2 (1.960 +
/// 0.842)² variance / effect² × (1 + (m - 1) icc)` with `m` people a network, `n / m` networks, and one network more
/// for the t distribution (Hayes and Bennett 1999). A negative ICC counts as 0. None without an effect.
pub fn size_for_80_percent(planning: Planning, effect: f64) -> Option<[f64; 2]> {
    /// Normal quantiles at 97.5% and 80%.
    const SUM_OF_QUANTILES: f64 = 1.959_964 + 0.841_621;
    let per_person = 2.0 * SUM_OF_QUANTILES * SUM_OF_QUANTILES * planning.variance;
    let m = planning.people_per_network;
    let inflated = 1.0 + (m - 1.0) * planning.icc.max(0.0);
    let people = per_person / (effect * effect) * inflated;
    let networks = (people / m).ceil() + 1.0;
    (effect != 0.0 && networks.is_finite()).then(|| [(networks * m).ceil(), networks])
}

#[cfg(test)]
mod tests {
    use super::super::field::tests::work;
    use super::super::tests::participant;
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }

    /// Four networks whose means are 20 and 22 with the service, 19 and 20 without.
    #[test]
    fn the_worked_example_of_network_means() {
        let mut rows = Vec::new();
        for (network, treated, after) in [
            (0, true, 20.0),
            (1, true, 22.0),
            (2, false, 19.0),
            (3, false, 20.0),
        ] {
            // The baseline says nothing: no adjustment.
            for (before, apart) in [(17.0, -1.0), (17.0, 1.0), (19.0, -1.0), (19.0, 1.0)] {
                rows.push(Row {
                    network,
                    treated,
                    before,
                    after: after + apart,
                });
            }
        }
        let found = compare(&rows);
        close(found.estimate, 1.5);
        // Pooled variance (2 + 0.5) / 2 = 1.25, standard error √1.25, t(2) = 4.302653.
        close(found.upper - 1.5, 4.302_653 * 1.25_f64.sqrt());
        // Within: 4 × 4 / 12. Between: 4 × (1 + 1 + 0.25 + 0.25) / 2 = 5, so (5 - 4/3) / 4.
        let planning = planning(&rows).expect("enough of both");
        let between = (5.0 - 4.0 / 3.0) / 4.0;
        close(planning.variance, between + 4.0 / 3.0);
        close(planning.icc, between / (between + 4.0 / 3.0));
        close(planning.people_per_network, 4.0);
    }

    /// A baseline that is four points worse in one arm and carries over in half leaves no trace in the estimate.
    #[test]
    fn chance_imbalance_at_baseline_is_taken_out() {
        let mut rows = Vec::new();
        for network in 0..4 {
            let treated = network < 2;
            for step in 0..5 {
                let before = 16.0 + f64::from(step) + if treated { 0.0 } else { 4.0 };
                let after = 10.0 + 0.5 * before + if treated { 0.7 } else { 0.0 };
                rows.push(Row {
                    network,
                    treated,
                    before,
                    after,
                });
            }
        }
        close(compare(&rows).estimate, 0.7);
    }

    #[test]
    fn everybody_recruited_counts_and_the_dose_subgroup_is_another_group() {
        // Half of the service arm is reached; those would have been two points better off anyway.
        let people: Vec<Participant> = (0..400_u32)
            .map(|i| {
                let network = (i % 8) as usize;
                let reached = (i / 8) % 2 == 0;
                let without = 19.0 + if reached { 2.0 } else { 0.0 };
                let mut person = participant(
                    network,
                    network < 4,
                    18.0,
                    without,
                    if reached { 1.0 } else { 0.0 },
                );
                person.chance.answer = 0.0;
                if let Some(outcome) = &mut person.outcome {
                    outcome.three_contacts = reached && person.treated;
                    outcome.served = outcome.three_contacts;
                }
                person
            })
            .collect();
        let [all, dose] = analyse(people, &work());
        close(all.effect, 0.5);
        close(all.found.estimate, 0.5);
        close(all.effect_served, 1.0);
        close(all.found_if_nothing.estimate, 0.0);
        close(dose.effect, 1.0);
        close(dose.found.estimate, 2.0);
        close(dose.found_if_nothing.estimate, 1.0);
        assert_eq!((all.complete, dose.complete), (400, 300));
    }

    /// Variance 9, effect 0.5, 20 people a network, ICC 0.02: 565.1 people by arm without clustering, times 1.38.
    #[test]
    fn the_size_needed_is_that_of_the_formula() {
        let planning = Planning {
            variance: 9.0,
            icc: 0.02,
            people_per_network: 20.0,
        };
        let [people, networks] = size_for_80_percent(planning, 0.5).expect("an effect");
        assert_eq!((people, networks), (800.0, 40.0));
        assert_eq!(size_for_80_percent(planning, 0.0), None);
    }

    #[test]
    fn one_arm_is_no_trial() {
        let people = vec![participant(0, true, 18.0, 19.0, 1.0)];
        let [all, dose] = analyse(people, &work());
        assert!(all.found.estimate.is_nan() && dose.found.lower.is_nan());
    }
}
