//! The document that describes virtual studies: which scenario, which designs, and how data are gathered.
//!
//! A service is set up from the first day on (posts are filled, GPs trained) and takes its first referrals after
//! `setup_months`. Everything is counted from that day.

use std::path::Path;

use super::Scenario;
use super::attached::{Document, unknown_top};
use super::document::{Entry, Item};
use super::error::{Finding, ScenarioError, SourceFile};
use super::layer::Reader;
use super::structure::{Key, Keys, key};

/// Days between two rounds of the survey in which follow-ups take place.
pub const ROUND_DAYS: u32 = 28;

/// How data are gathered in one design.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldWork {
    /// Share of those asked who take part and fill in the baseline.
    pub agree_share: f64,
    /// Most people recruited in one network (and period).
    pub most_per_network: u32,
    /// Share who answer at follow-up among those not engaged with the service whose wellbeing is average.
    pub answer_share: f64,
    /// Odds of answering of those engaged (three contacts, or a session of a group) to those not.
    pub odds_ratio_engaged: f64,
    /// Odds ratio of answering for each point of true wellbeing at follow-up above the average of the study.
    pub odds_ratio_per_point: f64,
    /// Standard deviation of the error of one measurement, SWEMWBS points.
    pub error_sd_points: f64,
}

/// A service that measures its own clients twice, without controls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeforeAfter {
    /// Networks whose clients are pooled.
    pub networks: u32,
    /// How data are gathered.
    pub work: FieldWork,
}

/// The served against matched people who were not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// Networks whose pairs are pooled.
    pub networks: u32,
    /// Greatest difference in measured baseline within a pair, SWEMWBS points.
    pub caliper_points: f64,
    /// Most days between the consultations of a pair.
    pub days_apart: u32,
    /// How data are gathered.
    pub work: FieldWork,
}

/// A roll-out in steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stepped {
    /// Networks in all.
    pub networks: u32,
    /// Groups of networks, one opening after another; the last opens when the study is over.
    pub steps: u32,
    /// How data are gathered.
    pub work: FieldWork,
}

/// Networks by lot to the service or to usual care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterTrial {
    /// Networks in both arms together.
    pub networks: u32,
    /// How data are gathered.
    pub work: FieldWork,
}

/// Virtual studies of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Name of the file without its ending.
    pub name: String,
    /// Title; the name if none is given.
    pub title: String,
    /// The question that the studies answer; may be empty.
    pub question: String,
    /// The service and the place.
    pub scenario: Scenario,
    /// Every file that was read: those of the scenario, then the evaluation itself.
    pub files: Vec<SourceFile>,
    /// Virtual studies.
    pub studies: u32,
    /// Master seed.
    pub seed: u64,
    /// Months from the first day to the first referral.
    pub setup_months: u32,
    /// Months of recruitment.
    pub recruitment_months: u32,
    /// Months from baseline to follow-up, which takes place in the next round.
    pub follow_up_months: u32,
    /// The designs asked for.
    pub before_after: Option<BeforeAfter>,
    /// Matched controls.
    pub matched: Option<Matched>,
    /// Stepped roll-out.
    pub stepped: Option<Stepped>,
    /// Cluster randomised trial.
    pub cluster_trial: Option<ClusterTrial>,
}

pub(super) const TOP: Keys = &[
    key("title", "A short title."),
    key("question", "The question that the studies answer."),
    key(
        "scenario",
        "The scenario file that describes service and place, relative to this file.",
    ),
    key("study", "How many studies, and when."),
    key("measurement", "How well wellbeing is measured."),
    key("recruitment", "Who takes part."),
    key("follow_up", "Who answers at follow-up."),
    key("before_after", "Before and after, without controls."),
    key("matched", "Matched controls."),
    key("stepped", "A roll-out in steps."),
    key("cluster_trial", "A cluster randomised trial."),
];

pub(super) const STUDY: Keys = &[
    key("studies", "Virtual studies. Default: 100."),
    key("seed", "Master seed. Default: 1."),
    key(
        "setup_months",
        "Months from the first day to the first referral. Default: 3.",
    ),
    key("recruitment_months", "Months of recruitment. Default: 6."),
    key(
        "follow_up_months",
        "Months from baseline to follow-up. Default: 6.",
    ),
];

