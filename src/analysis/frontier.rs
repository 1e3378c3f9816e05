//! The search for the candidate that is best by an objective among those that keep constraints, from as few runs as will
//! do, with a stated guarantee.
//!
//! Runs are made in stages whose lengths are fixed beforehand. After each stage all candidates are judged against the
//! constraints ([`feasibility`]); the chance of a wrong verdict is divided by candidates, constraints and stages, so that
//! looking again does not add to it. Meanwhile each pair of candidates fights a duel by the rule of Kim and Nelson
//! (`Duels`), and a candidate is dropped when it has lost to one that is known to be feasible: dropping it for one whose
//! feasibility is open could lose the answer. So do Andradóttir and Kim, "Fully sequential procedures for comparing
//! constrained systems via simulation", Naval Research Logistics 57 (2010) 403-421, whose duels these are; their test of
//! feasibility is another one.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::comparison::Better;
use super::decision::{Change, Level};
use super::headlines::headline_of;
use super::measures::thresholds;
use super::record::Recorder;
use super::replications::Running;
use super::selection::{
    self, Check, Feasibility, SelectionError, Side, Verdict, chance_of_correct_selection,
    feasibility, next_runs, ocba,
};
use super::statistics::Estimate;
use super::sweep::{PointValues, SweepFrame};
use crate::scenario::frontier::{Constraint, Demand, Frontier, Method, Selection};
use crate::scenario::grouped;

/// Which of two designs is better, for all pairs, run by run: the duels of the procedure of Kim and Nelson (2001, c = 1;
/// see [`selection::Kn`]). A duel is lost when the sum of a design's values first falls below the other's by more than
/// max(0, (h² S² / δ − δ r) / 2), and is not fought again.
#[derive(Clone, Debug)]
struct Duels {
    designs: usize,
    first_runs: usize,
    delta: f64,
    h_squared: f64,
    /// Values of the first runs, signed so that more is better.
    first: Vec<Vec<f64>>,
    /// S² of each pair i < l.
    variances: Vec<f64>,
    sums: Vec<f64>,
    runs: usize,
    /// Whether i has lost to l: `[i * designs + l]`.
    lost: Vec<bool>,
}

impl Duels {
    fn new(designs: usize, first_runs: usize, alpha: f64, delta: f64) -> Self {
        let freedom = (first_runs - 1) as f64;
        let h_squared = if designs < 2 {
            0.0
        } else {
            freedom * (libm::pow(2.0 * alpha / (designs - 1) as f64, -2.0 / freedom) - 1.0)
        };
        Self {
            designs,
            first_runs,
            delta,
            h_squared,
            first: Vec::new(),
            variances: vec![f64::NAN; designs * designs],
            sums: vec![0.0; designs],
            runs: 0,
            lost: vec![false; designs * designs],
        }
    }

    /// The next run: signed values of all designs, of which those of `fighting` are looked at and finite.
    fn feed(&mut self, row: &[f64], fighting: &[usize]) {
        for &i in fighting {
            self.sums[i] += row[i];
        }
        self.runs += 1;
        if self.runs <= self.first_runs {
            self.first.push(row.to_vec());
        }
        if self.runs == self.first_runs {
            for (n, &i) in fighting.iter().enumerate() {
                for &l in &fighting[n + 1..] {
                    let mut differences = Running::default();
                    self.first
                        .iter()
                        .for_each(|row| differences.push(row[i] - row[l]));
                    self.variances[i * self.designs + l] = differences.variance();
                }
            }
        }
        if self.runs < self.first_runs {
            return;
        }
        for (n, &i) in fighting.iter().enumerate() {
            for &l in &fighting[n + 1..] {
                self.fight(i, l);
            }
        }
    }

    /// One run of the duel of `i` and `l`, i < l.
    fn fight(&mut self, i: usize, l: usize) {
        let (il, li) = (i * self.designs + l, l * self.designs + i);
        if self.lost[il] || self.lost[li] {
            return;
        }
        let variance = self.variances[il];
        let slack = self.h_squared * variance / self.delta - self.delta * self.runs as f64;
        let slack = (0.5 * slack).max(0.0);
        let lead = self.sums[i] - self.sums[l];
        if lead > slack || (slack == 0.0 && lead == 0.0) {
            // Exact ties go to the first.
            self.lost[li] = true;
        } else if lead < -slack {
            self.lost[il] = true;
        }
    }

    fn has_lost(&self, i: usize, to: usize) -> bool {
        self.lost[i * self.designs + to]
    }
}

/// Where a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The answer.
    Chosen,
    /// Neither dropped nor chosen when the search ended.
    Open,
    /// Was dropped, and is on average worse than the answer by no more than the indifference; breaks no constraint as far
    /// as is known.
    EquallyGood,
    /// A candidate that keeps all constraints is better.
    Beaten,
    /// It does not keep the constraints.
    Infeasible,
    /// The objective is not defined in some of its runs, or runs failed.
    Undefined,
}

