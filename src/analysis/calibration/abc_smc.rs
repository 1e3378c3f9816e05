//! Approximate Bayesian computation by sequential Monte Carlo (Sisson, Fan and Tanaka 2007; Toni et al 2009; weights and
//! adaptive tolerance as Beaumont et al 2009 and Del Moral et al 2012).
//!
//! Generation 0 are draws of the prior, of which the best are kept. Each later generation draws points near those that
//! were kept, simulates them, and keeps those within a smaller tolerance; weights undo what the drawing favoured. With a
//! surrogate, points are drawn where a regression on earlier ones expects the targets to be met; as long as that comes
//! nearer by itself, the best of a number of draws are kept, and the regression learns from all of them.
//!
//! Attempts are numbered, and what is done with them depends on their numbers alone: threads and interruptions leave the
//! result as it is.

use super::proposal::Proposal;
use super::surrogate::Surrogate;
use super::{Simulated, distance, effective_size, weighted_quantile};
use crate::scenario::targets::Target;

/// Share by which the best of a number of draws must come nearer to the targets, or the next generation asks for a distance.
const WORTHWHILE: f64 = 0.05;
/// Share by which a generation where the surrogate looks must come nearer, or it is not made. In a space of d targets half of
/// the points lie in the outermost 0.7/d of the distance: with some twenty, each such step halves what is accepted.
const LEAST_STEP: f64 = 0.04;
/// Share of a population's points that its effective size must be at least, or it is drawn again as near as it is, from a
/// wider normal: points are drawn in proportion to how well the surrogate expects them to do, so the nearer that must be,
/// the more do weights differ.
const EVEN_ENOUGH: f64 = 0.2;
/// Acceptances at the least share allowed, from which too few of them are taken for a sign.
const ENOUGH_TO_TELL: f64 = 40.0;
/// Attempts for each success, above which a model is taken to fail.
const MOST_FAILING: usize = 20;

/// How to go about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Points of each population; at least 2.
    pub particles: usize,
    /// Draws of the prior, and likewise of the surrogate, of which the best are kept; at least as many.
    pub draws: usize,
    /// Most generations after the draws of the prior.
    pub generations: u32,
    /// Share of a population that the next tolerance keeps, between 0 and 1.
    pub quantile: f64,
    /// Distance at which the search ends.
    pub tolerance: f64,
    /// Share of attempts that must be accepted: below it the search ends.
    pub least_acceptance: f64,
    /// Whether a regression says where to look.
    pub surrogate: bool,
    /// Seed of the points.
    pub seed: u64,
}

/// Points to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Their generation; 0 are draws of the prior.
    pub generation: u32,
    /// Number of the first among all attempts of the generation.
    pub first: u32,
    /// The points, as normal scores.
    pub points: Vec<Vec<f64>>,
    /// Points of the generation accepted so far.
    pub accepted: usize,
    /// The tolerance of the generation; infinite where the best of a number of draws are kept.
    pub tolerance: f64,
}

/// The points kept in one generation.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// Its number.
    pub generation: u32,
    /// No point is farther from the targets.
    pub tolerance: f64,
    /// Attempts until it was complete.
    pub attempts: usize,
    /// Attempts that came to nothing: the simulation failed, its values contradict each other or are not defined.
    pub failed: usize,
    /// The points.
    pub particles: Vec<Simulated>,
    /// Their weights, which sum to 1.
    pub weights: Vec<f64>,
}

impl Population {
    /// Effective number of points.
    pub fn effective_size(&self) -> f64 {
        effective_size(&self.weights)
    }

    /// Share of attempts that were kept.
    pub fn acceptance(&self) -> f64 {
        self.particles.len() as f64 / self.attempts as f64
    }

    /// The weighted quantile of the distances.
    pub fn distance_quantile(&self, p: f64) -> f64 {
        let distances: Vec<f64> = self.particles.iter().map(|p| p.distance).collect();
        weighted_quantile(&distances, &self.weights, p)
    }
}

/// Why the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The tolerance asked for was reached.
    Tolerance,
    /// As many generations were made as asked for.
    Generations,
    /// Too few attempts were accepted at the next tolerance.
    Acceptance,
    /// Points by the surrogate came hardly nearer than the last, and half of a generation lies hardly within the rest: many
    /// targets at once leave little room.
    Progress,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// All draws of the prior that could be simulated, kept or not.
    pub prior: Vec<Simulated>,
    /// The populations; the last is the posterior.
    pub populations: Vec<Population>,
    /// Why there are no more.
    pub ended: Ended,
    /// Attempts in all, those of a generation that was given up included.
    pub attempts: usize,
    /// Attempts that came to nothing.
    pub failed: usize,
}

