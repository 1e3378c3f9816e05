//! The document that says what a model is held against: figures and patterns that were published and not fitted, the
//! settings in which they were seen, and how the model measures the same.

use std::path::Path;

use super::attached::{Document, unknown_top};
use super::document::{Entry, Item, Node};
use super::error::{Finding, Place, Problem, ScenarioError, SourceFile};
use super::evaluation::Evaluation;
use super::layer::Reader;
use super::names::index_of;
use super::resolved::Scenario;
use super::structure::{Keys, key};
use super::targets::{self, KnownMeasure, number_of, positive};

/// Half of a 95% interval in standard errors.
const HALF_WIDTH: f64 = 1.96;

/// Everything that a model is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// The settings, in the order in which they are first named.
    pub settings: Vec<Setting>,
    /// Published figures in the order of the file.
    pub observations: Vec<Observation>,
    /// Patterns in the order of the file.
    pub patterns: Vec<Pattern>,
    /// Position of the setting whose long-term attenders are shown beside the published table of stages, if any.
    pub stages: Option<usize>,
    /// The file itself.
    pub file: SourceFile,
}

/// A setting: a service in its place, or a study of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A scenario.
    Scenario(Box<Scenario>),
    /// A virtual evaluation.
    Evaluation(Box<Evaluation>),
}

impl Setting {
    /// Name of its file without the ending.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.name,
            Self::Evaluation(evaluation) => &evaluation.name,
        }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.title,
            Self::Evaluation(evaluation) => &evaluation.title,
        }
    }

    /// The files that it was read from.
    pub fn files(&self) -> &[SourceFile] {
        match self {
            Self::Scenario(scenario) => &scenario.files,
            Self::Evaluation(evaluation) => &evaluation.files,
        }
    }

    /// The service and its place.
    pub fn scenario(&self) -> &Scenario {
        match self {
            Self::Scenario(scenario) => scenario,
            Self::Evaluation(evaluation) => &evaluation.scenario,
        }
    }
}

/// A measure of some people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Name of the measure.
    pub measure: String,
    /// Of whom.
    pub subgroup: String,
}

/// What the model gives where something else was observed: a sum of measures, by another sum, times a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// What is summed; at least one.
    pub parts: Vec<Part>,
    /// What the sum is divided by: another sum, unless there is none.
    pub per: Vec<Part>,
    /// Position in the registry of a parameter that it is multiplied by.
    pub times: Option<usize>,
    /// And a number that it is divided by; not zero.
    pub divided_by: f64,
    /// Unit of the outcome.
    pub unit: String,
}

/// What was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// A figure and half of its 95% interval.
    Figure {
        /// The figure, or the ends of a range of figures.
        ends: (f64, f64),
        /// How far beyond it the truth may lie.
        half_width: f64,
        /// An interval of the model that is wider than this says little.
        useful_width: f64,
    },
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

/// A published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Its short name, unlike all others.
    pub id: String,
    /// What it is.
    pub what: String,
    /// Position of its setting.
    pub setting: usize,
    /// What the model gives for it.
    pub quantity: Quantity,
    /// What was observed.
    pub seen: Seen,
    /// Where it comes from.
    pub source: String,
    /// What a reader should know about it; may be empty.
    pub note: String,
    /// Why the authors believe that the model fails, where it does; may be empty.
    pub why: String,
}

/// A pattern: one setting gives more of something than another, on the same people; or more than zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Name of the pattern, such as P4; several rows may belong to one.
    pub id: String,
    /// What is claimed.
    pub what: String,
    /// Position of the setting in which there should be more.
    pub more: usize,
    /// Position of the setting in which there should be less; none if a difference within one setting is claimed.
    pub less: Option<usize>,
    /// What there is more of.
    pub quantity: Quantity,
    /// What there is less of in the same setting, where there is one setting only.
    pub than: Option<Quantity>,
}

pub(super) const TOP: Keys = &[
    key("validation", "Title, and whose stages are shown."),
    key("observation", "What was observed, one table for each."),
    key("pattern", "Patterns, one table for each."),
];

pub(super) const VALIDATION: Keys = &[
    key("title", "A short title."),
    key(
        "stages",
        "The scenario file whose long-term attenders are shown beside the published table of stages.",
    ),
];

