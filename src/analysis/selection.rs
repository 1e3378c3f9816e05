//! Choosing the best of several designs, or the cheapest that keeps its promises, from as few runs as will do.
//!
//! - [`Kn`]: drops designs as soon as they are clearly worse, with a guarantee. Runs share random numbers.
//! - [`ocba`], [`ocba_m`]: where to spend a fixed number of runs. No guarantee, but the chance of a correct choice can be
//!   approximated from below, [`chance_of_correct_selection`].
//! - [`feasibility`], [`cheapest`]: which candidates keep constraints on means or on chances.

use statrs::distribution::{Beta, ContinuousCDF, StudentsT};

use super::comparison::Better;
use super::replications::Running;

/// What is wrong with a question put to this module.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SelectionError {
    /// Nothing to choose from.
    #[error("there is no design to choose from")]
    NoDesign,
    /// Too few runs before the first decision.
    #[error("{found} runs before the first decision are too few: at least 2 are needed")]
    FirstStage {
        /// As asked for.
        found: usize,
    },
    /// The chance of error is out of range.
    #[error("a chance of error of {found} is not possible: above 0 and below {below} is")]
    Alpha {
        /// As asked for.
        found: f64,
        /// What it must stay below.
        below: f64,
    },
    /// The smallest difference worth finding is out of range.
    #[error("the smallest difference worth finding is {found}; it must be above 0")]
    IndifferenceZone {
        /// As asked for.
        found: f64,
    },
    /// A design that is still in the race has no value in this run.
    #[error("design {} has no value in this run, so it cannot be compared", .design + 1)]
    Undefined {
        /// Position of the design.
        design: usize,
    },
    /// More designs are to be chosen than there are, or none.
    #[error(
        "{wanted} of {designs} designs cannot be chosen: at least 1 and fewer than there are can"
    )]
    Subset {
        /// How many to choose.
        wanted: usize,
        /// How many there are.
        designs: usize,
    },
}

/// The fully sequential procedure of Kim and Nelson, "A fully sequential procedure for indifference-zone selection in
/// simulation", ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with c = 1.
///
/// After `n0` runs of every design the variances S²(i, l) of the differences are estimated; from then on, after each run,
/// design i is dropped when its mean is below that of another survivor l by more than
/// W(i, l) = max(0, δ / 2r × (h² S²(i, l) / δ² − r)), with h² = 2 η (n0 − 1) and
/// η = ½ [(2 α / (k − 1))^(−2 / (n0 − 1)) − 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Kn {
    better: Better,
    n0: usize,
    alpha: f64,
    delta: f64,
    h_squared: f64,
    /// Values of the first stage, signed so that more is better: `[run][design]`.
    first_stage: Vec<Vec<f64>>,
    /// S² of each pair, both ways round: `[i * k + l]`.
    variances: Vec<f64>,
    /// Signed sums over runs; those of dropped designs stand still.
    sums: Vec<f64>,
    runs: usize,
    values_used: usize,
    survivors: Vec<usize>,
}

impl Kn {
    /// `k` designs, `n0` runs of each before the first decision (10 or more are advised), chance of error `alpha`,
    /// smallest difference worth finding `delta` (> 0) in the unit of the measure.
    ///
    /// # Errors
    /// If there is no design, `n0` < 2, `alpha` is not in (0, 1 − 1/k), or `delta` is not positive.
    pub fn new(
        k: usize,
        n0: usize,
        alpha: f64,
        delta: f64,
        better: Better,
    ) -> Result<Self, SelectionError> {
        if k == 0 {
            return Err(SelectionError::NoDesign);
        }
        if n0 < 2 {
            return Err(SelectionError::FirstStage { found: n0 });
        }
        // Picking blindly is right with probability 1 / k.
        let below = if k == 1 { 1.0 } else { 1.0 - 1.0 / k as f64 };
        if !(alpha > 0.0 && alpha < below) {
            return Err(SelectionError::Alpha {
                found: alpha,
                below,
            });
        }
        if !(delta > 0.0 && delta.is_finite()) {
            return Err(SelectionError::IndifferenceZone { found: delta });
        }
        let freedom = (n0 - 1) as f64;
        let h_squared = if k == 1 {
            0.0
        } else {
            let eta = 0.5 * (libm::pow(2.0 * alpha / (k - 1) as f64, -2.0 / freedom) - 1.0);
            2.0 * eta * freedom
        };
        Ok(Self {
            better,
            n0,
            alpha,
            delta,
            h_squared,
            first_stage: Vec::with_capacity(n0),
            variances: vec![f64::NAN; k * k],
            sums: vec![0.0; k],
            runs: 0,
            values_used: 0,
            survivors: (0..k).collect(),
        })
    }

    /// Takes the next run: one value a design; those of designs that were dropped are not looked at and may be NaN.
    /// Runs after the decision are left out.
    ///
    /// # Errors
    /// If a survivor has no finite value. The run is then not counted, for no design.
    ///
    /// # Panics
    /// If the number of values is not that of the designs.
    pub fn feed(&mut self, row: &[f64]) -> Result<(), SelectionError> {
        assert_eq!(row.len(), self.sums.len(), "one value a design");
        if self.decided().is_some() {
            return Ok(());
        }
        if let Some(&design) = self.survivors.iter().find(|&&i| !row[i].is_finite()) {
            return Err(SelectionError::Undefined { design });
        }
        let sign = self.better.sign();
        for &i in &self.survivors {
            self.sums[i] += sign * row[i];
        }
        self.runs += 1;
        self.values_used += self.survivors.len();
        if self.runs <= self.n0 {
            self.first_stage
                .push(row.iter().map(|x| sign * x).collect());
        }
        if self.runs == self.n0 {
            self.estimate_variances();
        }
        if self.runs >= self.n0 {
            self.screen();
        }
        Ok(())
    }

