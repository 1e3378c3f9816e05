//! The document a user writes: parameters with unit, source, strength and prior; inheritance; dated levers; checks.
//!
//! A [`Scenario`] is read from a TOML file and everything that it extends (`files`), each file is checked on its own
//! against the registry of parameters (`layer`), then the layers are merged, the networks and dated changes worked out
//! and contradictions looked for (`resolve`). Every problem is reported at once, with file, line and column.
//! Nothing here knows how anything is simulated.

mod attached;
mod check;
mod comparable;
mod difference;
mod document;
mod error;
pub mod evaluation;
mod explain;
mod files;
pub mod frontier;
mod generator;
pub mod holidays;
mod layer;
mod names;
pub mod observations;
mod overrides;
pub mod parameter;
pub mod parameters;
pub mod posterior;
mod reference;
mod resolve;
mod resolved;
mod schema;
mod schema_attached;
pub mod sensitivity;
mod settings;
mod structure;
pub mod sweep;
pub mod targets;
mod units;
mod words;

pub use comparable::incomparable;
pub use difference::{Difference, differences};
pub use error::{Problem, ScenarioError, SourceFile};
pub use explain::{Explained, explain};
pub use names::index_of;
pub use overrides::Override;
pub use reference::{reference_markdown, section_markdown, with_parameter_tables};
pub use resolved::{Change, Epoch, Evidence, Network, Origin, Scenario};
pub use schema::json_schema;
pub use schema_attached::{
    evaluation_schema, frontier_schema, sensitivity_schema, sweep_schema, targets_schema,
    validation_schema,
};
pub use settings::{Changed, changed_settings, with_setting};
pub use words::{fixed, grouped, in_words, meaning};

#[cfg(test)]
mod tests;
