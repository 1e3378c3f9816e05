//! A scenario as the rest of the program sees it: complete, typed, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::check;
use super::error::{ScenarioError, SourceFile};
use super::files;
use super::generator::{self, Generator};
use super::names::index_of;
use super::overrides::Override;
use super::parameter::{Prior, Strength, Value};
use super::parameters::{Parameters, registry};
use super::resolve;

/// A resolved scenario: every parameter has a value, every date is a day number, every network its own values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// What the scenario describes; may be empty.
    pub description: String,
    /// The question that it answers; may be empty.
    pub question: String,
    /// First day.
    pub start: Date,
    /// Number of days, 1 to 36,600.
    pub days: u32,
    /// Days on which nobody works, in order of date; from the start to 400 days past the end (a list of the user's is
    /// kept as given).
    pub holidays: Vec<Date>,
    /// Number of replications.
    pub runs: u32,
    /// Master seed.
    pub seed: u64,
    /// Base values in the order of [`registry`].
    pub values: Vec<Value>,
    /// What stands behind each base value, in the order of [`registry`].
    pub evidence: Vec<Evidence>,
    /// The networks in the order of their names, so that the order of the file never matters. At least one.
    pub networks: Vec<Network>,
    /// The dated changes in the order of the file.
    pub changes: Vec<Change>,
    /// Every file that was read, the one that extends nothing first, the scenario itself last.
    pub files: Vec<SourceFile>,
    pub(super) layout: Layout,
    /// Values that hold for every network: those of the command line and of [`Scenario::with_values`].
    pub(super) forced: BTreeMap<usize, Value>,
}

/// A primary care network and its values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Name, unique within the scenario.
    pub name: String,
    /// Values by period, in order of day; the first begins on day 0.
    pub epochs: Vec<Epoch>,
}

/// The values of a network from a day on, until the next epoch or the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Epoch {
    /// First day, counted from the start of the scenario.
    pub day: u32,
    /// All values in force, in the order of [`registry`].
    pub values: Arc<Vec<Value>>,
}

/// A dated change as the user wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// First day in force.
    pub at: Date,
    /// Last day in force; none: to the end.
    pub until: Option<Date>,
    /// The first day in force, counted from the start of the scenario.
    pub first_day: u32,
    /// The last day in force, counted likewise; none: to the end.
    pub last_day: Option<u32>,
    /// The networks concerned; empty: all.
    pub networks: Vec<String>,
    /// Why.
    pub note: Option<String>,
    /// Position in [`registry`] and new value.
    pub settings: Vec<(usize, Value)>,
}

/// What stands behind a base value.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What is believed about the value, in the parameter's unit.
    pub prior: Prior,
    /// Where the value comes from, in words.
    pub source: String,
    /// How strong that source is.
    pub strength: Strength,
    /// Anything else the user noted.
    pub note: Option<String>,
    /// Where the value was given.
    pub origin: Origin,
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: the default of the model.
    Default,
    /// In a file.
    File {
        /// Path relative to the scenario's folder.
        name: String,
        /// Line, from 1.
        line: usize,
    },
    /// With `--set`.
    CommandLine,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::CommandLine => f.write_str("--set"),
        }
    }
}

/// How the networks come about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Layout {
    /// Name and own values of each.
    Listed(Vec<(String, Vec<(usize, Value)>)>),
    Generated(Generator),
}

impl Scenario {
    /// Reads the scenario at `path`, everything it extends, and the values of the command line on top.
    ///
    /// # Errors
    /// If a file cannot be read or anything in it is wrong; all problems at once.
    pub fn load(path: &Path, overrides: &[Override]) -> Result<Self, ScenarioError> {
        resolve::resolve(files::from_disk(path)?, overrides)
    }