impl Standing {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Open => "open",
            Self::EquallyGood => "equally good",
            Self::Beaten => "beaten",
            Self::Infeasible => "infeasible",
            Self::Undefined => "no value",
        }
    }
}

/// A demand, and where its values are.
struct Kept {
    column: usize,
    constraint: selection::Constraint,
    /// Of a demand on paired differences from the base: 1 where more is better, −1 where less is.
    against_base: Option<f64>,
}

/// The state of a candidate.
struct Candidate {
    standing: Standing,
    feasibility: Option<Feasibility>,
    /// Runs made.
    runs: u32,
}

/// A search under way. Point 0 of the values is the scenario as it is, point i + 1 candidate i.
pub struct Search {
    settings: Selection,
    better: Better,
    objective: usize,
    kept: Vec<Kept>,
    /// Runs at the end of each stage.
    stages: Vec<u32>,
    /// Stages that are over.
    stage: usize,
    duels: Duels,
    candidates: Vec<Candidate>,
    /// Runs of the base.
    base_runs: u32,
    /// Whether it ended with an answer, or with the knowledge that there is none.
    decided: bool,
}

impl Search {
    /// The search that a document asks for among `candidates` (≥ 1) of its points.
    ///
    /// # Panics
    /// Without a candidate, or if a measure is not one that `recorder` keeps.
    pub fn new(frontier: &Frontier, candidates: usize, recorder: &Recorder) -> Self {
        assert!(candidates > 0, "at least one candidate");
        let settings = frontier.selection;
        let alpha = 1.0 - settings.confidence;
        let alpha_selection = if frontier.constraints.is_empty() {
            alpha
        } else {
            0.5 * alpha
        };
        // The OCBA has no such distance; its duels are not looked at.
        let delta = match settings.method {
            Method::Kn => settings.indifference,
            Method::Ocba => 1.0,
        };
        Self {
            settings,
            better: if frontier.objective.minimise {
                Better::Lower
            } else {
                Better::Higher
            },
            objective: recorder.position(&frontier.objective.measure, "all"),
            kept: frontier
                .constraints
                .iter()
                .map(|constraint| kept(constraint, recorder))
                .collect(),
            stages: stages(settings.first_runs, settings.runs_at_most),
            stage: 0,
            duels: Duels::new(
                candidates,
                settings.first_runs as usize,
                alpha_selection,
                delta,
            ),
            candidates: (0..candidates)
                .map(|_| Candidate {
                    standing: Standing::Open,
                    feasibility: None,
                    runs: 0,
                })
                .collect(),
            base_runs: 0,
            decided: false,
        }
    }

    /// The runs to be made next, by point; none if the search is over.
    pub fn next(&self, values: &PointValues) -> Option<Vec<Range<u32>>> {
        if self.decided || self.stage == self.stages.len() {
            return None;
        }
        let open = self.open();
        let end = self.stages[self.stage];
        let mut ends: Vec<u32> = self.candidates.iter().map(|c| c.runs).collect();
        if self.settings.method == Method::Kn || self.stage == 0 {
            open.iter().for_each(|&i| ends[i] = end);
        } else {
            let further = (end - self.stages[self.stage - 1]) as usize * open.len();
            for (&i, more) in open.iter().zip(self.allocation(&open, values, further)) {
                ends[i] = (ends[i] + more as u32).min(self.settings.runs_at_most);
            }
        }
        let base_end = ends.iter().copied().max().unwrap_or(0).max(self.base_runs);
        let base = self.base_runs..base_end;
        let of_candidates = self.candidates.iter().zip(ends).map(|(c, end)| c.runs..end);
        Some(std::iter::once(base).chain(of_candidates).collect())
    }

    /// Where so many further runs tell most, by optimal computing budget allocation on paired differences from the base.
    fn allocation(&self, open: &[usize], values: &PointValues, further: usize) -> Vec<usize> {
        let (means, sds, counts) = self.moments(open, values);
        let total = counts.iter().sum::<usize>() + further;
        let wanted = ocba(&means, &sds, total, self.better);
        // Without finite moments all get the same.
        wanted.map_or_else(
            |_| vec![further / open.len().max(1); open.len()],
            |wanted| next_runs(&wanted, &counts, further),
        )
    }

    /// Mean and standard deviation of the objective's paired difference from the base, and the number of runs.
    fn moments(&self, open: &[usize], values: &PointValues) -> (Vec<f64>, Vec<f64>, Vec<usize>) {
        let base = values.of(0, self.objective);
        let estimates = open.iter().map(|&i| {
            let own = values.of(i + 1, self.objective);
            let differences: Vec<f64> = own.iter().zip(base).map(|(a, b)| a - b).collect();
            let estimate = Estimate::of(&differences);
            (estimate.mean, estimate.sd, own.len())
        });
        let mut all = (Vec::new(), Vec::new(), Vec::new());
        for (mean, sd, n) in estimates {
            all.0.push(mean);
            all.1.push(sd);
            all.2.push(n);
        }
        all
    }

