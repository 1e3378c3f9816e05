//! Agent-based simulator of social prescribing pathways.

pub mod engine;
