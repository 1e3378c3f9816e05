//! The document that describes a sweep: one scenario, the factors that are varied, and the design of the points.

use std::path::Path;

use super::attached::{Document, one_of, unknown_top};
use super::document::{Entry, Item, Node};
use super::error::{Finding, Place, ScenarioError, SourceFile};
use super::layer::{Reader, Setting};
use super::names::{self, closest_path, index_of};
use super::parameter::{Kind, Value};
use super::parameters::{Population, registry, section_docs};
use super::resolved::Scenario;
use super::structure::{Key, Keys, allowed_values, key};
use super::words::in_words;

/// The most points of a sweep, the scenario as it is apart.
pub const MOST_POINTS: u64 = 10_000;

/// A scenario at many points: combinations of values of some factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// The question that it answers; may be empty.
    pub question: String,
    /// The scenario that the points are changes of.
    pub scenario: Scenario,
    /// Every file that was read: those of the scenario, then the document itself.
    pub files: Vec<SourceFile>,
    /// Runs of each point.
    pub runs: u32,
    /// Master seed of the runs.
    pub seed: u64,
    /// How points are chosen.
    pub design: Design,
    /// What is varied. At least one.
    pub factors: Vec<Factor>,
}

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    /// Which design.
    pub kind: DesignKind,
    /// Number of points of a space-filling design; not looked at in a factorial one.
    pub points: usize,
    /// Seed of the design. It is not that of the runs, so that the points stay when the runs are drawn anew.
    pub seed: u64,
}

/// Kinds of designs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignKind {
    /// Every combination.
    Factorial,
    /// Latin hypercube.
    LatinHypercube,
    /// Scrambled Sobol' sequence.
    Sobol,
}

impl DesignKind {
    const WORDS: &[(&'static str, Self)] = &[
        ("factorial", Self::Factorial),
        ("latin-hypercube", Self::LatinHypercube),
        ("sobol", Self::Sobol),
    ];

    /// All words of the document.
    pub(super) fn labels() -> Vec<&'static str> {
        Self::WORDS.iter().map(|(word, _)| *word).collect()
    }

    /// The word of the document.
    pub fn label(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(word, _)| word)
    }
}

/// Something that is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its name; where none is given the path of its parameter.
    pub name: String,
    /// Position in [`registry`] of its parameter; none if several move together.
    pub parameter: Option<usize>,
    /// The values that it takes.
    pub levels: Levels,
}

/// The values that a factor takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// These, in this order.
    List(Vec<Level>),
    /// The numbers of a range.
    Range {
        /// Lowest, in the parameter's unit.
        low: f64,
        /// Highest.
        high: f64,
        /// How many, ends included; none for any between.
        steps: Option<usize>,
        /// Whether ratios are equal, not differences.
        logarithmic: bool,
    },
}

/// One level of a factor: values of one or more parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is called.
    pub label: String,
    /// Positions in [`registry`] with their values; may be empty where the scenario stays as it is.
    pub set: Vec<(usize, Value)>,
}

impl Factor {
    /// Number of levels; none where any number of a range is possible.
    fn count(&self) -> Option<u64> {
        match &self.levels {
            Levels::List(levels) => Some(levels.len() as u64),
            Levels::Range {
                low, high, steps, ..
            } => steps
                .map(|steps| steps as u64)
                .or_else(|| self.is_whole().then_some((high - low) as u64 + 1)),
        }
    }

    /// Whether its parameter takes whole numbers only.
    pub fn is_whole(&self) -> bool {
        self.parameter
            .is_some_and(|index| matches!(registry()[index].kind, Kind::Integer(..)))
    }

    /// The level that gives its parameter a value.
    ///
    /// # Panics
    /// If it has none.
    pub fn level_of(&self, value: Value) -> Level {
        let index = self.parameter.expect("a range is of a parameter");
        Level {
            label: in_words(&registry()[index], value),
            set: vec![(index, value)],
        }
    }
}

pub(super) const TITLE: Key = key("title", "A short title.");
pub(super) const QUESTION: Key = key("question", "The question that it answers.");
pub(super) const SCENARIO: Key = key("scenario", "The scenario file, relative to this file.");
pub(super) const SEED: Key = key("seed", "Master seed of the runs. Default: the scenario's.");
pub(super) const DESIGN: Key = key("design", "How points are chosen.");
pub(super) const FACTOR: Key = key("factor", "What is varied, one table for each.");

