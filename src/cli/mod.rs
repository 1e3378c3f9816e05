//! The command line: one file a command. It parses, calls and prints; it knows no statistics and no rules of the model.

mod calibrate;
mod cea;
mod compare;
mod compare_summary;
mod evaluate;
mod evidence;
mod frontier;
mod interrupt;
mod journey;
mod plot;
mod progress;
mod report;
mod reproduce;
mod run;
mod scenario;
mod sensitivity;
mod summary;
mod sweep;
mod text;
mod validate;
mod verify;
mod workbook;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::analysis::comparison::Target;
use crate::output::error::OutputError;
use crate::scenario::ScenarioError;
use crate::study::StudyError;
use crate::study::evidence::{USUAL_DRAWS, USUAL_RUNS};
use crate::study::validate::{
    USUAL_DRAWS as USUAL_DRAWS_VALIDATED, USUAL_FILE, USUAL_PATTERN_RUNS,
};

/// Simulates social prescribing pathways: patients, GPs, link workers and community groups.
#[derive(Debug, Parser)]
#[command(name = "spsim", version, about, long_about = None, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario: simulate it many times, write tables and figures, print what happens to the patients.
    Run(RunArgs),
    /// Compare scenarios on the same people: what does another choice change, for whom, at what cost, how surely?
    Compare(CompareArgs),
    /// Run a scenario over a grid or another design of values: how do outcomes change with them?
    Sweep(SweepArgs),
    /// Search for the best candidate that keeps what is asked of it, such as the least money that keeps waits short.
    Frontier(FrontierArgs),
    /// Find out which inputs drive an outcome: screening, shares of variance, rank correlations, and what is only chance.
    Sensitivity(SensitivityArgs),
    /// Calibrate a scenario: which values of its uncertain parameters agree with what was seen in the real world?
    Calibrate(CalibrateArgs),
    /// Write a comparison as one page for a board: decision, figures, equity, money, uncertainty, evidence, checklists.
    Report(ReportArgs),
    /// Draw the figures of a run again.
    Plot(PlotArgs),
    /// Write the results of a run or a comparison as an Excel workbook: cover, one table a sheet, inputs with sources.
    Workbook(WorkbookArgs),
    /// Tell one patient's story, or print the stages of a sample of long-term attenders.
    Journey(JourneyArgs),
    /// Run what a folder's manifest says again, and compare byte by byte.
    Reproduce(ReproduceArgs),
    /// Conduct virtual evaluations: what would a study have found, and how far is that from the truth?
    Evaluate(EvaluateArgs),
    /// List what is worth finding out: how much choices depend on each uncertain parameter, and how strong its evidence is.
    Evidence(EvidenceArgs),
    /// Say which strategy is worth its money, from a table of draws of this model or any other.
    Cea(CeaArgs),
    /// Hold the model against published figures and patterns that were not fitted, and say where it fails.
    Validate(ValidateArgs),
    /// Check the program itself against what can be worked out exactly: queueing theory, shares, courses of events.
    Verify(VerifyArgs),
    /// Check, explain and compare scenario files.
    #[command(subcommand)]
    Scenario(ScenarioCommand),
}

