//! The tables of a comparison: paired differences first, levels second.

use super::sheet::{Cell, Shown, Table, columns, grouped};
use crate::analysis::comparison::Better;
use crate::analysis::decision::{Change, Decision, Level, MeasureResult};
use crate::output::run_tables::date_on;

/// What `Interval` means, for the notes of every table over runs that has one.
pub(super) const INTERVAL: &str = "Lower and upper: 95% confidence interval over the runs. It holds chance alone, not doubt about the inputs.";
const PAIRED: &str =
    "Difference: option less base, run by run on the same people with the same random numbers.";
pub(super) const RANGE: &str =
    "80% of simulated futures fall between the 10th and the 90th percentile.";
pub(super) const SHARES: &str = "Unit %: cells hold shares from 0 to 1 shown as percentages; a difference of 0.05 is 5 percentage points.";
const DIFFERENCE_ONLY: &str =
    "Levels are left empty where only a difference means something, as for QALYs and net benefit.";
pub(super) const EMPTY: &str =
    "An empty cell: not defined, such as the wait of nobody, or not asked of this row.";

/// All tables of a comparison, in the order of the sheets. A further one is one more line here; a table without rows
/// makes no sheet.
pub(super) fn tables(decision: &Decision, names: &[String]) -> Vec<Table> {
    vec![
        differences(decision, names),
        levels(decision, names),
        quintiles(decision, names),
        gaps(decision, names),
        months(decision, names),
        costs(decision, names),
        targets(decision, names),
        contributions(decision, names),
    ]
}

/// What a measure is, in words; a net benefit with the value of a QALY that it is worked out at.
pub(super) fn label(decision: &Decision, measure: &MeasureResult) -> String {
    match decision.threshold_of(&measure.id) {
        Some(pounds) => format!("{} (£{})", measure.label, grouped(pounds)),
        None => measure.label.clone(),
    }
}

pub(super) fn better(measure: &MeasureResult) -> &'static str {
    match measure.better {
        Some(Better::Higher) => "higher",
        Some(Better::Lower) => "lower",
        None => "neither",
    }
}

/// What a difference says, in words; nothing where it has no interval.
fn reading(change: &Change, better: Option<Better>) -> &'static str {
    let (Some(mean), Some(_)) = (change.mean, change.lower_95) else {
        return "";
    };
    if change.identical {
        return "the same in every run";
    }
    if !change.is_clear() {
        return "no clear difference";
    }
    match better {
        Some(better) if better.sign() * mean > 0.0 => "better",
        Some(_) => "worse",
        None if mean > 0.0 => "higher",
        None => "lower",
    }
}

pub(super) fn shown(measure: &MeasureResult) -> Shown {
    Shown::of(&measure.unit, measure.decimals)
}

/// The level of an option, unless only its difference means something.
fn level_of<'a>(measure: &MeasureResult, levels: &'a [Level], option: usize) -> Option<&'a Level> {
    levels.get(option).filter(|_| !measure.difference_only)
}

/// The difference of an option from the base.
fn change_of(changes: &[Change], option: usize) -> Option<&Change> {
    changes.get(option.checked_sub(1)?)
}

fn differences(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for measure in &decision.measures {
        let shown = shown(measure);
        let mean = |option| {
            let level = level_of(measure, &measure.levels, option);
            Cell::number(level.and_then(|level| level.mean), shown)
        };
        for (option, name) in names.iter().enumerate().skip(1) {
            let Some(change) = change_of(&measure.changes, option) else {
                continue;
            };
            let [difference, lower, upper, runs] = Cell::change(Some(change), shown);
            rows.push(vec![
                Cell::text(measure.topic.label()),
                Cell::text(label(decision, measure)),
                Cell::text(&measure.unit),
                Cell::text(better(measure)),
                Cell::text(name),
                mean(0),
                mean(option),
                difference,
                lower,
                upper,
                Cell::number(change.improved, Shown::Percent(0)),
                Cell::text(reading(change, measure.better)),
                runs,
                Cell::text(&measure.id),
            ]);
        }
    }
    Table {
        name: "Decision",
        title: "What each option changes: paired differences from the base".to_owned(),
        notes: vec![
            format!("Base: {}. Whole runs, everybody.", names[0]),
            PAIRED.to_owned(),
            INTERVAL.to_owned(),
            "Chance better: share of simulated futures in which the option is better than the base; a tie counts half.".to_owned(),
            SHARES.to_owned(),
            format!("{DIFFERENCE_ONLY} {EMPTY}"),
        ],
        columns: columns(&[
            ("Topic", 20.0),
            ("Measure", 44.0),
            ("Unit", 15.0),
            ("Better when", 9.0),
            ("Option", 30.0),
            ("Base, mean", 13.0),
            ("Option, mean", 13.0),
            ("Difference", 13.0),
            ("Lower 95%", 13.0),
            ("Upper 95%", 13.0),
            ("Chance better", 11.0),
            ("Reading", 19.0),
            ("Pairs of runs", 11.0),
            ("Name in the CSV tables", 36.0),
        ]),
        rows,
    }
}

