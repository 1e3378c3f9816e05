//! Reads draws of costs and effects, of this model or any other, from CSV.
//!
//! Two forms are understood. *Tidy*: columns `draw`, `strategy`, `cost`, `effect`, one row for each draw of each strategy.
//! *Wide*: for each strategy a pair `cost_NAME` and `effect_NAME`, one row for each draw, and `draw` if parameters are
//! given as well. Parameters are a second file, or the same wide one: `draw` and one column for each parameter.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::OutputError;
use crate::analysis::economics::draws::{DrawError, DrawTable, ParameterColumn};

/// Draws as read.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawsFile {
    /// The draws, in the order of their first appearance; strategies likewise.
    pub table: DrawTable,
    /// What was left aside, in words.
    pub notes: Vec<String>,
}

/// Why draws cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DrawsFileError {
    /// The system refused.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A place in the file.
    #[error("{}, line {line}{}: {problem}", .file.display(), .column.as_ref().map(|name| format!(", column `{name}`")).unwrap_or_default())]
    Place {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column, if it is one.
        column: Option<String>,
        /// What was found and what is allowed.
        problem: String,
    },
    /// The file as a whole.
    #[error("{}: {problem}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What was found and what is allowed.
        problem: String,
    },
    /// The numbers cannot be analysed.
    #[error("{}: {source}", .file.display())]
    Draws {
        /// The file.
        file: PathBuf,
        /// Why.
        source: DrawError,
    },
}

const DRAW: &str = "draw";
const STRATEGY: &str = "strategy";
const COST: &str = "cost";
const EFFECT: &str = "effect";
const COST_OF: &str = "cost_";
const EFFECT_OF: &str = "effect_";
/// What the columns may be.
const FORMS: &str = "allowed are columns `draw`, `strategy`, `cost` and `effect`, or pairs `cost_NAME` and `effect_NAME`";

/// Reads draws, and parameters by draw if a file of them is given.
///
/// # Errors
/// If a file cannot be read or is not one of the two forms; if a number is missing or is none; if a strategy lacks a draw
/// or has it twice; if the parameters are not those of the same draws. Messages name file, line and column.
pub fn read_draws(draws: &Path, parameters: Option<&Path>) -> Result<DrawsFile, DrawsFileError> {
    let sheet = Sheet::read(draws)?;
    let mut notes = Vec::new();
    let has = |name: &str| sheet.header.iter().any(|column| column == name);
    let is_wide = !has(STRATEGY)
        && sheet
            .header
            .iter()
            .any(|name| name.starts_with(COST_OF) || name.starts_with(EFFECT_OF));
    let outcomes = if is_wide {
        Outcomes::wide(&sheet, parameters.is_some(), &mut notes)?
    } else {
        Outcomes::tidy(&sheet, &mut notes)?
    };
    let refused = |file: &Path| {
        let file = file.to_owned();
        |source| DrawsFileError::Draws { file, source }
    };
    let mut table = DrawTable::new(
        outcomes.strategies.clone(),
        outcomes.costs_pounds,
        outcomes.effects,
    )
    .map_err(refused(draws))?;
    if let Some(file) = parameters {
        let columns = read_parameters(file, &outcomes.draws, &outcomes.strategies)?;
        table = table.with_parameters(columns).map_err(refused(file))?;
    }
    Ok(DrawsFile { table, notes })
}

/// A CSV file in memory.
struct Sheet {
    file: PathBuf,
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Sheet {
    fn read(file: &Path) -> Result<Self, DrawsFileError> {
        let opened = std::fs::File::open(file).map_err(OutputError::io("read", file))?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(std::io::BufReader::new(opened));
        let broken = |error: csv::Error| broken(file, error);
        let mut header: Vec<String> = reader
            .headers()
            .map_err(broken)?
            .iter()
            .map(str::to_owned)
            .collect();
        // Spreadsheets begin a file with a mark of its encoding.
        if let Some(first) = header.first_mut() {
            *first = first.trim_start_matches('\u{feff}').trim().to_owned();
        }
        let sheet = Self {
            file: file.to_owned(),
            header,
            rows: Vec::new(),
        };
        if sheet.header.iter().all(String::is_empty) {
            return Err(sheet.whole(format!("the file is empty; {FORMS}")));
        }
        if let [only] = &sheet.header[..]
            && let Some(separator) = [';', '\t'].into_iter().find(|&c| only.contains(c))
        {
            let found = if separator == ';' {
                "semicolons"
            } else {
                "tabs"
            };
            return Err(sheet.whole(format!(
                "columns are separated by {found}; save it with commas between columns and points in numbers"
            )));
        }
        for (i, name) in sheet.header.iter().enumerate() {
            if !name.is_empty() && sheet.header[..i].contains(name) {
                return Err(sheet.at(1, Some(name), "there are two columns of this name".into()));
            }
        }
        let rows = reader.records().collect::<Result<_, _>>().map_err(broken)?;
        Ok(Self { rows, ..sheet })
    }

    fn find(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column)
    }