pub(super) const OBSERVATION: Keys = &[
    key("id", "A short name: letters, digits, `-` and `_`."),
    key("what", "What was observed, in a few words."),
    key(
        "scenario",
        "The scenario file of the setting, relative to this file.",
    ),
    key(
        "evaluation",
        "The evaluation file of the study, instead of a scenario.",
    ),
    key("measure", "The measure, or several that are summed."),
    key(
        "subgroup",
        "Of whom: \"all\" (default), another subgroup of the measure, or several that are summed.",
    ),
    key(
        "per",
        "What it is divided by: a measure, or several that are summed.",
    ),
    key("per_subgroup", "Of whom. Default: \"all\"."),
    key("times", "A parameter that it is multiplied by."),
    key("divided_by", "A number that it is divided by."),
    key("unit", "Unit of the outcome. Default: that of the measure."),
    key("value", "The published figure."),
    key(
        "range",
        "Lowest and highest published figure, instead of one.",
    ),
    key("at_least", "A lowest value, instead of a figure."),
    key("at_most", "A highest value, instead of a figure."),
    key("standard_error", "Standard error of the figure."),
    key(
        "tolerance",
        "Half of its 95% interval, instead of a standard error.",
    ),
    key(
        "useful_width",
        "An interval of the model that is wider than this says little.",
    ),
    key("source", "Where it comes from."),
    key("note", "What a reader should know about it."),
    key("why", "Why the model fails, where it does."),
];

pub(super) const PATTERN: Keys = &[
    key("id", "The pattern, such as \"P4\"."),
    key("what", "What is claimed."),
    key("more", "The scenario file in which there is more."),
    key("less", "The scenario file in which there is less."),
    key("measure", "The measure, or several that are summed."),
    key("subgroup", "Of whom. Default: \"all\"."),
    key(
        "per",
        "What it is divided by: a measure, or several that are summed.",
    ),
    key("per_subgroup", "Of whom. Default: \"all\"."),
    key("unit", "Unit of the outcome. Default: that of the measure."),
    key("times", "A parameter that it is multiplied by."),
    key(
        "divided_by",
        "A number that it is divided by; below zero turns the claim round.",
    ),
    key(
        "than",
        "Of one scenario: the measure of which there is less.",
    ),
];

/// The measures that there are: of runs, and of virtual studies.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Of a whole run.
    pub of_runs: &'a [KnownMeasure],
    /// Of a virtual study.
    pub of_studies: &'a [KnownMeasure],
}

impl Observations {
    /// Reads the file at `path` and all settings that it names.
    ///
    /// # Errors
    /// If a file cannot be read or anything in it is wrong; all problems at once.
    pub fn load(path: &Path, known: Known<'_>) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?, known)
    }

    /// As [`Observations::load`] from texts that were kept: of each setting in order ([`Setting::files`]), and the file
    /// itself.
    ///
    /// # Errors
    /// As [`Observations::load`].
    pub fn from_kept(
        own: &SourceFile,
        settings: Vec<&[SourceFile]>,
        known: Known<'_>,
    ) -> Result<Self, ScenarioError> {
        read(Document::from_kept(own, settings), known)
    }

