//! What a user reads: made from records alone, without looking inside the simulation.

pub mod chart;
