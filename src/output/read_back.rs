//! Reads the tables of a run back from its folder, for figures and reports made later.

use std::path::Path;

use jiff::civil::Date;

use super::error::OutputError;
use super::run_tables::{LINK_WORKERS, OUTCOMES, SERIES};
use crate::analysis::results::Results;
use crate::measure::series::WorkerWeek;

/// The tables that are read, each as CSV.
pub const TABLES_READ: [&str; 3] = [OUTCOMES, SERIES, LINK_WORKERS];

/// A run with a number from this on is a damaged table, not a run.
const MOST: u32 = 1_000_000;

/// What the tables of a run hold.
#[derive(Debug, Default)]
pub struct RunFolder {
    /// The values of all runs over all networks.
    pub results: Results,
    /// Caseloads of the first run, with the network.
    pub worker_weeks: Vec<(String, WorkerWeek)>,
}

impl RunFolder {
    /// Reads a folder made by `spsim run` whose first day is `start`.
    ///
    /// # Errors
    /// If a table is missing or damaged: names the file, the line and the field.
    pub fn read(folder: &Path, start: Date) -> Result<Self, OutputError> {
        let mut read = Self::default();
        read_table(folder, OUTCOMES, |row| {
            if row.text("network")? == "all" {
                let (run, measure, subgroup) =
                    (row.run()?, row.text("measure")?, row.text("subgroup")?);
                read.results
                    .add_outcome(run, measure, subgroup, row.number("value")?);
            }
            Ok(())
        })?;
        read_table(folder, SERIES, |row| {
            let (run, measure, subgroup) =
                (row.run()?, row.text("measure")?, row.text("subgroup")?);
            let day = row.day("time", start)?;
            read.results
                .add_series(run, measure, subgroup, day, row.number("value")?);
            Ok(())
        })?;
        read_table(folder, LINK_WORKERS, |row| {
            let week = WorkerWeek {
                day: row.day("time", start)?,
                slot: (row.number("link_worker")? - 1.0).max(0.0) as u16,
                in_post: row.number("in_post")? > 0.0,
                caseload: row.number("caseload")? as u32,
                places_taken: row.number("places_taken")? as u32,
                safe_caseload: row.number("safe_caseload")? as f32,
                strain: row.number("strain")? as f32,
                minutes: [
                    row.number("patient_minutes")? as u32,
                    row.number("admin_minutes")? as u32,
                ],
            };
            read.worker_weeks
                .push((row.text("network")?.to_owned(), week));
            Ok(())
        })?;
        read.results.fill_up();
        Ok(read)
    }
}

/// One line of a table.
struct Row<'a> {
    file: &'a str,
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn text(&self, column: &str) -> Result<&str, OutputError> {
        let position = self.header.iter().position(|name| name == column);
        position
            .and_then(|position| self.record.get(position))
            .ok_or_else(|| self.broken(column, "is missing"))
    }

    fn number(&self, column: &str) -> Result<f64, OutputError> {
        let text = self.text(column)?;
        text.parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .ok_or_else(|| self.broken(column, &format!("`{text}` is not a number")))
    }

    /// The number of the run. It decides how much memory is taken, so it is bounded.
    fn run(&self) -> Result<usize, OutputError> {
        let text = self.text("run")?;
        text.parse::<u32>()
            .ok()
            .filter(|&run| run < MOST)
            .map(|run| run as usize)
            .ok_or_else(|| self.broken("run", &format!("`{text}` is not the number of a run")))
    }

    fn day(&self, column: &str, start: Date) -> Result<u32, OutputError> {
        let text = self.text(column)?;
        let date: Date = text
            .parse()
            .map_err(|_| self.broken(column, &format!("`{text}` is not a date")))?;
        let days = (date - start).get_days();
        u32::try_from(days)
            .map_err(|_| self.broken(column, &format!("{text} lies before the first day {start}")))
    }

    fn broken(&self, column: &str, what: &str) -> OutputError {
        let line = self.record.position().map_or(0, csv::Position::line);
        OutputError::Table {
            table: self.file.to_owned(),
            problem: format!(
                "line {line}, column `{column}`: {what}; the file was changed after the run"
            ),
        }
    }
}

fn read_table(
    folder: &Path,
    table: &str,
    mut take: impl FnMut(Row<'_>) -> Result<(), OutputError>,
) -> Result<(), OutputError> {
    let file = format!("{table}.csv");
    let path = folder.join(&file);
    let opened = std::fs::File::open(&path).map_err(OutputError::io("read", &path))?;
    let mut reader = csv::Reader::from_reader(std::io::BufReader::new(opened));
    let broken = |error: csv::Error| OutputError::Table {
        table: file.clone(),
        problem: error.to_string(),
    };
    let header = reader.headers().map_err(broken)?.clone();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        take(Row {
            file: &file,
            header: &header,
            record: &record,
        })?;
    }
    Ok(())
}
