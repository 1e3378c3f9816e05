//! The `spsim` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    spsim::cli::main()
}
