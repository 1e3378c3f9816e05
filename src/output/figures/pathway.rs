//! Where people come from, how far they get, and why they leave.

use super::easel::{
    Groups, Marks, Middle, RANGE, bar_figure, by_quintile, capital, dot_figure, plain, quintile_gap,
};
use super::{Datum, FigureContext, FigureData, NamedFigure};
use crate::analysis::measures::slug;
use crate::measure::count::Count;
use crate::output::chart::{Axis, FunnelStep, NumberFormat, funnel as funnel_chart};

const STAGES: [&str; 5] = [
    "1 Professional support",
    "2 Engaging with others",
    "3 Learning and relating",
    "4 Seeing oneself anew",
    "5 Moving forward",
];

pub fn arrivals(context: &FigureContext<'_>) -> NamedFigure {
    let rows = [
        ("Offered by a GP", Count::Offered),
        ("Offer declined", Count::Declined),
        ("Referred by a GP", Count::ReferredByGp),
        ("Self-referred", Count::ReferredBySelf),
        ("Referred by another agency", Count::ReferredByAgency),
        ("Returned by the open door", Count::ReturnedOpenDoor),
        ("All referrals", Count::Referred),
    ]
    .map(|(name, count)| {
        let values = context.middle(&slug(count.label()), "all");
        (name.to_owned(), values)
    });
    let value = |count: Count| {
        context
            .middle(&slug(count.label()), "all")
            .words(NumberFormat::Integer)
    };
    let alt = format!(
        "Offers: {}; accepted: {}. All referrals: {}.",
        value(Count::Offered),
        value(Count::Accepted),
        value(Count::Referred)
    );
    let caption = context.caption(
        "How people come to the service",
        Marks::Lines,
        "Offers that a GP's patient accepts are referrals by a GP. A person may be offered and referred more than once.",
        alt,
    );
    let axis = Axis::from_zero("Number over the run", NumberFormat::Integer);
    bar_figure("arrivals", &caption, &axis, &plain(rows))
}

pub fn funnel(context: &FigureContext<'_>) -> NamedFigure {
    let steps = [
        ("Referred", Count::Referred),
        ("Seen by a link worker", Count::Contacted),
        ("Three or more contacts", Count::ThreeContacts),
        ("Came to an onward activity", Count::Onward),
        (
            "Reached stage 3: learning, relating to others",
            Count::Stage3,
        ),
        ("Reached stage 4: seeing oneself anew", Count::Stage4),
        ("Reached stage 5: moving forward", Count::Stage5),
    ];
    let mut data = FigureData {
        columns: vec!["step", "mean", "lower_80", "upper_80", "share_of_referred"],
        rows: Vec::new(),
    };
    let mut words = Vec::new();
    let drawn: Vec<FunnelStep> = steps
        .into_iter()
        .map(|(label, count)| {
            let id = slug(count.label());
            let middle = context.middle(&id, "all");
            let share = Middle::of(&context.ratio(&id, "referred", "all")).mean;
            data.rows.push(vec![
                Datum::Text(label.to_owned()),
                Datum::Number(middle.mean),
                Datum::Number(middle.lower),
                Datum::Number(middle.upper),
                Datum::Number(share),
            ]);
            words.push(format!(
                "{label}: {}{}",
                middle.short(NumberFormat::Integer),
                if share.is_finite() {
                    format!(", {} of referrals", NumberFormat::Percent.text(share))
                } else {
                    String::new()
                }
            ));
            FunnelStep {
                label: label.to_owned(),
                value: middle.mean,
                lower: middle.lower,
                upper: middle.upper,
                share_of_first: share,
            }
        })
        .collect();
    let caption = context.caption(
        "From referral to moving forward",
        Marks::Lines,
        "Some come to an activity after one or two contacts. Stages count people once, among them a few who joined a \
         group without a referral. Those referred late had little time to get far before the run ended.",
        words.join("; ") + ".",
    );
    NamedFigure {
        name: "pathway-funnel".to_owned(),
        title: caption.title.clone(),
        figure: funnel_chart(&caption, &drawn),
        data,
    }
}

pub fn endings(context: &FigureContext<'_>) -> NamedFigure {
    let mut rows: Vec<(String, Middle)> = Vec::new();
    let mut never = Vec::new();
    for count in Count::endings() {
        let label = capital(count.label().trim_start_matches("ended: "));
        let values = context.results.outcome(&slug(count.label()), "all");
        if values.iter().any(|&n| n > 0.0) {
            rows.push((label, Middle::of(values)));
        } else {
            never.push(label.to_lowercase());
        }
    }
    rows.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let words: Vec<String> = rows
        .iter()
        .take(4)
        .map(|(label, m)| format!("{label}: {}", m.short(NumberFormat::Integer)))
        .collect();
    let alt = if words.is_empty() {
        "No episode ended.".to_owned()
    } else {
        format!("The most frequent reasons are: {}.", words.join("; "))
    };
    let note = if never.is_empty() {
        "Each referral that has ended has one reason.".to_owned()
    } else {
        format!(
            "Each referral that has ended has one reason. Never happened: {}.",
            never.join(", ")
        )
    };
    let caption = context.caption("Why people left the service", Marks::Lines, &note, alt);
    let axis = Axis::from_zero("Referrals that ended", NumberFormat::Integer);
    bar_figure("endings", &caption, &axis, &plain(rows))
}

