//! Before and after: the mean change of those served who answered twice. There is no control group.

use super::field::{World, measure};
use super::{Design, Interval, Participant, Parts, StudyResult, effects, mean};
use crate::scenario::evaluation::FieldWork;

/// Analyses the people whom a service has recruited at their first contact.
pub fn analyse(mut people: Vec<Participant>, work: &FieldWork) -> StudyResult {
    measure(&mut people, work, World::NothingCaused);
    let found_if_nothing = Interval::of_mean(&changes(&people));
    measure(&mut people, work, World::AsItWas);
    let changes = changes(&people);
    let found = Interval::of_mean(&changes);
    let [effect, effect_served] = effects(people.iter());
    StudyResult {
        design: Design::BeforeAfter,
        recruited: people.len(),
        complete: changes.len(),
        found,
        found_if_nothing,
        effect,
        effect_served,
        parts: Some(parts(&people, found.estimate, effect)),
        planning: None,
    }
}

fn changes(people: &[Participant]) -> Vec<f64> {
    people.iter().filter_map(Participant::change).collect()
}

/// Estimate = true effect + what would have happened anyway (regression and recovery) + what comes from those who
/// answered being others than those who were served.
fn parts(people: &[Participant], estimate: f64, effect: f64) -> Parts {
    let present = || {
        people
            .iter()
            .filter_map(|p| p.outcome.map(|outcome| (p.baseline, outcome.without)))
    };
    let anyway =
        mean(present().map(|(before, after)| f64::from(after.points) - f64::from(before.points)));
    let regression = mean(
        present().map(|(before, after)| f64::from(after.distress) - f64::from(before.distress)),
    );
    Parts {
        regression,
        recovery: anyway - regression,
        completers: estimate - effect - anyway,
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::tests::work;
    use super::super::tests::participant;
    use super::*;

    /// Half the people gain 2 points by the service and answer; the other half gain nothing and do not. All rise by a
    /// point of distress that lifts and half a point of recovery.
    #[test]
    fn the_estimate_falls_into_its_parts() {
        let people: Vec<Participant> = (0..200_u32)
            .map(|i| {
                let helped = i % 2 == 0;
                let mut person = participant(0, true, 18.0, 19.5, if helped { 2.0 } else { 0.0 });
                person.baseline.distress = -1.0;
                person.chance.answer = if helped { 0.0 } else { 1.0 };
                // Errors cancel.
                person.chance.error = [if i % 4 == 0 { 1.0 } else { -1.0 }, 0.0];
                person
            })
            .collect();
        let result = analyse(people, &work());
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
        assert_eq!((result.recruited, result.complete), (200, 100));
        close(result.found.estimate, 3.5);
        // Errors of one point either way: standard error 1.005 / 10, t(99) = 1.984217.
        close(
            result.found.upper - 3.5,
            1.984_217 * (100.0_f64 / 99.0).sqrt() / 10.0,
        );
        close(result.effect, 1.0);
        let parts = result.parts.expect("before and after has parts");
        close(parts.regression, 1.0);
        close(parts.recovery, 0.5);
        close(parts.completers, 1.0);
        // Had the service done nothing, a gain of 1.5 points would have been found all the same.
        close(result.found_if_nothing.estimate, 1.5);
        assert_eq!(result.found_if_nothing.shows_a_gain(), Some(true));
    }

    #[test]
    fn nobody_is_no_study() {
        let result = analyse(Vec::new(), &work());
        assert_eq!((result.recruited, result.complete), (0, 0));
        assert!(result.found.estimate.is_nan() && result.effect.is_nan());
    }
}
