//! spsim simulates social prescribing pathways: patients in need, GPs who refer, link workers with diaries and
//! caseloads, community groups with places and money. Every effect is measured against the same people in the same world
//! without the service.
//!
//! | room | holds |
//! | --- | --- |
//! | [`scenario`] | what a user writes: parameters with unit, prior and source, inheritance, dated levers, checks |
//! | [`engine`] | how time passes: calendar, queue by day, diaries, random streams |
//! | [`world`] | the agents: state, memory, decisions |
//! | [`pathway`] | what happens between them, one file a process; one run of one network |
//! | [`measure`] | what is counted |
//! | [`experiment`] | many runs: the frozen plan and its execution in parallel |
//! | [`analysis`] | measures, means, intervals |
//! | [`output`] | tables, figures, manifest, folder |
//! | [`study`] | one file a question: from scenario files to a complete folder |
//! | [`cli`] | the command line |
//!
//! Arrows point one way, from the bottom of this list to its top: a room knows nothing of those below it in the table,
//! and `engine` knows of nothing at all. The model is described in `docs/model.md`, the house in `docs/architecture.md`.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use spsim::analysis::results::Collector;
//! use spsim::experiment::{Plan, execute};
//! use spsim::scenario::{Scenario, SourceFile};
//!
//! let file = SourceFile {
//!     name: "small.toml".to_owned(),
//!     text: "[scenario]\ntitle = \"Small\"\n[time]\ndays = 90\n[population]\nregistered_patients = 5_000\n\
//!            practices = 1\n[staffing]\nlink_workers_fte = 0.6\n"
//!         .to_owned(),
//! };
//! let scenario = Scenario::from_files(&[file], &[])?;
//! let plan = Plan::new(&scenario, 2, 1);
//! let mut collector = Collector::new(scenario.days);
//! let parameters = scenario.parameters();
//! execute::<std::convert::Infallible>(
//!     &plan,
//!     &AtomicBool::new(false),
//!     |_| {},
//!     |_, _, _| Ok(()),
//!     |run, pair| collector.run(run, &pair, &parameters, 5_000.0, |_| Ok(()), |_| Ok(())),
//! )
//! .expect("nothing can fail");
//! assert!(collector.results.estimate("people_in_need", "all").mean > 100.0);
//! # Ok::<(), spsim::scenario::ScenarioError>(())
//! ```

#![warn(missing_docs)]

pub mod analysis;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod output;
pub mod pathway;
pub mod scenario;
pub mod study;
pub mod world;
