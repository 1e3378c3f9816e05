//! Virtual evaluations as science: a service that does nothing, the bias of a study without controls, a trial that is
//! right on average; and that threads do not show.

mod common;

use std::sync::atomic::AtomicBool;

use common::Interval;
use spsim::analysis::evaluation::over_studies::DesignSummary;
use spsim::analysis::evaluation::{Design, StudyResult};
use spsim::output::manifest::Manifest;
use spsim::scenario::SourceFile;
use spsim::scenario::evaluation::Evaluation;
use spsim::study::evaluate::{conduct, evaluate, recorded};

/// A network of 12,000 patients with more link workers than most.
const PLACE: &str = "[scenario]\ntitle = \"A place\"\n[time]\nyears = 2\n[population]\nregistered_patients = 12_000\n\
                     practices = 2\n[staffing]\nlink_workers_fte = 1.0\n";

/// Whatever the service could do for anybody, it does not.
const DOES_NOTHING: &str = "relationship_hours_per_week = 0\n[contact]\ninner_need_gain = 0\nburden_relief = 0\n\
                            [matching]\nproposal = 0\n[waiting]\nburden_per_year = 0\n";

const STUDIES: &str =
    "scenario = \"place.toml\"\n[study]\nseed = 3\nrecruitment_months = 4\nfollow_up_months = 4\n";

fn evaluation(place: &str, text: &str) -> Evaluation {
    let file = |name: &str, text: &str| SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    Evaluation::from_files(&[
        file("place.toml", place),
        file("evaluation.toml", &format!("{STUDIES}{text}")),
    ])
    .unwrap_or_else(|error| panic!("{error}"))
}

fn results(evaluation: &Evaluation) -> Vec<StudyResult> {
    let mut results = Vec::new();
    let conducted = conduct(
        evaluation,
        &AtomicBool::new(false),
        |_| {},
        |_, found| {
            results.extend_from_slice(found);
            Ok::<(), ()>(())
        },
    )
    .expect("nothing can fail");
    assert_eq!(conducted.done, evaluation.studies);
    assert!(conducted.failures.is_empty() && !conducted.stopped);
    results
}

fn of(results: &[StudyResult], design: Design) -> (Vec<f64>, DesignSummary) {
    let of: Vec<StudyResult> = results
        .iter()
        .filter(|result| result.design == design)
        .copied()
        .collect();
    let bias = of.iter().map(|r| r.found.estimate - r.effect).collect();
    (bias, DesignSummary::of(design, &of))
}

/// Next to nothing is caused: a contact raises the stage, at which what people find alone stays a little better. The trial says so about 95 times in 100; the study without controls reports a
/// gain nearly always.
#[test]
fn a_service_that_does_nothing_is_found_out_by_lot_and_praised_without_controls() {
    let evaluation = evaluation(
        &format!("{PLACE}{DOES_NOTHING}"),
        "studies = 60\n[follow_up]\nanswer_share = 0.8\n[before_after]\nnetworks = 6\nodds_ratio_per_point = 1.15\n\
         [cluster_trial]\nnetworks = 6\n",
    );
    let results = results(&evaluation);
    for result in &results {
        assert!(
            result.recruited > 60 && result.effect.abs() < 1e-3,
            "{result:?}"
        );
        let apart = result.found.estimate - result.found_if_nothing.estimate;
        assert!(apart.abs() < 1e-3, "{result:?}");
    }
    let (bias, trial) = of(&results, Design::ClusterTrial);
    assert!(
        (0.86..=1.0).contains(&trial.coverage.share),
        "{:?}",
        trial.coverage
    );
    let bias = Interval::of(&bias);
    assert!(bias.low() < 0.0 && bias.high() > 0.0, "{bias:?}");
    assert!(bias.half_width < 0.25, "{bias:?}");
    let (gain, praised) = of(&results, Design::BeforeAfter);
    assert!(Interval::of(&gain).low() > 0.4, "{:?}", Interval::of(&gain));
    assert!(praised.false_gain.lower > 0.8, "{:?}", praised.false_gain);
}

#[test]
fn without_controls_the_gain_is_too_large_and_the_trial_is_right_on_average() {
    let evaluation = evaluation(
        PLACE,
        "studies = 50\n[measurement]\nerror_sd_points = 1\n[before_after]\nnetworks = 4\nanswer_share = 0.3\n\
         odds_ratio_engaged = 4\n[cluster_trial]\nnetworks = 8\n",
    );
    let results = results(&evaluation);
    let (bias, uncontrolled) = of(&results, Design::BeforeAfter);
    let bias = Interval::of(&bias);
    assert!(bias.low() > 0.3, "{bias:?}");
    let parts = uncontrolled.parts.expect("before and after has parts");
    let sum = uncontrolled.effect + parts.regression + parts.recovery + parts.completers;
    assert!((sum - uncontrolled.estimate.mean).abs() < 1e-9);
    assert!(parts.regression > 0.1 && parts.recovery > 0.1, "{parts:?}");
    assert!(uncontrolled.coverage.upper < 0.7, "{uncontrolled:?}");

    let (bias, trial) = of(&results, Design::ClusterTrial);
    let bias = Interval::of(&bias);
    assert!(bias.low() < 0.0 && bias.high() > 0.0, "{bias:?}");
    assert!(bias.half_width < 0.25, "{bias:?}");
    assert!(trial.effect > 0.05, "the service does something: {trial:?}");
    assert!(trial.effect_served > trial.effect, "{trial:?}");
    assert!(trial.coverage.share > 0.85, "{:?}", trial.coverage);
    let [people, networks] = trial.size_for_80_percent.expect("there is an effect");
    assert!(people > 100.0 && networks > 4.0);
    let (_, dose) = of(&results, Design::Dose);
    assert!(dose.effect > trial.effect, "{dose:?}");
    assert!(dose.complete < trial.complete);
}

#[test]
fn threads_do_not_show_and_a_folder_can_be_made_again() {
    let evaluation = evaluation(
        PLACE,
        "studies = 3\n[before_after]\n[matched]\nnetworks = 2\n[stepped]\nnetworks = 4\nsteps = 2\n[cluster_trial]\n\
         networks = 4\n",
    );
    let place = tempfile::tempdir().expect("a folder");
    let made = |name: &str, evaluation: &Evaluation, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started");
        let target = place.path().join(name);
        evaluate(
            evaluation,
            &target,
            false,
            &pool,
            &AtomicBool::new(false),
            &(),
        )
        .expect("it can be written")
        .folder
    };
    let one = made("one", &evaluation, 1);
    let manifest = Manifest::read(&one).expect("it was written");
    let again = recorded(&manifest).expect("it can be read again");
    let two = made("two", &again, 2);
    let other = Manifest::read(&two).expect("it was written");
    assert_eq!(manifest.files, other.files);
    assert!(manifest.files.len() >= 6, "{:?}", manifest.files);
    assert_eq!(manifest.files["studies.csv"].rows, Some(15));
    assert_eq!(manifest.files["summary.csv"].rows, Some(5));
}
