//! Link workers and groups: what they carry.

use std::collections::{BTreeMap, BTreeSet};

use super::easel::{LEVELS, Marks, RANGE, long_date};
use super::{Datum, FigureContext, FigureData, NamedFigure};
use crate::output::chart::{Axis, HeatGrid, NumberFormat, Threshold, heat_map};

/// More rows than this cannot be read.
const MOST_ROWS: usize = 24;

/// Clients and safe caseload of filled posts.
#[derive(Clone, Copy, Default)]
struct Load {
    clients: f64,
    safe: f64,
}

impl Load {
    /// Clients over what is safe; `None` where nobody is in post.
    fn share(self) -> Option<f64> {
        (self.safe > 0.0).then(|| self.clients / self.safe)
    }
}

pub fn caseload_by_worker(context: &FigureContext<'_>) -> NamedFigure {
    let weeks = (context.days.div_ceil(7) as usize).max(1);
    let posts: BTreeSet<(&str, u16)> = context
        .worker_weeks
        .iter()
        .map(|(network, week)| (network.as_str(), week.slot))
        .collect();
    let networks: BTreeSet<&str> = posts.iter().map(|(network, _)| *network).collect();
    // Where posts are too many to be read, a row is a network.
    let together = posts.len() > MOST_ROWS;
    let mut rows: BTreeMap<(&str, u16), Vec<Load>> = BTreeMap::new();
    let (mut filled, mut over) = (0_usize, 0_usize);
    for (network, week) in context.worker_weeks {
        let slot = if together { 0 } else { week.slot };
        let row = rows
            .entry((network.as_str(), slot))
            .or_insert_with(|| vec![Load::default(); weeks]);
        if !week.in_post || week.safe_caseload <= 0.0 {
            continue;
        }
        filled += 1;
        over += usize::from(f64::from(week.caseload) > f64::from(week.safe_caseload));
        if let Some(load) = row.get_mut((week.day / 7) as usize) {
            load.clients += f64::from(week.caseload);
            load.safe += f64::from(week.safe_caseload);
        }
    }
    let found = rows.len();
    let mut shown: Vec<((&str, u16), Vec<Load>)> = rows.into_iter().collect();
    if found > MOST_ROWS {
        let mean = |loads: &[Load]| {
            let shares: Vec<f64> = loads.iter().filter_map(|load| load.share()).collect();
            shares.iter().sum::<f64>() / shares.len().max(1) as f64
        };
        shown.sort_by(|a, b| mean(&b.1).total_cmp(&mean(&a.1)));
        shown.truncate(MOST_ROWS);
    }
    let label = |network: &str, slot: u16| match (together, networks.len() > 1) {
        (true, _) => network.to_owned(),
        (false, true) => format!("{network} {}", slot + 1),
        (false, false) => format!("Link worker {}", slot + 1),
    };
    let grid = HeatGrid {
        rows: shown.iter().map(|((n, slot), _)| label(n, *slot)).collect(),
        values: shown
            .iter()
            .map(|(_, loads)| loads.iter().map(|load| load.share()).collect())
            .collect(),
        column_width: 7.0,
        label: "Clients as % of the safe caseload".to_owned(),
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
            "Weeks from {} of {} in {}: {} of the weeks in which a post was filled had more clients than is safe.",
            long_date(context.start),
            plural(posts.len(), "post"),
            plural(networks.len(), "network"),
            NumberFormat::Percent.text(over as f64 / filled as f64)
        )
    };
    let title = if together {
        "Caseload of link workers in each network by week"
    } else {
        "Caseload of each link worker by week"
    };
    let mut caption = context.caption(title, Marks::Lines, "", alt);
    caption.note =
        "One simulated future, the first. A part-time post has a smaller safe caseload.".to_owned();
    if together {
        caption
            .note
            .push_str(" A row is all filled posts of a network together.");
    }
    if found > MOST_ROWS {
        caption.note.push_str(&format!(
            " Of {found} networks the {MOST_ROWS} with the heaviest caseloads are shown."
        ));
    }
    let data = shown.iter().flat_map(|((network, slot), loads)| {
        loads.iter().enumerate().map(move |(week, load)| {
            vec![
                Datum::Text(label(network, *slot)),
                Datum::Date(context.date(7 * week as u32)),
                Datum::Number(load.clients),
                Datum::Number(load.safe),
                Datum::Number(load.share().unwrap_or(f64::NAN)),
            ]
        })
    });
    NamedFigure {
        name: "caseload-by-worker".to_owned(),
        title: title.to_owned(),
        figure: heat_map(&caption, &Axis::date(context.start), &grid),
        data: FigureData {
            columns: vec![
                "row",
                "week_beginning",
                "clients",
                "safe_caseload",
                "share_of_safe_caseload",
            ],
            rows: data.collect(),
        },
    }
}

fn plural(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
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
