use crate::measure::journey::{JourneyEvent, Portrait};
use jiff::civil::Date;
pub fn story(
    p: Option<&Portrait>,
    events: &[JourneyEvent],
    start: Date,
    network: &str,
    run: u32,
) -> String {
    format!(
        "{p:?} {start} {network} {run}\n{}",
        events
            .iter()
            .map(|e| format!("{} {:?} {}\n", e.day, e.kind, e.text))
            .collect::<String>()
    )
}
pub fn stage_table(_: &[Portrait], _: Date, _: u32, _: usize) -> String {
    String::new()
}
