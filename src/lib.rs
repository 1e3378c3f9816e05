//! spsim simulates social prescribing pathways.

pub mod scenario;