    fn estimate_variances(&mut self) {
        let k = self.sums.len();
        for i in 0..k {
            for l in 0..k {
                let mut differences = Running::default();
                self.first_stage
                    .iter()
                    .for_each(|row| differences.push(row[i] - row[l]));
                self.variances[i * k + l] = differences.variance();
            }
        }
        self.first_stage.clear();
    }

    /// r × W(i, l).
    fn slack(&self, i: usize, l: usize) -> f64 {
        let variance = self.variances[i * self.sums.len() + l];
        (0.5 * (self.h_squared * variance / self.delta - self.delta * self.runs as f64)).max(0.0)
    }

    fn screen(&mut self) {
        let old = &self.survivors;
        let stays = |&i: &usize| {
            old.iter()
                .all(|&l| l == i || self.sums[i] >= self.sums[l] - self.slack(i, l))
        };
        let mut survivors: Vec<usize> = old.iter().copied().filter(stays).collect();
        let closed = survivors
            .iter()
            .all(|&i| survivors.iter().all(|&l| l == i || self.slack(i, l) == 0.0));
        if closed {
            // Only exact ties are left, and more runs do not bring the guarantee nearer: take the first.
            survivors.truncate(1);
        }
        self.survivors = survivors;
    }

    /// The designs still in the race, ascending.
    pub fn survivors(&self) -> &[usize] {
        &self.survivors
    }

