//! Link workers and groups: what they carry.

use std::collections::BTreeMap;

use super::easel::{LEVELS, Marks, RANGE, long_date};
use super::{Datum, FigureContext, FigureData, NamedFigure};
use crate::measure::series::WorkerWeek;
use crate::output::chart::{Axis, HeatGrid, NumberFormat, Threshold, heat_map};

/// More rows than this cannot be read.
const MOST_ROWS: usize = 24;

pub fn caseload_by_worker(context: &FigureContext<'_>) -> NamedFigure {
    let mut posts: BTreeMap<(&str, u16), Vec<&WorkerWeek>> = BTreeMap::new();
    for (network, week) in context.worker_weeks {
        posts
            .entry((network.as_str(), week.slot))
            .or_default()
            .push(week);
    }
    let networks = {
        let mut names: Vec<&str> = posts.keys().map(|(network, _)| *network).collect();
        names.dedup();
        names.len()
    };
    let columns = (context.days.div_ceil(7) as usize).max(1);
    let left_out = posts.len().saturating_sub(MOST_ROWS);
    let (mut filled, mut over) = (0_usize, 0_usize);
    let (mut rows, mut values, mut data) = (Vec::new(), Vec::new(), Vec::new());
    for ((network, slot), weeks) in posts.iter().take(MOST_ROWS) {
        let post = format!("Link worker {}", slot + 1);
        rows.push(if networks > 1 {
            format!("{network} {}", slot + 1)
        } else {
            post
        });
        let mut cells = vec![None; columns];
        for week in weeks {
            let share = (week.in_post && week.safe_caseload > 0.0)
                .then(|| f64::from(week.caseload) / f64::from(week.safe_caseload));
            if let Some(share) = share {
                filled += 1;
                over += usize::from(share > 1.0);
            }
            if let Some(cell) = cells.get_mut((week.day / 7) as usize) {
                *cell = share;
            }
            data.push(vec![
                Datum::Text((*network).to_owned()),
                Datum::Number(f64::from(slot + 1)),
                Datum::Date(context.date(week.day)),
                Datum::Number(if week.in_post {
                    f64::from(week.caseload)
                } else {
                    f64::NAN
                }),
                Datum::Number(f64::from(week.safe_caseload)),
                Datum::Number(f64::from(week.strain)),
            ]);
        }
        values.push(cells);
    }
    let grid = HeatGrid {
        rows,
        values,
        column_width: 7.0,
        label: "Clients as % of the safe caseload of the post".to_owned(),
        format: NumberFormat::Percent,
        threshold: Some(Threshold {
            value: 1.0,
            meaning: "over the safe caseload".to_owned(),
        }),
    };
    let alt = if filled == 0 {
        "No link worker was in post.".to_owned()
    } else {
        format!(
            "{} posts by week from {}: in {} of the weeks a filled post carried more clients than is safe.",
            posts.len().min(MOST_ROWS),
            long_date(context.start),
            NumberFormat::Percent.text(over as f64 / filled as f64)
        )
    };
    let title = "Caseload of each link worker by week";
    let mut caption = context.caption(title, Marks::Lines, "", alt);
    caption.note = "One simulated future, the first. A part-time post has a smaller safe caseload. Cells without a \
                    value: nobody in post."
        .to_owned();
    if left_out > 0 {
        caption.note.push_str(&format!(
            " The first {MOST_ROWS} of {} posts in order of network are shown; {left_out} are not.",
            posts.len()
        ));
    }
    NamedFigure {
        name: "caseload-by-worker",
        title: title.to_owned(),
        figure: heat_map(&caption, &Axis::date(context.start), &grid),
        data: FigureData {
            columns: vec![
                "network",
                "post",
                "week_beginning",
                "clients",
                "safe_caseload",
                "strain",
            ],
            rows: data,
        },
    }
}

pub fn caseload_per_fte(context: &FigureContext<'_>) -> NamedFigure {
    let curve = context.curve("", "caseload_per_fte", "all", &LEVELS);
    let alt = context.course(&curve, NumberFormat::OneDecimal);
    let caption = context.caption(
        "Clients per full-time link worker in post",
        Marks::Bands,
        "When a link worker leaves, clients pass to those who stay.",
        alt,
    );
    let y = Axis::from_zero("Clients per FTE in post", NumberFormat::OneDecimal);
    context.over_time("caseload", &caption, &y, &[curve])
}

pub fn strain(context: &FigureContext<'_>) -> NamedFigure {
    let curve = context.curve("", "strain", "all", &LEVELS);
    let alt = context.course(&curve, NumberFormat::Percent);
    let caption = context.caption(
        "Strain of link workers",
        Marks::Bands,
        "Mean over link workers in post: 0% is none, 100% the most. Strain makes sickness and leaving more likely.",
        alt,
    );
    let y = Axis::from_zero("Strain", NumberFormat::Percent);
    context.over_time("strain", &caption, &y, &[curve])
}

pub fn group_places(context: &FigureContext<'_>) -> NamedFigure {
    let curves = [
        context.curve("Places in open groups", "places", "all", &[RANGE]),
        context.curve(
            "Taken by other members",
            "places_taken_by_others",
            "all",
            &[RANGE],
        ),
        context.curve(
            "Taken by people in need",
            "places_taken_by_people_in_need",
            "all",
            &[RANGE],
        ),
    ];
    let alt = curves
        .iter()
        .map(|c| format!("{}: {}", c.name, context.course(c, NumberFormat::Integer)))
        .collect::<Vec<_>>()
        .join(" ");
    let used = context
        .middle("mean_share_of_places_used", "all")
        .words(NumberFormat::Percent);
    let caption = context.caption(
        "Places in community groups",
        Marks::OneBand,
        "People in need are those the model follows, whoever sent them; other members come without any need.",
        format!("Share of places used, mean over months: {used}. {alt}"),
    );
    let y = Axis::from_zero("Places", NumberFormat::Integer);
    context.over_time("group-places", &caption, &y, &curves)
}