fn levels(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for measure in decision.measures.iter().filter(|m| !m.difference_only) {
        for (name, level) in names.iter().zip(&measure.levels) {
            let mut row = vec![
                Cell::text(measure.topic.label()),
                Cell::text(&measure.label),
                Cell::text(&measure.unit),
                Cell::text(name),
            ];
            row.extend(Cell::level(Some(level), shown(measure)));
            row.push(Cell::text(&measure.id));
            rows.push(row);
        }
    }
    Table {
        name: "Levels",
        title: "How each option turns out by itself".to_owned(),
        notes: vec![
            format!("Whole runs, everybody; {} runs of each option.", decision.runs),
            "To compare options use the sheet Decision: these intervals overlap even where a difference is clear.".to_owned(),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
            SHARES.to_owned(),
            format!("Measures of which only differences mean something are left out. {EMPTY}"),
        ],
        columns: columns(&[
            ("Topic", 20.0),
            ("Measure", 50.0),
            ("Unit", 15.0),
            ("Option", 34.0),
            ("Mean", 13.0),
            ("Lower 95%", 13.0),
            ("Upper 95%", 13.0),
            ("10th percentile", 13.0),
            ("90th percentile", 13.0),
            ("Name in the CSV tables", 36.0),
        ]),
        rows,
    }
}

fn quintiles(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for measure in &decision.measures {
        let shown = shown(measure);
        for quintile in &measure.quintiles {
            for (option, name) in names.iter().enumerate() {
                let change = change_of(&quintile.changes, option);
                let [mean, lower, upper, ..] =
                    Cell::level(level_of(measure, &quintile.levels, option), shown);
                let mut row = vec![
                    Cell::text(&measure.label),
                    Cell::text(&measure.unit),
                    Cell::number(Some(f64::from(quintile.quintile)), Shown::Plain),
                    Cell::text(name),
                    mean,
                    lower,
                    upper,
                ];
                row.extend(Cell::change(change, shown));
                row.push(Cell::number(
                    change.and_then(|change| change.improved),
                    Shown::Percent(0),
                ));
                row.push(Cell::text(
                    change.map_or("", |change| reading(change, measure.better)),
                ));
                row.push(Cell::text(&measure.id));
                rows.push(row);
            }
        }
    }
    Table {
        name: "By quintile",
        title: "Who gains: levels and differences by deprivation quintile".to_owned(),
        notes: vec![
            "Quintile of the Index of Multiple Deprivation: 1 the most deprived fifth of areas, 5 the least.".to_owned(),
            format!("Base: {}, whose differences are empty. {PAIRED}", names[0]),
            INTERVAL.to_owned(),
            SHARES.to_owned(),
            format!("{DIFFERENCE_ONLY} {EMPTY}"),
        ],
        columns: columns(&[
            ("Measure", 44.0),
            ("Unit", 15.0),
            ("Quintile", 9.0),
            ("Option", 30.0),
            ("Mean", 13.0),
            ("Mean, lower 95%", 13.0),
            ("Mean, upper 95%", 13.0),
            ("Difference", 13.0),
            ("Difference, lower 95%", 13.0),
            ("Difference, upper 95%", 13.0),
            ("Pairs of runs", 11.0),
            ("Chance better", 11.0),
            ("Reading", 19.0),
            ("Name in the CSV tables", 30.0),
        ]),
        rows,
    }
}