    /// The candidates that are neither dropped nor chosen.
    fn open(&self) -> Vec<usize> {
        (0..self.candidates.len())
            .filter(|&i| self.candidates[i].standing == Standing::Open)
            .collect()
    }

    /// Takes the values of a stage that [`Search::next`] asked for.
    ///
    /// # Errors
    /// If the confidence is out of range.
    pub fn take(&mut self, values: &PointValues) -> Result<(), SelectionError> {
        let before = self.candidates.iter().map(|c| c.runs).collect::<Vec<_>>();
        for (i, candidate) in self.candidates.iter_mut().enumerate() {
            candidate.runs = values.of(i + 1, self.objective).len() as u32;
            let own = &values.of(i + 1, self.objective)[before[i] as usize..];
            if candidate.standing == Standing::Open && own.iter().any(|x| !x.is_finite()) {
                candidate.standing = Standing::Undefined;
            }
        }
        self.base_runs = values.of(0, self.objective).len() as u32;
        self.judge(values)?;
        self.stage += 1;
        match self.settings.method {
            Method::Kn => self.duel(values),
            Method::Ocba => {}
        }
        self.conclude(values);
        Ok(())
    }

    /// Judges the open candidates against the constraints.
    fn judge(&mut self, values: &PointValues) -> Result<(), SelectionError> {
        let judged: Vec<Vec<Vec<f64>>> = (0..self.candidates.len())
            .map(|i| {
                self.kept
                    .iter()
                    .map(|kept| kept.values(values, i + 1))
                    .collect()
            })
            .collect();
        let constraints: Vec<_> = self.kept.iter().map(|kept| kept.constraint).collect();
        let alpha = 0.5 * (1.0 - self.settings.confidence) / self.stages.len() as f64;
        // All candidates are handed over, so that the chance of error is always divided by the same number.
        let verdicts = feasibility(&judged, &constraints, 1.0 - alpha)?;
        for (candidate, found) in self.candidates.iter_mut().zip(verdicts) {
            if candidate.standing != Standing::Open {
                continue;
            }
            // A verdict stands, constraint by constraint: later looks do not take it back.
            let found = match &candidate.feasibility {
                Some(before) => standing_verdicts(before, found),
                None => found,
            };
            if found.verdict == Verdict::Infeasible {
                candidate.standing = Standing::Infeasible;
            }
            candidate.feasibility = Some(found);
        }
        Ok(())
    }

    /// Fights the duels of the runs made since, and drops who has lost to a candidate known to be feasible.
    fn duel(&mut self, values: &PointValues) {
        let fighting: Vec<usize> = (0..self.candidates.len())
            .filter(|&i| {
                let runs = self.candidates[i].runs as usize;
                runs > self.duels.runs && self.candidates[i].standing != Standing::Undefined
            })
            .collect();
        let sign = self.better.sign();
        let last = fighting
            .iter()
            .map(|&i| self.candidates[i].runs as usize)
            .max()
            .unwrap_or(0);
        for run in self.duels.runs..last {
            let row: Vec<f64> = (0..self.candidates.len())
                .map(|i| {
                    let own = values.of(i + 1, self.objective);
                    own.get(run).map_or(f64::NAN, |x| sign * x)
                })
                .collect();
            self.duels.feed(&row, &fighting);
        }
        let feasible: Vec<usize> = (0..self.candidates.len())
            .filter(|&i| self.is_feasible(i))
            .collect();
        for i in self.open() {
            if feasible.iter().any(|&l| self.duels.has_lost(i, l)) {
                self.candidates[i].standing = Standing::Beaten;
            }
        }
    }

    fn is_feasible(&self, i: usize) -> bool {
        self.candidates[i].standing != Standing::Undefined
            && self.candidates[i]
                .feasibility
                .as_ref()
                .is_some_and(|found| found.verdict == Verdict::Feasible)
    }

    /// Ends the search where nothing is left to find.
    fn conclude(&mut self, values: &PointValues) {
        let open = self.open();
        self.decided = match (open.as_slice(), self.settings.method) {
            ([], _) => true,
            ([only], _) => self.is_feasible(*only),
            (_, Method::Kn) => false,
            (_, Method::Ocba) => {
                let (means, sds, counts) = self.moments(&open, values);
                let chance = chance_of_correct_selection(&means, &sds, &counts, self.better);
                let best = best(&means, self.better);
                chance.is_ok_and(|chance| chance >= self.settings.confidence)
                    && best.is_some_and(|best| self.is_feasible(open[best]))
            }
        };
        if self.decided || self.stage == self.stages.len() {
            let feasible: Vec<usize> = open.into_iter().filter(|&i| self.is_feasible(i)).collect();
            let (means, ..) = self.moments(&feasible, values);
            if let Some(best) = best(&means, self.better) {
                self.candidates[feasible[best]].standing = Standing::Chosen;
                self.mark_equals(feasible[best], values);
            }
        }
    }

