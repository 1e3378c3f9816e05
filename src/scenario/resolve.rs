//! From layers to a scenario: the nearest layer wins, dates become day numbers, names are looked up.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::check;
use super::error::{Finding, Place, ScenarioError, Source, SourceFile, line_and_column};
use super::files::Chain;
use super::generator::Generator;
use super::holidays;
use super::layer::{
    ChangeEntry, GeneratorEntry, Given, Holidays, Horizon, Layer, MOST_YEARS, NetworkEntry, Setting,
};
use super::names::{self, index_of};
use super::overrides::{self, Override};
use super::parameter::{Prior, Strength, Value};
use super::parameters::{defaults, registry};
use super::resolved::{Change, Evidence, Layout, Origin, Scenario};
use super::words::grouped;

const DEFAULT_START: Date = date(2026, 4, 1);
const DEFAULT_HORIZON: Horizon = Horizon::Years(3);
const DEFAULT_RUNS: u32 = 20;
const DEFAULT_SEED: u64 = 1;
const DEFAULT_RUNS_AT_MOST: u32 = 1_000;
/// Name of the only network of a scenario that names none.
const ONLY_NETWORK: &str = "network";
/// Holidays are worked out this far past the end, for whoever asks for the next working day.
const HOLIDAY_TAIL_DAYS: i32 = 400;

/// Merges the files and the command line into one checked scenario.
///
/// # Errors
/// If anything was found, by the layers or here.
pub(super) fn resolve(chain: Chain, overrides: &[Override]) -> Result<Scenario, ScenarioError> {
    let Chain {
        mut sources,
        mut layers,
        mut findings,
    } = chain;
    let files_read = sources.len();
    // From the file that extends nothing to the scenario itself, then the command line.
    layers.reverse();
    let file_layers = layers.len();
    let incomplete = layers.first().is_none_or(|layer| layer.extends.is_some());
    layers.extend(overrides::layers(overrides, &mut sources, &mut findings));
    if incomplete || layers.iter().any(|layer| layer.doubtful) {
        return Err(ScenarioError::from_findings(findings, &sources));
    }

    let mut base = Base::new();
    for layer in &layers {
        base.apply(&layer.settings, &sources[layer.source]);
    }
    let forced = layers[file_layers..]
        .iter()
        .flat_map(|layer| &layer.settings)
        .filter_map(|setting| Some((setting.index, setting.value.as_ref()?.value)))
        .collect();
    let (listed, generator) = networks(&layers);
    let time = Time::of(&layers, &mut findings);
    let layout = layout(&base, &listed, generator.as_ref(), &mut findings);
    let entries = nearest(&layers, |layer| layer.changes.as_ref()).map_or(&[][..], Vec::as_slice);
    let names = names_of(&layout);
    let changes: Vec<Change> = entries
        .iter()
        .filter_map(|entry| change(entry, &time, &names, &mut findings))
        .collect();
    if !findings.is_empty() {
        return Err(ScenarioError::from_findings(findings, &sources));
    }

    // A scenario with a title of its own does not inherit the words of another.
    let speaking = layers.iter().rposition(|layer| layer.title.is_some());
    let speakers = &layers[speaking.unwrap_or(0)..];
    let text =
        |pick: fn(&Layer) -> Option<&String>| nearest(speakers, pick).cloned().unwrap_or_default();
    let name = Path::new(&sources[0].name)
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let title = text(|layer| layer.title.as_ref());
    let mut scenario = Scenario {
        title: if title.is_empty() {
            name.clone()
        } else {
            title
        },
        name,
        description: text(|layer| layer.description.as_ref()),
        question: text(|layer| layer.question.as_ref()),
        start: time.start,
        days: time.days,
        holidays: time.holidays(&layers),
        runs: nearest(&layers, |layer| layer.runs.as_ref())
            .copied()
            .unwrap_or(DEFAULT_RUNS),
        seed: nearest(&layers, |layer| layer.seed.as_ref())
            .copied()
            .unwrap_or(DEFAULT_SEED),
        precision: nearest(&layers, |layer| layer.precision.as_ref()).copied(),
        runs_at_most: nearest(&layers, |layer| layer.runs_at_most.as_ref())
            .copied()
            .unwrap_or(DEFAULT_RUNS_AT_MOST),
        precise: nearest(&layers, |layer| layer.precise.as_ref())
            .cloned()
            .unwrap_or_default(),
        values: base.values.clone(),
        evidence: base.evidence.clone(),
        networks: Vec::new(),
        changes,
        files: sources[..files_read]
            .iter()
            .rev()
            .map(|source| SourceFile {
                name: source.name.clone(),
                text: source.text.clone(),
            })
            .collect(),
        layout,
        forced,
    };
    scenario.networks = scenario.worked_out_networks();
    let made = generator
        .and_then(|generator| generator.place)
        .unwrap_or(Place {
            source: 0,
            start: 0,
            end: 0,
        });
    contradictions(&scenario, &base, &listed, entries, &made, &mut findings);
    if findings.is_empty() {
        Ok(scenario)
    } else {
        Err(ScenarioError::from_findings(findings, &sources))
    }
}

