//! One file (or one `--set`) checked on its own: known names, right kinds, allowed values. Nothing is merged yet.
//!
//! Every problem is noted and reading goes on, so that a user sees all of them at once.

use jiff::civil::Date;

use super::document::{Entry, Item, Node};
use super::error::{Finding, Place};
use super::names;
use super::parameter::{Kind, Parameter, Prior, Role, Strength, Unit, Value};
use super::parameters::{registry, section_docs};
use super::structure;
use super::units::{self, UnitError};
use super::words::grouped;

/// Longest horizon, in years.
pub(super) const MOST_YEARS: i64 = 100;
/// Dates of a run lie within these years.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;
/// Most people that one scenario may hold; the upper bound of a single network, too.
const MOST_PEOPLE: i64 = 100_000_000;

/// What one file says.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub source: usize,
    pub extends: Option<Given<String>>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub question: Option<String>,
    pub start: Option<Given<Date>>,
    pub horizon: Option<Given<Horizon>>,
    pub holidays: Option<Holidays>,
    pub runs: Option<u32>,
    pub seed: Option<u64>,
    pub precision: Option<f64>,
    pub runs_at_most: Option<u32>,
    pub precise: Option<Vec<String>>,
    pub settings: Vec<Setting>,
    pub networks: Option<Vec<NetworkEntry>>,
    pub generator: Option<GeneratorEntry>,
    pub changes: Option<Vec<ChangeEntry>>,
    /// Dates or networks could not be read, so that whatever is built on them would be reported wrongly.
    pub doubtful: bool,
}