    /// Tells those that lost by no more than the indifference, by the mean over the runs that both made, from those that
    /// are beaten: the guarantee does not choose between them and the answer.
    fn mark_equals(&mut self, chosen: usize, values: &PointValues) {
        for i in 0..self.candidates.len() {
            if self.candidates[i].standing != Standing::Beaten {
                continue;
            }
            let [best, own] = [chosen, i].map(|i| values.of(i + 1, self.objective));
            let worse: Vec<f64> = best
                .iter()
                .zip(own)
                .map(|(best, own)| self.better.sign() * (best - own))
                .collect();
            if Estimate::of(&worse).mean <= self.settings.indifference {
                self.candidates[i].standing = Standing::EquallyGood;
            }
        }
    }

    /// What was found.
    ///
    /// # Panics
    /// If the frame has not one point more than there are candidates.
    pub fn findings(
        &self,
        frontier: &Frontier,
        frame: SweepFrame,
        recorder: &Recorder,
        values: &PointValues,
    ) -> FrontierFindings {
        assert_eq!(frame.points.len(), self.candidates.len() + 1);
        let outcome = recorder.position(&frontier.outcome, "all");
        let outcome_better = headline_of(&frontier.outcome).and_then(|headline| headline.better);
        let mut candidates: Vec<CandidateFacts> = self
            .candidates
            .iter()
            .enumerate()
            .map(|(i, candidate)| {
                let [objective, outcome] = [
                    (self.objective, Some(self.better)),
                    (outcome, outcome_better),
                ]
                .map(|(column, better)| {
                    let own = values.of(i + 1, column);
                    AgainstBase {
                        level: Level::of(own),
                        change: Change::of(own, values.of(0, column), better),
                    }
                });
                CandidateFacts {
                    point: i + 1,
                    standing: candidate.standing,
                    feasible: candidate
                        .feasibility
                        .as_ref()
                        .map_or("undecided", |found| word(found.verdict))
                        .to_owned(),
                    runs: candidate.runs,
                    objective,
                    outcome,
                    checks: candidate
                        .feasibility
                        .iter()
                        .flat_map(|found| &found.checks)
                        .map(CheckFacts::of)
                        .collect(),
                    on_frontier: false,
                }
            })
            .collect();
        mark_frontier(&mut candidates, self.better, outcome_better);
        let chosen = candidates
            .iter()
            .position(|candidate| candidate.standing == Standing::Chosen);
        // In whichever order the search met them: candidates that could still be better than the answer.
        let could_be_better: Vec<usize> = candidates
            .iter()
            .filter(|candidate| candidate.standing == Standing::Open)
            .map(|candidate| candidate.point)
            .collect();
        let worth = thresholds(&frontier.candidates.scenario.parameters().values);
        let objective_facts = MeasureFacts::of(&frontier.objective.measure, &worth);
        FrontierFindings {
            guarantee: self.guarantee(&objective_facts),
            objective: objective_facts,
            minimise: frontier.objective.minimise,
            outcome: MeasureFacts::of(&frontier.outcome, &worth),
            constraints: frontier
                .constraints
                .iter()
                .map(|constraint| ConstraintFacts::of(constraint, &worth))
                .collect(),
            base: BaseFacts {
                runs: self.base_runs,
                objective: Level::of(values.of(0, self.objective)),
                outcome: Level::of(values.of(0, outcome)),
            },
            chosen: chosen.map(|i| candidates[i].point),
            decided: self.decided,
            could_be_better,
            confidence: self.settings.confidence,
            indifference: self.settings.indifference,
            runs: u64::from(self.base_runs)
                + self
                    .candidates
                    .iter()
                    .map(|c| u64::from(c.runs))
                    .sum::<u64>(),
            candidates,
            frame,
        }
    }

