//! The figures of a sweep and of a search, from the documents of what they have found.

use jiff::ToSpan;

use super::NamedFigure;
use super::board::format;
use super::comparison::differences::{MeasureDifferences, differences};
use super::comparison::frontier::{Candidate, search_frontier};
use super::comparison::sweep::{
    FactorPoints, Positions, SweepGrid, SweepLines, SweepPoints, sweep_grid, sweep_lines,
    sweep_points,
};
use super::comparison::{Better, Estimate, Measure, Setting};
use super::easel::long_date;
use crate::analysis::comparison::Better as Direction;
use crate::analysis::frontier::{FrontierFindings, MeasureFacts, Standing};
use crate::analysis::headlines::headline_of;
use crate::analysis::statistics;
use crate::analysis::sweep::{SweepFindings, SweepFrame};
use crate::output::chart::{Factor, NumberFormat};
use crate::scenario::parameter::{Kind, Unit};
use crate::scenario::parameters::registry;
use crate::scenario::sweep::DesignKind;
use crate::scenario::{grouped, index_of};

/// Measures that are drawn, and what they are called.
const LEADING: [(&str, &str); 4] = [
    ("wait_median", "Wait to first contact, median (days)"),
    (
        "wait_90th_percentile",
        "Wait to first contact, 90th percentile (days)",
    ),
    ("seen_by_a_link_worker", "People seen by a link worker"),
    ("reached_stage_3", "People who reached stage 3"),
];
/// The same of costs: the difference from the scenario as it is, which is small beside the level.
const ADDED: [(&str, &str); 1] = [(
    "cost_nhs_and_personal_social_services",
    "Added cost to the NHS and social services",
)];
/// The most columns and rows of a table that can be read.
const MOST_COLUMNS: usize = 12;
const MOST_ROWS: usize = 40;
/// The most lines of a plot.
const MOST_LINES: usize = 8;
/// The most factors whose points are drawn.
const MOST_FACTORS: usize = 24;

/// All figures of a sweep. `by_run` gives a measure (by name) in each run of a point; 0 is the scenario as it is.
///
/// Of a factorial design a table over its first two factors, and lines along its first number; of one that fills a space,
/// the points against each factor.
pub fn of_sweep(
    findings: &SweepFindings,
    by_run: impl Fn(&str, usize) -> Vec<f64>,
) -> Vec<NamedFigure> {
    let frame = &findings.frame;
    let (title, period) = (title(frame), period(frame));
    let runs = format!(
        "{} runs of each point, on the same people.",
        grouped(f64::from(findings.runs))
    );
    let setting = Setting {
        title: &title,
        period: &period,
        basis: &runs,
    };
    let drawn = drawn(findings, by_run);
    let factors: Vec<Swept> = (0..frame.factors.len())
        .map(|factor| Swept::of(frame, factor))
        .collect();
    if frame.design != DesignKind::Factorial.label() {
        return drawn
            .iter()
            .map(|one| {
                let basis = one.basis(&setting, &factors, None);
                let setting = Setting {
                    basis: &basis,
                    ..setting
                };
                named(one, sweep_points(&setting, &one.points(&factors)))
            })
            .collect();
    }
    let numeric = factors.iter().position(|factor| factor.values.is_some());
    let mut all = Vec::new();
    if let [first, second, ..] = factors.as_slice() {
        let sides = if first.names.len() > MOST_COLUMNS && second.names.len() < first.names.len() {
            [second, first]
        } else {
            [first, second]
        };
        if sides[0].names.len() <= MOST_COLUMNS && sides[1].names.len() <= MOST_ROWS {
            let base = frame.same_as_base.filter(|_| factors.len() == 2);
            all.extend(drawn.iter().map(|one| {
                let basis = one.basis(&setting, &factors, Some([0, 1]));
                let setting = Setting {
                    basis: &basis,
                    ..setting
                };
                named(one, sweep_grid(&setting, &one.grid(sides, base)))
            }));
        }
    }
    match (numeric, factors.as_slice()) {
        (Some(x), _) => {
            let other = (0..factors.len()).find(|&factor| factor != x);
            all.extend(drawn.iter().map(|one| {
                let basis = one.basis(&setting, &factors, Some([x, other.unwrap_or(x)]));
                let setting = Setting {
                    basis: &basis,
                    ..setting
                };
                let lines = one.lines(&factors[x], other.map(|other| &factors[other]));
                named(one, sweep_lines(&setting, &lines))
            }));
        }
        (None, [only]) => all.push(differences(
            &Setting {
                basis: &format!("Less the scenario as it is. {runs}"),
                ..setting
            },
            &drawn
                .iter()
                .map(|one| one.differences(only))
                .collect::<Vec<_>>(),
        )),
        (None, _) => {}
    }
    all
}

