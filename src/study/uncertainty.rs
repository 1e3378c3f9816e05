//! How uncertain is the answer? Every option under many draws of the priors, some of them under other structures of the
//! model, with replications inside. Cut off half way, it goes on from where it was.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::arms::Arms;
use super::folder::{kept, pretty, record};
use super::{StudyError, Watch};
use crate::analysis::record::Recorder;
use crate::analysis::uncertainty::DrawRecord;
use crate::experiment::priors::{Beliefs, Drawn, uncertain};
use crate::experiment::{Ended, in_order};
use crate::output::error::OutputError;
use crate::output::journal::Journal;
use crate::output::manifest::Program;
use crate::scenario::parameter::Value;
use crate::scenario::parameters::registry;
use crate::scenario::{Origin, Scenario};

/// Draws made under each other structure, if there are as many.
const STRUCTURE_DRAWS: u32 = 200;

/// What is to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Draws of the priors.
    pub draws: u32,
    /// Runs of each option in each draw.
    pub runs_per_draw: u32,
    /// Other structures of the model.
    pub structures: Vec<Structure>,
    /// What is drawn from.
    pub beliefs: Beliefs,
}

impl Wanted {
    /// Draws made under each other structure.
    pub fn structure_draws(&self) -> u32 {
        self.draws.min(STRUCTURE_DRAWS)
    }

    fn units(&self) -> u64 {
        u64::from(self.draws) + self.structures.len() as u64 * u64::from(self.structure_draws())
    }

    /// Structure and draw of a unit of work.
    fn place(&self, unit: u64) -> (usize, u32) {
        match unit.checked_sub(u64::from(self.draws)) {
            None => (0, unit as u32),
            Some(beyond) => {
                let each = u64::from(self.structure_draws());
                ((beyond / each) as usize + 1, (beyond % each) as u32)
            }
        }
    }
}

/// Another structure of the model: some parameters held at values that turn a mechanism off or into another.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// The scenario file that sets them.
    pub scenario: Scenario,
    /// Positions in the registry and their values.
    pub settings: Vec<(usize, Value)>,
}

impl Structure {
    /// What a scenario file sets, and nothing of what it leaves as it is.
    ///
    /// # Errors
    /// If it sets nothing, or says something about time, networks or dates.
    pub fn new(scenario: Scenario) -> Result<Self, StudyError> {
        let settings: Vec<(usize, Value)> = scenario
            .evidence
            .iter()
            .enumerate()
            .filter(|(_, evidence)| evidence.origin != Origin::Default)
            .map(|(index, _)| (index, scenario.values[index]))
            .collect();
        if settings.is_empty() || !scenario.changes.is_empty() || scenario.networks.len() > 1 {
            return Err(StudyError::Other(format!(
                "{} cannot be used as another structure of the model: it must set some parameters, and have no networks and no dated changes",
                scenario.files.last().map_or("the file", |file| &file.name)
            )));
        }
        Ok(Self { scenario, settings })
    }
}

/// What was drawn.
pub struct Made {
    /// What is kept of each run.
    pub recorder: Recorder,
    /// Names of the uncertain parameters, such as `contact.no_show`.
    pub parameters: Vec<String>,
    /// The draws, those of the model as it is first.
    pub records: Vec<DrawRecord>,
}

/// All that decides the draws.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The options, the base first.
    pub scenarios: &'a [Scenario],
    /// The `--set` arguments, which hold for every option.
    pub overrides: &'a [String],
    /// Master seed.
    pub seed: u64,
    /// What is to be drawn.
    pub wanted: &'a Wanted,
}

impl Plan<'_> {
    /// The journal beside `target` that keeps draws until the results are in place, and the draws that are in it. With
    /// `force`, that of another plan is thrown away.
    ///
    /// # Errors
    /// If what lies there belongs to another plan or is damaged, or the files cannot be read or written.
    pub fn journal(
        &self,
        target: &Path,
        force: bool,
    ) -> Result<(Journal, Vec<Vec<f64>>), StudyError> {
        let structures = &self.wanted.structures;
        let records: Vec<_> = self
            .scenarios
            .iter()
            .map(|scenario| record(scenario, self.overrides))
            .chain(structures.iter().map(|s| record(&s.scenario, &[])))
            .collect();
        let plan = pretty(&json!({
            "program": Program::this(),
            "scenarios": records,
            "options": self.scenarios.len(),
            "seed": self.seed,
            "draws": self.wanted.draws,
            "runs_per_draw": self.wanted.runs_per_draw,
            "posterior": kept(self.wanted.beliefs.posterior.as_ref()),
        }));
        let width = Layout::new(self.scenarios, self.wanted).width();
        let opened = match Journal::open(target, &plan, width, false) {
            Err(OutputError::OtherPlan { .. } | OutputError::BadJournal { .. }) if force => {
                Journal::open(target, &plan, width, true)
            }
            opened => opened,
        };
        Ok(opened?)
    }

    /// All draws of the priors, and the journal that keeps them until the results are in place.
    ///
    /// # Errors
    /// As for [`Plan::journal`] and [`draws`].
    pub fn drawn(
        &self,
        target: &Path,
        force: bool,
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<(Made, Journal), StudyError> {
        let (mut journal, before) = self.journal(target, force)?;
        let (seed, wanted) = (self.seed, self.wanted);
        let made = draws(
            self.scenarios,
            seed,
            wanted,
            &mut journal,
            before,
            stop,
            watch,
        )?;
        Ok((made, journal))
    }
}