    /// What the answer promises, in words.
    fn guarantee(&self, objective: &MeasureFacts) -> String {
        let percent = |x: f64| format!("{}%", (1000.0 * x).round() / 10.0);
        let [confidence, half] =
            [1.0, 0.5].map(|part| percent(1.0 - part * (1.0 - self.settings.confidence)));
        let (k, looks) = (self.candidates.len(), self.stages.len());
        let verdicts = format!(
            "no candidate is wrongly called feasible or infeasible ({half}; the chance of error is divided by {k} \
             candidates, {} and {looks} looks at the runs)",
            match self.kept.len() {
                1 => "1 constraint".to_owned(),
                n => format!("{n} constraints"),
            }
        );
        if self.settings.method == Method::Ocba {
            return format!(
                "Runs went where they tell most (OCBA, Chen and others 2000), for which there is no guarantee. The search \
                 ends when the chance of a correct choice is about {confidence}, taking sample means and deviations for \
                 the true ones. It aims at this: {verdicts}; as the number of runs depends on what was seen, that is \
                 approximate, too."
            );
        }
        let delta = objective.value(self.settings.indifference);
        let best = format!("if that is better than every other by at least {delta}");
        let promise = if self.kept.is_empty() {
            format!(
                "With a probability of at least {confidence} the candidate chosen is the best, {best}."
            )
        } else {
            format!(
                "With a probability of at least {confidence} two things hold together: {verdicts}; and the candidate \
                 chosen is the best of the feasible ones, {best} ({half})."
            )
        };
        let mut text = format!(
            "{promise} Candidates within {delta} of the best count as equally good, and any of them may be chosen. This \
             holds if values are normal over runs and runs independent of each other; candidates share random numbers. \
             (Duels of Kim and Nelson 2001 after {} runs of each candidate; one is dropped only for a candidate known to \
             be feasible, as by Andradóttir and Kim 2010.)",
            self.settings.first_runs
        );
        if !self.decided {
            text.push_str(&format!(
                " The search came to {} runs, the most allowed, before it was settled. So the promise holds for the \
                 verdicts, not for the choice: that is the best by its mean of the candidates known to be feasible, and \
                 one that is still open could be better.",
                self.settings.runs_at_most
            ));
        }
        text
    }
}

/// Runs at the end of each stage: the first runs, doubled until the most allowed.
fn stages(first: u32, most: u32) -> Vec<u32> {
    let mut stages = vec![first];
    let mut next = first;
    while next < most {
        next = next.saturating_mul(2).min(most);
        stages.push(next);
    }
    stages
}

/// The first of the best means.
fn best(means: &[f64], better: Better) -> Option<usize> {
    (0..means.len())
        .rev()
        .filter(|&i| means[i].is_finite())
        .max_by(|&i, &l| (better.sign() * means[i]).total_cmp(&(better.sign() * means[l])))
}

fn kept(constraint: &Constraint, recorder: &Recorder) -> Kept {
    let limited = |side, limit, share| match share {
        None => selection::Constraint::Mean { side, limit },
        Some(probability) => selection::Constraint::Chance {
            side,
            limit,
            probability,
        },
    };
    let (against_base, constraint_of) = match constraint.demand {
        Demand::AtMost { limit, share } => (None, limited(Side::AtMost, limit, share)),
        Demand::AtLeast { limit, share } => (None, limited(Side::AtLeast, limit, share)),
        Demand::AsBase { margin } => {
            let better = headline_of(&constraint.measure).and_then(|headline| headline.better);
            let sign = better.unwrap_or(Better::Higher).sign();
            (Some(sign), limited(Side::AtLeast, -margin, None))
        }
    };
    Kept {
        column: recorder.position(&constraint.measure, &constraint.subgroup),
        constraint: constraint_of,
        against_base,
    }
}

impl Kept {
    /// The values that are judged. Where a share of runs must keep a limit, a run without a value does not keep it.
    fn values(&self, values: &PointValues, point: usize) -> Vec<f64> {
        let own = values.of(point, self.column);
        match (self.against_base, self.constraint) {
            (Some(sign), _) => own
                .iter()
                .zip(values.of(0, self.column))
                .map(|(own, base)| sign * (own - base))
                .collect(),
            (None, selection::Constraint::Chance { side, .. }) => {
                let beyond = match side {
                    Side::AtMost => f64::MAX,
                    Side::AtLeast => f64::MIN,
                };
                own.iter()
                    .map(|&x| if x.is_finite() { x } else { beyond })
                    .collect()
            }
            (None, selection::Constraint::Mean { .. }) => own.to_vec(),
        }
    }
}

/// The verdicts of an earlier look where it had any, else those of this one.
fn standing_verdicts(before: &Feasibility, now: Feasibility) -> Feasibility {
    let checks: Vec<Check> = before
        .checks
        .iter()
        .zip(now.checks)
        .map(|(before, now)| Check {
            verdict: match before.verdict {
                Verdict::Undecided => now.verdict,
                settled => settled,
            },
            ..now
        })
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
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Feasible => "feasible",
        Verdict::Infeasible => "infeasible",
        Verdict::Undecided => "undecided",
    }
}

/// Marks the feasible candidates that no other feasible one outdoes in both objective and outcome, by paired differences
/// from the base.
fn mark_frontier(candidates: &mut [CandidateFacts], objective: Better, outcome: Option<Better>) {
    let outcome = outcome.unwrap_or(Better::Higher);
    let at: Vec<Option<[f64; 2]>> = candidates
        .iter()
        .map(|c| {
            let both = [c.objective.change.mean?, c.outcome.change.mean?];
            (c.feasible == "feasible" && c.standing != Standing::Undefined)
                .then_some([objective.sign() * both[0], outcome.sign() * both[1]])
        })
        .collect();
    for (i, candidate) in candidates.iter_mut().enumerate() {
        let Some([a, b]) = at[i] else { continue };
        candidate.on_frontier = !at
            .iter()
            .flatten()
            .any(|&[x, y]| x >= a && y >= b && (x > a || y > b));
    }
}