    fn require(&self, column: &str) -> Result<usize, DrawsFileError> {
        self.find(column).ok_or_else(|| {
            let meant = closest(column, self.header.iter().map(String::as_str))
                .map(|name| format!(" (should `{name}` be it?)"))
                .unwrap_or_default();
            self.at(
                1,
                None,
                format!(
                    "there is no column `{column}`{meant}; found {}; {FORMS}",
                    listed(&self.header)
                ),
            )
        })
    }

    fn number(&self, row: &csv::StringRecord, column: usize) -> Result<f64, DrawsFileError> {
        let text = &row[column];
        let problem = match text.parse::<f64>() {
            Ok(number) if number.is_finite() => return Ok(number),
            _ if text.is_empty() => "the cell is empty".to_owned(),
            _ => format!("found `{text}`"),
        };
        Err(self.at(
            line_of(row),
            Some(&self.header[column]),
            format!(
                "{problem}; allowed is a finite number such as 1234.5, without currency or thousands separators. A draw that \
                 failed must be mended, not left out"
            ),
        ))
    }

    fn text<'a>(
        &self,
        row: &'a csv::StringRecord,
        column: usize,
    ) -> Result<&'a str, DrawsFileError> {
        match &row[column] {
            "" => Err(self.at(
                line_of(row),
                Some(&self.header[column]),
                "the cell is empty; a name or a number is needed".into(),
            )),
            text => Ok(text),
        }
    }

    fn whole(&self, problem: String) -> DrawsFileError {
        DrawsFileError::File {
            file: self.file.clone(),
            problem,
        }
    }

    fn at(&self, line: u64, column: Option<&str>, problem: String) -> DrawsFileError {
        DrawsFileError::Place {
            file: self.file.clone(),
            line,
            column: column.map(str::to_owned),
            problem,
        }
    }
}

/// Costs and effects `[strategy][draw]`, and the names of the draws.
struct Outcomes {
    strategies: Vec<String>,
    draws: Names,
    costs_pounds: Vec<Vec<f64>>,
    effects: Vec<Vec<f64>>,
}

/// Names in the order of their first appearance.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Names {
    fn place(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        self.places.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }
}

impl Outcomes {
    fn tidy(sheet: &Sheet, notes: &mut Vec<String>) -> Result<Self, DrawsFileError> {
        let [draw, strategy, cost, effect] = [DRAW, STRATEGY, COST, EFFECT];
        let [draw, strategy, cost, effect] = [
            sheet.require(draw)?,
            sheet.require(strategy)?,
            sheet.require(cost)?,
            sheet.require(effect)?,
        ];
        leave_aside(sheet, notes, |_, column| {
            [draw, strategy, cost, effect].contains(&column)
        });
        let (mut draws, mut strategies) = (Names::default(), Names::default());
        // For each strategy by draw: cost, effect and the line.
        let mut cells: Vec<BTreeMap<usize, (f64, f64, u64)>> = Vec::new();
        for row in &sheet.rows {
            let d = draws.place(&draw_name(sheet.text(row, draw)?));
            let s = strategies.place(sheet.text(row, strategy)?);
            cells.resize(strategies.list.len(), BTreeMap::new());
            let cell = (
                sheet.number(row, cost)?,
                sheet.number(row, effect)?,
                line_of(row),
            );
            if let Some((.., earlier)) = cells[s].insert(d, cell) {
                return Err(sheet.at(
                    line_of(row),
                    None,
                    format!(
                        "draw `{}` of strategy `{}` was given in line {earlier} already",
                        draws.list[d], strategies.list[s]
                    ),
                ));
            }
        }
        for (name, of_strategy) in strategies.list.iter().zip(&cells) {
            if let Some(missing) = (0..draws.list.len()).find(|d| !of_strategy.contains_key(d)) {
                let others = strategies.list.iter().filter(|other| *other != name);
                let meant = closest(name, others.map(String::as_str))
                    .filter(|_| of_strategy.len() * 2 < draws.list.len())
                    .map(|other| format!("; did you mean `{other}`?"))
                    .unwrap_or_default();
                let line = of_strategy.values().next().map_or(1, |(.., line)| *line);
                return Err(sheet.at(
                    line,
                    None,
                    format!(
                        "strategy `{name}` has {} of {} draws; draw `{}` is missing: every strategy needs every draw \
                         once{meant}",
                        of_strategy.len(),
                        draws.list.len(),
                        draws.list[missing]
                    ),
                ));
            }
        }
        let take = |of: fn(&(f64, f64, u64)) -> f64| -> Vec<Vec<f64>> {
            cells
                .iter()
                .map(|by_draw| by_draw.values().map(of).collect())
                .collect()
        };
        Ok(Self {
            costs_pounds: take(|cell| cell.0),
            effects: take(|cell| cell.1),
            strategies: strategies.list,
            draws,
        })
    }

