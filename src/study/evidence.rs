//! What is worth finding out? Every uncertain parameter by how much some choices depend on it, against how strong its
//! evidence is.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::compare::{
    assumptions, check_comparable, option_facts, registered, stopped, unique_names,
};
use super::folder::{self, Record, record};
use super::uncertainty::{self, Wanted};
use super::{StudyError, Watch, recorded_posterior, stamp};
use crate::analysis::decision::{NHS_QALYS, labels};
use crate::analysis::evidence::{
    Agenda, ChoiceAt, ChoiceFound, Entry, Worth, choices, noise_floor, ranked,
};
use crate::analysis::measures::thresholds;
use crate::analysis::uncertainty::draw_table;
use crate::experiment::priors::Beliefs;
use crate::experiment::{Ended, Plan, in_order};
use crate::output::evidence_page::{Beside, page};
use crate::output::figures::comparison::Setting;
use crate::output::figures::comparison::agenda::research_agenda;
use crate::output::folder::OutputFolder;
use crate::output::manifest::{Kind, Manifest};
use crate::output::table::{TableFacts, TableWriter};
use crate::output::{comparison_tables, evidence_tables as tables};
use crate::scenario::parameter::Role;
use crate::scenario::parameters::registry;
use crate::scenario::{Scenario, SourceFile, differences, index_of};

/// The page with the agenda.
pub const PAGE_FILE: &str = "evidence.md";
/// The base where no scenarios are given.
const BASE: &str = "scenarios/baseline.toml";
/// The folder of its options.
const OTHERS: &str = "scenarios/what-if";
/// Draws of the priors where no number is given.
pub const USUAL_DRAWS: u32 = 1_000;
/// Runs of each option in each draw likewise.
pub const USUAL_RUNS: u32 = 2;
/// Times that all parameters are shuffled to see what noise looks like.
const SHUFFLES: u32 = 100;

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Draws of the priors; at least 50.
    pub draws: u32,
    /// Runs of each option in each draw.
    pub runs_per_draw: u32,
    /// Master seed; a manifest keeps it elsewhere.
    #[serde(skip)]
    pub seed: u64,
    /// Values of a QALY in pounds; those of the base if there are none.
    pub thresholds_pounds: Vec<f64>,
    /// Registered patients of all places that face the same choices, if not only this one.
    pub scale_to: Option<f64>,
    /// Titles of options that were left out, see [`is_choice`].
    pub left_out: Vec<String>,
    /// What is drawn from; a manifest keeps it elsewhere.
    #[serde(skip)]
    pub beliefs: Beliefs,
    /// Whether the figure is written.
    pub figures: bool,
}

/// What was made.
pub struct Product {
    /// The folder, in place.
    pub folder: PathBuf,
    /// What was found.
    pub agenda: Agenda,
    /// Seconds that it took.
    pub seconds: f64,
}

/// Whether a scenario differs from the base in what somebody decides, and not in what is believed.
pub fn is_choice(base: &Scenario, other: &Scenario) -> bool {
    let is_belief = |path: &str| index_of(path).is_some_and(|i| registry()[i].role == Role::Belief);
    differences(base, other)
        .iter()
        .all(|difference| !is_belief(&difference.path))
}

