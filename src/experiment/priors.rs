//! What is believed about the parameters, drawn: one value of every uncertain parameter at a time.
//!
//! A draw of a parameter depends on the master seed, the number of the draw and the parameter's own path alone, so it is
//! the same in every scenario that shares its prior, whatever else is uncertain.
//!
//! A posterior, such as a calibration has found, takes the place of the priors of its parameters: its rows are drawn whole,
//! so that what goes together stays together.

use crate::engine::quantile::{beta_quantile, gamma_quantile, normal_below};
use crate::engine::random::{StreamId, Streams};
use crate::engine::sample::normal;
use crate::scenario::parameter::{Kind, Parameter, Prior, Value};
use crate::scenario::parameters::registry;
use crate::scenario::posterior::Posterior;
use crate::scenario::{Scenario, ScenarioError};

/// The place of these draws among the random streams.
const PLACE: &str = "priors of the parameters";
/// The golden ratio less one: steps of it fill (0, 1) evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// Joint draws tried before giving up on finding one without contradiction.
const MOST_ATTEMPTS: u32 = 1_000;

/// A joint draw: positions in the registry and their values.
pub type Draw = Vec<(usize, Value)>;

/// Positions in the registry of the parameters that have a prior in at least one of the scenarios.
pub fn uncertain(scenarios: &[Scenario]) -> Vec<usize> {
    (0..registry().len())
        .filter(|&index| {
            scenarios
                .iter()
                .any(|scenario| scenario.evidence[index].prior != Prior::Fixed)
        })
        .collect()
}

/// The value below which a share `u` in (0, 1) of a prior lies, cut off at the bounds of the parameter.
pub fn quantile(parameter: &Parameter, prior: Prior, default: Value, u: f64) -> Value {
    let x = match prior {
        Prior::Fixed => return default,
        Prior::Beta(a, b) => beta_quantile(u, a, b),
        Prior::Gamma(shape, scale) => gamma_quantile(u, shape, scale),
        Prior::LogNormal(median, sigma) => median * libm::exp(sigma * normal(u)),
        Prior::Uniform(low, high) => low + (high - low) * u,
        Prior::Normal(mean, sd) => {
            // Cut off by giving the share between the bounds, not by piling up at them.
            let (low, high) = bounds(parameter.kind);
            let (below, above) = (
                normal_below((low - mean) / sd),
                normal_below((high - mean) / sd),
            );
            mean + sd * normal((below + (above - below) * u).clamp(1e-300, 1.0 - 1e-16))
        }
    };
    let (low, high) = bounds(parameter.kind);
    let x = x.clamp(low, high);
    match parameter.kind {
        Kind::Integer(..) => Value::Integer(x.round() as i64),
        _ => Value::Number(x),
    }
}

fn bounds(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::Number(low, high) => (low, high),
        Kind::Integer(low, high) => (low as f64, high as f64),
        Kind::Flag | Kind::Choice(_) => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// The stream of a parameter: a hash of its path, so that it never depends on its neighbours.
#[derive(Clone, Copy)]
struct OfParameter(u32);

impl OfParameter {
    fn new(parameter: &Parameter) -> Self {
        // FNV-1a, 32 bits.
        let hash = parameter
            .path()
            .bytes()
            .fold(0x811C_9DC5_u32, |hash, byte| {
                (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
            });
        Self(hash)
    }
}

impl StreamId for OfParameter {
    fn number(self) -> u32 {
        self.0
    }
}

/// Scenarios with one joint draw of everything uncertain.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The scenarios, in the order given.
    pub scenarios: Vec<Scenario>,
    /// The values drawn, of the first scenario.
    pub values: Draw,
    /// Joint draws that were passed over because their values contradict each other.
    pub passed_over: u32,
}

/// What is believed: the priors of the scenarios, and a posterior in place of some of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beliefs {
    /// Joint draws, if there are any.
    pub posterior: Option<Posterior>,
}

impl Beliefs {
    /// The priors of the scenarios, and where there is a posterior, that in place of its parameters' priors.
    ///
    /// # Errors
    /// If none of the scenarios is uncertain about any of the posterior's parameters.
    pub fn new(
        posterior: Option<Posterior>,
        scenarios: &[Scenario],
    ) -> Result<Self, ScenarioError> {
        let uncertain = uncertain(scenarios);
        match posterior {
            Some(posterior)
                if !posterior
                    .parameters
                    .iter()
                    .any(|index| uncertain.contains(index)) =>
            {
                Err(ScenarioError::Contradiction {
                    message: format!(
                        "{} has draws of parameters that the scenario holds fixed, and of no other",
                        posterior.file.name
                    ),
                })
            }
            posterior => Ok(Self { posterior }),
        }
    }

