//! What a comparison of scenarios has found, as one document: everything that a board paper says, ready to be printed.
//!
//! Numbers are in the unit of their measure; shares are between 0 and 1. What is not defined, such as the wait of
//! nobody, is absent.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Findings};
use super::comparison::{Better, Target, chance_of_meeting, compare};
use super::contributions::Contributions;
use super::economics::association::associations;
use super::economics::draws::{DrawError, DrawTable};
use super::economics::net_benefit::net_benefit;
use super::economics::{CostEffectiveness, Population, Settings, grid_for};
use super::headlines::{HEADLINES, Headline, MONTHLY, Topic, label_at, threshold_of};
use super::one_way::{OneWay, Sides};
use super::record::Recorder;
use super::results::Results;
use super::statistics::{Estimate, quantile, sorted};
use super::uncertainty::{DrawRecord, Uncertainty, Weighing, draw_table};
use crate::measure::money::{CostLine, Perspective};

/// Everything that a comparison has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Title: what is compared with what.
    pub title: String,
    /// The question that the options answer, in words; may be empty.
    pub question: String,
    /// The options; the base, with which the others are compared, first.
    pub options: Vec<OptionFacts>,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub days: u32,
    /// Number of networks.
    pub networks: usize,
    /// Registered patients.
    pub registered_patients: f64,
    /// Runs of each option in the comparison.
    pub runs: usize,
    /// Runs that failed and are in no number.
    pub failed_runs: usize,
    /// Master seed.
    pub seed: u64,
    /// Price year.
    pub price_year: u32,
    /// The values of a QALY shown together, in pounds.
    pub thresholds_pounds: Vec<f64>,
    /// The measures, in order.
    pub measures: Vec<MeasureResult>,
    /// The course over the months.
    pub months: Vec<MonthlyResult>,
    /// Costs by line, undiscounted.
    pub costs: Vec<CostResult>,
    /// Limits that measures should keep, and how likely each option keeps them.
    pub targets: Vec<TargetResult>,
    /// What the economics vary over.
    pub basis: Basis,
    /// Cost-effectiveness: NHS and personal social services, QALYs. Absent with a single run.
    pub economics: Option<CostEffectiveness>,
    /// The draws of each option but the base on the cost-effectiveness plane.
    pub plane: Vec<Cloud>,
    /// The same gain through other lenses, never to be added.
    pub lenses: Vec<Lens>,
    /// How uncertain the differences are, where the priors were drawn.
    pub uncertainty: Option<Uncertainty>,
    /// One parameter at a time, where that was asked for.
    pub one_way: Option<OneWay>,
    /// What is uncertain, with what stands behind it; what matters most first.
    pub assumptions: Vec<Assumption>,
    /// The answer, in words.
    pub answer: Option<Answer>,
    /// How the number of runs was found, where a precision was asked for.
    pub precision: Option<PrecisionFound>,
    /// What each changed setting contributes, by option, where that was asked for.
    #[serde(default)]
    pub contributions: Vec<Contributions>,
}

/// How the number of runs was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrecisionFound {
    /// Runs at which every difference was precise enough; absent if the ceiling came first.
    pub enough: Option<usize>,
    /// Position in `each` of the difference that decided.
    pub deciding: usize,
    /// Half-width of the 95% interval that it reached, in the unit of its measure, and the one asked for; absent where
    /// not defined.
    pub half_widths: [Option<f64>; 2],
    /// Every difference that was to be so precise.
    pub each: Vec<PreciseDifference>,
}

/// A difference that was to be precise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreciseDifference {
    /// Name of the measure.
    pub id: String,
    /// Position of the option, 1 the first after the base.
    pub option: usize,
    /// The measure in words, with the option where there are several.
    pub words: String,
    /// Runs that would have been enough for it alone; absent if the ceiling came first.
    pub enough: Option<usize>,
}

impl PrecisionFound {
    /// The difference that decided.
    pub fn decided(&self) -> Option<&PreciseDifference> {
        self.each.get(self.deciding)
    }