pub(super) const MEASUREMENT: Keys = &[ERROR];
pub(super) const RECRUITMENT: Keys = &[AGREE, MOST];
pub(super) const FOLLOW_UP: Keys = &[ANSWER, ENGAGED, PER_POINT];
pub(super) const BEFORE_AFTER: Keys = &[NETWORKS, AGREE, MOST, ANSWER, ENGAGED, PER_POINT, ERROR];
pub(super) const MATCHED: Keys = &[
    NETWORKS,
    key(
        "caliper_points",
        "Greatest difference in measured baseline within a pair. Default: 1.5.",
    ),
    key(
        "days_apart",
        "Most days between the consultations of a pair. Default: 56.",
    ),
    AGREE,
    MOST,
    ANSWER,
    ENGAGED,
    PER_POINT,
    ERROR,
];
pub(super) const STEPPED: Keys = &[
    NETWORKS,
    key(
        "steps",
        "Groups of networks that open one after another. Default: 3.",
    ),
    AGREE,
    MOST,
    ANSWER,
    ENGAGED,
    PER_POINT,
    ERROR,
];

const NETWORKS: Key = key(
    "networks",
    "Networks in the study. Default: 1 without a comparison of networks, else 20.",
);
const AGREE: Key = key(
    "agree_share",
    "Share of those asked who take part. Default: 1.",
);
const MOST: Key = key(
    "most_per_network",
    "Most people recruited in one network. Default: no limit.",
);
const ANSWER: Key = key(
    "answer_share",
    "Share who answer among those not engaged and of average wellbeing. Default: 0.8.",
);
const ENGAGED: Key = key(
    "odds_ratio_engaged",
    "Odds of answering, engaged to not engaged. Default: 1.",
);
const PER_POINT: Key = key(
    "odds_ratio_per_point",
    "Odds ratio of answering by point of wellbeing. Default: 1.",
);
const ERROR: Key = key(
    "error_sd_points",
    "Standard deviation of the error of measurement. Default: 1.03.",
);

impl Evaluation {
    /// Reads the file at `path`, and the scenario that it names.
    ///
    /// # Errors
    /// If a file cannot be read or anything in it is wrong; all problems of a file at once.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        read(Document::from_disk(path)?)
    }

    /// As [`Evaluation::load`] from texts that were kept (see [`Evaluation::files`]).
    ///
    /// # Errors
    /// As [`Evaluation::load`].
    pub fn from_files(files: &[SourceFile]) -> Result<Self, ScenarioError> {
        read(Document::from_texts(files)?)
    }

    /// First day on which the service takes referrals.
    pub fn opening_day(&self) -> u32 {
        days(self.setup_months)
    }

    /// Days of recruitment.
    pub fn recruitment_days(&self) -> u32 {
        days(self.recruitment_months)
    }

    /// Days from baseline to the earliest follow-up.
    pub fn follow_up_days(&self) -> u32 {
        days(self.follow_up_months)
    }

    /// Length of one period of a roll-out: recruitment and follow-up end before the next.
    pub fn period_days(&self) -> u32 {
        self.recruitment_days() + self.follow_up_days() + ROUND_DAYS
    }

    /// Days that must be simulated for all designs asked for.
    pub fn days_needed(&self) -> u32 {
        let periods = self.stepped.map_or(1, |stepped| stepped.steps);
        self.opening_day() + periods * self.period_days() + 1
    }

    /// Networks that must be simulated for all designs asked for.
    pub fn networks_needed(&self) -> u32 {
        [
            self.before_after.map(|design| design.networks),
            self.matched.map(|design| design.networks),
            self.stepped.map(|design| design.networks),
            self.cluster_trial.map(|design| design.networks),
        ]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(0)
    }
}

/// Days of a number of months.
fn days(months: u32) -> u32 {
    (f64::from(months) * 30.4375).round() as u32
}

