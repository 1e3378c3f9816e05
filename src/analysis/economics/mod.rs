//! Health economics on plain arrays: what is worth its money, how sure that is, and what more knowledge would be worth.
//!
//! | module | holds |
//! | --- | --- |
//! | [`draws`] | the table of costs, effects and parameters by draw, checked |
//! | [`discounting`] | present values, the Green Book's falling rates, rates and probabilities |
//! | [`distributions`] | distributions of parameters from means, standard errors and intervals |
//! | [`incremental`] | full incremental analysis with dominance; ratios in words |
//! | [`mod@net_benefit`] | net monetary benefit, acceptability curve and frontier |
//! | [`information`] | value of perfect and of partial information |
//! | `splines` | the regression behind it |
//! | [`association`] | which parameters net benefit goes with |
//! | [`equity`] | weights by income, gaps between fifths |
//! | [`one_way`] | tornado, and where a choice switches |
//! | [`words`] | numbers as economists read them |
//!
//! [`CostEffectiveness::of`] gathers all that a table of draws can tell in one value for a page or a workbook. Nothing here
//! knows the model: draws of any other model serve as well.

pub mod association;
pub mod discounting;
pub mod distributions;
pub mod draws;
pub mod equity;
pub mod incremental;
pub mod information;
pub mod net_benefit;
pub mod one_way;
mod splines;
pub mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::statistics::{quantile, sorted};
use draws::{DrawTable, mean};
use incremental::{Comparison, Verdict, difference, full_incremental};
use information::{Evppi, PartialInformation, population_factor};
use net_benefit::{AtThreshold, net_benefit, over_thresholds};
use words::count;

/// Fewest draws of which a 95% interval is told: with fewer, its ends are the extremes.
pub const FEWEST_FOR_INTERVAL: usize = 40;

/// What is asked of a table of draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// One unit of effect, in the singular.
    pub effect_name: String,
    /// Thresholds at which the decision is told in full, in pounds for one unit of effect, rising.
    pub thresholds_pounds: Vec<f64>,
    /// Thresholds of the curves, rising.
    pub grid_pounds: Vec<f64>,
    /// The strategy that others are compared with one by one. Default: the first.
    pub reference: Option<String>,
    /// The people whose decision this is, if draws are for one person.
    pub population: Option<Population>,
}

/// The people whom a decision concerns.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// New people a year.
    pub people_per_year: f64,
    /// Years for which the decision stands.
    pub years: usize,
    /// Discount rate a year, such as 0.035.
    pub rate_per_year: f64,
}

impl Population {
    /// How many decisions today the people of all years amount to, see [`population_factor`].
    pub fn factor(&self) -> f64 {
        population_factor(&vec![self.people_per_year; self.years], self.rate_per_year)
    }
}

impl Default for Settings {
    /// QALYs; £20,000 to £35,000, old and new standard range of NICE; curves from £0 to £60,000 in steps of £500.
    fn default() -> Self {
        Self {
            effect_name: "QALY".to_owned(),
            thresholds_pounds: vec![20_000.0, 25_000.0, 30_000.0, 35_000.0],
            grid_pounds: (0..=120).map(|step| f64::from(step) * 500.0).collect(),
            reference: None,
            population: None,
        }
    }
}

/// Thresholds for curves, from 0 to about twice the greatest of those given, in 80 to 200 round steps.
pub fn grid_for(thresholds_pounds: &[f64]) -> Vec<f64> {
    let greatest = thresholds_pounds.iter().copied().fold(0.0, f64::max);
    if !(greatest > 0.0 && greatest.is_finite()) {
        return Settings::default().grid_pounds;
    }
    let finest = greatest / 100.0;
    let decade = libm::exp10(libm::floor(libm::log10(finest)));
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|round| round * decade)
        .into_iter()
        .find(|&step| step >= finest)
        .unwrap_or(10.0 * decade);
    let steps = libm::ceil(2.0 * greatest / step) as u32;
    (0..=steps).map(|i| f64::from(i) * step).collect()
}

