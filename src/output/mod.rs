//! What a user reads: tables with a data dictionary, the manifest, figures and reports. Reads records only.

pub mod calibration_page;
pub mod calibration_tables;
pub mod catalogue;
pub mod chart;
pub mod comparison_tables;
pub mod datapackage;
pub mod dictionary;
pub mod draws_file;
pub mod economics_tables;
pub mod error;
pub mod evaluation_tables;
pub mod evidence_page;
pub mod evidence_tables;
pub mod figures;
pub mod folder;
pub mod journal;
pub mod manifest;
pub mod read_back;
pub mod report;
pub mod run_tables;
pub mod sensitivity_tables;
pub mod story;
pub mod sweep_tables;
pub mod table;
pub mod verification_tables;
pub mod workbook;