fn read(document: Document<'_>) -> Result<Evaluation, ScenarioError> {
    let mut findings = Vec::new();
    let Ok(entries) = document.entries(&mut findings) else {
        return Err(document.error(findings, Vec::new()));
    };
    let named = |name: &str| entries.iter().find(|entry| entry.key == name);
    let mut problems = Vec::new();
    let scenario = document.scenario(named("scenario"), &mut findings, &mut problems);
    let mut common = FieldWork {
        agree_share: 1.0,
        most_per_network: u32::MAX,
        answer_share: 0.8,
        odds_ratio_engaged: 1.0,
        odds_ratio_per_point: 1.0,
        error_sd_points: 1.03,
    };
    let mut reader = Reader {
        findings: &mut findings,
    };
    let (mut title, mut question) = (None, None);
    // Studies, seed, months of setup, recruitment and follow-up.
    let mut study = [100, 1, 3, 6, 6];
    for entry in &entries {
        match entry.key.as_str() {
            "title" => title = reader.text(entry),
            "question" => question = reader.text(entry),
            "scenario" => {}
            "study" => {
                for entry in reader.table(entry, STUDY) {
                    let (place, low, high) = match entry.key.as_str() {
                        "studies" => (0, 1, 100_000),
                        "seed" => (1, 0, i64::MAX),
                        "setup_months" => (2, 1, 60),
                        "recruitment_months" => (3, 1, 60),
                        _ => (4, 1, 120),
                    };
                    study[place] = reader.whole(entry, low, high).unwrap_or(low);
                }
            }
            "measurement" => field_work(&mut reader, entry, MEASUREMENT, &mut common),
            "recruitment" => field_work(&mut reader, entry, RECRUITMENT, &mut common),
            "follow_up" => field_work(&mut reader, entry, FOLLOW_UP, &mut common),
            "before_after" | "matched" | "stepped" | "cluster_trial" => {}
            _ => unknown_top(&mut reader, "an evaluation", entry, TOP),
        }
    }
    // Designs take what holds for all of them unless they say otherwise, wherever in the file they stand.
    let before_after = named("before_after").map(|entry| {
        let (networks, work, _) = design(&mut reader, entry, BEFORE_AFTER, common, 1, 1);
        BeforeAfter { networks, work }
    });
    let matched = named("matched").map(|entry| {
        let (networks, work, own) = design(&mut reader, entry, MATCHED, common, 1, 1);
        Matched {
            networks,
            caliper_points: own[0].unwrap_or(1.5),
            days_apart: own[1].unwrap_or(56.0) as u32,
            work,
        }
    });
    let stepped = named("stepped").map(|entry| {
        let (networks, work, own) = design(&mut reader, entry, STEPPED, common, 4, 20);
        let steps = own[2].unwrap_or(3.0) as u32;
        if networks < 2 * steps {
            reader.note(
                Finding::new(
                    &entry.key_place,
                    format!("{networks} networks are too few for {steps} steps"),
                )
                .label("too few networks")
                .help("every step needs at least two networks"),
            );
        }
        Stepped {
            networks,
            steps,
            work,
        }
    });
    let cluster_trial = named("cluster_trial").map(|entry| {
        let (networks, work, _) = design(&mut reader, entry, BEFORE_AFTER, common, 4, 20);
        ClusterTrial { networks, work }
    });
    if before_after.is_none() && matched.is_none() && stepped.is_none() && cluster_trial.is_none() {
        reader.note(
            Finding::new(&document.end(), "no design is asked for")
                .label("a design is missing")
                .help("write `[before_after]`, `[matched]`, `[stepped]` or `[cluster_trial]`"),
        );
    }
    let (Some(scenario), Some(scenario_entry)) = (scenario, named("scenario")) else {
        return Err(document.error(findings, problems));
    };
    let name = document.name();
    let files = scenario
        .files
        .iter()
        .cloned()
        .chain([document.own_file()])
        .collect();
    let [
        studies,
        seed,
        setup_months,
        recruitment_months,
        follow_up_months,
    ] = study;
    let evaluation = Evaluation {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        question: question.unwrap_or_default(),
        files,
        studies: studies as u32,
        seed: seed as u64,
        setup_months: setup_months as u32,
        recruitment_months: recruitment_months as u32,
        follow_up_months: follow_up_months as u32,
        before_after,
        matched,
        stepped,
        cluster_trial,
        scenario,
    };
    let (needed, given) = (evaluation.days_needed(), evaluation.scenario.days);
    if needed > given {
        findings.push(
            Finding::new(
                &scenario_entry.node.place,
                format!("the scenario ends too early: it has {given} days, the studies need {needed}"),
            )
            .label("too short")
            .help("lengthen it with `years` in its section [time], or shorten recruitment or follow-up"),
        );
    }
    if findings.is_empty() && problems.is_empty() {
        Ok(evaluation)
    } else {
        Err(document.error(findings, problems))
    }
}

/// Reads a table that says how data are gathered.
fn field_work(reader: &mut Reader<'_>, entry: &Entry, keys: Keys, work: &mut FieldWork) {
    for entry in reader.table(entry, keys) {
        read_field_work(reader, entry, work);
    }
}

fn read_field_work(reader: &mut Reader<'_>, entry: &Entry, work: &mut FieldWork) {
    let (target, low, high) = match entry.key.as_str() {
        "most_per_network" => {
            if let Some(most) = reader.whole(entry, 1, 1_000_000) {
                work.most_per_network = most as u32;
            }
            return;
        }
        "agree_share" => (&mut work.agree_share, 0.0, 1.0),
        "answer_share" => (&mut work.answer_share, 0.0, 1.0),
        "odds_ratio_engaged" => (&mut work.odds_ratio_engaged, 0.01, 100.0),
        "odds_ratio_per_point" => (&mut work.odds_ratio_per_point, 0.1, 10.0),
        _ => (&mut work.error_sd_points, 0.0, 10.0),
    };
    if let Some(value) = reader.number(entry, low, high) {
        *target = value;
    }
}