/// Why settings do not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingsError {
    /// No strategy has the name of the reference.
    #[error("there is no strategy `{name}`; the table has {}", .known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    Reference {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A threshold that is no price.
    #[error("a threshold of {0} is no price: thresholds are finite, not negative, and rise")]
    Threshold(f64),
    /// People, years or a rate that cannot be.
    #[error(
        "a population needs a finite number of people a year above 0, 1 to 1,000 years and a discount rate from 0 to 1"
    )]
    Population,
}

/// A mean over draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// The middle 95% of the draws; `None` with fewer than [`FEWEST_FOR_INTERVAL`].
    pub interval_95: Option<[f64; 2]>,
}

impl Spread {
    /// Mean and middle 95% of at least one draw.
    pub fn of(values: &[f64]) -> Self {
        let interval_95 = (values.len() >= FEWEST_FOR_INTERVAL).then(|| {
            let sorted = sorted(values);
            [quantile(&sorted, 0.025), quantile(&sorted, 0.975)]
        });
        Self {
            mean: mean(values),
            interval_95,
        }
    }
}

/// One strategy by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrategyLine {
    /// Its name.
    pub strategy: String,
    /// Cost.
    pub cost_pounds: Spread,
    /// Effect.
    pub effect: Spread,
}

/// One strategy in the full incremental analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncrementalLine {
    /// Its name.
    pub strategy: String,
    /// Expected cost.
    pub cost_pounds: f64,
    /// Expected effect.
    pub effect: f64,
    /// Whether it is on the frontier.
    pub on_frontier: bool,
    /// Its cheaper neighbour on the frontier, with the differences to it and their ratio.
    pub step: Option<Step>,
    /// The verdict.
    pub words: String,
}

/// A step along the frontier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The cheaper neighbour.
    pub from: String,
    /// Extra cost, above 0.
    pub cost_pounds: f64,
    /// Extra effect, above 0.
    pub effect: f64,
    /// Incremental cost-effectiveness ratio.
    pub pounds_per_unit: f64,
}

/// One strategy against the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// Its name.
    pub strategy: String,
    /// Difference in cost.
    pub cost_pounds: Spread,
    /// Difference in effect.
    pub effect: Spread,
    /// The means compared.
    pub comparison: Comparison,
    /// The same in words.
    pub words: String,
    /// Where the draws lie.
    pub plane: Plane,
}

/// Shares of draws by quadrant of the cost-effectiveness plane; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// More effect at more cost.
    pub better_and_dearer: f64,
    /// More effect at less cost.
    pub better_and_cheaper: f64,
    /// Less effect at less cost.
    pub worse_and_cheaper: f64,
    /// Less effect at more cost.
    pub worse_and_dearer: f64,
    /// The same cost, the same effect, or both.
    pub on_an_axis: f64,
}

impl Plane {
    /// Shares of draws with the given differences.
    pub fn of(cost_differences: &[f64], effect_differences: &[f64]) -> Self {
        let (mut counts, draws) = ([0_usize; 5], cost_differences.len());
        for (&cost, &effect) in cost_differences.iter().zip(effect_differences) {
            counts[match (effect > 0.0, effect < 0.0, cost > 0.0, cost < 0.0) {
                (true, _, true, _) => 0,
                (true, _, _, true) => 1,
                (_, true, _, true) => 2,
                (_, true, true, _) => 3,
                _ => 4,
            }] += 1;
        }
        let share = counts.map(|count| count as f64 / draws as f64);
        Self {
            better_and_dearer: share[0],
            better_and_cheaper: share[1],
            worse_and_cheaper: share[2],
            worse_and_dearer: share[3],
            on_an_axis: share[4],
        }
    }
}

/// The decision at one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Net benefits, acceptability and value of perfect information.
    #[serde(flatten)]
    pub at: AtThreshold,
    /// The name of the strategy to choose.
    pub choose: String,
    /// Net benefit of each strategy less that of the reference, in pounds.
    pub incremental_pounds: Vec<Spread>,
}