/// Everything that a search has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontierFindings {
    /// What was searched; the candidates are its points from 1 on.
    #[serde(flatten)]
    pub frame: SweepFrame,
    /// What is sought.
    pub objective: MeasureFacts,
    /// Whether the least of it is sought.
    pub minimise: bool,
    /// What the objective is shown against.
    pub outcome: MeasureFacts,
    /// What candidates must keep.
    pub constraints: Vec<ConstraintFacts>,
    /// The scenario as it is.
    pub base: BaseFacts,
    /// The candidates, in the order of the points.
    pub candidates: Vec<CandidateFacts>,
    /// The point chosen; absent if no candidate is known to keep the constraints.
    pub chosen: Option<usize>,
    /// Whether the search came to its end before the most runs allowed.
    pub decided: bool,
    /// Points of candidates that were still open.
    pub could_be_better: Vec<usize>,
    /// What the answer promises, in words.
    pub guarantee: String,
    /// Probability with which the answer was to be right.
    pub confidence: f64,
    /// The smallest difference of the objective worth finding, in its unit; 0 where the procedure needs none.
    pub indifference: f64,
    /// Runs of all candidates and the base together.
    pub runs: u64,
}

/// How a measure is called and printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureFacts {
    /// Name, as in the tables.
    pub id: String,
    /// What it is, in words.
    pub label: String,
    /// Unit as printed; `%` for shares, whose values are printed times 100.
    pub unit: String,
    /// Digits after the point when printed.
    pub decimals: usize,
    /// Whether only differences mean something.
    pub difference_only: bool,
}

impl MeasureFacts {
    fn of(id: &str, thresholds_pounds: &[f64]) -> Self {
        let headline = headline_of(id);
        Self {
            id: id.to_owned(),
            label: headline.map_or_else(
                || id.to_owned(),
                |headline| headline.label_at(thresholds_pounds),
            ),
            unit: headline.map_or("", |headline| headline.unit).to_owned(),
            decimals: headline.map_or(0, |headline| headline.decimals),
            difference_only: headline.is_some_and(|headline| headline.difference_only),
        }
    }

    /// A value as the user gave it, with its unit.
    fn value(&self, x: f64) -> String {
        match self.unit.as_str() {
            "%" => format!("{}%", grouped(100.0 * x)),
            "GBP" => format!("£{}", grouped(x)),
            unit => format!("{} {unit}", grouped(x)).trim_end().to_owned(),
        }
    }
}

/// What a candidate must keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConstraintFacts {
    /// Its measure.
    pub measure: MeasureFacts,
    /// Of whom.
    pub subgroup: String,
    /// The limit in the unit of the measure; of a demand that compares with the base the greatest loss allowed.
    pub limit: f64,
    /// The share of runs in which the limit must hold; absent where it is one of the mean.
    pub share_of_runs: Option<f64>,
    /// In words.
    pub words: String,
}

impl ConstraintFacts {
    fn of(constraint: &Constraint, thresholds_pounds: &[f64]) -> Self {
        let measure = MeasureFacts::of(&constraint.measure, thresholds_pounds);
        let value = |x: f64| measure.value(x);
        let in_runs = |share: Option<f64>| match share {
            Some(share) => format!("in at least {}% of runs", (share * 1e3).round() / 10.0),
            None => "on average".to_owned(),
        };
        let (limit, share_of_runs, demand) = match constraint.demand {
            Demand::AtMost { limit, share } => (
                limit,
                share,
                format!("at most {} {}", value(limit), in_runs(share)),
            ),
            Demand::AtLeast { limit, share } => (
                limit,
                share,
                format!("at least {} {}", value(limit), in_runs(share)),
            ),
            Demand::AsBase { margin } => (
                margin,
                None,
                if margin == 0.0 {
                    "on average at least as good as now".to_owned()
                } else {
                    format!("on average worse than now by at most {}", value(margin))
                },
            ),
        };
        let whom = match constraint.subgroup.as_str() {
            "all" => String::new(),
            "imd=1" => " of the most deprived fifth".to_owned(),
            "imd=5" => " of the least deprived fifth".to_owned(),
            other => format!(
                " of deprivation quintile {}",
                other.trim_start_matches("imd=")
            ),
        };
        Self {
            words: format!("{}{whom}: {demand}", measure.label),
            measure,
            subgroup: constraint.subgroup.clone(),
            limit,
            share_of_runs,
        }
    }
}

/// The scenario as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaseFacts {
    /// Runs.
    pub runs: u32,
    /// The objective.
    pub objective: Level,
    /// The outcome.
    pub outcome: Level,
}

