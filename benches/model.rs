//! The full model: `cargo bench --bench model`.

use spsim::experiment::{Plan, trace};
use spsim::pathway::run::Trace;
use spsim::scenario::Scenario;

fn main() {
    divan::main();
}

/// One replication of a ready scenario with its no-service twin, all networks, on one core.
fn replication(bencher: divan::Bencher<'_, '_>, file: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(file);
    let scenario = Scenario::load(&path, &[]).expect("ready scenarios load");
    let plan = Plan::new(&scenario, 1, scenario.seed);
    bencher.bench(|| {
        (0..plan.networks())
            .map(|network| {
                trace(&plan, network, 0, &Trace::default())
                    .with_service
                    .events
            })
            .sum::<u64>()
    });
}

#[divan::bench]
fn baseline_three_years(bencher: divan::Bencher<'_, '_>) {
    replication(bencher, "baseline.toml");
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn place_of_20_networks(bencher: divan::Bencher<'_, '_>) {
    replication(bencher, "place-20-networks.toml");
}
