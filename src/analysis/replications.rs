//! How many replications are enough: the confidence-interval method with look-ahead.
//!
//! After Hoad, Robinson and Davies, "Automated selection of the number of replications for a discrete-event simulation",
//! Journal of the Operational Research Society 61 (2010) 1632-1644. The smallest n is sought at which the 95% interval of
//! the mean is narrow enough and stays so for another f(k, n) replications, see [`look_ahead`].
//!
//! Two differences, both stricter: relative precision divides by the absolute value of the mean, and several measures
//! must hold at the same n, not each at its own.

use super::statistics::t_quantile;

/// Below this number of values an interval is not looked at.
pub const FEWEST_VALUES: usize = 3;

/// Mean and variance of values that come one at a time (Welford's update).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Running {
    /// Number of values.
    pub n: usize,
    /// Their mean; 0 without values.
    pub mean: f64,
    squares: f64,
}

impl Running {
    /// Adds a finite value.
    pub fn push(&mut self, x: f64) {
        self.n += 1;
        let before = x - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (x - self.mean);
    }

    /// Variance with divisor n − 1; NaN below two values.
    pub fn variance(&self) -> f64 {
        if self.n < 2 {
            f64::NAN
        } else {
            self.squares / (self.n - 1) as f64
        }
    }
}

/// How narrow the 95% interval of a mean must be. A target that is not positive is met only by values that never vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    /// Half-width at most this share of the absolute value of the mean.
    Relative(f64),
    /// Half-width at most this, in the unit of the measure. For means near zero, such as effects.
    Absolute(f64),
}

impl Precision {
    /// The half-width as a multiple of what is allowed: at most 1 where the precision holds, infinite where it is not
    /// defined. Values that never vary hold, whatever their mean.
    fn excess(self, mean: f64, half_width: f64) -> f64 {
        let allowed = match self {
            Self::Relative(share) => share * mean.abs(),
            Self::Absolute(width) => width,
        };
        if half_width == 0.0 {
            0.0
        } else if allowed > 0.0 && half_width.is_finite() {
            half_width / allowed
        } else {
            f64::INFINITY
        }
    }
}

/// f(k, n) = ⌊k/100 × max(n, 100)⌋: for how many more replications the precision reached at n must hold. k = 5 is
/// recommended.
#[must_use]
pub fn look_ahead(k: u32, n: usize) -> usize {
    (k as u128 * n.max(100) as u128 / 100) as usize
}

/// The smallest n (counted from 1) at which `half_widths[n - 1]` is at most `target` and stays so through the
/// look-ahead; `None` if the sequence ends before. NaN where a half-width is not defined.
#[must_use]
pub fn smallest_held(half_widths: &[f64], target: f64, k: u32) -> Option<usize> {
    let mut start = None;
    for (i, &half_width) in half_widths.iter().enumerate() {
        start = hold(start, i + 1, half_width <= target);
        if let Some(first) = start
            && i + 1 - first >= look_ahead(k, first)
        {
            return Some(first);
        }
    }
    None
}

/// Since when a precision has held without a break.
fn hold(since: Option<usize>, n: usize, holds: bool) -> Option<usize> {
    if holds { since.or(Some(n)) } else { None }
}

/// How far one measure has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Number of replications in which it had a value.
    pub values: usize,
    /// Their mean; NaN without values.
    pub mean: f64,
    /// Half-width of the 95% interval; NaN below [`FEWEST_VALUES`] values.
    pub half_width: f64,
    /// The half-width as a multiple of what is allowed; infinite where that is not defined.
    pub excess: f64,
    /// The smallest accepted number of replications for this measure alone; `None` if more are needed.
    pub accepted: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Measure {
    precision: Precision,
    running: Running,
    half_width: f64,
    excess: f64,
    /// Number of values and of replications when the precision began to hold.
    since: Option<(usize, usize)>,
    accepted: Option<usize>,
}

