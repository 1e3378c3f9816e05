use super::chart::Figure;
use crate::analysis::results::Results;
use crate::measure::series::WorkerWeek;
pub struct FigureContext<'a> {
    pub scenario_title: &'a str,
    pub start: jiff::civil::Date,
    pub days: u32,
    pub results: &'a Results,
    pub worker_weeks: &'a [(String, WorkerWeek)],
}
pub struct NamedFigure {
    pub name: &'static str,
    pub title: String,
    pub figure: Figure,
}
pub fn all(_: &FigureContext<'_>) -> Vec<NamedFigure> {
    Vec::new()
}