    /// Every file that decides the results, in order: those of the settings, then the file itself.
    pub fn files(&self) -> Vec<SourceFile> {
        let mut files: Vec<SourceFile> = Vec::new();
        for file in self.settings.iter().flat_map(Setting::files) {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        files.push(self.file.clone());
        files
    }
}

/// Reads settings once each.
struct Settings<'d, 'a> {
    document: &'d Document<'a>,
    names: Vec<(String, Option<usize>)>,
    read: Vec<Setting>,
    problems: Vec<Problem>,
}

impl Settings<'_, '_> {
    /// Position of the setting that `entry` names; none if it cannot be used, which is then among the findings.
    fn position(
        &mut self,
        entry: &Entry,
        is_evaluation: bool,
        findings: &mut Vec<Finding>,
    ) -> Option<usize> {
        let name = Reader { findings }.text(entry)?;
        if let Some((_, position)) = self.names.iter().find(|(other, _)| *other == name) {
            return *position;
        }
        let (number, problems) = (self.names.len(), &mut self.problems);
        let found = if is_evaluation {
            let found = self
                .document
                .evaluation_at(number, entry, findings, problems);
            found.map(|evaluation| Setting::Evaluation(Box::new(evaluation)))
        } else {
            let found = self.document.scenario_at(number, entry, findings, problems);
            found.map(|scenario| Setting::Scenario(Box::new(scenario)))
        };
        let position = found.map(|setting| {
            self.read.push(setting);
            self.read.len() - 1
        });
        self.names.push((name, position));
        position
    }
}

fn read(document: Document<'_>, known: Known<'_>) -> Result<Observations, ScenarioError> {
    let mut findings = Vec::new();
    let Ok(entries) = document.entries(&mut findings) else {
        return Err(document.error(findings, Vec::new()));
    };
    let mut settings = Settings {
        document: &document,
        names: Vec::new(),
        read: Vec::new(),
        problems: Vec::new(),
    };
    let (mut title, mut stages) = (None, None);
    let (mut observations, mut patterns) = (Vec::new(), Vec::new());
    for entry in &entries {
        let mut reader = Reader {
            findings: &mut findings,
        };
        match entry.key.as_str() {
            "validation" => {
                for entry in reader.table(entry, VALIDATION) {
                    match entry.key.as_str() {
                        "title" => {
                            title = Reader {
                                findings: &mut findings,
                            }
                            .text(entry);
                        }
                        _ => stages = settings.position(entry, false, &mut findings),
                    }
                }
            }
            "observation" => {
                let mut ids: Vec<(String, Place)> = Vec::new();
                for (node, entries) in reader.tables(entry).unwrap_or_default() {
                    let found = observation(node, entries, known, &mut settings, &mut findings);
                    let Some(found) = found else { continue };
                    let place = &node.place;
                    match ids.iter().find(|(other, _)| *other == found.id) {
                        Some((_, first)) => findings.push(
                            Finding::new(
                                place,
                                format!("there are two observations `{}`", found.id),
                            )
                            .label("the same id again")
                            .related(first, "first given here"),
                        ),
                        None => ids.push((found.id.clone(), place.clone())),
                    }
                    observations.push(found);
                }
            }
            "pattern" => {
                for (node, entries) in reader.tables(entry).unwrap_or_default() {
                    patterns.extend(pattern(node, entries, known, &mut settings, &mut findings));
                }
            }
            _ => unknown_top(&mut reader, "a validation file", entry, TOP),
        }
    }
    let (read, problems) = (settings.read, settings.problems);
    if !entries.iter().any(|entry| entry.key == "observation") {
        findings.push(
            Finding::new(&document.end(), "no observation is given")
                .label("an observation is missing")
                .help(
                    "write `[[observation]]`, and below it `id`, `scenario`, `measure` and `value`",
                ),
        );
    }
    if !findings.is_empty() || !problems.is_empty() {
        return Err(document.error(findings, problems));
    }
    let name = document.name();
    Ok(Observations {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        settings: read,
        observations,
        patterns,
        stages,
        file: document.own_file(),
    })
}

/// The entries of one table, and how to miss one.
struct Table<'e> {
    node: &'e Node,
    entries: &'e [Entry],
    kind: &'static str,
}

