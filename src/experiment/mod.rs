//! Many runs: the plan, frozen before the first of them, and their execution in parallel.
//!
//! One network of one replication is the unit of work. Units are handed back in the order of the plan, whatever the
//! number of threads, so nothing that is made of them can depend on it.

pub mod design;
pub mod execute;
pub mod in_order;
pub mod plan;
pub mod points;
pub mod priors;
pub mod sensitivity;
pub mod space;

pub use execute::{Failure, Outcome, execute, execute_arms, execute_each, one_replication, trace};
pub use in_order::{Ended, Progress, in_order};
pub use plan::Plan;
pub use points::execute_points;
