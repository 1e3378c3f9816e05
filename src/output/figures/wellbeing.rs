//! Wellbeing of the served beside that of the same people without the service.

use super::easel::{
    Groups, Marks, Middle, RANGE, by_quintile, curve, curves_over, dot_figure, quintile_gap,
};
use super::{FigureContext, NamedFigure};
use crate::measure::wellbeing::SERVED_MONTHS;
use crate::output::chart::{Axis, NumberFormat};

/// What the points mean.
const SCALE: &str = "SWEMWBS runs from 7 to 35 points; higher is better.";

pub fn served(context: &FigureContext<'_>) -> NamedFigure {
    let line = |name: &str, measure: &str| {
        curve(
            name,
            &[RANGE],
            SERVED_MONTHS.iter().map(|months| {
                let id = format!("{measure}_month_{months}");
                (
                    f64::from(*months),
                    context.results.outcome(&id, "all").to_vec(),
                )
            }),
        )
    };
    let curves = [
        line("With the service", "swemwbs_served"),
        line("Same people without it", "swemwbs_served_without_service"),
    ];
    let at = |months: u32| {
        let value = |measure: &str| {
            context
                .middle(&format!("{measure}_month_{months}"), "all")
                .short(NumberFormat::OneDecimal)
        };
        format!(
            "month {months}: {} with, {} without",
            value("swemwbs_served"),
            value("swemwbs_served_without_service")
        )
    };
    let people = |months: u32| {
        context
            .middle(&format!("served_observed_month_{months}"), "all")
            .mean
    };
    let observed = [0, 6, 12, 24].map(|months| {
        let number = people(months);
        let number = if number.is_finite() { number } else { 0.0 };
        format!("{} at month {months}", NumberFormat::Integer.text(number))
    });
    let caption = context.caption(
        "Wellbeing after the first contact, with the service and without",
        Marks::OneBand,
        &format!(
            "{SCALE} People followed long enough: {} (so later months show those who came early).",
            observed.join(", ")
        ),
        format!("Mean SWEMWBS: {}; {}; {}.", at(0), at(6), at(12)),
    );
    let x = Axis::from_zero("Months since first contact", NumberFormat::Integer);
    let y = Axis::number("Mean SWEMWBS, points", NumberFormat::OneDecimal);
    curves_over(
        "wellbeing-served",
        &caption,
        ("months_since_first_contact", &x),
        &y,
        &curves,
    )
}

pub fn causal_and_before_after(context: &FigureContext<'_>) -> NamedFigure {
    let groups: Groups = SERVED_MONTHS
        .iter()
        .filter(|&&months| months > 0)
        .map(|months| {
            let value = |measure: &str| context.middle(&format!("{measure}_month_{months}"), "all");
            let label = if *months == 1 {
                "1 month".to_owned()
            } else {
                format!("{months} months")
            };
            (
                label,
                vec![
                    (
                        "Caused by the service (with it, less the same people without it)"
                            .to_owned(),
                        value("causal_change"),
                    ),
                    (
                        "Before and after (an evaluation without a comparison group)".to_owned(),
                        value("before_after_change"),
                    ),
                ],
            )
        })
        .collect();
    let words: Vec<String> = groups
        .iter()
        .filter(|(label, _)| label == "6 months" || label == "12 months")
        .map(|(label, values)| {
            format!(
                "After {label} the service caused {} points; before and after differ by {}",
                values[0].1.short(NumberFormat::ThreeDecimals),
                values[1].1.short(NumberFormat::ThreeDecimals)
            )
        })
        .collect();
    let caption = context.caption(
        "What the service caused, and what a before-and-after comparison would claim",
        Marks::Lines,
        &format!(
            "{SCALE} People come when they feel worst, and many would have felt better anyway."
        ),
        words.join(". ") + ".",
    );
    let axis = Axis::from_zero("Change in mean SWEMWBS, points", NumberFormat::OneDecimal);
    dot_figure("wellbeing-before-after", &caption, &axis, &groups)
}

pub fn by_deprivation(context: &FigureContext<'_>) -> NamedFigure {
    let groups = by_quintile(|quintile| -> Vec<(String, Middle)> {
        [3, 6, 12]
            .map(|months| {
                (
                    format!("After {months} months"),
                    context.middle(&format!("causal_change_month_{months}"), quintile),
                )
            })
            .to_vec()
    });
    let alt = format!(
        "SWEMWBS points caused after 6 months: {}; after 12 months: {}.",
        quintile_gap(&groups, 1, NumberFormat::ThreeDecimals),
        quintile_gap(&groups, 2, NumberFormat::ThreeDecimals)
    );
    let caption = context.caption(
        "Wellbeing caused by the service, by deprivation",
        Marks::Lines,
        SCALE,
        alt,
    );
    let axis = Axis::from_zero("Change in mean SWEMWBS, points", NumberFormat::OneDecimal);
    dot_figure("wellbeing-by-deprivation", &caption, &axis, &groups)
}
