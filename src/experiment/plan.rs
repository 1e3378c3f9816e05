//! What is to be run: the resolved scenario, made ready for the model.

use crate::engine::calendar::Calendar;
use crate::pathway::run::{Discount, Epoch, NetworkPlan};
use crate::scenario::Scenario;
use crate::scenario::parameters::Parameters;

/// Days of a year, on average.
const YEAR_DAYS: f64 = 365.25;
/// Days beyond the last for which discount factors are held.
const TAIL_DAYS: u32 = 2;

/// A frozen plan of replications of one scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Number of replications.
    pub runs: u32,
    /// Master seed; the streams of each replication and network are hashed from it.
    pub seed: u64,
    /// The calendar of all networks.
    pub calendar: Calendar,
    /// Discount factors of each day.
    discount: Discount,
    /// Networks in order of name.
    networks: Vec<PlannedNetwork>,
}

/// One network of the plan.
#[derive(Clone, Debug)]
struct PlannedNetwork {
    name: String,
    epochs: Vec<Epoch>,
}

impl Plan {
    /// Makes a scenario ready to run.
    pub fn new(scenario: &Scenario, runs: u32, seed: u64) -> Self {
        let calendar = Calendar::new(
            scenario.start,
            scenario.days,
            scenario.holidays.iter().copied(),
        );
        let values = scenario.parameters().values;
        let factors = |rate: f64| {
            let daily = libm::log(1.0 + rate) / YEAR_DAYS;
            (0..scenario.days + TAIL_DAYS)
                .map(|day| libm::exp(-daily * f64::from(day)))
                .collect()
        };
        let discount = Discount {
            costs: factors(values.discount_rate),
            effects: factors(values.discount_rate_effects),
        };
        let networks = scenario
            .networks
            .iter()
            .map(|network| PlannedNetwork {
                name: network.name.clone(),
                epochs: network
                    .epochs
                    .iter()
                    .map(|epoch| Epoch {
                        day: epoch.day,
                        parameters: Parameters::from_values(&epoch.values),
                    })
                    .collect(),
            })
            .collect();
        Self {
            runs,
            seed,
            calendar,
            discount,
            networks,
        }
    }

    /// Number of networks.
    pub fn networks(&self) -> usize {
        self.networks.len()
    }

    /// Name of a network.
    pub fn network_name(&self, network: usize) -> &str {
        &self.networks[network].name
    }

    /// Levers and beliefs of a network on the first day.
    pub fn first_parameters(&self, network: usize) -> &Parameters {
        &self.networks[network].epochs[0].parameters
    }

    /// The plan of one network in one replication.
    pub fn unit(&self, network: usize, replication: u32) -> NetworkPlan<'_> {
        let planned = &self.networks[network];
        NetworkPlan {
            name: &planned.name,
            epochs: &planned.epochs,
            calendar: &self.calendar,
            discount: &self.discount,
            seed: self.seed,
            replication,
        }
    }
}