/// The baseline and the what-ifs that come with the program, in the folder `root`, and the titles of those that are left
/// out because they change what is believed.
///
/// # Errors
/// If they are not there or cannot be used.
pub fn standard_choices(root: &Path) -> Result<(Vec<Scenario>, Vec<String>), StudyError> {
    let base = Scenario::load(&root.join(BASE), &[])?;
    let folder = root.join(OTHERS);
    let unreadable = |error: std::io::Error| {
        StudyError::Other(format!(
            "no scenarios were given, and the folder {} cannot be read: {error}; give a base and at least one other scenario",
            folder.display()
        ))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let (mut all, mut left_out) = (vec![base], Vec::new());
    for path in files {
        let other = Scenario::load(&path, &[])?;
        if is_choice(&all[0], &other) {
            all.push(other);
        } else {
            left_out.push(other.title);
        }
    }
    unique_names(&mut all);
    Ok((all, left_out))
}

/// Draws, weighs and ranks, and puts the complete folder in place; the first scenario is the base.
///
/// # Errors
/// If the scenarios cannot be compared, there are too few draws, the folder cannot be written, a run failed, or the work
/// was stopped; draws that were made are kept for the same command.
pub fn evidence(
    scenarios: &[Scenario],
    options: &Options,
    target: &Path,
    force: bool,
    pool: &rayon::ThreadPool,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Product, StudyError> {
    if scenarios.len() < 2 {
        return Err(StudyError::Other(
            "there is nothing to choose: give a base and at least one other scenario".to_owned(),
        ));
    }
    check_comparable(scenarios)?;
    let wanted = Wanted {
        draws: options.draws,
        runs_per_draw: options.runs_per_draw,
        structures: Vec::new(),
        beliefs: options.beliefs.clone(),
    };
    let draws = uncertainty::Plan {
        scenarios,
        overrides: &[],
        seed: options.seed,
        wanted: &wanted,
    };
    let folder = OutputFolder::begin(target, force)?;
    let started = std::time::Instant::now();
    let (drawn, journal) = pool.install(|| draws.drawn(target, force, stop, watch))?;
    let names = labels(&option_facts(scenarios, &[]));
    let agenda = pool.install(|| agenda(scenarios, options, &names, &drawn, stop, watch))?;
    let facts = write(&folder, scenarios, options, &names, &drawn, &agenda)?;
    if stop.load(Ordering::Relaxed) {
        return Err(stopped());
    }
    let mut kept_options = json!(options);
    kept_options["posterior"] = folder::kept(options.beliefs.posterior.as_ref());
    let folder = folder::complete(
        folder,
        &facts,
        &Record {
            kind: Kind::Evidence,
            name: "evidence",
            title: "What is worth finding out",
            description: &format!(
                "Every uncertain parameter by how much the choice between {} and {} depends on it, against how strong its evidence is.",
                names[0],
                names[1..].join(", ")
            ),
            command: command_line(scenarios, options),
            seed: options.seed,
            runs: u64::from(options.draws) * u64::from(options.runs_per_draw),
            scenarios: scenarios.iter().map(|s| record(s, &[])).collect(),
            options: kept_options,
        },
    )?;
    journal.close()?;
    Ok(Product {
        folder,
        agenda,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// The options that a manifest records.
///
/// # Errors
/// If they cannot be read.
pub fn recorded(manifest: &Manifest) -> Result<Options, StudyError> {
    let options: Options = serde_json::from_value(manifest.options.clone())
        .map_err(|error| StudyError::Other(format!("the manifest is damaged: {error}")))?;
    Ok(Options {
        seed: manifest.seed,
        beliefs: Beliefs {
            posterior: recorded_posterior(manifest)?,
        },
        ..options
    })
}

/// The stamp of a page made from these scenarios with these options.
///
/// # Errors
/// If the probe of the model cannot be run.
pub fn stamp_of(scenarios: &[Scenario], options: &Options) -> Result<String, StudyError> {
    let mut files: Vec<SourceFile> = scenarios
        .iter()
        .flat_map(|scenario| scenario.files.iter().cloned())
        .collect();
    files.extend(options.beliefs.posterior.iter().map(|p| p.file.clone()));
    files.push(SourceFile {
        name: "command".to_owned(),
        text: command_line(scenarios, options),
    });
    stamp::stamp(&files)
}

/// What the draws tell.
fn agenda(
    scenarios: &[Scenario],
    options: &Options,
    names: &[String],
    drawn: &uncertainty::Made,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Agenda, StudyError> {
    let base = &scenarios[0];
    let other = |error: &dyn std::fmt::Display| StudyError::Other(error.to_string());
    let thresholds_pounds = match options.thresholds_pounds.as_slice() {
        [] => thresholds(&base.parameters().values).to_vec(),
        given => given.to_vec(),
    };
    let table = draw_table(
        &drawn.records,
        &drawn.recorder,
        names,
        NHS_QALYS,
        &drawn.parameters,
    )
    .map_err(|error| other(&error))?;
    let choices = choices(names);
    let worth = Worth::new(&table, &thresholds_pounds, &choices);
    let noise = noise(&worth, options.seed, stop, watch)?;
    let posterior = options.beliefs.posterior.as_ref();
    let mut entries = Vec::with_capacity(drawn.parameters.len());
    for (parameter, assumption) in assumptions(scenarios, posterior).into_iter().enumerate() {
        let found = worth.of(parameter).map_err(|error| other(&error))?;
        entries.push(Entry::new(assumption, found, &noise));
    }
    let found = choices.iter().zip(worth.decisions()).zip(&noise);
    Ok(Agenda {
        base: names[0].clone(),
        options: names.to_vec(),
        left_out: options.left_out.clone(),
        registered_patients: registered(&Plan::new(base, 1, options.seed)),
        days: base.days,
        scale_to: options.scale_to,
        draws: options.draws,
        runs_per_draw: options.runs_per_draw,
        seed: options.seed,
        shuffles: SHUFFLES,
        held: registry().len() - entries.len(),
        choices: found
            .map(|((choice, decisions), noise)| ChoiceFound {
                label: choice.label.clone(),
                at: decisions
                    .into_iter()
                    .zip(noise)
                    .map(|(at, &noise_pounds)| ChoiceAt {
                        threshold_pounds: at.threshold_pounds,
                        best: names[choice.options[at.best]].clone(),
                        probability_best: at.frontier,
                        evpi_pounds: at.evpi_pounds,
                        noise_pounds,
                    })
                    .collect(),
            })
            .collect(),
        parameters: ranked(entries),
        thresholds_pounds,
    })
}

/// The greatest worth that shuffled parameters reach, by choice and value of a QALY.
fn noise(
    worth: &Worth<'_>,
    seed: u64,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Vec<Vec<f64>>, StudyError> {
    let shuffles = u64::from(SHUFFLES);
    let mut floor: Option<Vec<Vec<f64>>> = None;
    watch.begin("shuffles", shuffles);
    let ended = in_order(
        0..shuffles,
        shuffles,
        stop,
        |progress| watch.update(progress),
        |shuffle| worth.of_noise(seed, shuffle as u32),
        |_, found| {
            let found = found.map_err(|error| StudyError::Other(error.to_string()))?;
            floor = Some(match floor.take() {
                None => found,
                Some(floor) => noise_floor(floor, &found),
            });
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    match ended? {
        Ended::Complete => Ok(floor.unwrap_or_default()),
        Ended::Stopped => Err(StudyError::Interrupted(
            "Stopped before the results were complete. The draws are kept: the same command goes on from there."
                .to_owned(),
        )),
    }
}

fn write(
    folder: &OutputFolder,
    scenarios: &[Scenario],
    options: &Options,
    names: &[String],
    drawn: &uncertainty::Made,
    agenda: &Agenda,
) -> Result<Vec<TableFacts>, StudyError> {
    let create = |spec| TableWriter::create(folder.path(), spec);
    let mut evidence = create(tables::evidence_spec())?;
    tables::write_evidence(&mut evidence, agenda)?;
    let mut evppi = create(tables::evppi_spec())?;
    tables::write_evppi(&mut evppi, agenda)?;
    let mut choices = create(tables::choices_spec())?;
    tables::write_choices(&mut choices, agenda)?;
    let mut psa = create(comparison_tables::psa_spec())?;
    comparison_tables::write_psa(&mut psa, &drawn.records, &drawn.recorder, names)?;
    folder.write(
        "psa_parameters.csv",
        comparison_tables::psa_parameters(&drawn.records, &drawn.parameters),
    )?;
    let basis = format!("{} draws of what is believed.", agenda.draws);
    let title = format!("Choices against: {}", agenda.base);
    let setting = Setting {
        title: &title,
        period: "",
        basis: &basis,
    };
    let figure = research_agenda(&setting, agenda);
    if options.figures {
        folder::write_figures(folder, std::slice::from_ref(&figure))?;
    }
    let stamp = stamp_of(scenarios, options)?;
    let text = page(
        agenda,
        &Beside {
            command: &command_line(scenarios, options),
            stamp: &stamp::line(&stamp),
            figure: options.figures.then_some("figures/research-agenda.png"),
            alt: &figure.figure.alt,
        },
    );
    folder.write(PAGE_FILE, text)?;
    Ok(vec![
        evidence.finish()?,
        evppi.finish()?,
        choices.finish()?,
        psa.finish()?,
    ])
}

/// The command that makes the same folder again.
fn command_line(scenarios: &[Scenario], options: &Options) -> String {
    let files: Vec<String> = scenarios
        .iter()
        .map(|scenario| format!("{}.toml", scenario.name))
        .collect();
    let mut line = format!(
        "spsim evidence {} --draws {} --runs-per-draw {} --seed {}",
        files.join(" "),
        options.draws,
        options.runs_per_draw,
        options.seed
    );
    for threshold in &options.thresholds_pounds {
        line.push_str(&format!(" --threshold {threshold}"));
    }
    line.push_str(&options.beliefs.option());
    if let Some(people) = options.scale_to {
        line.push_str(&format!(" --scale-to {people}"));
    }
    if !options.figures {
        line.push_str(" --no-figures");
    }
    line
}