    /// The differences that say how many runs are made: all if they came to be precise together, else those that the
    /// ceiling kept from it.
    pub fn decisive(&self) -> Vec<&PreciseDifference> {
        let short = |one: &&PreciseDifference| self.enough.is_some() || one.enough.is_none();
        let found: Vec<_> = self.each.iter().filter(short).collect();
        if found.is_empty() {
            self.decided().into_iter().collect()
        } else {
            found
        }
    }

    /// Whether the precision was reached, and with how many of the `runs`, in a sentence.
    pub fn reached(&self, runs: usize) -> String {
        match self.enough {
            Some(enough) => format!(
                "The precision asked for was reached with {enough} runs, and held for {} more.",
                runs.saturating_sub(enough)
            ),
            None => format!(
                "The precision asked for was not reached with {runs} runs, the most allowed."
            ),
        }
    }
}

/// What chances and intervals of the economics are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Runs at the base values: chance alone.
    Runs,
    /// Draws of the priors: beliefs, with most of chance averaged out.
    Draws,
}

/// Another way of looking at the same options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lens {
    /// Whose costs count, and in what the gain is measured.
    pub title: String,
    /// What it finds.
    pub economics: CostEffectiveness,
}

/// A limit, and the chance of each option to keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetResult {
    /// The measure, in words.
    pub label: String,
    /// The limit.
    pub target: Target,
    /// The chances, one an option.
    pub chances: Vec<ChanceResult>,
}

/// The chance to keep a limit: the share of runs that do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceResult {
    /// Share of runs; absent without runs.
    pub share: Option<f64>,
    /// Its 95% interval (Wilson).
    pub interval_95: [f64; 2],
    /// Runs with a value.
    pub runs: usize,
}

/// An option's draws on the cost-effectiveness plane, less those of the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cloud {
    /// Title of the option.
    pub option: String,
    /// Effect gained in QALYs and cost added in pounds, by draw; every so manieth where there are very many.
    pub draws: Vec<[f64; 2]>,
    /// Means of all draws.
    pub mean: [f64; 2],
}

/// Draws kept for the plane.
const MOST_KEPT: usize = 2_000;

/// The clouds of a table.
fn clouds(table: &DrawTable) -> Vec<Cloud> {
    let (costs, effects) = (table.costs_pounds(), table.effects());
    let less = |values: &[f64], base: &[f64]| -> Vec<f64> {
        values.iter().zip(base).map(|(a, b)| a - b).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    (1..table.strategies().len())
        .map(|option| {
            let effect = less(&effects[option], &effects[0]);
            let cost = less(&costs[option], &costs[0]);
            Cloud {
                option: table.strategies()[option].clone(),
                mean: [mean(&effect), mean(&cost)],
                draws: effect
                    .iter()
                    .zip(&cost)
                    .step_by(effect.len().div_ceil(MOST_KEPT))
                    .map(|(&effect, &cost)| [effect, cost])
                    .collect(),
            }
        })
        .collect()
}

/// An uncertain parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// `section.name`.
    pub path: String,
    /// What it means.
    pub meaning: String,
    /// Its value in the base, in words.
    pub value: String,
    /// Its prior, in words; where draws of a calibration stand in its place, their range.
    pub prior: String,
    /// Whether draws of a calibration stand in place of its prior.
    #[serde(default)]
    pub calibrated: bool,
    /// How strong the evidence behind it is.
    pub strength: String,
    /// Where it comes from.
    pub source: String,
    /// What it would be worth to know, in pounds at the last but one value of a QALY; absent where that was not worked
    /// out.
    pub matters_pounds: Option<f64>,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionFacts {
    /// Short name, unique among the options.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it describes.
    pub description: String,
    /// The question that it asks.
    pub question: String,
    /// What differs from the base, in words; of the base nothing.
    pub differs: Vec<String>,
}

/// A level over runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Mean over runs.
    pub mean: Option<f64>,
    /// Lower end of the 95% confidence interval of the mean.
    pub lower_95: Option<f64>,
    /// Upper end of it.
    pub upper_95: Option<f64>,
    /// A tenth of the simulated futures fall below.
    pub p10: Option<f64>,
    /// Nine tenths of the simulated futures fall below.
    pub p90: Option<f64>,
}

