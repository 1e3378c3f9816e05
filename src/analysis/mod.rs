//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`economics`] | cost-effectiveness of draws from any model: incremental analysis, acceptability, information |
//! | [`statistics`] | means, intervals, quantiles |

pub mod economics;
pub mod measures;
pub mod results;
pub mod statistics;
