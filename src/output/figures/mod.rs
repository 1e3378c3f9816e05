//! The figures of a run: what each one shows, its words and the numbers behind it.
//!
//! Levels are medians over simulated futures; ranges are quantiles over them (type 7). With one future there is no
//! range (nor with fewer than five), and every note says so. Nothing here fails on empty results: a chart without data says "no observations".

pub mod board;
pub mod calibration;
pub mod comparison;
mod easel;
pub mod experiment;
mod money;
mod pathway;
mod service;
pub mod validation;
mod waiting;
mod wellbeing;

use jiff::civil::Date;

use super::chart::Figure;
use crate::analysis::results::Results;
use crate::measure::series::WorkerWeek;

/// What the figures are made of.
#[derive(Clone, Copy, Debug)]
pub struct FigureContext<'a> {
    /// Title of the scenario, named in every figure.
    pub scenario_title: &'a str,
    /// First day.
    pub start: Date,
    /// Days simulated.
    pub days: u32,
    /// Values of all runs.
    pub results: &'a Results,
    /// Posts by week in run 0, each with the name of its network.
    pub worker_weeks: &'a [(String, WorkerWeek)],
}

/// A figure with its name and the numbers it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFigure {
    /// Stem of its files: lower-case letters, digits and hyphens.
    pub name: String,
    /// What it shows, in a few words.
    pub title: String,
    /// The chart.
    pub figure: Figure,
    /// The numbers shown.
    pub data: FigureData,
}

/// The numbers of a figure as a small table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureData {
    /// Column names: lower case, underscores.
    pub columns: Vec<&'static str>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Datum>>,
}

/// One number, date or name in a table of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A name.
    Text(String),
    /// A quantity; NaN where it is not defined.
    Number(f64),
    /// A day.
    Date(Date),
}

impl Datum {
    /// As written in a table: ISO dates, numbers in full, nothing for NaN.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(value) if value.is_finite() => value.to_string(),
            Self::Number(_) => String::new(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// All figures of a run, in reading order: people and pathway, waiting, workforce, groups, wellbeing, money.
pub fn all(context: &FigureContext<'_>) -> Vec<NamedFigure> {
    vec![
        pathway::arrivals(context),
        pathway::funnel(context),
        pathway::endings(context),
        pathway::shares_by_deprivation(context),
        waiting::waiting_list(context),
        waiting::wait(context),
        waiting::waiting_list_by_deprivation(context),
        waiting::wait_by_deprivation(context),
        service::caseload_by_worker(context),
        service::caseload_per_fte(context),
        service::strain(context),
        service::group_places(context),
        pathway::stages_over_time(context),
        pathway::stages_in_both_worlds(context),
        pathway::stages_by_deprivation(context),
        wellbeing::served(context),
        wellbeing::causal_and_before_after(context),
        wellbeing::by_deprivation(context),
        money::cost_by_line(context),
        money::service_use(context),
        money::net_cost(context),
    ]
}

#[cfg(test)]
mod tests;
