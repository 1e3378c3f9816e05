//! The document that says what a calibration aims at: measures, their values in the real world, how closely they must be
//! met, and where they come from.

use std::path::Path;

use super::attached::{Document, one_of, unknown_top};
use super::document::{Entry, Item, Node};
use super::error::{Finding, Place, ScenarioError, SourceFile};
use super::layer::Reader;
use super::names::{self, closest_path, index_of};
use super::parameter::{Kind, Prior};
use super::parameters::registry;
use super::resolved::Scenario;
use super::structure::{Keys, key};

/// Names of columns beside the targets in a table of posterior draws.
const TAKEN: [&str; 3] = ["draw", "weight", "distance"];

/// A measure that may be a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMeasure {
    /// Its name.
    pub id: String,
    /// Its unit.
    pub unit: &'static str,
    /// The subgroups that it is known for, everybody first.
    pub subgroups: Vec<String>,
}

/// What a calibration aims at.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// Positions in [`registry`] of the free parameters, in its order. At least one; each has a prior.
    pub parameters: Vec<usize>,
    /// The targets in the order of the file. At least one is fitted.
    pub targets: Vec<Target>,
    /// The file itself.
    pub file: SourceFile,
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its short name, unlike all others.
    pub id: String,
    /// Name of its measure.
    pub measure: String,
    /// Unit of the measure.
    pub unit: &'static str,
    /// Of whom: `all`, or another subgroup of the measure.
    pub subgroup: String,
    /// What the measure should be, in its unit.
    pub aim: Aim,
    /// How far off still counts as met, in the unit of the measure; > 0. One standard error if that was given.
    pub tolerance: f64,
    /// How much it counts among all; > 0.
    pub weight: f64,
    /// What it is, in a few words.
    pub what: String,
    /// Where it comes from.
    pub source: String,
    /// Whether it is fitted, not only shown.
    pub fitted: bool,
}

/// What a measure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// This value.
    Value(f64),
    /// Anything from the first to the second.
    Range(f64, f64),
}

impl Aim {
    /// The lowest and the highest value that is right on target.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::Value(value) => (value, value),
            Self::Range(low, high) => (low, high),
        }
    }
}

impl Target {
    /// How far a simulated value lies from the target, in tolerances: below zero if too low, 0 inside a range, NaN if
    /// the value is not defined.
    pub fn residual(&self, simulated: f64) -> f64 {
        let (low, high) = self.aim.ends();
        let off = if simulated < low {
            simulated - low
        } else if simulated > high {
            simulated - high
        } else {
            0.0 * simulated
        };
        off / self.tolerance
    }

    /// The values that count as met: within the tolerance.
    pub fn band(&self) -> (f64, f64) {
        let (low, high) = self.aim.ends();
        (low - self.tolerance, high + self.tolerance)
    }
}

pub(super) const TOP: Keys = &[
    key("targets", "Title, and which parameters are free."),
    key("target", "What is aimed at, one table for each."),
];

pub(super) const TARGETS: Keys = &[
    key("title", "A short title."),
    key(
        "parameters",
        "The free parameters, such as `contact.no_show`. Default: every parameter with a prior.",
    ),
];

pub(super) const TARGET: Keys = &[
    key("id", "A short name: letters, digits, `-` and `_`."),
    key("measure", "The measure."),
    key(
        "subgroup",
        "Of whom: \"all\" (default), or another subgroup of the measure.",
    ),
    key("value", "What the measure should be, in its unit."),
    key(
        "range",
        "Lowest and highest value that are right, instead of one value.",
    ),
    key("tolerance", "How far off still counts as met, in the unit."),
    key("standard_error", "Standard error, instead of a tolerance."),
    key("weight", "How much it counts among all. Default: 1."),
    key("what", "What it is, in a few words."),
    key("source", "Where it comes from."),
    key(
        "use",
        "\"calibration\" (default), or \"validation\": shown, never fitted.",
    ),
];