/// What it would be worth to know some parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InformationLine {
    /// The parameter, or the group.
    pub name: String,
    /// How many parameters it is, taken together.
    pub parameters: usize,
    /// Whether it is a group.
    pub is_group: bool,
    /// The value at each threshold of the settings; none if there is a problem.
    pub values: Vec<Evppi>,
    /// Why it could not be estimated.
    pub problem: Option<String>,
}

/// All that a table of draws tells. Positions of strategies are those in [`CostEffectiveness::strategies`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostEffectiveness {
    /// One unit of effect, in the singular.
    pub effect_name: String,
    /// Number of draws.
    pub draws: usize,
    /// The strategy that others are compared with.
    pub reference: String,
    /// Each strategy by itself, in the order of the table.
    pub strategies: Vec<StrategyLine>,
    /// The full incremental analysis, in the order of cost.
    pub incremental: Vec<IncrementalLine>,
    /// Each strategy but the reference against it.
    pub differences: Vec<DifferenceLine>,
    /// The decision at each threshold.
    pub decisions: Vec<Decision>,
    /// The curves.
    pub curves: Vec<AtThreshold>,
    /// Partial information: groups, then single parameters, each by its highest value at any threshold, falling.
    pub information: Vec<InformationLine>,
    /// The people whom the decision concerns.
    pub population: Option<Population>,
    /// How many times the value for one person counts, if there is a population.
    pub population_factor: Option<f64>,
    /// What a reader must know about what is missing.
    pub notes: Vec<String>,
}

impl CostEffectiveness {
    /// Analyses a table of draws.
    ///
    /// # Errors
    /// If the settings do not fit: an unknown reference, thresholds that are no prices or do not rise, a population that
    /// cannot be.
    pub fn of(table: &DrawTable, settings: &Settings) -> Result<Self, SettingsError> {
        let reference = check(table, settings)?;
        let names = table.strategies();
        let (costs, effects) = (table.costs_pounds(), table.effects());
        let strategies = (0..names.len())
            .map(|s| StrategyLine {
                strategy: names[s].clone(),
                cost_pounds: Spread::of(&costs[s]),
                effect: Spread::of(&effects[s]),
            })
            .collect();
        let differences = (0..names.len())
            .filter(|&s| s != reference)
            .map(|s| {
                let cost = minus(&costs[s], &costs[reference]);
                let effect = minus(&effects[s], &effects[reference]);
                let comparison = Comparison::of(
                    difference(mean(&costs[s]), mean(&costs[reference])),
                    difference(mean(&effects[s]), mean(&effects[reference])),
                );
                DifferenceLine {
                    strategy: names[s].clone(),
                    plane: Plane::of(&cost, &effect),
                    cost_pounds: Spread::of(&cost),
                    effect: Spread::of(&effect),
                    comparison,
                    words: comparison.words(&settings.effect_name),
                }
            })
            .collect();
        let benefits: Vec<Vec<Vec<f64>>> = settings
            .thresholds_pounds
            .iter()
            .map(|&threshold| net_benefit(table, threshold))
            .collect();
        let decisions = settings
            .thresholds_pounds
            .iter()
            .zip(&benefits)
            .map(|(&threshold, benefit)| {
                let at = AtThreshold::of(threshold, benefit);
                Decision {
                    choose: names[at.best].clone(),
                    incremental_pounds: benefit
                        .iter()
                        .map(|line| Spread::of(&minus(line, &benefit[reference])))
                        .collect(),
                    at,
                }
            })
            .collect();
        Ok(Self {
            effect_name: settings.effect_name.clone(),
            draws: table.draws(),
            reference: names[reference].clone(),
            strategies,
            incremental: incremental_lines(table, &settings.effect_name),
            differences,
            decisions,
            curves: over_thresholds(table, &settings.grid_pounds),
            information: information_lines(table, &settings.thresholds_pounds, &benefits),
            population: settings.population,
            population_factor: settings.population.map(|population| population.factor()),
            notes: notes(table),
        })
    }
}

