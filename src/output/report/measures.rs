//! Tables of measures: levels, paired differences, deprivation quintiles.

use std::ops::Range;

use super::table::{Cell, Row, Table, head};
use super::words::{Unit, Verdict, grouped, runs_better, verdict};
use crate::analysis::decision::{Change, Decision, Level, MeasureResult};
use crate::analysis::uncertainty::Uncertainty;

/// What the other columns say where one is over draws.
const AT_CENTRAL_VALUES: &str = "Levels and differences are those of runs with all inputs at their central values; over draws of what is believed about the inputs, on which the recommendation rests, they may be others.";
/// A difference that leaves zero out and is printed as zero.
const TOO_SMALL: Verdict = Verdict {
    word: "too small to matter",
    class: "unclear",
};
/// The most options that stand side by side.
const SIDE_BY_SIDE: usize = 4;

/// Levels and differences of some measures: a table for every few options, so that it fits a page. A brief one has, where
/// there are draws, differences over them in place of the share of runs, and no levels of several options.
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
        return vec![one_option(id, caption, decision, measures, is_brief)];
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

fn one_option(
    id: &str,
    caption: &str,
    decision: &Decision,
    measures: &[&MeasureResult],
    is_brief: bool,
) -> Table {
    let drawn = decision.uncertainty.as_ref().filter(|_| is_brief);
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        head: head([
            "Measure",
            "Base",
            decision.options[1].title.as_str(),
            "Difference (95% interval)",
            "Direction",
            match drawn {
                Some(_) => "Difference over draws (95% of draws)",
                None => "Better in",
            },
        ]),
        rows: measures
            .iter()
            .map(|measure| {
                let change = &measure.changes[0];
                let difference = difference(measure, change);
                Row {
                    label: decision.label_with_unit(measure),
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
                        match drawn {
                            Some(drawn) => over_draws(drawn, measure, 1),
                            None => runs_better(change).into(),
                        },
                    ],
                }
            })
            .collect(),
        note: match drawn {
            Some(_) => format!("{AT_CENTRAL_VALUES} {}", note(measures)),
            None => note(measures),
        },
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
    let drawn = decision.uncertainty.as_ref().filter(|_| is_brief);
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
                            _ => drawn.map_or_else(String::new, |drawn| {
                                let Cell { text, range, .. } =
                                    over_draws(drawn, measure, option + 1);
                                format!("over draws {text} {range}")
                            }),
                        },
                        ..difference(measure, change)
                    }
                }));
                Row {
                    label: decision.label_with_unit(measure),
                    cells,
                }
            })
            .collect(),
        note: format!(
            "Of each option: {}. {}{}",
            if is_brief {
                "the difference from the base with its 95% interval. Its level, and in how many runs it is better: under All measures"
            } else {
                "its level, its difference from the base with the 95% interval, in how many runs it is better"
            },
            match drawn {
                Some(_) => format!("{AT_CENTRAL_VALUES} "),
                None => String::new(),
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

/// A difference with its interval and its verdict; one that is printed as zero is neither better nor worse.
pub fn difference(measure: &MeasureResult, change: &Change) -> Cell {
    let (text, range) = Unit::from(measure).difference_parts(change);
    let is_shown = text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    Cell {
        verdict: verdict(measure.better, change)
            .filter(|_| !change.identical)
            .map(|verdict| match is_shown {
                true => verdict,
                false => TOO_SMALL,
            }),
        text,
        range: range.unwrap_or_default(),
        ..Cell::default()
    }
}

/// The mean difference over draws, and the ends between which 95% of the draws fall.
fn over_draws(drawn: &Uncertainty, measure: &MeasureResult, option: usize) -> Cell {
    let found = drawn.measure(&measure.id, option);
    let change = found.map_or_else(Change::default, |found| Change {
        mean: found.mean,
        lower_95: found.lower_95,
        upper_95: found.upper_95,
        runs: drawn.draws,
        ..Change::default()
    });
    let (text, range) = Unit::from(measure).difference_parts(&change);
    Cell {
        text,
        range: range.unwrap_or_default(),
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
    columns.extend(
        measures
            .iter()
            .map(|measure| decision.label_with_unit(measure)),
    );
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
                    decision.label_with_unit(measure),
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