/// What the nearest layer says that says anything.
fn nearest<'a, T: ?Sized>(
    layers: &'a [Layer],
    pick: impl Fn(&'a Layer) -> Option<&'a T>,
) -> Option<&'a T> {
    layers.iter().rev().find_map(pick)
}

/// Base values with what stands behind them and where they were given.
struct Base {
    values: Vec<Value>,
    evidence: Vec<Evidence>,
    places: Vec<Option<Place>>,
}

impl Base {
    fn new() -> Self {
        let evidence = registry()
            .iter()
            .map(|parameter| Evidence {
                prior: parameter.prior,
                source: parameter.source.to_owned(),
                strength: parameter.strength,
                note: None,
                origin: Origin::Default,
            })
            .collect();
        Self {
            values: defaults(),
            evidence,
            places: vec![None; registry().len()],
        }
    }

    /// A new value resets the evidence: what was known about the old value says nothing about the new one.
    fn apply(&mut self, settings: &[Setting], source: &Source) {
        for setting in settings {
            let evidence = &mut self.evidence[setting.index];
            if let Some(given) = &setting.value {
                self.values[setting.index] = given.value;
                self.places[setting.index] = Some(given.place.clone());
                *evidence = Evidence {
                    prior: Prior::Fixed,
                    source: if source.from_command_line {
                        "set on the command line".to_owned()
                    } else {
                        format!("set in {}", source.name)
                    },
                    strength: Strength::Judgement,
                    note: None,
                    origin: if source.from_command_line {
                        Origin::CommandLine
                    } else {
                        Origin::File {
                            name: source.name.clone(),
                            line: line_and_column(&source.text, setting.key.start).0,
                        }
                    },
                };
            }
            if let Some(prior) = &setting.prior {
                evidence.prior = prior.value;
            }
            if let Some(words) = &setting.source {
                evidence.source.clone_from(words);
            }
            if let Some(strength) = setting.strength {
                evidence.strength = strength;
            }
            if setting.note.is_some() {
                evidence.note.clone_from(&setting.note);
            }
        }
    }
}

/// The list of networks or the generator, whichever was given nearer. Generators merge key by key.
fn networks(layers: &[Layer]) -> (Vec<NetworkEntry>, Option<GeneratorEntry>) {
    let mut listed = Vec::new();
    let mut generator: Option<GeneratorEntry> = None;
    for layer in layers {
        if let Some(networks) = &layer.networks {
            listed.clone_from(networks);
            generator = None;
        }
        if let Some(given) = &layer.generator {
            listed.clear();
            let before = generator.take().unwrap_or_default();
            generator = Some(GeneratorEntry {
                place: given.place.clone().or(before.place),
                count: given.count.or(before.count),
                registered_total: given.registered_total.clone().or(before.registered_total),
                size_cv: given.size_cv.or(before.size_cv),
                deprivation_spread: given.deprivation_spread.or(before.deprivation_spread),
                staffing_cv: given.staffing_cv.or(before.staffing_cv),
                seed: given.seed.or(before.seed),
            });
        }
    }
    (listed, generator)
}

fn layout(
    base: &Base,
    listed: &[NetworkEntry],
    generator: Option<&GeneratorEntry>,
    findings: &mut Vec<Finding>,
) -> Layout {
    if let Some(generator) = generator {
        return generated(base, generator, findings);
    }
    if listed.is_empty() {
        return Layout::Listed(vec![(ONLY_NETWORK.to_owned(), Vec::new())]);
    }
    Layout::Listed(
        listed
            .iter()
            .map(|network| (network.name.value.clone(), values_of(&network.settings)))
            .collect(),
    )
}

