//! The command line as a user meets it: every command, on good input and on bad. Refusals are clear, exit codes tell,
//! and nothing that is half written stays behind.

mod adversity;
mod calibrate;
mod cea;
mod compare;
mod determinism;
mod evaluate;
mod evidence;
mod folders;
mod journey;
mod plot;
mod report;
mod reproduce;
mod run;
mod scenario;
mod sensitivity;
mod support;
mod sweep;
mod usage;
mod validate;
mod verify;
mod workbook;
