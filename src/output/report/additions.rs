//! The parts of `decision.json` that only some comparisons have: the answer, health economics, layers of uncertainty,
//! one parameter at a time, assumptions. What is absent is told in a sentence on the page.

use serde::Deserialize;

/// What a comparison may also hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Additions {
    /// What is recommended, in words made elsewhere.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// Costs and effects over draws.
    #[serde(default)]
    pub economics: Option<Economics>,
    /// How uncertain beliefs were treated.
    #[serde(default)]
    pub uncertainty: Option<Uncertainty>,
    /// One parameter at a time.
    #[serde(default)]
    pub one_way: Option<OneWay>,
    /// What the results stand on.
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
}

/// What is recommended.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Answer {
    /// The recommended option by position, if there is one.
    #[serde(default)]
    pub recommended: Option<usize>,
    /// The best option at each value of a QALY.
    #[serde(default)]
    pub at_thresholds: Vec<ThresholdAnswer>,
    /// The answer, a sentence or two.
    #[serde(default)]
    pub words: Vec<String>,
    /// What would change it.
    #[serde(default)]
    pub what_would_change: Vec<String>,
    /// What must be borne in mind.
    #[serde(default)]
    pub caveats: Vec<String>,
}

/// The best option at one value of a QALY.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ThresholdAnswer {
    /// Pounds for one QALY.
    pub threshold_pounds: f64,
    /// The option with the best expected net benefit, by position.
    pub best: usize,
    /// The chance that it is the best.
    pub probability_best: f64,
    /// What it is expected to gain over the base.
    pub expected_gain_pounds: f64,
}

/// Costs and effects over draws. Positions of strategies are those in `strategies`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Economics {
    /// One unit of effect, in the singular.
    pub effect_name: String,
    /// Number of draws.
    pub draws: usize,
    /// The strategy that others are compared with.
    pub reference: String,
    /// Each strategy.
    pub strategies: Vec<Strategy>,
    /// The full incremental analysis, in the order of cost.
    #[serde(default)]
    pub incremental: Vec<Incremental>,
    /// Each strategy but the reference against it.
    #[serde(default)]
    pub differences: Vec<Against>,
    /// Acceptability, frontier and the value of information over values of a QALY.
    #[serde(default)]
    pub curves: Vec<AtThreshold>,
    /// What it would be worth to know some parameters.
    #[serde(default)]
    pub information: Vec<Information>,
    /// How many times the value for one person counts.
    #[serde(default)]
    pub population_factor: Option<f64>,
    /// What a reader must know about what is missing.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A mean over draws.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// The middle 95% of the draws.
    #[serde(default)]
    pub interval_95: Option<[f64; 2]>,
}

/// One strategy by itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Strategy {
    /// Its name.
    pub strategy: String,
    /// Cost.
    pub cost_pounds: Spread,
    /// Effect.
    pub effect: Spread,
}

/// One strategy in the full incremental analysis.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Incremental {
    /// Its name.
    pub strategy: String,
    /// Expected cost.
    pub cost_pounds: f64,
    /// Expected effect.
    pub effect: f64,
    /// The verdict.
    pub words: String,
}

/// One strategy against the reference.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Against {
    /// Its name.
    pub strategy: String,
    /// Difference in cost.
    pub cost_pounds: Spread,
    /// Difference in effect.
    pub effect: Spread,
    /// Both in words.
    pub words: String,
    /// Shares of draws by quadrant.
    pub plane: Plane,
}

/// Shares of draws by quadrant of the cost-effectiveness plane.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Plane {
    /// More effect at more cost.
    pub better_and_dearer: f64,
    /// More effect at less cost.
    pub better_and_cheaper: f64,
    /// Less effect at less cost.
    pub worse_and_cheaper: f64,
    /// Less effect at more cost.
    pub worse_and_dearer: f64,
}

/// What is known at one value of a QALY.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AtThreshold {
    /// Pounds for one unit of effect.
    pub threshold_pounds: f64,
    /// The strategy with the best expected net benefit.
    pub best: usize,
    /// Share of draws in which each strategy is the best.
    pub probability_best: Vec<f64>,
    /// Share of draws in which `best` is the best.
    pub frontier: f64,
    /// Expected value of perfect information.
    pub evpi_pounds: f64,
}

/// What it would be worth to know some parameters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Information {
    /// The parameter, or the group.
    pub name: String,
    /// How many parameters it is.
    pub parameters: usize,
    /// The value at each of the thresholds.
    #[serde(default)]
    pub values: Vec<Worth>,
    /// Why it could not be estimated.
    #[serde(default)]
    pub problem: Option<String>,
}

/// A value of information.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Worth {
    /// Its estimate.
    pub pounds: f64,
    /// Its standard error.
    pub standard_error_pounds: f64,
}

/// How uncertain beliefs were treated.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Uncertainty {
    /// Draws of the uncertain inputs.
    pub draws: usize,
    /// Runs for each draw.
    pub runs_per_draw: usize,
    /// Structural variants.
    #[serde(default)]
    pub structures: usize,
    /// Where the variance of each measure comes from.
    #[serde(default)]
    pub layers: Vec<Layers>,
}

/// Shares of the variance of a measure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Layers {
    /// The measure, by name.
    pub measure: String,
    /// Chance between runs.
    #[serde(default)]
    pub chance: Option<f64>,
    /// Uncertain inputs.
    #[serde(default)]
    pub parameter: Option<f64>,
    /// Uncertain structure.
    #[serde(default)]
    pub structural: Option<f64>,
}

/// One parameter at a time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum OneWay {
    /// Bars with what they stand on.
    Tornado {
        /// Half the width of the interval that chance alone gives an outcome.
        noise_half_width_pounds: f64,
        /// One bar a parameter, the widest first.
        bars: Vec<Bar>,
    },
    /// Bars alone.
    Bars(Vec<Bar>),
}

/// What one parameter does alone.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Bar {
    /// The parameter.
    pub name: String,
    /// Its low and its high value.
    pub inputs: [f64; 2],
    /// Net benefit at each.
    pub outcomes_pounds: [f64; 2],
    /// Whether the bar stands out of chance.
    pub above_noise: bool,
    /// Whether another option becomes the best.
    pub changes_best: bool,
}

/// One thing that the results stand on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Assumption {
    /// The parameter.
    pub path: String,
    /// What it means.
    pub meaning: String,
    /// Its value, in words.
    pub value: String,
    /// What is believed about it, in words.
    pub prior: String,
    /// How strong the evidence is.
    pub strength: String,
    /// Where the value comes from.
    pub source: String,
    /// What it would be worth to know it, in pounds.
    #[serde(default)]
    pub matters: Option<f64>,
}
