//! What differs between two scenarios, in words.

use std::collections::BTreeMap;

use super::parameter::{Strength, Value};
use super::parameters::registry;
use super::resolved::{Change, Evidence, Network, Scenario};
use super::words::{grouped, in_words, meaning};

/// Names listed in full; of more, only the number is given.
const NAMED: usize = 5;
/// What a difference is called that concerns only where a number comes from.
const SOURCE: &str = "Source";

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `section.parameter`, or the table of the scenario file.
    pub path: String,
    /// What differs, in words.
    pub what: String,
    /// How it is in the first scenario.
    pub before: String,
    /// How it is in the second.
    pub after: String,
    /// The networks concerned; empty: the scenario as a whole.
    pub networks: Vec<String>,
}

impl Difference {
    /// Whether it concerns only where a number comes from: no result changes.
    pub fn is_of_source(&self) -> bool {
        self.what == SOURCE
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.networks.is_empty() {
            write!(f, "{}: ", listed(&self.networks))?;
        }
        write!(
            f,
            "{}: {} → {} ({})",
            self.what, self.before, self.after, self.path
        )
    }
}

/// What differs from `a` to `b`: time and runs, base values, evidence, networks, changes. Titles and texts do not count.
pub fn differences(a: &Scenario, b: &Scenario) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut note = |path: &str, what: &str, before: String, after: String| {
        if before != after {
            all.push(Difference {
                path: path.to_owned(),
                what: what.to_owned(),
                before,
                after,
                networks: Vec::new(),
            });
        }
    };
    note(
        "time.start",
        "First day",
        a.start.to_string(),
        b.start.to_string(),
    );
    note("time", "Length", in_days(a), in_days(b));
    if (a.start, a.days) == (b.start, b.days) && a.holidays != b.holidays {
        let words = |scenario: &Scenario| format!("{} days", scenario.holidays.len());
        let (before, after) = (words(a), words(b));
        let after = if before == after {
            format!("{after}, other dates")
        } else {
            after
        };
        note("time.holidays", "Holidays", before, after);
    }
    note("run.runs", "Runs", a.runs.to_string(), b.runs.to_string());
    note(
        "run.seed",
        "Master seed",
        a.seed.to_string(),
        b.seed.to_string(),
    );

    for (index, parameter) in registry().iter().enumerate() {
        let (before, after) = (a.values[index], b.values[index]);
        if before != after {
            note(
                &parameter.path(),
                &meaning(parameter),
                in_words(parameter, before),
                in_words(parameter, after),
            );
        }
    }
    for (index, parameter) in registry().iter().enumerate() {
        evidence(
            &parameter.path(),
            a.values[index] == b.values[index],
            &a.evidence[index],
            &b.evidence[index],
            &mut note,
        );
    }
    networks(a, b, &mut all);
    changes(a, b, &mut all);
    all
}

fn in_days(scenario: &Scenario) -> String {
    format!("{} days", grouped(f64::from(scenario.days)))
}

/// A new value brings its own source; that is worth a line only where the value stayed. A prior always is.
fn evidence(
    path: &str,
    same_value: bool,
    a: &Evidence,
    b: &Evidence,
    note: &mut impl FnMut(&str, &str, String, String),
) {
    if a.prior != b.prior {
        note(path, "Prior", a.prior.to_string(), b.prior.to_string());
    }
    if same_value && (&a.source, a.strength) != (&b.source, b.strength) {
        let words = |source: &str, strength: Strength| format!("{source} [{}]", strength.label());
        note(
            path,
            SOURCE,
            words(&a.source, a.strength),
            words(&b.source, b.strength),
        );
    }
}

