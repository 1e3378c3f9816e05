//! What draws of the priors tell: how uncertain the answer is, and why.

use serde::{Deserialize, Serialize};

use super::comparison::Better;
use super::economics::draws::{DrawError, DrawTable, ParameterColumn};
use super::headlines::HEADLINES;
use super::record::Recorder;
use super::statistics::{quantile, sorted};
use super::variance::{Layout, Standing, layers};

/// One draw of everything uncertain, and what its runs have shown.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawRecord {
    /// Structure: 0 is the model as it is.
    pub structure: usize,
    /// Number of the draw; the same values in every structure.
    pub draw: u32,
    /// Joint draws passed over because their values contradict each other.
    pub passed_over: u32,
    /// Values of the uncertain parameters, in their order.
    pub values: Vec<f64>,
    /// The kept numbers by run, option and column of the [`Recorder`].
    pub kept: Vec<Vec<Vec<f64>>>,
}

impl DrawRecord {
    /// Mean over runs of a kept number of an option; NaN if a run has none.
    pub fn mean(&self, option: usize, column: usize) -> f64 {
        let sum: f64 = self.kept.iter().map(|run| run[option][column]).sum();
        sum / self.kept.len() as f64
    }
}

/// What the draws tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// Draws of the priors.
    pub draws: usize,
    /// Runs of each draw.
    pub runs_per_draw: usize,
    /// Uncertain parameters.
    pub parameters: usize,
    /// Joint draws passed over because their values contradict each other.
    pub passed_over: u64,
    /// How many rows that count alike would tell as much as the table that was drawn from; absent where there was none.
    #[serde(default)]
    pub effective_size: Option<f64>,
    /// Other structures of the model, by title.
    pub structures: Vec<String>,
    /// Draws of each of them.
    pub structure_draws: usize,
    /// The measures, one entry for each and each option but the base.
    pub measures: Vec<MeasureUncertainty>,
}

/// How uncertain one difference from the base is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureUncertainty {
    /// Name of the measure.
    pub id: String,
    /// Position of the option, 1 the first after the base.
    pub option: usize,
    /// Mean over draws of the base and of the option.
    #[serde(default)]
    pub levels: [Option<f64>; 2],
    /// Mean difference over draws.
    pub mean: Option<f64>,
    /// 2.5% of the draws fall below.
    pub lower_95: Option<f64>,
    /// 97.5% of the draws fall below.
    pub upper_95: Option<f64>,
    /// Share of draws in which the option is better; absent where neither way is better.
    pub improved: Option<f64>,
    /// Shares of the variance of a single future.
    pub layers: Option<Shares>,
    /// Mean difference by structure, the model as it is first, all over the same draws.
    pub by_structure: Vec<Option<f64>>,
}

/// Shares of variance; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Chance: between futures of the same beliefs.
    pub chance: f64,
    /// Beliefs about parameters: between draws.
    pub parameters: f64,
    /// Structure of the model, its interaction with parameters included; absent without other structures.
    pub structure: Option<f64>,
    /// Whether one of them was too small to be told from zero.
    pub truncated: bool,
}

impl Uncertainty {
    /// From the records of all draws. `options` counts the options, the base included; `effective_size` is that of the
    /// table of joint draws, if one was drawn from.
    pub fn of(
        records: &[DrawRecord],
        recorder: &Recorder,
        options: usize,
        structures: &[String],
        effective_size: Option<f64>,
    ) -> Self {
        let main: Vec<&DrawRecord> = records.iter().filter(|r| r.structure == 0).collect();
        let first = main.first();
        let measures = (1..options)
            .flat_map(|option| {
                HEADLINES
                    .iter()
                    .map(move |headline| (option, headline.id, headline.better))
            })
            .map(|(option, id, better)| {
                let column = recorder.position(id, "all");
                measure(records, &main, id, option, column, better, structures.len())
            })
            .collect();
        Self {
            draws: main.len(),
            runs_per_draw: first.map_or(0, |record| record.kept.len()),
            parameters: first.map_or(0, |record| record.values.len()),
            passed_over: main.iter().map(|r| u64::from(r.passed_over)).sum(),
            effective_size,
            structures: structures.to_vec(),
            structure_draws: records.iter().filter(|r| r.structure == 1).count(),
            measures,
        }
    }

