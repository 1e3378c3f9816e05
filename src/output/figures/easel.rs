//! From values over runs to marks on a chart: middles, ranges, captions, and the table behind each figure.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Datum, FigureContext, FigureData, NamedFigure};
use crate::analysis::statistics::{quantile, sorted};
use crate::output::chart::{
    Axis, Band, BandSeries, Bar, BarGroup, Caption, NumberFormat, Point, Row, bands, bars,
    dot_intervals, small_multiples,
};

/// Shares of futures that the bands of a single curve hold.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// Share of futures between the ends of every other range.
pub const RANGE: f64 = 0.8;
/// With fewer futures than this no range is shown: it would claim more than they can tell.
const FEWEST_FUTURES: usize = 5;
/// Below this many futures the ends of the ranges are rough.
const FEW_FUTURES: usize = 20;
/// Names of the deprivation quintiles, most deprived first.
pub const QUINTILES: [&str; 5] = [
    "Most deprived fifth",
    "2nd most deprived",
    "Middle fifth",
    "2nd least deprived",
    "Least deprived fifth",
];

/// Mean of the futures and the range that holds 80% of them. Means add up, as the lines of a budget should.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Middle {
    /// Mean; NaN without values.
    pub mean: f64,
    /// Lower end; NaN with fewer than five values.
    pub lower: f64,
    /// Upper end; NaN with fewer than five values.
    pub upper: f64,
}

impl Middle {
    /// Of the finite values.
    pub fn of(values: &[f64]) -> Self {
        let values = sorted(values);
        let (lower, upper) = range(&values, RANGE);
        Self {
            mean: values.iter().sum::<f64>() / values.len() as f64,
            lower,
            upper,
        }
    }

    /// In words: "120 (80% of simulated futures fall between 100 and 140)".
    pub fn words(self, format: NumberFormat) -> String {
        self.written(format, |lower, upper| {
            format!("80% of simulated futures fall between {lower} and {upper}")
        })
    }

    /// In few words: "120 (100 to 140)".
    pub fn short(self, format: NumberFormat) -> String {
        self.written(format, |lower, upper| format!("{lower} to {upper}"))
    }

    fn written(self, format: NumberFormat, range: impl FnOnce(String, String) -> String) -> String {
        if !self.mean.is_finite() {
            return "not observed".to_owned();
        }
        let mean = format.text(self.mean);
        if self.lower.is_finite() && self.upper.is_finite() {
            let range = range(format.text(self.lower), format.text(self.upper));
            format!("{mean} ({range})")
        } else {
            mean
        }
    }
}

/// The central range of sorted values that holds `level` of them; NaN with fewer than five.
fn range(sorted: &[f64], level: f64) -> (f64, f64) {
    if sorted.len() < FEWEST_FUTURES {
        return (f64::NAN, f64::NAN);
    }
    let tail = 0.5 * (1.0 - level);
    (quantile(sorted, tail), quantile(sorted, 1.0 - tail))
}

/// What a range on a chart looks like, for its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// One curve with three nested bands.
    Bands,
    /// Several curves with one band each.
    OneBand,
    /// Bars or dots with a line through their ends.
    Lines,
}

