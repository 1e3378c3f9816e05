//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`evaluation`] | virtual studies: what an evaluator would have found, beside the truth |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`statistics`] | means, intervals, quantiles |

pub mod evaluation;
pub mod measures;
pub mod results;
pub mod statistics;
