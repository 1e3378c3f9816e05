//! A table of joint draws that stands in place of priors: what a calibration has found.
//!
//! CSV with one row a draw: a column for each parameter, named by its path and in its unit, and a column `weight` (without
//! it all rows count alike). Columns without a full stop in their name, such as the targets that a calibration writes
//! beside them, are left aside.

use std::path::Path;
use std::sync::LazyLock;

use super::check::fits;
use super::error::{Finding, Place, ScenarioError, Source, SourceFile};
use super::files;
use super::names::{closest, closest_path, index_of};
use super::parameter::{Kind, Parameter, Value};
use super::parameters::registry;
use super::structure::allowed_values;
use super::words::in_words;

const WEIGHT: &str = "weight";
/// Where the draws that belong to the default values are kept.
pub const OF_DEFAULTS: &str = "scenarios/posteriors/england.csv";
static DRAWS_OF_DEFAULTS: LazyLock<Posterior> = LazyLock::new(|| {
    let text = include_str!("../../scenarios/posteriors/england.csv");
    Posterior::from_file(&SourceFile {
        name: OF_DEFAULTS.to_owned(),
        text: text.to_owned(),
    })
    .expect("a test reads it")
});

/// Joint draws of some parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Positions in [`registry`] of its parameters, in the order of the columns. At least one.
    pub parameters: Vec<usize>,
    /// The values of each row, in the order of the parameters.
    pub rows: Vec<Vec<Value>>,
    /// The file itself.
    pub file: SourceFile,
    /// The weight of each row, as written.
    weights: Vec<f64>,
    /// Sums of the weights up to each row, as shares of the whole.
    below: Vec<f64>,
}

impl Posterior {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// If it cannot be read or anything in it is wrong; all problems at once, with their lines.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = files::read(path).map_err(|reason| ScenarioError::Unreadable {
            path: path.to_owned(),
            reason,
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        read(Source {
            name: name.into_owned(),
            shown: files::tidy(&path.to_string_lossy().replace('\\', "/")),
            text,
            from_command_line: false,
        })
    }

    /// As [`Posterior::load`] from a text that was kept (see [`Posterior::file`]).
    ///
    /// # Errors
    /// As [`Posterior::load`].
    pub fn from_file(file: &SourceFile) -> Result<Self, ScenarioError> {
        read(Source {
            name: file.name.clone(),
            shown: file.name.clone(),
            text: file.text.clone(),
            from_command_line: false,
        })
    }

    /// What the calibration to England found (docs/calibration.md): draws of the parameters whose default values are its
    /// medians.
    pub fn of_defaults() -> &'static Self {
        &DRAWS_OF_DEFAULTS
    }

    /// Whether these are the draws of the default values, or some of their columns.
    pub fn belongs_to_defaults(&self) -> bool {
        self.file.name == OF_DEFAULTS
    }

    /// How many rows that count alike would tell as much (Kish's effective sample size).
    pub fn effective_size(&self) -> f64 {
        let sum: f64 = self.weights.iter().sum();
        sum * sum
            / self
                .weights
                .iter()
                .map(|weight| weight * weight)
                .sum::<f64>()
    }

    /// The same draws of some of the parameters, given by their positions in the registry; nothing if none is left.
    /// Columns that are not parameters go.
    pub fn keeping(&self, keep: impl Fn(usize) -> bool) -> Option<Self> {
        let columns: Vec<usize> = (0..self.parameters.len())
            .filter(|&column| keep(self.parameters[column]))
            .collect();
        if columns.is_empty() {
            return None;
        }
        let mut text = WEIGHT.to_owned();
        for &column in &columns {
            text += &format!(",{}", registry()[self.parameters[column]].path());
        }
        text.push('\n');
        for (row, weight) in self.rows.iter().zip(&self.weights) {
            text += &weight.to_string();
            for &column in &columns {
                text += &format!(",{}", row[column]);
            }
            text.push('\n');
        }
        Some(Self {
            parameters: columns.iter().map(|&c| self.parameters[c]).collect(),
            rows: self
                .rows
                .iter()
                .map(|row| columns.iter().map(|&c| row[c]).collect())
                .collect(),
            file: SourceFile {
                name: self.file.name.clone(),
                text,
            },
            weights: self.weights.clone(),
            below: self.below.clone(),
        })
    }

    /// The value of a parameter, given by its position in the registry, below which a share `u` in (0, 1) of the weights
    /// lies, whatever the others are; nothing if it is not in the table.
    pub fn quantile(&self, parameter: usize, u: f64) -> Option<Value> {
        let column = self.parameters.iter().position(|&p| p == parameter)?;
        let number = |row: &[Value]| row[column].as_number().unwrap_or(f64::NAN);
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by(|&a, &b| number(&self.rows[a]).total_cmp(&number(&self.rows[b])));
        let whole: f64 = self.weights.iter().sum();
        let mut below = 0.0;
        for &row in &order {
            below += self.weights[row];
            if below >= u * whole {
                return Some(self.rows[row][column]);
            }
        }
        order.last().map(|&row| self.rows[row][column])
    }

    /// What 90% of the draws of a parameter lie between, in words with the unit and to three significant digits; nothing if
    /// it is not in the table.
    pub fn range_in_words(&self, parameter: usize) -> Option<String> {
        let end = |share: f64| {
            let value = match self.quantile(parameter, share)? {
                Value::Number(x) => Value::Number(format!("{x:.2e}").parse().expect("a number")),
                other => other,
            };
            Some(in_words(&registry()[parameter], value))
        };
        Some(format!("{} to {}", end(0.05)?, end(0.95)?))
    }

    /// The row in which a share `u` in (0, 1) of the weights lies.
    pub fn row_at(&self, u: f64) -> &[Value] {
        let row = self.below.partition_point(|&below| below < u);
        &self.rows[row.min(self.rows.len() - 1)]
    }
}