impl FigureContext<'_> {
    /// Number of futures that were completed.
    pub fn futures(&self) -> usize {
        self.results
            .outcome("people_in_need", "all")
            .iter()
            .filter(|value| value.is_finite())
            .count()
    }

    /// Title, scenario, period, what the marks mean.
    pub fn caption(&self, title: &str, marks: Marks, note: &str, alt: String) -> Caption {
        let futures = self.futures();
        let mut words = match (futures, marks) {
            (0, _) => "No simulated future was completed.".to_owned(),
            (1, _) => "One simulated future: how widely futures spread cannot be shown.".to_owned(),
            (n, _) if n < FEWEST_FUTURES => format!(
                "{n} simulated futures, too few to show how widely futures spread. Lines are medians, single values means."
            ),
            (n, Marks::Bands) => format!(
                "{n} simulated futures. The line is their median; the bands hold 50%, 80% and 95% of them."
            ),
            (n, Marks::OneBand) => format!(
                "{n} simulated futures. Lines are medians; 80% of simulated futures fall within each band."
            ),
            (n, Marks::Lines) => format!(
                "{n} simulated futures. Values are means over them; 80% of simulated futures fall between the ends of each line."
            ),
        };
        if (FEWEST_FUTURES..FEW_FUTURES).contains(&futures) {
            words.push_str(" With so few futures these ranges are rough.");
        }
        if !note.is_empty() {
            words.push(' ');
            words.push_str(note);
        }
        let alt = format!("{title}. {}. {alt}", self.scenario_title);
        Caption {
            title: title.to_owned(),
            subtitle: format!("{} – {}", self.scenario_title, self.period()),
            note: words,
            alt,
        }
    }

    /// The day with a number; the last date there is where a calendar ends.
    pub fn date(&self, day: u32) -> Date {
        self.start
            .checked_add(i64::from(day).days())
            .unwrap_or(Date::MAX)
    }

    fn period(&self) -> String {
        let last = self.date(self.days.saturating_sub(1));
        format!("{} to {}", long_date(self.start), long_date(last))
    }

    /// Median and range of a whole-run measure.
    pub fn middle(&self, measure: &str, subgroup: &str) -> Middle {
        Middle::of(self.results.outcome(measure, subgroup))
    }

    /// Run by run, one whole-run measure over another; NaN where the second is zero.
    pub fn ratio(&self, part: &str, whole: &str, subgroup: &str) -> Vec<f64> {
        let parts = self.results.outcome(part, subgroup);
        let wholes = self.results.outcome(whole, subgroup);
        parts
            .iter()
            .zip(wholes)
            .map(|(part, whole)| part / whole)
            .collect()
    }

    /// A measure by day as a curve with bands.
    pub fn curve(&self, name: &str, measure: &str, subgroup: &str, levels: &[f64]) -> BandSeries {
        let empty = BTreeMap::new();
        let days = self.results.series(measure, subgroup).unwrap_or(&empty);
        curve(
            name,
            levels,
            days.iter()
                .map(|(&day, values)| (f64::from(day), values.clone())),
        )
    }

    /// What a curve does, in words: first, middle and last value with their dates.
    pub fn course(&self, curve: &BandSeries, format: NumberFormat) -> String {
        let seen: Vec<usize> = (0..curve.x.len())
            .filter(|&i| curve.median[i].is_finite())
            .collect();
        let (Some(&first), Some(&last)) = (seen.first(), seen.last()) else {
            return "Nothing was observed.".to_owned();
        };
        let at = |i: usize| {
            format!(
                "{} on {}",
                format.text(curve.median[i]),
                long_date(self.date(curve.x[i] as u32))
            )
        };
        if first == last {
            return format!("The only value is {}.", at(first));
        }
        let halfway = seen[seen.len() / 2];
        let range = curve
            .bands
            .iter()
            .find(|band| band.level == RANGE && band.lower[last].is_finite())
            .map_or_else(String::new, |band| {
                format!(
                    "; at the end 80% of simulated futures fall between {} and {}",
                    format.text(band.lower[last]),
                    format.text(band.upper[last])
                )
            });
        let between = if halfway == last {
            String::new()
        } else {
            format!(", {}", at(halfway))
        };
        format!(
            "The median is {}{between} and {}{range}.",
            at(first),
            at(last)
        )
    }

    /// Curves over the dates of the run in one plot.
    pub fn over_time(
        &self,
        name: &'static str,
        caption: &Caption,
        y: &Axis,
        curves: &[BandSeries],
    ) -> NamedFigure {
        NamedFigure {
            name: name.to_owned(),
            title: caption.title.clone(),
            figure: bands(caption, &Axis::date(self.start), y, curves),
            data: self.curve_data(curves.iter().map(|curve| (curve.name.as_str(), curve))),
        }
    }

    /// A curve for each deprivation quintile over the dates of the run, in panels.
    pub fn over_time_by_quintile(
        &self,
        name: &'static str,
        caption: &Caption,
        y: &Axis,
        measure: &str,
    ) -> NamedFigure {
        let panels: Vec<(String, Vec<BandSeries>)> = QUINTILES
            .iter()
            .enumerate()
            .map(|(i, quintile)| {
                let curve = self.curve("", measure, &quintile_label(i), &[RANGE]);
                ((*quintile).to_owned(), vec![curve])
            })
            .collect();
        let flat = panels
            .iter()
            .flat_map(|(quintile, curves)| curves.iter().map(move |c| (quintile.as_str(), c)));
        NamedFigure {
            name: name.to_owned(),
            title: caption.title.clone(),
            data: self.curve_data(flat),
            figure: small_multiples(caption, &Axis::date(self.start), y, &panels),
        }
    }

    fn curve_data<'c>(
        &self,
        curves: impl Iterator<Item = (&'c str, &'c BandSeries)>,
    ) -> FigureData {
        let mut data = FigureData {
            columns: BAND_COLUMNS.to_vec(),
            rows: Vec::new(),
        };
        data.columns[1] = "date";
        for (name, curve) in curves {
            push_curve(&mut data, name, curve, |x| Datum::Date(self.date(x as u32)));
        }
        data
    }
}

const BAND_COLUMNS: [&str; 9] = [
    "series", "x", "median", "lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95",
];

fn push_curve(data: &mut FigureData, name: &str, curve: &BandSeries, x: impl Fn(f64) -> Datum) {
    for i in 0..curve.x.len() {
        let mut row = vec![
            Datum::Text(name.to_owned()),
            x(curve.x[i]),
            Datum::Number(curve.median[i]),
        ];
        for level in LEVELS {
            let band = curve.bands.iter().find(|band| band.level == level);
            let ends = band.map_or((f64::NAN, f64::NAN), |b| (b.lower[i], b.upper[i]));
            row.extend([Datum::Number(ends.0), Datum::Number(ends.1)]);
        }
        data.rows.push(row);
    }
}