    fn wide(
        sheet: &Sheet,
        draw_needed: bool,
        notes: &mut Vec<String>,
    ) -> Result<Self, DrawsFileError> {
        let mut strategies = Vec::new();
        let mut columns = Vec::new();
        for (column, name) in sheet.header.iter().enumerate() {
            if let Some(strategy) = name.strip_prefix(COST_OF) {
                columns.push((column, sheet.require(&format!("{EFFECT_OF}{strategy}"))?));
                strategies.push(strategy.to_owned());
            } else if let Some(strategy) = name.strip_prefix(EFFECT_OF) {
                sheet.require(&format!("{COST_OF}{strategy}"))?;
            }
        }
        let draw = if draw_needed {
            Some(sheet.require(DRAW)?)
        } else {
            sheet.find(DRAW)
        };
        if !draw_needed {
            leave_aside(sheet, notes, |name, column| {
                Some(column) == draw || name.starts_with(COST_OF) || name.starts_with(EFFECT_OF)
            });
        }
        let mut draws = Names::default();
        let mut costs_pounds = vec![Vec::new(); strategies.len()];
        let mut effects = costs_pounds.clone();
        for (i, row) in sheet.rows.iter().enumerate() {
            let name = match draw {
                Some(column) => draw_name(sheet.text(row, column)?),
                None => (i + 1).to_string(),
            };
            if draws.place(&name) != i {
                return Err(sheet.at(
                    line_of(row),
                    Some(DRAW),
                    format!("draw `{name}` was given before; every draw has one row"),
                ));
            }
            for (s, &(cost, effect)) in columns.iter().enumerate() {
                costs_pounds[s].push(sheet.number(row, cost)?);
                effects[s].push(sheet.number(row, effect)?);
            }
        }
        Ok(Self {
            strategies,
            draws,
            costs_pounds,
            effects,
        })
    }
}

fn read_parameters(
    file: &Path,
    draws: &Names,
    strategies: &[String],
) -> Result<Vec<ParameterColumn>, DrawsFileError> {
    let sheet = Sheet::read(file)?;
    let Some(draw) = sheet.find(DRAW) else {
        return Err(sheet.at(
            1,
            None,
            format!(
                "there is no column `{DRAW}`; found {}; allowed are `{DRAW}` and one column for each parameter",
                listed(&sheet.header)
            ),
        ));
    };
    let is_outcome = |name: &str| {
        let of = |prefix| {
            name.strip_prefix(prefix)
                .is_some_and(|strategy| strategies.iter().any(|known| known == strategy))
        };
        of(COST_OF) || of(EFFECT_OF)
    };
    let columns: Vec<usize> = (0..sheet.header.len())
        .filter(|&column| column != draw && !is_outcome(&sheet.header[column]))
        .collect();
    if columns.is_empty() {
        return Err(sheet.at(
            1,
            None,
            format!(
                "there is no column of a parameter, only {}",
                listed(&sheet.header)
            ),
        ));
    }
    let mut values = vec![vec![f64::NAN; draws.list.len()]; columns.len()];
    let mut given = vec![None; draws.list.len()];
    for row in &sheet.rows {
        let name = draw_name(sheet.text(row, draw)?);
        let Some(&place) = draws.places.get(&name) else {
            return Err(sheet.at(
                line_of(row),
                Some(DRAW),
                format!(
                    "draw `{name}` has no costs and effects; both files must hold the same draws"
                ),
            ));
        };
        if let Some(earlier) = given[place].replace(line_of(row)) {
            return Err(sheet.at(
                line_of(row),
                Some(DRAW),
                format!("draw `{name}` was given in line {earlier} already"),
            ));
        }
        for (line, &column) in values.iter_mut().zip(&columns) {
            line[place] = sheet.number(row, column)?;
        }
    }
    if let Some(missing) = given.iter().position(Option::is_none) {
        return Err(sheet.whole(format!(
            "draw `{}` is missing; both files must hold the same draws",
            draws.list[missing]
        )));
    }
    Ok(columns
        .into_iter()
        .zip(values)
        .map(|(column, values)| ParameterColumn {
            name: sheet.header[column].clone(),
            values,
        })
        .collect())
}

