//! Why results could not be written or read: every message names the path, what failed and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why results could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The operating system refused.
    #[error("cannot {action} {}: {}{}", .path.display(), said(.source), advice(action, .source))]
    Io {
        /// What was tried, as a verb that the path can follow.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The Parquet encoder refused.
    #[error("cannot write {}: {source}", .path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the encoder said.
        source: parquet::errors::ParquetError,
    },
    /// The writer of workbooks refused.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A table's specification, or a row given to it, breaks the table's own rules: a mistake of the caller.
    #[error("table `{table}`: {problem}")]
    Table {
        /// The table's name.
        table: String,
        /// Which rule, and where.
        problem: String,
    },
    /// A file name that would leave the output folder.
    #[error(
        "`{name}` cannot be written: the name of an output file is a relative path without `.` and `..`"
    )]
    FileName {
        /// The name as given.
        name: String,
    },
    /// The output folder's path is taken by something that is not a folder.
    #[error("{} is not a folder; choose another output folder", .path.display())]
    NotAFolder {
        /// The target, or the folder it should lie in.
        path: PathBuf,
    },
    /// The folder in which the output folder should lie does not exist.
    #[error("cannot create {}: the folder {} does not exist; create it first", .target.display(), .parent.display())]
    ParentMissing {
        /// The output folder asked for.
        target: PathBuf,
        /// What is missing.
        parent: PathBuf,
    },
    /// The output folder is a volume of its own, so that nothing can be renamed into its place.
    #[error("{} is the root of a file system or a mounted volume and cannot be put in place in one step; choose a folder inside it", .path.display())]
    MountPoint {
        /// The output folder asked for.
        path: PathBuf,
    },
    /// The output folder already holds results.
    #[error("{} already holds results; choose another output folder, or replace them with --force", .path.display())]
    Exists {
        /// The output folder asked for.
        path: PathBuf,
    },
    /// The output folder holds what this program did not write, so it is never deleted.
    #[error("{} is not empty and is not replaced, because {why}; choose another output folder", .path.display())]
    NotOurs {
        /// The output folder asked for.
        path: PathBuf,
        /// What was found there.
        why: String,
    },
    /// Everything was written, but the folder could not be put in its place.
    #[error("the results are complete but could not be moved to {} ({source}); they are kept in {}: move them by hand", .target.display(), .kept.display())]
    NotPublished {
        /// The output folder asked for.
        target: PathBuf,
        /// Where the results lie.
        kept: PathBuf,
        /// What refused the move.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What should be an output folder is no folder at all.
    #[error("{} {}; give the output folder of a run", .folder.display(), if *.exists { "is not a folder" } else { "does not exist" })]
    NoFolder {
        /// The path as given.
        folder: PathBuf,
        /// Whether something else is there.
        exists: bool,
    },
    /// A folder without a manifest.
    #[error("there is no {} in {}: it is not an output folder of this program", super::manifest::MANIFEST_FILE, .folder.display())]
    NoManifest {
        /// The folder.
        folder: PathBuf,
    },
    /// A folder with results of another kind than the command needs.
    #[error("{} holds what `{found}` makes; this command needs the output folder of `{wanted}`", .folder.display())]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// The command that made it.
        found: &'static str,
        /// The command whose folder is needed.
        wanted: &'static str,
    },
    /// An unfinished experiment of another plan.
    #[error("{} keeps an unfinished experiment with other scenarios, options or program version; finish it with the command that began it, choose another output folder, or begin anew with --force", .folder.display())]
    OtherPlan {
        /// The folder.
        folder: PathBuf,
    },
    /// Records of an unfinished experiment that cannot be understood.
    #[error("{} is damaged in line {line}; begin anew with --force", .path.display())]
    BadJournal {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A manifest that cannot be understood.
    #[error("{} is damaged: {source}; run the experiment again", .path.display())]
    BadManifest {
        /// The manifest.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A manifest of another version of this program.
    #[error("{} has schema version {found}, but this program reads version {expected}; read it with the version that wrote it{}", .path.display(), .written_by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default())]
    ManifestVersion {
        /// The manifest.
        path: PathBuf,
        /// The version found.
        found: String,
        /// The version understood.
        expected: u32,
        /// Program and version that wrote it, if it says so.
        written_by: Option<String>,
    },
}

impl OutputError {
    /// Says what was tried with which path when the system refused; for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
        move |source| OutputError::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// What the system said, in words.
fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// What a user can do about a refusal of the system, where that is known.
fn advice(action: &str, error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied if action == "read" => "",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; free some space or choose an output folder on another disk"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; choose a folder that you may write to"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named_with_the_path_and_what_to_do() {
        let error =
            OutputError::io("write", Path::new("runs/a.csv"))(io::ErrorKind::StorageFull.into());
        let message = error.to_string();
        assert!(
            message.starts_with("cannot write runs/a.csv: "),
            "{message}"
        );
        assert!(
            message.ends_with("; free some space or choose an output folder on another disk"),
            "{message}"
        );
    }
}
