//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`comparison`] | paired differences between two scenarios |
//! | [`decision`] | what a comparison has found, as one document |
//! | [`headlines`] | the measures that a comparison leads with |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`record`] | the few numbers kept where there are very many runs |
//! | [`replications`] | how many runs are enough |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`statistics`] | means, intervals, quantiles |

pub mod comparison;
pub mod decision;
pub mod headlines;
pub mod measures;
pub mod record;
pub mod replications;
pub mod results;
pub mod statistics;
