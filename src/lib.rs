//! spsim simulates social prescribing pathways.

pub mod output;
pub mod scenario;
