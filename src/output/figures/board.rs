//! The figures of a comparison, from the document of what it has found.

use jiff::ToSpan;

use super::NamedFigure;
use super::comparison::acceptability::{Acceptability, acceptability};
use super::comparison::convergence::{MeasureConvergence, convergence};
use super::comparison::course::{MeasureCourse, difference_over_time};
use super::comparison::differences::{
    MeasureDifferences, QuintileDifferences, RunDifferences, differences,
    differences_by_deprivation, differences_by_run,
};
use super::comparison::frontier::{Frontier, Standing, StrategyMeans, cost_effectiveness_frontier};
use super::comparison::information::{
    GroupValue, PartialInformation, PerfectInformation, evpi, evppi,
};
use super::comparison::plane::{CostEffectivenessPlane, StrategyDraws, cost_effectiveness_plane};
use super::comparison::tornado::{ParameterSwing, Tornado, tornado};
use super::comparison::variance::{VarianceShares, variance_shares};
use super::comparison::waterfall::{Waterfall, waterfall};
use super::comparison::{Better, Estimate, Measure, Setting};
use super::easel::long_date;
use crate::analysis::comparison::Better as Direction;
use crate::analysis::decision::{
    Basis, Change, Decision, MeasureResult, MonthlyResult, PrecisionFound,
};
use crate::analysis::economics::CostEffectiveness;
use crate::analysis::economics::words::pounds;
use crate::analysis::one_way::OneWay;
use crate::analysis::replications::FEWEST_VALUES;
use crate::analysis::statistics;
use crate::output::chart::NumberFormat;

/// Measures in the figure of paired differences.
const LEADING: [&str; 8] = [
    "wait_median",
    "wait_90th_percentile",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "swemwbs_in_need_month_12",
    "gp_consultations",
    "cost_nhs_and_personal_social_services",
    "qalys",
];
/// Measures shown by deprivation quintile.
const BY_QUINTILE: [&str; 4] = [
    "wait_median",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "qalys",
];
/// Measures of which every run is shown.
const BY_RUN: [&str; 3] = ["wait_90th_percentile", "reached_stage_3", "net_benefit_3"];
/// Measures over the months.
const COURSES: [&str; 3] = ["waiting_list", "wait_of_month", "strain"];
/// Measures whose variance is taken apart.
const APART: [&str; 4] = [
    "wait_median",
    "reached_stage_3",
    "cost_nhs_and_personal_social_services",
    "qalys",
];
/// Differences of which it is shown whether there are enough runs.
const CONVERGING: usize = 8;
/// Numbers of runs shown for each.
const MOST_COUNTS: usize = 60;
/// Bars of a tornado or of groups.
const MOST_BARS: usize = 15;