/// A curve from values over futures at each x. Bands are left out where no x has five futures.
pub fn curve(
    name: &str,
    levels: &[f64],
    points: impl Iterator<Item = (f64, Vec<f64>)>,
) -> BandSeries {
    let mut curve = BandSeries {
        name: name.to_owned(),
        bands: levels
            .iter()
            .map(|&level| Band {
                level,
                lower: Vec::new(),
                upper: Vec::new(),
            })
            .collect(),
        ..BandSeries::default()
    };
    for (x, values) in points {
        let values = sorted(&values);
        curve.x.push(x);
        curve.median.push(quantile(&values, 0.5));
        for band in &mut curve.bands {
            let (lower, upper) = range(&values, band.level);
            band.lower.push(lower);
            band.upper.push(upper);
        }
    }
    curve
        .bands
        .retain(|band| band.lower.iter().any(|edge| edge.is_finite()));
    curve
}

/// Curves over a quantity that is not a date; `x_column` names it in the table.
pub fn curves_over(
    name: &'static str,
    caption: &Caption,
    (x_column, x): (&'static str, &Axis),
    y: &Axis,
    curves: &[BandSeries],
) -> NamedFigure {
    let mut data = FigureData {
        columns: BAND_COLUMNS.to_vec(),
        rows: Vec::new(),
    };
    data.columns[1] = x_column;
    for curve in curves {
        push_curve(&mut data, &curve.name, curve, Datum::Number);
    }
    NamedFigure {
        name: name.to_owned(),
        title: caption.title.clone(),
        figure: bands(caption, x, y, curves),
        data,
    }
}

/// Rows of named values, to be drawn as bars or as dots.
pub type Groups = Vec<(String, Vec<(String, Middle)>)>;

/// One value a row.
pub fn plain(rows: impl IntoIterator<Item = (String, Middle)>) -> Groups {
    rows.into_iter()
        .map(|(label, middle)| (label, vec![(String::new(), middle)]))
        .collect()
}

/// Bars with ranges.
pub fn bar_figure(
    name: &'static str,
    caption: &Caption,
    axis: &Axis,
    groups: &Groups,
) -> NamedFigure {
    let drawn: Vec<BarGroup> = groups
        .iter()
        .map(|(label, values)| BarGroup {
            label: label.clone(),
            bars: values
                .iter()
                .map(|(name, m)| Bar {
                    name: name.clone(),
                    value: m.mean,
                    lower: m.lower,
                    upper: m.upper,
                })
                .collect(),
        })
        .collect();
    NamedFigure {
        name: name.to_owned(),
        title: caption.title.clone(),
        figure: bars(caption, axis, &drawn),
        data: group_data(groups),
    }
}

/// Dots with ranges.
pub fn dot_figure(
    name: &'static str,
    caption: &Caption,
    axis: &Axis,
    groups: &Groups,
) -> NamedFigure {
    let drawn: Vec<Row> = groups
        .iter()
        .map(|(label, values)| Row {
            label: label.clone(),
            points: values
                .iter()
                .map(|(name, m)| Point {
                    name: name.clone(),
                    value: m.mean,
                    lower: m.lower,
                    upper: m.upper,
                })
                .collect(),
        })
        .collect();
    NamedFigure {
        name: name.to_owned(),
        title: caption.title.clone(),
        figure: dot_intervals(caption, axis, &drawn),
        data: group_data(groups),
    }
}

fn group_data(groups: &Groups) -> FigureData {
    FigureData {
        columns: vec!["row", "series", "mean", "lower_80", "upper_80"],
        rows: groups
            .iter()
            .flat_map(|(label, values)| {
                values.iter().map(move |(name, m)| {
                    vec![
                        Datum::Text(label.clone()),
                        Datum::Text(name.clone()),
                        Datum::Number(m.mean),
                        Datum::Number(m.lower),
                        Datum::Number(m.upper),
                    ]
                })
            })
            .collect(),
    }
}

/// Subgroup of quintile `i` (from 0, most deprived first) as named in results.
pub fn quintile_label(i: usize) -> String {
    format!("imd={}", i + 1)
}

/// A row of values for each quintile.
pub fn by_quintile(value: impl Fn(&str) -> Vec<(String, Middle)>) -> Groups {
    QUINTILES
        .iter()
        .enumerate()
        .map(|(i, quintile)| ((*quintile).to_owned(), value(&quintile_label(i))))
        .collect()
}

/// The first and the last quintile of one of the series of each row, in words.
pub fn quintile_gap(groups: &Groups, series: usize, format: NumberFormat) -> String {
    let of = |row: usize| {
        groups
            .get(row)
            .and_then(|(_, values)| values.get(series))
            .map_or_else(|| "not observed".to_owned(), |(_, m)| m.short(format))
    };
    format!(
        "{} in the most deprived fifth, {} in the least deprived",
        of(0),
        of(4)
    )
}

/// "1 April 2026".
pub fn long_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// With a capital letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
