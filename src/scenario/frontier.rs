//! The document that describes a search: among the points of a design, the one that is best by an objective among those
//! that keep constraints.

use std::path::Path;

use super::attached::{Document, one_of};
use super::document::{Entry, Item, Node};
use super::error::{Finding, Place, ScenarioError, SourceFile};
use super::layer::Reader;
use super::names;
use super::structure::{Keys, key};
use super::sweep::{self, Sweep};

/// The most candidates of a search.
pub const MOST_CANDIDATES: u64 = 200;

/// A measure that a search may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownMeasure {
    /// Its name.
    pub id: &'static str,
    /// Whether it is known by deprivation quintile.
    pub by_quintile: bool,
    /// Whether one way is better.
    pub directed: bool,
    /// Whether only differences mean something.
    pub difference_only: bool,
}

/// A search among the points of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// The candidates: points of this design. Its runs are the most of each candidate.
    pub candidates: Sweep,
    /// What is sought.
    pub objective: Objective,
    /// What candidates must keep; may be empty.
    pub constraints: Vec<Constraint>,
    /// How it is sought.
    pub selection: Selection,
    /// The measure that the objective is shown against.
    pub outcome: String,
}

/// What is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// Its measure.
    pub measure: String,
    /// Whether the least is sought, not the most.
    pub minimise: bool,
}

/// What a candidate must keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// Its measure.
    pub measure: String,
    /// Of whom: `all`, or `imd=1` to `imd=5`.
    pub subgroup: String,
    /// What is demanded.
    pub demand: Demand,
}

/// What is demanded of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand {
    /// At most this, in the unit of the measure: of the mean over runs, or in at least a share of runs.
    AtMost {
        /// The limit.
        limit: f64,
        /// The share of runs; none for the mean.
        share: Option<f64>,
    },
    /// At least this, likewise.
    AtLeast {
        /// The limit.
        limit: f64,
        /// The share of runs; none for the mean.
        share: Option<f64>,
    },
    /// On average over runs worse than the scenario as it is by at most a margin, in the unit of the measure.
    AsBase {
        /// The margin, ≥ 0.
        margin: f64,
    },
}

/// How the best candidate is sought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selection {
    /// Which procedure.
    pub method: Method,
    /// Probability with which the answer is to be right.
    pub confidence: f64,
    /// The smallest difference of the objective worth finding, in its unit; 0 where the procedure needs none.
    pub indifference: f64,
    /// Runs of each candidate before the first decision.
    pub first_runs: u32,
    /// Most runs of a candidate.
    pub runs_at_most: u32,
}

/// Procedures of ranking and selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Kim and Nelson: candidates are dropped as soon as they are clearly worse, with a guarantee.
    Kn,
    /// Optimal computing budget allocation: runs go where they tell most, without a guarantee.
    Ocba,
}

pub(super) const TOP: Keys = &[
    sweep::TITLE,
    sweep::QUESTION,
    sweep::SCENARIO,
    sweep::SEED,
    sweep::DESIGN,
    sweep::FACTOR,
    key("objective", "What is sought."),
    key(
        "constraint",
        "What a candidate must keep, one table for each.",
    ),
    key("selection", "How the best candidate is sought."),
    key("frontier", "What the objective is shown against."),
];

pub(super) const OBJECTIVE: Keys = &[
    key("minimise", "The measure of which the least is sought."),
    key("maximise", "The measure of which the most is sought."),
];

pub(super) const CONSTRAINT: Keys = &[
    key("measure", "The measure."),
    key(
        "subgroup",
        "\"all\" (default), or \"imd=1\", the most deprived fifth, to \"imd=5\".",
    ),
    key(
        "at_most",
        "The most that is allowed, in the unit of the measure.",
    ),
    key(
        "at_least",
        "The least that is allowed, in the unit of the measure.",
    ),
    key(
        "in_share_of_runs",
        "The share of runs in which the limit must hold. Default: it holds for the mean.",
    ),
    key(
        "at_least_as_base",
        "true: on average no worse than the scenario as it is.",
    ),
    key(
        "margin",
        "By how much it may be worse, in the unit of the measure. Default: 0.",
    ),
];