/// Reads a design: its networks, how data are gathered, and caliper, days and steps where it has them.
fn design(
    reader: &mut Reader<'_>,
    entry: &Entry,
    keys: Keys,
    common: FieldWork,
    fewest_networks: i64,
    usual_networks: u32,
) -> (u32, FieldWork, [Option<f64>; 3]) {
    let (mut networks, mut work, mut own) = (usual_networks, common, [None; 3]);
    if !matches!(entry.node.item, Item::Table(_)) {
        reader.table(entry, keys);
        return (networks, work, own);
    }
    for entry in reader.table(entry, keys) {
        match entry.key.as_str() {
            "networks" => {
                if let Some(n) = reader.whole(entry, fewest_networks, 10_000) {
                    networks = n as u32;
                }
            }
            "caliper_points" => own[0] = reader.number(entry, 0.0, 28.0),
            "days_apart" => own[1] = reader.whole(entry, 0, 3_660).map(|n| n as f64),
            "steps" => own[2] = reader.whole(entry, 2, 50).map(|n| n as f64),
            _ => read_field_work(reader, entry, &mut work),
        }
    }
    (networks, work, own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(text: &str) -> Result<Evaluation, ScenarioError> {
        Evaluation::from_files(&[
            SourceFile {
                name: "place.toml".to_owned(),
                text: "[scenario]\ntitle = \"A place\"\n[time]\nyears = 2\n".to_owned(),
            },
            SourceFile {
                name: "evaluation.toml".to_owned(),
                text: text.to_owned(),
            },
        ])
    }

    #[track_caller]
    fn refused(text: &str, message: &str, line: usize, help: &str) {
        let error = evaluation(text).expect_err("it is wrong");
        let problem = error
            .problems()
            .iter()
            .find(|problem| problem.message == message)
            .unwrap_or_else(|| panic!("{error}"));
        assert_eq!(
            (problem.file.as_str(), problem.line),
            ("evaluation.toml", line)
        );
        let helps = problem.help.join("\n");
        assert!(helps.contains(help), "{helps}");
    }

    #[test]
    fn a_design_takes_what_holds_for_all_unless_it_says_otherwise() {
        let read = evaluation(
            "title = \"T\"\nscenario = \"place.toml\"\n[before_after]\nanswer_share = 0.2\n[cluster_trial]\n\
             networks = 8\n[follow_up]\nanswer_share = 0.7\n[recruitment]\nmost_per_network = 30\n",
        )
        .expect("it is right");
        let (own, trial) = (
            read.before_after.expect("asked for"),
            read.cluster_trial.expect("asked for"),
        );
        assert_eq!((own.networks, trial.networks), (1, 8));
        assert_eq!((own.work.answer_share, trial.work.answer_share), (0.2, 0.7));
        assert_eq!(own.work.most_per_network, 30);
        assert!(read.matched.is_none() && read.stepped.is_none());
        assert_eq!(
            (read.title.as_str(), read.name.as_str()),
            ("T", "evaluation")
        );
        // Three months of setup, six of recruitment, six of follow-up, a round.
        assert_eq!(read.days_needed(), 91 + 183 + 183 + 28 + 1);
        assert_eq!(read.networks_needed(), 8);
        assert_eq!(Evaluation::from_files(&read.files).expect("the same"), read);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let head = "scenario = \"place.toml\"\n";
        refused(
            &format!("{head}[before_after]\nanswer_shar = 0.2\n"),
            "`before_after` has no key `answer_shar`",
            3,
            "did you mean `answer_share`?",
        );
        refused(
            &format!("{head}[before_aftr]\n"),
            "an evaluation has no `before_aftr`",
            2,
            "did you mean `before_after`?",
        );
        refused(
            &format!("{head}[before_after]\nanswer_share = 1.2\n"),
            "`answer_share` is 1.2",
            3,
            "allowed: 0 to 1",
        );
        refused(
            "[before_after]\n",
            "no scenario is given",
            2,
            "../baseline.toml",
        );
        refused(head, "no design is asked for", 2, "[cluster_trial]");
        refused(
            &format!("{head}[stepped]\nnetworks = 5\n"),
            "5 networks are too few for 3 steps",
            2,
            "at least two networks",
        );
        refused(
            &format!("{head}[matched]\n[study]\nfollow_up_months = 24\n"),
            "the scenario ends too early: it has 731 days, the studies need 1034",
            1,
            "`years`",
        );
        refused(
            &format!("{head}[study]\nstudies = 0\n[matched]\n"),
            "`studies` is 0",
            3,
            "allowed",
        );
    }

    #[test]
    fn a_scenario_that_is_not_there_is_named() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("evaluation.toml");
        std::fs::write(&path, "scenario = \"nowhere.toml\"\n[matched]\n").expect("written");
        let error = Evaluation::load(&path).expect_err("it names no file");
        let problem = &error.problems()[0];
        assert!(
            problem
                .message
                .contains("nowhere.toml: there is no such file")
        );
        assert_eq!((problem.line, problem.column), (1, 12));
    }
}
