//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`record`] | the few numbers kept where there are very many runs |
//! | [`statistics`] | means, intervals, quantiles |
//! | [`comparison`] | two policies over the same runs: paired differences, chances |
//! | [`headlines`] | the measures that a comparison leads with |
//! | [`decision`] | what a comparison has found, as one document |
//! | [`replications`] | how many replications are enough |
//! | [`selection`] | the best of several candidates: ranking and selection, feasibility |
//! | [`sweep`] | what a sweep over factors has found, as one document |
//! | [`frontier`] | the search for the best candidate that keeps constraints |
//! | [`attribution`] | what each part of a change contributes |
//! | [`variance`] | how much of the spread is chance, parameters, structure |

pub mod attribution;
pub mod comparison;
pub mod decision;
pub mod frontier;
pub mod headlines;
pub mod measures;
pub mod record;
pub mod replications;
pub mod results;
pub mod selection;
pub mod statistics;
pub mod sweep;
pub mod variance;
