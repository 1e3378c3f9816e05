//! The command line: one file a command. It parses, calls and prints; it knows no statistics and no rules of the model.

mod compare;
mod compare_summary;
mod interrupt;
mod journey;
mod plot;
mod progress;
mod report;
mod reproduce;
mod run;
mod scenario;
mod summary;
mod text;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::output::error::OutputError;
use crate::scenario::ScenarioError;
use crate::study::StudyError;

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
    /// Write a comparison as one page for a board: decision, figures, equity, money, uncertainty, evidence, checklists.
    Report(ReportArgs),
    /// Draw the figures of a run again.
    Plot(PlotArgs),
    /// Tell one patient's story, or print the stages of a sample of long-term attenders.
    Journey(JourneyArgs),
    /// Run what a folder's manifest says again, and compare byte by byte.
    Reproduce(ReproduceArgs),
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
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    runs: Option<u32>,
    /// Master seed. Default: what the scenario says.
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    /// Output folder. Default: outputs/NAME, numbered if it exists.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing output folder of spsim.
    #[arg(long)]
    force: bool,
    /// Override one value of the scenario, such as staffing.link_workers_fte=3.6; may be given several times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write the journeys of N patients of the first run.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    journeys: u32,
    /// Write tables only.
    #[arg(long)]
    no_figures: bool,
}

/// Arguments of `spsim compare`.
#[derive(Debug, Args)]
struct CompareArgs {
    /// Scenario files (TOML): the base, then one or more others.
    #[arg(required = true, num_args = 2.., value_names = ["BASE", "OTHER"])]
    scenarios: Vec<PathBuf>,
    /// Number of replications of each scenario. Default: what the base says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    runs: Option<u32>,
    /// Choose the number of replications: half-width of the 95% interval of each difference, as a share of the level of
    /// the base, such as 5%.
    #[arg(long, value_name = "P", allow_negative_numbers = true, conflicts_with = "runs", value_parser = compare::share)]
    precision: Option<f64>,
    /// The most replications that --precision may take.
    #[arg(long, value_name = "N", default_value_t = 1_000, requires = "precision", value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    runs_at_most: u32,
    /// Headline measure that must be so precise; may be given several times.
    #[arg(long, value_name = "NAME", requires = "precision")]
    measure: Vec<String>,
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

#[derive(Debug, Args)]
struct Threads {
    /// Number of threads. Default: all cores. Results never depend on it.
    #[arg(long, value_name = "T", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
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
    #[arg(long, value_name = "N", default_value_t = 17, requires = "stage_table", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    sample: u32,
    /// Network of the patient. Default: the first.
    #[arg(long, value_name = "NAME")]
    network: Option<String>,
    /// Replication.
    #[arg(long, value_name = "R", default_value_t = 0)]
    run: u32,
}

#[derive(Debug, Args)]
struct ReproduceArgs {
    /// Output folder of `spsim run`.
    dir: PathBuf,
    #[command(flatten)]
    threads: Threads,
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
    /// Print the JSON Schema of scenario files, for editors.
    Schema,
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
        Command::Report(args) => report::command(&args),
        Command::Plot(args) => plot::command(&args),
        Command::Journey(args) => journey::command(&args),
        Command::Reproduce(args) => reproduce::command(&args),
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