pub(super) const SELECTION: Keys = &[
    key("method", "\"kn\" (default) or \"ocba\"."),
    key(
        "confidence",
        "Probability with which the answer is to be right. Default: 0.95.",
    ),
    key(
        "indifference",
        "The smallest difference of the objective worth finding, in its unit.",
    ),
    key(
        "first_runs",
        "Runs of each candidate before the first decision. Default: 10.",
    ),
    key("runs_at_most", "Most runs of a candidate. Default: 200."),
];

pub(super) const FRONTIER: Keys = &[key("outcome", "The measure. Default: reached_stage_3.")];

impl Frontier {
    /// Reads the file at `path`, and the scenario that it names. `known` are the measures that it may ask for.
    ///
    /// # Errors
    /// If a file cannot be read or anything in them is wrong; all problems at once.
    pub fn load(path: &Path, known: &[KnownMeasure]) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?, known)
    }

    /// As [`Frontier::load`] from texts that were kept (see [`Sweep::files`]).
    ///
    /// # Errors
    /// As [`Frontier::load`].
    pub fn from_files(files: &[SourceFile], known: &[KnownMeasure]) -> Result<Self, ScenarioError> {
        read(Document::from_texts(files)?, known)
    }
}

fn read(document: Document<'_>, known: &[KnownMeasure]) -> Result<Frontier, ScenarioError> {
    let (mut sought, mut kept, mut outcome) = (None, Vec::new(), None);
    let mut selection = Selection {
        method: Method::Kn,
        confidence: 0.95,
        indifference: 0.0,
        first_runs: 10,
        runs_at_most: 200,
    };
    let end = document.end();
    let own = |reader: &mut Reader<'_>, entry: &Entry| match entry.key.as_str() {
        "objective" => sought = objective(reader, entry, known),
        "constraint" => kept = constraints(reader, entry, known),
        "selection" => read_selection(reader, entry, &mut selection),
        _ => {
            for entry in reader.table(entry, FRONTIER) {
                outcome = measure(reader, entry, known).map(|known| known.id.to_owned());
            }
        }
    };
    let candidates = sweep::with_factors(
        document,
        "a search",
        TOP,
        MOST_CANDIDATES,
        own,
        |reader, entries| lacking(reader, entries, &end),
    )?;
    let Some(objective) = sought else {
        unreachable!("a document without an objective is refused");
    };
    Ok(Frontier {
        candidates: Sweep {
            runs: selection.runs_at_most,
            ..candidates
        },
        objective,
        constraints: kept,
        selection,
        outcome: outcome.unwrap_or_else(|| "reached_stage_3".to_owned()),
    })
}

/// Reports what a search cannot do without.
fn lacking(reader: &mut Reader<'_>, entries: &[Entry], end: &Place) {
    let given = |name: &str| entries.iter().find(|entry| entry.key == name);
    if given("objective").is_none() {
        reader.note(
            Finding::new(end, "a search needs to know what is sought")
                .label("`[objective]` is missing")
                .help("write `[objective]`, and below it for example `minimise = \"cost_service_total\"`"),
        );
    }
    let inner = |name: &str| match &given("selection")?.node.item {
        Item::Table(entries) => entries.iter().find(|entry| entry.key == name),
        _ => None,
    };
    let is_ocba =
        inner("method").is_some_and(|e| matches!(&e.node.item, Item::Text(word) if word == "ocba"));
    if !is_ocba && inner("indifference").is_none() {
        let place = given("selection").map_or(end, |entry| &entry.key_place);
        reader.note(
            Finding::new(
                place,
                "the smallest difference of the objective worth finding is not given",
            )
            .label("`indifference` is missing in `[selection]`")
            .help("write for example `indifference = 5_000`, in the unit of the objective"),
        );
    }
}