/// The position of the reference, if the settings fit.
fn check(table: &DrawTable, settings: &Settings) -> Result<usize, SettingsError> {
    for prices in [&settings.thresholds_pounds, &settings.grid_pounds] {
        for (i, &price) in prices.iter().enumerate() {
            let rises = i == 0 || prices[i - 1] < price;
            if !(price.is_finite() && price >= 0.0 && rises) {
                return Err(SettingsError::Threshold(price));
            }
        }
    }
    if let Some(population) = settings.population {
        let people = population.people_per_year;
        let fits = people.is_finite()
            && people > 0.0
            && (1..=1_000).contains(&population.years)
            && (0.0..=1.0).contains(&population.rate_per_year);
        if !fits {
            return Err(SettingsError::Population);
        }
    }
    let Some(name) = &settings.reference else {
        return Ok(0);
    };
    table
        .strategies()
        .iter()
        .position(|strategy| strategy == name)
        .ok_or_else(|| SettingsError::Reference {
            name: name.clone(),
            known: table.strategies().to_vec(),
        })
}

fn minus(values: &[f64], other: &[f64]) -> Vec<f64> {
    values.iter().zip(other).map(|(a, b)| a - b).collect()
}

fn incremental_lines(table: &DrawTable, effect_name: &str) -> Vec<IncrementalLine> {
    let means = |arrays: &[Vec<f64>]| -> Vec<f64> { arrays.iter().map(|a| mean(a)).collect() };
    let (costs, effects) = (means(table.costs_pounds()), means(table.effects()));
    let names = table.strategies();
    let rows = full_incremental(&costs, &effects);
    rows.iter()
        .map(|row| IncrementalLine {
            strategy: names[row.strategy].clone(),
            cost_pounds: row.cost_pounds,
            effect: row.effect,
            on_frontier: matches!(row.verdict, Verdict::Cheapest | Verdict::OnFrontier { .. }),
            step: match row.verdict {
                Verdict::OnFrontier {
                    after,
                    pounds_per_unit,
                } => Some(Step {
                    from: names[after].clone(),
                    cost_pounds: difference(row.cost_pounds, costs[after]),
                    effect: difference(row.effect, effects[after]),
                    pounds_per_unit,
                }),
                _ => None,
            },
            words: row.words(names, &rows, effect_name),
        })
        .collect()
}

/// Groups of at least two parameters with the same text before the first full stop, then each parameter.
fn information_lines(
    table: &DrawTable,
    thresholds_pounds: &[f64],
    benefits: &[Vec<Vec<f64>>],
) -> Vec<InformationLine> {
    if table.strategies().len() < 2 {
        return Vec::new();
    }
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, column) in table.parameters().iter().enumerate() {
        if let Some((group, _)) = column.name.split_once('.') {
            groups.entry(group).or_default().push(i);
        }
    }
    groups.retain(|_, members| members.len() > 1);
    let line = |name: &str, is_group: bool, set: &[usize]| {
        let fitted = PartialInformation::fit(table, set);
        InformationLine {
            name: name.to_owned(),
            parameters: set.len(),
            is_group,
            problem: fitted.as_ref().err().map(ToString::to_string),
            values: fitted.map_or_else(
                |_| Vec::new(),
                |fitted| {
                    thresholds_pounds
                        .iter()
                        .zip(benefits)
                        .map(|(&threshold, benefit)| fitted.at(threshold, benefit))
                        .collect()
                },
            ),
        }
    };
    let by_value = |lines: &mut Vec<InformationLine>| {
        let highest = |line: &InformationLine| {
            let values = line.values.iter().map(|value| value.pounds);
            values.fold(-1.0, f64::max)
        };
        lines.sort_by(|a, b| highest(b).total_cmp(&highest(a)));
    };
    let mut lines: Vec<_> = groups
        .iter()
        .map(|(name, members)| line(name, true, members))
        .collect();
    by_value(&mut lines);
    let mut single: Vec<_> = table
        .parameters()
        .iter()
        .enumerate()
        .map(|(i, column)| line(&column.name, false, &[i]))
        .collect();
    by_value(&mut single);
    lines.append(&mut single);
    lines
}

