//! The document that describes a sensitivity analysis: which inputs may vary, which measures are looked at, by which
//! methods.

use std::path::Path;

use super::attached::{Document, unknown_top};
use super::document::{Entry, Item};
use super::error::{Finding, ScenarioError, SourceFile};
use super::frontier::{KnownMeasure, measure};
use super::layer::Reader;
use super::parameter::{Kind, Prior};
use super::parameters::{Population, registry};
use super::resolved::Scenario;
use super::structure::{Keys, key};
use super::sweep::{self, Factor, Levels};

/// The most inputs of Sobol' indices: their design takes two dimensions of the sequence for each.
pub const MOST_SOBOL_INPUTS: usize = 128;
/// The most points of one method.
pub const MOST_POINTS: u64 = 200_000;

/// A sensitivity analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// The question that it answers; may be empty.
    pub question: String,
    /// The scenario whose inputs vary.
    pub scenario: Scenario,
    /// The scenario that it is compared with, at the same inputs and on the same people; none to look at levels.
    pub against: Option<Scenario>,
    /// The document itself.
    pub own_file: SourceFile,
    /// Runs of each point, at least 2.
    pub runs: u32,
    /// Master seed of the runs.
    pub seed: u64,
    /// Seed of the designs and of the bootstrap. It is not that of the runs, so that the points stay when the runs are
    /// drawn anew.
    pub design_seed: u64,
    /// What varies. At least one.
    pub inputs: Vec<Input>,
    /// Names of the headline measures looked at. At least one.
    pub measures: Vec<String>,
    /// Screening by elementary effects, if asked for.
    pub morris: Option<Morris>,
    /// Sobol' indices, if asked for.
    pub sobol: Option<Sobol>,
    /// Partial rank correlations, if asked for.
    pub prcc: Option<Prcc>,
}

/// Something that varies.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A parameter by its prior: its position in [`registry`].
    Belief(usize),
    /// Values or a range that the document gives.
    Factor(Factor),
}

/// The values that an input takes, as far as a design must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Any number between two.
    Continuous,
    /// So many values in order.
    Ordered(u32),
    /// So many values without an order.
    Unordered(u32),
}

impl Input {
    /// Its name: that of its factor, or the path of its parameter.
    pub fn name(&self) -> String {
        match self {
            Self::Belief(index) => registry()[*index].path(),
            Self::Factor(factor) => factor.name.clone(),
        }
    }

    /// The values that it takes. Flags and lists of numbers are in order; choices and levels that set several parameters
    /// are not, unless there are only two of them.
    pub fn scale(&self) -> Scale {
        let Self::Factor(factor) = self else {
            return Scale::Continuous;
        };
        match &factor.levels {
            Levels::List(levels) => {
                let count = levels.len() as u32;
                let is_number = factor
                    .parameter
                    .is_some_and(|index| !matches!(registry()[index].kind, Kind::Choice(_)));
                if is_number || count == 2 {
                    Scale::Ordered(count)
                } else {
                    Scale::Unordered(count)
                }
            }
            Levels::Range {
                low, high, steps, ..
            } => match (steps, factor.is_whole()) {
                (Some(steps), _) => Scale::Ordered(*steps as u32),
                (None, true) => Scale::Ordered((high - low) as u32 + 1),
                (None, false) => Scale::Continuous,
            },
        }
    }

    /// Columns that a regression needs for it.
    pub fn columns(&self) -> usize {
        match self.scale() {
            Scale::Unordered(count) => count as usize - 1,
            Scale::Continuous | Scale::Ordered(_) => 1,
        }
    }
}

/// Screening by elementary effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Morris {
    /// Trajectories.
    pub trajectories: u32,
    /// Levels of the grid; even.
    pub levels: u32,
    /// How many inputs, the most influential, go on to the other methods; none for all.
    pub keep: Option<u32>,
}

/// Sobol' indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sobol {
    /// Rows of the design; each has two points more than there are inputs.
    pub rows: u32,
}