/// Arguments of `spsim run`.
#[derive(Debug, Args)]
struct RunArgs {
    /// Scenario file (TOML).
    scenario: PathBuf,
    /// Number of replications: simulated futures. Default: what the scenario says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<1, 1_000_000>)]
    runs: Option<u32>,
    /// Master seed. Default: what the scenario says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Override one value of the scenario, such as staffing.link_workers_fte=3.6; may be given several times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Give each replication a draw from a table of joint draws, such as the posterior.csv of `spsim calibrate`.
    #[arg(long, value_name = "FILE")]
    posterior: Option<PathBuf>,
    /// Write the journeys of N patients of the first run.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<0, 10_000>)]
    journeys: u32,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim compare`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("doubt").args(["draws", "one_way_runs"]).multiple(true)))]
struct CompareArgs {
    /// Scenario files (TOML): the base, then one or more others.
    #[arg(required = true, num_args = 2.., value_names = ["BASE", "OTHER"])]
    scenarios: Vec<PathBuf>,
    /// Number of replications of each scenario. Default: what the base says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<1, 1_000_000>)]
    runs: Option<u32>,
    /// Choose the number of replications: half-width of the 95% interval of each difference, as a share of the level of
    /// the base, such as 5%.
    #[arg(long, value_name = "P", allow_negative_numbers = true, conflicts_with = "runs", value_parser = compare::share)]
    precision: Option<f64>,
    /// The most replications that a precision may take. Default: what the base says.
    #[arg(long, value_name = "N", conflicts_with = "runs", value_parser = whole::<10, 1_000_000>)]
    runs_at_most: Option<u32>,
    /// Headline measure that must be so precise; may be given several times. Default: what the base says.
    #[arg(long, value_name = "NAME", conflicts_with = "runs")]
    measure: Vec<String>,
    /// Draw what is believed about all uncertain parameters so many times: how uncertain do the beliefs make the answer? Takes
    /// under two minutes for 1,000 draws of two scenarios on two cores; cut off, the same command goes on.
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true, value_parser = whole::<0, 1_000_000>)]
    draws: u32,
    /// Replications of each scenario in each draw: at least 2 tell chance from beliefs.
    #[arg(long, value_name = "K", default_value_t = 2, requires = "draws", value_parser = whole::<1, 1_000>)]
    runs_per_draw: u32,
    /// Another structure of the model: a scenario file whose settings hold in every scenario, under up to 200 of the
    /// draws; may be given several times. Some are in scenarios/structures.
    #[arg(long, value_name = "FILE", requires = "draws")]
    structure: Vec<PathBuf>,
    /// Draw the parameters of this table jointly from it, such as the posterior.csv of `spsim calibrate`, and only the others
    /// from their priors. Default: what the calibration of the model's own values found.
    #[arg(
        long,
        value_name = "FILE",
        requires = "doubt",
        conflicts_with = "priors"
    )]
    posterior: Option<PathBuf>,
    /// Draw everything from the priors, as if nothing had been calibrated.
    #[arg(long, requires = "doubt")]
    priors: bool,
    /// Move every uncertain parameter alone to its 5% and its 95% value, with so many replications: which belief changes
    /// the answer? 0 for none. 20 take about seven minutes on two cores.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole::<0, 1_000>)]
    one_way_runs: u32,
    /// Run each setting that an option changes alone: what does each contribute, and what do they do together? For options
    /// that change two or more.
    #[arg(long)]
    contributions: bool,
    /// A limit that a headline measure should keep, such as 'wait_90th_percentile<=28' or 'share_contacted>=90%': with what
    /// chance does each scenario keep it? May be given several times. Default: the 90th percentile of waits within four
    /// weeks.
    #[arg(long, value_name = "MEASURE<=VALUE")]
    target: Vec<Target>,
    /// Registered patients of all places that face the same choice: scales what knowledge would be worth.
    #[arg(long, value_name = "PEOPLE", allow_negative_numbers = true, value_parser = people)]
    scale_to: Option<f64>,
    /// Master seed. Default: what the base says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    /// Output folder. Default: outputs/OTHER-against-BASE, numbered if it exists.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing output folder of spsim.
    #[arg(long)]
    force: bool,
    /// Override one value in all scenarios, such as time.years=5; may be given several times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim sweep`.
#[derive(Debug, Args)]
struct SweepArgs {
    /// Experiment file (TOML): a scenario, a design, factors.
    file: PathBuf,
    /// Number of replications of each point. Default: what the file says, else the scenario.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<1, 1_000_000>)]
    runs: Option<u32>,
    /// Master seed of the runs; the design has its own. Default: what the file says, else the scenario.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim sensitivity`.
#[derive(Debug, Args)]
struct SensitivityArgs {
    /// Experiment file (TOML): a scenario, inputs, measures, methods. Cut off, the same command goes on.
    file: PathBuf,
    /// Number of replications of each point. Default: what the file says, else 2.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<2, 1_000>)]
    runs: Option<u32>,
    /// Master seed of the runs; the designs have their own. Default: what the file says, else the scenario.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim frontier`.
#[derive(Debug, Args)]
struct FrontierArgs {
    /// Experiment file (TOML): a scenario, candidates, an objective, constraints.
    file: PathBuf,
    /// The most replications of a candidate. Default: what the file says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<5, 10_000>)]
    runs: Option<u32>,
    /// Master seed of the runs; the design has its own. Default: what the file says, else the scenario.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim calibrate`.
#[derive(Debug, Args)]
struct CalibrateArgs {
    /// Scenario file (TOML).
    scenario: PathBuf,
    /// Targets file (TOML): free parameters, and what measures should be.
    targets: PathBuf,
    /// Points of each generation, and of the posterior.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = whole::<10, 100_000>)]
    particles: u32,
    /// Draws of the priors, and as many by the surrogate, of which the best are kept. Default: three times the points.
    #[arg(long, value_name = "N", value_parser = whole::<10, 1_000_000>)]
    draws: Option<u32>,
    /// Replications of each point, the same for all points.
    #[arg(long, value_name = "R", default_value_t = 2, value_parser = whole::<1, 1_000>)]
    runs: u32,
    /// Most generations after the draws of the priors.
    #[arg(long, value_name = "G", default_value_t = 8, value_parser = whole::<0, 1_000>)]
    generations: u32,
    /// Distance from the targets at which the search ends, in tolerances: 1 means that all are off by theirs.
    #[arg(long, value_name = "D", default_value_t = 0.5, allow_negative_numbers = true, value_parser = distance)]
    distance: f64,
    /// Share of a generation that lies within the distance of the next.
    #[arg(long, value_name = "P", default_value_t = 0.5, allow_negative_numbers = true, value_parser = part)]
    quantile: f64,
    /// Share of points that must be accepted: below it the search ends.
    #[arg(long, value_name = "P", default_value_t = 0.02, allow_negative_numbers = true, value_parser = part)]
    least_acceptance: f64,
    /// Do without the regression that says where to look.
    #[arg(long)]
    no_surrogate: bool,
    /// Draws of the posterior that are checked in runs of their own.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = whole::<10, 100_000>)]
    checks: u32,
    /// Master seed. Default: what the scenario says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Override one value of the scenario, such as time.years=2; may be given several times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write tables and the page only.
    #[arg(long)]
    no_figures: bool,
}

/// Where results go.
#[derive(Debug, Args)]
struct Destination {
    /// Output folder. Default: outputs/NAME, numbered if it exists.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing output folder of spsim.
    #[arg(long)]
    force: bool,
}

impl Destination {
    /// The folder asked for, or a free one named after what is run.
    fn folder(&self, name: &str) -> Result<PathBuf, CliError> {
        match &self.out {
            Some(folder) => Ok(folder.clone()),
            None => run::default_target(name),
        }
    }
}

#[derive(Debug, Args)]
struct Threads {
    /// Number of threads. Default: all cores. Results never depend on it.
    #[arg(long, value_name = "T", allow_negative_numbers = true, value_parser = whole::<1, 1024>)]
    threads: Option<u32>,
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// Output folder of `spsim compare`.
    dir: PathBuf,
    /// File for the page. Default: DIR/report.html.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct PlotArgs {
    /// Output folder of `spsim run`.
    dir: PathBuf,
    /// Folder for the figures. Default: DIR/figures.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct WorkbookArgs {
    /// Output folder of `spsim run` or `spsim compare`.
    dir: PathBuf,
    /// The workbook. Default: DIR/workbook.xlsx; an existing one is replaced.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct JourneyArgs {
    /// Output folder of `spsim run`.
    dir: PathBuf,
    /// Patient, such as A00012 or N00345. Without it, some patients to choose from are listed.
    #[arg(long, value_name = "ID", conflicts_with = "stage_table")]
    patient: Option<String>,
    /// Print the stages of a sample of long-term attenders, as in Table 1 of Payne, Walton and Burton 2020.
    #[arg(long)]
    stage_table: bool,
    /// Size of that sample.
    #[arg(long, value_name = "N", default_value_t = 17, requires = "stage_table", value_parser = whole::<1, 10_000>)]
    sample: u32,
    /// Network of the patient. Default: the first.
    #[arg(long, value_name = "NAME")]
    network: Option<String>,
    /// Replication.
    #[arg(long, value_name = "R", default_value_t = 0)]
    run: u32,
}

/// Arguments of `spsim evaluate`.
#[derive(Debug, Args)]
struct EvaluateArgs {
    /// Evaluation file (TOML).
    file: PathBuf,
    /// Number of virtual studies. Default: what the file says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<1, 100_000>)]
    studies: Option<u32>,
    /// Master seed. Default: what the file says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
}

/// What draws are drawn from.
#[derive(Debug, Args)]
struct DrawnFrom {
    /// Draw the parameters of this table jointly from it, such as the posterior.csv of `spsim calibrate`, and only the others
    /// from their priors. Default: what the calibration of the model's own values found.
    #[arg(long, value_name = "FILE", conflicts_with = "priors")]
    posterior: Option<PathBuf>,
    /// Draw everything from the priors, as if nothing had been calibrated.
    #[arg(long)]
    priors: bool,
}

/// Arguments of `spsim evidence`.
#[derive(Debug, Args)]
struct EvidenceArgs {
    /// Scenario files (TOML): the base, then one or more others to choose from. Default: scenarios/baseline.toml and those
    /// of scenarios/what-if that change a decision.
    #[arg(value_names = ["BASE", "OTHER"], num_args = 0..)]
    scenarios: Vec<PathBuf>,
    /// Draws of what is believed about all uncertain parameters; with fewer than 1,000 most of what matters is lost in noise. Cut
    /// off, the same command goes on.
    #[arg(long, value_name = "N", default_value_t = USUAL_DRAWS, allow_negative_numbers = true, value_parser = whole::<50, 1_000_000>)]
    draws: u32,
    /// Replications of each scenario in each draw.
    #[arg(long, value_name = "R", default_value_t = USUAL_RUNS, value_parser = whole::<1, 1_000>)]
    runs_per_draw: u32,
    #[command(flatten)]
    drawn_from: DrawnFrom,
    /// Pounds for a QALY; may be given several times. Default: what the base says, four values from 20000 to 35000.
    #[arg(long, value_name = "POUNDS", allow_negative_numbers = true, value_parser = threshold)]
    threshold: Vec<f64>,
    /// Registered patients of all places that face the same choices: scales what knowledge would be worth.
    #[arg(long, value_name = "PEOPLE", allow_negative_numbers = true, value_parser = people)]
    scale_to: Option<f64>,
    /// Master seed. Default: what the base says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Write tables and the page only.
    #[arg(long)]
    no_figures: bool,
}

#[derive(Debug, Args)]
struct ReproduceArgs {
    /// Output folder of spsim.
    dir: PathBuf,
    #[command(flatten)]
    threads: Threads,
}

/// Arguments of `spsim validate`.
#[derive(Debug, Args)]
struct ValidateArgs {
    /// Validation file (TOML): published figures and patterns, and the settings in which they were seen.
    #[arg(default_value = USUAL_FILE)]
    file: PathBuf,
    /// Draws of what is believed, with one run or one virtual study of each setting in each. Cut off, the same command
    /// goes on.
    #[arg(long, value_name = "N", default_value_t = USUAL_DRAWS_VALIDATED, allow_negative_numbers = true, value_parser = whole::<20, 1_000_000>)]
    draws: u32,
    /// Pairs of runs of each pattern.
    #[arg(long, value_name = "R", default_value_t = USUAL_PATTERN_RUNS, allow_negative_numbers = true, value_parser = whole::<3, 10_000>)]
    pattern_runs: u32,
    #[command(flatten)]
    drawn_from: DrawnFrom,
    /// Master seed. Default: 1.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
    /// Write tables and the page only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim verify`.
#[derive(Debug, Args)]
struct VerifyArgs {
    /// Make only the checks of one scenario, such as erlang-c; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    destination: Destination,
}

/// Arguments of `spsim cea`.
#[derive(Debug, Args)]
struct CeaArgs {
    /// Draws of costs and effects (CSV): columns draw, strategy, cost, effect; or pairs cost_NAME, effect_NAME.
    draws: PathBuf,
    /// Values of the uncertain parameters by draw (CSV): column draw and one column each, such as outcomes.effect. The
    /// text before the first full stop is the parameter's group. May be the same file if that has one row a draw.
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    /// Strategy that the others are compared with. Default: the first.
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Pounds for one unit of effect; may be given several times. Default: 20000, 25000, 30000 and 35000.
    #[arg(long, value_name = "POUNDS", allow_negative_numbers = true, value_parser = threshold)]
    threshold: Vec<f64>,
    /// One unit of effect, in the singular.
    #[arg(long, value_name = "WORD", default_value = "QALY", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    effect_name: String,
    /// Scale the value of information to N new people a year; draws must be for one person.
    #[arg(long, value_name = "N", requires = "years", allow_negative_numbers = true, value_parser = people)]
    population: Option<f64>,
    /// Years for which the decision stands.
    #[arg(long, value_name = "Y", requires = "population", allow_negative_numbers = true, value_parser = whole::<1, 1000>)]
    years: Option<u32>,
    /// Discount rate a year for those years.
    #[arg(long, value_name = "RATE", default_value_t = 0.035, allow_negative_numbers = true, value_parser = rate)]
    discount_rate: f64,
    /// Write tables (CSV) and results.json into a new folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
}

/// A whole number from `LEAST` to `MOST` as given on the command line.
fn whole<const LEAST: u32, const MOST: u32>(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (LEAST..=MOST).contains(number))
        .ok_or_else(|| {
            format!("allowed is a whole number from {LEAST} to {MOST}, without separators")
        })
}

/// A threshold as given on the command line.
fn threshold(text: &str) -> Result<f64, String> {
    within(text, 0.0, 1e9, "an amount of pounds from 0 to 1000000000")
}

/// People a year as given on the command line.
fn people(text: &str) -> Result<f64, String> {
    within(text, 1.0, 1e10, "a number of people from 1 to 10000000000")
}

/// A discount rate as given on the command line.
fn rate(text: &str) -> Result<f64, String> {
    within(text, 0.0, 1.0, "a rate from 0 to 1, such as 0.035 for 3.5%")
}

/// A distance in tolerances as given on the command line.
fn distance(text: &str) -> Result<f64, String> {
    within(text, 0.0, 1e6, "a number from 0 to 1000000")
}

/// A share that is neither none nor all.
fn part(text: &str) -> Result<f64, String> {
    within(text, 0.001, 0.999, "a share from 0.001 to 0.999")
}

fn within(text: &str, least: f64, most: f64, allowed: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("allowed is {allowed}, without separators"))
}

#[derive(Debug, Subcommand)]
enum ScenarioCommand {
    /// Check a scenario file and everything it extends.
    Check {
        /// Scenario file (TOML).
        file: PathBuf,
        /// Override one value, as in `spsim run`.
        #[arg(long = "set", value_name = "PATH=VALUE")]
        set: Vec<String>,
    },
    /// Print resolved values: where each comes from, and the evidence behind it.
    Explain {
        /// Scenario file (TOML).
        file: PathBuf,
        /// A section, or a field such as waiting.patience_weeks. Default: everything.
        field: Option<String>,
        /// Override one value, as in `spsim run`.
        #[arg(long = "set", value_name = "PATH=VALUE")]
        set: Vec<String>,
    },
    /// Say in words what differs between two scenarios.
    Diff {
        /// First scenario file.
        a: PathBuf,
        /// Second scenario file.
        b: PathBuf,
    },
    /// Print the JSON Schema of scenario files, or of another kind of file, for editors.
    Schema {
        /// Kind of file.
        #[arg(value_enum, default_value_t = scenario::FileKind::Scenario)]
        kind: scenario::FileKind,
    },
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The scenario cannot be used. The message begins with `error:` itself.
    #[error("{0}")]
    Scenario(#[from] ScenarioError),
    /// Results cannot be written or read.
    #[error("error: {0}")]
    Output(#[from] OutputError),
    /// Standard output is closed: nobody reads on.
    #[error("error: standard output is closed")]
    Closed,
    /// Standard output cannot be written.
    #[error("error: cannot write to standard output: {0}")]
    Print(io::Error),
    /// Stopped by the user.
    #[error("{0}")]
    Interrupted(String),
    /// Anything else, in words.
    #[error("error: {0}")]
    Other(String),
}

impl From<StudyError> for CliError {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Scenario(error) => Self::Scenario(error),
            StudyError::Output(error) => Self::Output(error),
            StudyError::Interrupted(words) => Self::Interrupted(words),
            StudyError::Other(words) => Self::Other(words),
        }
    }
}

/// A thread pool of the size asked for.
fn pool(threads: &Threads) -> Result<rayon::ThreadPool, CliError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.threads.unwrap_or(0) as usize)
        .build()
        .map_err(|error| CliError::Other(format!("cannot start threads: {error}")))
}

/// Exit code after Ctrl-C, as shells expect it.
const INTERRUPTED: u8 = 130;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Run(args) => run::command(args),
        Command::Compare(args) => compare::command(args),
        Command::Sweep(args) => sweep::command(args),
        Command::Frontier(args) => frontier::command(args),
        Command::Sensitivity(args) => sensitivity::command(args),
        Command::Calibrate(args) => calibrate::command(args),
        Command::Report(args) => report::command(&args),
        Command::Plot(args) => plot::command(&args),
        Command::Workbook(args) => workbook::command(&args),
        Command::Journey(args) => journey::command(&args),
        Command::Reproduce(args) => reproduce::command(&args),
        Command::Evaluate(args) => evaluate::command(args),
        Command::Evidence(args) => evidence::command(args),
        Command::Cea(args) => cea::command(&args),
        Command::Validate(args) => validate::command(args),
        Command::Verify(args) => verify::command(args),
        Command::Scenario(command) => scenario::command(command),
    };
    match result {
        Ok(()) | Err(CliError::Closed) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed standard error leaves nobody to tell.
            let _ = writeln!(anstream::stderr(), "{error}");
            match error {
                CliError::Interrupted(_) => ExitCode::from(INTERRUPTED),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// Prints to standard output; a closed pipe ends the command in peace.
fn print(text: &str) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => CliError::Closed,
            _ => CliError::Print(error),
        })
}