fn read(source: Source) -> Result<Posterior, ScenarioError> {
    let mut findings = Vec::new();
    let made = table(&source, &mut findings);
    match made {
        Some((parameters, rows, weights)) if findings.is_empty() => Ok(Posterior {
            parameters,
            rows,
            below: shares_below(&weights),
            weights,
            file: SourceFile {
                name: source.name,
                text: source.text,
            },
        }),
        _ => Err(ScenarioError::from_findings(findings, &[source])),
    }
}

/// What a column of the table is.
enum Column {
    Parameter(usize),
    Weight,
    Aside,
}

type Table = (Vec<usize>, Vec<Vec<Value>>, Vec<f64>);

fn table(source: &Source, findings: &mut Vec<Finding>) -> Option<Table> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let offset = source.text.len() - text.len();
    let end = Place {
        source: 0,
        start: source.text.len(),
        end: source.text.len(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let start = record.position().map_or(0, |at| at.byte() as usize) + offset;
                // Where lines end with two characters, the second still stands before the record.
                let ends = source.text[start..].bytes();
                let start = start + ends.take_while(|b| matches!(b, b'\r' | b'\n')).count();
                let line = source.text[start..].lines().next().unwrap_or_default();
                let place = Place {
                    source: 0,
                    start,
                    end: start + line.len(),
                };
                records.push((record, place));
            }
            Err(error) => {
                findings.push(Finding::new(&end, format!("this is not CSV: {error}")));
                return None;
            }
        }
    }
    let mut records = records.into_iter();
    let Some((header, place)) = records.next() else {
        findings.push(
            Finding::new(&end, "the table is empty")
                .help("its first line must name parameters, such as `contact.no_show`"),
        );
        return None;
    };
    if header.len() == 1 && header[0].contains(';') {
        findings.push(
            Finding::new(&place, "cells are separated by semicolons")
                .label("in this line")
                .help("save the table with commas between cells and full stops in numbers"),
        );
        return None;
    }
    let columns = columns(&header, &source.text, &place, findings);
    let parameters: Vec<usize> = columns
        .iter()
        .filter_map(|column| match column {
            Column::Parameter(index) => Some(*index),
            _ => None,
        })
        .collect();
    if parameters.is_empty() && findings.is_empty() {
        findings.push(
            Finding::new(&place, "no column is a parameter")
                .label("a column such as `contact.no_show` is missing")
                .help("this is the table that `spsim calibrate` writes as posterior.csv"),
        );
    }
    let (mut rows, mut weights) = (Vec::new(), Vec::new());
    for (record, place) in records {
        if record.len() != header.len() {
            let message = format!(
                "this line has {} cells, the first line {}",
                record.len(),
                header.len()
            );
            findings.push(Finding::new(&place, message).label("not as many"));
            continue;
        }
        let (mut values, mut weight) = (Vec::with_capacity(parameters.len()), 1.0);
        for (position, (column, cell)) in columns.iter().zip(&record).enumerate() {
            let place = cell_place(&source.text, &place, position);
            match column {
                Column::Parameter(index) => {
                    values.extend(value(&registry()[*index], cell, &place, findings));
                }
                Column::Weight => match cell.parse::<f64>() {
                    Ok(x) if x >= 0.0 && x.is_finite() => weight = x,
                    _ => findings.push(
                        Finding::new(&place, format!("`weight` is `{cell}`"))
                            .label("in this column")
                            .help("allowed: numbers from 0"),
                    ),
                },
                Column::Aside => {}
            }
        }
        rows.push(values);
        weights.push(weight);
    }
    let whole: f64 = weights.iter().sum();
    if findings.is_empty() && whole <= 0.0 {
        let message = match rows.len() {
            0 => "there is no draw",
            _ => "no draw has a weight above 0",
        };
        findings.push(Finding::new(&end, message));
    }
    Some((parameters, rows, weights))
}