/// Partial rank correlations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prcc {
    /// Points of the Latin hypercube.
    pub points: u32,
}

pub(super) const TOP: Keys = &[
    sweep::TITLE,
    sweep::QUESTION,
    sweep::SCENARIO,
    key(
        "against",
        "Another scenario file: measures are then differences, the scenario less this one.",
    ),
    key("runs", "Runs of each point, at least 2. Default: 2."),
    sweep::SEED,
    key("design_seed", "Seed of the designs. Default: 1."),
    key(
        "inputs",
        "\"beliefs\", everything with a prior; or a list of parameters that have one.",
    ),
    sweep::FACTOR,
    key("measures", "The headline measures looked at."),
    key("morris", "Screening by elementary effects."),
    key("sobol", "Sobol' indices: shares of the variance."),
    key("prcc", "Partial rank correlation coefficients."),
];

pub(super) const MORRIS: Keys = &[
    key("trajectories", "How many. Default: 10."),
    key("levels", "Levels of the grid, an even number. Default: 4."),
    key(
        "keep",
        "How many inputs, the most influential, go on to the other methods. Default: all.",
    ),
];

pub(super) const SOBOL: Keys = &[key(
    "rows",
    "Rows of the design, best a power of two; each has two points more than there are inputs. Default: 128.",
)];

pub(super) const PRCC: Keys = &[key(
    "points",
    "Points of the Latin hypercube. Default: 200.",
)];

impl Sensitivity {
    /// Reads the file at `path`, and the scenarios that it names. `known` are the measures that it may ask for.
    ///
    /// # Errors
    /// If a file cannot be read or anything in them is wrong; all problems at once.
    pub fn load(path: &Path, known: &[KnownMeasure]) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?, known)
    }

    /// As [`Sensitivity::load`] from texts that were kept: the document, and of each scenario that it names the files.
    ///
    /// # Errors
    /// As [`Sensitivity::load`].
    pub fn from_files(
        own: &SourceFile,
        scenarios: &[Vec<SourceFile>],
        known: &[KnownMeasure],
    ) -> Result<Self, ScenarioError> {
        let shelves = scenarios.iter().map(Vec::as_slice).collect();
        read(Document::from_kept(own, shelves), known)
    }

    /// The scenario, and the one that it is compared with, if any.
    pub fn scenarios(&self) -> Vec<&Scenario> {
        std::iter::once(&self.scenario)
            .chain(&self.against)
            .collect()
    }
}

