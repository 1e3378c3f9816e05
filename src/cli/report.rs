//! `spsim report`: the board paper of a comparison.

use super::{CliError, ReportArgs, print};
use crate::study::report::report;

pub fn command(args: &ReportArgs) -> Result<(), CliError> {
    let written = report(&args.dir, args.out.as_deref())?;
    print(&format!(
        "Wrote {}: one page that needs no network. Open it in a browser; print it from there to get a PDF.\n",
        written.display()
    ))
}