impl Level {
    pub(super) fn of(values: &[f64]) -> Self {
        let estimate = Estimate::of(values);
        let ordered = sorted(values);
        Self {
            mean: defined(estimate.mean),
            lower_95: defined(estimate.lower),
            upper_95: defined(estimate.upper),
            p10: defined(quantile(&ordered, 0.1)),
            p90: defined(quantile(&ordered, 0.9)),
        }
    }
}

/// A paired difference from the base, over runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Mean difference: option less base.
    pub mean: Option<f64>,
    /// Lower end of its 95% paired interval.
    pub lower_95: Option<f64>,
    /// Upper end of it.
    pub upper_95: Option<f64>,
    /// Standard deviation of the difference between runs.
    pub sd: Option<f64>,
    /// Pairs of runs.
    pub runs: usize,
    /// Share of runs in which the option is better; absent where neither way is better.
    pub improved: Option<f64>,
    /// How many times more runs would be needed with independent draws.
    pub variance_ratio: Option<f64>,
    /// Whether both are exactly equal in every run.
    pub identical: bool,
}

impl Change {
    pub(super) fn of(changed: &[f64], base: &[f64], better: Option<Better>) -> Self {
        let found = compare(changed, base, better.unwrap_or(Better::Higher));
        Self {
            mean: defined(found.difference.mean),
            lower_95: defined(found.difference.lower),
            upper_95: defined(found.difference.upper),
            sd: defined(found.difference.sd),
            runs: found.difference.n,
            improved: better.and(defined(found.improved)),
            variance_ratio: defined(found.variance_ratio),
            identical: found.identical,
        }
    }

    /// Whether the 95% interval leaves zero out.
    pub fn is_clear(&self) -> bool {
        match (self.lower_95, self.upper_95) {
            (Some(lower), Some(upper)) => lower > 0.0 || upper < 0.0,
            _ => false,
        }
    }
}

/// A measure of all options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureResult {
    /// Name, as in the tables.
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Unit as printed; `%` for shares, whose values are printed times 100.
    pub unit: String,
    /// Digits after the point when printed.
    pub decimals: usize,
    /// Which way is better.
    pub better: Option<Better>,
    /// Heading.
    pub topic: Topic,
    /// Whether only differences mean something.
    pub difference_only: bool,
    /// Levels, one an option.
    pub levels: Vec<Level>,
    /// Differences from the base, one for each other option.
    pub changes: Vec<Change>,
    /// The same by deprivation quintile, 1 to 5; empty where it is not shown so.
    pub quintiles: Vec<QuintileResult>,
    /// The gap between the most and the least deprived quintile, one an option; empty likewise.
    pub gaps: Vec<GapResult>,
}

/// A measure in one deprivation quintile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuintileResult {
    /// Quintile, 1 the most deprived.
    pub quintile: u8,
    /// Levels, one an option.
    pub levels: Vec<Level>,
    /// Differences from the base, one for each other option.
    pub changes: Vec<Change>,
}

/// The gap between quintile 1, the most deprived, and quintile 5.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapResult {
    /// Most deprived less least deprived.
    pub absolute: Level,
    /// Most deprived divided by least deprived, of the means.
    pub relative: Option<f64>,
    /// How the absolute gap differs from that of the base; of the base itself absent.
    pub change: Option<Change>,
}

/// A measure over the months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlyResult {
    /// Name, as in the tables.
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Unit as printed.
    pub unit: String,
    /// Digits after the point when printed.
    pub decimals: usize,
    /// Days since the start.
    pub days: Vec<u32>,
    /// Levels by option and day.
    pub levels: Vec<Vec<Level>>,
    /// Differences from the base by other option and day.
    pub changes: Vec<Vec<Change>>,
}

/// A line of cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostResult {
    /// What is paid for.
    pub line: String,
    /// Whether it is part of the cost of the service.
    pub service: bool,
    /// Whether it counts for the NHS and personal social services.
    pub nhs_and_pss: bool,
    /// Pounds over the run, one level an option.
    pub levels: Vec<Level>,
    /// Differences from the base, one for each other option.
    pub changes: Vec<Change>,
}