/// Units of measures that count people or time; differences have others.
const NEVER_BELOW_ZERO: [&str; 6] = [
    "people",
    "people or events",
    "groups",
    "contacts",
    "per 1,000 a year",
    "days",
];
const USES: &[(&str, bool)] = &[("calibration", true), ("validation", false)];

impl Targets {
    /// Reads the file at `path`. `known` are the measures that it may ask for, `scenario` the one to be calibrated.
    ///
    /// # Errors
    /// If the file cannot be read or anything in it is wrong; all problems at once.
    pub fn load(
        path: &Path,
        known: &[KnownMeasure],
        scenario: &Scenario,
    ) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?, known, scenario)
    }

    /// As [`Targets::load`] from a text that was kept (see [`Targets::file`]).
    ///
    /// # Errors
    /// As [`Targets::load`].
    pub fn from_file(
        file: &SourceFile,
        known: &[KnownMeasure],
        scenario: &Scenario,
    ) -> Result<Self, ScenarioError> {
        read(
            Document::from_texts(std::slice::from_ref(file))?,
            known,
            scenario,
        )
    }
}

fn read(
    document: Document<'_>,
    known: &[KnownMeasure],
    scenario: &Scenario,
) -> Result<Targets, ScenarioError> {
    let mut findings = Vec::new();
    let Ok(entries) = document.entries(&mut findings) else {
        return Err(document.error(findings, Vec::new()));
    };
    let mut reader = Reader {
        findings: &mut findings,
    };
    let (mut title, mut parameters, mut targets) = (None, None, Vec::new());
    for entry in &entries {
        match entry.key.as_str() {
            "targets" => {
                for entry in reader.table(entry, TARGETS) {
                    match entry.key.as_str() {
                        "title" => title = reader.text(entry),
                        _ => parameters = Some(free(&mut reader, entry, scenario)),
                    }
                }
            }
            "target" => targets = all(&mut reader, entry, known),
            _ => unknown_top(&mut reader, "a targets file", entry, TOP),
        }
    }
    match entries.iter().find(|entry| entry.key == "target") {
        None => reader.note(
            Finding::new(&document.end(), "no target is given")
                .label("a target is missing")
                .help("write `[[target]]`, and below it `id`, `measure`, `value` and `tolerance`"),
        ),
        Some(entry) if !targets.is_empty() && targets.iter().all(|target| !target.fitted) => {
            reader.note(
                Finding::new(&entry.key_place, "no target is to be fitted")
                    .label("all are for validation")
                    .help("write `use = \"calibration\"` for at least one"),
            );
        }
        Some(_) => {}
    }
    let parameters = parameters.unwrap_or_else(|| with_priors(scenario));
    if parameters.is_empty() && reader.findings.is_empty() {
        reader.note(
            Finding::new(&document.end(), "no parameter is free")
                .label("nothing could be calibrated")
                .help("name at least one in `parameters`"),
        );
    }
    if !findings.is_empty() {
        return Err(document.error(findings, Vec::new()));
    }
    let name = document.name();
    Ok(Targets {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        parameters,
        targets,
        file: document.own_file(),
    })
}

fn is_free(scenario: &Scenario, index: usize) -> bool {
    scenario.evidence[index].prior != Prior::Fixed
        && matches!(registry()[index].kind, Kind::Number(..) | Kind::Integer(..))
}

fn with_priors(scenario: &Scenario) -> Vec<usize> {
    (0..registry().len())
        .filter(|&index| is_free(scenario, index))
        .collect()
}

