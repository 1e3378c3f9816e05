//! From records to answers: measures of a run, their distribution over runs, intervals.
//!
//! | module | holds |
//! | --- | --- |
//! | [`evaluation`] | virtual studies: what an evaluator would have found, beside the truth |
//! | [`measures`] | what each outcome is: name, unit, meaning, and how it follows from a record |
//! | [`results`] | the values of all runs, by measure, subgroup and time |
//! | [`record`] | the few numbers kept where there are very many runs |
//! | [`economics`] | cost-effectiveness of draws from any model: incremental analysis, acceptability, information |
//! | [`statistics`] | means, intervals, quantiles |
//! | [`comparison`] | two policies over the same runs: paired differences, chances |
//! | [`headlines`] | the measures that a comparison leads with |
//! | [`answer`] | what to choose, how sure that is, what would change it, in words |
//! | [`decision`] | what a comparison has found, as one document |
//! | [`uncertainty`] | what draws of the priors tell: how uncertain an answer is, and why |
//! | [`evidence`] | how much each parameter matters for some decisions, against how strong its evidence is |
//! | [`one_way`] | which belief, moved alone, changes the answer |
//! | [`replications`] | how many replications are enough |
//! | [`selection`] | the best of several candidates: ranking and selection, feasibility |
//! | [`sensitivity`] | which inputs drive an output: elementary effects, Sobol' indices, rank correlations |
//! | [`sweep`] | what a sweep over factors has found, as one document |
//! | [`frontier`] | the search for the best candidate that keeps constraints |
//! | [`contributions`] | what each changed setting contributes |
//! | [`verification`] | exact checks: closed forms, and how the model is held against them |
//! | [`variance`] | how much of the spread is chance, parameters, structure |

pub mod answer;
pub mod calibration;
pub mod comparison;
pub mod contributions;
pub mod decision;
pub mod economics;
pub mod evaluation;
pub mod evidence;
pub mod frontier;
pub mod headlines;
pub mod measures;
pub mod one_way;
pub mod record;
pub mod replications;
pub mod results;
pub mod selection;
pub mod sensitivity;
pub mod statistics;
pub mod sweep;
pub mod uncertainty;
pub mod validation;
pub mod variance;
pub mod verification;
