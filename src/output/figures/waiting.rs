//! Who waits, and for how long.

use super::easel::{LEVELS, Marks, RANGE, by_quintile, dot_figure, quintile_gap, quintile_label};
use super::{FigureContext, NamedFigure};
use crate::output::chart::{Axis, NumberFormat};

const LIST_NOTE: &str = "The list includes people whom a link worker is trying to reach.";

pub fn waiting_list(context: &FigureContext<'_>) -> NamedFigure {
    let curve = context.curve("", "waiting_list", "all", &LEVELS);
    let alt = context.course(&curve, NumberFormat::Integer);
    let caption = context.caption(
        "People on the waiting list for a link worker",
        Marks::Bands,
        LIST_NOTE,
        alt,
    );
    let y = Axis::from_zero("People waiting", NumberFormat::Integer);
    context.over_time("waiting-list", &caption, &y, &[curve])
}

pub fn wait(context: &FigureContext<'_>) -> NamedFigure {
    let curve = context.curve("", "wait_of_month", "all", &LEVELS);
    let alt = context.course(&curve, NumberFormat::OneDecimal);
    let caption = context.caption(
        "Mean wait from referral to first contact, month by month",
        Marks::Bands,
        "Mean wait of those first seen in the month up to each date; people never seen are not in it.",
        alt,
    );
    let y = Axis::from_zero("Days", NumberFormat::OneDecimal);
    context.over_time("wait", &caption, &y, &[curve])
}

pub fn waiting_list_by_deprivation(context: &FigureContext<'_>) -> NamedFigure {
    let last = |i: usize| {
        context.course(
            &context.curve("", "waiting_list", &quintile_label(i), &[RANGE]),
            NumberFormat::Integer,
        )
    };
    let alt = format!(
        "Most deprived fifth: {} Least deprived fifth: {}",
        last(0),
        last(4)
    );
    let caption = context.caption(
        "Waiting list by deprivation",
        Marks::OneBand,
        "Fifths of areas by the Index of Multiple Deprivation; the number of people living in each differs.",
        alt,
    );
    let y = Axis::from_zero("People waiting", NumberFormat::Integer);
    context.over_time_by_quintile("waiting-list-by-deprivation", &caption, &y, "waiting_list")
}

pub fn wait_by_deprivation(context: &FigureContext<'_>) -> NamedFigure {
    let measures = [
        ("Half are seen within (median)", "wait_median"),
        ("Mean", "wait_mean"),
        ("9 in 10 are seen within", "wait_90th_percentile"),
    ];
    let groups = by_quintile(|quintile| {
        measures
            .iter()
            .map(|(name, measure)| ((*name).to_owned(), context.middle(measure, quintile)))
            .collect()
    });
    let alt = format!(
        "Mean wait in days: {}. Nine in ten are seen within: {}.",
        quintile_gap(&groups, 1, NumberFormat::OneDecimal),
        quintile_gap(&groups, 2, NumberFormat::OneDecimal)
    );
    let caption = context.caption(
        "Wait to first contact by deprivation",
        Marks::Lines,
        "Waits of those seen over the whole run.",
        alt,
    );
    let axis = Axis::from_zero("Days from referral", NumberFormat::OneDecimal);
    dot_figure("wait-by-deprivation", &caption, &axis, &groups)
}