/// The candidates of a search: what is sought against the outcome.
pub fn of_search(findings: &FrontierFindings) -> NamedFigure {
    let frame = &findings.frame;
    let objective = sought(&findings.objective);
    let mut basis = format!(
        "{} runs in all, on the same people. Differences are paired; candidates that were dropped early have few runs.",
        grouped(findings.runs as f64)
    );
    if findings.indifference > 0.0 {
        basis.push_str(&format!(
            " Within {} of the best, candidates count as equally good.",
            objective.format.text(findings.indifference)
        ));
    }
    if !findings.decided {
        basis.push_str(" The search came to the most runs allowed before it was settled.");
    }
    let candidates: Vec<Candidate> = findings
        .candidates
        .iter()
        .map(|candidate| Candidate {
            name: frame.points[candidate.point].words().replace('"', ""),
            objective: candidate.objective.change.mean.unwrap_or(f64::NAN),
            outcome: candidate.outcome.change.mean.unwrap_or(f64::NAN),
            feasible: match candidate.feasible.as_str() {
                "feasible" => Some(true),
                "infeasible" => Some(false),
                _ => None,
            },
            equally_good: candidate.standing == Standing::EquallyGood,
            on_frontier: candidate.on_frontier,
            chosen: findings.chosen == Some(candidate.point),
        })
        .collect();
    search_frontier(
        &Setting {
            title: &title(frame),
            period: &period(frame),
            basis: &basis,
        },
        &objective,
        &sought(&findings.outcome),
        &candidates,
    )
}

fn title(frame: &SweepFrame) -> String {
    format!("{}. Scenario: {}", frame.title, frame.scenario)
}

fn period(frame: &SweepFrame) -> String {
    let last = frame
        .start
        .saturating_add(i64::from(frame.days.max(1) - 1).days());
    format!("{} to {}", long_date(frame.start), long_date(last))
}

/// A figure that exists for several measures is named after its own.
fn named(one: &Drawn, figure: NamedFigure) -> NamedFigure {
    NamedFigure {
        name: format!("{}-{}", figure.name, one.id.replace('_', "-")),
        ..figure
    }
}

/// What a search looks at, as differences from the scenario as it is.
fn sought(facts: &MeasureFacts) -> Measure {
    // What follows a comma or a colon explains.
    let label = facts.label.split([',', ':']).next().unwrap_or_default();
    let unit = match facts.unit.as_str() {
        "" | "%" | "GBP" => String::new(),
        unit => format!(" ({unit})"),
    };
    Measure {
        name: format!("{label}{unit}"),
        format: format(&facts.unit, facts.decimals),
        better: direction(headline_of(&facts.id).and_then(|headline| headline.better)),
    }
}

fn direction(better: Option<Direction>) -> Better {
    match better {
        Some(Direction::Higher) => Better::Higher,
        Some(Direction::Lower) => Better::Lower,
        None => Better::Neither,
    }
}

/// A factor as it was met at the points.
struct Swept {
    /// Its name.
    name: String,
    /// Its name with its unit.
    axis: String,
    /// Its levels in order.
    names: Vec<String>,
    /// The level of each point, the scenario as it is apart.
    of: Vec<usize>,
    /// The value of each level, if it is a number.
    values: Option<Vec<f64>>,
    /// How values are written.
    format: NumberFormat,
}