/// The facts of a comparison that do not come from its runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The options, the base first.
    pub options: Vec<OptionFacts>,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub days: u32,
    /// Number of networks.
    pub networks: usize,
    /// Registered patients.
    pub registered_patients: f64,
    /// Runs that failed.
    pub failed_runs: usize,
    /// How the number of runs was found.
    pub precision: Option<PrecisionFound>,
    /// Master seed.
    pub seed: u64,
    /// Price year.
    pub price_year: u32,
    /// The values of a QALY shown together.
    pub thresholds_pounds: Vec<f64>,
    /// The value of a WELLBY.
    pub wellby_pounds: f64,
    /// Whether inequality counts.
    pub inequality_averse: bool,
    /// What is uncertain.
    pub assumptions: Vec<Assumption>,
    /// Limits that measures should keep.
    pub targets: Vec<Target>,
    /// Registered patients whose services the same decision concerns, if not only these.
    pub scale_to: Option<f64>,
    /// What each changed setting contributes.
    pub contributions: Vec<Contributions>,
}

/// Draws of the priors with what is kept of each.
pub struct Draws<'a> {
    /// The draws.
    pub records: &'a [DrawRecord],
    /// What is kept.
    pub recorder: &'a Recorder,
    /// Names of the uncertain parameters.
    pub parameters: &'a [String],
    /// Titles of the other structures.
    pub structures: &'a [String],
    /// Effective size of the table of joint draws that was drawn from, if there was one.
    pub effective_size: Option<f64>,
}

impl Decision {
    /// What the runs of all options have shown; `results` has one entry an option, aligned by run. With draws of the
    /// priors the economics are those of the draws, else those of the runs.
    ///
    /// # Panics
    /// If there is no option, or not one entry for each.
    pub fn of(
        frame: Frame,
        results: &[Results],
        draws: Option<&Draws<'_>>,
        one_way: Option<&Sides>,
    ) -> Self {
        assert!(!results.is_empty() && results.len() == frame.options.len());
        let question = frame
            .options
            .iter()
            .skip(1)
            .map(|option| option.question.as_str())
            .find(|question| !question.is_empty())
            .unwrap_or_default()
            .to_owned();
        let labels = labels(&frame.options);
        let table = |weighing: Weighing, with_parameters: bool| match draws {
            Some(draws) => draw_table(
                draws.records,
                draws.recorder,
                &labels,
                weighing,
                if with_parameters {
                    draws.parameters
                } else {
                    &[]
                },
            ),
            None => runs_table(results, &labels, weighing),
        };
        let basis = match draws {
            Some(_) => Basis::Draws,
            None => Basis::Runs,
        };
        let weighed = table(NHS_QALYS, true).ok();
        let economics = weighed.as_ref().and_then(|table| {
            let population = frame.scale_to.map(|people| Population {
                people_per_year: people / frame.registered_patients,
                years: 1,
                rate_per_year: 0.0,
            });
            analysed(table, "QALY", &frame.thresholds_pounds, population)
        });
        let plane = weighed.as_ref().map_or_else(Vec::new, clouds);
        let lenses = lenses(&frame, &table);
        let uncertainty = draws.map(|draws| {
            Uncertainty::of(
                draws.records,
                draws.recorder,
                labels.len(),
                draws.structures,
                draws.effective_size,
            )
        });
        // The best of the options but the base, at the last but one value of a QALY.
        let rival = economics.as_ref().and_then(|economics| {
            let at = &economics.decisions[economics.decisions.len().saturating_sub(2)].at;
            let expected = |option: usize| at.expected_pounds[option];
            (1..labels.len())
                .max_by(|&a, &b| expected(a).total_cmp(&expected(b)))
                .map(|option| (option, at.threshold_pounds))
        });
        let one_way = one_way
            .zip(rival)
            .map(|(sides, (option, threshold))| OneWay::of(sides, option, threshold));
        let goes_with = rival
            .zip(weighed.as_ref())
            .map_or_else(Vec::new, |((option, threshold), table)| {
                associations(table, option, threshold)
            });
        let rival_gains =
            rival
                .zip(weighed.as_ref())
                .map_or_else(Vec::new, |((option, _), table)| {
                    let at = frame.thresholds_pounds.iter();
                    at.map(|&threshold| {
                        let net = net_benefit(table, threshold);
                        let of = |(option, base): (&f64, &f64)| option - base;
                        Estimate::of(
                            &net[option]
                                .iter()
                                .zip(&net[0])
                                .map(of)
                                .collect::<Vec<f64>>(),
                        )
                    })
                    .collect()
                });
        let costs: Vec<CostResult> = CostLine::ALL
            .iter()
            .map(|&line| cost(line, results))
            .filter(|cost| cost.levels.iter().any(|level| level.mean != Some(0.0)))
            .collect();
        let grants = costs
            .iter()
            .find(|cost| cost.line == CostLine::Grants.label());
        let less_on_groups: Vec<bool> = (0..labels.len())
            .map(|option| {
                let change = option.checked_sub(1).zip(grants);
                change
                    .map(|(option, grants)| grants.changes[option])
                    .is_some_and(|change| change.mean.is_some_and(|x| x < 0.0) && change.is_clear())
            })
            .collect();
        let assumptions = ranked(frame.assumptions, economics.as_ref());
        let answer = economics
            .as_ref()
            .filter(|_| labels.len() > 1)
            .map(|economics| {
                Answer::of(&Findings {
                    titles: &labels,
                    economics,
                    basis,
                    uncertainty: uncertainty.as_ref(),
                    one_way: one_way.as_ref(),
                    rival: rival.map_or(0, |(option, _)| option),
                    goes_with: &goes_with,
                    rival_gains: &rival_gains,
                    less_on_groups: &less_on_groups,
                    assumptions: &assumptions,
                })
            });
        let targets = frame
            .targets
            .iter()
            .map(|target| kept(target, results))
            .collect();
        Self {
            targets,
            basis,
            economics,
            plane,
            lenses,
            uncertainty,
            one_way,
            assumptions,
            answer,
            precision: frame.precision,
            contributions: frame.contributions,
            title: title(&frame.options),
            question,
            start: frame.start,
            days: frame.days,
            networks: frame.networks,
            registered_patients: frame.registered_patients,
            runs: results[0].runs,
            failed_runs: frame.failed_runs,
            seed: frame.seed,
            price_year: frame.price_year,
            thresholds_pounds: frame.thresholds_pounds,
            measures: HEADLINES
                .iter()
                .map(|headline| measure(headline, results))
                .collect(),
            months: MONTHLY
                .iter()
                .map(|&(id, label, unit, decimals)| monthly(id, label, unit, decimals, results))
                .collect(),
            costs,
            options: frame.options,
        }
    }

