//! An output folder that appears only when it is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use super::error::OutputError;
use super::manifest::{list_files, why_not_ours};

/// The beginning of the hidden folders in which results are made, next to where they will be.
const PREFIX: &str = ".spsim-";

/// Results in the making. They are written to a hidden folder next to the target and renamed into place by
/// [`OutputFolder::finish`]; if this value is dropped before, by an error, a panic or an interrupt, nothing stays.
#[derive(Debug)]
pub struct OutputFolder {
    /// The target as the user wrote it.
    asked: PathBuf,
    /// The same, absolute and without links.
    target: PathBuf,
    force: bool,
    making: TempDir,
}

/// What lies where results shall be put.
enum Occupant {
    Nothing,
    EmptyFolder,
    /// An output folder of this program that may be replaced.
    Results,
}

impl OutputFolder {
    /// Prepares a folder that shall become `target`. With `force`, a target that holds results of this program is
    /// replaced when the new results are complete.
    ///
    /// # Errors
    /// At once, before anything is computed, when the results could not be put there: the target exists and is not
    /// empty (without `force`), holds files that this program did not write (even with `force`), is not a folder, is
    /// a mounted volume; its parent does not exist or cannot be written to.
    pub fn begin(target: &Path, force: bool) -> Result<OutputFolder, OutputError> {
        let asked = target.to_owned();
        let (target, parent) = resolve(target)?;
        occupant(&target, &asked, force)?;
        let making = builder(0o777)
            .tempdir_in(&parent)
            .map_err(OutputError::io("create a folder in", &parent))?;
        Ok(OutputFolder {
            asked,
            target,
            force,
            making,
        })
    }

    /// Where to write files until [`OutputFolder::finish`].
    pub fn path(&self) -> &Path {
        self.making.path()
    }

    /// Writes one file under a relative name, such as `report.html` or `figures/flow.svg`.
    ///
    /// # Errors
    /// When the name is not relative and plain, or the file cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), OutputError> {
        let relative = Path::new(name);
        if name.is_empty()
            || !relative
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
        {
            return Err(OutputError::FileName { name: name.into() });
        }
        let path = self.path().join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(OutputError::io("create", folder))?;
        }
        fs::write(&path, bytes).map_err(OutputError::io("write", &path))
    }

    /// Forces every file to the disk and puts the folder in its place; returns the target as it was asked for.
    ///
    /// # Errors
    /// When a file cannot be forced to the disk. When the folder cannot be put in place, for instance because another
    /// run came first, the complete results are kept in the hidden folder that the error names.
    pub fn finish(self) -> Result<PathBuf, OutputError> {
        sync_all(self.making.path())?;
        let OutputFolder {
            asked,
            target,
            force,
            making,
        } = self;
        // Looked at again: much can have happened there since the beginning.
        let occupied = occupant(&target, &asked, force);
        let made = making.keep();
        let published = match occupied {
            Ok(occupant) => publish(&made, &target, occupant).map_err(Into::into),
            Err(error) => Err(error.into()),
        };
        match published {
            Ok(()) => Ok(asked),
            Err(source) => Err(OutputError::NotPublished {
                target: asked,
                kept: made,
                source,
            }),
        }
    }
}

/// Puts a file in place in one step, so that a full disk or an interrupt leaves the old file, or none, never half of it.
///
/// # Errors
/// When the file cannot be written; nothing of it stays.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let folder = path.parent().filter(|parent| *parent != Path::new(""));
    let write = || {
        let mut draft = builder(0o666).tempfile_in(folder.unwrap_or(Path::new(".")))?;
        draft.write_all(bytes)?;
        draft.persist(path)?;
        Ok(())
    };
    write().map_err(OutputError::io("write", path))
}

/// Makes temporary files or folders that are as open as any other new one: the user's umask decides, not the closed
/// default for temporaries.
#[cfg_attr(not(unix), expect(unused_variables))]
fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    builder
}

/// The target, absolute and without links, and its parent.
fn resolve(target: &Path) -> Result<(PathBuf, PathBuf), OutputError> {
    let absolute = std::path::absolute(target).map_err(OutputError::io("use", target))?;
    if let Ok(real) = absolute.canonicalize() {
        let parent = real
            .parent()
            .ok_or_else(|| OutputError::MountPoint {
                path: target.to_owned(),
            })?
            .to_owned();
        return Ok((real, parent));
    }
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(OutputError::MountPoint {
            path: target.to_owned(),
        });
    };
    match fs::metadata(parent) {
        Ok(facts) if facts.is_dir() => {}
        Ok(_) => {
            return Err(OutputError::NotAFolder {
                path: parent.to_owned(),
            });
        }
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Err(OutputError::ParentMissing {
                target: target.to_owned(),
                parent: parent.to_owned(),
            });
        }
        Err(error) => return Err(OutputError::io("use", parent)(error)),
    }
    let parent = parent
        .canonicalize()
        .map_err(OutputError::io("use", parent))?;
    Ok((parent.join(name), parent))
}

