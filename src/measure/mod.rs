//! What is counted. Observers only read: counting more, or tracing a person, never changes a run.
//!
//! | module | holds |
//! | --- | --- |
//! | [`count`] | events by subgroup |
//! | [`money`] | cost lines in whole pence |
//! | [`wellbeing`] | SWEMWBS of the served and of everybody in need, beside the no-service twin |
//! | [`series`] | snapshots by month and by week |
//! | [`journey`] | the story of chosen people |
//! | [`panel`] | everybody as a survey would find them, on request |
//! | [`questionnaires`] | what the service's own questionnaires would show |
//! | [`pair`] | both worlds of a run side by side |
//! | [`book`] | the observer that a run writes into, and what it hands over at the end |

pub mod book;
pub mod count;
pub mod journey;
pub mod money;
pub mod pair;
pub mod panel;
pub mod questionnaires;
pub mod series;
pub mod wellbeing;
