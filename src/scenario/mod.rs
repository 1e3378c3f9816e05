//! The document a user writes: parameters with unit, source, strength and prior; inheritance; dated levers; checks.

pub mod parameter;
pub mod parameters;