/// A candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CandidateFacts {
    /// Its point.
    pub point: usize,
    /// Where it stands.
    pub standing: Standing,
    /// `feasible`, `infeasible` or `undecided`, at the confidence asked for.
    pub feasible: String,
    /// Runs.
    pub runs: u32,
    /// The objective. Candidates have unlike numbers of runs: compare their differences from the base, not their levels.
    pub objective: AgainstBase,
    /// The outcome.
    pub outcome: AgainstBase,
    /// The constraints, in order.
    pub checks: Vec<CheckFacts>,
    /// Whether it is feasible and no other feasible candidate outdoes it in both objective and outcome.
    pub on_frontier: bool,
}

/// A measure and its paired difference from the scenario as it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgainstBase {
    /// The level.
    pub level: Level,
    /// The difference.
    pub change: Change,
}

/// A constraint of a candidate at the last look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckFacts {
    /// The mean, the share of runs that keep the limit, or the mean gain over the base (a loss is negative).
    pub estimate: Option<f64>,
    /// Lower one-sided bound at the corrected level; absent where there is none.
    pub lower: Option<f64>,
    /// Upper one-sided bound.
    pub upper: Option<f64>,
    /// Runs with a value.
    pub runs: usize,
    /// `feasible`, `infeasible` or `undecided`.
    pub verdict: String,
}