impl Found {
    /// The last population.
    ///
    /// # Panics
    /// Never: there is at least one.
    pub fn posterior(&self) -> &Population {
        self.populations.last().expect("the draws of the prior")
    }
}

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
pub enum NotFound<E> {
    /// The simulations were ended by their caller.
    #[error("{0}")]
    Stopped(E),
    /// Nearly no draw of the prior could be simulated.
    #[error(
        "of {attempts} draws of the priors only {done} could be simulated to the targets' values"
    )]
    Failing {
        /// Attempts.
        attempts: usize,
        /// Attempts that came to something.
        done: usize,
    },
}

/// What a generation keeps.
enum Keep {
    /// The best of so many.
    BestOf(usize),
    /// Those within a distance.
    Within(f64),
}

/// What came of the attempts of a generation.
#[derive(Default)]
struct Attempts {
    /// Those kept, unless the best of them are still to be chosen.
    done: Vec<Simulated>,
    number: usize,
    failed: usize,
    complete: bool,
}

/// Finds the points whose simulated values lie close to the targets. `simulate` returns for each point of a batch the
/// values of all targets, or nothing if there are none; it is given batches in order.
///
/// # Errors
/// The first error of `simulate`, or if nearly no draw of the prior can be simulated.
pub fn calibrate<E>(
    dimensions: usize,
    targets: &[Target],
    settings: &Settings,
    mut simulate: impl FnMut(&Batch) -> Result<Vec<Option<Vec<f64>>>, E>,
) -> Result<Found, NotFound<E>> {
    let draws = settings.draws.max(settings.particles);
    let mut generation = |generation: u32, proposal: &Proposal, keep: &Keep| {
        attempts(settings, targets, generation, proposal, keep, &mut simulate)
            .map_err(NotFound::Stopped)
    };
    let prior = Proposal::prior(dimensions);
    let first = generation(0, &prior, &Keep::BestOf(draws))?;
    if !first.complete {
        return Err(NotFound::Failing {
            attempts: first.number,
            done: first.done.len(),
        });
    }
    let (mut all, mut failed) = (first.number, first.failed);
    let mut populations = vec![best(settings, 0, &prior, &first)];
    let mut ended = Ended::Generations;
    // What a regression learns from: all points of the last generation of which the best were kept.
    let mut known = settings.surrogate.then(|| first.done.clone());
    let mut worthwhile = true;
    // The number of the last generation that was drawn again.
    let mut again = None;
    for number in 1..=settings.generations {
        let last = populations.last().expect("there is the first");
        if last.tolerance <= settings.tolerance {
            break;
        }
        let uneven = known.is_some()
            && again != Some(last.generation)
            && last.effective_size() < EVEN_ENOUGH * last.particles.len() as f64;
        if uneven {
            again = Some(number);
        }
        let next = match uneven {
            true => last.tolerance,
            false => last
                .distance_quantile(settings.quantile)
                .max(settings.tolerance),
        };
        let hardly_nearer = next > settings.tolerance && next > last.tolerance * (1.0 - LEAST_STEP);
        if known.is_some() && !uneven && !worthwhile && hardly_nearer {
            ended = Ended::Progress;
            break;
        }
        let within = Keep::Within(next);
        let (proposal, keep) = match &known {
            Some(known) => {
                let surrogate = Surrogate::new(known, targets.len());
                let aim = if uneven { next } else { settings.tolerance };
                let (mean, covariance) = surrogate.look(targets, known, aim);
                let keep = if worthwhile && !uneven {
                    Keep::BestOf(draws)
                } else {
                    within
                };
                (Proposal::normal(mean, covariance), keep)
            }
            None => {
                let points: Vec<&[f64]> = last.particles.iter().map(|p| p.z.as_slice()).collect();
                (Proposal::around(&points, &last.weights), within)
            }
        };
        let made = generation(number, &proposal, &keep)?;
        all += made.number;
        failed += made.failed;
        if !made.complete {
            ended = Ended::Acceptance;
            break;
        }
        let made = match keep {
            Keep::BestOf(_) => {
                let nearest = best(settings, number, &proposal, &made);
                let before = last.tolerance;
                worthwhile = nearest.tolerance < before * (1.0 - WORTHWHILE);
                known = Some(made.done);
                if nearest.tolerance >= before {
                    continue;
                }
                nearest
            }
            Keep::Within(tolerance) => {
                population(number, tolerance, &proposal, &made, made.done.clone())
            }
        };
        populations.push(made);
    }
    if populations.last().expect("there is the first").tolerance <= settings.tolerance {
        ended = Ended::Tolerance;
    }
    Ok(Found {
        prior: first.done,
        populations,
        ended,
        attempts: all,
        failed,
    })
}