pub(super) const TOP: Keys = &[
    TITLE,
    QUESTION,
    SCENARIO,
    key("runs", "Runs of each point. Default: the scenario's."),
    SEED,
    DESIGN,
    FACTOR,
];

pub(super) const DESIGN_KEYS: Keys = &[
    key(
        "kind",
        "\"factorial\" (default), \"latin-hypercube\" or \"sobol\".",
    ),
    key(
        "points",
        "Points of a Latin hypercube or a Sobol' sequence.",
    ),
    key("seed", "Seed of the design. Default: 1."),
];

pub(super) const FACTOR_KEYS: Keys = &[
    key("name", "What it is called. Default: its parameter."),
    key(
        "parameter",
        "Its parameter, such as `staffing.link_workers_fte`.",
    ),
    key("values", "Its values; of flags and choices all by default."),
    key("low", "Lowest value of a range."),
    key("high", "Highest value of a range."),
    key("steps", "Values of the range, ends included."),
    key("spacing", "\"linear\" (default) or \"logarithmic\"."),
    key(
        "levels",
        "Several parameters that move together, such as `[{ label = \"…\", set = { … } }]`.",
    ),
];

pub(super) const LEVEL_KEYS: Keys = &[
    key("label", "What the level is called."),
    key("set", "Parameters and their values."),
];

impl Sweep {
    /// Reads the file at `path`, and the scenario that it names.
    ///
    /// # Errors
    /// If a file cannot be read or anything in them is wrong; all problems at once.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?)
    }

    /// As [`Sweep::load`] from texts that were kept (see [`Sweep::files`]).
    ///
    /// # Errors
    /// As [`Sweep::load`].
    pub fn from_files(files: &[SourceFile]) -> Result<Self, ScenarioError> {
        read(Document::from_texts(files)?)
    }
}

fn read(document: Document<'_>) -> Result<Sweep, ScenarioError> {
    let mut runs = None;
    let own = |reader: &mut Reader<'_>, entry: &Entry| {
        runs = reader.whole(entry, 1, 1_000_000).map(|n| n as u32);
    };
    with_factors(document, "a sweep", TOP, MOST_POINTS, own, |_, _| ()).map(|sweep| Sweep {
        runs: runs.unwrap_or(sweep.runs),
        ..sweep
    })
}