    /// Titles of the options, made different where two are the same.
    pub fn labels(&self) -> Vec<String> {
        labels(&self.options)
    }

    /// The value of a QALY, in pounds, at which a measure weighs costs against effects; none of other measures.
    pub fn threshold_of(&self, measure: &str) -> Option<f64> {
        threshold_of(measure, &self.thresholds_pounds)
    }

    /// A measure in words, with the value of a QALY where it belongs.
    pub fn label_of(&self, measure: &MeasureResult) -> String {
        label_at(&measure.id, &measure.label, &self.thresholds_pounds)
    }

    /// The same with its unit, where that is not printed beside the number.
    pub fn label_with_unit(&self, measure: &MeasureResult) -> String {
        let (label, unit) = (self.label_of(measure), measure.unit.as_str());
        match matches!(unit, "" | "%" | "GBP") || label.contains(unit) {
            true => label,
            false => format!("{label} ({unit})"),
        }
    }

    /// A measure by name.
    pub fn measure(&self, id: &str) -> Option<&MeasureResult> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The typical saving by pairing: the median over measures of how many times more runs independent draws would need
    /// for the same interval; absent where nothing varies.
    pub fn variance_ratio(&self, option: usize) -> Option<f64> {
        let ratios: Vec<f64> = self
            .measures
            .iter()
            .filter_map(|measure| measure.changes.get(option)?.variance_ratio)
            .collect();
        defined(quantile(&sorted(&ratios), 0.5))
    }
}