pub fn shares_by_deprivation(context: &FigureContext<'_>) -> NamedFigure {
    let groups = by_quintile(|quintile| {
        let mut values = vec![(
            "Referrals per person in need".to_owned(),
            Middle::of(&context.ratio("referred", "people_in_need", quintile)),
        )];
        values.extend(
            [
                ("Seen, of referrals", "share_contacted"),
                (
                    "Three or more contacts, of referrals",
                    "share_three_contacts",
                ),
                ("Onward activity, of referrals", "share_onward"),
            ]
            .map(|(name, measure)| (name.to_owned(), context.middle(measure, quintile))),
        );
        values
    });
    let alt = [
        "Referrals per person in need",
        "Seen",
        "Three contacts",
        "Onward activity",
    ]
    .iter()
    .enumerate()
    .map(|(i, name)| {
        format!(
            "{name}: {}.",
            quintile_gap(&groups, i, NumberFormat::Percent)
        )
    })
    .collect::<Vec<_>>()
    .join(" ");
    let caption = context.caption("Steps of the pathway by deprivation", Marks::Lines,
        "Fifths of areas by the Index of Multiple Deprivation. Some people are referred more than once.", alt);
    let axis = Axis::from_zero("Share", NumberFormat::Percent);
    dot_figure("pathway-by-deprivation", &caption, &axis, &groups)
}

pub fn stages_over_time(context: &FigureContext<'_>) -> NamedFigure {
    let curves: Vec<_> = STAGES
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let measure = format!("reached_stage_{}_so_far", i + 1);
            context.curve(name, &measure, "all", &[RANGE])
        })
        .collect();
    let alt = curves
        .iter()
        .map(|c| {
            let last = c.median.last().copied().unwrap_or(f64::NAN);
            format!("stage {}: {}", c.name, NumberFormat::Integer.text(last))
        })
        .collect::<Vec<_>>()
        .join("; ");
    let caption = context.caption(
        "People who have reached each stage of the journey",
        Marks::OneBand,
        "Counted once a person, the first time; people who joined a group by themselves are included. Some enter at \
         stage 2, so more people may have reached stage 2 than stage 1.",
        format!("By the last day, people who have reached {alt}."),
    );
    let y = Axis::from_zero("People so far", NumberFormat::Integer);
    context.over_time("stages", &caption, &y, &curves)
}

pub fn stages_in_both_worlds(context: &FigureContext<'_>) -> NamedFigure {
    let groups: Groups = STAGES
        .iter()
        .enumerate()
        .map(|(i, stage)| {
            let id = format!("reached_stage_{}", i + 1);
            let values = vec![
                ("With the service".to_owned(), context.middle(&id, "all")),
                (
                    "Same people without it".to_owned(),
                    context.middle(&format!("{id}_without_service"), "all"),
                ),
            ];
            ((*stage).to_owned(), values)
        })
        .collect();
    let words: Vec<String> = groups
        .iter()
        .skip(1)
        .map(|(stage, values)| {
            format!(
                "{stage}: {} with, {} without",
                values[0].1.short(NumberFormat::Integer),
                values[1].1.short(NumberFormat::Integer)
            )
        })
        .collect();
    let caption = context.caption(
        "Stages reached with the service and without it",
        Marks::Lines,
        "The same people are followed in both worlds; without the service some still join a group by themselves.",
        words.join("; ") + ".",
    );
    let axis = Axis::from_zero("People over the run", NumberFormat::Integer);
    bar_figure("stages-with-and-without", &caption, &axis, &groups)
}

pub fn stages_by_deprivation(context: &FigureContext<'_>) -> NamedFigure {
    let groups = by_quintile(|quintile| {
        (2..=5)
            .map(|stage| {
                let id = format!("reached_stage_{stage}");
                let share = Middle::of(&context.ratio(&id, "people_in_need", quintile));
                (format!("Stage {}", STAGES[stage - 1]), share)
            })
            .collect()
    });
    let alt = format!(
        "Share of people in need who reached stage 2: {}. Stage 5: {}.",
        quintile_gap(&groups, 0, NumberFormat::Percent),
        quintile_gap(&groups, 3, NumberFormat::Percent)
    );
    let caption = context.caption(
        "Stages reached by deprivation",
        Marks::Lines,
        "Out of everybody who was in need at some time, referred or not.",
        alt,
    );
    let axis = Axis::from_zero("Share of people in need", NumberFormat::Percent);
    dot_figure("stages-by-deprivation", &caption, &axis, &groups)
}