fn shares_below(weights: &[f64]) -> Vec<f64> {
    let whole: f64 = weights.iter().sum();
    let mut sum = 0.0;
    weights
        .iter()
        .map(|weight| {
            sum += weight;
            sum / whole
        })
        .collect()
}

/// Where a cell of a line stands; the line where that is not plain.
fn cell_place(text: &str, line: &Place, position: usize) -> Place {
    let cells = &text[line.start..line.end];
    let mut start = line.start;
    for (number, cell) in cells.split(',').enumerate() {
        let found = cell.trim();
        if number == position && !found.is_empty() && !cells.contains('"') {
            start += cell.len() - cell.trim_start().len();
            return Place {
                start,
                end: start + found.len(),
                ..line.clone()
            };
        }
        start += cell.len() + 1;
    }
    line.clone()
}

fn columns(
    header: &csv::StringRecord,
    text: &str,
    line: &Place,
    findings: &mut Vec<Finding>,
) -> Vec<Column> {
    let mut seen: Vec<&str> = Vec::new();
    let has_weight = header.iter().any(|name| name == WEIGHT);
    header
        .iter()
        .enumerate()
        .map(|(position, name)| {
            let place = &cell_place(text, line, position);
            let counts = name == WEIGHT || name.contains('.');
            if counts && seen.contains(&name) {
                findings.push(
                    Finding::new(place, format!("there are two columns `{name}`"))
                        .label("the second"),
                );
            }
            seen.push(name);
            if name == WEIGHT {
                return Column::Weight;
            }
            let Some((section, rest)) = name.split_once('.') else {
                let is_weight = !has_weight && closest(name, [WEIGHT]).is_some();
                let bare = |text: &str| text.to_lowercase().replace(['.', '_', '-', ' '], "");
                let meant = match is_weight {
                    true => Some(WEIGHT.to_owned()),
                    false => registry().iter().map(Parameter::path).find(|path| {
                        bare(path) == bare(name)
                            || path.split_once('.').is_some_and(|(_, key)| key == name)
                    }),
                };
                if let Some(meant) = meant {
                    findings.push(
                        Finding::new(
                            place,
                            format!("`{name}` is neither a parameter nor `{WEIGHT}`"),
                        )
                        .label("this column")
                        .help(format!("did you mean `{meant}`?")),
                    );
                }
                return Column::Aside;
            };
            match index_of(name) {
                Some(index)
                    if matches!(registry()[index].kind, Kind::Number(..) | Kind::Integer(..)) =>
                {
                    Column::Parameter(index)
                }
                Some(_) => {
                    findings.push(
                        Finding::new(place, format!("`{name}` is not a number"))
                            .label("this column")
                            .help("only parameters that are numbers can be drawn"),
                    );
                    Column::Aside
                }
                None => {
                    let mut finding =
                        Finding::new(place, format!("there is no parameter `{name}`"))
                            .label("this column");
                    if let Some(meant) = closest_path(section, rest) {
                        finding = finding.help(format!("did you mean `{meant}`?"));
                    }
                    findings.push(finding.help(
                        "columns that are not parameters may not have a full stop in their name",
                    ));
                    Column::Aside
                }
            }
        })
        .collect()
}