fn generated(base: &Base, given: &GeneratorEntry, findings: &mut Vec<Finding>) -> Layout {
    let start = Place {
        source: 0,
        start: 0,
        end: 0,
    };
    let place = given.place.as_ref().unwrap_or(&start);
    let Some(count) = given.count else {
        findings.push(
            Finding::new(place, "the generator does not say how many networks")
                .label("`count` is missing")
                .help("write for example `count = 1295`"),
        );
        return Layout::Listed(Vec::new());
    };
    let registered = index_of("population.registered_patients").expect("in the registry");
    let of_base = match base.values[registered] {
        Value::Integer(n) => n,
        other => unreachable!("a whole number was checked, found {other}"),
    };
    let total = given.registered_total.as_ref();
    let registered_total = total.map_or(of_base.saturating_mul(i64::from(count)), |total| {
        i64::from(total.value)
    });
    let most = 100_000_000;
    if registered_total < i64::from(count) || registered_total > most {
        findings.push(
            Finding::new(
                total.map_or(place, |total| &total.place),
                format!(
                    "{count} networks cannot share {} registered patients",
                    grouped(registered_total as f64)
                ),
            )
            .label("not possible")
            .help(format!(
                "allowed: at least one patient in each network, and at most {} in all",
                grouped(most as f64)
            )),
        );
    }
    Layout::Generated(Generator {
        count,
        registered_total: registered_total.clamp(i64::from(count), most) as u32,
        size_cv: given.size_cv.unwrap_or(0.3),
        deprivation_spread: given.deprivation_spread.unwrap_or(1.0),
        staffing_cv: given.staffing_cv.unwrap_or(0.25),
        seed: given.seed.unwrap_or(1),
    })
}

/// All names of networks. Those of a generator are known without making the networks.
fn names_of(layout: &Layout) -> Vec<String> {
    match layout {
        Layout::Listed(listed) => listed.iter().map(|(name, _)| name.clone()).collect(),
        Layout::Generated(generator) => super::generator::names(generator.count).collect(),
    }
}

fn values_of(settings: &[Setting]) -> Vec<(usize, Value)> {
    settings
        .iter()
        .filter_map(|setting| Some((setting.index, setting.value.as_ref()?.value)))
        .collect()
}

/// The days of the scenario.
struct Time {
    start: Date,
    start_place: Option<Place>,
    days: u32,
    days_place: Option<Place>,
}

impl Time {
    fn of(layers: &[Layer], findings: &mut Vec<Finding>) -> Self {
        let start = nearest(layers, |layer| layer.start.as_ref());
        let horizon = nearest(layers, |layer| layer.horizon.as_ref());
        let start_date = start.map_or(DEFAULT_START, |start| start.value);
        let most_days = days_between(
            start_date,
            start_date.saturating_add((MOST_YEARS as i32).years()),
        );
        let days = match horizon.map_or(DEFAULT_HORIZON, |horizon| horizon.value) {
            Horizon::Years(years) => days_between(
                start_date,
                start_date.saturating_add((years as i32).years()),
            ),
            Horizon::Days(days) => i64::from(days),
            Horizon::End(end) => days_between(start_date, end) + 1,
        };
        if let Some(horizon) = horizon {
            if days < 1 {
                let mut finding = Finding::new(
                    &horizon.place,
                    format!("the end lies before the start on {start_date}"),
                )
                .label("before the start");
                if let Some(start) = start {
                    finding = finding.related(&start.place, "the start");
                }
                findings.push(finding);
            } else if days > most_days {
                findings.push(
                    Finding::new(
                        &horizon.place,
                        format!("{days} days are more than {MOST_YEARS} years"),
                    )
                    .label("too far away")
                    .help(format!("allowed: up to {MOST_YEARS} years")),
                );
            }
        }
        Self {
            start: start_date,
            start_place: start.map(|start| start.place.clone()),
            days: days.clamp(1, most_days) as u32,
            days_place: horizon.map(|horizon| horizon.place.clone()),
        }
    }

    fn last(&self) -> Date {
        self.start
            .saturating_add((self.days.cast_signed() - 1).days())
    }