impl<'e> Table<'e> {
    fn given(&self, name: &str) -> Option<&'e Entry> {
        self.entries.iter().find(|entry| entry.key == name)
    }

    fn needed(&self, reader: &mut Reader<'_>, name: &str, example: &str) -> Option<&'e Entry> {
        let found = self.given(name);
        if found.is_none() {
            reader.note(
                Finding::new(
                    &self.node.place,
                    format!("this {} has no `{name}`", self.kind),
                )
                .label(format!("`{name}` is missing"))
                .help(format!("write for example `{name} = {example}`")),
            );
        }
        found
    }

    fn text(&self, reader: &mut Reader<'_>, name: &str, example: &str) -> Option<String> {
        self.needed(reader, name, example)
            .and_then(|entry| reader.text(entry))
    }

    fn text_or_none(&self, reader: &mut Reader<'_>, name: &str) -> String {
        self.given(name)
            .and_then(|entry| reader.text(entry))
            .unwrap_or_default()
    }

    fn only(&self, reader: &mut Reader<'_>, keys: Keys) {
        for entry in self.entries {
            if !keys.iter().any(|key| key.name == entry.key) {
                reader.unknown_key(entry, self.kind, keys);
            }
        }
    }

    /// Measures of subgroups, every one with every other.
    fn parts(
        &self,
        reader: &mut Reader<'_>,
        known: &[KnownMeasure],
        measures: &str,
        subgroups: &str,
    ) -> Option<(Vec<Part>, Option<&'static str>)> {
        let mut found = Vec::new();
        let mut unit = None;
        for entry in single(self.given(measures)?) {
            let measure = targets::measure(reader, &entry, known)?;
            unit = unit.or(Some(measure.unit));
            let of = |subgroup: String| Part {
                measure: measure.id.clone(),
                subgroup,
            };
            match self.given(subgroups) {
                None => found.push(of("all".to_owned())),
                Some(entry) => {
                    for entry in single(entry) {
                        found.push(of(targets::subgroup(reader, &entry, measure)?));
                    }
                }
            }
        }
        Some((found, unit))
    }

    fn quantity(&self, reader: &mut Reader<'_>, known: &[KnownMeasure]) -> Option<Quantity> {
        self.needed(reader, "measure", "\"share_contacted\"")?;
        let (parts, unit) = self.parts(reader, known, "measure", "subgroup")?;
        let per = match self.given("per") {
            Some(_) => self.parts(reader, known, "per", "per_subgroup")?.0,
            None => Vec::new(),
        };
        let times = match self.given("times") {
            Some(entry) => Some(parameter(reader, entry)?),
            None => None,
        };
        let divided_by = match self.given("divided_by") {
            Some(entry) => reader
                .number(entry, f64::MIN, f64::MAX)
                .filter(|&x| x != 0.0)?,
            None => 1.0,
        };
        let unit = match self.given("unit") {
            Some(entry) => reader.text(entry)?,
            None if per.is_empty() && times.is_none() => unit.unwrap_or_default().to_owned(),
            None => self.text(reader, "unit", "\"share\"")?,
        };
        Some(Quantity {
            parts,
            per,
            times,
            divided_by,
            unit,
        })
    }
}

/// A text as it stands, or the texts of a list one by one.
fn single(entry: &Entry) -> Vec<Entry> {
    match &entry.node.item {
        Item::List(nodes) if !nodes.is_empty() => nodes
            .iter()
            .map(|node| Entry {
                node: node.clone(),
                ..entry.clone()
            })
            .collect(),
        _ => vec![entry.clone()],
    }
}

fn parameter(reader: &mut Reader<'_>, entry: &Entry) -> Option<usize> {
    let path = reader.text(entry)?;
    let found = index_of(&path);
    if found.is_none() {
        reader.note(
            Finding::new(&entry.node.place, format!("there is no parameter `{path}`"))
                .label("not known")
                .help("write its section and name, such as `values.life_satisfaction_per_point`"),
        );
    }
    found
}

fn observation(
    node: &Node,
    entries: &[Entry],
    known: Known<'_>,
    settings: &mut Settings<'_, '_>,
    findings: &mut Vec<Finding>,
) -> Option<Observation> {
    let table = Table {
        node,
        entries,
        kind: "observation",
    };
    let before = findings.len();
    let setting = match (table.given("scenario"), table.given("evaluation")) {
        (Some(entry), None) => settings.position(entry, false, findings),
        (None, Some(entry)) => settings.position(entry, true, findings),
        (Some(one), Some(other)) => {
            findings.push(
                Finding::new(&other.key_place, "a scenario and an evaluation are given")
                    .label("an evaluation here")
                    .related(&one.key_place, "a scenario here")
                    .help("keep one of them"),
            );
            None
        }
        (None, None) => {
            let mut reader = Reader { findings };
            table.needed(&mut reader, "scenario", "\"dundee.toml\"");
            None
        }
    };
    let mut reader = Reader { findings };
    table.only(&mut reader, OBSERVATION);
    let id = table
        .needed(&mut reader, "id", "\"U2\"")
        .and_then(|entry| targets::id(&mut reader, entry));
    let what = table.text(&mut reader, "what", "\"Reached, of referrals\"");
    let source = table.text(&mut reader, "source", "\"Dundee 2011-14 (U2)\"");
    let of = match table.given("evaluation") {
        Some(_) => known.of_studies,
        None => known.of_runs,
    };
    let quantity = table.quantity(&mut reader, of);
    let seen = seen(&mut reader, &table);
    let (note, why) = (
        table.text_or_none(&mut reader, "note"),
        table.text_or_none(&mut reader, "why"),
    );
    if reader.findings.len() > before {
        return None;
    }
    Some(Observation {
        id: id?,
        what: what?,
        setting: setting?,
        quantity: quantity?,
        seen: seen?,
        source: source?,
        note,
        why,
    })
}

