//! The golden run: three years of the baseline, pinned to the last bit. A change of the model changes it on purpose:
//! run `SPSIM_UPDATE=1 cargo test --test golden` and say in the commit what moved and why.

use std::fmt::Write as _;
use std::path::Path;

use spsim::experiment::{Plan, trace};
use spsim::measure::book::Book;
use spsim::measure::count::Count;
use spsim::measure::money::CostLine;
use spsim::pathway::run::Trace;
use spsim::scenario::Scenario;

const GOLDEN: &str = "tests/golden/baseline.txt";

fn numbers(text: &mut String, world: &str, book: &Book) {
    for &count in Count::ALL {
        writeln!(
            text,
            "{world}: {} = {}",
            count.label(),
            book.counts.all(count)
        )
        .expect("text");
    }
    for &line in CostLine::ALL {
        writeln!(
            text,
            "{world}: pence for {} = {}",
            line.label(),
            book.money.pence[line.index()]
        )
        .expect("text");
    }
    let waits: u64 = book.waits.iter().map(|wait| u64::from(wait.days)).sum();
    writeln!(text, "{world}: days waited = {waits}").expect("text");
    // The bits of sums of real numbers: the same on every platform.
    for (name, value) in [
        ("gain in point-years", book.gain_point_years[0][0]),
        (
            "gain in point-years, discounted",
            book.gain_point_years[0][1],
        ),
        (
            "SWEMWBS a year after onset, summed",
            book.onset_marks[2].1[0],
        ),
    ] {
        writeln!(text, "{world}: {name} = {value} ({:016x})", value.to_bits()).expect("text");
    }
}

#[test]
fn the_baseline_comes_out_as_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenario =
        Scenario::load(&root.join("scenarios/baseline.toml"), &[]).expect("the baseline loads");
    let plan = Plan::new(&scenario, 1, scenario.seed);
    let pair = trace(&plan, 0, 0, &Trace::default());
    let mut text = String::new();
    numbers(&mut text, "with the service", &pair.with_service);
    numbers(&mut text, "without", &pair.without);
    for (mark, sum) in pair.served.with_service.iter().enumerate() {
        writeln!(
            text,
            "served at mark {mark} = {} ({:016x})",
            sum[0],
            sum[0].to_bits()
        )
        .expect("text");
    }
    let path = root.join(GOLDEN);
    if std::env::var_os("SPSIM_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(&path, &text).expect("the golden run can be written");
    }
    let golden = std::fs::read_to_string(&path).expect("the golden run is there");
    let moved: Vec<String> = golden
        .lines()
        .zip(text.lines())
        .filter(|(was, is)| was != is)
        .map(|(was, is)| format!("was: {was}\n is: {is}"))
        .collect();
    assert!(
        golden == text,
        "{} lines moved:\n{}\nIf this was meant: SPSIM_UPDATE=1 cargo test --test golden",
        moved.len(),
        moved.join("\n")
    );
}
