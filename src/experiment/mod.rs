//! Many runs: the plan, frozen before the first of them, and their execution in parallel.
//!
//! One network of one replication is the unit of work. Units are handed back in the order of the plan, whatever the
//! number of threads, so nothing that is made of them can depend on it.

pub mod design;
pub mod execute;
pub mod plan;

pub use execute::{Failure, Outcome, Progress, execute, trace};
pub use plan::Plan;
