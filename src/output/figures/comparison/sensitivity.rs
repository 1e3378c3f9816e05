//! Which inputs drive an outcome: elementary effects, shares of variance, rank correlations.

use jiff::ToSpan;

use super::super::NamedFigure;
use super::super::board::format;
use super::super::easel::long_date;
use super::{Datum, Setting, named, some, words};
use crate::analysis::sensitivity::WithInterval;
use crate::analysis::sensitivity::findings::{MeasureFindings, SensitivityFindings};
use crate::analysis::sensitivity::morris::Effects;
use crate::analysis::sensitivity::prcc::RankCorrelations;
use crate::analysis::sensitivity::sobol::SobolIndices;
use crate::output::chart::{
    Axis, Bar, BarGroup, NumberFormat, Plane, Ray, ScatterGroup, ScatterMark, bars, scatter,
};

/// Inputs that are named in the plane of effects.
const NAMED: usize = 10;
/// Bars that can be read together.
const MOST_BARS: usize = 20;

/// All figures: of each measure and each method that has found something.
pub fn all(findings: &SensitivityFindings) -> Vec<NamedFigure> {
    let last = findings
        .start
        .saturating_add(i64::from(findings.days.max(1) - 1).days());
    let period = format!("{} to {}", long_date(findings.start), long_date(last));
    let compared = match &findings.against {
        Some(against) => format!("{}, less: {against}", findings.scenario),
        None => format!("Scenario: {}", findings.scenario),
    };
    let setting = Setting {
        title: &compared,
        period: &period,
        basis: &format!("{} runs of each point.", findings.runs),
    };
    let mut figures = Vec::new();
    for measure in &findings.measures {
        let mut add = |figure: NamedFigure| {
            figures.push(NamedFigure {
                name: format!("{}-{}", figure.name, measure.id.replace('_', "-")),
                ..figure
            });
        };
        let kept: Vec<&str> = findings
            .kept
            .iter()
            .map(|&input| findings.inputs[input].name.as_str())
            .collect();
        if let Some(found) = measure.morris.as_ref().and_then(|a| a.found()) {
            add(effects(&setting, findings, measure, found));
        }
        if let Some(found) = measure.sobol.as_ref().and_then(|a| a.found()) {
            add(indices(&setting, measure, &kept, found));
        }
        if let Some(found) = measure.prcc.as_ref().and_then(|a| a.found()) {
            add(correlations(&setting, measure, &kept, found));
        }
    }
    figures
}

/// The order in which inputs are shown: the greatest first.
fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

fn left_out(count: usize) -> String {
    match count.saturating_sub(MOST_BARS) {
        0 => String::new(),
        more => format!(" {more} more inputs, with less, are in the table of this figure."),
    }
}

fn interval_data(one: WithInterval) -> [Datum; 3] {
    [one.value, one.lower_95, one.upper_95].map(Datum::Number)
}

/// μ* against σ: how much an input moves the measure, and how much that depends on the rest.
fn effects(
    setting: &Setting<'_>,
    findings: &SensitivityFindings,
    measure: &MeasureFindings,
    found: &[Effects],
) -> NamedFigure {
    let format = match format(&measure.unit, measure.decimals) {
        // Effects are differences, and often finer than levels.
        NumberFormat::Integer => NumberFormat::OneDecimal,
        format => format,
    };
    let sizes: Vec<f64> = found.iter().map(|effects| effects.mu_star.value).collect();
    let order = order(&sizes);
    let place = |input: usize| (found[input].mu_star.value, found[input].sigma);
    let clear = ScatterGroup {
        name: "Clearly more than chance".to_owned(),
        cloud: Vec::new(),
        marks: order
            .iter()
            .filter(|&&input| found[input].is_clear())
            .enumerate()
            .map(|(rank, &input)| {
                let (x, y) = place(input);
                ScatterMark {
                    x,
                    y,
                    label: match rank < NAMED {
                        true => findings.inputs[input].name.clone(),
                        false => String::new(),
                    },
                    chosen: false,
                }
            })
            .collect(),
    };
    let others = order.iter().filter(|&&input| !found[input].is_clear());
    let groups = [
        clear,
        ScatterGroup {
            name: "Not told from chance".to_owned(),
            cloud: others.map(|&input| place(input)).collect(),
            marks: Vec::new(),
        },
    ];
    let over = Plane {
        rays: vec![Ray {
            slope: 1.0,
            label: "σ = μ*".to_owned(),
        }],
        ..Plane::default()
    };
    let parts = order
        .iter()
        .map(|&input| {
            let effects = &found[input];
            format!(
                "{}: μ* {}, σ {}",
                findings.inputs[input].name,
                format.text(effects.mu_star.value),
                format.text(effects.sigma)
            )
        })
        .collect();
    let caption = setting.caption(
        &format!("What moves it: {}", measure.label),
        "Each point is an input; small ones move it no more than chance may. To the right: moving it over its whole range changes the measure more, either way (μ*). \
         Higher up: how much depends on the other inputs or on where it starts, or is chance (σ).",
        &some(parts, 10),
    );
    let unit = match measure.unit.as_str() {
        "" | "%" | "GBP" => String::new(),
        unit => format!(" ({unit})"),
    };
    let axis = |name: &str| Axis::from_zero(format!("{name}{unit}"), format);
    let figure = scatter(
        &caption,
        &axis("μ*, mean absolute effect"),
        &axis("σ, standard deviation of effects"),
        &groups,
        &over,
    );
    let data = order.iter().map(|&input| {
        let effects = &found[input];
        let [value, lower, upper] = interval_data(effects.mu_star);
        vec![
            words(&findings.inputs[input].name),
            value,
            lower,
            upper,
            Datum::Number(effects.mu.unwrap_or(f64::NAN)),
            Datum::Number(effects.sigma),
            Datum::Number(effects.chance_upper.unwrap_or(f64::NAN)),
        ]
    });
    let columns = [
        "input",
        "mu_star",
        "lower_95",
        "upper_95",
        "mu",
        "sigma",
        "chance_upper",
    ];
    named("effects", &caption, figure, &columns, data.collect())
}