/// The parameters that a list names, in the order of the registry.
fn free(reader: &mut Reader<'_>, entry: &Entry, scenario: &Scenario) -> Vec<usize> {
    let Item::List(nodes) = &entry.node.item else {
        reader.expected(entry, "a list of texts in quotes");
        return Vec::new();
    };
    let mut found: Vec<usize> = Vec::new();
    for node in nodes {
        let Item::Text(path) = &node.item else {
            let message = format!("a parameter is named by a text, not {}", node.kind());
            reader.note(Finding::new(&node.place, message).label("expected a text in quotes"));
            continue;
        };
        match index_of(path) {
            None => {
                let (section, name) = path.split_once('.').unwrap_or(("", path));
                let mut finding =
                    Finding::new(&node.place, format!("there is no parameter `{path}`"))
                        .label("not known");
                if let Some(meant) = closest_path(section, name) {
                    finding = finding.help(format!("did you mean `{meant}`?"));
                }
                reader.note(finding);
            }
            Some(index) if found.contains(&index) => reader.note(
                Finding::new(&node.place, format!("`{path}` is named twice"))
                    .label("named again"),
            ),
            Some(index) if !is_free(scenario, index) => reader.note(
                Finding::new(&node.place, format!("`{path}` has no prior"))
                    .label("nothing is believed about it")
                    .help(format!(
                        "give it one in the scenario, such as `{} = {{ value = {}, prior = {{ uniform = [low, high] }} }}`, or leave it out",
                        registry()[index].name, scenario.values[index]
                    )),
            ),
            Some(index) => found.push(index),
        }
    }
    if nodes.is_empty() {
        reader.note(
            Finding::new(&entry.node.place, "no parameter is free")
                .label("nothing could be calibrated")
                .help("name at least one, or leave `parameters` out: every parameter with a prior"),
        );
    }
    found.sort_unstable();
    found
}

fn all(reader: &mut Reader<'_>, entry: &Entry, known: &[KnownMeasure]) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let mut ids: Vec<(String, Place)> = Vec::new();
    for (node, entries) in reader.tables(entry).unwrap_or_default() {
        if let Some(id) = entries.iter().find(|entry| entry.key == "id")
            && let Item::Text(name) = &id.node.item
        {
            match ids.iter().find(|(other, _)| other == name) {
                Some((_, first)) => reader.note(
                    Finding::new(&id.node.place, format!("there are two targets `{name}`"))
                        .label("the same id again")
                        .related(first, "first given here"),
                ),
                None => ids.push((name.clone(), id.node.place.clone())),
            }
        }
        targets.extend(target(reader, node, entries, known));
    }
    targets
}