/// The attempts of one generation, until enough are kept or too few are.
fn attempts<E>(
    settings: &Settings,
    targets: &[Target],
    generation: u32,
    proposal: &Proposal,
    keep: &Keep,
    simulate: &mut impl FnMut(&Batch) -> Result<Vec<Option<Vec<f64>>>, E>,
) -> Result<Attempts, E> {
    let (wanted, tolerance, most) = match keep {
        Keep::BestOf(draws) => (*draws, f64::INFINITY, draws * MOST_FAILING),
        Keep::Within(tolerance) => (
            settings.particles,
            *tolerance,
            (settings.particles as f64 / settings.least_acceptance).ceil() as usize,
        ),
    };
    let mut made = Attempts::default();
    let hopeless = |made: &Attempts| {
        let expected = made.number as f64 * settings.least_acceptance;
        made.number >= most || (expected >= ENOUGH_TO_TELL && (made.done.len() as f64) < expected)
    };
    while made.done.len() < wanted && !hopeless(&made) {
        let missing = (wanted - made.done.len()) as f64;
        // As many as will probably do, by what was accepted so far.
        let size = match keep {
            Keep::BestOf(_) => missing,
            Keep::Within(_) => {
                let tried = made.number as f64 + 1.0 / settings.quantile;
                (missing * tried / (made.done.len() as f64 + 1.0)).ceil()
            }
        };
        let size = (size as usize).clamp(1, (most - made.number).min(2 * wanted));
        let first = made.number as u32;
        let batch = Batch {
            generation,
            first,
            points: (0..size as u32)
                .map(|i| proposal.draw(settings.seed, generation, first + i))
                .collect(),
            accepted: made.done.len(),
            tolerance,
        };
        for (z, outputs) in batch.points.iter().zip(simulate(&batch)?) {
            if made.done.len() == wanted {
                break;
            }
            made.number += 1;
            let off = outputs
                .as_ref()
                .map_or(f64::NAN, |outputs| distance(targets, outputs));
            match outputs {
                Some(outputs) if off.is_finite() => {
                    if off <= tolerance {
                        made.done.push(Simulated {
                            z: z.clone(),
                            outputs,
                            distance: off,
                        });
                    }
                }
                _ => made.failed += 1,
            }
        }
    }
    made.complete = made.done.len() == wanted;
    Ok(made)
}

/// The best of all attempts; where more than enough are as near as asked for, the first of these.
fn best(settings: &Settings, number: u32, proposal: &Proposal, made: &Attempts) -> Population {
    let mut distances: Vec<f64> = made.done.iter().map(|point| point.distance).collect();
    distances.sort_by(f64::total_cmp);
    let last = distances.get(settings.particles - 1).or(distances.last());
    let tolerance = last.map_or(f64::INFINITY, |&last| last.max(settings.tolerance));
    let near = made.done.iter().filter(|point| point.distance <= tolerance);
    let kept = near.take(settings.particles).cloned().collect();
    population(number, tolerance, proposal, made, kept)
}

