//! Progress on standard error: a bar on a terminal, a plain line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::experiment::Progress;

/// Time between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far the runs have come.
pub struct Report {
    bar: Option<ProgressBar>,
    started: Instant,
    last_line: Mutex<Instant>,
}

impl Report {
    /// For a number of units of work.
    pub fn new(total: u64, what: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar =
                ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
            let style = "{msg} {bar:32} {human_pos}/{human_len}  {per_sec}  {eta} left";
            bar.set_style(ProgressStyle::with_template(style).expect("the template is fixed"));
            bar.set_message(what.to_owned());
            bar
        });
        Self {
            bar,
            started: Instant::now(),
            last_line: Mutex::new(Instant::now()),
        }
    }

    /// Takes note of progress; may be called from any thread.
    pub fn update(&self, progress: Progress) {
        if let Some(bar) = &self.bar {
            bar.set_position(progress.done);
            return;
        }
        let Ok(mut last) = self.last_line.try_lock() else {
            return;
        };
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            let seconds = self.started.elapsed().as_secs_f64();
            let left = seconds / progress.done as f64 * (progress.total - progress.done) as f64;
            // A closed standard error is no reason to stop.
            let _ = writeln!(
                std::io::stderr(),
                "{} of {} done, about {left:.0} s left",
                progress.done,
                progress.total
            );
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}
