//! `spsim plot`: the figures of a run again, from its tables.

use super::{CliError, PlotArgs, print};
use crate::output::figures::{self, FigureContext};
use crate::output::folder::replace_file;
use crate::output::manifest::{Kind, Manifest, first_altered};
use crate::output::read_back::{RunFolder, TABLES_READ};
use crate::study::run::shown_title;
use crate::study::write_figure;
use crate::study::{StudyError, recorded};

pub fn command(args: &PlotArgs) -> Result<(), CliError> {
    let mut manifest = Manifest::read_kind(&args.dir, Kind::Run)?;
    let scenario = recorded(&manifest.scenarios[0])?;
    // Reading comes first because it can name the line of what is broken; a number that was merely changed shows only
    // in the hash.
    let read = RunFolder::read(&args.dir, scenario.start)?;
    let is_read = |file: &str| {
        file.strip_suffix(".csv")
            .is_some_and(|table| TABLES_READ.contains(&table))
    };
    if let Some(difference) = first_altered(&manifest, &args.dir, None, is_read)? {
        return Err(CliError::Other(format!(
            "{} was changed after the run, so its figures would mislead; `spsim reproduce {}` shows the line",
            args.dir.join(&difference.file).display(),
            args.dir.display()
        )));
    }
    let context = FigureContext {
        scenario_title: &shown_title(&scenario, &manifest.scenarios[0].overrides),
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
            Ok::<(), StudyError>(replace_file(&folder.join(name), &bytes)?)
        })?;
    }
    if args.out.is_none() {
        // A run made with --no-figures now has them: to reproduce it, they must be drawn.
        if let Some(options) = manifest.options.as_object_mut() {
            options.insert("figures".to_owned(), true.into());
        }
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
