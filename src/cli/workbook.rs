//! `spsim workbook`: the results of a folder as an Excel workbook.

use super::{CliError, WorkbookArgs, print};
use crate::study::workbook::write_workbook;

pub fn command(args: &WorkbookArgs) -> Result<(), CliError> {
    let file = write_workbook(&args.dir, args.out.as_deref())?;
    print(&format!("Wrote {}\n", file.display()))
}