fn seen(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<Seen> {
    const WAYS: [&str; 4] = ["value", "range", "at_least", "at_most"];
    let given: Vec<&Entry> = WAYS.iter().filter_map(|way| table.given(way)).collect();
    let entry = match given[..] {
        [one] => one,
        [] => return table.needed(reader, "value", "0.7").and(None),
        [first, second, ..] => {
            reader.note(
                Finding::new(
                    &second.key_place,
                    format!("`{}` and `{}` are given", first.key, second.key),
                )
                .label("one too many")
                .help("keep one of `value`, `range`, `at_least` and `at_most`"),
            );
            return None;
        }
    };
    let number = |reader: &mut Reader<'_>| reader.number(entry, f64::MIN, f64::MAX);
    let ends = match entry.key.as_str() {
        "at_least" => return number(reader).map(Seen::AtLeast),
        "at_most" => return number(reader).map(Seen::AtMost),
        "value" => number(reader).map(|value| (value, value))?,
        _ => ends(reader, entry)?,
    };
    let half_width = match (table.given("standard_error"), table.given("tolerance")) {
        (Some(entry), None) => HALF_WIDTH * positive(reader, entry)?,
        (None, Some(entry)) => positive(reader, entry)?,
        (None, None) if ends.0 < ends.1 => 0.0,
        (None, None) => {
            table.needed(reader, "standard_error", "0.02")?;
            return None;
        }
        (Some(one), Some(other)) => {
            reader.note(
                Finding::new(
                    &other.key_place,
                    "a standard error and a tolerance are given",
                )
                .label("a tolerance here")
                .related(&one.key_place, "a standard error here")
                .help("keep one of them"),
            );
            return None;
        }
    };
    let useful = table.needed(reader, "useful_width", "0.2")?;
    Some(Seen::Figure {
        ends,
        half_width,
        useful_width: positive(reader, useful)?,
    })
}

fn ends(reader: &mut Reader<'_>, entry: &Entry) -> Option<(f64, f64)> {
    let numbers: Option<Vec<f64>> = match &entry.node.item {
        Item::List(nodes) => nodes.iter().map(number_of).collect(),
        _ => None,
    };
    match numbers.as_deref() {
        Some(&[low, high]) if low < high => Some((low, high)),
        _ => {
            reader.note(
                Finding::new(&entry.node.place, "this is not a range")
                    .label("expected a lower and a higher number")
                    .help("write for example `range = [0.72, 0.85]`"),
            );
            None
        }
    }
}

fn pattern(
    node: &Node,
    entries: &[Entry],
    known: Known<'_>,
    settings: &mut Settings<'_, '_>,
    findings: &mut Vec<Finding>,
) -> Option<Pattern> {
    let table = Table {
        node,
        entries,
        kind: "pattern",
    };
    let before = findings.len();
    let mut position = |name: &str, findings: &mut Vec<Finding>| {
        table
            .given(name)
            .and_then(|entry| settings.position(entry, false, findings))
    };
    let (more, less) = (position("more", findings), position("less", findings));
    let mut reader = Reader { findings };
    table.only(&mut reader, PATTERN);
    table.needed(&mut reader, "more", "\"patterns/two-link-workers.toml\"");
    let id = table.text(&mut reader, "id", "\"P4\"");
    let what = table.text(&mut reader, "what", "\"more staff, shorter waits\"");
    let quantity = table.quantity(&mut reader, known.of_runs);
    let than = match (table.given("less"), table.given("than")) {
        (Some(_), None) => None,
        (None, Some(_)) => {
            let (parts, _) = table.parts(&mut reader, known.of_runs, "than", "subgroup")?;
            quantity
                .clone()
                .map(|quantity| Quantity { parts, ..quantity })
        }
        (Some(less), Some(than)) => {
            reader.note(
                Finding::new(&than.key_place, "`less` and `than` are given")
                    .label("one too many")
                    .related(&less.key_place, "given here")
                    .help("`less` compares two scenarios, `than` two measures of one"),
            );
            None
        }
        // More than nothing at all.
        (None, None) => None,
    };
    if reader.findings.len() > before {
        return None;
    }
    Some(Pattern {
        id: id?,
        what: what?,
        more: more?,
        less,
        quantity: quantity?,
        than,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[[observation]]\nid = \"U2\"\nwhat = \"Reached\"\nscenario = \"a.toml\"\n\
                       measure = \"share_contacted\"\nvalue = 0.7\nstandard_error = 0.02\nuseful_width = 0.3\nsource = \"U2\"\n";

    fn read(text: &str) -> Result<Observations, ScenarioError> {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let known = [
            ("share_contacted", &["all", "imd=1"][..]),
            ("referred", &["all", "imd=1", "imd=2"][..]),
        ]
        .map(|(id, subgroups)| KnownMeasure {
            id: id.to_owned(),
            unit: "share",
            subgroups: subgroups.iter().map(|&name| name.to_owned()).collect(),
        });
        let known = Known {
            of_runs: &known,
            of_studies: &[],
        };
        let setting = [file("a.toml", "[scenario]\ntitle = \"A\"\n")];
        let settings = vec![&setting[..]; 2];
        Observations::from_kept(&file("seen.toml", text), settings, known)
    }

    fn refused(text: &str, message: &str, help: &str) {
        let report = read(text).expect_err(message).to_string();
        assert!(report.contains(message), "{report}");
        assert!(report.contains(help), "{report}");
        assert!(report.contains("seen.toml:"), "{report}");
    }

    #[test]
    fn a_file_is_read_with_its_defaults_and_each_setting_once() {
        let text = format!(
            "[validation]\ntitle = \"Here\"\nstages = \"a.toml\"\n{ONE}\
             [[observation]]\nid = \"D21\"\nwhat = \"Deprived\"\nscenario = \"a.toml\"\nmeasure = \"referred\"\n\
             subgroup = [\"imd=1\", \"imd=2\"]\nper = \"referred\"\nunit = \"share\"\nat_most = 0.6\nsource = \"D21\"\n\
             [[pattern]]\nid = \"P4\"\nwhat = \"more\"\nmore = \"b.toml\"\nless = \"a.toml\"\nmeasure = \"referred\"\n"
        );
        let read = read(&text).unwrap();
        assert_eq!((&*read.title, &*read.name), ("Here", "seen"));
        assert_eq!((read.settings.len(), read.stages), (2, Some(0)));
        let [first, second] = &read.observations[..] else {
            panic!("two observations");
        };
        assert_eq!((first.setting, second.setting), (0, 0));
        let Seen::Figure {
            ends, half_width, ..
        } = first.seen
        else {
            panic!("a figure");
        };
        assert_eq!(ends, (0.7, 0.7));
        assert!((half_width - 0.0392).abs() < 1e-12);
        assert_eq!(second.seen, Seen::AtMost(0.6));
        let of: Vec<&str> = second
            .quantity
            .parts
            .iter()
            .map(|part| part.subgroup.as_str())
            .collect();
        assert_eq!(of, ["imd=1", "imd=2"]);
        assert_eq!(second.quantity.per[0].subgroup, "all");
        let pattern = &read.patterns[0];
        assert_eq!((pattern.more, pattern.less), (1, Some(0)));
        // Both settings were read from one kept file, which counts once.
        assert_eq!(read.files().len(), 2);
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_allowed() {
        refused("", "no observation is given", "[[observation]]");
        refused(
            &ONE.replace("useful_width = 0.3\n", ""),
            "this observation has no `useful_width`",
            "useful_width = 0.2",
        );
        refused(
            &ONE.replace("standard_error = 0.02\n", ""),
            "this observation has no `standard_error`",
            "standard_error = 0.02",
        );
        refused(
            &ONE.replace("value = 0.7", "value = 0.7\nrange = [0.1, 0.2]"),
            "`value` and `range` are given",
            "keep one of",
        );
        refused(
            &ONE.replace("value = 0.7\n", ""),
            "has no `value`",
            "value = 0.7",
        );
        refused(
            &ONE.replace("share_contacted", "share_contact"),
            "no measure `share_contact`",
            "did you mean `share_contacted`?",
        );
        refused(
            &format!("{ONE}times = \"values.utility\"\nunit = \"x\"\n"),
            "there is no parameter `values.utility`",
            "section and name",
        );
        refused(
            &format!("{ONE}per = \"referred\"\n"),
            "this observation has no `unit`",
            "unit = \"share\"",
        );
        refused(
            &format!("{ONE}{ONE}"),
            "two observations `U2`",
            "first given here",
        );
        refused(
            &ONE.replace("scenario = \"a.toml\"\n", ""),
            "this observation has no `scenario`",
            "dundee.toml",
        );
        refused(
            &format!("{ONE}[other]\n"),
            "a validation file has no `other`",
            "`validation`, `observation`, `pattern`",
        );
    }
}