    /// As [`Scenario::load`] from texts that were kept (see [`Scenario::files`]): the last one is the scenario, and what
    /// it extends is looked up among the others. The file system is not touched.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn from_files(files: &[SourceFile], overrides: &[Override]) -> Result<Self, ScenarioError> {
        resolve::resolve(files::from_texts(files)?, overrides)
    }

    /// The base values, typed. Networks and epochs have their own: `Parameters::from_values(&epoch.values)`.
    pub fn parameters(&self) -> Parameters {
        Parameters::from_values(&self.values)
    }

    /// The same scenario with other base values, given by position in [`registry`]: one point of a sweep. They hold for
    /// every network, as those of the command line; dated changes still apply on top.
    ///
    /// # Errors
    /// If a value is outside the range of its parameter or contradicts another.
    ///
    /// # Panics
    /// If a position is not one of the registry.
    pub fn with_values(&self, values: &[(usize, Value)]) -> Result<Self, ScenarioError> {
        self.with(values, true)
    }

    /// The same scenario with other base values: one draw of the priors. What a network sets itself stays, as do dated
    /// changes.
    ///
    /// # Errors
    /// As [`Scenario::with_values`].
    ///
    /// # Panics
    /// As [`Scenario::with_values`].
    pub fn with_beliefs(&self, values: &[(usize, Value)]) -> Result<Self, ScenarioError> {
        self.with(values, false)
    }

    fn with(&self, values: &[(usize, Value)], forced: bool) -> Result<Self, ScenarioError> {
        let mut other = self.clone();
        for &(index, value) in values {
            let parameter = &registry()[index];
            if !check::fits(parameter, value) {
                return Err(ScenarioError::Contradiction {
                    message: format!("`{}` cannot be {value}", parameter.path()),
                });
            }
            other.values[index] = value;
            if forced {
                other.forced.insert(index, value);
            }
        }
        other.networks = other.worked_out_networks();
        for network in &other.networks {
            for epoch in &network.epochs {
                if let Some(found) = check::contradictions(&epoch.values).into_iter().next() {
                    return Err(ScenarioError::Contradiction {
                        message: found.message,
                    });
                }
            }
        }
        Ok(other)
    }

    /// The networks with their epochs, from base values, layout, forced values and changes.
    pub(super) fn worked_out_networks(&self) -> Vec<Network> {
        let mut networks: Vec<Network> = match &self.layout {
            Layout::Listed(listed) => listed
                .iter()
                .map(|(name, own)| {
                    let mut values = self.values.clone();
                    for &(index, value) in own {
                        values[index] = value;
                    }
                    for (&index, &value) in &self.forced {
                        values[index] = value;
                    }
                    self.network(name, &values)
                })
                .collect(),
            Layout::Generated(generator) => self.generated(generator),
        };
        networks.sort_by(|a, b| a.name.cmp(&b.name));
        networks
    }

    fn generated(&self, generator: &Generator) -> Vec<Network> {
        let base = self.parameters();
        let population = &base.population;
        let registered = f64::from(population.registered_patients);
        let imd = [
            population.imd_1,
            population.imd_2,
            population.imd_3,
            population.imd_4,
            population.imd_5,
        ];
        let index = |path: &str| index_of(path).expect("declared in the registry");
        let quintiles: Vec<usize> = (1..=5)
            .map(|quintile| index(&format!("population.imd_{quintile}")))
            .collect();
        let registered_patients = index("population.registered_patients");
        let practices = index("population.practices");
        let link_workers = index("staffing.link_workers_fte");
        let waiting_list = index("start.waiting_list");
        // Counts of the base grow and shrink with the network.
        let scaled = |count: u32, size: u32, least: f64| {
            let count = f64::from(count) * f64::from(size) / registered;
            Value::Integer(count.round().max(least) as i64)
        };
        generator::make(generator, imd, base.staffing.link_workers_fte / registered)
            .into_iter()
            .map(|made| {
                let size = made.registered_patients;
                let mut values = self.values.clone();
                values[registered_patients] = Value::Integer(i64::from(size));
                values[practices] = scaled(population.practices, size, 1.0);
                values[link_workers] = Value::Number(made.link_workers_fte);
                values[waiting_list] = scaled(base.start.waiting_list, size, 0.0);
                for (&quintile, share) in quintiles.iter().zip(made.imd) {
                    values[quintile] = Value::Number(share);
                }
                self.network(&made.name, &values)
            })
            .collect()
    }

    /// One network with the changes that concern it. Where two are in force, the later in the file wins.
    fn network(&self, name: &str, values: &[Value]) -> Network {
        let changes: Vec<&Change> = self
            .changes
            .iter()
            .filter(|change| {
                change.networks.is_empty() || change.networks.iter().any(|other| other == name)
            })
            .collect();
        let borders: BTreeSet<u32> = changes
            .iter()
            .flat_map(|change| [Some(change.first_day), change.last_day.map(|day| day + 1)])
            .flatten()
            .chain([0])
            .filter(|&day| day < self.days)
            .collect();
        let mut epochs: Vec<Epoch> = Vec::new();
        for day in borders {
            let mut values = values.to_vec();
            for change in &changes {
                if change.first_day <= day && change.last_day.is_none_or(|last| day <= last) {
                    for &(index, value) in &change.settings {
                        values[index] = value;
                    }
                }
            }
            if epochs.last().is_none_or(|before| *before.values != values) {
                epochs.push(Epoch {
                    day,
                    values: Arc::new(values),
                });
            }
        }
        Network {
            name: name.to_owned(),
            epochs,
        }
    }
}