/// The measure that a text names.
pub(super) fn measure<'k>(
    reader: &mut Reader<'_>,
    entry: &Entry,
    known: &'k [KnownMeasure],
) -> Option<&'k KnownMeasure> {
    let name = reader.text(entry)?;
    let found = known.iter().find(|known| known.id == name);
    if found.is_none() {
        let mut finding = Finding::new(
            &entry.node.place,
            format!("there is no headline measure `{name}`"),
        )
        .label("not known");
        if let Some(meant) = names::closest(&name, known.iter().map(|known| known.id)) {
            finding = finding.help(format!("did you mean `{meant}`?"));
        }
        let all: Vec<&str> = known.iter().map(|known| known.id).collect();
        reader.note(finding.help(format!("known: {}", all.join(", "))));
    }
    found
}

fn objective(reader: &mut Reader<'_>, entry: &Entry, known: &[KnownMeasure]) -> Option<Objective> {
    let given = reader.table(entry, OBJECTIVE);
    let [only] = given.as_slice() else {
        reader.note(
            Finding::new(&entry.key_place, "an objective is one measure")
                .label(format!("{} are given", given.len()))
                .help("write either `minimise` or `maximise`"),
        );
        return None;
    };
    Some(Objective {
        measure: measure(reader, only, known)?.id.to_owned(),
        minimise: only.key == "minimise",
    })
}

fn constraints(reader: &mut Reader<'_>, entry: &Entry, known: &[KnownMeasure]) -> Vec<Constraint> {
    reader
        .tables(entry)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(node, entries)| constraint(reader, node, entries, known))
        .collect()
}

fn constraint(
    reader: &mut Reader<'_>,
    node: &Node,
    entries: &[Entry],
    known: &[KnownMeasure],
) -> Option<Constraint> {
    for entry in entries {
        if !CONSTRAINT.iter().any(|key| key.name == entry.key) {
            reader.unknown_key(entry, "constraint", CONSTRAINT);
        }
    }
    let given = |name: &str| entries.iter().find(|entry| entry.key == name);
    let Some(named) = given("measure") else {
        reader.note(
            Finding::new(&node.place, "this constraint has no measure")
                .label("`measure` is missing")
                .help("write for example `measure = \"wait_90th_percentile\"`"),
        );
        return None;
    };
    let measure = measure(reader, named, known)?;
    let subgroup = match given("subgroup") {
        Some(entry) => subgroup(reader, entry, measure)?,
        None => "all".to_owned(),
    };
    let demands: Vec<&Entry> = ["at_most", "at_least", "at_least_as_base"]
        .into_iter()
        .filter_map(given)
        .collect();
    let [demand] = demands.as_slice() else {
        reader.note(
            Finding::new(
                &named.node.place,
                "a constraint is one of `at_most`, `at_least` and `at_least_as_base`",
            )
            .label(format!("{} are given", demands.len()))
            .help("of several limits, each is a constraint of its own"),
        );
        return None;
    };
    let (share, margin) = (given("in_share_of_runs"), given("margin"));
    let is_base = demand.key == "at_least_as_base";
    let stray = if is_base { share } else { margin };
    if let Some(stray) = stray {
        reader.note(
            Finding::new(
                &stray.key_place,
                format!("`{}` does not go with `{}`", stray.key, demand.key),
            )
            .label("not possible here")
            .related(&demand.key_place, "given here"),
        );
    }
    let demand = if is_base {
        as_base(reader, demand, measure, margin)?
    } else {
        if measure.difference_only {
            reader.note(
                Finding::new(
                    &named.node.place,
                    format!("of `{}` only differences mean something", measure.id),
                )
                .label("has no limit of its own")
                .help("write `at_least_as_base = true`"),
            );
        }
        let limit = reader.number(demand, -1e15, 1e15)?;
        let share = match share {
            Some(entry) => Some(reader.number(entry, 0.01, 0.999)?),
            None => None,
        };
        if demand.key == "at_most" {
            Demand::AtMost { limit, share }
        } else {
            Demand::AtLeast { limit, share }
        }
    };
    Some(Constraint {
        measure: measure.id.to_owned(),
        subgroup,
        demand,
    })
}