fn notes(table: &DrawTable) -> Vec<String> {
    let mut notes = Vec::new();
    if table.strategies().len() == 1 {
        notes.push(
            "There is one strategy: nothing can be compared, and no knowledge could change a choice."
                .to_owned(),
        );
    }
    if table.draws() < FEWEST_FOR_INTERVAL {
        notes.push(format!(
            "{} are too few for 95% intervals: at least {FEWEST_FOR_INTERVAL} are needed.",
            count(table.draws(), "draw", "draws")
        ));
    }
    if table.parameters().is_empty() && table.strategies().len() > 1 {
        notes.push(
            "Parameters were not given, so that it cannot be said which of them are worth knowing."
                .to_owned(),
        );
    }
    notes
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample;

    /// Independent standard normals by column and position.
    #[derive(Clone, Copy)]
    pub struct Draws(Streams);

    #[derive(Clone, Copy)]
    struct Column(u32);

    impl StreamId for Column {
        fn number(self) -> u32 {
            self.0
        }
    }

    impl Draws {
        pub fn new(seed: u64) -> Self {
            Self(Streams::new(seed, 0, "economics"))
        }

        pub fn normal(&self, column: u32, position: usize) -> f64 {
            let position = u32::try_from(position).expect("few draws");
            sample::normal(self.0.uniform(Column(column), position, 0))
        }

        pub fn normals(&self, column: u32, n: usize) -> Vec<f64> {
            (0..n).map(|i| self.normal(column, i)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::draws::ParameterColumn;
    use super::testing::Draws;
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// Usual care, a worthwhile service and a wasteful one; the effect follows one parameter.
    fn example(draws: usize) -> DrawTable {
        let random = Draws::new(20);
        let (effect, cost) = (random.normals(0, draws), random.normals(1, draws));
        let zeros = vec![0.0; draws];
        let costs = vec![
            zeros.clone(),
            cost.iter().map(|x| 500.0 + 50.0 * x).collect(),
            cost.iter().map(|x| 900.0 + 50.0 * x).collect(),
        ];
        let effects = vec![
            zeros,
            effect.iter().map(|x| 0.03 + 0.02 * x).collect(),
            effect.iter().map(|x| 0.02 + 0.02 * x).collect(),
        ];
        let column = |name: &str, values: Vec<f64>| ParameterColumn {
            name: name.to_owned(),
            values,
        };
        DrawTable::new(names(&["usual", "service", "waste"]), costs, effects)
            .unwrap()
            .with_parameters(vec![
                column("outcomes.effect", effect),
                column("costs.hour", cost),
                column("outcomes.idle", random.normals(2, draws)),
            ])
            .unwrap()
    }

    #[test]
    fn everything_is_told_and_hangs_together() {
        let all = CostEffectiveness::of(&example(2_000), &Settings::default()).unwrap();
        assert_eq!(all.reference, "usual");
        let on_frontier: Vec<bool> = all
            .incremental
            .iter()
            .map(|line| line.on_frontier)
            .collect();
        assert_eq!(on_frontier, [true, true, false]);
        let step = all.incremental[1].step.as_ref().unwrap();
        assert!((step.pounds_per_unit - 500.0 / 0.03).abs() < 800.0);
        assert!(all.incremental[2].words.starts_with("dominated by service"));
        assert_eq!(all.differences.len(), 2);
        for line in &all.differences {
            let p = line.plane;
            let sum = p.better_and_dearer
                + p.better_and_cheaper
                + p.worse_and_cheaper
                + p.worse_and_dearer
                + p.on_an_axis;
            assert!((sum - 1.0).abs() < 1e-9);
            assert!(line.effect.interval_95.unwrap()[0] < line.effect.mean);
        }
        assert_eq!(all.decisions[0].choose, "service");
        assert_eq!(all.decisions[0].incremental_pounds[0].mean, 0.0);
        assert_eq!(all.curves.len(), 121);
        for at in &all.curves {
            assert!((at.probability_best.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert_eq!(at.frontier, at.probability_best[at.best]);
        }
        // The group before the parameters; the effect is worth knowing, idle values are not.
        let lines: Vec<_> = all
            .information
            .iter()
            .map(|line| (line.name.as_str(), line.parameters))
            .collect();
        assert_eq!(lines[..2], [("outcomes", 2), ("outcomes.effect", 1)]);
        assert_eq!(lines.len(), 4);
        for line in &all.information {
            for (value, decision) in line.values.iter().zip(&all.decisions) {
                assert!(value.pounds >= 0.0 && value.pounds <= decision.at.evpi_pounds);
            }
        }
        let json = serde_json::to_value(&all).unwrap();
        assert_eq!(json["decisions"][0]["choose"], "service");
        assert_eq!(
            json["differences"][0]["comparison"]["quadrant"],
            "better_and_dearer"
        );
        assert!(all.notes.is_empty());
    }

    #[test]
    fn one_strategy_or_two_draws_get_words_instead_of_numbers() {
        let single =
            DrawTable::new(names(&["A"]), vec![vec![1.0, 2.0]], vec![vec![0.1, 0.1]]).unwrap();
        let all = CostEffectiveness::of(&single, &Settings::default()).unwrap();
        assert!(all.differences.is_empty() && all.information.is_empty());
        assert_eq!(
            all.incremental[0].words,
            "the only strategy: nothing to compare it with"
        );
        assert_eq!(all.notes.len(), 2);
        let two = CostEffectiveness::of(&example(2), &Settings::default()).unwrap();
        assert_eq!(two.strategies[1].cost_pounds.interval_95, None);
        assert!(
            two.information
                .iter()
                .all(|line| line.values.is_empty() && line.problem.is_some())
        );
        assert_eq!(
            two.notes,
            ["2 draws are too few for 95% intervals: at least 40 are needed."]
        );
    }

    #[test]
    fn no_effect_and_no_variance_are_no_trouble() {
        let same = vec![vec![7.0; 60]; 2];
        let table = DrawTable::new(names(&["A", "B"]), same.clone(), same)
            .unwrap()
            .with_parameters(vec![ParameterColumn {
                name: "p".into(),
                values: vec![1.0; 60],
            }])
            .unwrap();
        let all = CostEffectiveness::of(&table, &Settings::default()).unwrap();
        assert_eq!(all.differences[0].words, "no difference in cost or effect");
        assert_eq!(all.differences[0].plane.on_an_axis, 1.0);
        assert_eq!(all.incremental[1].words, "the same cost and effect as A");
        assert_eq!(all.decisions[0].at.probability_best, [0.5, 0.5]);
        assert_eq!(all.information[0].values[0].pounds, 0.0);
    }

    #[test]
    fn curves_reach_twice_the_greatest_threshold_in_round_steps() {
        let grid = grid_for(&[20_000.0, 35_000.0]);
        assert_eq!((grid.len(), grid[1], grid[140]), (141, 500.0, 70_000.0));
        let grid = grid_for(&[1.0]);
        assert_eq!(grid.len(), 201);
        assert_eq!(grid_for(&[0.0]).len(), 121);
        for greatest in [3.0, 99.0, 101.0, 20_001.0, 1e9] {
            let grid = grid_for(&[greatest]);
            assert!((81..=202).contains(&grid.len()), "{}", grid.len());
            assert!(*grid.last().unwrap() >= 2.0 * greatest);
        }
    }

    #[test]
    fn settings_that_do_not_fit_are_refused() {
        let table = example(2);
        let refused = |settings: Settings| {
            CostEffectiveness::of(&table, &settings)
                .unwrap_err()
                .to_string()
        };
        let settings = Settings::default;
        assert_eq!(
            refused(Settings {
                reference: Some("usaul".into()),
                ..settings()
            }),
            "there is no strategy `usaul`; the table has `usual`, `service`, `waste`"
        );
        for bad in [vec![-1.0], vec![f64::NAN], vec![2.0, 1.0]] {
            let message = refused(Settings {
                thresholds_pounds: bad,
                ..settings()
            });
            assert!(message.contains("is no price"), "{message}");
        }
        let population = Population {
            people_per_year: 0.0,
            years: 5,
            rate_per_year: 0.035,
        };
        assert!(
            refused(Settings {
                population: Some(population),
                ..settings()
            })
            .contains("people a year")
        );
    }
}