    /// The uncertainty of a measure's difference.
    pub fn measure(&self, id: &str, option: usize) -> Option<&MeasureUncertainty> {
        self.measures
            .iter()
            .find(|measure| measure.id == id && measure.option == option)
    }
}

fn measure(
    records: &[DrawRecord],
    main: &[&DrawRecord],
    id: &str,
    option: usize,
    column: usize,
    better: Option<Better>,
    structures: usize,
) -> MeasureUncertainty {
    let difference = |record: &DrawRecord| record.mean(option, column) - record.mean(0, column);
    let differences: Vec<f64> = main.iter().map(|r| difference(r)).collect();
    let ordered = sorted(&differences);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let defined = |x: f64| x.is_finite().then_some(x);
    let improved = better.map(|better| {
        let score = |x: &f64| match better.sign() * x {
            x if x > 0.0 => 1.0,
            0.0 => 0.5,
            _ => 0.0,
        };
        ordered.iter().map(score).sum::<f64>() / ordered.len() as f64
    });
    // All structures over the same draws: those that the other structures have.
    let other = records.iter().filter(|r| r.structure == 1).count();
    let of_structure = |structure: usize| -> Vec<&DrawRecord> {
        records
            .iter()
            .filter(|r| r.structure == structure && (structures == 0 || (r.draw as usize) < other))
            .collect()
    };
    let by_structure: Vec<Option<f64>> = (0..=structures)
        .map(|structure| {
            let values: Vec<f64> = of_structure(structure)
                .iter()
                .map(|r| difference(r))
                .collect();
            defined(mean(&values))
        })
        .collect();
    let cells: Vec<Vec<Vec<f64>>> = (0..=structures)
        .map(|structure| {
            of_structure(structure)
                .iter()
                .map(|record| {
                    record
                        .kept
                        .iter()
                        .map(|run| run[option][column] - run[0][column])
                        .collect()
                })
                .collect()
        })
        .collect();
    let level = |option: usize| {
        let values: Vec<f64> = main.iter().map(|r| r.mean(option, column)).collect();
        defined(mean(&values))
    };
    MeasureUncertainty {
        id: id.to_owned(),
        option,
        levels: [level(0), level(option)],
        mean: defined(mean(&ordered)),
        lower_95: defined(quantile(&ordered, 0.025)),
        upper_95: defined(quantile(&ordered, 0.975)),
        improved: improved.and_then(defined),
        layers: layers(&cells, Layout::Crossed)
            .ok()
            .filter(|found| found.total > 0.0)
            .map(|found| Shares {
                chance: found.chance.share,
                parameters: found.parameter.share,
                structure: (structures > 0)
                    .then_some(found.structural.share + found.interaction.share),
                truncated: [found.chance, found.parameter, found.structural]
                    .iter()
                    .any(|layer| matches!(layer.standing, Standing::Truncated { .. })),
            }),
        by_structure,
    }
}

/// A way of weighing cost against effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighing {
    /// Measure of cost.
    pub cost: &'static str,
    /// Measure of effect.
    pub effect: &'static str,
}

/// Costs and effects of the options, draw by draw: means over the runs of each draw, which takes most of their chance
/// away, with the parameters behind them.
///
/// # Errors
/// If there are fewer than two draws or a number is missing.
pub fn draw_table(
    records: &[DrawRecord],
    recorder: &Recorder,
    names: &[String],
    weighing: Weighing,
    parameters: &[String],
) -> Result<DrawTable, DrawError> {
    let main: Vec<&DrawRecord> = records.iter().filter(|r| r.structure == 0).collect();
    let of = |id: &str| -> Vec<Vec<f64>> {
        let column = recorder.position(id, "all");
        (0..names.len())
            .map(|option| main.iter().map(|r| r.mean(option, column)).collect())
            .collect()
    };
    DrawTable::new(names.to_vec(), of(weighing.cost), of(weighing.effect))?.with_parameters(
        parameters
            .iter()
            .enumerate()
            .map(|(number, name)| ParameterColumn {
                name: name.clone(),
                values: main.iter().map(|r| r.values[number]).collect(),
            })
            .collect(),
    )
}
