//! `spsim plot`: the figures of a run again, from its tables.

use super::produce::write_figure;
use super::{CliError, PlotArgs, print};
use crate::output::figures::{self, FigureContext};
use crate::output::manifest::Manifest;
use crate::output::read_back::RunFolder;
use crate::scenario::Scenario;

pub fn command(args: &PlotArgs) -> Result<(), CliError> {
    let manifest = Manifest::read(&args.dir)?;
    let scenario = recorded_scenario(&manifest)?;
    let read = RunFolder::read(&args.dir, scenario.start)?;
    let context = FigureContext {
        scenario_title: &scenario.title,
        start: scenario.start,
        days: scenario.days,
        results: &read.results,
        worker_weeks: &read.worker_weeks,
    };
    let folder = args.out.clone().unwrap_or_else(|| args.dir.join("figures"));
    std::fs::create_dir_all(&folder).map_err(|error| {
        CliError::Other(format!(
            "cannot create the folder {}: {error}",
            folder.display()
        ))
    })?;
    let figures = figures::all(&context);
    for figure in &figures {
        write_figure(figure, |name, bytes| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(|error| {
                CliError::Other(format!("cannot write {}: {error}", path.display()))
            })
        })?;
    }
    if args.out.is_none() {
        manifest.refresh(&args.dir, "figures/")?;
    }
    let mut text = format!(
        "Drew {} figures in {} (SVG, PNG and text alternative):\n",
        figures.len(),
        folder.display()
    );
    for figure in figures {
        text.push_str(&format!("  {:28} {}\n", figure.name, figure.title));
    }
    print(&text)
}

/// The scenario that a manifest records, resolved again from its files.
pub fn recorded_scenario(manifest: &Manifest) -> Result<Scenario, CliError> {
    let files: Vec<crate::scenario::SourceFile> = manifest
        .scenario
        .files
        .iter()
        .map(|file| crate::scenario::SourceFile {
            name: file.name.clone(),
            text: file.text.clone(),
        })
        .collect();
    Ok(Scenario::from_files(
        &files,
        &super::scenario::overrides(&manifest.scenario.overrides)?,
    )?)
}
