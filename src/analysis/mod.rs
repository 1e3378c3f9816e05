//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`attribution`] | which part of a change is due to what |
//! | [`comparison`] | two policies over the same runs; chance of meeting a target |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`replications`] | how many replications are enough |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`selection`] | the best of several designs, the cheapest that keeps constraints |
//! | [`statistics`] | means, intervals, quantiles |
//! | [`variance`] | chance, parameters and structure as layers of uncertainty |

pub mod attribution;
pub mod comparison;
pub mod measures;
pub mod replications;
pub mod results;
pub mod selection;
pub mod statistics;
pub mod variance;