    /// The design chosen, once only one is left.
    pub fn decided(&self) -> Option<usize> {
        match self.survivors[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Runs taken.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Values looked at: the sum over runs of the designs then in the race.
    pub fn values_used(&self) -> usize {
        self.values_used
    }

    /// S² of the difference between designs `i` and `l`, from the first stage; NaN before its end.
    pub fn pair_variance(&self, i: usize, l: usize) -> f64 {
        self.variances[i * self.sums.len() + l]
    }

    /// What a decision promises, in words.
    pub fn guarantee(&self) -> String {
        let percent = (1000.0 * (1.0 - self.alpha)).round() / 10.0;
        format!(
            "If one design is better than every other by at least {}, it is chosen with a probability of at least \
             {percent}%. Designs within {} of the best count as equally good, and any of them may be chosen. This \
             holds if values are normal and runs independent of each other; designs may share random numbers. \
             (Procedure KN of Kim and Nelson 2001, {} runs of each design before the first decision.)",
            self.delta, self.delta, self.n0
        )
    }
}

/// Optimal computing budget allocation (Chen, Lin, Yücesan and Chick, Discrete Event Dynamic Systems 10 (2000)
/// 251-270): how to divide `budget` runs among designs with these means and standard deviations, to choose the best.
///
/// N(i) / N(j) = ((σ(i) / δ(i)) / (σ(j) / δ(j)))² with δ the distance to the best, and N(b) = σ(b) √Σ (N(i) / σ(i))².
/// The counts sum to `budget`. A design that ties with the best gets what the formula gives for a very small distance;
/// if nothing varies all get the same.
///
/// # Errors
/// If there is no design, or one has no finite mean and standard deviation.
///
/// # Panics
/// If the slices differ in length.
pub fn ocba(
    means: &[f64],
    sds: &[f64],
    budget: usize,
    better: Better,
) -> Result<Vec<usize>, SelectionError> {
    let best = best_of(means, sds, better)?;
    let distances: Vec<f64> = means.iter().map(|mean| mean - means[best]).collect();
    let mut ratios = ratios(&distances, sds);
    let squares: f64 = (0..means.len())
        .filter(|&i| i != best && sds[i] > 0.0)
        .map(|i| (ratios[i] / sds[i]) * (ratios[i] / sds[i]))
        .sum();
    ratios[best] = if squares > 0.0 {
        sds[best] * squares.sqrt()
    } else {
        // All others never vary, or there are none.
        f64::from(u8::from(sds[best] > 0.0))
    };
    Ok(divide(budget, &ratios))
}

/// The same to choose the best `m` (Chen, He, Fu and Lee, INFORMS Journal on Computing 20 (2008) 579-595): N(i) in
/// proportion to (σ(i) / (mean(i) − c))², where c lies between the m-th and the next,
/// c = (s(m+1) mean(m) + s(m) mean(m+1)) / (s(m) + s(m+1)) with standard errors s = σ / √`counts`.
///
/// # Errors
/// As [`ocba`]; and if `m` is 0 or not below the number of designs.
///
/// # Panics
/// If the slices differ in length.
pub fn ocba_m(
    means: &[f64],
    sds: &[f64],
    counts: &[usize],
    m: usize,
    budget: usize,
    better: Better,
) -> Result<Vec<usize>, SelectionError> {
    best_of(means, sds, better)?;
    assert_eq!(means.len(), counts.len(), "one count a design");
    if m == 0 || m >= means.len() {
        return Err(SelectionError::Subset {
            wanted: m,
            designs: means.len(),
        });
    }
    let mut order: Vec<usize> = (0..means.len()).collect();
    order.sort_by(|&i, &l| (better.sign() * means[l]).total_cmp(&(better.sign() * means[i])));
    let (inside, outside) = (order[m - 1], order[m]);
    let error = |i: usize| sds[i] / (counts[i].max(1) as f64).sqrt();
    let (s, t) = (error(inside), error(outside));
    let boundary = if s + t > 0.0 {
        (t * means[inside] + s * means[outside]) / (s + t)
    } else {
        0.5 * (means[inside] + means[outside])
    };
    let distances: Vec<f64> = means.iter().map(|mean| mean - boundary).collect();
    Ok(divide(budget, &ratios(&distances, sds)))
}

/// Where the next `further` runs go, given the runs made so far (`counts`) and where all of them together should be
/// (`wanted`, such as from [`ocba`] with a budget of the sum of `counts` + `further`): in proportion to what is
/// lacking.
///
/// # Panics
/// If the slices differ in length.
#[must_use]
pub fn next_runs(wanted: &[usize], counts: &[usize], further: usize) -> Vec<usize> {
    assert_eq!(wanted.len(), counts.len(), "one count a design");
    let lacking: Vec<f64> = wanted
        .iter()
        .zip(counts)
        .map(|(wanted, count)| wanted.saturating_sub(*count) as f64)
        .collect();
    divide(further, &lacking)
}

/// A lower bound of the chance that the design with the best sample mean is the best, by Bonferroni's inequality:
/// 1 − Σ Φ(−δ(i) / √(σ(b)² / N(b) + σ(i)² / N(i))), 0 if that is negative. An approximation: it takes the sample's means
/// and deviations for the true ones and runs of different designs for independent.
///
/// # Errors
/// As [`ocba`].
///
/// # Panics
/// If the slices differ in length.
pub fn chance_of_correct_selection(
    means: &[f64],
    sds: &[f64],
    counts: &[usize],
    better: Better,
) -> Result<f64, SelectionError> {
    let best = best_of(means, sds, better)?;
    assert_eq!(means.len(), counts.len(), "one count a design");
    let squared_error = |i: usize| {
        if sds[i] == 0.0 && counts[i] > 0 {
            0.0
        } else {
            sds[i] * sds[i] / counts[i] as f64
        }
    };
    let wrong: f64 = (0..means.len())
        .filter(|&i| i != best)
        .map(|i| {
            let distance = (means[best] - means[i]).abs();
            let error = (squared_error(best) + squared_error(i)).sqrt();
            if distance == 0.0 || error.is_nan() {
                0.5
            } else {
                // Φ(−x), accurate in the tail.
                0.5 * libm::erfc(distance / error / std::f64::consts::SQRT_2)
            }
        })
        .sum();
    Ok((1.0 - wrong).max(0.0))
}

/// The first of the designs with the best mean.
fn best_of(means: &[f64], sds: &[f64], better: Better) -> Result<usize, SelectionError> {
    assert_eq!(
        means.len(),
        sds.len(),
        "one mean and standard deviation a design"
    );
    if let Some(design) = (0..means.len()).find(|&i| !(means[i].is_finite() && sds[i].is_finite()))
    {
        return Err(SelectionError::Undefined { design });
    }
    (0..means.len())
        .rev()
        .max_by(|&i, &l| (better.sign() * means[i]).total_cmp(&(better.sign() * means[l])))
        .ok_or(SelectionError::NoDesign)
}

/// (σ / distance)², up to a common factor. A distance of zero counts as a millionth of the largest.
fn ratios(distances: &[f64], sds: &[f64]) -> Vec<f64> {
    const SMALLEST: f64 = 1e-6;
    let largest = distances.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
    distances
        .iter()
        .zip(sds)
        .map(|(distance, sd)| {
            let relative = if largest > 0.0 {
                (distance.abs() / largest).max(SMALLEST)
            } else {
                1.0
            };
            (sd / relative) * (sd / relative)
        })
        .collect()
}

/// `total` in proportion to the weights (>= 0), largest remainders first; equally if all weights are zero.
fn divide(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let quota = |i: usize| {
        let share = if sum > 0.0 {
            weights[i] / sum
        } else {
            1.0 / weights.len() as f64
        };
        share * total as f64
    };
    let mut parts: Vec<usize> = (0..weights.len())
        .map(|i| quota(i).floor() as usize)
        .collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&i, &l| quota(l).fract().total_cmp(&quota(i).fract()));
    let rest = total.saturating_sub(parts.iter().sum());
    order.iter().take(rest).for_each(|&i| parts[i] += 1);
    parts
}

/// Which side of a limit keeps a constraint. The limit itself keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Values up to the limit.
    AtMost,
    /// Values from the limit on.
    AtLeast,
}

/// What a candidate must keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constraint {
    /// The mean over runs is on this side of the limit.
    Mean {
        /// Allowed side.
        side: Side,
        /// In the unit of the measure.
        limit: f64,
    },
    /// A run is on this side of the limit with at least this probability.
    Chance {
        /// Allowed side.
        side: Side,
        /// In the unit of the measure.
        limit: f64,
        /// Least probability, in 0 to 1.
        probability: f64,
    },
}

/// Whether a constraint is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Kept, at the confidence asked for.
    Feasible,
    /// Not kept, at that confidence.
    Infeasible,
    /// Neither can be said from these runs.
    Undecided,
}