/// All figures of a comparison. `by_run` gives the differences run by run of a measure (by name) for an option (from 1).
pub fn figures(decision: &Decision, by_run: impl Fn(&str, usize) -> Vec<f64>) -> Vec<NamedFigure> {
    let labels = decision.labels();
    let last = decision
        .start
        .saturating_add(i64::from(decision.days - 1).days());
    let period = format!("{} to {}", long_date(decision.start), long_date(last));
    let title = format!("Compared with: {}", labels[0]);
    let runs = format!("{} pairs of runs on the same people.", decision.runs);
    let of_runs = Setting {
        title: &title,
        period: &period,
        basis: &runs,
    };
    let draws = match (decision.basis, &decision.uncertainty) {
        (Basis::Draws, Some(uncertainty)) => format!(
            "{} draws of what is believed about the parameters.",
            uncertainty.draws
        ),
        _ => format!("{} runs; beliefs held fixed.", decision.runs),
    };
    let of_draws = Setting {
        basis: &draws,
        ..of_runs
    };
    let others = &labels[1..];
    let found = |ids: &[&str]| -> Vec<&MeasureResult> {
        ids.iter().filter_map(|id| decision.measure(id)).collect()
    };
    let mut all = vec![
        differences(
            &of_runs,
            &found(&LEADING)
                .into_iter()
                .map(|one| MeasureDifferences {
                    measure: measure(decision, one),
                    scenarios: named(others, &one.changes),
                })
                .collect::<Vec<_>>(),
        ),
        differences_by_deprivation(
            &of_runs,
            &found(&BY_QUINTILE)
                .into_iter()
                .map(|one| QuintileDifferences {
                    measure: measure(decision, one),
                    scenarios: others
                        .iter()
                        .enumerate()
                        .map(|(option, label)| {
                            let by = std::array::from_fn(|quintile| {
                                one.quintiles.get(quintile).map_or_else(
                                    || Estimate::missing(""),
                                    |q| estimate(&q.changes[option]),
                                )
                            });
                            (label.clone(), by)
                        })
                        .collect(),
                })
                .collect::<Vec<_>>(),
        ),
        differences_by_run(
            &of_runs,
            &found(&BY_RUN)
                .into_iter()
                .map(|one| RunDifferences {
                    measure: measure(decision, one),
                    scenarios: others
                        .iter()
                        .enumerate()
                        .map(|(option, label)| (label.clone(), by_run(&one.id, option + 1)))
                        .collect(),
                    target: None,
                })
                .collect::<Vec<_>>(),
        ),
        difference_over_time(
            &of_runs,
            &COURSES
                .iter()
                .filter_map(|id| decision.months.iter().find(|one| one.id == *id))
                .map(|one| course(decision, one, others))
                .collect::<Vec<_>>(),
        ),
    ];
    if let Some(precision) = &decision.precision {
        let chosen = match precision.enough {
            Some(_) => " The number chosen is enough for all together.",
            None => "",
        };
        all.push(convergence(
            &Setting {
                basis: &format!("Means of the paired difference from the base.{chosen} {runs}"),
                ..of_runs
            },
            &converging(decision, precision, by_run),
        ));
    }
    if let Some(economics) = &decision.economics {
        all.extend(of_economics(&of_draws, decision, economics));
    }
    if let Some(one_way) = &decision.one_way {
        all.push(tornado(
            &Setting {
                basis: &format!(
                    "{} runs of each option at each value; one parameter moved at a time from its 5% to its 95% value.",
                    one_way.runs
                ),
                ..of_runs
            },
            &one_parameter_at_a_time(one_way, &labels),
        ));
    }
    all.extend(of_contributions(&of_runs, decision, &labels));
    if let Some(uncertainty) = &decision.uncertainty {
        let shares: Vec<VarianceShares> = found(&APART)
            .into_iter()
            .map(|one| {
                let layers = uncertainty.measure(&one.id, 1).and_then(|m| m.layers);
                VarianceShares {
                    measure: one.label.clone(),
                    chance: layers.map_or(f64::NAN, |l| l.chance),
                    parameters: layers.map_or(f64::NAN, |l| l.parameters),
                    structure: layers.map_or(f64::NAN, |l| l.structure.unwrap_or(0.0)),
                    why_missing: String::new(),
                }
            })
            .collect();
        let basis = if uncertainty.structures.is_empty() {
            format!(
                "{draws} {} runs of each. No other structure of the model was tried.",
                uncertainty.runs_per_draw
            )
        } else {
            format!(
                "{draws} {} runs of each. {} other structures of the model, {} draws of each.",
                uncertainty.runs_per_draw,
                uncertainty.structures.len(),
                uncertainty.structure_draws
            )
        };
        all.push(variance_shares(
            &Setting {
                title: &format!("{} less {}", labels[1], labels[0]),
                basis: &basis,
                ..of_runs
            },
            &shares,
        ));
    }
    all
}

