//! spsim simulates social prescribing pathways.

#![warn(missing_docs)]

pub mod analysis;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod output;
pub mod pathway;
pub mod scenario;
pub mod world;
