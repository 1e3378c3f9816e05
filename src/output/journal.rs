//! What a long experiment has done so far, kept beside its output folder: cut off half way, it goes on from here and comes
//! to the same end.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::error::OutputError;
use super::folder::replace_file;

/// Ending of the folder in which an unfinished experiment is kept.
const UNFINISHED: &str = ".unfinished";
const PLAN_FILE: &str = "plan.json";
const RECORDS_FILE: &str = "records.csv";

/// The records of an experiment under way, one line each: its number and its values, which read back to the last bit.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    records: File,
    done: u64,
    width: usize,
}

impl Journal {
    /// The folder in which the experiment that shall become `target` is kept until it is finished.
    pub fn folder_for(target: &Path) -> PathBuf {
        let mut name = target.as_os_str().to_owned();
        name.push(UNFINISHED);
        PathBuf::from(name)
    }

    /// Opens the journal beside `target`, or begins one, for records of `width` values, and returns the records that are
    /// there. `plan` is all that decides them. A last line that was cut off half way is dropped. With `anew`, what is
    /// there is thrown away.
    ///
    /// # Errors
    /// If what lies there belongs to another plan or is damaged, or the files cannot be read or written.
    pub fn open(
        target: &Path,
        plan: &str,
        width: usize,
        anew: bool,
    ) -> Result<(Journal, Vec<Vec<f64>>), OutputError> {
        let folder = Self::folder_for(target);
        let plan_file = folder.join(PLAN_FILE);
        let records_file = folder.join(RECORDS_FILE);
        if anew && plan_file.is_file() {
            discard(&folder)?;
        }
        if folder.exists() {
            let kept =
                fs::read_to_string(&plan_file).map_err(OutputError::io("read", &plan_file))?;
            if kept != plan {
                return Err(OutputError::OtherPlan { folder });
            }
        } else {
            fs::create_dir(&folder).map_err(OutputError::io("create", &folder))?;
            replace_file(&plan_file, plan.as_bytes())?;
        }
        let mut records = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(&records_file)
            .map_err(OutputError::io("open", &records_file))?;
        let (done, length) = read(&mut records, &records_file, width)?;
        records
            .set_len(length)
            .map_err(OutputError::io("write", &records_file))?;
        let journal = Journal {
            folder,
            records,
            done: done.len() as u64,
            width,
        };
        Ok((journal, done))
    }

    /// Number of records.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Adds the next record.
    ///
    /// # Errors
    /// If it cannot be written.
    ///
    /// # Panics
    /// If it has not the width of the others.
    pub fn append(&mut self, values: &[f64]) -> Result<(), OutputError> {
        assert_eq!(values.len(), self.width, "records are of one width");
        let mut line = self.done.to_string();
        for value in values {
            line.push(',');
            line.push_str(&value.to_string());
        }
        line.push('\n');
        self.records
            .write_all(line.as_bytes())
            .map_err(OutputError::io("write", &self.folder.join(RECORDS_FILE)))?;
        self.done += 1;
        Ok(())
    }

    /// The experiment is finished: the journal goes.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub fn close(self) -> Result<(), OutputError> {
        let Self {
            folder, records, ..
        } = self;
        drop(records);
        discard(&folder)
    }
}

/// Deletes the files of a journal and its folder.
fn discard(folder: &Path) -> Result<(), OutputError> {
    for file in [RECORDS_FILE, PLAN_FILE] {
        let path = folder.join(file);
        if path.exists() {
            fs::remove_file(&path).map_err(OutputError::io("delete", &path))?;
        }
    }
    fs::remove_dir(folder).map_err(OutputError::io("delete", folder))
}

/// The complete records, and the length of the file that they take.
fn read(file: &mut File, path: &Path, width: usize) -> Result<(Vec<Vec<f64>>, u64), OutputError> {
    let mut reader = BufReader::new(file);
    let (mut records, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        let bytes = reader
            .read_line(&mut line)
            .map_err(OutputError::io("read", path))?;
        let Some(text) = line.strip_suffix('\n') else {
            return Ok((records, length));
        };
        let mut fields = text.split(',');
        let numbered = fields.next() == Some(records.len().to_string().as_str());
        let values: Option<Vec<f64>> = fields.map(|field| field.parse().ok()).collect();
        match values {
            Some(values) if numbered && values.len() == width => records.push(values),
            _ => {
                return Err(OutputError::BadJournal {
                    path: path.to_owned(),
                    line: records.len() + 1,
                });
            }
        }
        length += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_cut_off_half_way_goes_on_with_the_same_bits() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        let values = [0.1 + 0.2, f64::NAN, -1e-300];
        let (mut journal, before) = Journal::open(&target, "plan", 3, false).unwrap();
        assert!(before.is_empty());
        journal.append(&values).unwrap();
        journal.append(&[1.0, 2.0, 3.0]).unwrap();
        drop(journal);
        let records = Journal::folder_for(&target).join(RECORDS_FILE);
        let mut text = fs::read_to_string(&records).unwrap();
        text.push_str("2,7.0,8");
        fs::write(&records, text).unwrap();

        let (mut journal, before) = Journal::open(&target, "plan", 3, false).unwrap();
        assert_eq!((before.len(), journal.done()), (2, 2));
        for (a, b) in before[0].iter().zip(values) {
            assert_eq!(a.to_bits(), b.to_bits());
        }
        journal.append(&[4.0, 5.0, 6.0]).unwrap();
        assert!(fs::read_to_string(&records).unwrap().ends_with("2,4,5,6\n"));
        journal.close().unwrap();
        assert!(!Journal::folder_for(&target).exists());
    }

    #[test]
    fn another_plan_and_damage_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("out");
        drop(Journal::open(&target, "plan", 1, false).unwrap());
        let error = Journal::open(&target, "other", 1, false).unwrap_err();
        assert!(matches!(error, OutputError::OtherPlan { .. }), "{error}");
        fs::write(
            Journal::folder_for(&target).join(RECORDS_FILE),
            "0,1\n0,1\n",
        )
        .unwrap();
        let error = Journal::open(&target, "plan", 1, false).unwrap_err();
        assert!(
            matches!(error, OutputError::BadJournal { line: 2, .. }),
            "{error}"
        );
        let (journal, before) = Journal::open(&target, "other", 1, true).unwrap();
        assert!(before.is_empty());
        journal.close().unwrap();
    }
}