    fn holidays(&self, layers: &[Layer]) -> Vec<Date> {
        match nearest(layers, |layer| layer.holidays.as_ref()) {
            Some(Holidays::None) => Vec::new(),
            Some(Holidays::Dates(dates)) => {
                let mut dates = dates.clone();
                dates.sort();
                dates.dedup();
                dates
            }
            Some(Holidays::England) | None => {
                let last = self.last().saturating_add(HOLIDAY_TAIL_DAYS.days());
                holidays::england(self.start.year()..=last.year())
                    .into_iter()
                    .filter(|day| (self.start..=last).contains(day))
                    .collect()
            }
        }
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn change(
    entry: &ChangeEntry,
    time: &Time,
    names: &[String],
    findings: &mut Vec<Finding>,
) -> Option<Change> {
    let before = findings.len();
    let at = entry.at.value;
    let outside = |words: String, label: &str, place: &Option<Place>, what: &str| {
        let finding = Finding::new(&entry.at.place, words).label(label);
        match place {
            Some(place) => finding.related(place, what),
            None => finding,
        }
    };
    if at < time.start {
        findings.push(outside(
            format!("this change begins before the start on {}", time.start),
            "before the start",
            &time.start_place,
            "the start",
        ));
    } else if at > time.last() {
        findings.push(outside(
            format!("this change begins after the last day, {}", time.last()),
            "after the end",
            &time.days_place,
            "the length",
        ));
    }
    if let Some(until) = &entry.until
        && until.value < at
    {
        findings.push(
            Finding::new(
                &until.place,
                format!("this change ends before it begins on {at}"),
            )
            .label("before `at`")
            .related(&entry.at.place, "begins here"),
        );
    }
    for name in &entry.networks {
        if !names.contains(&name.value) {
            findings.push(unknown_network(name, names));
        }
    }
    (findings.len() == before).then(|| Change {
        at,
        until: entry.until.as_ref().map(|until| until.value),
        first_day: days_between(time.start, at) as u32,
        last_day: entry
            .until
            .as_ref()
            .map(|until| days_between(time.start, until.value) as u32),
        networks: entry
            .networks
            .iter()
            .map(|name| name.value.clone())
            .collect(),
        note: entry.note.clone(),
        settings: values_of(&entry.settings),
    })
}

fn unknown_network(name: &Given<String>, names: &[String]) -> Finding {
    let finding = Finding::new(
        &name.place,
        format!("there is no network named \"{}\"", name.value),
    )
    .label("not known");
    match names::closest(&name.value, names.iter().map(String::as_str)) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None if names.len() <= 20 => finding.help(format!("known: {}", names.join(", "))),
        None => finding,
    }
}

/// Contradictions in any epoch of any network, each at the place of the nearest value that takes part, or at `made` if
/// none was written.
fn contradictions(
    scenario: &Scenario,
    base: &Base,
    listed: &[NetworkEntry],
    changes: &[ChangeEntry],
    made: &Place,
    findings: &mut Vec<Finding>,
) {
    let own: BTreeMap<&str, &NetworkEntry> = listed
        .iter()
        .map(|network| (network.name.value.as_str(), network))
        .collect();
    // What is wrong with one generated network is wrong with many: the first is enough.
    let generated = matches!(scenario.layout, Layout::Generated(_));
    for network in &scenario.networks {
        if generated && !findings.is_empty() {
            return;
        }
        for epoch in &network.epochs {
            for found in check::contradictions(&epoch.values) {
                let taking_part: Vec<usize> = found
                    .parameters
                    .iter()
                    .map(|path| index_of(path).expect("in the registry"))
                    .collect();
                let among = |settings: &[Setting]| {
                    settings
                        .iter()
                        .find(|setting| taking_part.contains(&setting.index))
                        .and_then(|setting| Some(setting.value.as_ref()?.place.clone()))
                };
                let in_force = scenario
                    .changes
                    .iter()
                    .zip(changes)
                    .rev()
                    .filter(|(change, _)| change.first_day == epoch.day)
                    .find_map(|(_, entry)| among(&entry.settings));
                let place = in_force
                    .or_else(|| {
                        own.get(network.name.as_str())
                            .and_then(|network| among(&network.settings))
                    })
                    .or_else(|| {
                        taking_part
                            .iter()
                            .filter_map(|&index| base.places[index].clone())
                            // The command line first, then the scenario, then what it extends.
                            .min_by_key(|place| {
                                let from_file = place.source < scenario.files.len();
                                (from_file, place.source)
                            })
                    })
                    .unwrap_or_else(|| made.clone());
                let message = if generated {
                    format!("in {}: {}", network.name, found.message)
                } else {
                    found.message
                };
                findings.push(
                    Finding::new(&place, message)
                        .label("cannot hold together")
                        .help(found.help),
                );
            }
        }
    }
}
