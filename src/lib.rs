//! spsim simulates social prescribing pathways.

pub mod engine;
pub mod measure;
pub mod output;
pub mod pathway;
pub mod scenario;
pub mod world;