/// The way from the base to each option that was taken apart, one figure a measure.
fn of_contributions(
    setting: &Setting<'_>,
    decision: &Decision,
    labels: &[String],
) -> Vec<NamedFigure> {
    let several = decision.options.len() > 2;
    let mut all = Vec::new();
    for of in &decision.contributions {
        for found in &of.measures {
            let Some(one) = decision.measure(&found.id) else {
                continue;
            };
            // Where only differences mean something, the base is zero.
            let base = match one.difference_only {
                true => Some(0.0),
                false => one.levels[0].mean,
            }
            .unwrap_or(f64::NAN);
            let mean = |change: &Change| change.mean.unwrap_or(f64::NAN);
            let mut outcome = measure(decision, one);
            if one.difference_only {
                outcome.name.push_str(", less those of the base");
            } else if !matches!(one.unit.as_str(), "" | "%" | "GBP") {
                outcome.name.push_str(&format!(" ({})", one.unit));
            }
            let figure = waterfall(
                setting,
                &Waterfall {
                    outcome,
                    base_name: labels[0].clone(),
                    base,
                    contributions: of
                        .settings
                        .iter()
                        .zip(&found.alone)
                        .map(|(setting, alone)| {
                            (setting.short(), alone.as_ref().map_or(f64::NAN, mean))
                        })
                        .collect(),
                    interaction: mean(&found.interaction),
                    scenario_name: labels[of.option].clone(),
                    scenario: base + mean(&found.together),
                },
            );
            let option = if several {
                format!("-{}", decision.options[of.option].name)
            } else {
                String::new()
            };
            all.push(NamedFigure {
                name: format!("contributions-{}{option}", found.id.replace('_', "-")),
                ..figure
            });
        }
    }
    all
}

/// The differences that decided on the number of runs, as runs are added.
fn converging(
    decision: &Decision,
    precision: &PrecisionFound,
    by_run: impl Fn(&str, usize) -> Vec<f64>,
) -> Vec<MeasureConvergence> {
    let counts = counts(decision.runs, precision.enough);
    precision
        .decisive()
        .into_iter()
        .take(CONVERGING)
        .filter_map(|one| {
            let found = decision.measure(&one.id)?;
            let values = by_run(&one.id, one.option);
            let means = counts.iter().map(|&count| {
                let known = statistics::Estimate::of(&values[..count.min(values.len())]);
                let mean = match known.n {
                    0 => Estimate::missing(""),
                    _ => Estimate::new(known.mean, known.lower, known.upper),
                };
                (u32::try_from(count).unwrap_or(u32::MAX), mean)
            });
            Some(MeasureConvergence {
                measure: Measure {
                    name: one.words.clone(),
                    ..measure(decision, found)
                },
                means: means.collect(),
                chosen: precision.enough.and_then(|n| u32::try_from(n).ok()),
            })
        })
        .collect()
}

/// At most [`MOST_COUNTS`] numbers of runs up to all of them, the chosen one among them.
fn counts(runs: usize, chosen: Option<usize>) -> Vec<usize> {
    let step = runs.div_ceil(MOST_COUNTS - 3).max(1);
    let mut counts: Vec<usize> = (FEWEST_VALUES..runs)
        .step_by(step)
        .chain([runs])
        .chain(chosen)
        .collect();
    counts.sort_unstable();
    counts.dedup();
    counts
}