/// Several measures of one model, fed one replication at a time.
///
/// A measure that is not defined in a replication learns nothing from it: its look-ahead counts replications that gave
/// it a value, and one that never has a value stays undecided. Whatever is fed after [`Replications::satisfied`] is left
/// out, so the answer does not depend on the size of the batches in which replications are run. A ceiling is the
/// caller's to keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Replications {
    k: u32,
    measures: Vec<Measure>,
    runs: usize,
    /// Replication from which on all have held, and the number of values of each measure then.
    since: Option<(usize, Vec<usize>)>,
    accepted: Option<usize>,
    deciding: Option<usize>,
    /// Quantiles of Student's t for 2, 3, … values: costly, and the same for all measures.
    t: Vec<f64>,
}

impl Replications {
    /// One precision a measure; `k` is the look-ahead in percent, see [`look_ahead`].
    #[must_use]
    pub fn new(precisions: &[Precision], k: u32) -> Self {
        let measures = precisions
            .iter()
            .map(|&precision| Measure {
                precision,
                running: Running::default(),
                half_width: f64::NAN,
                excess: f64::INFINITY,
                since: None,
                accepted: None,
            })
            .collect();
        Self {
            k,
            measures,
            runs: 0,
            since: None,
            accepted: None,
            deciding: None,
            t: Vec::new(),
        }
    }

    /// Takes the values of the next replication, one a measure; not finite where the measure is not defined.
    ///
    /// # Panics
    /// If the number of values is not that of the measures.
    pub fn feed(&mut self, values: &[f64]) {
        assert_eq!(values.len(), self.measures.len(), "one value a measure");
        if self.satisfied() {
            return;
        }
        self.runs += 1;
        for (measure, &value) in self.measures.iter_mut().zip(values) {
            if value.is_finite() {
                measure.learn(value, self.runs, self.k, &mut self.t);
            }
        }
        if self.runs >= FEWEST_VALUES {
            self.look_at_all();
        }
    }

    fn look_at_all(&mut self) {
        let holds = self.measures.iter().all(|measure| measure.excess <= 1.0);
        if !holds {
            self.since = None;
            self.deciding = self.worst();
            return;
        }
        if self.since.is_none() {
            self.deciding = self.deciding.or_else(|| self.worst());
            let values = self.measures.iter().map(|m| m.running.n).collect();
            self.since = Some((self.runs, values));
        }
        if let Some((first, values)) = &self.since {
            let wanted = look_ahead(self.k, *first);
            let mut further = self.measures.iter().zip(values);
            if self.runs - first >= wanted && further.all(|(m, n)| m.running.n - n >= wanted) {
                self.accepted = Some(*first);
            }
        }
    }

    /// The measure with the largest excess, the first of those that tie.
    fn worst(&self) -> Option<usize> {
        (0..self.measures.len())
            .rev()
            .max_by(|&a, &b| self.measures[a].excess.total_cmp(&self.measures[b].excess))
    }

    /// Number of replications taken.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Whether no more replications are needed.
    pub fn satisfied(&self) -> bool {
        self.accepted.is_some()
    }

    /// The first number of replications at which all measures hold, and do through the look-ahead. Never below
    /// [`FEWEST_VALUES`].
    pub fn accepted(&self) -> Option<usize> {
        self.accepted
    }

    /// The measure that decides: the one furthest from its target when not all held last. `None` before
    /// [`FEWEST_VALUES`] replications and without measures.
    pub fn deciding(&self) -> Option<usize> {
        self.deciding
    }

    /// How far each measure has come, in the order of the precisions.
    pub fn progress(&self) -> impl Iterator<Item = Progress> + '_ {
        self.measures.iter().map(|measure| Progress {
            values: measure.running.n,
            mean: if measure.running.n == 0 {
                f64::NAN
            } else {
                measure.running.mean
            },
            half_width: measure.half_width,
            excess: measure.excess,
            accepted: measure.accepted,
        })
    }
}

