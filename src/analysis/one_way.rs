//! One parameter at a time: which beliefs matter for the choice, and at what value it changes.

use serde::{Deserialize, Serialize};

use super::economics::one_way::{Swing, Tornado, switches, tornado};
use super::statistics::Estimate;

/// Costs and effects of all options with one parameter at one value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The value.
    pub input: f64,
    /// Cost by option and run, in pounds.
    pub costs_pounds: Vec<Vec<f64>>,
    /// Effect by option and run, in QALYs.
    pub effects: Vec<Vec<f64>>,
}

impl Side {
    /// Without runs yet.
    pub fn new(input: f64, options: usize) -> Self {
        Self {
            input,
            costs_pounds: vec![Vec::new(); options],
            effects: vec![Vec::new(); options],
        }
    }

    fn expected(&self, threshold_pounds: f64) -> Vec<f64> {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        self.costs_pounds
            .iter()
            .zip(&self.effects)
            .map(|(costs, effects)| threshold_pounds * mean(effects) - mean(costs))
            .collect()
    }
}

/// All parameters at their low and high values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// Everything as it is.
    pub base: Side,
    /// Name of each parameter, and its low and high side where it could be run.
    pub parameters: Vec<(String, [Option<Side>; 2])>,
}

impl Sides {
    /// Adds the low (0) or high (1) side of a parameter; both sides of one come one after the other.
    pub fn add(&mut self, name: String, side: usize, found: Side) {
        if self.parameters.last().is_none_or(|(last, _)| *last != name) {
            self.parameters.push((name, [None, None]));
        }
        if let Some((_, sides)) = self.parameters.last_mut() {
            sides[side] = Some(found);
        }
    }
}

/// What moving one parameter at a time shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneWay {
    /// Runs of each option at each value.
    pub runs: usize,
    /// Value of a QALY.
    pub threshold_pounds: f64,
    /// The option whose net benefit less that of the base is shown.
    pub option: usize,
    /// The bars.
    pub tornado: Tornado,
    /// Where the best option changes.
    pub switches: Vec<SwitchPoint>,
}

/// A value of a parameter at which another option becomes the best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SwitchPoint {
    /// The parameter.
    pub parameter: String,
    /// Its value in the base case lies between these two.
    pub range: [f64; 2],
    /// The value at which the best option changes.
    pub at: f64,
    /// The best option below.
    pub from: usize,
    /// The best option above.
    pub to: usize,
}

impl OneWay {
    /// Bars of the net benefit of `option` less that of the base.
    pub fn of(sides: &Sides, option: usize, threshold_pounds: f64) -> Self {
        let swings: Vec<Swing> = sides
            .parameters
            .iter()
            .filter_map(|(name, pair)| {
                let [Some(low), Some(high)] = pair else {
                    return None;
                };
                Some(Swing {
                    name: name.clone(),
                    inputs: [low.input, high.input],
                    expected_pounds: [
                        low.expected(threshold_pounds),
                        high.expected(threshold_pounds),
                    ],
                })
            })
            .collect();
        let base = sides.base.expected(threshold_pounds);
        let differences: Vec<f64> = (0..sides.base.costs_pounds[0].len())
            .map(|run| {
                let benefit = |option: usize| {
                    threshold_pounds * sides.base.effects[option][run]
                        - sides.base.costs_pounds[option][run]
                };
                benefit(option) - benefit(0)
            })
            .collect();
        let noise = Estimate::of(&differences).half_width();
        Self {
            runs: differences.len(),
            threshold_pounds,
            option,
            switches: swings.iter().flat_map(found_switches).collect(),
            tornado: tornado(
                &base,
                option,
                Some(0),
                &swings,
                if noise.is_finite() { noise } else { 0.0 },
            ),
        }
    }
}

/// Between the low and the high value net benefit is taken as a straight line.
fn found_switches(swing: &Swing) -> Vec<SwitchPoint> {
    let [low, high] = swing.inputs;
    if low >= high {
        return Vec::new();
    }
    let lines: Vec<Vec<f64>> = (0..swing.expected_pounds[0].len())
        .map(|option| swing.expected_pounds.iter().map(|e| e[option]).collect())
        .collect();
    switches(&swing.inputs, &lines)
        .into_iter()
        .map(|switch| SwitchPoint {
            parameter: swing.name.clone(),
            range: swing.inputs,
            at: switch.at,
            from: switch.from,
            to: switch.to,
        })
        .collect()
}