fn subgroup(reader: &mut Reader<'_>, entry: &Entry, measure: &KnownMeasure) -> Option<String> {
    const QUINTILES: [(&str, &str); 6] = [
        ("all", "all"),
        ("imd=1", "imd=1"),
        ("imd=2", "imd=2"),
        ("imd=3", "imd=3"),
        ("imd=4", "imd=4"),
        ("imd=5", "imd=5"),
    ];
    let found = one_of(reader, entry, &QUINTILES)?;
    if found != "all" && !measure.by_quintile {
        reader.note(
            Finding::new(
                &entry.node.place,
                format!("`{}` is not known by deprivation", measure.id),
            )
            .label("only \"all\" is possible here"),
        );
        return None;
    }
    Some(found.to_owned())
}

fn as_base(
    reader: &mut Reader<'_>,
    entry: &Entry,
    measure: &KnownMeasure,
    margin: Option<&Entry>,
) -> Option<Demand> {
    if !matches!(entry.node.item, Item::Flag(true)) {
        reader.expected(entry, "true, or left out");
        return None;
    }
    if !measure.directed {
        reader.note(
            Finding::new(
                &entry.key_place,
                format!("of `{}` neither more nor less is better", measure.id),
            )
            .label("not possible here")
            .help("write `at_most` or `at_least`"),
        );
        return None;
    }
    Some(Demand::AsBase {
        margin: match margin {
            Some(entry) => reader.number(entry, 0.0, 1e15)?,
            None => 0.0,
        },
    })
}