fn target(
    reader: &mut Reader<'_>,
    node: &Node,
    entries: &[Entry],
    known: &[KnownMeasure],
) -> Option<Target> {
    for entry in entries {
        if !TARGET.iter().any(|key| key.name == entry.key) {
            reader.unknown_key(entry, "target", TARGET);
        }
    }
    let given = |name: &str| entries.iter().find(|entry| entry.key == name);
    let before = reader.findings.len();
    let needed = |reader: &mut Reader<'_>, name: &str, example: &str| {
        if given(name).is_none() {
            reader.note(
                Finding::new(&node.place, format!("this target has no `{name}`"))
                    .label(format!("`{name}` is missing"))
                    .help(format!("write for example `{name} = {example}`")),
            );
        }
        given(name)
    };
    let id = needed(reader, "id", "\"T2\"").and_then(|entry| id(reader, entry));
    let measure = needed(reader, "measure", "\"share_declined\"")
        .and_then(|entry| measure(reader, entry, known));
    let source = needed(reader, "source", "\"Bu et al 2025\"").and_then(|entry| reader.text(entry));
    let what = given("what").and_then(|entry| reader.text(entry));
    let subgroup = match (given("subgroup"), measure) {
        (Some(entry), Some(measure)) => subgroup(reader, entry, measure),
        _ => Some("all".to_owned()),
    };
    let aim = aim(reader, node, given("value"), given("range"));
    if let (Some(aim), Some(measure)) = (&aim, measure)
        && measure.unit == "share"
        && let Some(entry) = given("value").or(given("range"))
    {
        let (low, high) = aim.ends();
        if low < -1.0 || high > 1.0 {
            reader.note(
                Finding::new(&entry.node.place, format!("`{}` is a share", measure.id))
                    .label("shares are written from 0 to 1, differences of shares from -1")
                    .help(format!("did you mean {}?", high / 100.0)),
            );
        }
    }
    if let (Some(aim), Some(measure)) = (&aim, measure)
        && NEVER_BELOW_ZERO.contains(&measure.unit)
        && aim.ends().0 < 0.0
        && let Some(entry) = given("value").or(given("range"))
    {
        reader.note(
            Finding::new(
                &entry.node.place,
                format!("`{}` is never below 0", measure.id),
            )
            .label(format!("it is counted in {}", measure.unit))
            .help("write 0 or more"),
        );
    }
    let tolerance = tolerance(reader, node, given("tolerance"), given("standard_error"));
    let weight = match given("weight") {
        Some(entry) => positive(reader, entry),
        None => Some(1.0),
    };
    let fitted = match given("use") {
        Some(entry) => one_of(reader, entry, USES),
        None => Some(true),
    };
    if reader.findings.len() > before {
        return None;
    }
    let measure = measure?;
    Some(Target {
        id: id?,
        measure: measure.id.clone(),
        unit: measure.unit,
        subgroup: subgroup?,
        aim: aim?,
        tolerance: tolerance?,
        weight: weight?,
        what: what.unwrap_or_else(|| measure.id.replace('_', " ")),
        source: source?,
        fitted: fitted?,
    })
}

pub(super) fn id(reader: &mut Reader<'_>, entry: &Entry) -> Option<String> {
    let id = reader.text(entry)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.chars().all(plain) && !TAKEN.contains(&id.as_str()) {
        return Some(id);
    }
    reader.note(
        Finding::new(&entry.node.place, format!("`id` cannot be \"{id}\""))
            .label("not possible")
            .help(format!(
                "allowed: letters, digits, `-` and `_`, and none of {}",
                TAKEN.join(", ")
            )),
    );
    None
}

pub(super) fn measure<'k>(
    reader: &mut Reader<'_>,
    entry: &Entry,
    known: &'k [KnownMeasure],
) -> Option<&'k KnownMeasure> {
    let name = reader.text(entry)?;
    let found = known.iter().find(|known| known.id == name);
    if found.is_none() {
        let mut finding = Finding::new(&entry.node.place, format!("there is no measure `{name}`"))
            .label("not known");
        if let Some(meant) = names::closest(&name, known.iter().map(|known| known.id.as_str())) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        reader.note(finding.help(
            "the measures of a whole run are those of `summary.csv` in a folder of `spsim run`",
        ));
    }
    found
}

pub(super) fn subgroup(
    reader: &mut Reader<'_>,
    entry: &Entry,
    measure: &KnownMeasure,
) -> Option<String> {
    let name = reader.text(entry)?;
    if measure.subgroups.contains(&name) {
        return Some(name);
    }
    let mut finding = Finding::new(
        &entry.node.place,
        format!("`{}` is not known for \"{name}\"", measure.id),
    )
    .label("not one of its subgroups");
    if let Some(meant) = names::closest(&name, measure.subgroups.iter().map(String::as_str)) {
        finding = finding.help(format!("did you mean \"{meant}\"?"));
    }
    let all: Vec<String> = measure
        .subgroups
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    reader.note(finding.help(format!("allowed: {}", all.join(", "))));
    None
}