/// What lies at `target`, or why it may not be replaced. Messages name the path as it was `asked` for.
fn occupant(target: &Path, asked: &Path, force: bool) -> Result<Occupant, OutputError> {
    let facts = match fs::symlink_metadata(target) {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Occupant::Nothing),
        Err(error) => return Err(OutputError::io("use", asked)(error)),
    };
    if !facts.is_dir() {
        return Err(OutputError::NotAFolder {
            path: asked.to_owned(),
        });
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let parent = target.parent().and_then(|parent| fs::metadata(parent).ok());
        if parent.is_some_and(|parent| parent.dev() != facts.dev()) {
            return Err(OutputError::MountPoint {
                path: asked.to_owned(),
            });
        }
    }
    let mut entries = fs::read_dir(target).map_err(OutputError::io("read", asked))?;
    if entries.next().is_none() {
        return Ok(Occupant::EmptyFolder);
    }
    if let Some(why) = why_not_ours(target)? {
        return Err(OutputError::NotOurs {
            path: asked.to_owned(),
            why,
        });
    }
    if force {
        Ok(Occupant::Results)
    } else {
        Err(OutputError::Exists {
            path: asked.to_owned(),
        })
    }
}

/// Renames the finished folder to the target. Old results are moved aside first and deleted last, so that at every
/// moment at least one complete copy is on the disk.
fn publish(made: &Path, target: &Path, occupant: Occupant) -> io::Result<()> {
    let parent = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
    match occupant {
        Occupant::Nothing => fs::rename(made, target)?,
        Occupant::EmptyFolder => {
            // Refuses if something was put there meanwhile.
            fs::remove_dir(target)?;
            fs::rename(made, target)?;
        }
        Occupant::Results => {
            let aside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            let old = aside.path().join("replaced");
            fs::rename(target, &old)?;
            if let Err(error) = fs::rename(made, target) {
                if fs::rename(&old, target).is_err() {
                    let _kept = aside.keep();
                }
                return Err(error);
            }
        }
    }
    sync_folder(parent);
    Ok(())
}

/// Forces every file under a folder, and the folder itself, to the disk.
fn sync_all(folder: &Path) -> Result<(), OutputError> {
    for file in list_files(folder)? {
        let path = folder.join(file);
        // Opened for writing, because Windows flushes no other handle.
        File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.sync_all())
            .map_err(OutputError::io("write", &path))?;
    }
    sync_folder(folder);
    Ok(())
}