fn read_selection(reader: &mut Reader<'_>, entry: &Entry, selection: &mut Selection) {
    let mut most = None;
    for entry in reader.table(entry, SELECTION) {
        match entry.key.as_str() {
            "method" => {
                let words = [("kn", Method::Kn), ("ocba", Method::Ocba)];
                selection.method = one_of(reader, entry, &words).unwrap_or(Method::Kn);
            }
            "confidence" => {
                selection.confidence = reader.number(entry, 0.6, 0.999).unwrap_or(0.95);
            }
            "indifference" => {
                selection.indifference = reader.number(entry, 1e-9, 1e15).unwrap_or(1.0);
            }
            "first_runs" => {
                selection.first_runs = reader.whole(entry, 5, 1_000).map_or(10, |n| n as u32);
            }
            _ => {
                selection.runs_at_most = reader.whole(entry, 5, 10_000).map_or(200, |n| n as u32);
                most = Some(entry);
            }
        }
    }
    let Some(most) = most else {
        selection.runs_at_most = selection.runs_at_most.max(selection.first_runs);
        return;
    };
    if selection.runs_at_most < selection.first_runs {
        reader.note(
            Finding::new(
                &most.node.place,
                format!(
                    "at most {} runs are fewer than the {} before the first decision",
                    selection.runs_at_most, selection.first_runs
                ),
            )
            .label("too few"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [KnownMeasure; 3] = [
        KnownMeasure {
            id: "wait_median",
            by_quintile: true,
            directed: true,
            difference_only: false,
        },
        KnownMeasure {
            id: "referred",
            by_quintile: false,
            directed: false,
            difference_only: false,
        },
        KnownMeasure {
            id: "qalys",
            by_quintile: true,
            directed: true,
            difference_only: true,
        },
    ];
    const HEAD: &str = "scenario = \"place.toml\"\n[[factor]]\nparameter = \"referral.triage\"\n";
    const GOAL: &str = "[objective]\nminimise = \"wait_median\"\n[selection]\nindifference = 1\n";

    fn search(rest: &str) -> Result<Frontier, ScenarioError> {
        let file = |name: &str, text: String| SourceFile {
            name: name.to_owned(),
            text,
        };
        Frontier::from_files(
            &[
                file("place.toml", "scenario.title = \"A place\"".to_owned()),
                file("search.toml", format!("{HEAD}{rest}")),
            ],
            &KNOWN,
        )
    }

    #[track_caller]
    fn refused(rest: &str, message: &str, words: &str) {
        let error = search(rest).expect_err("it is wrong");
        let problem = error
            .problems()
            .iter()
            .find(|problem| problem.message.contains(message))
            .unwrap_or_else(|| panic!("{error}"));
        let told = format!("{}\n{}", problem.label, problem.help.join("\n"));
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn constraints_are_limits_of_means_or_runs_or_the_scenario_as_it_is() {
        let read = search(&format!(
            "{GOAL}first_runs = 8\n[[constraint]]\nmeasure = \"wait_median\"\nat_most = 28\nin_share_of_runs = 0.9\n\
             [[constraint]]\nmeasure = \"referred\"\nat_least = 10\n\
             [[constraint]]\nmeasure = \"wait_median\"\nsubgroup = \"imd=1\"\nat_least_as_base = true\nmargin = 0.5\n"
        ))
        .expect("it is right");
        let demands: Vec<Demand> = read.constraints.iter().map(|c| c.demand).collect();
        assert_eq!(
            demands,
            [
                Demand::AtMost {
                    limit: 28.0,
                    share: Some(0.9)
                },
                Demand::AtLeast {
                    limit: 10.0,
                    share: None
                },
                Demand::AsBase { margin: 0.5 },
            ]
        );
        assert_eq!(read.constraints[2].subgroup, "imd=1");
        assert_eq!((read.selection.first_runs, read.candidates.runs), (8, 200));
        assert!(read.objective.minimise);
        assert_eq!(read.outcome, "reached_stage_3");
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_allowed() {
        refused("", "a search needs to know what is sought", "minimise");
        refused(
            "[objective]\nminimise = \"wait_median\"\n",
            "smallest difference of the objective",
            "indifference = 5_000",
        );
        refused(
            "[objective]\nminimise = \"wait_medain\"\n",
            "no headline measure `wait_medain`",
            "did you mean `wait_median`?",
        );
        refused(
            "[objective]\nminimise = \"qalys\"\nmaximise = \"qalys\"\n",
            "an objective is one measure",
            "2 are given",
        );
        let constraint = |lines: &str| format!("{GOAL}[[constraint]]\n{lines}\n");
        refused(
            &constraint("measure = \"wait_median\""),
            "is one of `at_most`",
            "0 are given",
        );
        refused(
            &constraint("measure = \"wait_median\"\nat_most = 1\nat_least = 0"),
            "is one of `at_most`",
            "a constraint of its own",
        );
        refused(
            &constraint("measure = \"referred\"\nat_least_as_base = true"),
            "neither more nor less is better",
            "`at_most`",
        );
        refused(
            &constraint("measure = \"referred\"\nsubgroup = \"imd=1\"\nat_most = 1"),
            "is not known by deprivation",
            "only \"all\"",
        );
        refused(
            &constraint("measure = \"qalys\"\nat_least = 1"),
            "only differences mean something",
            "at_least_as_base",
        );
        refused(
            &constraint("measure = \"qalys\"\nat_least_as_base = true\nin_share_of_runs = 0.9"),
            "`in_share_of_runs` does not go with `at_least_as_base`",
            "not possible here",
        );
        refused(
            &format!("{GOAL}first_runs = 50\nruns_at_most = 20\n"),
            "at most 20 runs are fewer than the 50",
            "too few",
        );
        refused(
            &format!("runs = 3\n{GOAL}")
                .replace("runs = 3\n", "name = \"N\"\n[design]\nruns = 3\n"),
            "`design` has no key `runs`",
            "known keys",
        );
    }

    #[test]
    fn a_search_without_an_indifference_zone_goes_by_ocba() {
        let read = search("[objective]\nmaximise = \"qalys\"\n[selection]\nmethod = \"ocba\"\n");
        assert_eq!(read.expect("it is right").selection.method, Method::Ocba);
    }
}
