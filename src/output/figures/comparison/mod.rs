//! Figures that compare scenarios and weigh what they cost against what they bring.
//!
//! | module | figures |
//! | --- | --- |
//! | [`differences`] | paired differences by measure, by deprivation, run by run |
//! | [`course`] | a paired difference month by month |
//! | [`plane`] | cost-effectiveness plane |
//! | [`acceptability`] | acceptability curves and frontier |
//! | [`agenda`] | what is worth knowing against what is known |
//! | [`information`] | value of perfect and of partial information |
//! | [`frontier`] | means on the cost-effectiveness frontier; candidates of a search |
//! | [`tornado`] | one parameter at a time |
//! | [`variance`] | shares of variance |
//! | [`waterfall`] | contributions from base to scenario |
//! | [`sensitivity`] | which inputs drive an outcome |
//! | [`sweep`] | an outcome over one factor or two |
//! | [`convergence`] | the mean as runs are added |
//! | [`evaluation`] | what study designs would estimate |
//!
//! All numbers come in as plain structs, computed elsewhere; nothing is estimated here beyond shares of runs. A value
//! that is not finite was not observed, and its reason is written in its place.

pub mod acceptability;
pub mod agenda;
pub mod convergence;
pub mod course;
pub mod differences;
pub mod evaluation;
pub mod frontier;
pub mod information;
pub mod plane;
pub mod sensitivity;
pub mod sweep;
pub mod tornado;
pub mod variance;
pub mod waterfall;

use super::easel::capital;
use super::{Datum, FigureData, NamedFigure};
use crate::output::chart::{Caption, EndWords, Figure, NumberFormat};

/// What the figures of one comparison share.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// What is compared, named in every figure: "One more link worker, against: Baseline".
    pub title: &'a str,
    /// The time looked at: "1 April 2026 to 31 March 2029". May be empty.
    pub period: &'a str,
    /// Ends every note: number of runs, how pairs are made. May be empty.
    pub basis: &'a str,
}

impl Setting<'_> {
    fn caption(&self, title: &str, note: &str, alt: &str) -> Caption {
        let subtitle = match self.period {
            "" => self.title.to_owned(),
            period => format!("{} – {period}", self.title),
        };
        Caption {
            title: title.to_owned(),
            subtitle,
            note: format!("{note} {}", self.basis).trim().to_owned(),
            alt: format!("{title}. {}. {alt}", self.title),
        }
    }
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better: wellbeing.
    Higher,
    /// Less is better: waits.
    Lower,
    /// Neither: referrals.
    Neither,
}

impl Better {
    /// What the ends of an axis of differences mean.
    fn ends(self) -> EndWords {
        let [low, high] = match self {
            Self::Higher => ["worse", "better"],
            Self::Lower => ["better", "worse"],
            Self::Neither => ["less", "more"],
        };
        EndWords {
            low: low.to_owned(),
            high: high.to_owned(),
        }
    }
}

/// A quantity that scenarios are compared by.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Name with unit: "Mean wait to first contact (days)".
    pub name: String,
    /// How its values are written.
    pub format: NumberFormat,
    /// Which direction is better.
    pub better: Better,
}

/// A mean with its 95% interval, in the unit of its measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// NaN where nothing was observed.
    pub mean: f64,
    /// Lower end; NaN if there is none.
    pub lower: f64,
    /// Upper end; NaN if there is none.
    pub upper: f64,
    /// Why there is no mean: "nobody in this group". Empty where there is one.
    pub why_missing: String,
}

impl Estimate {
    /// An estimate that was observed.
    pub fn new(mean: f64, lower: f64, upper: f64) -> Self {
        Self {
            mean,
            lower,
            upper,
            why_missing: String::new(),
        }
    }

    /// No estimate, with the reason.
    pub fn missing(why: impl Into<String>) -> Self {
        Self {
            mean: f64::NAN,
            lower: f64::NAN,
            upper: f64::NAN,
            why_missing: why.into(),
        }
    }

    /// A difference with its signs, "−2.1 (−3.0 to −1.2)", or why there is none.
    fn signed(&self, format: NumberFormat) -> String {
        if !self.mean.is_finite() {
            return no_observation(&self.why_missing);
        }
        let mean = format.signed(self.mean);
        if self.lower.is_finite() && self.upper.is_finite() {
            let (lower, upper) = (format.signed(self.lower), format.signed(self.upper));
            format!("{mean} ({lower} to {upper})")
        } else {
            mean
        }
    }

    fn data(&self) -> [Datum; 3] {
        [self.mean, self.lower, self.upper].map(Datum::Number)
    }
}

/// "No observation", with the reason if one is known.
fn no_observation(why: &str) -> String {
    match why.trim() {
        "" => "No observation".to_owned(),
        why => format!("No observation: {why}"),
    }
}

/// Pounds as round as they are: "£20k".
fn round_pounds(value: f64) -> String {
    NumberFormat::Pounds.tick(value, value.abs().max(1.0))
}

/// With a small letter at the beginning, as inside a sentence, unless it begins with an abbreviation.
fn inner(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn words(text: &str) -> Datum {
    Datum::Text(text.to_owned())
}

fn named(
    name: &'static str,
    caption: &Caption,
    figure: Figure,
    columns: &[&'static str],
    rows: Vec<Vec<Datum>>,
) -> NamedFigure {
    NamedFigure {
        name: name.to_owned(),
        title: caption.title.clone(),
        figure,
        data: FigureData {
            columns: columns.to_vec(),
            rows,
        },
    }
}

/// The first few parts of an alternative text; the table holds all.
fn some(parts: Vec<String>, most: usize) -> String {
    if parts.is_empty() {
        return "Nothing was observed.".to_owned();
    }
    let left = parts.len().saturating_sub(most);
    let shown = capital(&parts.into_iter().take(most).collect::<Vec<_>>().join("; "));
    match left {
        0 => format!("{shown}."),
        left => format!("{shown}; and {left} more in the table of this figure."),
    }
}

#[cfg(test)]
mod tests;