fn population(
    generation: u32,
    tolerance: f64,
    proposal: &Proposal,
    made: &Attempts,
    particles: Vec<Simulated>,
) -> Population {
    let mut weights: Vec<f64> = particles.iter().map(|p| proposal.weight(&p.z)).collect();
    let sum: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= sum;
    }
    Population {
        generation,
        tolerance,
        attempts: made.number,
        failed: made.failed,
        particles,
        weights,
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::engine::quantile::normal_below;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;
    use crate::scenario::targets::Aim;

    #[derive(Clone, Copy)]
    struct Noise;

    impl StreamId for Noise {
        fn number(self) -> u32 {
            1
        }
    }

    pub fn target(value: f64, tolerance: f64) -> Target {
        Target {
            id: "T".to_owned(),
            measure: "y".to_owned(),
            unit: "",
            subgroup: "all".to_owned(),
            aim: Aim::Value(value),
            tolerance,
            weight: 1.0,
            what: "y".to_owned(),
            source: "toy".to_owned(),
            fitted: true,
        }
    }

    /// A toy: values of the targets from normal scores and uniforms of their own.
    fn found(
        dimensions: usize,
        targets: &[Target],
        settings: &Settings,
        model: impl Fn(&[f64], &mut dyn FnMut() -> f64) -> Option<Vec<f64>>,
    ) -> Found {
        calibrate(dimensions, targets, settings, |batch| {
            let of = |(i, z): (usize, &Vec<f64>)| {
                let place = u64::from(batch.generation);
                let mut noise =
                    Streams::new(99, place, "toy").generator(Noise, batch.first + i as u32, 0);
                model(z, &mut || noise.uniform())
            };
            Ok::<_, Infallible>(batch.points.iter().enumerate().map(of).collect())
        })
        .expect("it can be found")
    }

    fn settings(particles: usize, tolerance: f64) -> Settings {
        Settings {
            particles,
            draws: 2 * particles,
            generations: 12,
            quantile: 0.5,
            tolerance,
            least_acceptance: 0.002,
            surrogate: false,
            seed: 1,
        }
    }

    /// Weighted mean and standard deviation of the first score, through `value`.
    fn mean_and_sd(population: &Population, value: impl Fn(&Simulated) -> f64) -> (f64, f64) {
        let of = |f: &dyn Fn(f64) -> f64| -> f64 {
            let each = population.particles.iter().zip(&population.weights);
            each.map(|(p, w)| w * f(value(p))).sum()
        };
        let mean = of(&|x| x);
        (mean, libm::sqrt(of(&|x| (x - mean) * (x - mean))))
    }

    /// The largest distance between the weighted distribution of a value and a distribution function.
    fn largest_gap(
        population: &Population,
        value: impl Fn(&Simulated) -> f64,
        below: impl Fn(f64) -> f64,
    ) -> f64 {
        let mut points: Vec<(f64, f64)> = population
            .particles
            .iter()
            .map(&value)
            .zip(population.weights.iter().copied())
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut sum, mut gap) = (0.0, 0.0_f64);
        for (x, weight) in points {
            gap = gap.max((sum - below(x)).abs());
            sum += weight;
            gap = gap.max((sum - below(x)).abs());
        }
        gap
    }

    /// θ ~ N(0, 1), y | θ ~ N(θ, 1), y = 1: the posterior is N(0.5, √0.5).
    #[test]
    fn a_normal_mean_has_its_closed_form() {
        for surrogate in [false, true] {
            let settings = Settings {
                surrogate,
                ..settings(600, 0.1)
            };
            let found = found(1, &[target(1.0, 1.0)], &settings, |z, noise| {
                Some(vec![z[0] + normal(noise())])
            });
            assert_eq!(found.ended, Ended::Tolerance);
            let posterior = found.posterior();
            let (mean, sd) = mean_and_sd(posterior, |p| p.z[0]);
            assert!((mean - 0.5).abs() < 0.07, "{mean}");
            assert!((sd - std::f64::consts::FRAC_1_SQRT_2).abs() < 0.1, "{sd}");
            let gap = largest_gap(
                posterior,
                |p| p.z[0],
                |x| normal_below((x - 0.5) / libm::sqrt(0.5)),
            );
            assert!(gap < 0.12, "{gap}");
        }
    }

    /// u ~ U(0, 1), y | u ~ U(0, u), y = 0.5: F(u) = 1 − ln u / ln 0.5 on (0.5, 1).
    #[test]
    fn a_bound_has_its_closed_form() {
        let found = found(1, &[target(0.5, 1.0)], &settings(600, 0.01), |z, noise| {
            Some(vec![normal_below(z[0]) * noise()])
        });
        let posterior = found.posterior();
        let gap = largest_gap(
            posterior,
            |p| normal_below(p.z[0]),
            |u| 1.0 - libm::log(u.clamp(0.5, 1.0)) / libm::log(0.5),
        );
        assert!(gap < 0.12, "{gap}");
        let (mean, _) = mean_and_sd(posterior, |p| normal_below(p.z[0]));
        // The mean of that distribution is 0.5 / ln 2.
        assert!((mean - 0.721_35).abs() < 0.03, "{mean}");
    }

    /// Two models that are the same, each as probable before: each is as probable after.
    #[test]
    fn two_identical_models_stay_as_probable_as_they_were() {
        // The first score chooses the model, the second is the parameter of either.
        let found = found(2, &[target(1.0, 1.0)], &settings(600, 0.1), |z, noise| {
            Some(vec![z[1] + normal(noise())])
        });
        let (first, _) = mean_and_sd(found.posterior(), |p| f64::from(u8::from(p.z[0] < 0.0)));
        assert!((first - 0.5).abs() < 0.07, "{first}");
    }

    /// Ten parameters, ten targets: y_k = z_k + 0.4 z_(k+1) + 0.1 z_k² with a little noise.
    fn ten(z: &[f64], noise: &mut dyn FnMut() -> f64) -> Option<Vec<f64>> {
        let of = |k: usize| {
            let (own, next) = (z[k], z[(k + 1) % z.len()]);
            own + 0.4 * next + 0.1 * own * own + 0.1 * normal(noise())
        };
        Some((0..z.len()).map(of).collect())
    }

    #[test]
    fn a_surrogate_start_comes_to_the_same_posterior_with_far_fewer_simulations() {
        let targets: Vec<Target> = (0..10).map(|k| target([1.2, -0.8][k % 2], 0.5)).collect();
        let of = |surrogate: bool| {
            let settings = Settings {
                surrogate,
                draws: 1_600,
                generations: 40,
                least_acceptance: 0.005,
                ..settings(400, 1.0)
            };
            found(10, &targets, &settings, ten)
        };
        let (plain, quick) = (of(false), of(true));
        assert_eq!(
            (plain.ended, quick.ended),
            (Ended::Tolerance, Ended::Tolerance)
        );
        assert!(
            5 * quick.attempts < 2 * plain.attempts,
            "{} against {}",
            quick.attempts,
            plain.attempts
        );
        // Every other parameter plays the same part: their means are told more exactly than single ones.
        for first in [0, 1] {
            let of = |found: &Found| {
                let each = (first..10).step_by(2);
                let moments = each.map(|k| mean_and_sd(found.posterior(), |p| p.z[k]));
                moments.fold((0.0, 0.0), |sum, (mean, sd)| {
                    (sum.0 + mean / 5.0, sum.1 + sd / 5.0)
                })
            };
            let (a, b) = (of(&plain), of(&quick));
            assert!((a.0 - b.0).abs() < 0.08, "{first}: {a:?} {b:?}");
            assert!((a.1 - b.1).abs() < 0.08, "{first}: {a:?} {b:?}");
        }
    }

    #[test]
    fn a_search_ends_for_the_reason_it_gives() {
        let targets = [target(1.0, 1.0)];
        let model = |z: &[f64], noise: &mut dyn FnMut() -> f64| Some(vec![z[0] + normal(noise())]);
        let few = Settings {
            generations: 2,
            ..settings(50, 1e-6)
        };
        let found_few = found(1, &targets, &few, model);
        assert_eq!(found_few.ended, Ended::Generations);
        assert_eq!(found_few.populations.len(), 3);
        let strict = Settings {
            least_acceptance: 0.3,
            ..settings(50, 1e-6)
        };
        let found_strict = found(1, &targets, &strict, model);
        assert_eq!(found_strict.ended, Ended::Acceptance);
        let tolerances: Vec<f64> = found_strict
            .populations
            .iter()
            .map(|p| p.tolerance)
            .collect();
        assert!(tolerances.windows(2).all(|w| w[1] < w[0]), "{tolerances:?}");
    }

    #[test]
    fn failures_are_rejected_and_counted() {
        let found_some = found(
            1,
            &[target(1.0, 1.0)],
            &settings(100, 0.5),
            |z, noise| match z[0] {
                x if x < 0.0 => None,
                x if x > 2.0 => Some(vec![f64::NAN]),
                x => Some(vec![x + normal(noise())]),
            },
        );
        let all = found_some.populations.iter().flat_map(|p| &p.particles);
        assert!(all.into_iter().all(|p| (0.0..=2.0).contains(&p.z[0])));
        assert_eq!(found_some.prior.len(), 200);
        let first = &found_some.populations[0];
        assert_eq!(first.attempts, 200 + first.failed);
        let none = calibrate(1, &[target(1.0, 1.0)], &settings(10, 0.5), |batch| {
            Ok::<_, Infallible>(vec![None; batch.points.len()])
        });
        assert!(matches!(
            none,
            Err(NotFound::Failing {
                attempts: 400,
                done: 0
            })
        ));
    }
}