/// Makes the draws that are missing in the journal and returns all of them.
///
/// # Errors
/// If a draw fails, the journal cannot be written, or the work is stopped; what was done is kept in the journal.
pub fn draws(
    scenarios: &[Scenario],
    seed: u64,
    wanted: &Wanted,
    journal: &mut Journal,
    before: Vec<Vec<f64>>,
    stop: &AtomicBool,
    watch: &dyn Watch,
) -> Result<Made, StudyError> {
    let recorder = Recorder::new();
    let parameters = uncertain(scenarios);
    let layout = Layout::new(scenarios, wanted);
    let mut records: Vec<DrawRecord> = before.iter().map(|row| layout.record(row)).collect();
    let units = wanted.units();
    let done = (records.len() as u64).min(units);
    records.truncate(units as usize);
    watch.begin("draws", units);
    let ended = in_order(
        done..units,
        units,
        stop,
        |progress| watch.update(progress),
        |unit| one_draw(scenarios, seed, wanted, &recorder, unit),
        |_, record| {
            let record = record?;
            journal.append(&layout.row(&record))?;
            records.push(record);
            Ok::<(), StudyError>(())
        },
    );
    watch.end();
    if ended? == Ended::Stopped {
        return Err(StudyError::Interrupted(format!(
            "Stopped after {} of {units} draws. The same command goes on from there.",
            records.len()
        )));
    }
    Ok(Made {
        recorder,
        parameters: parameters
            .iter()
            .map(|&index| registry()[index].path())
            .collect(),
        records,
    })
}

fn one_draw(
    scenarios: &[Scenario],
    seed: u64,
    wanted: &Wanted,
    recorder: &Recorder,
    unit: u64,
) -> Result<DrawRecord, StudyError> {
    let (structure, draw) = wanted.place(unit);
    let Drawn {
        scenarios: mut options,
        values,
        passed_over,
    } = wanted.beliefs.drawn(scenarios, seed, draw)?;
    if structure > 0 {
        let settings = &wanted.structures[structure - 1].settings;
        options = options
            .iter()
            .map(|option| option.with_values(settings))
            .collect::<Result<_, _>>()?;
    }
    let arms = Arms::new(&options, wanted.runs_per_draw, seed);
    let what = format!("draw {draw} of what is believed");
    let mut kept = Vec::with_capacity(wanted.runs_per_draw as usize);
    for run in 0..wanted.runs_per_draw {
        // Every draw has runs of its own: what chance does is independent between draws.
        let replication = draw
            .checked_mul(wanted.runs_per_draw)
            .and_then(|first| first.checked_add(run))
            .ok_or_else(|| StudyError::Other("there are too many draws".to_owned()))?;
        kept.push(arms.record(replication, recorder, &what)?);
    }
    Ok(DrawRecord {
        structure,
        draw,
        passed_over,
        values: values
            .into_iter()
            .map(|(_, value)| value.as_number().unwrap_or(f64::NAN))
            .collect(),
        kept,
    })
}

/// How a draw stands in a line of the journal.
pub struct Layout {
    parameters: usize,
    runs: usize,
    options: usize,
    columns: usize,
}

impl Layout {
    /// For these scenarios.
    pub fn new(scenarios: &[Scenario], wanted: &Wanted) -> Self {
        Self {
            parameters: uncertain(scenarios).len(),
            runs: wanted.runs_per_draw as usize,
            options: scenarios.len(),
            columns: Recorder::new().columns().len(),
        }
    }

    /// Numbers in a line.
    pub fn width(&self) -> usize {
        3 + self.parameters + self.runs * self.options * self.columns
    }

    fn row(&self, record: &DrawRecord) -> Vec<f64> {
        let mut row = Vec::with_capacity(self.width());
        row.push(record.structure as f64);
        row.push(f64::from(record.draw));
        row.push(f64::from(record.passed_over));
        row.extend(&record.values);
        row.extend(record.kept.iter().flatten().flatten());
        row
    }

    fn record(&self, row: &[f64]) -> DrawRecord {
        let (head, rest) = row.split_at(3);
        let (values, kept) = rest.split_at(self.parameters);
        DrawRecord {
            structure: head[0] as usize,
            draw: head[1] as u32,
            passed_over: head[2] as u32,
            values: values.to_vec(),
            kept: kept
                .chunks(self.options * self.columns)
                .map(|run| run.chunks(self.columns).map(<[f64]>::to_vec).collect())
                .collect(),
        }
    }
}