impl Swept {
    fn of(frame: &SweepFrame, factor: usize) -> Self {
        let facts = &frame.factors[factor];
        let met: Vec<_> = frame.points[1..]
            .iter()
            .map(|point| &point.levels[factor])
            .collect();
        // In the order of the document, or of a range in that of the points; levels that no point has are left out.
        let (mut names, mut values): (Vec<String>, Vec<Option<f64>>) = Default::default();
        let labels = facts.levels.iter();
        for label in labels.chain(met.iter().map(|level| &level.label)) {
            let level = met.iter().find(|level| level.label == *label);
            if let Some(level) = level.filter(|_| !names.contains(label)) {
                names.push(label.clone());
                values.push(level.value);
            }
        }
        let place = |label: &String| names.iter().position(|name| name == label);
        let of = met
            .iter()
            .map(|level| place(&level.label).expect("every level was noted"))
            .collect();
        let parameter = facts.parameter.as_deref().and_then(index_of);
        let parameter = parameter.map(|index| &registry()[index]);
        let is_number =
            parameter.is_some_and(|p| matches!(p.kind, Kind::Number(..) | Kind::Integer(..)));
        let values: Option<Vec<f64>> = values.into_iter().collect();
        let values = values.filter(|_| is_number);
        let is_share = parameter.is_some_and(|p| p.unit == Unit::Share);
        let of_decimals = |scale: f64| {
            let all = values.iter().flatten();
            let mut scaled = all.map(|x| x * scale);
            scaled.all(|x| (x - x.round()).abs() < 1e-9)
        };
        let format = match () {
            () if is_share => NumberFormat::Percent,
            () if facts.unit == "GBP" => NumberFormat::Pounds,
            () if of_decimals(1.0) => NumberFormat::Integer,
            () if of_decimals(10.0) => NumberFormat::OneDecimal,
            () => NumberFormat::ThreeDecimals,
        };
        let axis = match facts.unit.as_str() {
            "" => facts.name.clone(),
            _ if values.is_none() || is_share => facts.name.clone(),
            unit => format!("{} ({unit})", facts.name),
        };
        Self {
            name: facts.name.clone(),
            axis,
            // Choices are written with quotes in scenario files.
            names: names.iter().map(|name| name.replace('"', "")).collect(),
            of,
            values,
            format,
        }
    }

    /// Whether a point, from 1 on, has a level.
    fn is(&self, point: usize, level: usize) -> bool {
        self.of[point - 1] == level
    }
}

/// A measure and its values.
struct Drawn {
    id: &'static str,
    measure: Measure,
    /// Whether it is less that of the scenario as it is.
    is_added: bool,
    /// By point, the scenario as it is first, and run.
    runs: Vec<Vec<f64>>,
}

fn drawn(findings: &SweepFindings, by_run: impl Fn(&str, usize) -> Vec<f64>) -> Vec<Drawn> {
    let leading = LEADING.into_iter().map(|(id, name)| (id, name, false));
    let added = ADDED.into_iter().map(|(id, name)| (id, name, true));
    leading
        .chain(added)
        .filter_map(|(id, name, is_added)| {
            let facts = findings.measure(id)?;
            let base = by_run(id, 0);
            let runs = (0..findings.frame.points.len())
                .map(|point| {
                    let own = by_run(id, point);
                    match is_added {
                        true => own.iter().zip(&base).map(|(x, base)| x - base).collect(),
                        false => own,
                    }
                })
                .collect();
            Some(Drawn {
                id,
                measure: Measure {
                    name: name.to_owned(),
                    format: format(&facts.unit, facts.decimals),
                    better: direction(facts.better),
                },
                is_added,
                runs,
            })
        })
        .collect()
}

impl Drawn {
    /// The end of the note: what is left out where `shown` factors are shown, what is measured, how many runs.
    fn basis(&self, setting: &Setting<'_>, factors: &[Swept], shown: Option<[usize; 2]>) -> String {
        let others: Vec<&str> = factors
            .iter()
            .enumerate()
            .filter(|(factor, _)| shown.is_some_and(|shown| !shown.contains(factor)))
            .map(|(_, factor)| factor.name.as_str())
            .collect();
        let mut text = match others.as_slice() {
            [] => String::new(),
            others => format!("Averaged over all levels of: {}. ", others.join("; ")),
        };
        if shown.is_none() && factors.len() > MOST_FACTORS {
            text.push_str(&format!(
                "The first {MOST_FACTORS} of {} factors. ",
                factors.len()
            ));
        }
        if self.is_added {
            text.push_str("Added: less the scenario as it is, run by run. ");
        }
        text + setting.basis
    }

