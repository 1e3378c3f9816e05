//! What the service costs, and what it changes in the use of other services.

use super::easel::{Groups, Marks, Middle, bar_figure, capital, plain};
use super::{FigureContext, NamedFigure};
use crate::analysis::measures::slug;
use crate::measure::count::Count;
use crate::measure::money::CostLine;
use crate::output::chart::{Axis, NumberFormat};

pub fn cost_by_line(context: &FigureContext<'_>) -> NamedFigure {
    let mut rows: Vec<(String, Middle)> = Vec::new();
    let mut nothing = Vec::new();
    for line in CostLine::ALL.iter().filter(|line| line.is_service()) {
        let values = context
            .results
            .outcome(&format!("cost_{}", slug(line.label())), "all");
        if values.iter().any(|&cost| cost != 0.0 && cost.is_finite()) {
            rows.push((capital(line.label()), Middle::of(values)));
        } else {
            nothing.push(line.label());
        }
    }
    rows.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let total = context.middle("cost_service_total", "all");
    let largest = rows
        .iter()
        .take(3)
        .map(|(label, m)| format!("{label} {}", m.short(NumberFormat::Pounds)))
        .collect::<Vec<_>>()
        .join("; ");
    rows.push(("All lines together".to_owned(), total));
    let per_referral = context
        .middle("cost_service_added_per_referral", "all")
        .words(NumberFormat::Pounds);
    let mut note = "Over the run, not discounted.".to_owned();
    if !nothing.is_empty() {
        note.push_str(&format!(" Nothing spent on: {}.", nothing.join(", ")));
    }
    let caption = context.caption(
        "Cost of the service by line",
        Marks::Lines,
        &note,
        format!(
            "In all {}. Largest lines: {largest}. Per referral, grants that would be paid anyway apart: {per_referral}.",
            total.words(NumberFormat::Pounds)
        ),
    );
    let axis = Axis::from_zero("Pounds over the run", NumberFormat::Pounds);
    bar_figure("cost-by-line", &caption, &axis, &plain(rows))
}

pub fn service_use(context: &FigureContext<'_>) -> NamedFigure {
    let rows: Vec<(String, Middle)> = [
        Count::GpConsultations,
        Count::AeAttendances,
        Count::Admissions,
    ]
    .iter()
    .map(|count| {
        let id = slug(count.label());
        let share = Middle::of(&context.ratio(
            &format!("{id}_difference"),
            &format!("{id}_without_service"),
            "all",
        ));
        let label = if share.mean.is_finite() {
            let sign = if share.mean > 0.0 { "+" } else { "" };
            format!(
                "{} ({sign}{})",
                capital(count.label()),
                NumberFormat::Percent.text(share.mean)
            )
        } else {
            capital(count.label())
        };
        (label, context.middle(&format!("{id}_difference"), "all"))
    })
    .collect();
    let words: Vec<String> = rows
        .iter()
        .map(|(label, m)| format!("{label}: {}", m.short(NumberFormat::Integer)))
        .collect();
    let caption = context.caption(
        "Health service use: with the service less without it",
        Marks::Lines,
        "Left of zero is less use. All people in need, served or not, against the same people without the service; in \
         brackets the change in per cent.",
        words.join("; ") + ".",
    );
    let axis = Axis::from_zero("Difference over the run, events", NumberFormat::Integer);
    bar_figure("service-use", &caption, &axis, &plain(rows))
}

pub fn net_cost(context: &FigureContext<'_>) -> NamedFigure {
    let rows: Groups = plain(
        [
            ("Added cost of the service", "cost_service_added"),
            (
                "Change in cost of health and other services",
                "cost_service_use_difference",
            ),
            ("Both together", "cost_net"),
        ]
        .map(|(label, measure)| (label.to_owned(), context.middle(measure, "all"))),
    );
    let words: Vec<String> = rows
        .iter()
        .map(|(label, values)| format!("{label}: {}", values[0].1.short(NumberFormat::Pounds)))
        .collect();
    let caption = context.caption(
        "Cost of the service and savings elsewhere",
        Marks::Lines,
        "Over the run, not discounted. Left of zero is a saving. Grants that groups would get anyway are not in the \
         added cost.",
        words.join("; ") + ".",
    );
    let axis = Axis::from_zero("Pounds over the run", NumberFormat::Pounds);
    bar_figure("net-cost", &caption, &axis, &rows)
}