fn networks(a: &Scenario, b: &Scenario, all: &mut Vec<Difference>) {
    let by_name = |scenario: &Scenario| -> BTreeMap<String, Network> {
        scenario
            .networks
            .iter()
            .map(|network| (network.name.clone(), network.clone()))
            .collect()
    };
    let (before, after) = (by_name(a), by_name(b));
    if !before.keys().eq(after.keys()) {
        let words = |networks: &BTreeMap<String, Network>| {
            format!(
                "{} ({})",
                grouped(networks.len() as f64),
                listed(&networks.keys().cloned().collect::<Vec<_>>())
            )
        };
        all.push(Difference {
            path: "network".to_owned(),
            what: "Networks".to_owned(),
            before: words(&before),
            after: words(&after),
            networks: Vec::new(),
        });
    }
    // Own values on the first day, where they differ otherwise than the base does. Dated changes are told on their own.
    for (index, parameter) in registry().iter().enumerate() {
        let mut alike: Vec<((String, String), Vec<String>)> = Vec::new();
        for (name, network) in &before {
            let Some(other) = after.get(name) else {
                continue;
            };
            let own = |scenario: &Scenario, network: &Network| -> Option<Value> {
                let changed = scenario.changes.iter().any(|change| {
                    change.first_day == 0
                        && concerns(change, &network.name)
                        && change.settings.iter().any(|(changed, _)| *changed == index)
                });
                (!changed).then(|| network.epochs[0].values[index])
            };
            let (Some(x), Some(y)) = (own(a, network), own(b, other)) else {
                continue;
            };
            if x == y || (x, y) == (a.values[index], b.values[index]) {
                continue;
            }
            let pair = (in_words(parameter, x), in_words(parameter, y));
            match alike.iter_mut().find(|(known, _)| *known == pair) {
                Some((_, names)) => names.push(name.clone()),
                None => alike.push((pair, vec![name.clone()])),
            }
        }
        all.extend(
            alike
                .into_iter()
                .map(|((before, after), networks)| Difference {
                    path: parameter.path(),
                    what: meaning(parameter),
                    before,
                    after,
                    networks,
                }),
        );
    }
}

fn concerns(change: &Change, network: &str) -> bool {
    change.networks.is_empty() || change.networks.iter().any(|name| name == network)
}

fn changes(a: &Scenario, b: &Scenario, all: &mut Vec<Difference>) {
    // A note says why, it does nothing.
    let bare = |change: &Change| Change {
        note: None,
        ..change.clone()
    };
    let (before, after): (Vec<_>, Vec<_>) = (
        a.changes.iter().map(bare).collect(),
        b.changes.iter().map(bare).collect(),
    );
    let mut note = |before: String, after: String| {
        all.push(Difference {
            path: "change".to_owned(),
            what: "Dated change".to_owned(),
            before,
            after,
            networks: Vec::new(),
        });
    };
    for change in before.iter().filter(|change| !after.contains(change)) {
        note(told(change), "none".to_owned());
    }
    for change in after.iter().filter(|change| !before.contains(change)) {
        note("none".to_owned(), told(change));
    }
    let same = |one: &[Change], other: &[Change]| -> Vec<Change> {
        one.iter()
            .filter(|change| other.contains(change))
            .cloned()
            .collect()
    };
    if same(&before, &after) != same(&after, &before) {
        note("one order".to_owned(), "another order".to_owned());
    }
}

/// A change in words.
fn told(change: &Change) -> String {
    let mut words = format!("from {}", change.at);
    if let Some(until) = change.until {
        words.push_str(&format!(" until {until}"));
    }
    if !change.networks.is_empty() {
        words.push_str(&format!(" in {}", listed(&change.networks)));
    }
    let settings: Vec<String> = change
        .settings
        .iter()
        .map(|&(index, value)| {
            let parameter = &registry()[index];
            format!("{} = {}", parameter.path(), in_words(parameter, value))
        })
        .collect();
    format!("{words}: {}", settings.join(", "))
}

fn listed(names: &[String]) -> String {
    if names.len() <= NAMED {
        names.join(", ")
    } else {
        format!("{} … {}", names[0], names[names.len() - 1])
    }
}