fn value(
    parameter: &Parameter,
    cell: &str,
    place: &Place,
    findings: &mut Vec<Finding>,
) -> Option<Value> {
    let number = cell.parse::<f64>().ok().filter(|x| x.is_finite());
    let value = match (parameter.kind, number) {
        (Kind::Integer(..), Some(x)) if x == x.round() => Some(Value::Integer(x as i64)),
        (Kind::Number(..), Some(x)) => Some(Value::Number(x)),
        _ => None,
    };
    let found = value.filter(|&value| fits(parameter, value));
    if found.is_none() {
        let message = match cell {
            "" => format!("`{}` is empty", parameter.path()),
            cell => format!("`{}` is `{cell}`", parameter.path()),
        };
        findings.push(
            Finding::new(place, message)
                .label("in this column")
                .help(format!("allowed: {}", allowed_values(parameter))),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Posterior, ScenarioError> {
        Posterior::from_file(&SourceFile {
            name: "posterior.csv".to_owned(),
            text: text.to_owned(),
        })
    }

    fn refused(text: &str, message: &str, help: &str) {
        let report = read(text).expect_err(message).to_string();
        assert!(report.contains(message), "{report}");
        assert!(report.contains(help), "{report}");
    }

    #[test]
    fn rows_are_taken_as_often_as_their_weight_says() {
        let posterior = read(
            "\u{feff}draw,weight,contact.no_show,T2,need.incidence_per_1000\n0,1,0.1,,60\n1,0,0.2,0.5,70\n2,3,0.3,9,80\n",
        )
        .unwrap();
        let paths: Vec<String> = posterior
            .parameters
            .iter()
            .map(|&index| registry()[index].path())
            .collect();
        assert_eq!(paths, ["contact.no_show", "need.incidence_per_1000"]);
        let at = |u: f64| posterior.row_at(u)[0];
        assert_eq!(at(0.01), Value::Number(0.1));
        assert_eq!(at(0.249), Value::Number(0.1));
        assert_eq!(at(0.251), Value::Number(0.3));
        assert_eq!(at(0.999), Value::Number(0.3));
        let alike = read("contact.no_show\n0.1\n0.2\n").unwrap();
        assert_eq!(alike.row_at(0.7), [Value::Number(0.2)]);
    }

    #[test]
    fn some_of_the_parameters_keep_their_draws_and_weights() {
        let both = read(
            "draw,weight,contact.no_show,need.incidence_per_1000\n0,1,0.1,60\n1,0.5,0.3,70\n2,2.5,0.2,80\n",
        )
        .unwrap();
        let show = index_of("contact.no_show").unwrap();
        let one = both.keeping(|index| index == show).unwrap();
        assert_eq!(
            one.file.text,
            "weight,contact.no_show\n1,0.1\n0.5,0.3\n2.5,0.2\n"
        );
        assert_eq!(Posterior::from_file(&one.file).unwrap(), one);
        assert_eq!(both.keeping(|_| false), None);
        assert!((both.effective_size() - 16.0 / 7.5).abs() < 1e-12);
        for (u, value) in [(0.2, 0.1), (0.3, 0.2), (0.85, 0.2), (0.9, 0.3), (1.0, 0.3)] {
            assert_eq!(both.quantile(show, u), Some(Value::Number(value)), "{u}");
        }
        assert_eq!(both.quantile(index_of("strain.base").unwrap(), 0.5), None);
    }

    #[test]
    fn the_default_values_are_the_medians_of_their_draws() {
        let draws = Posterior::of_defaults();
        assert!(draws.parameters.len() >= 10 && draws.rows.len() >= 500);
        for &index in &draws.parameters {
            let parameter = &registry()[index];
            let median = draws.quantile(index, 0.5).and_then(Value::as_number);
            let (median, default) = (median.unwrap(), parameter.default.as_number().unwrap());
            // Three significant digits.
            let rounded: f64 = format!("{median:.2e}").parse().unwrap();
            assert_eq!(default, rounded, "{}: {median}", parameter.path());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        refused("", "the table is empty", "must name parameters");
        refused(
            "weight;contact.no_show\n1;0,1\n",
            "separated by semicolons",
            "commas between cells",
        );
        refused(
            "draw,weight\n0,1\n",
            "no column is a parameter",
            "posterior.csv:1",
        );
        refused(
            "contact.no_shows\n0.1\n",
            "no parameter `contact.no_shows`",
            "did you mean `contact.no_show`?",
        );
        refused(
            "contactno_show,contact.goals_constant\n0.1,0\n",
            "`contactno_show` is neither a parameter nor `weight`",
            "did you mean `contact.no_show`?",
        );
        refused(
            "wieght,contact.no_show\n1,0.1\n",
            "`wieght` is neither a parameter nor `weight`",
            "did you mean `weight`?",
        );
        assert!(
            read("weight,height,contact.no_show\n1,2,0.1\n").is_ok(),
            "with a `weight`, others are left aside"
        );
        refused(
            "contact.no_show\n0.1\n1.5\n",
            "`contact.no_show` is `1.5`",
            "posterior.csv:3",
        );
        refused("contact.no_show\n?\n", "`contact.no_show` is `?`", "0 to 1");
        refused(
            "contact.no_show,weight\n0.1,-1\n",
            "`weight` is `-1`",
            "numbers from 0",
        );
        refused(
            "contact.no_show,weight\n0.1\n",
            "this line has 1 cells, the first line 2",
            "posterior.csv:2",
        );
        refused(
            "contact.no_show,weight\n0.1,0\n",
            "no draw has a weight above 0",
            "posterior.csv",
        );
        refused("contact.no_show\n", "there is no draw", "posterior.csv");
        refused(
            "referral.triage\ntrue\n",
            "`referral.triage` is not a number",
            "only parameters that are numbers",
        );
        refused(
            "contact.no_show,contact.no_show\n0.1,0.1\n",
            "two columns `contact.no_show`",
            "posterior.csv:1",
        );
    }
}