/// One constraint of one candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// The mean, or the share of runs that keep the limit; NaN without values.
    pub estimate: f64,
    /// Lower one-sided confidence bound of it, at the corrected level; −∞ or 0 where it is not defined.
    pub lower: f64,
    /// Upper one-sided bound; ∞ or 1 where it is not defined.
    pub upper: f64,
    /// Runs with a value.
    pub n: usize,
    /// Runs without one, left out.
    pub left_out: usize,
    /// What follows.
    pub verdict: Verdict,
}

/// A candidate against all constraints.
#[derive(Clone, Debug, PartialEq)]
pub struct Feasibility {
    /// Feasible if all constraints are kept, infeasible if one is not.
    pub verdict: Verdict,
    /// The constraints, in order.
    pub checks: Vec<Check>,
}

/// Judges `values[candidate][constraint][run]` so that with probability `confidence` no verdict of feasible or infeasible
/// is wrong, over all candidates and constraints together (Bonferroni: the chance of error is divided by candidates ×
/// constraints; of a constraint's two possible errors only one can be made).
///
/// Bounds of a mean are Student's, which takes means over runs for normal; bounds of a probability are exact (Clopper and
/// Pearson, Biometrika 26 (1934) 404-413). They hold for one look at a number of runs fixed beforehand: to look again
/// after more runs, divide the chance of error by the number of looks. A mean of values that never vary is taken as
/// known.
///
/// # Errors
/// If `confidence` is not in (0, 1).
///
/// # Panics
/// If a candidate does not have values for each constraint.
pub fn feasibility(
    values: &[Vec<Vec<f64>>],
    constraints: &[Constraint],
    confidence: f64,
) -> Result<Vec<Feasibility>, SelectionError> {
    let alpha = 1.0 - confidence;
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(SelectionError::Alpha {
            found: alpha,
            below: 1.0,
        });
    }
    let alpha = alpha / (values.len() * constraints.len()).max(1) as f64;
    let judge = |of_candidate: &Vec<Vec<f64>>| {
        assert_eq!(
            of_candidate.len(),
            constraints.len(),
            "values for each constraint"
        );
        let checks: Vec<Check> = of_candidate
            .iter()
            .zip(constraints)
            .map(|(runs, constraint)| check(runs, constraint, alpha))
            .collect();
        let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
        let verdict = if any(Verdict::Infeasible) {
            Verdict::Infeasible
        } else if any(Verdict::Undecided) {
            Verdict::Undecided
        } else {
            Verdict::Feasible
        };
        Feasibility { verdict, checks }
    };
    Ok(values.iter().map(judge).collect())
}

fn check(runs: &[f64], constraint: &Constraint, alpha: f64) -> Check {
    let mut running = Running::default();
    let finite = runs.iter().copied().filter(|x| x.is_finite());
    finite.clone().for_each(|x| running.push(x));
    let n = running.n;
    let (estimate, lower, upper, side, limit) = match *constraint {
        Constraint::Mean { side, limit } => {
            let estimate = if n == 0 { f64::NAN } else { running.mean };
            let half = if n < 2 {
                f64::INFINITY
            } else {
                t_quantile(n - 1, 1.0 - alpha) * (running.variance() / n as f64).sqrt()
            };
            let (lower, upper) = if n < 2 {
                (f64::NEG_INFINITY, f64::INFINITY)
            } else {
                (estimate - half, estimate + half)
            };
            (estimate, lower, upper, side, limit)
        }
        Constraint::Chance {
            side,
            limit,
            probability,
        } => {
            let kept = finite
                .filter(|x| match side {
                    Side::AtMost => *x <= limit,
                    Side::AtLeast => *x >= limit,
                })
                .count();
            let (lower, upper) = clopper_pearson(kept, n, alpha);
            let estimate = kept as f64 / n as f64;
            (estimate, lower, upper, Side::AtLeast, probability)
        }
    };
    let verdict = match side {
        Side::AtMost if upper <= limit => Verdict::Feasible,
        Side::AtMost if lower > limit => Verdict::Infeasible,
        Side::AtLeast if lower >= limit => Verdict::Feasible,
        Side::AtLeast if upper < limit => Verdict::Infeasible,
        _ => Verdict::Undecided,
    };
    Check {
        estimate,
        lower,
        upper,
        n,
        left_out: runs.len() - n,
        verdict,
    }
}

/// The quantile of Student's t with `df` >= 1.
fn t_quantile(df: usize, p: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df as f64).map_or(f64::INFINITY, |t| t.inverse_cdf(p))
}

/// Exact one-sided bounds of a probability, each with error `alpha`.
fn clopper_pearson(successes: usize, trials: usize, alpha: f64) -> (f64, f64) {
    let quantile = |a: usize, b: usize, p: f64| {
        Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(p))
    };
    let lower = match successes {
        0 => 0.0,
        x => quantile(x, trials - x + 1, alpha),
    };
    let upper = match trials - successes {
        0 => 1.0,
        failures => quantile(successes + 1, failures, 1.0 - alpha),
    };
    (lower, upper)
}

/// The cheapest candidate that is feasible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cheapest {
    /// Its position; `None` if no candidate is known to be feasible.
    pub candidate: Option<usize>,
    /// Candidates that cost less and are undecided, cheapest first: more runs of them could change the answer.
    pub cheaper_undecided: Vec<usize>,
}

