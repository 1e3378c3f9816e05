//! The engine runs a pathway that other programs run too, and must agree with them.

#[path = "../benches/reference/mod.rs"]
mod reference;

use reference::{NAMES, Outputs, Pathway};

/// Mean and 95% half-width over 2,000 replications of a program written by hand with another generator, another
/// queue and no code in common; in the order of `NAMES`.
const EXPECTED: [(f64, f64); 16] = [
    (12_003.8, 4.8),
    (1_800.7, 1.9),
    (4_790.4, 4.5),
    (1_300.4, 1.6),
    (3_640.9, 1.7),
    (26_013.5, 6.3),
    (5_099.5, 2.1),
    (3_464.3, 2.3),
    (2_541.5, 1.6),
    (1_645.2, 1.1),
    (951.03, 0.92),
    (38.517, 0.039),
    (39.637_1, 0.001_6),
    (14.240_4, 0.002_5),
    (0.999_62, 0.000_58),
    (73_834.0, 15.0),
];

/// About 5% of sound programs would differ more somewhere among a hundred comparisons.
const LARGEST_Z: f64 = 3.5;

#[test]
fn the_means_agree_with_those_of_another_program() {
    let outputs: Vec<[f64; 16]> = (0..40)
        .map(|seed| Pathway::new(seed, 1).run().values())
        .collect();
    let n = outputs.len() as f64;
    for (i, (expected, half_width)) in EXPECTED.into_iter().enumerate() {
        let mean = outputs.iter().map(|values| values[i]).sum::<f64>() / n;
        let squares: f64 = outputs
            .iter()
            .map(|values| (values[i] - mean) * (values[i] - mean))
            .sum();
        let standard_error = half_width / 1.96;
        let z =
            (mean - expected) / (squares / (n - 1.0) / n + standard_error * standard_error).sqrt();
        assert!(
            z.abs() < LARGEST_Z,
            "{}: {mean} instead of {expected}, z = {z:.2}",
            NAMES[i]
        );
    }
}

/// Every person is somewhere: who arrived left in one of four ways, or is still there.
#[test]
fn nobody_is_lost() {
    for seed in 0..5 {
        let Outputs {
            arrived,
            inappropriate,
            reneged,
            dropped,
            discharged,
            stages,
            ..
        } = Pathway::new(seed, 1).run();
        let taken_on = arrived - inappropriate - reneged;
        assert!(stages[0] <= taken_on && dropped + discharged <= stages[0]);
        assert!(
            stages.is_sorted_by(|earlier, later| earlier >= later),
            "{stages:?}"
        );
        // The lists are short beside the thousand days: a few hundred wait, 160 are in a caseload.
        assert!(taken_on - dropped - discharged < 1_000);
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let run = |seed| Pathway::new(seed, 1).run();
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
}