    /// What belongs to the model's own values: the draws of their calibration, in place of the priors of all parameters
    /// for which no scenario has a prior of its own.
    pub fn of_defaults(scenarios: &[Scenario]) -> Self {
        let uncertain = uncertain(scenarios);
        let own = |index: usize| {
            scenarios.iter().any(|scenario| {
                let prior = scenario.evidence[index].prior;
                prior != Prior::Fixed && prior != registry()[index].prior
            })
        };
        Self {
            posterior: Posterior::of_defaults()
                .keeping(|index| uncertain.contains(&index) && !own(index)),
        }
    }

    /// The option of a command that draws from these: none for what is drawn from if nothing is said.
    pub fn option(&self) -> String {
        match &self.posterior {
            None => " --priors".to_owned(),
            Some(posterior) if posterior.belongs_to_defaults() => String::new(),
            Some(posterior) => format!(" --posterior {}", posterior.file.name),
        }
    }

    /// The value of an uncertain parameter below which a share `u` in (0, 1) of what a scenario believes lies, whatever
    /// the others are; its value where the scenario holds it fixed.
    pub fn quantile(&self, scenario: &Scenario, index: usize, u: f64) -> Value {
        let prior = scenario.evidence[index].prior;
        let joint = self
            .posterior
            .as_ref()
            .filter(|_| prior != Prior::Fixed)
            .and_then(|posterior| posterior.quantile(index, u));
        joint.unwrap_or_else(|| quantile(&registry()[index], prior, scenario.values[index], u))
    }

    /// Draw number `draw`, in every scenario: of the posterior one whole row, chosen by its weight, and of all other
    /// uncertain parameters their priors. Parameters that a scenario holds fixed stay as they are there. A joint draw in
    /// which values contradict each other, in any of the scenarios, is passed over for the next.
    ///
    /// # Errors
    /// If no draw without contradiction is found.
    pub fn drawn(
        &self,
        scenarios: &[Scenario],
        seed: u64,
        draw: u32,
    ) -> Result<Drawn, ScenarioError> {
        self.draw_of(scenarios, seed, draw, true)
    }

    /// A scenario with draw number `draw` of the posterior; its other parameters, and those that it holds fixed, stay as
    /// they are.
    ///
    /// # Errors
    /// If no draw without contradiction is found.
    pub fn posterior_drawn(
        &self,
        scenario: &Scenario,
        seed: u64,
        draw: u32,
    ) -> Result<Scenario, ScenarioError> {
        self.draw_of(std::slice::from_ref(scenario), seed, draw, false)
            .map(|mut drawn| drawn.scenarios.remove(0))
    }