/// The chance of each option to keep a limit.
fn kept(target: &Target, results: &[Results]) -> TargetResult {
    TargetResult {
        label: HEADLINES
            .iter()
            .find(|headline| headline.id == target.measure)
            .map_or_else(
                || target.measure.clone(),
                |headline| headline.label.to_owned(),
            ),
        target: target.clone(),
        chances: results
            .iter()
            .map(|results| {
                let values = results.outcome(&target.measure, "all");
                let chance = chance_of_meeting(values, target.limit, target.side);
                ChanceResult {
                    share: defined(chance.share),
                    interval_95: [chance.lower, chance.upper],
                    runs: chance.n,
                }
            })
            .collect(),
    }
}

/// The usual weighing: costs of the NHS and personal social services against QALYs.
pub const NHS_QALYS: Weighing = Weighing {
    cost: "cost_nhs_and_personal_social_services",
    effect: "qalys",
};

/// Titles of the options, made different where two are the same.
pub fn labels(options: &[OptionFacts]) -> Vec<String> {
    options
        .iter()
        .map(|option| {
            let alike = options.iter().filter(|o| o.title == option.title).count();
            if alike > 1 {
                format!("{} ({})", option.title, option.name)
            } else {
                option.title.clone()
            }
        })
        .collect()
}

/// Costs and effects run by run. A run that failed for one option failed for all and is left out.
fn runs_table(
    results: &[Results],
    names: &[String],
    weighing: Weighing,
) -> Result<DrawTable, DrawError> {
    let of = |id: &str| -> Vec<Vec<f64>> {
        results
            .iter()
            .map(|results| {
                let values = results.outcome(id, "all").iter().copied();
                values.filter(|x| x.is_finite()).collect()
            })
            .collect()
    };
    DrawTable::new(names.to_vec(), of(weighing.cost), of(weighing.effect))
}

/// The analysis of a table; none where the thresholds are no prices that rise.
fn analysed(
    table: &DrawTable,
    effect: &str,
    thresholds_pounds: &[f64],
    population: Option<Population>,
) -> Option<CostEffectiveness> {
    let mut rising = thresholds_pounds.to_vec();
    rising.sort_by(f64::total_cmp);
    rising.dedup();
    let settings = Settings {
        effect_name: effect.to_owned(),
        grid_pounds: grid_for(&rising),
        thresholds_pounds: rising,
        population,
        ..Settings::default()
    };
    CostEffectiveness::of(table, &settings).ok()
}

fn lenses(
    frame: &Frame,
    table: &impl Fn(Weighing, bool) -> Result<DrawTable, DrawError>,
) -> Vec<Lens> {
    let societal = "cost_societal";
    let mut wanted = vec![
        (
            "Society's costs, QALYs",
            "QALY",
            Weighing {
                cost: societal,
                effect: "qalys",
            },
            frame.thresholds_pounds.clone(),
        ),
        (
            "Society's costs, WELLBYs",
            "WELLBY",
            Weighing {
                cost: societal,
                effect: "wellbys",
            },
            vec![frame.wellby_pounds],
        ),
    ];
    if frame.inequality_averse {
        wanted.push((
            "NHS and personal social services, QALYs weighted for equity",
            "equity-weighted QALY",
            Weighing {
                effect: "qalys_equity_weighted",
                ..NHS_QALYS
            },
            frame.thresholds_pounds.clone(),
        ));
    }
    wanted
        .into_iter()
        .filter_map(|(title, effect, weighing, thresholds)| {
            Some(Lens {
                title: title.to_owned(),
                economics: analysed(&table(weighing, false).ok()?, effect, &thresholds, None)?,
            })
        })
        .collect()
}

/// The assumptions with what each would be worth to know, most first; those of equal worth stay in their order.
fn ranked(
    mut assumptions: Vec<Assumption>,
    economics: Option<&CostEffectiveness>,
) -> Vec<Assumption> {
    if let Some(economics) = economics {
        let at = economics.decisions.len().saturating_sub(2);
        for assumption in &mut assumptions {
            assumption.matters_pounds = economics
                .information
                .iter()
                .find(|line| !line.is_group && line.name == assumption.path)
                .and_then(|line| line.values.get(at))
                .map(|value| value.pounds);
        }
    }
    assumptions.sort_by(|a, b| {
        let worth = |a: &Assumption| a.matters_pounds.unwrap_or(-1.0);
        worth(b).total_cmp(&worth(a))
    });
    assumptions
}