/// The cheapest feasible candidate by `costs` (such as means over the same runs), the first of those that tie. One whose
/// cost is not finite is passed over.
///
/// # Panics
/// If the slices differ in length.
#[must_use]
pub fn cheapest(costs: &[f64], feasibility: &[Feasibility]) -> Cheapest {
    assert_eq!(costs.len(), feasibility.len(), "one cost a candidate");
    let mut order: Vec<usize> = (0..costs.len()).filter(|&i| costs[i].is_finite()).collect();
    order.sort_by(|&i, &l| costs[i].total_cmp(&costs[l]));
    let is = |i: usize, verdict| feasibility[i].verdict == verdict;
    let candidate = order.iter().copied().find(|&i| is(i, Verdict::Feasible));
    let cheaper_undecided = order
        .into_iter()
        .take_while(|&i| candidate.is_none_or(|best| costs[i] < costs[best]))
        .filter(|&i| is(i, Verdict::Undecided))
        .collect();
    Cheapest {
        candidate,
        cheaper_undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;

    #[derive(Clone, Copy)]
    struct Draw;
    impl StreamId for Draw {
        fn number(self) -> u32 {
            1
        }
    }

    /// Value of run `run` of a design in a trial; `shared` of it is the same in all designs.
    fn value(trial: u64, design: u32, run: u32, mean: f64, sd: f64, shared: f64) -> f64 {
        let streams = Streams::new(trial, 0, "selection");
        mean + sd * normal(streams.uniform(Draw, design, run))
            + shared * normal(streams.uniform(Draw, 1000, run))
    }

    fn decide(trial: u64, n0: usize, delta: f64, designs: &[(f64, f64)], shared: f64) -> Kn {
        let mut kn = Kn::new(designs.len(), n0, 0.05, delta, Better::Higher).unwrap();
        for run in 0..1_000_000 {
            let row: Vec<f64> = designs
                .iter()
                .enumerate()
                .map(|(i, (mean, sd))| {
                    if kn.survivors().contains(&i) {
                        value(trial, i as u32, run, *mean, *sd, shared)
                    } else {
                        f64::NAN
                    }
                })
                .collect();
            kn.feed(&row).unwrap();
            if kn.decided().is_some() {
                break;
            }
        }
        kn
    }

    /// Means 1 to 10, standard deviation 1, n0 = 5, δ = 1, α = 0.05. A single unseeded trial of sim-tools' tutorial took 69
    /// values; that is within the range seen here, whose mean of 103 an independent program finds too.
    #[test]
    fn kn_finds_the_best_of_ten_with_few_runs() {
        let designs: Vec<(f64, f64)> = (1..=10).map(|mean| (f64::from(mean), 1.0)).collect();
        let mut right = 0;
        let mut used = Vec::new();
        for trial in 0..500 {
            let kn = decide(trial, 5, 1.0, &designs, 0.0);
            right += usize::from(kn.decided() == Some(9));
            used.push(kn.values_used());
        }
        used.sort_unstable();
        let mean = used.iter().sum::<usize>() as f64 / 500.0;
        // At least 95% are promised; nearly all are right, since most designs are worse by far more than δ.
        assert!(right >= 490, "{right} of 500");
        assert!((98.0..108.0).contains(&mean), "{mean}");
        assert!(
            used[25] < 69 && 69 < used[475],
            "{} to {}",
            used[25],
            used[475]
        );
    }

    #[test]
    fn pairs_have_their_own_variance_whichever_comes_first() {
        let rows = [
            [1.0, 5.0, -3.0],
            [2.0, 1.0, 40.0],
            [1.5, 9.0, -20.0],
            [0.5, 3.0, 8.0],
        ];
        let mut kn = Kn::new(3, 4, 0.05, 0.001, Better::Lower).unwrap();
        rows.iter().for_each(|row| kn.feed(row).unwrap());
        for i in 0..3 {
            for l in 0..3 {
                let differences: Vec<f64> = rows.iter().map(|row| row[i] - row[l]).collect();
                let mean = differences.iter().sum::<f64>() / 4.0;
                let variance = differences
                    .iter()
                    .map(|d| (d - mean) * (d - mean))
                    .sum::<f64>()
                    / 3.0;
                assert!((kn.pair_variance(i, l) - variance).abs() < 1e-9, "{i} {l}");
            }
        }
        assert!(kn.pair_variance(0, 1) < 0.1 * kn.pair_variance(0, 2));
    }

    /// The hardest case: all others exactly δ worse, with very different variances, in both orders.
    #[test]
    fn kn_keeps_its_promise_with_unequal_variances_in_both_orders() {
        let mut designs = vec![(1.0, 3.0), (0.0, 0.3), (0.0, 1.0), (0.0, 5.0)];
        let mut used = Vec::new();
        for best in [0, 3] {
            let (mut right, mut values) = (0, 0);
            for trial in 0..400 {
                let kn = decide(trial, 10, 1.0, &designs, 2.0);
                right += usize::from(kn.decided() == Some(best));
                values += kn.values_used();
            }
            // 95% of 400 less two standard errors.
            assert!(right >= 371, "{right} of 400 with the best at {best}");
            used.push(values as f64 / 400.0);
            designs.reverse();
        }
        assert!((used[0] / used[1] - 1.0).abs() < 0.1, "{used:?}");
    }

    #[test]
    fn turning_the_order_or_the_direction_mirrors_every_decision() {
        let designs = [(1.0, 0.5), (1.5, 2.0), (2.0, 4.0), (2.2, 1.0)];
        for trial in 0..50 {
            let new = |better| Kn::new(4, 6, 0.1, 0.5, better).unwrap();
            let (mut plain, mut turned, mut negated) =
                (new(Better::Higher), new(Better::Higher), new(Better::Lower));
            for run in 0..3000 {
                let row: Vec<f64> = (0..4)
                    .map(|i| value(trial, i as u32, run, designs[i].0, designs[i].1, 0.0))
                    .collect();
                plain.feed(&row).unwrap();
                turned
                    .feed(&row.iter().rev().copied().collect::<Vec<_>>())
                    .unwrap();
                negated
                    .feed(&row.iter().map(|x| -x).collect::<Vec<_>>())
                    .unwrap();
                let mirrored: Vec<usize> = turned.survivors().iter().rev().map(|i| 3 - i).collect();
                assert_eq!(plain.survivors(), mirrored);
                assert_eq!(plain.survivors(), negated.survivors());
            }
            assert!(plain.decided().is_some());
        }
    }

    #[test]
    fn shared_random_numbers_save_runs() {
        let designs = [(0.0, 1.0), (0.5, 1.0)];
        let used = |shared: f64| -> usize {
            (0..50)
                .map(|trial| {
                    // The same variance of each design, a part of it shared.
                    let own = (10.0 - shared * shared).sqrt();
                    let designs = designs.map(|(mean, _)| (mean, own));
                    decide(trial, 10, 0.5, &designs, shared).values_used()
                })
                .sum()
        };
        assert!(used(3.0) < used(0.0) / 4);
    }

    #[test]
    fn equal_designs_end_with_the_first_and_one_is_decided_at_once() {
        let mut kn = Kn::new(3, 5, 0.05, 1.0, Better::Higher).unwrap();
        for run in 0..5 {
            assert_eq!(kn.decided(), None);
            kn.feed(&[f64::from(run); 3]).unwrap();
        }
        assert_eq!((kn.decided(), kn.runs()), (Some(0), 5));
        let one = Kn::new(1, 5, 0.05, 1.0, Better::Lower).unwrap();
        assert_eq!(one.decided(), Some(0));
    }

    #[test]
    fn a_run_without_a_value_is_refused_and_not_counted() {
        let mut kn = Kn::new(2, 2, 0.05, 0.1, Better::Lower).unwrap();
        kn.feed(&[1.0, 2.0]).unwrap();
        let refused = kn.feed(&[1.0, f64::NAN]).unwrap_err();
        assert_eq!(refused, SelectionError::Undefined { design: 1 });
        assert!(refused.to_string().starts_with("design 2 "));
        assert_eq!((kn.runs(), kn.values_used()), (1, 2));
        // The decision is that of the two whole runs: the first lower by exactly 1 in both.
        kn.feed(&[2.0, 3.0]).unwrap();
        assert_eq!((kn.decided(), kn.pair_variance(0, 1)), (Some(0), 0.0));
    }

    #[test]
    fn impossible_questions_are_refused() {
        let new = |k, n0, alpha, delta| Kn::new(k, n0, alpha, delta, Better::Higher);
        assert_eq!(new(0, 5, 0.05, 1.0), Err(SelectionError::NoDesign));
        assert!(matches!(
            new(2, 1, 0.05, 1.0),
            Err(SelectionError::FirstStage { .. })
        ));
        assert!(matches!(
            new(2, 5, 0.5, 1.0),
            Err(SelectionError::Alpha { .. })
        ));
        assert!(matches!(
            new(2, 5, f64::NAN, 1.0),
            Err(SelectionError::Alpha { .. })
        ));
        assert!(matches!(
            new(2, 5, 0.05, 0.0),
            Err(SelectionError::IndifferenceZone { .. })
        ));
        let words = new(3, 10, 0.025, 2.5).unwrap().guarantee();
        assert!(
            words.contains("97.5%") && words.contains("by at least 2.5"),
            "{words}"
        );
    }

    #[test]
    fn ocba_has_the_ratios_of_its_formula() {
        // Distances 1 and 2 from the best, which is the first.
        let counts = ocba(
            &[3.0, 2.0, 1.0],
            &[1.0, 2.0, 2.0],
            1_000_000,
            Better::Higher,
        )
        .unwrap();
        assert_eq!(counts.iter().sum::<usize>(), 1_000_000);
        let n = [counts[0] as f64, counts[1] as f64, counts[2] as f64];
        assert!((n[1] / n[2] - 4.0).abs() < 1e-3, "{counts:?}");
        let best = ((n[1] / 2.0) * (n[1] / 2.0) + (n[2] / 2.0) * (n[2] / 2.0)).sqrt();
        assert!((n[0] / best - 1.0).abs() < 1e-3, "{counts:?}");
        // Lower is better: the mirror image.
        let mirrored = ocba(&[1.0, 2.0, 3.0], &[1.0, 2.0, 2.0], 1_000_000, Better::Lower);
        assert_eq!(mirrored.unwrap(), counts);
    }

    #[test]
    fn ocba_survives_ties_and_designs_that_never_vary() {
        let higher = Better::Higher;
        assert_eq!(
            ocba(&[1.0; 3], &[1.0; 3], 30, higher)
                .unwrap()
                .iter()
                .sum::<usize>(),
            30
        );
        let tied = ocba(&[2.0, 2.0, 1.0], &[1.0; 3], 100, higher).unwrap();
        assert_eq!(tied, [50, 50, 0]);
        let constant = ocba(&[2.0, 1.0, 0.0], &[1.0, 0.0, 1.0], 100, higher).unwrap();
        assert_eq!(constant, [50, 0, 50]);
        assert_eq!(ocba(&[2.0, 1.0], &[1.0, 0.0], 10, higher).unwrap(), [10, 0]);
        assert_eq!(
            ocba(&[2.0, 1.0, 0.0], &[0.0; 3], 9, higher).unwrap(),
            [3, 3, 3]
        );
        assert_eq!(ocba(&[2.0], &[1.0], 9, higher).unwrap(), [9]);
        assert_eq!(ocba(&[], &[], 9, higher), Err(SelectionError::NoDesign));
        assert_eq!(
            ocba(&[2.0, 1.0], &[1.0, f64::NAN], 9, higher),
            Err(SelectionError::Undefined { design: 1 })
        );
    }

    /// Five runs of each of ten designs with means 1 to 10 and standard deviation 1, then `step` runs at a time to `budget`.
    fn spend(trial: u64, budget: usize, step: usize) -> Vec<Running> {
        let mut runs = vec![Running::default(); 10];
        let mut next = vec![5; 10];
        loop {
            for (i, &count) in next.iter().enumerate() {
                for _ in 0..count {
                    let run = runs[i].n as u32;
                    runs[i].push(value(trial, i as u32, run, 1.0 + i as f64, 1.0, 0.0));
                }
            }
            let (means, sds, counts) = summary(&runs);
            let made: usize = counts.iter().sum();
            if made >= budget {
                return runs;
            }
            let wanted = ocba(&means, &sds, made + step, Better::Higher).unwrap();
            next = next_runs(&wanted, &counts, step);
        }
    }

    #[test]
    fn ocba_with_75_runs_is_nearly_always_right() {
        const TRIALS: u64 = 1000;
        let (mut right, mut bound) = (0, 0.0);
        for trial in 0..TRIALS {
            let (means, sds, counts) = summary(&spend(trial, 75, 5));
            assert_eq!(counts.iter().sum::<usize>(), 75);
            right += u64::from((0..9).all(|i| means[i] < means[9]));
            bound += chance_of_correct_selection(&means, &sds, &counts, Better::Higher).unwrap();
        }
        assert!(right >= 985, "{right} of {TRIALS}");
        let bound = bound / TRIALS as f64;
        assert!((0.9..=1.0).contains(&bound), "{bound}");
    }

    fn summary(runs: &[Running]) -> (Vec<f64>, Vec<f64>, Vec<usize>) {
        (
            runs.iter().map(|r| r.mean).collect(),
            runs.iter().map(|r| r.variance().sqrt()).collect(),
            runs.iter().map(|r| r.n).collect(),
        )
    }

    /// With the true means the formula gives the top three (1.0403 + 1 + 1/4) / 2.5801 of the runs: a share above 90%, as
    /// the tutorial saw, comes from estimated means and is not what the formula tends to.
    #[test]
    fn ocba_spends_most_of_1000_runs_on_the_top_three() {
        let means: Vec<f64> = (1..=10).map(f64::from).collect();
        let counts = ocba(&means, &[1.0; 10], 1_000_000, Better::Higher).unwrap();
        let share = counts[7..].iter().sum::<usize>() as f64 / 1e6;
        assert!((share - 0.8877).abs() < 1e-4, "{counts:?}");

        let mut shares: Vec<f64> = (0..100)
            .map(|trial| {
                let runs = spend(trial, 1000, 10);
                assert!((0..9).all(|i| runs[i].mean < runs[9].mean));
                runs[7..].iter().map(|r| r.n).sum::<usize>() as f64 / 1000.0
            })
            .collect();
        shares.sort_by(f64::total_cmp);
        assert!(shares[5] > 0.8 && shares[95] > 0.9, "{shares:?}");
    }

    #[test]
    fn ocba_m_spends_on_both_sides_of_the_boundary() {
        let means: Vec<f64> = (1..=10).map(f64::from).collect();
        let counts = ocba_m(&means, &[1.0; 10], &[5; 10], 3, 1000, Better::Higher).unwrap();
        // The boundary is 7.5: distances 0.5, 1.5, 2.5, … on both sides.
        assert_eq!(counts.iter().sum::<usize>(), 1000);
        assert!(counts[6].abs_diff(counts[7]) <= 1, "{counts:?}");
        assert!(
            (counts[7] as f64 / counts[8] as f64 - 9.0).abs() < 0.3,
            "{counts:?}"
        );
        assert!(counts[6] + counts[7] > 700, "{counts:?}");
        // With one side known much better, the boundary moves towards it.
        let lopsided = ocba_m(&[2.0, 1.0], &[1.0; 2], &[100, 1], 1, 1000, Better::Higher).unwrap();
        assert!(lopsided[0] > 900, "{lopsided:?}");
        for m in [0, 10] {
            let refused = ocba_m(&means, &[1.0; 10], &[5; 10], m, 10, Better::Lower);
            assert!(matches!(refused, Err(SelectionError::Subset { .. })));
        }
    }

    #[test]
    fn the_bound_of_a_correct_selection_by_hand() {
        let bound = |means: &[f64], sds: &[f64], counts: &[usize]| {
            chance_of_correct_selection(means, sds, counts, Better::Higher).unwrap()
        };
        // Distance 1.959964 standard errors of the difference: Φ = 0.975.
        let one = bound(&[1.959_963_984_540_054, 0.0], &[1.0; 2], &[2; 2]);
        assert!((one - 0.975).abs() < 1e-12);
        assert_eq!(bound(&[1.0, 1.0], &[1.0; 2], &[5; 2]), 0.5);
        assert_eq!(bound(&[1.0, 1.0, 1.0], &[0.0; 3], &[5; 3]), 0.0);
        assert_eq!(bound(&[2.0, 1.0], &[0.0; 2], &[5; 2]), 1.0);
        assert_eq!(bound(&[2.0, 1.0], &[1.0; 2], &[5, 0]), 0.5);
    }

    #[test]
    fn bounds_have_known_values() {
        // All of ten: the lower bound is the tenth root of the error.
        let (lower, upper) = clopper_pearson(10, 10, 0.05);
        assert!((lower - libm::pow(0.05, 0.1)).abs() < 1e-9 && upper == 1.0);
        let (lower, upper) = clopper_pearson(0, 10, 0.01);
        assert!(lower == 0.0 && (upper - (1.0 - libm::pow(0.01, 0.1))).abs() < 1e-9);
        // 81 of 263, 95% two-sided: 0.2527, 0.3676 (Newcombe 1998).
        let (lower, upper) = clopper_pearson(81, 263, 0.025);
        assert!((lower - 0.2527).abs() < 6e-5 && (upper - 0.3676).abs() < 6e-5);
        assert!((t_quantile(9, 0.999) - 4.2968).abs() < 1e-4);
        assert!((t_quantile(4, 0.9995) - 8.6103).abs() < 1e-4);
    }

    fn varied(mean: f64, n: usize) -> Vec<f64> {
        (0..n).map(|i| mean + [-1.0, 0.0, 1.0][i % 3]).collect()
    }

    #[test]
    fn the_cheapest_that_keeps_its_constraints_is_found() {
        let constraints = [
            Constraint::Mean {
                side: Side::AtMost,
                limit: 28.0,
            },
            Constraint::Chance {
                side: Side::AtLeast,
                limit: 0.0,
                probability: 0.8,
            },
        ];
        let values = vec![
            vec![varied(30.0, 60), varied(5.0, 60)],
            vec![varied(28.05, 60), varied(5.0, 60)],
            vec![varied(25.0, 60), varied(5.0, 60)],
            vec![varied(20.0, 60), varied(0.0, 60)],
            vec![varied(20.0, 2), varied(5.0, 60)],
        ];
        let judged = feasibility(&values, &constraints, 0.95).unwrap();
        let verdicts: Vec<Verdict> = judged.iter().map(|f| f.verdict).collect();
        use Verdict::{Feasible, Infeasible, Undecided};
        assert_eq!(
            verdicts,
            [Infeasible, Undecided, Feasible, Undecided, Undecided]
        );
        // Two runs in three keep it: 0.667 against 0.8 is not enough to say no at 0.05 / 10.
        let chance = judged[3].checks[1];
        assert!((chance.estimate - 2.0 / 3.0).abs() < 1e-12 && chance.upper > 0.8);
        let found = cheapest(&[1.0, 2.0, 3.0, 4.0, 2.5], &judged);
        assert_eq!(
            (found.candidate, found.cheaper_undecided),
            (Some(2), vec![1, 4])
        );
        let none = cheapest(&[1.0, 2.0], &judged[..2]);
        assert_eq!((none.candidate, none.cheaper_undecided), (None, vec![1]));
        assert!(feasibility(&values, &constraints, 1.0).is_err());
    }

    #[test]
    fn missing_values_are_left_out_and_nothing_is_undecided() {
        let constraints = [
            Constraint::Mean {
                side: Side::AtLeast,
                limit: 1.0,
            },
            Constraint::Chance {
                side: Side::AtMost,
                limit: 1.0,
                probability: 0.5,
            },
        ];
        let none = vec![f64::NAN; 5];
        let judged = feasibility(&[vec![none.clone(), none]], &constraints, 0.9).unwrap();
        assert_eq!(judged[0].verdict, Verdict::Undecided);
        for check in &judged[0].checks {
            assert_eq!((check.n, check.left_out), (0, 5));
            assert!(check.estimate.is_nan() && check.lower < check.upper);
        }
    }

    /// On the limit every verdict but feasible is an error; just beyond it, feasible is.
    #[test]
    fn wrong_verdicts_are_rarer_than_promised() {
        const TRIALS: u64 = 500;
        let constraint = [Constraint::Mean {
            side: Side::AtMost,
            limit: 0.0,
        }];
        let mut wrong = 0;
        for trial in 0..TRIALS {
            let values: Vec<Vec<Vec<f64>>> = (0..4)
                .map(|i| {
                    vec![
                        (0..20)
                            .map(|run| value(trial, i, run, 0.0, 1.0, 0.0))
                            .collect(),
                    ]
                })
                .collect();
            let judged = feasibility(&values, &constraint, 0.8).unwrap();
            wrong += u64::from(judged.iter().any(|f| f.verdict == Verdict::Infeasible));
        }
        let share = wrong as f64 / TRIALS as f64;
        // 0.2 promised; four independent candidates at 0.05 each give 0.185.
        assert!((0.13..=0.24).contains(&share), "{share}");
    }
}
