//! Tables of measures: levels, paired differences, deprivation quintiles.

use std::ops::Range;

use super::table::{Cell, Row, Table, head};
use super::words::{Unit, grouped, runs_better, verdict};
use crate::analysis::decision::{Change, Decision, Level, MeasureResult};

/// The most options that stand side by side.
const SIDE_BY_SIDE: usize = 4;

/// The measures of the first page, in its order.
pub const ON_THE_FIRST_PAGE: [&str; 11] = [
    "wait_median",
    "wait_90th_percentile",
    "seen_by_a_link_worker",
    "reached_stage_3",
    "causal_change_month_12",
    "cost_nhs_and_personal_social_services",
    "qalys",
    "net_benefit_1",
    "net_benefit_2",
    "net_benefit_3",
    "net_benefit_4",
];

/// What a measure is called, with the value of a QALY where it belongs, and its unit.
pub fn label(decision: &Decision, measure: &MeasureResult) -> String {
    let threshold = measure
        .id
        .strip_prefix("net_benefit_")
        .and_then(|number| number.parse::<usize>().ok())
        .and_then(|number| decision.thresholds_pounds.get(number.checked_sub(1)?));
    if let Some(&pounds) = threshold {
        return format!("Net benefit at £{} a QALY", grouped(pounds, 0));
    }
    let unit = measure.unit.as_str();
    if matches!(unit, "" | "%" | "GBP") || measure.label.contains(unit) {
        measure.label.clone()
    } else {
        format!("{} ({unit})", measure.label)
    }
}

/// Levels and differences of some measures: a table for every few options, so that it fits a page. Where there are several
/// options, a brief one leaves out their levels and the share of runs.
pub fn tables(
    id: &str,
    caption: &str,
    decision: &Decision,
    measures: &[&MeasureResult],
    is_brief: bool,
) -> Vec<Table> {
    let others = decision.options.len().saturating_sub(1);
    if others == 0 {
        return Vec::new();
    }
    if others == 1 {
        return vec![one_option(id, caption, decision, measures)];
    }
    // Tables of about the same number of options.
    let each = others.div_ceil(others.div_ceil(SIDE_BY_SIDE));
    (0..others)
        .step_by(each)
        .map(|first| {
            let shown = first..others.min(first + each);
            let caption = match (others > each, shown.len()) {
                (false, _) => caption.to_owned(),
                (true, 1) => format!("{caption}: option {}", shown.end),
                (true, _) => format!("{caption}: options {} to {}", first + 1, shown.end),
            };
            let id = format!("{id}-{first}");
            side_by_side(&id, &caption, decision, measures, shown, is_brief)
        })
        .collect()
}

fn note(measures: &[&MeasureResult]) -> String {
    let mut note = String::new();
    if measures.iter().any(|measure| measure.unit == "%") {
        note.push_str("Points are percentage points. ");
    }
    if measures.iter().any(|measure| measure.unit == "GBP") {
        note.push_str("£m is a million pounds. ");
    }
    if measures.iter().any(|measure| measure.difference_only) {
        note.push_str("A dash in place of a level: only the difference has a meaning. ");
    }
    note.trim_end().to_owned()
}

fn one_option(id: &str, caption: &str, decision: &Decision, measures: &[&MeasureResult]) -> Table {
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        head: head([
            "Measure",
            "Base",
            decision.options[1].title.as_str(),
            "Difference (95% interval)",
            "Direction",
            "Better in",
        ]),
        rows: measures
            .iter()
            .map(|measure| {
                let change = &measure.changes[0];
                let difference = difference(measure, change);
                Row {
                    label: label(decision, measure),
                    cells: vec![
                        level(measure, &measure.levels[0]).into(),
                        level(measure, &measure.levels[1]).into(),
                        Cell {
                            verdict: None,
                            ..difference.clone()
                        },
                        Cell {
                            verdict: difference.verdict,
                            ..Cell::default()
                        },
                        runs_better(change).into(),
                    ],
                }
            })
            .collect(),
        note: note(measures),
        ..Table::default()
    }
}