/// A number if it is finite.
fn defined(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

fn title(options: &[OptionFacts]) -> String {
    let others: Vec<&str> = options.iter().skip(1).map(|o| o.title.as_str()).collect();
    match others.as_slice() {
        [] => options[0].title.clone(),
        [one] => format!("{one}, compared with: {}", options[0].title),
        many => format!(
            "{} options, compared with: {}",
            many.len(),
            options[0].title
        ),
    }
}

/// Levels of all options and the differences of all but the first.
fn levels_and_changes(values: &[&[f64]], better: Option<Better>) -> (Vec<Level>, Vec<Change>) {
    (
        values.iter().map(|values| Level::of(values)).collect(),
        values[1..]
            .iter()
            .map(|changed| Change::of(changed, values[0], better))
            .collect(),
    )
}

fn measure(headline: &Headline, results: &[Results]) -> MeasureResult {
    let of = |subgroup: &str| -> Vec<&[f64]> {
        results
            .iter()
            .map(|results| results.outcome(headline.id, subgroup))
            .collect()
    };
    let (levels, changes) = levels_and_changes(&of("all"), headline.better);
    let quintiles: Vec<QuintileResult> = (1..=5)
        .filter(|_| headline.by_quintile)
        .map(|quintile: u8| {
            let (levels, changes) =
                levels_and_changes(&of(&format!("imd={quintile}")), headline.better);
            QuintileResult {
                quintile,
                levels,
                changes,
            }
        })
        .collect();
    MeasureResult {
        id: headline.id.to_owned(),
        label: headline.label.to_owned(),
        unit: headline.unit.to_owned(),
        decimals: headline.decimals,
        better: headline.better,
        topic: headline.topic,
        difference_only: headline.difference_only,
        levels,
        changes,
        gaps: if headline.by_quintile {
            gaps(&of("imd=1"), &of("imd=5"))
        } else {
            Vec::new()
        },
        quintiles,
    }
}

fn gaps(most_deprived: &[&[f64]], least_deprived: &[&[f64]]) -> Vec<GapResult> {
    let by_run: Vec<Vec<f64>> = most_deprived
        .iter()
        .zip(least_deprived)
        .map(|(most, least)| most.iter().zip(*least).map(|(a, b)| a - b).collect())
        .collect();
    by_run
        .iter()
        .enumerate()
        .map(|(option, gap)| GapResult {
            absolute: Level::of(gap),
            relative: defined(
                Estimate::of(most_deprived[option]).mean
                    / Estimate::of(least_deprived[option]).mean,
            ),
            change: (option > 0).then(|| Change::of(gap, &by_run[0], None)),
        })
        .collect()
}

fn monthly(
    id: &str,
    label: &str,
    unit: &str,
    decimals: usize,
    results: &[Results],
) -> MonthlyResult {
    let series: Vec<_> = results
        .iter()
        .map(|results| results.series(id, "all"))
        .collect();
    let days: Vec<u32> = series[0].map_or_else(Vec::new, |series| series.keys().copied().collect());
    let at = |option: usize, day: u32| -> &[f64] {
        series[option]
            .and_then(|series| series.get(&day))
            .map_or(&[], Vec::as_slice)
    };
    let options = 0..results.len();
    MonthlyResult {
        id: id.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        decimals,
        levels: options
            .clone()
            .map(|option| days.iter().map(|&day| Level::of(at(option, day))).collect())
            .collect(),
        changes: options
            .skip(1)
            .map(|option| {
                days.iter()
                    .map(|&day| Change::of(at(option, day), at(0, day), None))
                    .collect()
            })
            .collect(),
        days,
    }
}

fn cost(line: CostLine, results: &[Results]) -> CostResult {
    let id = format!("cost_{}", super::measures::slug(line.label()));
    let values: Vec<&[f64]> = results
        .iter()
        .map(|results| results.outcome(&id, "all"))
        .collect();
    let (levels, changes) = levels_and_changes(&values, Some(Better::Lower));
    CostResult {
        line: line.label().to_owned(),
        service: line.is_service(),
        nhs_and_pss: Perspective::NhsAndPss.counts(line),
        levels,
        changes,
    }
}