/// First and total indices, the greatest total on top.
fn indices(
    setting: &Setting<'_>,
    measure: &MeasureFindings,
    kept: &[&str],
    found: &SobolIndices,
) -> NamedFigure {
    let totals: Vec<f64> = found.inputs.iter().map(|one| one.total.value).collect();
    let order = order(&totals);
    let bar = |name: &str, one: WithInterval| Bar {
        name: name.to_owned(),
        value: one.value,
        lower: one.lower_95,
        upper: one.upper_95,
    };
    let groups: Vec<BarGroup> = order
        .iter()
        .take(MOST_BARS)
        .map(|&input| BarGroup {
            label: kept[input].to_owned(),
            bars: vec![
                bar("By itself (first)", found.inputs[input].first),
                bar("With others (total)", found.inputs[input].total),
            ],
        })
        .collect();
    let percent = NumberFormat::Percent;
    let parts = order
        .iter()
        .map(|&input| {
            let one = &found.inputs[input];
            format!(
                "{}: {} by itself, {} with others",
                kept[input],
                percent.text(one.first.value),
                percent.text(one.total.value)
            )
        })
        .collect();
    let caption = setting.caption(
        &format!("What explains its spread: {}", measure.label),
        &format!(
            "Shares of the variance that these inputs cause in the expected measure, with 95% intervals (bootstrap). Totals \
             count what inputs do together once for each of them, so they may add up to more than 100%. Of the variance of \
             a single future, {} is only chance and in no bar.{}",
            percent.text(found.spread.chance_share()),
            left_out(kept.len())
        ),
        &some(parts, 10),
    );
    let axis = Axis::number("Share of the variance", percent);
    let data = order.iter().map(|&input| {
        let one = &found.inputs[input];
        [words(kept[input])]
            .into_iter()
            .chain(interval_data(one.first))
            .chain(interval_data(one.total))
            .collect()
    });
    let figure = bars(&caption, &axis, &groups);
    let columns = [
        "input",
        "first",
        "first_lower_95",
        "first_upper_95",
        "total",
        "total_lower_95",
        "total_upper_95",
    ];
    named(
        "variance-explained",
        &caption,
        figure,
        &columns,
        data.collect(),
    )
}

/// Rank correlations, the closest on top.
fn correlations(
    setting: &Setting<'_>,
    measure: &MeasureFindings,
    kept: &[&str],
    found: &RankCorrelations,
) -> NamedFigure {
    let known: Vec<(usize, WithInterval)> = found
        .inputs
        .iter()
        .enumerate()
        .filter_map(|(input, one)| Some((input, (*one)?)))
        .collect();
    let sizes: Vec<f64> = known.iter().map(|(_, one)| one.value.abs()).collect();
    let order: Vec<(usize, WithInterval)> = order(&sizes)
        .into_iter()
        .map(|place| known[place])
        .collect();
    let groups: Vec<BarGroup> = order
        .iter()
        .take(MOST_BARS)
        .map(|&(input, one)| BarGroup {
            label: kept[input].to_owned(),
            bars: vec![Bar {
                name: String::new(),
                value: one.value,
                lower: one.lower_95,
                upper: one.upper_95,
            }],
        })
        .collect();
    let parts = order
        .iter()
        .map(|(input, one)| format!("{}: {:.2}", kept[*input], one.value))
        .collect();
    let missing = match found.inputs.len() - known.len() {
        0 => String::new(),
        1 => " One input has none: its values have no order.".to_owned(),
        n => format!(" {n} inputs have none: their values have no order."),
    };
    let caption = setting.caption(
        &format!("What it rises and falls with: {}", measure.label),
        &format!(
            "Partial rank correlation, −1 to 1, with 95% intervals: whether the measure rises steadily with an input, the \
             others held; not by how much.{missing}{}",
            left_out(known.len())
        ),
        &some(parts, 10),
    );
    let axis = Axis::number("Partial rank correlation", NumberFormat::ThreeDecimals);
    let data = order.iter().map(|&(input, one)| {
        [words(kept[input])]
            .into_iter()
            .chain(interval_data(one))
            .collect()
    });
    let figure = bars(&caption, &axis, &groups);
    let columns = ["input", "prcc", "lower_95", "upper_95"];
    named(
        "rank-correlations",
        &caption,
        figure,
        &columns,
        data.collect(),
    )
}