fn aim(
    reader: &mut Reader<'_>,
    node: &Node,
    value: Option<&Entry>,
    range: Option<&Entry>,
) -> Option<Aim> {
    match (value, range) {
        (Some(entry), None) => Some(Aim::Value(reader.number(entry, f64::MIN, f64::MAX)?)),
        (None, Some(entry)) => {
            let numbers: Option<Vec<f64>> = match &entry.node.item {
                Item::List(nodes) => nodes.iter().map(number_of).collect(),
                _ => None,
            };
            match numbers.as_deref() {
                Some(&[low, high]) if low < high => Some(Aim::Range(low, high)),
                Some(_) => {
                    reader.note(
                        Finding::new(&entry.node.place, "this is not a range")
                            .label("expected a lower and a higher number")
                            .help("write for example `range = [0.72, 0.85]`"),
                    );
                    None
                }
                None => {
                    reader.expected(entry, "a list of two numbers");
                    None
                }
            }
        }
        (None, None) => {
            reader.note(
                Finding::new(&node.place, "this target aims at nothing")
                    .label("`value` is missing")
                    .help("write for example `value = 0.12` or `range = [0.72, 0.85]`"),
            );
            None
        }
        (Some(value), Some(range)) => {
            reader.note(
                Finding::new(&range.key_place, "a value and a range are given")
                    .label("a range here")
                    .related(&value.key_place, "a value here")
                    .help("keep one of them"),
            );
            None
        }
    }
}

pub(super) fn number_of(node: &Node) -> Option<f64> {
    match node.item {
        Item::Whole(n) => Some(n as f64),
        Item::Number(x) if x.is_finite() => Some(x),
        _ => None,
    }
}

fn tolerance(
    reader: &mut Reader<'_>,
    node: &Node,
    tolerance: Option<&Entry>,
    standard_error: Option<&Entry>,
) -> Option<f64> {
    match (tolerance, standard_error) {
        (Some(entry), None) | (None, Some(entry)) => positive(reader, entry),
        (None, None) => {
            reader.note(
                Finding::new(&node.place, "how closely this target must be met is not given")
                    .label("`tolerance` is missing")
                    .help("write for example `tolerance = 0.04`, in the unit of the measure, or `standard_error`"),
            );
            None
        }
        (Some(tolerance), Some(error)) => {
            reader.note(
                Finding::new(
                    &error.key_place,
                    "a tolerance and a standard error are given",
                )
                .label("a standard error here")
                .related(&tolerance.key_place, "a tolerance here")
                .help("keep one of them"),
            );
            None
        }
    }
}