/// A value and where it was given.
#[derive(Clone, Debug)]
pub(super) struct Given<T> {
    pub value: T,
    pub place: Place,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Horizon {
    Years(u32),
    Days(u32),
    /// The last day.
    End(Date),
}

#[derive(Clone, Debug)]
pub(super) enum Holidays {
    England,
    None,
    Dates(Vec<Date>),
}

/// What is said about one parameter.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// Position in the registry.
    pub index: usize,
    pub key: Place,
    /// The value and its place; absent if only the evidence is given.
    pub value: Option<Given<Value>>,
    pub prior: Option<Given<Prior>>,
    pub source: Option<String>,
    pub strength: Option<Strength>,
    pub note: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct NetworkEntry {
    pub name: Given<String>,
    pub settings: Vec<Setting>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct GeneratorEntry {
    pub place: Option<Place>,
    pub count: Option<u32>,
    pub registered_total: Option<Given<u32>>,
    pub size_cv: Option<f64>,
    pub deprivation_spread: Option<f64>,
    pub staffing_cv: Option<f64>,
    pub seed: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) struct ChangeEntry {
    pub at: Given<Date>,
    pub until: Option<Given<Date>>,
    pub networks: Vec<Given<String>>,
    pub note: Option<String>,
    pub settings: Vec<Setting>,
}

/// Reads the entries of one source.
pub(super) fn read(source: usize, entries: &[Entry], findings: &mut Vec<Finding>) -> Layer {
    let mut layer = Layer {
        source,
        ..Layer::default()
    };
    let mut reader = Reader { findings };
    let mut networks_at = None;
    for entry in entries {
        let before = reader.findings.len();
        match entry.key.as_str() {
            "extends" => {
                layer.extends = reader.text(entry).map(|value| Given {
                    value,
                    place: entry.node.place.clone(),
                });
            }
            "scenario" => {
                for entry in reader.table(entry, structure::SCENARIO) {
                    let text = reader.text(entry);
                    match entry.key.as_str() {
                        "title" => layer.title = text,
                        "description" => layer.description = text,
                        _ => layer.question = text,
                    }
                }
            }
            "time" => reader.time(entry, &mut layer),
            "run" => {
                for entry in reader.table(entry, structure::RUN) {
                    match entry.key.as_str() {
                        "runs" => {
                            layer.runs = reader.whole(entry, 1, 1_000_000).map(|n| n as u32);
                        }
                        "precision" => layer.precision = reader.number(entry, 1e-6, 1.0),
                        "runs_at_most" => {
                            layer.runs_at_most =
                                reader.whole(entry, 10, 1_000_000).map(|n| n as u32);
                        }
                        "precise" => layer.precise = reader.texts(entry),
                        _ => layer.seed = reader.whole(entry, 0, i64::MAX).map(|n| n as u64),
                    }
                }
            }
            "network" => {
                networks_at = Some(entry);
                layer.networks = reader.networks(entry);
            }
            "network_generator" => layer.generator = reader.generator(entry),
            "change" => layer.changes = reader.changes(entry),
            section if names::is_section(section) => {
                reader.section(entry, true, &mut layer.settings);
            }
            _ => reader.unknown_top(entry),
        }
        layer.doubtful |= reader.findings.len() > before
            && matches!(
                entry.key.as_str(),
                "extends" | "time" | "network" | "network_generator"
            );
    }
    if let (Some(networks), Some(Some(generator))) = (
        networks_at,
        layer.generator.as_ref().map(|generator| &generator.place),
    ) {
        reader.findings.push(
            Finding::new(
                generator,
                "networks are given one by one and generated in the same file",
            )
            .label("generated here")
            .related(&networks.key_place, "given one by one here")
            .help("keep either `[[network]]` or `[network_generator]`"),
        );
    }
    layer
}

/// Reads values one by one and notes what is wrong with them.
pub(super) struct Reader<'a> {
    pub findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    pub fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    // ---- plain values ----

    pub fn expected(&mut self, entry: &Entry, what: &str) {
        self.note(
            Finding::new(
                &entry.node.place,
                format!("`{}` must be {what}, not {}", entry.key, entry.node.kind()),
            )
            .label(format!("expected {what}")),
        );
    }

    pub fn text(&mut self, entry: &Entry) -> Option<String> {
        match &entry.node.item {
            Item::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Item::Text(_) => {
                self.note(
                    Finding::new(&entry.node.place, format!("`{}` is empty", entry.key))
                        .label("a text is needed"),
                );
                None
            }
            _ => {
                self.expected(entry, "a text in quotes");
                None
            }
        }
    }

    fn texts(&mut self, entry: &Entry) -> Option<Vec<String>> {
        let Item::List(items) = &entry.node.item else {
            self.expected(entry, "a list of texts in quotes");
            return None;
        };
        let texts: Option<Vec<String>> = items
            .iter()
            .map(|node| match &node.item {
                Item::Text(text) => Some(text.trim().to_owned()),
                _ => None,
            })
            .collect();
        if texts.is_none() {
            self.expected(entry, "a list of texts in quotes");
        }
        texts
    }

    pub fn whole(&mut self, entry: &Entry, low: i64, high: i64) -> Option<i64> {
        match entry.node.item {
            Item::Whole(n) if (low..=high).contains(&n) => Some(n),
            Item::Whole(n) => {
                self.note(
                    Finding::new(&entry.node.place, format!("`{}` is {n}", entry.key))
                        .label(beyond(n < low))
                        .help(format!("allowed: {}", range(low, high))),
                );
                None
            }
            _ => {
                self.expected(entry, "a whole number");
                None
            }
        }
    }

    pub fn number(&mut self, entry: &Entry, low: f64, high: f64) -> Option<f64> {
        let number = match entry.node.item {
            Item::Whole(n) => n as f64,
            Item::Number(x) => x,
            _ => {
                self.expected(entry, "a number");
                return None;
            }
        };
        if (low..=high).contains(&number) {
            return Some(number);
        }
        self.note(
            Finding::new(&entry.node.place, format!("`{}` is {number}", entry.key))
                .label(if number.is_finite() {
                    beyond(number < low)
                } else {
                    "not a finite number"
                })
                .help(format!("allowed: {low} to {high}")),
        );
        None
    }

    fn date(&mut self, entry: &Entry) -> Option<Given<Date>> {
        let place = &entry.node.place;
        match &entry.node.item {
            Item::Date(date) if YEARS.contains(&date.year()) => Some(Given {
                value: *date,
                place: place.clone(),
            }),
            Item::Date(date) => {
                self.note(
                    Finding::new(place, format!("`{}` is {date}, too far away", entry.key))
                        .label("outside the years that can be simulated")
                        .help(format!(
                            "allowed: the years {} to {}",
                            YEARS.start(),
                            YEARS.end()
                        )),
                );
                None
            }
            Item::Text(text) if text.parse::<Date>().is_ok() => {
                self.note(
                    Finding::new(place, format!("`{}` is a text, not a date", entry.key))
                        .label("without quotes it is a date")
                        .help(format!("write `{} = {text}`", entry.key)),
                );
                None
            }
            _ => {
                self.expected(entry, "a date such as 2026-04-01");
                None
            }
        }
    }

    /// The entries of a table whose keys must be among these; the others are reported and left out.
    pub fn table<'e>(&mut self, entry: &'e Entry, keys: structure::Keys) -> Vec<&'e Entry> {
        let Item::Table(entries) = &entry.node.item else {
            self.note(
                Finding::new(
                    &entry.node.place,
                    format!("`{}` must be a table, not {}", entry.key, entry.node.kind()),
                )
                .label("expected a table")
                .help(format!("write `[{}]` on a line of its own", entry.key)),
            );
            return Vec::new();
        };
        entries
            .iter()
            .filter(|inner| {
                let known = keys.iter().any(|key| key.name == inner.key);
                if !known {
                    self.unknown_key(inner, &entry.key, keys);
                }
                known
            })
            .collect()
    }

    pub fn unknown_key(&mut self, entry: &Entry, table: &str, keys: structure::Keys) {
        let mut finding = Finding::new(
            &entry.key_place,
            format!("`{table}` has no key `{}`", entry.key),
        )
        .label("not known here");
        if let Some(meant) = names::closest(&entry.key, keys.iter().map(|key| key.name)) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        let all: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
        self.note(finding.help(format!("known keys: {}", all.join(", "))));
    }

    fn unknown_top(&mut self, entry: &Entry) {
        let sections = section_docs();
        let known = structure::TOP
            .iter()
            .map(|key| key.name)
            .chain(sections.iter().map(|(name, _)| *name));
        let mut finding = Finding::new(
            &entry.key_place,
            format!("there is no section `{}`", entry.key),
        )
        .label("not known");
        if let Some(parameter) = registry()
            .iter()
            .find(|parameter| parameter.name == entry.key)
        {
            finding = finding.help(format!("did you mean `{}`?", parameter.path()));
        } else if let Some(meant) = names::closest(&entry.key, known.clone()) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        } else {
            let all: Vec<&str> = known.collect();
            finding = finding.help(format!("known sections: {}", all.join(", ")));
        }
        self.note(finding);
    }

    // ---- the structural tables ----

    fn time(&mut self, entry: &Entry, layer: &mut Layer) {
        let mut first: Option<&Entry> = None;
        for entry in self.table(entry, structure::TIME) {
            let horizon = match entry.key.as_str() {
                "start" => {
                    layer.start = self.date(entry);
                    continue;
                }
                "holidays" => {
                    layer.holidays = self.holidays(entry);
                    continue;
                }
                "years" => self
                    .whole(entry, 1, MOST_YEARS)
                    .map(|n| Horizon::Years(n as u32)),
                "days" => self
                    .whole(entry, 1, MOST_YEARS * 366)
                    .map(|n| Horizon::Days(n as u32)),
                _ => self.date(entry).map(|date| Horizon::End(date.value)),
            };
            if let Some(first) = first {
                self.note(
                    Finding::new(
                        &entry.key_place,
                        format!("`{}` and `{}` are both given", first.key, entry.key),
                    )
                    .label("given twice over")
                    .related(&first.key_place, "first given here")
                    .help("keep one of `years`, `days` and `end`"),
                );
            }
            first = Some(entry);
            layer.horizon = horizon.map(|value| Given {
                value,
                place: entry.node.place.clone(),
            });
        }
    }

    fn holidays(&mut self, entry: &Entry) -> Option<Holidays> {
        match &entry.node.item {
            Item::Text(word) if word == "england" => return Some(Holidays::England),
            Item::Text(word) if word == "none" => return Some(Holidays::None),
            Item::List(list) => {
                let dates: Vec<Date> = list
                    .iter()
                    .filter_map(|node| match node.item {
                        Item::Date(date) => Some(date),
                        _ => {
                            self.note(
                                Finding::new(
                                    &node.place,
                                    format!("a holiday must be a date, not {}", node.kind()),
                                )
                                .label("expected a date such as 2026-12-25"),
                            );
                            None
                        }
                    })
                    .collect();
                return Some(Holidays::Dates(dates));
            }
            _ => {}
        }
        self.note(
            Finding::new(&entry.node.place, "these holidays are not known")
                .label("not known")
                .help("allowed: \"england\", \"none\", or a list of dates such as [2026-12-25]"),
        );
        None
    }

    /// The tables of a `[[…]]` list.
    pub fn tables<'e>(&mut self, entry: &'e Entry) -> Option<Vec<(&'e Node, &'e [Entry])>> {
        let Item::List(list) = &entry.node.item else {
            self.note(
                Finding::new(
                    &entry.key_place,
                    format!("`{}` is a list, one table for each", entry.key),
                )
                .label("not a list")
                .help(format!("write `[[{}]]` with two brackets", entry.key)),
            );
            return None;
        };
        Some(
            list.iter()
                .filter_map(|node| match &node.item {
                    Item::Table(entries) => Some((node, entries.as_slice())),
                    _ => {
                        self.note(
                            Finding::new(
                                &node.place,
                                format!(
                                    "each `{}` must be a table, not {}",
                                    entry.key,
                                    node.kind()
                                ),
                            )
                            .label("expected a table"),
                        );
                        None
                    }
                })
                .collect(),
        )
    }

    fn networks(&mut self, entry: &Entry) -> Option<Vec<NetworkEntry>> {
        let tables = self.tables(entry)?;
        let mut networks: Vec<NetworkEntry> = Vec::new();
        for (node, entries) in tables {
            let mut name = None;
            let mut settings = Vec::new();
            for entry in entries {
                match entry.key.as_str() {
                    "name" => {
                        name = self.text(entry).map(|value| Given {
                            value,
                            place: entry.node.place.clone(),
                        });
                    }
                    section if names::is_section(section) => {
                        self.section(entry, false, &mut settings);
                    }
                    _ => self.unknown_in_list(entry, "network", structure::NETWORK),
                }
            }
            let Some(name) = name else {
                if !entries.iter().any(|entry| entry.key == "name") {
                    self.note(
                        Finding::new(&node.place, "this network has no name")
                            .label("`name` is missing")
                            .help("write `name = \"Alder\"` as its first line"),
                    );
                }
                continue;
            };
            if let Some(other) = networks
                .iter()
                .find(|network| network.name.value == name.value)
            {
                let finding = Finding::new(
                    &name.place,
                    format!("there are two networks named \"{}\"", name.value),
                )
                .label("the same name again")
                .related(&other.name.place, "first given here");
                self.note(finding);
            }
            networks.push(NetworkEntry { name, settings });
        }
        Some(networks)
    }

    fn changes(&mut self, entry: &Entry) -> Option<Vec<ChangeEntry>> {
        let tables = self.tables(entry)?;
        let mut changes = Vec::new();
        for (node, entries) in tables {
            let (mut at, mut until, mut note) = (None, None, None);
            let (mut networks, mut settings) = (Vec::new(), Vec::new());
            let before = self.findings.len();
            for entry in entries {
                match entry.key.as_str() {
                    "at" => at = self.date(entry),
                    "until" => until = self.date(entry),
                    "note" => note = self.text(entry),
                    "networks" => networks = self.names(entry),
                    section if names::is_section(section) => {
                        self.section(entry, false, &mut settings);
                    }
                    _ => self.unknown_in_list(entry, "change", structure::CHANGE),
                }
            }
            for setting in &settings {
                self.may_change(setting);
            }
            let faultless = self.findings.len() == before;
            if settings.is_empty() && faultless {
                self.note(
                    Finding::new(&node.place, "this change sets nothing")
                        .label("no parameter is given")
                        .help("write for example `staffing.link_workers_fte = 3.6`"),
                );
            }
            let Some(at) = at else {
                if !entries.iter().any(|entry| entry.key == "at") {
                    self.note(
                        Finding::new(&node.place, "this change has no date")
                            .label("`at` is missing")
                            .help("write for example `at = 2027-04-01`"),
                    );
                }
                continue;
            };
            changes.push(ChangeEntry {
                at,
                until,
                networks,
                note,
                settings,
            });
        }
        Some(changes)
    }

    fn may_change(&mut self, setting: &Setting) {
        let parameter = &registry()[setting.index];
        let what = match parameter.role {
            Role::Lever | Role::UnitCost => return,
            Role::Belief => "a belief about the world",
            Role::Setting => "a fact about the place",
        };
        self.note(
            Finding::new(
                &setting.key,
                format!("`{}` is {what}, not a lever", parameter.path()),
            )
            .label("cannot change at a date")
            .help("set it for the whole run, in its section"),
        );
    }

    fn names(&mut self, entry: &Entry) -> Vec<Given<String>> {
        let Item::List(list) = &entry.node.item else {
            self.expected(entry, "a list of names such as [\"Alder\"]");
            return Vec::new();
        };
        if list.is_empty() {
            self.note(
                Finding::new(&entry.node.place, "this change concerns no network")
                    .label("the list is empty")
                    .help("leave `networks` out to change all of them"),
            );
        }
        list.iter()
            .filter_map(|node| match &node.item {
                Item::Text(name) => Some(Given {
                    value: name.trim().to_owned(),
                    place: node.place.clone(),
                }),
                _ => {
                    self.note(
                        Finding::new(
                            &node.place,
                            format!("a name must be a text in quotes, not {}", node.kind()),
                        )
                        .label("expected a text in quotes"),
                    );
                    None
                }
            })
            .collect()
    }

    fn generator(&mut self, entry: &Entry) -> Option<GeneratorEntry> {
        if !matches!(entry.node.item, Item::Table(_)) {
            self.table(entry, structure::GENERATOR);
            return None;
        }
        let mut generator = GeneratorEntry {
            place: Some(entry.key_place.clone()),
            ..GeneratorEntry::default()
        };
        for entry in self.table(entry, structure::GENERATOR) {
            match entry.key.as_str() {
                "count" => generator.count = self.whole(entry, 1, 100_000).map(|n| n as u32),
                "registered_total" => {
                    generator.registered_total = self.whole(entry, 1, MOST_PEOPLE).map(|n| Given {
                        value: n as u32,
                        place: entry.node.place.clone(),
                    });
                }
                "size_cv" => generator.size_cv = self.number(entry, 0.0, 2.0),
                "deprivation_spread" => {
                    generator.deprivation_spread = self.number(entry, 0.0, 3.0);
                }
                "staffing_cv" => generator.staffing_cv = self.number(entry, 0.0, 2.0),
                _ => generator.seed = self.whole(entry, 0, i64::MAX).map(|n| n as u64),
            }
        }
        Some(generator)
    }

    fn unknown_in_list(&mut self, entry: &Entry, table: &str, keys: structure::Keys) {
        let sections = section_docs();
        let mut finding = Finding::new(
            &entry.key_place,
            format!("a `{table}` has no key `{}`", entry.key),
        )
        .label("not known here");
        let known = keys
            .iter()
            .map(|key| key.name)
            .chain(sections.iter().map(|(name, _)| *name));
        if let Some(parameter) = registry()
            .iter()
            .find(|parameter| parameter.name == entry.key)
        {
            finding = finding.help(format!("did you mean `{}`?", parameter.path()));
        } else if let Some(meant) = names::closest(&entry.key, known) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        let own: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
        self.note(finding.help(format!(
            "known keys: {}, and any `section.parameter`",
            own.join(", ")
        )));
    }

    // ---- parameters ----

    /// Reads the parameters of one section. Priors belong to the base values only.
    pub fn section(&mut self, entry: &Entry, priors: bool, settings: &mut Vec<Setting>) {
        let section = entry.key.as_str();
        let Item::Table(entries) = &entry.node.item else {
            self.note(
                Finding::new(
                    &entry.node.place,
                    format!("`{section}` is a section, not a parameter"),
                )
                .label("expected a table")
                .help(format!("write `[{section}]` on a line of its own")),
            );
            return;
        };
        for entry in entries {
            match names::index_of(&format!("{section}.{}", entry.key)) {
                Some(index) => settings.extend(self.setting(index, entry, priors)),
                None => self.unknown_parameter(section, entry),
            }
        }
    }

    fn unknown_parameter(&mut self, section: &str, entry: &Entry) {
        let mut finding = Finding::new(
            &entry.key_place,
            format!("`{section}` has no parameter `{}`", entry.key),
        )
        .label("not known here");
        if let Some(meant) = names::closest_path(section, &entry.key) {
            let meant = match meant.split_once('.') {
                Some((same, name)) if same == section => name.to_owned(),
                _ => meant,
            };
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        self.note(finding);
    }

    fn setting(&mut self, index: usize, entry: &Entry, priors: bool) -> Option<Setting> {
        let parameter = &registry()[index];
        let mut setting = Setting {
            index,
            key: entry.key_place.clone(),
            value: None,
            prior: None,
            source: None,
            strength: None,
            note: None,
        };
        let Item::Table(entries) = &entry.node.item else {
            setting.value = Some(self.value(parameter, &entry.node, None)?);
            return Some(setting);
        };
        let unit = entries
            .iter()
            .find(|entry| entry.key == "unit")
            .and_then(|entry| self.unit(parameter, entry));
        let before = self.findings.len();
        for inner in self.table(entry, structure::FULL_FORM) {
            match inner.key.as_str() {
                "value" => setting.value = self.value(parameter, &inner.node, unit),
                "prior" if priors => setting.prior = self.prior(parameter, inner),
                "prior" => self.note(
                    Finding::new(&inner.key_place, "a prior holds for all networks and dates")
                        .label("not possible here")
                        .help(format!("give it in the section `[{}]`", parameter.section)),
                ),
                "source" => setting.source = self.text(inner),
                "strength" => setting.strength = self.strength(inner),
                "note" => setting.note = self.text(inner),
                _ => {}
            }
        }
        let faultless = self.findings.len() == before;
        if entries.is_empty() {
            self.note(
                Finding::new(
                    &entry.node.place,
                    format!("nothing is said about `{}`", parameter.path()),
                )
                .label("the table is empty")
                .help("give at least `value` or `source`"),
            );
            return None;
        }
        if faultless && !priors && setting.value.is_none() {
            self.note(
                Finding::new(
                    &entry.node.place,
                    format!("`{}` has no value here", parameter.path()),
                )
                .label("`value` is missing"),
            );
        }
        Some(setting)
    }

    /// The factor from a `unit` of the full form to the parameter's own, as a fraction.
    fn unit(&mut self, parameter: &Parameter, entry: &Entry) -> Option<(f64, f64)> {
        let words = self.text(entry)?;
        let factor = units::factor(&words, parameter.unit);
        if factor.is_none() {
            self.wrong_unit(parameter, &words, &entry.node.place);
        }
        factor
    }

    fn wrong_unit(&mut self, parameter: &Parameter, words: &str, place: &Place) {
        let mut finding = Finding::new(
            place,
            format!("the unit `{words}` does not fit `{}`", parameter.path()),
        );
        finding = if parameter.unit == Unit::None {
            finding
                .label("no unit is possible")
                .help(allowed(parameter))
        } else {
            let mut finding = finding
                .label(format!("expected {}", parameter.unit.label()))
                .help(format!("its unit is: {}", parameter.unit.label()));
            let others = units::convertible(parameter.unit);
            if !others.is_empty() {
                finding = finding.help(format!("also understood and converted: {others}"));
            }
            finding
        };
        self.note(finding);
    }

    pub fn value(
        &mut self,
        parameter: &Parameter,
        node: &Node,
        unit: Option<(f64, f64)>,
    ) -> Option<Given<Value>> {
        let number = |x: f64| unit.map_or(x, |(times, over)| x * times / over);
        let value = match (parameter.kind, &node.item) {
            (Kind::Flag, Item::Flag(flag)) => Value::Flag(*flag),
            (Kind::Choice(labels), Item::Text(word)) => {
                let Some(label) = labels.iter().find(|label| **label == word.trim()) else {
                    self.unknown_choice(parameter, labels, word, &node.place);
                    return None;
                };
                Value::Choice(label)
            }
            (Kind::Number(..) | Kind::Integer(..), Item::Text(text)) => {
                match units::convert(text, parameter.unit) {
                    Ok(x) => self.in_kind(parameter, x, &node.place)?,
                    Err(UnitError::Wrong(words)) => {
                        self.wrong_unit(parameter, &words, &node.place);
                        return None;
                    }
                    Err(UnitError::NoUnit) => {
                        self.note(
                            Finding::new(
                                &node.place,
                                format!("`{}` is a text, not a number", parameter.path()),
                            )
                            .label("a number needs no quotes")
                            .help(format!(
                                "write `{} = {}`",
                                parameter.name,
                                text.trim()
                            )),
                        );
                        return None;
                    }
                    Err(UnitError::NoNumber) => {
                        self.wrong_kind(parameter, node);
                        return None;
                    }
                }
            }
            (Kind::Number(..) | Kind::Integer(..), Item::Whole(n)) => {
                // Beyond this, a number with a fraction part cannot hold every whole number.
                if n.unsigned_abs() > 1 << 53 {
                    self.out_of_range(parameter, &n.to_string(), *n < 0, &node.place);
                    return None;
                }
                self.in_kind(parameter, number(*n as f64), &node.place)?
            }
            (Kind::Number(..) | Kind::Integer(..), Item::Number(x)) => {
                self.in_kind(parameter, number(*x), &node.place)?
            }
            _ => {
                self.wrong_kind(parameter, node);
                return None;
            }
        };
        Some(Given {
            value,
            place: node.place.clone(),
        })
    }

    /// Checks a number, already in the parameter's unit, against kind and range.
    fn in_kind(&mut self, parameter: &Parameter, x: f64, place: &Place) -> Option<Value> {
        if !x.is_finite() {
            self.note(
                Finding::new(place, format!("`{}` is {x}", parameter.path()))
                    .label("not a finite number")
                    .help(allowed(parameter)),
            );
            return None;
        }
        // Minus zero would print as a different number.
        let x = x + 0.0;
        match parameter.kind {
            Kind::Number(low, high) => {
                if (low..=high).contains(&x) {
                    return Some(Value::Number(x));
                }
                self.out_of_range(parameter, &x.to_string(), x < low, place);
            }
            Kind::Integer(low, high) => {
                if x.fract() != 0.0 {
                    self.note(
                        Finding::new(
                            place,
                            format!("`{}` is {x}, not a whole number", parameter.path()),
                        )
                        .label("expected a whole number")
                        .help(allowed(parameter)),
                    );
                    return None;
                }
                let n = x as i64;
                if (low..=high).contains(&n) {
                    return Some(Value::Integer(n));
                }
                self.out_of_range(parameter, &n.to_string(), n < low, place);
            }
            Kind::Flag | Kind::Choice(_) => unreachable!("only numbers come here"),
        }
        None
    }

    fn out_of_range(&mut self, parameter: &Parameter, written: &str, below: bool, place: &Place) {
        self.note(
            Finding::new(place, format!("`{}` is {written}", parameter.path()))
                .label(beyond(below))
                .help(allowed(parameter)),
        );
    }

    fn wrong_kind(&mut self, parameter: &Parameter, node: &Node) {
        let what = match parameter.kind {
            Kind::Number(..) => "a number",
            Kind::Integer(..) => "a whole number",
            Kind::Flag => "true or false",
            Kind::Choice(_) => "one of the allowed words in quotes",
        };
        self.note(
            Finding::new(
                &node.place,
                format!("`{}` must be {what}, not {}", parameter.path(), node.kind()),
            )
            .label(format!("expected {what}"))
            .help(allowed(parameter)),
        );
    }

    fn unknown_choice(
        &mut self,
        parameter: &Parameter,
        labels: &[&'static str],
        word: &str,
        place: &Place,
    ) {
        let mut finding = Finding::new(
            place,
            format!("`{}` cannot be \"{word}\"", parameter.path()),
        )
        .label("not one of the choices");
        if let Some(meant) = names::closest(word, labels.iter().copied()) {
            finding = finding.help(format!("did you mean \"{meant}\"?"));
        }
        self.note(finding.help(allowed(parameter)));
    }

    fn strength(&mut self, entry: &Entry) -> Option<Strength> {
        let word = self.text(entry)?;
        let found = Strength::ALL
            .into_iter()
            .find(|strength| strength.label() == word);
        if found.is_none() {
            let labels = Strength::ALL.map(Strength::label);
            let mut finding = Finding::new(
                &entry.node.place,
                format!("there is no strength of evidence \"{word}\""),
            )
            .label("not known");
            if let Some(meant) = names::closest(&word, labels) {
                finding = finding.help(format!("did you mean \"{meant}\"?"));
            }
            self.note(finding.help(format!("allowed, strongest first: {}", labels.join(", "))));
        }
        found
    }

    fn prior(&mut self, parameter: &Parameter, entry: &Entry) -> Option<Given<Prior>> {
        let given = |value| {
            Some(Given {
                value,
                place: entry.node.place.clone(),
            })
        };
        let Item::Table(entries) = &entry.node.item else {
            if matches!(&entry.node.item, Item::Text(word) if word == "fixed") {
                return given(Prior::Fixed);
            }
            self.note(
                Finding::new(&entry.node.place, "this is not a prior")
                    .label("expected a distribution")
                    .help("write for example `prior = { beta = [4, 29] }`, or `prior = \"fixed\"`")
                    .help(structure::prior_help()),
            );
            return None;
        };
        let Kind::Number(low, high) = parameter.kind else {
            self.note(
                Finding::new(
                    &entry.node.place,
                    format!("`{}` cannot have a distribution", parameter.path()),
                )
                .label("only numbers with a fraction part are drawn")
                .help("write `prior = \"fixed\"`, or leave it out"),
            );
            return None;
        };
        let known = self.table(entry, structure::PRIOR);
        if known.len() != entries.len() {
            return None;
        }
        let [shape] = known.as_slice() else {
            self.note(
                Finding::new(&entry.node.place, "a prior is one distribution")
                    .label(format!("{} are given", known.len()))
                    .help(structure::prior_help()),
            );
            return None;
        };
        let numbers: Vec<f64> = match &shape.node.item {
            Item::List(list) => list
                .iter()
                .filter_map(|node| match node.item {
                    Item::Whole(n) => Some(n as f64),
                    Item::Number(x) if x.is_finite() => Some(x),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let pair = match (&shape.node.item, numbers.as_slice()) {
            (Item::List(list), &[a, b]) if list.len() == 2 => Some((a, b)),
            _ => None,
        };
        let Some((a, b)) = pair else {
            self.note(
                Finding::new(
                    &shape.node.place,
                    format!("`{}` takes two numbers", shape.key),
                )
                .label("expected a list of two numbers")
                .help(structure::prior_help()),
            );
            return None;
        };
        let (prior, fault) = match shape.key.as_str() {
            "beta" => (
                Prior::Beta(a, b),
                (a <= 0.0 || b <= 0.0).then_some("both shapes must be above 0"),
            ),
            "normal" => (
                Prior::Normal(a, b),
                (b <= 0.0).then_some("the standard deviation must be above 0"),
            ),
            "lognormal" => (
                Prior::LogNormal(a, b),
                (a <= 0.0 || b <= 0.0).then_some("median and sigma must be above 0"),
            ),
            "gamma" => (
                Prior::Gamma(a, b),
                (a <= 0.0 || b <= 0.0).then_some("shape and scale must be above 0"),
            ),
            _ => (
                Prior::Uniform(a, b),
                (a >= b).then_some("the lower bound must be below the upper one"),
            ),
        };
        if let Some(fault) = fault {
            self.note(
                Finding::new(
                    &shape.node.place,
                    format!("this prior is impossible: {fault}"),
                )
                .label("impossible")
                .help(structure::prior_help()),
            );
            return None;
        }
        let outside = match prior {
            Prior::Uniform(a, b) => a < low || b > high,
            Prior::Normal(mean, _) | Prior::LogNormal(mean, _) => mean < low || mean > high,
            Prior::Beta(..) => low >= 1.0 || high <= 0.0,
            Prior::Gamma(shape, scale) => shape * scale < low || shape * scale > high,
            Prior::Fixed => false,
        };
        if outside {
            self.note(
                Finding::new(
                    &shape.node.place,
                    format!("this prior lies outside what `{}` may be", parameter.path()),
                )
                .label("outside the allowed range")
                .help(allowed(parameter)),
            );
            return None;
        }
        given(prior)
    }
}

fn beyond(below: bool) -> &'static str {
    if below {
        "below what is allowed"
    } else {
        "above what is allowed"
    }
}

fn range(low: i64, high: i64) -> String {
    if high == i64::MAX {
        format!("{} and above", grouped(low as f64))
    } else {
        format!("{} to {}", grouped(low as f64), grouped(high as f64))
    }
}

fn allowed(parameter: &Parameter) -> String {
    format!("allowed: {}", structure::allowed_values(parameter))
}