fn side_by_side(
    id: &str,
    caption: &str,
    decision: &Decision,
    measures: &[&MeasureResult],
    shown: Range<usize>,
    is_brief: bool,
) -> Table {
    let mut columns = vec!["Measure".to_owned(), "Base".to_owned()];
    columns.extend(
        shown
            .clone()
            .map(|option| decision.options[option + 1].title.clone()),
    );
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        head: columns,
        rows: measures
            .iter()
            .map(|measure| {
                let mut cells = vec![level(measure, &measure.levels[0]).into()];
                cells.extend(shown.clone().map(|option| {
                    let change = &measure.changes[option];
                    Cell {
                        level: if measure.difference_only || is_brief {
                            String::new()
                        } else {
                            level(measure, &measure.levels[option + 1])
                        },
                        below: match change.improved {
                            Some(_) if !change.identical && !is_brief => {
                                format!("better in {}", runs_better(change))
                            }
                            _ => String::new(),
                        },
                        ..difference(measure, change)
                    }
                }));
                Row {
                    label: label(decision, measure),
                    cells,
                }
            })
            .collect(),
        note: format!(
            "Of each option: {}. {}",
            if is_brief {
                "the difference from the base with its 95% interval. Its level, and in how many runs it is better: under All measures"
            } else {
                "its level, its difference from the base with the 95% interval, in how many runs it is better"
            },
            note(measures)
        )
        .trim_end()
        .to_owned(),
        is_many: true,
        ..Table::default()
    }
}

fn level(measure: &MeasureResult, level: &Level) -> String {
    if measure.difference_only {
        "–".to_owned()
    } else {
        Unit::from(measure).level(level)
    }
}

/// A difference with its interval and its verdict.
pub fn difference(measure: &MeasureResult, change: &Change) -> Cell {
    let (text, range) = Unit::from(measure).difference_parts(change);
    Cell {
        text,
        range: range.unwrap_or_default(),
        verdict: verdict(measure.better, change).filter(|_| !change.identical),
        ..Cell::default()
    }
}

/// Differences of some measures by deprivation quintile, for one option.
pub fn by_quintile(
    id: &str,
    caption: &str,
    decision: &Decision,
    measures: &[&MeasureResult],
    option: usize,
) -> Table {
    let mut columns = vec!["Deprivation quintile".to_owned()];
    columns.extend(measures.iter().map(|measure| label(decision, measure)));
    let rows = (1..=5_u8)
        .map(|quintile| Row {
            label: quintile_words(quintile),
            cells: measures
                .iter()
                .map(|measure| {
                    measure
                        .quintiles
                        .iter()
                        .find(|of| of.quintile == quintile)
                        .map_or_else(|| "–".into(), |of| difference(measure, &of.changes[option]))
                })
                .collect(),
        })
        .collect();
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        head: columns,
        rows,
        is_many: true,
        ..Table::default()
    }
}

/// "1, most deprived".
pub fn quintile_words(quintile: u8) -> String {
    match quintile {
        1 => "1, most deprived".to_owned(),
        5 => "5, least deprived".to_owned(),
        other => other.to_string(),
    }
}

/// The gap between the most and the least deprived quintile: of the base, of each option, and how it changes.
pub fn gaps(id: &str, decision: &Decision, measures: &[&MeasureResult]) -> Table {
    let mut rows = Vec::new();
    for measure in measures.iter().filter(|m| !m.gaps.is_empty()) {
        for (option, gap) in measure.gaps.iter().enumerate() {
            let unit = Unit::from(*measure);
            let absolute = if measure.difference_only {
                "–".to_owned()
            } else {
                unit.level(&gap.absolute)
            };
            let relative = match gap.relative {
                Some(ratio) if !measure.difference_only => grouped(ratio, 2),
                _ => "–".to_owned(),
            };
            let change = gap.change.as_ref().map_or_else(
                || Cell::from("base"),
                |change| {
                    let (text, range) = unit.difference_parts(change);
                    Cell {
                        text,
                        range: range.unwrap_or_default(),
                        verdict: (!change.identical && !change.is_clear()).then_some(
                            super::words::Verdict {
                                word: "not clear",
                                class: "unclear",
                            },
                        ),
                        ..Cell::default()
                    }
                },
            );
            rows.push(Row {
                label: format!(
                    "{}: {}",
                    label(decision, measure),
                    decision.options[option].title
                ),
                cells: vec![absolute.into(), relative.into(), change],
            });
        }
    }
    Table {
        id: id.to_owned(),
        caption: "The gap between the most and the least deprived quintile".to_owned(),
        head: head([
            "Measure and option",
            "Gap (most less least deprived)",
            "Ratio (most to least deprived)",
            "Change of the gap from the base (95% interval)",
        ]),
        rows,
        note: "A gap of zero and a ratio of one mean that both fare alike. Counts differ between quintiles also because need does.".to_owned(),
        ..Table::default()
    }
}