/// A finite number above zero.
pub(super) fn positive(reader: &mut Reader<'_>, entry: &Entry) -> Option<f64> {
    match number_of(&entry.node) {
        Some(x) if x > 0.0 => Some(x),
        Some(x) => {
            reader.note(
                Finding::new(&entry.node.place, format!("`{}` is {x}", entry.key))
                    .label("not above zero")
                    .help("allowed: any number above 0"),
            );
            None
        }
        None => {
            reader.expected(entry, "a number above 0");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<KnownMeasure> {
        let measure = |id: &str, subgroups: &[&str]| KnownMeasure {
            id: id.to_owned(),
            unit: "share",
            subgroups: subgroups.iter().map(|&name| name.to_owned()).collect(),
        };
        vec![
            measure("share_declined", &["all", "imd=1"]),
            measure("share_contacted", &["all"]),
            KnownMeasure {
                unit: "days",
                ..measure("wait_median", &["all"])
            },
        ]
    }

    fn read(text: &str) -> Result<Targets, ScenarioError> {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let scenario =
            Scenario::from_files(&[file("a.toml", "[scenario]\ntitle = \"a\"\n")], &[]).unwrap();
        Targets::from_file(&file("aims.toml", text), &known(), &scenario)
    }

    fn refused(text: &str, message: &str, help: &str) {
        let report = read(text).expect_err(message).to_string();
        assert!(report.contains(message), "{report}");
        assert!(report.contains(help), "{report}");
        assert!(report.contains("aims.toml:"), "{report}");
    }

    const ONE: &str = "[[target]]\nid = \"T2\"\nmeasure = \"share_declined\"\nvalue = 0.12\ntolerance = 0.04\nsource = \"D14\"\n";

    #[test]
    fn a_file_is_read_with_its_defaults() {
        let text = format!(
            "[targets]\ntitle = \"Two\"\nparameters = [\"contact.no_show\", \"need.incidence_per_1000\"]\n{ONE}\
             [[target]]\nid = \"T10\"\nmeasure = \"share_declined\"\nsubgroup = \"imd=1\"\nrange = [0.72, 1]\n\
             standard_error = 0.1\nweight = 2\nwhat = \"Refusals\"\nsource = \"D22\"\nuse = \"validation\"\n"
        );
        let targets = read(&text).unwrap();
        assert_eq!((&*targets.title, &*targets.name), ("Two", "aims"));
        let paths: Vec<String> = targets
            .parameters
            .iter()
            .map(|&index| registry()[index].path())
            .collect();
        assert_eq!(paths, ["need.incidence_per_1000", "contact.no_show"]);
        let [first, second] = &targets.targets[..] else {
            panic!("two targets");
        };
        assert!(first.fitted && !second.fitted);
        assert_eq!((first.weight, &*first.what), (1.0, "share declined"));
        assert!((first.residual(0.2) - 2.0).abs() < 1e-12);
        assert!((second.residual(0.62) + 1.0).abs() < 1e-12);
        assert_eq!(second.residual(0.8), 0.0);
        assert!(second.residual(f64::NAN).is_nan());
        assert!((second.band().0 - 0.62).abs() < 1e-12);
        let every = read(ONE).unwrap().parameters;
        assert!(
            every.len() > 100,
            "every parameter with a prior: {}",
            every.len()
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_allowed() {
        refused("", "no target is given", "[[target]]");
        refused(
            &ONE.replace("share_declined", "share_decline"),
            "no measure `share_decline`",
            "did you mean `share_declined`?",
        );
        refused(
            &ONE.replace("tolerance = 0.04", "tolerance = 0"),
            "`tolerance` is 0",
            "any number above 0",
        );
        refused(
            &ONE.replace("value = 0.12", "value = 12"),
            "`share_declined` is a share",
            "did you mean 0.12?",
        );
        refused(
            "[[target]]\nid = \"W\"\nmeasure = \"wait_median\"\nvalue = -5\ntolerance = 1\nsource = \"D14\"\n",
            "`wait_median` is never below 0",
            "write 0 or more",
        );
        refused(
            &format!("{ONE}{ONE}"),
            "two targets `T2`",
            "first given here",
        );
        refused(
            &format!("{ONE}use = \"validation\"\n"),
            "no target is to be fitted",
            "calibration",
        );
        refused(
            &format!("{ONE}subgroup = \"imd=2\"\n"),
            "not known for \"imd=2\"",
            "\"all\", \"imd=1\"",
        );
        refused(
            &format!("{ONE}range = [0.1, 0.2]\n"),
            "a value and a range",
            "keep one",
        );
        refused(
            &ONE.replace("value = 0.12", "range = [0.2, 0.1]"),
            "this is not a range",
            "a lower and a higher number",
        );
        refused(
            &ONE.replace("tolerance = 0.04\n", ""),
            "how closely",
            "tolerance = 0.04",
        );
        refused(
            &ONE.replace("T2", "draw"),
            "`id` cannot be \"draw\"",
            "none of draw",
        );
        refused(
            &format!("[targets]\nparameters = [\"contact.no_shows\"]\n{ONE}"),
            "no parameter `contact.no_shows`",
            "did you mean `contact.no_show`?",
        );
        refused(
            &format!("[targets]\nparameters = [\"staffing.caseload_cap\"]\n{ONE}"),
            "`staffing.caseload_cap` has no prior",
            "leave it out",
        );
        refused(
            &format!("{ONE}[other]\n"),
            "a targets file has no `other`",
            "`targets`, `target`",
        );
    }
}