/// A note on columns that are not used.
fn leave_aside(sheet: &Sheet, notes: &mut Vec<String>, used: impl Fn(&str, usize) -> bool) {
    let unused: Vec<String> = sheet
        .header
        .iter()
        .enumerate()
        .filter(|(column, name)| !used(name, *column))
        .map(|(_, name)| name.clone())
        .collect();
    if !unused.is_empty() {
        notes.push(format!(
            "Columns not used: {}. Parameters are given with --parameters.",
            listed(&unused)
        ));
    }
}

/// Numbers are the same draw however they are written: `1` and `1.0`.
fn draw_name(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => text.to_owned(),
    }
}

fn line_of(row: &csv::StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let mut text = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MOST {
        text.push_str(&format!(" and {} more", names.len() - MOST));
    }
    text
}

/// The candidate most like `name`, if any is like it at all.
fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| {
            let likeness = strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase());
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn broken(file: &Path, error: csv::Error) -> DrawsFileError {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("found {len} cells, but the first line has {expected_len} columns"),
        csv::ErrorKind::Utf8 { .. } => {
            "not UTF-8 text; save the file as CSV with the encoding UTF-8".to_owned()
        }
        _ => {
            let text = error.to_string();
            return match error.into_kind() {
                csv::ErrorKind::Io(source) => OutputError::io("read", file)(source).into(),
                _ => DrawsFileError::File {
                    file: file.to_owned(),
                    problem: text,
                },
            };
        }
    };
    DrawsFileError::Place {
        file: file.to_owned(),
        line,
        column: None,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(draws: &str, parameters: Option<&str>) -> Result<DrawsFile, String> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("draws.csv");
        std::fs::write(&path, draws).unwrap();
        let second = parameters.map(|text| {
            let path = place.path().join("parameters.csv");
            std::fs::write(&path, text).unwrap();
            path
        });
        let folder = format!("{}/", place.path().display());
        read_draws(&path, second.as_deref()).map_err(|error| error.to_string().replace(&folder, ""))
    }

    const TIDY: &str =
        "strategy,effect,note,cost,draw\nA,1.5,x,10,1\nB,2,y,30,1\nB,2.5,z,40,2\nA,1,,20,2\n";

    #[test]
    fn tidy_and_wide_files_are_the_same_table() {
        let tidy = read(TIDY, None).unwrap();
        assert_eq!(tidy.table.strategies(), ["A", "B"]);
        assert_eq!(tidy.table.costs_pounds(), [[10.0, 20.0], [30.0, 40.0]]);
        assert_eq!(tidy.table.effects(), [[1.5, 1.0], [2.0, 2.5]]);
        assert_eq!(
            tidy.notes,
            ["Columns not used: `note`. Parameters are given with --parameters."]
        );
        let wide = "\u{feff}cost_A, effect_A ,effect_B,cost_B\r\n10,1.5,2,30\r\n20,1,2.5,40\r\n";
        let wide = read(wide, None).unwrap();
        assert_eq!(wide.table, tidy.table);
        assert!(wide.notes.is_empty());
    }

    #[test]
    fn parameters_are_matched_by_draw() {
        let with = read(TIDY, Some("p,draw,group.q\n5,2,0.1\n4,1.0,0.2\n")).unwrap();
        let columns: Vec<_> = with
            .table
            .parameters()
            .iter()
            .map(|column| (column.name.as_str(), &column.values[..]))
            .collect();
        assert_eq!(
            columns,
            [("p", &[4.0, 5.0][..]), ("group.q", &[0.2, 0.1][..])]
        );
        // One wide file is both.
        let wide = "draw,cost_A,effect_A,p\n1,1,2,3\n2,4,5,6\n";
        let both = read(wide, Some(wide)).unwrap();
        assert_eq!(both.table.parameters().len(), 1);
        assert!(both.notes.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let head = "draw,strategy,cost,effect\n";
        let row = |text: &str| format!("{head}1,A,1,1\n{text}\n");
        let cases: Vec<(String, Option<&str>, &[&str])> = vec![
            (String::new(), None, &["draws.csv: the file is empty"]),
            (head.to_owned(), None, &["draws.csv: there is no strategy"]),
            (
                "draw;strategy;cost;effect\n1;A;1;1\n".into(),
                None,
                &["separated by semicolons"],
            ),
            (
                "draw,stratgy,cost,effect\n1,A,1,1\n".into(),
                None,
                &[
                    "draws.csv, line 1: there is no column `strategy`",
                    "`stratgy` be it?",
                    "found `draw`",
                    "`cost_NAME`",
                ],
            ),
            (
                "cost_A,efect_A\n1,1\n".into(),
                None,
                &["no column `effect_A`", "`efect_A` be it?"],
            ),
            (
                "cost_A,effect_A,effect_B\n1,1,1\n".into(),
                None,
                &["no column `cost_B`"],
            ),
            (
                "cost,cost\n1,1\n".into(),
                None,
                &["line 1, column `cost`: there are two"],
            ),
            (
                row("2,A,NA,1"),
                None,
                &[
                    "draws.csv, line 3, column `cost`: found `NA`",
                    "not left out",
                ],
            ),
            (
                row("2,A,1,"),
                None,
                &["line 3, column `effect`: the cell is empty"],
            ),
            (row("2,A,inf,1"), None, &["found `inf`"]),
            (row("2,A,£5,1"), None, &["found `£5`", "without currency"]),
            (
                row("2,,1,1"),
                None,
                &["line 3, column `strategy`: the cell is empty"],
            ),
            (
                row("2,A,1"),
                None,
                &["line 3: found 3 cells, but the first line has 4"],
            ),
            (
                row("1,A,1,1"),
                None,
                &["line 3: draw `1` of strategy `A` was given in line 2"],
            ),
            (
                format!("{head}1,Service,1,1\n2,Service,1,1\n3,Servce,1,1\n"),
                None,
                &["line 2: strategy `Service` has 2 of 3 draws; draw `3` is missing"],
            ),
            (
                format!(
                    "{head}1,Service,1,1\n2,Service,1,1\n3,Service,1,1\n1,Usual,1,1\n2,Usual,1,1\n3,Usul,1,1\n"
                ),
                None,
                &["strategy `Usual` has 2 of 3 draws; draw `3` is missing"],
            ),
            (row("1,B,1,1"), None, &["there is one draw"]),
            (
                row("2,A,1,1"),
                Some("p\n1\n"),
                &["parameters.csv, line 1: there is no column `draw`"],
            ),
            (
                row("2,A,1,1"),
                Some("draw\n1\n"),
                &["no column of a parameter"],
            ),
            (
                row("2,A,1,1"),
                Some("draw,p\n1,2\n"),
                &["parameters.csv: draw `2` is missing"],
            ),
            (
                row("2,A,1,1"),
                Some("draw,p\n1,2\n1,2\n"),
                &["parameters.csv, line 3, column `draw`: draw `1` was given in line 2"],
            ),
            (
                row("2,A,1,1"),
                Some("draw,p\n7,2\n"),
                &["line 2, column `draw`: draw `7` has no costs"],
            ),
            (
                row("2,A,1,1"),
                Some("draw,p\n1,high\n"),
                &["line 2, column `p`: found `high`"],
            ),
        ];
        for (draws, parameters, words) in cases {
            let message = read(&draws, parameters).expect_err(&draws);
            for word in words {
                assert!(message.contains(word), "no {word:?} in: {message}");
            }
        }
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("latin1.csv");
        std::fs::write(&path, b"draw,strategy,cost,effect\n1,Caf\xe9,1,1\n").unwrap();
        let message = read_draws(&path, None).unwrap_err().to_string();
        assert!(message.contains("line 2: not UTF-8 text"), "{message}");
        let gone = read_draws(&place.path().join("gone.csv"), None).unwrap_err();
        assert!(gone.to_string().starts_with("cannot read "), "{gone}");
    }
}