fn gaps(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for measure in &decision.measures {
        let shown = shown(measure);
        for (name, gap) in names.iter().zip(&measure.gaps) {
            let level = Some(&gap.absolute).filter(|_| !measure.difference_only);
            let relative = gap.relative.filter(|_| !measure.difference_only);
            let [mean, lower, upper, ..] = Cell::level(level, shown);
            let mut row = vec![
                Cell::text(&measure.label),
                Cell::text(&measure.unit),
                Cell::text(name),
                mean,
                lower,
                upper,
                Cell::number(relative, Shown::Places(2)),
            ];
            row.extend(Cell::change(gap.change.as_ref(), shown));
            row.push(Cell::text(&measure.id));
            rows.push(row);
        }
    }
    Table {
        name: "Gaps",
        title: "The gap between the most and the least deprived quintile".to_owned(),
        notes: vec![
            "Absolute gap: quintile 1 (most deprived) less quintile 5. Relative gap: the mean of quintile 1 divided by that of quintile 5.".to_owned(),
            format!("Change: the absolute gap less that of the base ({}), in pairs of runs. Nearer to zero is narrower.", names[0]),
            INTERVAL.to_owned(),
            SHARES.to_owned(),
            format!("{DIFFERENCE_ONLY} {EMPTY}"),
        ],
        columns: columns(&[
            ("Measure", 44.0),
            ("Unit", 15.0),
            ("Option", 30.0),
            ("Absolute gap", 13.0),
            ("Absolute gap, lower 95%", 13.0),
            ("Absolute gap, upper 95%", 13.0),
            ("Relative gap (ratio)", 13.0),
            ("Change of the gap", 13.0),
            ("Change, lower 95%", 13.0),
            ("Change, upper 95%", 13.0),
            ("Pairs of runs", 11.0),
            ("Name in the CSV tables", 30.0),
        ]),
        rows,
    }
}

fn months(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for measure in &decision.months {
        let shown = Shown::of(&measure.unit, measure.decimals);
        for (option, name) in names.iter().enumerate() {
            let levels = measure.levels.get(option);
            let changes = option
                .checked_sub(1)
                .and_then(|other| measure.changes.get(other));
            for (position, &day) in measure.days.iter().enumerate() {
                let mut row = vec![
                    Cell::Date(date_on(decision.start, day)),
                    Cell::text(&measure.label),
                    Cell::text(&measure.unit),
                    Cell::text(name),
                ];
                row.extend(Cell::level(
                    levels.and_then(|levels| levels.get(position)),
                    shown,
                ));
                row.extend(Cell::change(
                    changes.and_then(|changes| changes.get(position)),
                    shown,
                ));
                row.push(Cell::text(&measure.id));
                rows.push(row);
            }
        }
    }
    Table {
        name: "By month",
        title: "The course over the months".to_owned(),
        notes: vec![
            "The state at the start of each month and at the end of the run; everybody, all networks.".to_owned(),
            format!("Base: {}, whose differences are empty. {PAIRED}", names[0]),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
            EMPTY.to_owned(),
        ],
        columns: columns(&[
            ("Date", 12.0),
            ("Measure", 36.0),
            ("Unit", 10.0),
            ("Option", 32.0),
            ("Mean", 11.0),
            ("Mean, lower 95%", 11.0),
            ("Mean, upper 95%", 11.0),
            ("10th percentile", 11.0),
            ("90th percentile", 11.0),
            ("Difference", 11.0),
            ("Difference, lower 95%", 11.0),
            ("Difference, upper 95%", 11.0),
            ("Pairs of runs", 11.0),
            ("Name in the CSV tables", 24.0),
        ]),
        rows,
    }
}

fn costs(decision: &Decision, names: &[String]) -> Table {
    let yes_no = |yes: bool| Cell::text(if yes { "yes" } else { "no" });
    let shown = Shown::Places(0);
    let mut rows = Vec::new();
    for cost in &decision.costs {
        for (option, name) in names.iter().enumerate() {
            let mut row = vec![
                Cell::text(&cost.line),
                yes_no(cost.service),
                yes_no(cost.nhs_and_pss),
                Cell::text(name),
            ];
            row.extend(Cell::level(cost.levels.get(option), shown));
            row.extend(Cell::change(change_of(&cost.changes, option), shown));
            rows.push(row);
        }
    }
    Table {
        name: "Costs",
        title: format!(
            "Costs by line over the whole run, in pounds of price year {}",
            decision.price_year
        ),
        notes: vec![
            format!(
                "Pounds sterling (GBP) over {} days, all networks, not discounted. Lines that cost nothing in every option are left out.",
                grouped(f64::from(decision.days))
            ),
            "Service: part of the cost of the service and its groups. NHS and PSS: counts for the NHS and personal social services; all lines count for society.".to_owned(),
            format!("Base: {}, whose differences are empty. {PAIRED}", names[0]),
            INTERVAL.to_owned(),
            RANGE.to_owned(),
        ],
        columns: columns(&[
            ("Line of cost", 32.0),
            ("Service", 9.0),
            ("NHS and PSS", 9.0),
            ("Option", 32.0),
            ("Mean (GBP)", 13.0),
            ("Mean, lower 95% (GBP)", 13.0),
            ("Mean, upper 95% (GBP)", 13.0),
            ("10th percentile (GBP)", 13.0),
            ("90th percentile (GBP)", 13.0),
            ("Difference (GBP)", 13.0),
            ("Difference, lower 95% (GBP)", 13.0),
            ("Difference, upper 95% (GBP)", 13.0),
            ("Pairs of runs", 11.0),
        ]),
        rows,
    }
}