impl Measure {
    fn learn(&mut self, value: f64, run: usize, k: u32, t: &mut Vec<f64>) {
        self.running.push(value);
        let n = self.running.n;
        if n < FEWEST_VALUES {
            return;
        }
        while t.len() < n - 1 {
            t.push(t_quantile(t.len() + 1));
        }
        self.half_width = t[n - 2] * (self.running.variance() / n as f64).sqrt();
        self.excess = self.precision.excess(self.running.mean, self.half_width);
        if self.excess <= 1.0 {
            let (first, first_run) = *self.since.get_or_insert((n, run));
            if self.accepted.is_none() && n - first >= look_ahead(k, first) {
                self.accepted = Some(first_run);
            }
        } else {
            self.since = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::statistics::Estimate;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;
    use proptest::prelude::*;

    #[derive(Clone, Copy)]
    struct Draw;
    impl StreamId for Draw {
        fn number(self) -> u32 {
            1
        }
    }

    fn normals(seed: u64, n: u32, mean: f64, sd: f64) -> Vec<f64> {
        let streams = Streams::new(seed, 0, "test");
        (0..n)
            .map(|i| mean + sd * normal(streams.uniform(Draw, 0, i)))
            .collect()
    }

    #[test]
    fn look_ahead_has_the_published_values() {
        let f = [(100, 100), (100, 101), (0, 500), (5, 800), (5, 3)];
        assert_eq!(f.map(|(k, n)| look_ahead(k, n)), [100, 101, 0, 40, 5]);
    }

    #[test]
    fn worked_sequences_of_half_widths() {
        let none = f64::NAN;
        assert_eq!(smallest_held(&[none, none, 0.8, 0.4, 0.3], 0.5, 0), Some(4));
        let mut widths = vec![none, none, 0.8, 0.8, 0.3, 0.3, 0.3];
        assert_eq!(smallest_held(&widths, 0.5, 3), None);
        widths.push(0.3);
        assert_eq!(smallest_held(&widths, 0.5, 3), Some(5));
        // A break starts the count anew.
        let broken = [none, none, 0.4, 0.4, 0.6, 0.4, 0.4, 0.4, 0.4];
        assert_eq!(smallest_held(&broken, 0.5, 3), Some(6));
    }

    #[test]
    fn worked_example_of_the_half_width() {
        let mut replications = Replications::new(&[Precision::Relative(0.5)], 5);
        for value in [10.0, 20.0] {
            replications.feed(&[value]);
        }
        assert!(replications.progress().next().unwrap().half_width.is_nan());
        replications.feed(&[30.0]);
        let progress = replications.progress().next().unwrap();
        assert_eq!((progress.mean, progress.values), (20.0, 3));
        assert!((progress.half_width - 24.841).abs() < 0.001);
        assert!((progress.excess * 0.5 - 1.2421).abs() < 0.0001);
    }

    #[test]
    fn the_increments_agree_with_the_sequence_of_intervals() {
        let values = normals(1, 200, -50.0, 10.0);
        let half_widths: Vec<f64> = (1..=values.len())
            .map(|n| {
                if n < 3 {
                    f64::NAN
                } else {
                    Estimate::of(&values[..n]).half_width()
                }
            })
            .collect();
        let expected = smallest_held(&half_widths, 3.0, 5);
        let mut replications = Replications::new(&[Precision::Absolute(3.0)], 5);
        values.iter().for_each(|&x| replications.feed(&[x]));
        assert!(expected.is_some_and(|n| n > 20));
        assert_eq!(replications.accepted(), expected);
        assert_eq!(
            replications.runs(),
            expected.unwrap() + 5,
            "fed after: left out"
        );
    }

    #[test]
    fn a_negative_mean_does_not_meet_a_relative_target_by_its_sign() {
        let (mut above, mut below) = (
            Replications::new(&[Precision::Relative(0.05)], 5),
            Replications::new(&[Precision::Relative(0.05)], 5),
        );
        for x in normals(2, 100, 10.0, 2.0) {
            above.feed(&[x]);
            below.feed(&[-x]);
        }
        assert!(above.accepted().is_some_and(|n| n > 20));
        assert_eq!(above.accepted(), below.accepted());
    }

    #[test]
    fn the_worst_measure_decides_and_all_hold_at_the_same_number() {
        let precisions = [
            Precision::Relative(0.1),
            Precision::Absolute(1.0),
            Precision::Relative(0.1),
        ];
        let mut replications = Replications::new(&precisions, 5);
        let (a, b) = (normals(3, 500, 100.0, 1.0), normals(4, 500, 0.0, 4.0));
        for i in 0..500 {
            replications.feed(&[a[i], b[i], 7.0]);
        }
        let each: Vec<_> = replications.progress().map(|p| p.accepted).collect();
        assert_eq!((each[0], each[2]), (Some(3), Some(3)));
        assert_eq!(replications.deciding(), Some(1));
        assert_eq!(replications.accepted(), each[1]);
        assert!(replications.accepted().is_some_and(|n| n > 30));
    }

    #[test]
    fn all_must_hold_together() {
        // The first holds from 3 on and loses it at 12, after its own look-ahead; the second holds from 11 on.
        let first: Vec<f64> = [1.0, 1.1, 0.9]
            .into_iter()
            .cycle()
            .take(11)
            .chain([30.0])
            .chain(std::iter::repeat_n(1.0, 5000))
            .collect();
        let mut second = vec![100.0, 0.0, 0.0];
        second.resize(first.len(), 9.0);
        let precisions = [Precision::Absolute(0.5), Precision::Absolute(25.0)];
        let mut replications = Replications::new(&precisions, 5);
        for (x, y) in first.iter().zip(&second) {
            replications.feed(&[*x, *y]);
        }
        let each: Vec<_> = replications.progress().map(|p| p.accepted).collect();
        assert_eq!(each[0], Some(3));
        let own = each[1].unwrap();
        assert!((8..40).contains(&own), "{own}");
        assert!(replications.accepted().is_some_and(|n| n > own));
        assert_eq!(replications.deciding(), Some(0));
    }

    #[test]
    fn a_measure_without_values_stays_undecided() {
        let precisions = [Precision::Relative(0.5); 2];
        let mut replications = Replications::new(&precisions, 5);
        for i in 0..100 {
            replications.feed(&[5.0, if i < 2 { 1.0 } else { f64::NAN }]);
        }
        assert!(!replications.satisfied());
        assert_eq!(replications.deciding(), Some(1));
        let progress: Vec<_> = replications.progress().collect();
        assert_eq!(progress[0].accepted, Some(3));
        assert_eq!((progress[1].accepted, progress[1].values), (None, 2));

        // Values in every second replication: three of them by the fifth, five more by the fifteenth.
        let mut replications = Replications::new(&precisions, 5);
        for i in 0..100 {
            replications.feed(&[5.0, if i % 2 == 0 { 1.0 } else { f64::NAN }]);
        }
        assert_eq!(replications.accepted(), Some(5));
        assert_eq!(replications.runs(), 15);
    }

    proptest! {
        #[test]
        fn the_size_of_batches_does_not_change_the_answer(seed in 0_u64..1000, batch in 1_usize..60) {
            let values = normals(seed, 1000, 20.0, 4.0);
            let run = |batch: usize| {
                let mut replications = Replications::new(&[Precision::Relative(0.04)], 5);
                for chunk in values.chunks(batch) {
                    if replications.satisfied() {
                        break;
                    }
                    chunk.iter().for_each(|&x| replications.feed(&[x]));
                }
                replications
            };
            let one = run(1);
            prop_assert!(one.satisfied());
            prop_assert_eq!(one, run(batch));
        }
    }
}