/// Forces a folder's list of names to the disk where the system can do that; the files themselves are safe already.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::manifest::{MANIFEST_FILE, tests::manifest_of};

    fn complete(target: &Path, force: bool, text: &str) -> Result<PathBuf, OutputError> {
        let folder = OutputFolder::begin(target, force)?;
        folder.write("figures/a.svg", text)?;
        folder.write(MANIFEST_FILE, manifest_of(folder.path()).to_json())?;
        folder.finish()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_appears_only_when_finished() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        let folder = OutputFolder::begin(&target, false).unwrap();
        folder.write("a.txt", "one").unwrap();
        assert!(!target.exists());
        assert_eq!(folder.finish().unwrap(), target);
        assert_eq!(fs::read_to_string(target.join("a.txt")).unwrap(), "one");
        assert_eq!(names(place.path()), ["run"]);
    }

    #[test]
    fn a_folder_dropped_or_lost_in_a_panic_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        let folder = OutputFolder::begin(&target, false).unwrap();
        folder.write("a.txt", "one").unwrap();
        drop(folder);
        assert!(names(place.path()).is_empty());
        let panicked = std::panic::catch_unwind(|| {
            let folder = OutputFolder::begin(&target, false).unwrap();
            folder.write("a.txt", "one").unwrap();
            panic!("on purpose");
        });
        assert!(panicked.is_err());
        assert!(names(place.path()).is_empty());
    }

    #[test]
    fn results_are_replaced_only_by_force() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        complete(&target, false, "old").unwrap();
        let message = complete(&target, false, "new").unwrap_err().to_string();
        assert!(
            message.contains("already holds results") && message.contains("--force"),
            "{message}"
        );
        assert_eq!(
            fs::read_to_string(target.join("figures/a.svg")).unwrap(),
            "old"
        );
        complete(&target, true, "new").unwrap();
        assert_eq!(
            fs::read_to_string(target.join("figures/a.svg")).unwrap(),
            "new"
        );
        assert_eq!(names(place.path()), ["run"]);
    }

    #[test]
    fn a_forced_run_that_fails_leaves_the_old_results() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        complete(&target, false, "old").unwrap();
        let folder = OutputFolder::begin(&target, true).unwrap();
        folder.write("figures/a.svg", "new").unwrap();
        drop(folder);
        assert_eq!(
            fs::read_to_string(target.join("figures/a.svg")).unwrap(),
            "old"
        );
        assert_eq!(names(place.path()), ["run"]);
    }

    #[test]
    fn a_folder_with_files_of_others_is_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("thesis");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("thesis.tex"), "years of work").unwrap();
        for force in [false, true] {
            let message = OutputFolder::begin(&target, force).unwrap_err().to_string();
            assert!(
                message.contains("no manifest.json") && !message.contains("--force"),
                "{message}"
            );
        }
        fs::write(
            target.join(MANIFEST_FILE),
            r#"{"name": "a browser extension"}"#,
        )
        .unwrap();
        let message = OutputFolder::begin(&target, true).unwrap_err().to_string();
        assert!(message.contains("was not written by spsim"), "{message}");

        let ours = place.path().join("run");
        complete(&ours, false, "old").unwrap();
        fs::write(ours.join("notes.md"), "mine").unwrap();
        let message = OutputFolder::begin(&ours, true).unwrap_err().to_string();
        assert!(message.contains("`notes.md`"), "{message}");
        assert_eq!(
            fs::read_to_string(target.join("thesis.tex")).unwrap(),
            "years of work"
        );
        assert_eq!(names(&ours), ["figures", "manifest.json", "notes.md"]);
    }

    #[test]
    fn an_empty_folder_is_taken() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        fs::create_dir(&target).unwrap();
        complete(&target, false, "new").unwrap();
        assert_eq!(names(&target), ["figures", "manifest.json"]);
    }

    #[test]
    fn results_that_find_their_place_taken_are_kept() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        let folder = OutputFolder::begin(&target, false).unwrap();
        folder.write("a.txt", "mine").unwrap();
        complete(&target, false, "theirs").unwrap();
        let Err(OutputError::NotPublished { kept, .. }) = folder.finish() else {
            panic!("it was overwritten")
        };
        assert_eq!(fs::read_to_string(kept.join("a.txt")).unwrap(), "mine");
        assert_eq!(
            fs::read_to_string(target.join("figures/a.svg")).unwrap(),
            "theirs"
        );
    }

    #[test]
    fn a_target_that_cannot_be_is_refused_at_once() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        let message = |target: &Path| OutputFolder::begin(target, true).unwrap_err().to_string();
        assert!(message(&file).contains("is not a folder"));
        assert!(message(&file.join("run")).contains("is not a folder"));
        assert!(
            message(&place.path().join("gone/run")).contains("does not exist; create it first")
        );
        assert!(message(Path::new("/")).contains("choose a folder inside it"));
        assert_eq!(names(place.path()), ["file"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_mounted_volume_is_refused_at_once() {
        let refused = OutputFolder::begin(Path::new("/proc"), false);
        assert!(
            matches!(refused, Err(OutputError::MountPoint { .. })),
            "{refused:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays_a_link() {
        let place = tempfile::tempdir().unwrap();
        let (real, link) = (place.path().join("real"), place.path().join("link"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        complete(&link, false, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(names(&real), ["figures", "manifest.json"]);
    }

    #[test]
    fn a_file_is_replaced_in_one_step_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a.svg");
        for text in ["old", "new"] {
            replace_file(&file, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        fs::create_dir_all(place.path().join("taken/by-a-folder")).unwrap();
        let message = replace_file(&place.path().join("taken"), b"x").unwrap_err();
        assert!(
            message.to_string().starts_with("cannot write "),
            "{message}"
        );
        assert_eq!(names(place.path()), ["a.svg", "taken"]);
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = OutputFolder::begin(&place.path().join("run"), false).unwrap();
        for name in ["", "../a", "/a", "a/../../b"] {
            assert!(
                matches!(folder.write(name, ""), Err(OutputError::FileName { .. })),
                "{name}"
            );
        }
    }
}