fn targets(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for result in &decision.targets {
        let measure = decision.measure(&result.target.measure);
        let shown = measure.map_or(Shown::Plain, shown);
        for (name, chance) in names.iter().zip(&result.chances) {
            let share = |share: Option<f64>| Cell::number(share, Shown::Percent(0));
            rows.push(vec![
                Cell::text(&result.label),
                Cell::text(measure.map_or("", |measure| &measure.unit)),
                Cell::text(match result.target.side {
                    Better::Higher => "at least",
                    Better::Lower => "at most",
                }),
                Cell::number(Some(result.target.limit), shown),
                Cell::text(name),
                share(chance.share),
                share(Some(chance.interval_95[0])),
                share(Some(chance.interval_95[1])),
                Cell::count(chance.runs),
                Cell::text(&result.target.measure),
            ]);
        }
    }
    Table {
        name: "Targets",
        title: "The chance of meeting a target".to_owned(),
        notes: vec![
            "Chance: share of runs in which the whole run keeps the limit; everybody, all networks.".to_owned(),
            "Lower and upper: 95% interval of that share (Wilson). It holds chance alone, not doubt about the inputs.".to_owned(),
            EMPTY.to_owned(),
        ],
        columns: columns(&[
            ("Measure", 44.0),
            ("Unit", 15.0),
            ("Target", 10.0),
            ("Limit", 11.0),
            ("Option", 34.0),
            ("Chance", 11.0),
            ("Lower 95%", 11.0),
            ("Upper 95%", 11.0),
            ("Runs", 9.0),
            ("Name in the CSV tables", 30.0),
        ]),
        rows,
    }
}

fn contributions(decision: &Decision, names: &[String]) -> Table {
    let mut rows = Vec::new();
    for of in &decision.contributions {
        for found in &of.measures {
            let Some(measure) = decision.measure(&found.id) else {
                continue;
            };
            for part in found.parts(&of.settings) {
                let mut row = vec![
                    Cell::text(names.get(of.option).map_or("", String::as_str)),
                    Cell::text(label(decision, measure)),
                    Cell::text(&measure.unit),
                    Cell::text(part.words),
                ];
                row.extend(Cell::change(part.change, shown(measure)));
                row.push(Cell::text(&measure.id));
                rows.push(row);
            }
        }
    }
    Table {
        name: "Contributions",
        title: "What each changed setting contributes".to_owned(),
        notes: vec![
            format!("Each setting alone against the base ({}), on the same people with the same random numbers; then what they do together beyond the sum (interaction), and all of them.", names[0]),
            "Indicative where the interaction is not small: what settings do together belongs to none of them alone.".to_owned(),
            INTERVAL.to_owned(),
            EMPTY.to_owned(),
        ],
        columns: columns(&[
            ("Option", 34.0),
            ("Measure", 44.0),
            ("Unit", 15.0),
            ("What is changed", 50.0),
            ("Difference", 13.0),
            ("Lower 95%", 13.0),
            ("Upper 95%", 13.0),
            ("Pairs of runs", 11.0),
            ("Name in the CSV tables", 36.0),
        ]),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_read_in_words() {
        let change = |mean: f64, lower: f64, upper: f64| Change {
            mean: Some(mean),
            lower_95: Some(lower),
            upper_95: Some(upper),
            sd: None,
            runs: 20,
            improved: None,
            variance_ratio: None,
            identical: false,
        };
        let fall = change(-2.0, -3.0, -1.0);
        assert_eq!(reading(&fall, Some(Better::Lower)), "better");
        assert_eq!(reading(&fall, Some(Better::Higher)), "worse");
        assert_eq!(reading(&fall, None), "lower");
        let unclear = change(2.0, -1.0, 5.0);
        assert_eq!(
            reading(&unclear, Some(Better::Higher)),
            "no clear difference"
        );
        let same = Change {
            identical: true,
            ..change(0.0, 0.0, 0.0)
        };
        assert_eq!(reading(&same, None), "the same in every run");
        let one_run = Change {
            lower_95: None,
            upper_95: None,
            ..fall
        };
        assert_eq!(reading(&one_run, Some(Better::Lower)), "");
    }
}