    fn draw_of(
        &self,
        scenarios: &[Scenario],
        seed: u64,
        draw: u32,
        priors_too: bool,
    ) -> Result<Drawn, ScenarioError> {
        let mut uncertain = uncertain(scenarios);
        if let (Some(posterior), false) = (&self.posterior, priors_too) {
            uncertain.retain(|index| posterior.parameters.contains(index));
        }
        let streams = Streams::new(seed, u64::from(draw), PLACE);
        let mut last = None;
        for attempt in 0..MOST_ATTEMPTS {
            let row = self.row(seed, draw, attempt);
            let of = |scenario: &Scenario| -> Draw {
                uncertain
                    .iter()
                    .map(|&index| {
                        let parameter = &registry()[index];
                        let prior = scenario.evidence[index].prior;
                        let joint = row.iter().find(|(other, _)| *other == index);
                        if let (Some(&(_, value)), true) = (joint, prior != Prior::Fixed) {
                            return (index, value);
                        }
                        let u = streams.uniform(OfParameter::new(parameter), 0, attempt);
                        (index, quantile(parameter, prior, scenario.values[index], u))
                    })
                    .collect()
            };
            match scenarios
                .iter()
                .map(|scenario| scenario.with_beliefs(&of(scenario)))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(found) => {
                    return Ok(Drawn {
                        values: scenarios.first().map(of).unwrap_or_default(),
                        scenarios: found,
                        passed_over: attempt,
                    });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.expect("at least one attempt was made"))
    }

    /// The row of the posterior that belongs to a draw: even steps through the weights from a place by lot, so that any
    /// number of first draws holds each row about as often as its weight says.
    fn row(&self, seed: u64, draw: u32, attempt: u32) -> Draw {
        let Some(posterior) = &self.posterior else {
            return Draw::new();
        };
        let start = Streams::new(seed, 0, PLACE).uniform(OfPosterior, 0, attempt);
        let u = libm::modf(start + f64::from(draw) * GOLDEN).0;
        let row = posterior.row_at(u.max(f64::MIN_POSITIVE));
        posterior
            .parameters
            .iter()
            .copied()
            .zip(row.iter().copied())
            .collect()
    }
}

/// The stream of the posterior's rows; no parameter's hash is 0.
#[derive(Clone, Copy)]
struct OfPosterior;

impl StreamId for OfPosterior {
    fn number(self) -> u32 {
        0
    }
}

/// Draw number `draw` of the priors, in every scenario; see [`Beliefs::drawn`].
///
/// # Errors
/// If no draw without contradiction is found.
pub fn drawn(scenarios: &[Scenario], seed: u64, draw: u32) -> Result<Drawn, ScenarioError> {
    Beliefs::default().drawn(scenarios, seed, draw)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scenario::{SourceFile, index_of};

    fn scenario(text: &str) -> Scenario {
        let file = SourceFile {
            name: "a.toml".to_owned(),
            text: text.to_owned(),
        };
        Scenario::from_files(&[file], &[]).unwrap()
    }

    #[test]
    fn streams_of_parameters_are_all_different() {
        let streams: BTreeSet<u32> = registry().iter().map(|p| OfParameter::new(p).0).collect();
        assert_eq!(streams.len(), registry().len());
        assert!(!streams.contains(&OfPosterior.number()));
    }

    #[test]
    fn a_draw_is_the_same_in_scenarios_that_share_the_prior() {
        let base = scenario("[scenario]\ntitle = \"a\"\n");
        let other = scenario(
            "[staffing]\nlink_workers_fte = 9\n[contact]\nno_show = 0.5\n[referral]\n\
             inappropriate = { value = 0.24, prior = { beta = [8, 25] } }\n",
        );
        let together = drawn(&[base.clone(), other.clone()], 7, 3).unwrap();
        let alone = drawn(&[base], 7, 3).unwrap();
        let at = |scenario: &Scenario, path: &str| scenario.values[index_of(path).unwrap()];
        assert_eq!(
            at(&together.scenarios[0], "contact.no_show"),
            at(&alone.scenarios[0], "contact.no_show"),
            "what another scenario fixes is still drawn here"
        );
        assert_eq!(
            at(&together.scenarios[1], "contact.no_show"),
            Value::Number(0.5)
        );
        for path in ["matching.proposal", "strain.base"] {
            assert_eq!(
                at(&together.scenarios[0], path),
                at(&together.scenarios[1], path)
            );
        }
        let share = |i: usize| match at(&together.scenarios[i], "referral.inappropriate") {
            Value::Number(x) => x,
            other => panic!("{other}"),
        };
        assert!(share(1) > share(0), "one uniform, two priors");
    }

    #[test]
    fn rows_of_a_posterior_are_drawn_whole_by_their_weight_and_spare_what_is_fixed() {
        let base = scenario("[scenario]\ntitle = \"a\"\n");
        let fixed = scenario("[contact]\nno_show = 0.5\n");
        let posterior = |text: &str| {
            Posterior::from_file(&SourceFile {
                name: "posterior.csv".to_owned(),
                text: text.to_owned(),
            })
            .unwrap()
        };
        let joint = "weight,contact.no_show,need.mean_duration_years\n1,0.1,1\n3,0.3,3\n";
        let both = [base.clone(), fixed.clone()];
        let beliefs = Beliefs::new(Some(posterior(joint)), &both).unwrap();
        let at = |scenario: &Scenario, path: &str| scenario.values[index_of(path).unwrap()];
        let mut second = 0;
        for draw in 0..100 {
            let found = beliefs.drawn(&both, 7, draw).unwrap().scenarios;
            let pair = (
                at(&found[0], "contact.no_show"),
                at(&found[0], "need.mean_duration_years"),
            );
            let (low, high) = (Value::Number(0.1), Value::Number(0.3));
            assert!(
                pair == (low, Value::Number(1.0)) || pair == (high, Value::Number(3.0)),
                "{pair:?}"
            );
            second += u32::from(pair.0 == high);
            assert_eq!(at(&found[1], "contact.no_show"), Value::Number(0.5));
            assert_eq!(at(&found[1], "need.mean_duration_years"), pair.1);
            let from_priors = drawn(&both, 7, draw).unwrap().scenarios;
            assert_eq!(
                at(&found[0], "strain.base"),
                at(&from_priors[0], "strain.base")
            );
        }
        assert!((74..=76).contains(&second), "{second} of 100, not 75");
        let only = posterior("contact.no_show\n0.1\n");
        assert!(Beliefs::new(Some(only), &[fixed]).is_err());
    }

    #[test]
    fn what_belongs_to_the_defaults_gives_way_to_a_prior_of_the_scenario() {
        let base = scenario("[scenario]\ntitle = \"a\"\n");
        let own = scenario(
            "[gp]\nrecognition = { value = 0.3, prior = { beta = [30, 70] } }\n[need]\nincidence_per_1000 = 50\n",
        );
        let [recognition, incidence, strain] =
            ["gp.recognition", "need.incidence_per_1000", "strain.base"]
                .map(|path| index_of(path).unwrap());
        let alone = Beliefs::of_defaults(std::slice::from_ref(&base));
        let posterior = alone.posterior.as_ref().unwrap();
        assert!(posterior.parameters.contains(&recognition) && alone.option().is_empty());
        let both = Beliefs::of_defaults(&[base.clone(), own.clone()]);
        let posterior = both.posterior.as_ref().unwrap();
        assert!(
            !posterior.parameters.contains(&recognition),
            "one has its own"
        );
        assert!(
            posterior.parameters.contains(&incidence),
            "fixed in one, drawn in the other"
        );
        assert_eq!(both.quantile(&own, incidence, 0.9), Value::Number(50.0));
        let beta = quantile(
            &registry()[recognition],
            Prior::Beta(30.0, 70.0),
            Value::Number(0.3),
            0.9,
        );
        assert_eq!(both.quantile(&own, recognition, 0.9), beta);
        let range = |share: f64| alone.quantile(&base, incidence, share).as_number().unwrap();
        let from_prior = |share: f64| {
            Beliefs::default()
                .quantile(&base, incidence, share)
                .as_number()
                .unwrap()
        };
        assert!(range(0.95) - range(0.05) < from_prior(0.95) - from_prior(0.05));
        assert_eq!(
            alone.quantile(&base, strain, 0.3),
            Beliefs::default().quantile(&base, strain, 0.3)
        );
        assert_eq!(Beliefs::default().option(), " --priors");
    }

    #[test]
    fn defaults_that_are_not_calibrated_lie_amid_their_priors() {
        let calibrated = &Posterior::of_defaults().parameters;
        for (index, parameter) in registry().iter().enumerate() {
            if parameter.prior == Prior::Fixed || calibrated.contains(&index) {
                continue;
            }
            let end = |u| quantile(parameter, parameter.prior, parameter.default, u).as_number();
            let default = parameter.default.as_number();
            assert!(
                end(0.2) <= default && default <= end(0.8),
                "{}",
                parameter.path()
            );
        }
    }

    #[test]
    fn draws_follow_their_prior_and_keep_within_bounds() {
        let base = scenario("[scenario]\ntitle = \"a\"\n");
        let index = index_of("strain.base").unwrap();
        let draws: Vec<f64> = (0..400)
            .map(|draw| {
                match drawn(std::slice::from_ref(&base), 1, draw)
                    .unwrap()
                    .scenarios[0]
                    .values[index]
                {
                    Value::Number(x) => x,
                    other => panic!("{other}"),
                }
            })
            .collect();
        // Beta(10, 30): mean 0.25, standard deviation 0.0676.
        let mean = draws.iter().sum::<f64>() / 400.0;
        assert!((mean - 0.25).abs() < 3.0 * 0.0676 / 20.0, "{mean}");
        for parameter in registry() {
            for u in [1e-9, 0.5, 1.0 - 1e-9] {
                let value = quantile(parameter, parameter.prior, parameter.default, u);
                if let (Kind::Number(low, high), Value::Number(x)) = (parameter.kind, value) {
                    assert!((low..=high).contains(&x), "{}", parameter.path());
                }
            }
        }
    }
}