    /// The mean over some points, run by run, with the interval of that mean over runs.
    fn over(&self, points: impl Fn(usize) -> bool) -> Estimate {
        let of: Vec<&Vec<f64>> = (1..self.runs.len())
            .filter(|&point| points(point))
            .map(|point| &self.runs[point])
            .collect();
        let runs = of.iter().map(|runs| runs.len()).min().unwrap_or(0);
        let means: Vec<f64> = (0..runs)
            .map(|run| of.iter().map(|runs| runs[run]).sum::<f64>() / of.len() as f64)
            .collect();
        let found = statistics::Estimate::of(&means);
        Estimate::new(found.mean, found.lower, found.upper)
    }

    fn grid(&self, [columns, rows]: [&Swept; 2], base: Option<usize>) -> SweepGrid {
        let side = |factor: &Swept| Factor {
            name: factor.name.clone(),
            levels: factor.names.clone(),
        };
        SweepGrid {
            outcome: self.measure.clone(),
            columns: side(columns),
            rows: side(rows),
            means: (0..rows.names.len())
                .map(|row| {
                    let mean = |column| {
                        self.over(|point| rows.is(point, row) && columns.is(point, column))
                            .mean
                    };
                    let cells = (0..columns.names.len()).map(mean);
                    cells.map(|mean| mean.is_finite().then_some(mean)).collect()
                })
                .collect(),
            base: base.map(|point| (rows.of[point - 1], columns.of[point - 1])),
        }
    }

    /// Along `x`, which is a number; a line for each level of `other`.
    fn lines(&self, x: &Swept, other: Option<&Swept>) -> SweepLines {
        let mut order: Vec<(usize, f64)> = x.values.iter().flatten().copied().enumerate().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        let line = |is_on: &dyn Fn(usize) -> bool| -> Vec<(f64, Estimate)> {
            let at = |&(level, value): &(usize, f64)| {
                (value, self.over(|point| x.is(point, level) && is_on(point)))
            };
            order.iter().map(at).collect()
        };
        let (mut second, mut levels) = (String::new(), Vec::new());
        match other {
            None => levels.push((String::new(), line(&|_| true))),
            Some(other) => {
                let count = other.names.len();
                let shown = count.min(MOST_LINES);
                second = match count > shown {
                    true => format!("{} ({shown} of {count} levels)", other.name),
                    false => other.name.clone(),
                };
                for i in 0..shown {
                    // Where there are too many, evenly spaced ones, the first and the last among them.
                    let level = i * (count - 1) / (shown - 1).max(1);
                    let points = line(&|point| other.is(point, level));
                    levels.push((other.names[level].clone(), points));
                }
            }
        }
        SweepLines {
            outcome: self.measure.clone(),
            factor: x.axis.clone(),
            factor_format: x.format,
            second,
            levels,
        }
    }

    /// The differences of the levels of the only factor from the scenario as it is.
    fn differences(&self, factor: &Swept) -> MeasureDifferences {
        let base = &self.runs[0];
        let scenarios = factor.names.iter().enumerate().map(|(level, name)| {
            let point = (1..self.runs.len()).find(|&point| factor.is(point, level));
            let own = point.map_or(&[][..], |point| &self.runs[point]);
            let values: Vec<f64> = own.iter().zip(base).map(|(x, base)| x - base).collect();
            let found = statistics::Estimate::of(&values);
            (
                name.clone(),
                Estimate::new(found.mean, found.lower, found.upper),
            )
        });
        MeasureDifferences {
            measure: self.measure.clone(),
            scenarios: scenarios.collect(),
        }
    }

    fn points(&self, factors: &[Swept]) -> SweepPoints {
        let means = (1..self.runs.len()).map(|point| self.over(|other| other == point).mean);
        SweepPoints {
            outcome: self.measure.clone(),
            factors: factors
                .iter()
                .take(MOST_FACTORS)
                .map(|factor| FactorPoints {
                    name: factor.axis.clone(),
                    at: match &factor.values {
                        Some(values) => Positions::Values(
                            factor.of.iter().map(|&level| values[level]).collect(),
                            factor.format,
                        ),
                        None => Positions::Levels(factor.names.clone(), factor.of.clone()),
                    },
                })
                .collect(),
            means: means.collect(),
        }
    }
}
