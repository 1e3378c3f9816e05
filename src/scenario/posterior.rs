//! A table of joint draws that stands in place of priors: what a calibration has found.
//!
//! CSV with one row a draw: a column for each parameter, named by its path and in its unit, and a column `weight` (without
//! it all rows count alike). Columns without a full stop in their name, such as the targets that a calibration writes
//! beside them, are left aside.

use std::path::Path;

use super::check::fits;
use super::error::{Finding, Place, ScenarioError, Source, SourceFile};
use super::files;
use super::names::{closest_path, index_of};
use super::parameter::{Kind, Parameter, Value};
use super::parameters::registry;
use super::structure::allowed_values;

const WEIGHT: &str = "weight";

/// Joint draws of some parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Positions in [`registry`] of its parameters, in the order of the columns. At least one.
    pub parameters: Vec<usize>,
    /// The values of each row, in the order of the parameters.
    pub rows: Vec<Vec<Value>>,
    /// The file itself.
    pub file: SourceFile,
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
        Some((parameters, rows, below)) if findings.is_empty() => Ok(Posterior {
            parameters,
            rows,
            below,
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
    let columns = columns(&header, &place, findings);
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
        for (column, cell) in columns.iter().zip(&record) {
            match column {
                Column::Parameter(index) => {
                    values.extend(value(&registry()[*index], cell, &place, findings));
                }
                Column::Weight => match cell.parse::<f64>() {
                    Ok(x) if x >= 0.0 && x.is_finite() => weight = x,
                    _ => findings.push(
                        Finding::new(&place, format!("`weight` is `{cell}`"))
                            .label("in this line")
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
    let mut sum = 0.0;
    let below = weights
        .iter()
        .map(|weight| {
            sum += weight;
            sum / whole
        })
        .collect();
    Some((parameters, rows, below))
}

fn columns(header: &csv::StringRecord, place: &Place, findings: &mut Vec<Finding>) -> Vec<Column> {
    let mut seen: Vec<&str> = Vec::new();
    header
        .iter()
        .map(|name| {
            let counts = name == WEIGHT || name.contains('.');
            if counts && seen.contains(&name) {
                findings.push(
                    Finding::new(place, format!("there are two columns `{name}`"))
                        .label("in this line"),
                );
            }
            seen.push(name);
            if name == WEIGHT {
                return Column::Weight;
            }
            let Some((section, rest)) = name.split_once('.') else {
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
                            .label("in this line")
                            .help("only parameters that are numbers can be drawn"),
                    );
                    Column::Aside
                }
                None => {
                    let mut finding =
                        Finding::new(place, format!("there is no parameter `{name}`"))
                            .label("in this line");
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
        findings.push(
            Finding::new(place, format!("`{}` is `{cell}`", parameter.path()))
                .label("in this line")
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
    fn what_is_wrong_is_said_with_its_line() {
        refused("", "the table is empty", "must name parameters");
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