impl CheckFacts {
    fn of(check: &Check) -> Self {
        let defined = |x: f64| x.is_finite().then_some(x);
        Self {
            estimate: defined(check.estimate),
            lower: defined(check.lower),
            upper: defined(check.upper),
            runs: check.n,
            verdict: word(check.verdict).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::selection::Kn;
    use crate::engine::random::{StreamId, Streams};
    use crate::engine::sample::normal;
    use crate::scenario::SourceFile;
    use crate::scenario::frontier::KnownMeasure;

    #[derive(Clone, Copy)]
    struct Draw;
    impl StreamId for Draw {
        fn number(self) -> u32 {
            1
        }
    }

    /// A standard normal of a trial, a candidate (or what all share) and a run.
    fn z(trial: u64, number: u32, run: u32) -> f64 {
        normal(Streams::new(trial, 0, "search").uniform(Draw, number, run))
    }

    fn document(rest: &str) -> Frontier {
        let file = |name: &str, text: String| SourceFile {
            name: name.to_owned(),
            text,
        };
        let known = |id| KnownMeasure {
            id,
            by_quintile: true,
            directed: true,
            difference_only: false,
        };
        Frontier::from_files(
            &[
                file("place.toml", "scenario.title = \"a\"".to_owned()),
                file(
                    "search.toml",
                    format!(
                        "scenario = \"place.toml\"\n[[factor]]\nparameter = \"staffing.caseload_cap\"\nlow = 1\nhigh = 2\n\
                         [objective]\nminimise = \"cost_service_total\"\n{rest}"
                    ),
                ),
            ],
            &[known("cost_service_total"), known("wait_median")],
        )
        .expect("it is right")
    }

    /// Searches among made-up candidates: mean cost and mean wait of each, over shared and own noise of variance 1.
    fn searched(frontier: &Frontier, trial: u64, candidates: &[(f64, f64)]) -> Search {
        let recorder = Recorder::new();
        let [cost, wait] =
            ["cost_service_total", "wait_median"].map(|measure| recorder.position(measure, "all"));
        let mut values = PointValues::new(candidates.len() + 1, recorder.columns().len());
        let mut search = Search::new(frontier, candidates.len(), &recorder);
        while let Some(wanted) = search.next(&values) {
            for (point, runs) in wanted.into_iter().enumerate() {
                let (mean_cost, mean_wait) = match point {
                    0 => (0.0, 0.0),
                    i => candidates[i - 1],
                };
                for run in runs {
                    let number = 2 * point as u32;
                    let mut record = vec![f64::NAN; recorder.columns().len()];
                    record[cost] = mean_cost + 3.0 * z(trial, 1_000, run) + z(trial, number, run);
                    record[wait] = mean_wait + z(trial, number + 1, run);
                    values.push(point, Some(&record));
                }
            }
            search.take(&values).expect("the confidence is in range");
        }
        search
    }

    fn chosen(search: &Search) -> Option<usize> {
        let is_chosen = |c: &Candidate| c.standing == Standing::Chosen;
        search.candidates.iter().position(is_chosen)
    }

    const WAIT: &str = "[[constraint]]\nmeasure = \"wait_median\"\nat_most = 10\n";

    #[test]
    fn stages_double_up_to_the_most_allowed() {
        assert_eq!(stages(10, 200), [10, 20, 40, 80, 160, 200]);
        assert_eq!(stages(10, 10), [10]);
        assert_eq!(stages(5, 40), [5, 10, 20, 40]);
    }

    #[test]
    fn the_best_feasible_candidate_is_found_with_the_confidence_asked_for() {
        // The first two are cheaper and wait too long; the third is the answer by exactly the indifference zone.
        let candidates = [(0.0, 12.0), (0.5, 11.5), (1.0, 9.0), (1.5, 8.5), (3.0, 8.0)];
        let frontier = document(&format!(
            "{WAIT}[selection]\nindifference = 0.5\nruns_at_most = 640\n"
        ));
        let (mut right, mut decided, mut runs) = (0, 0, 0);
        for trial in 0..200 {
            let search = searched(&frontier, trial, &candidates);
            right += usize::from(chosen(&search) == Some(2));
            decided += usize::from(search.decided);
            runs += search.candidates.iter().map(|c| c.runs).sum::<u32>();
        }
        assert!(right >= 190, "{right} of 200 are right");
        assert_eq!(decided, 200);
        // Those out of the question are dropped early: far fewer than five times the runs of the answer.
        assert!(runs < 200 * 400, "{} runs a search", runs / 200);
    }

    #[test]
    fn who_loses_by_no_more_than_the_indifference_is_equally_good() {
        let frontier = document("[selection]\nindifference = 1\nruns_at_most = 2_560\n");
        // Dearer by 0.2 and by 4.
        let candidates = [(0.0, 0.0), (0.2, 0.0), (4.0, 0.0)];
        let search = searched(&frontier, 2, &candidates);
        let standings: Vec<_> = search.candidates.iter().map(|c| c.standing).collect();
        assert!(standings.contains(&Standing::Chosen) && standings[2] == Standing::Beaten);
        assert!(standings[..2].contains(&Standing::EquallyGood));
        let limited = document(&format!(
            "{WAIT}[selection]\nindifference = 1\nruns_at_most = 640\n"
        ));
        let search = searched(&limited, 2, &[(0.0, 1.0), (0.2, 30.0)]);
        assert_eq!(search.candidates[1].standing, Standing::Infeasible);
    }

    #[test]
    fn without_constraints_the_choice_is_that_of_kim_and_nelson() {
        let candidates = [(1.0, 0.0), (0.2, 0.0), (2.0, 0.0), (0.0, 0.0)];
        let frontier = document("[selection]\nindifference = 0.3\nruns_at_most = 2_560\n");
        for trial in 0..20 {
            let search = searched(&frontier, trial, &candidates);
            let mut kn = Kn::new(4, 10, 0.05, 0.3, Better::Lower).unwrap();
            for run in 0..search.base_runs {
                let row: Vec<f64> = candidates
                    .iter()
                    .enumerate()
                    .map(|(i, (mean, _))| {
                        let own = z(trial, 2 * (i as u32 + 1), run);
                        mean + 3.0 * z(trial, 1_000, run) + own
                    })
                    .collect();
                kn.feed(&row).unwrap();
            }
            assert_eq!(chosen(&search), kn.decided(), "trial {trial}");
        }
    }

    #[test]
    fn a_cheaper_candidate_that_stays_undecided_leaves_the_answer_open() {
        let frontier = document(&format!(
            "{WAIT}[selection]\nindifference = 0.5\nruns_at_most = 40\n"
        ));
        let search = searched(&frontier, 3, &[(0.0, 10.0), (5.0, 5.0)]);
        assert!(!search.decided);
        assert_eq!(chosen(&search), Some(1));
        assert_eq!(search.candidates[0].standing, Standing::Open);
        let words = search.guarantee(&MeasureFacts::of("cost_service_total", &[]));
        assert!(words.contains("came to 40 runs"), "{words}");
    }

    #[test]
    fn equals_are_settled_for_the_first_and_nothing_beats_for_an_infeasible_one() {
        let frontier = document("[selection]\nindifference = 1\nruns_at_most = 20\n");
        let mut duels = Duels::new(3, 5, 0.05, 1.0);
        for run in 0..5 {
            let x = f64::from(run);
            duels.feed(&[x, x, x + 0.5 * x], &[0, 1, 2]);
        }
        assert!(duels.has_lost(1, 0) && !duels.has_lost(0, 1));
        // One that waits far too long does not drop a dearer one that does not.
        let with_limit = Frontier {
            constraints: document(WAIT_AND_SELECTION).constraints,
            ..frontier
        };
        let search = searched(&with_limit, 1, &[(0.0, 30.0), (9.0, 1.0)]);
        assert_eq!(chosen(&search), Some(1));
        assert_eq!(search.candidates[0].standing, Standing::Infeasible);
    }

    const WAIT_AND_SELECTION: &str = "[[constraint]]\nmeasure = \"wait_median\"\nat_most = 10\n\
                                      [selection]\nindifference = 1\n";

    #[test]
    fn a_run_without_a_value_does_not_keep_a_limit() {
        let recorder = Recorder::new();
        let frontier = document(
            "[[constraint]]\nmeasure = \"wait_median\"\nat_most = 10\nin_share_of_runs = 0.5\n\
             [selection]\nindifference = 1\n",
        );
        let kept = kept(&frontier.constraints[0], &recorder);
        let mut values = PointValues::new(2, recorder.columns().len());
        let mut record = vec![1.0; recorder.columns().len()];
        record[kept.column] = f64::NAN;
        values.push(1, Some(&record));
        assert_eq!(kept.values(&values, 1), [f64::MAX]);
    }
}