fn read(document: Document<'_>, known: &[KnownMeasure]) -> Result<Sensitivity, ScenarioError> {
    let mut findings = Vec::new();
    let Ok(entries) = document.entries(&mut findings) else {
        return Err(document.error(findings, Vec::new()));
    };
    let named = |name: &str| entries.iter().find(|entry| entry.key == name);
    let mut problems = Vec::new();
    let scenario = document.scenario(named("scenario"), &mut findings, &mut problems);
    let against =
        named("against").map(|entry| document.scenario_at(1, entry, &mut findings, &mut problems));
    let mut reader = Reader {
        findings: &mut findings,
    };
    let (mut title, mut question, mut seed) = (None, None, None);
    let (mut runs, mut design_seed) = (2, 1);
    let (mut factors, mut measures) = (Vec::new(), Vec::new());
    let (mut morris, mut sobol, mut prcc) = (None, None, None);
    for entry in &entries {
        match entry.key.as_str() {
            "scenario" | "against" | "inputs" => {}
            "title" => title = reader.text(entry),
            "question" => question = reader.text(entry),
            "seed" => seed = reader.whole(entry, 0, i64::MAX).map(|n| n as u64),
            "design_seed" => {
                design_seed = reader.whole(entry, 0, i64::MAX).unwrap_or(1) as u64;
            }
            "runs" => runs = reader.whole(entry, 2, 1_000).unwrap_or(2) as u32,
            "factor" => factors = varied(&mut reader, entry),
            "measures" => {
                let is_paired = named("against").is_some();
                measures = read_measures(&mut reader, entry, is_paired, known);
            }
            "morris" => morris = Some(read_morris(&mut reader, entry)),
            "sobol" => {
                let rows = one_number(&mut reader, entry, SOBOL, 16, 16_384, 128);
                sobol = Some(Sobol { rows });
            }
            "prcc" => {
                let points = one_number(&mut reader, entry, PRCC, 10, 100_000, 200);
                prcc = Some(Prcc { points });
            }
            _ => unknown_top(&mut reader, "a sensitivity analysis", entry, TOP),
        }
    }
    let scenarios: Vec<&Scenario> = scenario.iter().chain(against.iter().flatten()).collect();
    let believed = |index: usize| {
        scenarios
            .iter()
            .any(|scenario| scenario.evidence[index].prior != Prior::Fixed)
    };
    let mut inputs: Vec<Input> = match named("inputs") {
        // Without a scenario nothing is known of its priors.
        Some(entry) if !scenarios.is_empty() => {
            beliefs(&mut reader, entry, &believed, &factors).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    inputs.extend(factors.into_iter().map(Input::Factor));
    for (name, is_given, what, help) in [
        (
            "inputs",
            named("inputs").is_some() || named("factor").is_some(),
            "a sensitivity analysis varies nothing",
            "write `inputs = \"beliefs\"`, a list of parameters that have a prior, or `[[factor]]` with a range",
        ),
        (
            "measures",
            named("measures").is_some(),
            "no measure is given",
            "write for example `measures = [\"wait_90th_percentile\"]`",
        ),
        (
            "[morris]",
            morris.is_some() || sobol.is_some() || prcc.is_some(),
            "no method is given",
            "write `[morris]`, `[sobol]`, `[prcc]`, or several of them",
        ),
    ] {
        if !is_given {
            reader.note(
                Finding::new(&document.end(), what)
                    .label(format!("`{name}` is missing"))
                    .help(help),
            );
        }
    }
    sizes(&mut reader, &named, &inputs, morris, sobol, prcc);
    let (name, own_file) = (document.name(), document.own_file());
    let is_whole = findings.is_empty() && problems.is_empty();
    match (scenario, against) {
        (Some(scenario), against) if is_whole => Ok(Sensitivity {
            title: title.unwrap_or_else(|| name.clone()),
            name,
            question: question.unwrap_or_default(),
            seed: seed.unwrap_or(scenario.seed),
            scenario,
            against: against.flatten(),
            own_file,
            runs,
            design_seed,
            inputs,
            measures,
            morris,
            sobol,
            prcc,
        }),
        _ => Err(document.error(findings, problems)),
    }
}

/// The factors; each must have two values at least.
fn varied(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Factor> {
    let factors = sweep::read_factors(reader, entry, None);
    for factor in &factors {
        if matches!(&factor.levels, Levels::List(levels) if levels.len() < 2) {
            reader.note(
                Finding::new(
                    &entry.key_place,
                    format!("\"{}\" has a single value", factor.name),
                )
                .label("nothing would vary")
                .help("give two values at least, or leave it out"),
            );
        }
    }
    factors
}

/// The nodes of a list as entries of their own, so that each is read like the value of the key.
fn listed(reader: &mut Reader<'_>, entry: &Entry, what: &str) -> Option<Vec<Entry>> {
    let Item::List(list) = &entry.node.item else {
        reader.expected(entry, what);
        return None;
    };
    if list.is_empty() {
        reader.note(
            Finding::new(&entry.node.place, format!("`{}` names nothing", entry.key))
                .label("the list is empty"),
        );
    }
    let own = |node: &super::document::Node| Entry {
        node: node.clone(),
        ..entry.clone()
    };
    Some(list.iter().map(own).collect())
}

/// Notes what a list names twice.
fn again(reader: &mut Reader<'_>, entry: &Entry, what: &str) {
    reader.note(
        Finding::new(&entry.node.place, format!("`{what}` is named twice")).label("the same again"),
    );
}

fn read_measures(
    reader: &mut Reader<'_>,
    entry: &Entry,
    is_paired: bool,
    known: &[KnownMeasure],
) -> Vec<String> {
    let mut measures: Vec<String> = Vec::new();
    let list = listed(reader, entry, "a list such as [\"wait_90th_percentile\"]");
    for entry in list.unwrap_or_default() {
        let Some(found) = measure(reader, &entry, known) else {
            continue;
        };
        if found.difference_only && !is_paired {
            reader.note(
                Finding::new(
                    &entry.node.place,
                    format!("only differences of `{}` mean something", found.id),
                )
                .label("a level here")
                .help("name the scenario to compare with: `against = \"../baseline.toml\"`"),
            );
        }
        if measures.iter().any(|other| other == found.id) {
            again(reader, &entry, found.id);
        }
        measures.push(found.id.to_owned());
    }
    measures
}

/// The parameters that vary by their priors; those that are factors vary as these say.
fn beliefs(
    reader: &mut Reader<'_>,
    entry: &Entry,
    believed: &impl Fn(usize) -> bool,
    factors: &[Factor],
) -> Option<Vec<Input>> {
    let is_factor = |index: usize| {
        factors.iter().any(|factor| {
            factor.parameter == Some(index)
                || matches!(&factor.levels, Levels::List(levels)
                    if levels.iter().any(|level| level.set.iter().any(|(other, _)| *other == index)))
        })
    };
    if matches!(&entry.node.item, Item::Text(word) if word == "beliefs") {
        let varies = |&index: &usize| {
            believed(index) && !is_factor(index) && registry()[index].section != Population::SECTION
        };
        return Some(
            (0..registry().len())
                .filter(varies)
                .map(Input::Belief)
                .collect(),
        );
    }
    let list = listed(
        reader,
        entry,
        "\"beliefs\", or a list such as [\"contact.no_show\"]",
    )?;
    let mut indices: Vec<usize> = Vec::new();
    for entry in &list {
        let Some(index) = sweep::parameter(reader, entry) else {
            continue;
        };
        let path = registry()[index].path();
        if is_factor(index) || indices.contains(&index) {
            again(reader, entry, &path);
        } else if !believed(index) {
            reader.note(
                Finding::new(&entry.node.place, format!("`{path}` has no prior"))
                    .label("nothing says how it varies")
                    .help(
                        "give it values or a range in a `[[factor]]`, or a prior in the scenario",
                    ),
            );
        }
        indices.push(index);
    }
    Some(indices.into_iter().map(Input::Belief).collect())
}

fn read_morris(reader: &mut Reader<'_>, entry: &Entry) -> Morris {
    let mut morris = Morris {
        trajectories: 10,
        levels: 4,
        keep: None,
    };
    for entry in reader.table(entry, MORRIS) {
        match entry.key.as_str() {
            "trajectories" => {
                morris.trajectories = reader.whole(entry, 2, 10_000).unwrap_or(2) as u32;
            }
            "keep" => morris.keep = reader.whole(entry, 1, 1_000).map(|n| n as u32),
            _ => {
                morris.levels = reader.whole(entry, 4, 64).unwrap_or(4) as u32;
                if !morris.levels.is_multiple_of(2) {
                    reader.note(
                        Finding::new(
                            &entry.node.place,
                            format!("`levels` is {}, an odd number", morris.levels),
                        )
                        .label("must be even, so that all levels are met equally often"),
                    );
                }
            }
        }
    }
    morris
}

/// The only number of a table, or its default.
fn one_number(
    reader: &mut Reader<'_>,
    entry: &Entry,
    keys: Keys,
    low: i64,
    high: i64,
    default: u32,
) -> u32 {
    let mut number = default;
    for entry in reader.table(entry, keys) {
        number = reader.whole(entry, low, high).unwrap_or(low) as u32;
    }
    number
}

/// Refuses designs that are too large, and regressions with too few points.
fn sizes<'e>(
    reader: &mut Reader<'_>,
    named: &impl Fn(&str) -> Option<&'e Entry>,
    inputs: &[Input],
    morris: Option<Morris>,
    sobol: Option<Sobol>,
    prcc: Option<Prcc>,
) {
    let kept = morris
        .and_then(|morris| morris.keep)
        .map_or(inputs.len(), |keep| inputs.len().min(keep as usize));
    let mut note = |name: &str, message: String, label: &str, help: String| {
        if let Some(entry) = named(name) {
            reader.note(
                Finding::new(&entry.key_place, message)
                    .label(label)
                    .help(help),
            );
        }
    };
    if sobol.is_some() && kept > MOST_SOBOL_INPUTS {
        note(
            "sobol",
            format!("Sobol' indices of {kept} inputs are not possible"),
            "too many inputs",
            format!("at most {MOST_SOBOL_INPUTS}: screen first, with `keep = 10` in `[morris]`"),
        );
    }
    let mut widths: Vec<usize> = inputs.iter().map(Input::columns).collect();
    widths.sort_unstable_by(|a, b| b.cmp(a));
    // Whichever inputs are kept, there are points enough.
    let fewest = widths.iter().take(kept).sum::<usize>() + 4;
    if let Some(prcc) = prcc
        && (prcc.points as usize) < fewest
    {
        note(
            "prcc",
            format!("{} points are too few for {kept} inputs", prcc.points),
            "nothing would be left to estimate from",
            format!(
                "at least {fewest} points are needed, better some times as many; or screen first, with `keep` in `[morris]`"
            ),
        );
    }
    let sizes = [
        (
            "morris",
            morris.map(|m| u64::from(m.trajectories) * (inputs.len() as u64 + 1)),
        ),
        (
            "sobol",
            sobol.map(|s| u64::from(s.rows) * (kept as u64 + 2)),
        ),
    ];
    for (name, points) in sizes {
        if let Some(points) = points.filter(|&points| points > MOST_POINTS) {
            note(
                name,
                format!("this design has {points} points"),
                "too many",
                format!("at most {MOST_POINTS} are possible"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::index_of;

    const KNOWN: [KnownMeasure; 2] = [
        KnownMeasure {
            id: "wait_median",
            by_quintile: true,
            directed: true,
            difference_only: false,
        },
        KnownMeasure {
            id: "qalys",
            by_quintile: false,
            directed: true,
            difference_only: true,
        },
    ];

    fn sensitivity(text: &str) -> Result<Sensitivity, ScenarioError> {
        let file = |name: &str, text: &str| SourceFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let place = |staff: &str| {
            let text = format!("[run]\nseed = 3\n[staffing]\nlink_workers_fte = {staff}\n");
            vec![file("place.toml", &text)]
        };
        Sensitivity::from_files(
            &file("drivers.toml", text),
            &[place("2"), place("1")],
            &KNOWN,
        )
    }

    /// Refused with this message in this line, after `scenario = …` in line 1.
    #[track_caller]
    fn refused(text: &str, message: &str, line: usize, words: &str) {
        let error =
            sensitivity(&format!("scenario = \"a.toml\"\n{text}")).expect_err("it is wrong");
        let problem = error
            .problems()
            .iter()
            .find(|problem| problem.message.contains(message))
            .unwrap_or_else(|| panic!("{error}"));
        assert_eq!(
            (problem.file.as_str(), problem.line),
            ("drivers.toml", line)
        );
        let told = format!("{}\n{}", problem.label, problem.help.join("\n"));
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn inputs_are_priors_by_name_or_all_of_them_and_factors() {
        let read = sensitivity(
            "title = \"T\"\nscenario = \"a.toml\"\nagainst = \"b.toml\"\nmeasures = [\"qalys\"]\n\
             inputs = [\"contact.no_show\", \"strain.base\"]\n\
             [morris]\ntrajectories = 6\nkeep = 2\n[sobol]\n[prcc]\npoints = 40\n\
             [[factor]]\nname = \"Cap\"\nparameter = \"staffing.caseload_cap\"\nlow = 20\nhigh = 60\n\
             [[factor]]\nparameter = \"waiting.priority\"\n\
             [[factor]]\nparameter = \"referral.triage\"\n",
        )
        .expect("it is right");
        let names: Vec<String> = read.inputs.iter().map(Input::name).collect();
        let expected = [
            "contact.no_show",
            "strain.base",
            "Cap",
            "waiting.priority",
            "referral.triage",
        ];
        assert_eq!(names, expected);
        let scales: Vec<Scale> = read.inputs.iter().map(Input::scale).collect();
        assert_eq!(scales[1..3], [Scale::Continuous, Scale::Ordered(41)]);
        assert!(matches!(scales[3], Scale::Unordered(n) if n > 2));
        assert_eq!(scales[4], Scale::Ordered(2));
        assert_eq!((read.runs, read.seed, read.design_seed), (2, 3, 1));
        let staff = index_of("staffing.link_workers_fte").unwrap();
        let against = read.against.as_ref().expect("it is compared");
        assert_ne!(against.values[staff], read.scenario.values[staff]);
        assert_eq!(read.morris.unwrap().keep, Some(2));
        assert_eq!(
            (read.sobol.unwrap().rows, read.prcc.unwrap().points),
            (128, 40)
        );

        let all = sensitivity(
            "scenario = \"a.toml\"\ninputs = \"beliefs\"\nmeasures = [\"wait_median\"]\n[morris]\n\
             [[factor]]\nparameter = \"contact.no_show\"\nlow = 0.1\nhigh = 0.2\n",
        )
        .expect("it is right");
        assert!(all.inputs.len() > 100, "{}", all.inputs.len());
        let no_show = all.inputs.iter().filter(|i| i.name() == "contact.no_show");
        let no_show: Vec<&Input> = no_show.collect();
        assert!(
            matches!(no_show.as_slice(), [Input::Factor(_)]),
            "the factor counts"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let rest = "measures = [\"wait_median\"]\n[morris]\n";
        refused(
            &format!("inputs = [\"contact.noshow\"]\n{rest}"),
            "there is no parameter `contact.noshow`",
            2,
            "did you mean `contact.no_show`?",
        );
        refused(
            &format!("inputs = [\"staffing.caseload_cap\"]\n{rest}"),
            "`staffing.caseload_cap` has no prior",
            2,
            "`[[factor]]`",
        );
        refused(
            &format!("inputs = [\"strain.base\", \"strain.base\"]\n{rest}"),
            "`strain.base` is named twice",
            2,
            "the same again",
        );
        refused(
            &format!("inputs = \"believes\"\n{rest}"),
            "`inputs` must be",
            2,
            "beliefs",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"wait_medium\"]\n[morris]\n",
            "there is no headline measure `wait_medium`",
            3,
            "did you mean `wait_median`?",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"qalys\"]\n[morris]\n",
            "only differences of `qalys` mean something",
            3,
            "against = ",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"wait_median\"]\n",
            "no method is given",
            4,
            "[morris]",
        );
        refused(
            "inputs = \"beliefs\"\nruns = 1\nmeasures = [\"wait_median\"]\n[morris]\nlevels = 5\n",
            "`runs` is 1",
            3,
            "2",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"wait_median\"]\n[morris]\nlevels = 5\n",
            "`levels` is 5, an odd number",
            5,
            "even",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"wait_median\"]\n[sobol]\n[prcc]\npoints = 50\n",
            "Sobol' indices of",
            4,
            "keep = 10",
        );
        refused(
            "inputs = \"beliefs\"\nmeasures = [\"wait_median\"]\n[prcc]\npoints = 50\n",
            "50 points are too few",
            4,
            "at least",
        );
        refused(
            &format!("{rest}[[factor]]\nparameter = \"staffing.caseload_cap\"\nvalues = [20]\n"),
            "\"staffing.caseload_cap\" has a single value",
            4,
            "nothing would vary",
        );
        refused(
            &format!("inputz = \"beliefs\"\n{rest}"),
            "a sensitivity analysis has no `inputz`",
            2,
            "did you mean `inputs`?",
        );
    }
}