fn of_economics(
    setting: &Setting<'_>,
    decision: &Decision,
    economics: &CostEffectiveness,
) -> Vec<NamedFigure> {
    let marked: Vec<f64> = economics
        .decisions
        .iter()
        .map(|decision| decision.at.threshold_pounds)
        .collect();
    let thresholds: Vec<f64> = economics
        .curves
        .iter()
        .map(|at| at.threshold_pounds)
        .collect();
    let unit = economics.effect_name.clone();
    let scale = "for all registered patients over the whole period".to_owned();
    let mut all = vec![
        cost_effectiveness_plane(
            setting,
            &CostEffectivenessPlane {
                reference: economics.reference.clone(),
                effect: format!("{unit}s gained, discounted"),
                cost: "Added cost to the NHS and social services, discounted".to_owned(),
                effect_format: NumberFormat::OneDecimal,
                strategies: decision
                    .plane
                    .iter()
                    .map(|cloud| StrategyDraws {
                        name: cloud.option.clone(),
                        draws: cloud
                            .draws
                            .iter()
                            .map(|&[effect, cost]| (effect, cost))
                            .collect(),
                        mean: (cloud.mean[0], cloud.mean[1]),
                    })
                    .collect(),
                thresholds: marked.clone(),
                unit: unit.clone(),
            },
        ),
        acceptability(
            setting,
            &Acceptability {
                strategies: economics
                    .strategies
                    .iter()
                    .enumerate()
                    .map(|(number, line)| {
                        let shares = economics
                            .curves
                            .iter()
                            .map(|at| at.probability_best[number]);
                        (line.strategy.clone(), shares.collect())
                    })
                    .collect(),
                best: economics.curves.iter().map(|at| Some(at.best)).collect(),
                thresholds: thresholds.clone(),
                marked: marked.clone(),
                unit: unit.clone(),
            },
        ),
        evpi(
            setting,
            &PerfectInformation {
                evpi_pounds: economics.curves.iter().map(|at| at.evpi_pounds).collect(),
                thresholds,
                scale: scale.clone(),
                marked,
                unit: unit.clone(),
            },
        ),
    ];
    let at = economics.decisions.len().saturating_sub(2);
    if let Some(decision) = economics.decisions.get(at)
        && !economics.information.is_empty()
    {
        let mut groups: Vec<GroupValue> = economics
            .information
            .iter()
            .filter(|line| line.is_group)
            .map(|line| GroupValue {
                group: line.name.replace('_', " "),
                evppi_pounds: line.values.get(at).map_or(f64::NAN, |value| value.pounds),
                standard_error_pounds: line
                    .values
                    .get(at)
                    .map_or(f64::NAN, |value| value.standard_error_pounds),
                why_missing: line.problem.clone().unwrap_or_default(),
            })
            .collect();
        groups.sort_by(|a, b| b.evppi_pounds.total_cmp(&a.evppi_pounds));
        groups.truncate(MOST_BARS);
        all.push(evppi(
            setting,
            &PartialInformation {
                threshold: decision.at.threshold_pounds,
                evpi_pounds: decision.at.evpi_pounds,
                scale,
                unit: unit.clone(),
                draws: economics.draws,
                groups,
            },
        ));
    }
    if economics.strategies.len() > 2 {
        all.push(cost_effectiveness_frontier(
            setting,
            &frontier(economics, unit),
        ));
    }
    all
}

/// Means relative to the reference: only differences mean something.
fn frontier(economics: &CostEffectiveness, unit: String) -> Frontier {
    let reference = economics
        .incremental
        .iter()
        .find(|line| line.strategy == economics.reference);
    let zero = reference.map_or((0.0, 0.0), |line| (line.effect, line.cost_pounds));
    Frontier {
        effect: format!("{unit}s gained"),
        effect_format: NumberFormat::OneDecimal,
        cost: "Added cost".to_owned(),
        unit,
        strategies: economics
            .incremental
            .iter()
            .map(|line| StrategyMeans {
                name: line.strategy.clone(),
                effect: line.effect - zero.0,
                cost_pounds: line.cost_pounds - zero.1,
                standing: if line.on_frontier {
                    Standing::Frontier
                } else if line.words.contains("mix") || line.words.contains("extended") {
                    Standing::ExtendedlyDominated
                } else {
                    Standing::Dominated
                },
                icer_pounds: line
                    .step
                    .as_ref()
                    .map_or(f64::NAN, |step| step.pounds_per_unit),
            })
            .collect(),
    }
}