/// Reads what all documents with factors have; keys of this document alone go to `own`, and all of them to `check` at the
/// end. The runs are those of the scenario.
pub(super) fn with_factors(
    document: Document<'_>,
    kind: &str,
    keys: Keys,
    most_points: u64,
    mut own: impl FnMut(&mut Reader<'_>, &Entry),
    check: impl FnOnce(&mut Reader<'_>, &[Entry]),
) -> Result<Sweep, ScenarioError> {
    let mut findings = Vec::new();
    let Ok(entries) = document.entries(&mut findings) else {
        return Err(document.error(findings, Vec::new()));
    };
    let named = |name: &str| entries.iter().find(|entry| entry.key == name);
    let mut problems = Vec::new();
    let scenario = document.scenario(named("scenario"), &mut findings, &mut problems);
    let mut reader = Reader {
        findings: &mut findings,
    };
    let design = named("design").map_or(Some(EVERY_COMBINATION), |entry| {
        design(&mut reader, entry, most_points)
    });
    let (mut title, mut question, mut seed, mut factors) = (None, None, None, Vec::new());
    for entry in &entries {
        match entry.key.as_str() {
            "scenario" | "design" => {}
            "title" => title = reader.text(entry),
            "question" => question = reader.text(entry),
            "seed" => seed = reader.whole(entry, 0, i64::MAX).map(|n| n as u64),
            "factor" => factors = read_factors(&mut reader, entry, design),
            name if keys.iter().any(|key| key.name == name) => own(&mut reader, entry),
            _ => unknown_top(&mut reader, kind, entry, keys),
        }
    }
    match (named("factor"), design) {
        (None, _) => reader.note(
            Finding::new(&document.end(), format!("{kind} varies nothing"))
                .label("a factor is missing")
                .help("write `[[factor]]`, and below it for example `parameter = \"staffing.link_workers_fte\"` and `values = [1.6, 2.6, 3.6]`"),
        ),
        (Some(entry), Some(design)) => size(&mut reader, entry, design, &factors, most_points),
        _ => {}
    }
    check(&mut reader, &entries);
    let name = document.name();
    let own_file = document.own_file();
    match (scenario, design) {
        (Some(scenario), Some(design)) if findings.is_empty() && problems.is_empty() => Ok(Sweep {
            title: title.unwrap_or_else(|| name.clone()),
            name,
            question: question.unwrap_or_default(),
            files: scenario.files.iter().cloned().chain([own_file]).collect(),
            runs: scenario.runs,
            seed: seed.unwrap_or(scenario.seed),
            scenario,
            design,
            factors,
        }),
        _ => Err(document.error(findings, problems)),
    }
}

const EVERY_COMBINATION: Design = Design {
    kind: DesignKind::Factorial,
    points: 0,
    seed: 1,
};

fn design(reader: &mut Reader<'_>, entry: &Entry, most_points: u64) -> Option<Design> {
    let before = reader.findings.len();
    let mut design = EVERY_COMBINATION;
    let mut points = None;
    for entry in reader.table(entry, DESIGN_KEYS) {
        match entry.key.as_str() {
            "kind" => design.kind = one_of(reader, entry, DesignKind::WORDS)?,
            "points" => {
                design.points = reader.whole(entry, 1, most_points as i64)? as usize;
                points = Some(entry);
            }
            _ => design.seed = reader.whole(entry, 0, i64::MAX)? as u64,
        }
    }
    match (design.kind, points) {
        (DesignKind::Factorial, Some(points)) => reader.note(
            Finding::new(
                &points.key_place,
                "a factorial design has as many points as there are combinations",
            )
            .label("not possible here")
            .help("leave it out, or choose kind = \"latin-hypercube\" or \"sobol\""),
        ),
        (DesignKind::LatinHypercube | DesignKind::Sobol, None) => reader.note(
            Finding::new(&entry.key_place, "the number of points is not given")
                .label("`points` is missing")
                .help("write for example `points = 32`"),
        ),
        _ => {}
    }
    (reader.findings.len() == before).then_some(design)
}

/// Refuses a factorial design with too many combinations.
fn size(
    reader: &mut Reader<'_>,
    entry: &Entry,
    design: Design,
    factors: &[Factor],
    most_points: u64,
) {
    let combinations = factors
        .iter()
        .filter_map(Factor::count)
        .fold(1_u64, u64::saturating_mul);
    if design.kind == DesignKind::Factorial && combinations > most_points {
        reader.note(
            Finding::new(
                &entry.key_place,
                format!("these factors have {combinations} combinations"),
            )
            .label(format!("at most {most_points} points are possible"))
            .help("give fewer values or steps, or choose a Latin hypercube in `[design]`"),
        );
    }
}

/// All factors; no parameter may belong to two of them. Without a design nothing is asked of ranges.
pub(super) fn read_factors(
    reader: &mut Reader<'_>,
    entry: &Entry,
    design: Option<Design>,
) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    let mut varied: Vec<(usize, Place)> = Vec::new();
    for (node, entries) in reader.tables(entry).unwrap_or_default() {
        let mut places = Vec::new();
        let factor = read_factor(reader, node, entries, design, &mut places);
        for (index, place) in &places {
            if let Some((_, other)) = varied.iter().find(|(other, _)| other == index) {
                reader.note(
                    Finding::new(
                        place,
                        format!("`{}` is varied by two factors", registry()[*index].path()),
                    )
                    .label("varied again")
                    .related(other, "first varied here"),
                );
            }
        }
        varied.extend(places);
        let Some(factor) = factor else { continue };
        // Two of the same parameter have been reported.
        let same_name = |other: &Factor| {
            other.name == factor.name
                && (other.parameter.is_none() || other.parameter != factor.parameter)
        };
        if factors.iter().any(same_name) {
            reader.note(
                Finding::new(
                    &node.place,
                    format!("there are two factors named \"{}\"", factor.name),
                )
                .label("the same name again"),
            );
        }
        factors.push(factor);
    }
    factors
}

/// One factor, and where each of its parameters is named.
fn read_factor(
    reader: &mut Reader<'_>,
    node: &Node,
    entries: &[Entry],
    design: Option<Design>,
    places: &mut Vec<(usize, Place)>,
) -> Option<Factor> {
    for entry in entries {
        if !FACTOR_KEYS.iter().any(|key| key.name == entry.key) {
            reader.unknown_key(entry, "factor", FACTOR_KEYS);
        }
    }
    let given = |name: &str| entries.iter().find(|entry| entry.key == name);
    let name = given("name").and_then(|entry| reader.text(entry));
    match (given("parameter"), given("levels")) {
        (None, None) => {
            reader.note(
                Finding::new(&node.place, "this factor has no parameter")
                    .label("`parameter` is missing")
                    .help("write for example `parameter = \"staffing.link_workers_fte\"`, or give `levels` that set several"),
            );
            None
        }
        (Some(entry), None) => {
            let index = parameter(reader, entry)?;
            places.push((index, entry.node.place.clone()));
            let levels = levels_of(reader, index, entry, entries, design)?;
            Some(Factor {
                name: name.unwrap_or_else(|| registry()[index].path()),
                parameter: Some(index),
                levels,
            })
        }
        (_, Some(levels)) => {
            for other in ["parameter", "values", "low", "high", "steps", "spacing"] {
                if let Some(other) = given(other) {
                    reader.note(
                        Finding::new(
                            &other.key_place,
                            format!("`{}` and `levels` are both given", other.key),
                        )
                        .label("does not go with `levels`")
                        .related(&levels.key_place, "levels given here"),
                    );
                }
            }
            if given("name").is_none() {
                reader.note(
                    Finding::new(&node.place, "this factor has no name")
                        .label("`name` is missing")
                        .help("write for example `name = \"Bridging\"`"),
                );
            }
            let levels = packages(reader, levels, places)?;
            Some(Factor {
                name: name?,
                parameter: None,
                levels: Levels::List(levels),
            })
        }
    }
}

/// Position of the parameter that a text names, if points may differ in it.
pub(super) fn parameter(reader: &mut Reader<'_>, entry: &Entry) -> Option<usize> {
    let path = reader.text(entry)?;
    let Some(index) = index_of(&path) else {
        let (section, name) = path.split_once('.').unwrap_or(("", &path));
        let mut finding =
            Finding::new(&entry.node.place, format!("there is no parameter `{path}`"))
                .label("not known");
        if let Some(meant) = closest_path(section, name) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        reader.note(finding);
        return None;
    };
    may_vary(reader, index, &entry.node.place).then_some(index)
}

/// Reports a parameter that decides who lives there.
fn may_vary(reader: &mut Reader<'_>, index: usize, place: &Place) -> bool {
    let possible = registry()[index].section != Population::SECTION;
    if !possible {
        reader.note(
            Finding::new(
                place,
                format!(
                    "`{}` cannot be varied: all points are about the same people, or no difference between them would be that of the factors",
                    registry()[index].path()
                ),
            )
            .label("decides who lives there")
            .help("describe each place in a scenario file, and use `spsim run` for each"),
        );
    }
    possible
}

/// The levels of a parameter: a list, a range, or all that a flag or choice can be.
fn levels_of(
    reader: &mut Reader<'_>,
    index: usize,
    at: &Entry,
    entries: &[Entry],
    design: Option<Design>,
) -> Option<Levels> {
    let parameter = &registry()[index];
    let given = |name: &str| entries.iter().find(|entry| entry.key == name);
    let is_number = matches!(parameter.kind, Kind::Number(..) | Kind::Integer(..));
    let range = ["low", "high", "steps", "spacing"].map(given);
    if let Some(values) = given("values") {
        if let Some(other) = range.iter().flatten().next() {
            reader.note(
                Finding::new(
                    &other.key_place,
                    format!("`values` and `{}` are both given", other.key),
                )
                .label("given twice over")
                .related(&values.key_place, "values given here")
                .help("keep either `values`, or `low` and `high`"),
            );
            return None;
        }
        return values_of(reader, index, values).map(Levels::List);
    }
    let level = |value: Value| Level {
        label: in_words(parameter, value),
        set: vec![(index, value)],
    };
    if !is_number {
        if let Some(other) = range.iter().flatten().next() {
            reader.note(
                Finding::new(
                    &other.key_place,
                    format!("`{}` has no lower and upper value", parameter.path()),
                )
                .label("not possible here")
                .help(format!("give `values`, of: {}", allowed_values(parameter))),
            );
            return None;
        }
        return Some(Levels::List(match parameter.kind {
            Kind::Choice(labels) => labels.iter().map(|l| level(Value::Choice(l))).collect(),
            _ => [false, true].map(|flag| level(Value::Flag(flag))).into(),
        }));
    }
    let [low, high, steps, spacing] = range;
    let (Some(low_at), Some(high_at)) = (low, high) else {
        let lacking = match (low, high) {
            (None, None) => "`values`, or `low` and `high`, are missing",
            (None, _) => "`low` is missing",
            _ => "`high` is missing",
        };
        reader.note(
            Finding::new(
                &at.node.place,
                format!("the values of `{}` are not given", parameter.path()),
            )
            .label(lacking)
            .help(format!("allowed: {}", allowed_values(parameter))),
        );
        return None;
    };
    let mut end = |entry: &Entry| match reader.value(parameter, &entry.node, None)?.value {
        Value::Number(x) => Some(x),
        Value::Integer(n) => Some(n as f64),
        Value::Flag(_) | Value::Choice(_) => None,
    };
    let (low, high) = (end(low_at), end(high_at));
    let steps = match steps {
        Some(entry) => Some(reader.whole(entry, 2, 10_000)? as usize),
        None => None,
    };
    let logarithmic = match spacing {
        Some(entry) => one_of(reader, entry, &[("linear", false), ("logarithmic", true)])?,
        None => false,
    };
    let (low, high) = (low?, high?);
    if low >= high {
        reader.note(
            Finding::new(
                &high_at.node.place,
                format!("the range goes from {low} to {high}"),
            )
            .label("must be above `low`")
            .related(&low_at.node.place, "low"),
        );
        return None;
    }
    if logarithmic && low <= 0.0 {
        reader.note(
            Finding::new(
                &low_at.node.place,
                format!("a logarithmic range must begin above 0, this one begins at {low}"),
            )
            .label("must be above 0"),
        );
        return None;
    }
    let countable = steps.is_some() || matches!(parameter.kind, Kind::Integer(..));
    if !countable && design.is_some_and(|design| design.kind == DesignKind::Factorial) {
        reader.note(
            Finding::new(
                &at.node.place,
                "a factorial design needs to know how many values of the range to use",
            )
            .label("`steps` is missing")
            .help("write for example `steps = 5`"),
        );
        return None;
    }
    Some(Levels::Range {
        low,
        high,
        steps,
        logarithmic,
    })
}

/// The values of a list, each once.
fn values_of(reader: &mut Reader<'_>, index: usize, entry: &Entry) -> Option<Vec<Level>> {
    let parameter = &registry()[index];
    let Item::List(list) = &entry.node.item else {
        reader.expected(entry, "a list of values");
        return None;
    };
    if list.is_empty() {
        reader
            .note(Finding::new(&entry.node.place, "there is no value").label("the list is empty"));
        return None;
    }
    let mut levels: Vec<Level> = Vec::new();
    let before = reader.findings.len();
    for node in list {
        let Some(given) = reader.value(parameter, node, None) else {
            continue;
        };
        let level = Level {
            label: in_words(parameter, given.value),
            set: vec![(index, given.value)],
        };
        if levels.iter().any(|other| other.set == level.set) {
            reader.note(
                Finding::new(&node.place, format!("{} is given twice", level.label))
                    .label("the same value again"),
            );
        }
        levels.push(level);
    }
    (reader.findings.len() == before).then_some(levels)
}

/// Levels that set several parameters.
fn packages(
    reader: &mut Reader<'_>,
    entry: &Entry,
    places: &mut Vec<(usize, Place)>,
) -> Option<Vec<Level>> {
    let Item::List(list) = &entry.node.item else {
        reader.expected(
            entry,
            "a list of tables such as `[{ label = \"…\", set = { … } }]`",
        );
        return None;
    };
    let before = reader.findings.len();
    if list.is_empty() {
        reader
            .note(Finding::new(&entry.node.place, "there is no level").label("the list is empty"));
    }
    let mut levels: Vec<Level> = Vec::new();
    for (node, entries) in reader.tables(entry).unwrap_or_default() {
        let (mut label, mut settings, mut is_set) = (None, Vec::new(), false);
        for entry in entries {
            match entry.key.as_str() {
                "label" => label = reader.text(entry),
                "set" => {
                    is_set = true;
                    settings = set(reader, entry);
                }
                _ => reader.unknown_key(entry, "levels", LEVEL_KEYS),
            }
        }
        for (key, is_given, help) in [
            (
                "label",
                entries.iter().any(|e| e.key == "label"),
                "`label = \"as it is\"`",
            ),
            (
                "set",
                is_set,
                "`set = { bridging.policy = \"targeted\" }`, or `set = {}` for the scenario as it is",
            ),
        ] {
            if !is_given {
                reader.note(
                    Finding::new(&node.place, format!("this level has no `{key}`"))
                        .label(format!("`{key}` is missing"))
                        .help(format!("write for example {help}")),
                );
            }
        }
        if let Some(label) = &label
            && levels.iter().any(|other| &other.label == label)
        {
            reader.note(
                Finding::new(&node.place, format!("two levels are called \"{label}\""))
                    .label("the same label again"),
            );
        }
        let mut level = Level {
            label: label.unwrap_or_default(),
            set: Vec::new(),
        };
        for setting in settings {
            if may_vary(reader, setting.index, &setting.key) {
                // Within one factor a parameter may be set by every level.
                if !places.iter().any(|(index, _)| *index == setting.index) {
                    places.push((setting.index, setting.key));
                }
                level
                    .set
                    .extend(setting.value.map(|given| (setting.index, given.value)));
            }
        }
        levels.push(level);
    }
    (reader.findings.len() == before).then_some(levels)
}

/// The parameters that a level sets.
fn set(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Setting> {
    let mut settings = Vec::new();
    let Item::Table(sections) = &entry.node.item else {
        reader.expected(entry, "a table such as { staffing.link_workers_fte = 3.6 }");
        return settings;
    };
    for section in sections {
        if names::is_section(&section.key) {
            reader.section(section, false, &mut settings);
            continue;
        }
        let mut finding = Finding::new(
            &section.key_place,
            format!("there is no section `{}`", section.key),
        )
        .label("not known");
        let sections = section_docs();
        if index_of(&section.key).is_some() {
            finding = finding.help(format!("write `{}` without quotes", section.key));
        } else if let Some(meant) = names::closest(&section.key, sections.iter().map(|(s, _)| *s)) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        } else {
            finding = finding.help("write for example `{ staffing.link_workers_fte = 3.6 }`");
        }
        reader.note(finding);
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep(text: &str) -> Result<Sweep, ScenarioError> {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        Sweep::from_files(&[
            file("place.toml", "[run]\nruns = 7\nseed = 3\n"),
            file("sweep.toml", text),
        ])
    }

    /// Refused with this message in this line, after `scenario = …` and `[[factor]]` in lines 1 and 2.
    #[track_caller]
    fn refused(factor: &str, message: &str, line: usize, words: &str) {
        let text = format!("scenario = \"place.toml\"\n[[factor]]\n{factor}");
        let error = sweep(&text).expect_err("it is wrong");
        let problem = error
            .problems()
            .iter()
            .find(|problem| problem.message.contains(message))
            .unwrap_or_else(|| panic!("{error}"));
        assert_eq!((problem.file.as_str(), problem.line), ("sweep.toml", line));
        let told = format!("{}\n{}", problem.label, problem.help.join("\n"));
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn factors_are_lists_ranges_or_levels_of_several_parameters() {
        let read = sweep(
            "title = \"T\"\nscenario = \"place.toml\"\nruns = 5\n[design]\nkind = \"sobol\"\npoints = 8\n\
             [[factor]]\nparameter = \"referral.triage\"\n\
             [[factor]]\nname = \"Cap\"\nparameter = \"staffing.caseload_cap\"\nlow = 20\nhigh = 60\nspacing = \"logarithmic\"\n\
             [[factor]]\nparameter = \"contact.rhythm_days\"\nvalues = [\"2 weeks\", 21]\n\
             [[factor]]\nname = \"Bridging\"\nlevels = [{ label = \"no\", set = {} }, { label = \"yes\", set = { bridging.policy = \"all\", bridging.sessions = 3 } }]\n",
        )
        .expect("it is right");
        assert_eq!((read.runs, read.seed, read.name.as_str()), (5, 3, "sweep"));
        assert_eq!(
            (read.design.kind, read.design.points),
            (DesignKind::Sobol, 8)
        );
        let labels = |factor: usize| match &read.factors[factor].levels {
            Levels::List(levels) => levels.iter().map(|l| l.label.as_str()).collect(),
            Levels::Range { .. } => Vec::new(),
        };
        assert_eq!(labels(0), ["no", "yes"]);
        assert_eq!(labels(2), ["14 days", "21 days"]);
        assert_eq!(read.factors[1].name, "Cap");
        assert!(read.factors[1].is_whole());
        let Levels::List(levels) = &read.factors[3].levels else {
            panic!("a list");
        };
        assert!(levels[0].set.is_empty());
        assert_eq!(
            levels[1].set,
            [
                (index_of("bridging.policy").unwrap(), Value::Choice("all")),
                (index_of("bridging.sessions").unwrap(), Value::Integer(3)),
            ]
        );
        let without =
            sweep("scenario = \"place.toml\"\n[[factor]]\nparameter = \"referral.triage\"\n");
        let without = without.expect("it is right");
        assert_eq!(without.runs, 7, "those of the scenario");
        assert_eq!(without.design.kind, DesignKind::Factorial);
    }

    #[test]
    fn what_is_wrong_with_a_factor_is_said_with_its_place() {
        refused(
            "parameter = \"staffing.link_worker_fte\"\nvalues = [1]\n",
            "there is no parameter `staffing.link_worker_fte`",
            3,
            "did you mean `staffing.link_workers_fte`?",
        );
        refused(
            "parameter = \"population.imd_1\"\nvalues = [0.2]\n",
            "`population.imd_1` cannot be varied: all points are about the same people",
            3,
            "`spsim run` for each",
        );
        refused(
            "parameter = \"staffing.caseload_cap\"\nvalues = [20, 30.5]\n",
            "`staffing.caseload_cap` is 30.5, not a whole number",
            4,
            "whole numbers from 1",
        );
        refused(
            "parameter = \"waiting.priority\"\nvalues = [\"severty\"]\n",
            "`waiting.priority` cannot be \"severty\"",
            4,
            "did you mean \"severity\"?",
        );
        refused(
            "parameter = \"staffing.link_workers_fte\"\nvalues = [1, 1]\n",
            "1 FTE is given twice",
            4,
            "the same value again",
        );
        refused(
            "parameter = \"staffing.link_workers_fte\"\nlow = 1\nhigh = 2\n",
            "needs to know how many values",
            3,
            "steps = 5",
        );
        refused(
            "parameter = \"staffing.link_workers_fte\"\nlow = 3\nhigh = 2\nsteps = 2\n",
            "the range goes from 3 to 2",
            5,
            "above `low`",
        );
        refused(
            "parameter = \"staffing.link_workers_fte\"\nlow = 0\nhigh = 2\nsteps = 2\nspacing = \"logarithmic\"\n",
            "must begin above 0",
            4,
            "above 0",
        );
        refused(
            "parameter = \"referral.triage\"\nlow = 0\n",
            "`referral.triage` has no lower and upper value",
            4,
            "true or false",
        );
        refused(
            "parameter = \"staffing.caseload_cap\"\nvalues = [1]\nsteps = 3\n",
            "`values` and `steps` are both given",
            5,
            "keep either",
        );
        refused(
            "parameter = \"staffing.caseload_cap\"\n",
            "the values of `staffing.caseload_cap` are not given",
            3,
            "`low` and `high`",
        );
        refused(
            "parameter = \"staffing.caseload_cap\"\nvalue = [1]\n",
            "`factor` has no key `value`",
            4,
            "did you mean `values`?",
        );
        refused(
            "values = [1]\n",
            "this factor has no parameter",
            2,
            "`parameter` is missing",
        );
    }

    #[test]
    fn what_is_wrong_with_levels_is_said_with_its_place() {
        let of = |levels: &str| format!("name = \"N\"\nlevels = [\n{levels}\n]\n");
        refused(
            &of("{ label = \"a\", set = { bridging.polcy = \"all\" } }"),
            "`bridging` has no parameter `polcy`",
            5,
            "did you mean `policy`?",
        );
        refused(
            &of("{ label = \"a\", set = { population.practices = 2 } }"),
            "`population.practices` cannot be varied",
            5,
            "who lives there",
        );
        refused(
            &of("{ label = \"a\", set = { \"bridging.policy\" = \"all\" } }"),
            "there is no section `bridging.policy`",
            5,
            "without quotes",
        );
        refused(
            &of("{ label = \"a\", set = {} },\n{ label = \"a\", set = {} }"),
            "two levels are called \"a\"",
            6,
            "same label",
        );
        refused(
            &of("{ label = \"a\" }"),
            "this level has no `set`",
            5,
            "set = {}",
        );
        refused(
            "levels = [{ label = \"a\", set = {} }]\nvalues = [1]\n",
            "this factor has no name",
            2,
            "`name` is missing",
        );
        refused(
            "levels = [{ label = \"a\", set = {} }]\nvalues = [1]\n",
            "`values` and `levels` are both given",
            4,
            "does not go with",
        );
    }

    #[test]
    fn what_is_wrong_with_the_whole_is_said_all_at_once() {
        refused(
            "parameter = \"referral.triage\"\n[[factor]]\nname = \"N\"\nlevels = [{ label = \"a\", set = { referral.triage = true } }]\n",
            "`referral.triage` is varied by two factors",
            6,
            "varied again",
        );
        refused(
            "parameter = \"staffing.caseload_cap\"\nlow = 1\nhigh = 9_999\n[[factor]]\nparameter = \"referral.triage\"\n",
            "these factors have 19998 combinations",
            2,
            "Latin hypercube",
        );
        refused(
            "parameter = \"referral.triage\"\n[design]\nkind = \"latin\"\n",
            "`kind` cannot be \"latin\"",
            5,
            "did you mean \"latin-hypercube\"?",
        );
        refused(
            "parameter = \"referral.triage\"\n[design]\nkind = \"sobol\"\n",
            "the number of points is not given",
            4,
            "points = 32",
        );
        refused(
            "parameter = \"referral.triage\"\n[design]\npoints = 3\n",
            "as many points as there are combinations",
            5,
            "leave it out",
        );
        let error = sweep("tittle = \"T\"\nruns = 0\n").expect_err("much is wrong");
        let messages: Vec<&str> = error
            .problems()
            .iter()
            .map(|p| p.message.as_str())
            .collect();
        assert_eq!(
            messages,
            [
                "a sweep has no `tittle`",
                "`runs` is 0",
                "no scenario is given",
                "a sweep varies nothing",
            ]
        );
    }

    #[test]
    fn faults_of_the_scenario_follow_those_of_the_sweep() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("sweep.toml");
        let text = "scenario = \"a.toml\"\nruns = 0\n[[factor]]\nparameter = \"referral.triage\"\n";
        std::fs::write(&path, text).expect("written");
        let error = Sweep::load(&path).expect_err("it names no file");
        assert!(
            error.problems()[0]
                .message
                .contains("there is no such file")
        );
        assert_eq!(
            (error.problems()[0].line, error.problems()[0].column),
            (1, 12)
        );
        std::fs::write(place.path().join("a.toml"), "[run]\nrunz = 1\n").expect("written");
        let error = Sweep::load(&path).expect_err("both are wrong");
        let files: Vec<bool> = error
            .problems()
            .iter()
            .map(|problem| problem.file.ends_with("a.toml"))
            .collect();
        assert_eq!(files, [false, true]);
    }
}
