//! Runs the reference workload SP-REF-1 on spsim's engine and prints how fast it was.
//!
//! `reference_pathway REPS SCALE SEED OUT.csv [THREADS]`

use std::error::Error;
use std::time::Instant;

use rayon::prelude::*;

#[path = "../benches/reference/mod.rs"]
mod reference;

use reference::{NAMES, Outputs, Pathway};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (replications, scale, seed, file, threads) = match arguments.as_slice() {
        [replications, scale, seed, file] => (replications, scale, seed, file, 1),
        [replications, scale, seed, file, threads] => {
            (replications, scale, seed, file, threads.parse()?)
        }
        _ => return Err("usage: reference_pathway REPS SCALE SEED OUT.csv [THREADS]".into()),
    };
    let (replications, scale, seed) = (
        replications.parse::<u64>()?,
        scale.parse::<u32>()?,
        seed.parse::<u64>()?,
    );
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;

    let start = Instant::now();
    let run = |replication: u64| Pathway::new(seed.wrapping_add(replication), scale).run();
    let outputs: Vec<Outputs> =
        pool.install(|| (0..replications).into_par_iter().map(run).collect());
    let seconds = start.elapsed().as_secs_f64();

    let mut csv = NAMES.join(",") + "\n";
    for output in &outputs {
        let values: Vec<String> = output
            .values()
            .iter()
            .map(|&value| decimal(value))
            .collect();
        csv.push_str(&values.join(","));
        csv.push('\n');
    }
    std::fs::write(file, csv)?;
    let events: u64 = outputs.iter().map(|output| output.events).sum();
    let rate = events as f64 / seconds;
    println!(
        "reps={replications} scale={scale} events={events} sim_wall={seconds:.4} events_per_s={rate:.0}"
    );
    Ok(())
}

/// Counts without decimals, means with six.
fn decimal(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.6}")
    }
}
