//! Progress on standard error: a bar on a terminal, a plain line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::experiment::Progress;
use crate::study::Watch;

/// Time between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far the work has come.
#[derive(Default)]
pub struct Report {
    part: Mutex<Option<Part>>,
}

/// The part of the work under way.
struct Part {
    bar: Option<ProgressBar>,
    started: Instant,
    first: Option<u64>,
    last_line: Instant,
}

impl Watch for Report {
    fn begin(&self, what: &str, units: u64) {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar =
                ProgressBar::with_draw_target(Some(units), ProgressDrawTarget::stderr_with_hz(10));
            let style = "{msg} {bar:32} {human_pos}/{human_len}  {per_sec}  {eta} left";
            bar.set_style(ProgressStyle::with_template(style).expect("the template is fixed"));
            bar.set_message(what.to_owned());
            bar
        });
        if let Ok(mut part) = self.part.lock() {
            *part = Some(Part {
                bar,
                started: Instant::now(),
                first: None,
                last_line: Instant::now(),
            });
        }
    }

    fn update(&self, progress: Progress) {
        // Whoever comes while another thread reports need not wait.
        let Ok(mut part) = self.part.try_lock() else {
            return;
        };
        let Some(part) = part.as_mut() else {
            return;
        };
        if let Some(bar) = &part.bar {
            bar.set_position(progress.done);
            return;
        }
        let first = *part.first.get_or_insert(progress.done - 1);
        if part.last_line.elapsed() >= LINE_EVERY {
            part.last_line = Instant::now();
            let seconds = part.started.elapsed().as_secs_f64();
            let done = (progress.done - first).max(1);
            let left = seconds / done as f64 * (progress.total - progress.done) as f64;
            // A closed standard error is no reason to stop.
            let _ = writeln!(
                std::io::stderr(),
                "{} of {} done, about {left:.0} s left",
                progress.done,
                progress.total
            );
        }
    }

    fn end(&self) {
        let part = self.part.lock().ok().and_then(|mut part| part.take());
        if let Some(bar) = part.and_then(|part| part.bar) {
            bar.finish_and_clear();
        }
    }
}