fn one_parameter_at_a_time(one_way: &OneWay, labels: &[String]) -> Tornado {
    let other_best =
        |best: usize| (best != one_way.tornado.base_best).then(|| labels[best].clone());
    Tornado {
        outcome: Measure {
            name: format!(
                "Net benefit of {} less that of {}, at {} a QALY",
                labels[one_way.option],
                labels[0],
                pounds(one_way.threshold_pounds)
            ),
            format: NumberFormat::Pounds,
            better: Better::Higher,
        },
        base: one_way.tornado.base_pounds,
        noise_floor: one_way.tornado.noise_half_width_pounds,
        parameters: one_way
            .tornado
            .bars
            .iter()
            .take(MOST_BARS)
            .map(|bar| ParameterSwing {
                parameter: bar.name.clone(),
                low: short(bar.inputs[0]),
                high: short(bar.inputs[1]),
                at_low: bar.outcomes_pounds[0],
                at_high: bar.outcomes_pounds[1],
                best_at_low: other_best(bar.best[0]),
                best_at_high: other_best(bar.best[1]),
            })
            .collect(),
    }
}

/// Three significant digits.
fn short(x: f64) -> String {
    let digits = if x == 0.0 {
        0.0
    } else {
        libm::floor(libm::log10(x.abs()))
    };
    format!("{x:.0$}", (2.0 - digits).clamp(0.0, 6.0) as usize)
}

fn course(decision: &Decision, one: &MonthlyResult, others: &[String]) -> MeasureCourse {
    MeasureCourse {
        measure: Measure {
            name: one.label.clone(),
            format: format(&one.unit, one.decimals),
            better: Better::Lower,
        },
        scenarios: others
            .iter()
            .enumerate()
            .map(|(option, label)| {
                let points = one
                    .days
                    .iter()
                    .zip(&one.changes[option])
                    .map(|(&day, change)| {
                        (
                            decision.start.saturating_add(i64::from(day).days()),
                            estimate(change),
                        )
                    })
                    .collect();
                (label.clone(), points)
            })
            .collect(),
    }
}

fn measure(decision: &Decision, one: &MeasureResult) -> Measure {
    Measure {
        name: decision.label_with_unit(one),
        format: format(&one.unit, one.decimals),
        better: match one.better {
            Some(Direction::Higher) => Better::Higher,
            Some(Direction::Lower) => Better::Lower,
            None => Better::Neither,
        },
    }
}

/// How a measure with this unit and these decimals is written.
pub(super) fn format(unit: &str, decimals: usize) -> NumberFormat {
    match (unit, decimals) {
        ("GBP", _) => NumberFormat::Pounds,
        ("%", _) => NumberFormat::Percent,
        (_, 0) => NumberFormat::Integer,
        (_, 1) => NumberFormat::OneDecimal,
        _ => NumberFormat::ThreeDecimals,
    }
}

fn named(labels: &[String], changes: &[Change]) -> Vec<(String, Estimate)> {
    labels
        .iter()
        .zip(changes)
        .map(|(label, change)| (label.clone(), estimate(change)))
        .collect()
}

fn estimate(change: &Change) -> Estimate {
    match change.mean {
        None => Estimate::missing(""),
        Some(mean) => Estimate::new(
            mean,
            change.lower_95.unwrap_or(f64::NAN),
            change.upper_95.unwrap_or(f64::NAN),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_runs_are_thinned_and_keep_the_last_and_the_chosen_one() {
        assert_eq!(counts(6, Some(5)), [3, 4, 5, 6]);
        assert_eq!(counts(2, None), [2]);
        for runs in [57, 58, 60, 61, 997, 10_000] {
            let found = counts(runs, Some(runs - 2));
            assert!(found.len() <= MOST_COUNTS, "{runs}: {}", found.len());
            assert!(found.contains(&(runs - 2)) && found.last() == Some(&runs));
        }
    }
}
