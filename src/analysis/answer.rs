//! The answer to the question, in words: what to choose, how sure that is, and what would change it.

use serde::{Deserialize, Serialize};

use super::decision::{Assumption, Basis};
use super::economics::association::Association;
use super::economics::words::{pounds, share};
use super::economics::{CostEffectiveness, Decision as AtValue};
use super::one_way::OneWay;
use super::statistics::Estimate;
use super::uncertainty::Uncertainty;
use crate::scenario::parameter::Strength;

/// Assumptions named as those that matter most.
const NAMED: usize = 3;
/// Draws below which no assumption is named by its worth.
pub const FEWEST_DRAWS_TO_NAME: usize = 500;
/// Standard errors by which the worth of a belief must exceed zero: of some 250 beliefs a few exceed two by luck.
const STANDS_OUT: f64 = 3.0;
/// Standard errors that the rank correlation of net benefit with a belief must exceed: of 250 that have nothing to do with
/// it, one in sixty tables has any that does by luck.
const GOES_WITH: f64 = 4.0;
/// Rows of joint draws that count alike, below which they are too few to say much of the ends of an interval.
const FEW_ROWS: f64 = 100.0;
/// Chances between this and its complement are close to a toss of a coin.
const TOSS_UP: f64 = 0.4;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The option to choose at every value of a QALY shown; absent where it depends on that value.
    pub recommended: Option<usize>,
    /// The best option at each value of a QALY.
    pub at_thresholds: Vec<ThresholdAnswer>,
    /// The answer in sentences.
    pub words: Vec<String>,
    /// The assumptions that matter most, each with its value, evidence and source; or why they cannot be named.
    #[serde(default)]
    pub matter_most: Vec<String>,
    /// What would change it, one thing a sentence.
    pub what_would_change: Vec<String>,
    /// What a reader must keep in mind.
    pub caveats: Vec<String>,
}

/// The best option at one value of a QALY.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThresholdAnswer {
    /// Value of a QALY in pounds.
    pub threshold_pounds: f64,
    /// The option with the greatest expected net benefit.
    pub best: usize,
    /// The chance that it is the best: the share of draws, or of runs, in which it is.
    pub probability_best: f64,
    /// Expected net benefit less that of the base, in pounds.
    pub expected_gain_pounds: f64,
}

/// What the answer is made of.
pub struct Findings<'a> {
    /// Title of each option, the base first.
    pub titles: &'a [String],
    /// Cost-effectiveness, NHS and personal social services, QALYs.
    pub economics: &'a CostEffectiveness,
    /// What the economics vary over.
    pub basis: Basis,
    /// Draws of the priors.
    pub uncertainty: Option<&'a Uncertainty>,
    /// One parameter at a time.
    pub one_way: Option<&'a OneWay>,
    /// The best of the options but the base, 1 the first; 0 without any.
    pub rival: usize,
    /// Which parameters its net benefit goes with over the draws, the strongest first.
    pub goes_with: &'a [Association],
    /// Its net benefit less that of the base over draws or runs, at each value of a QALY.
    pub rival_gains: &'a [Estimate],
    /// Whether an option clearly spends less on grants to groups than the base; one entry an option, the base included.
    pub less_on_groups: &'a [bool],
    /// What is uncertain.
    pub assumptions: &'a [Assumption],
}

impl Findings<'_> {
    /// A parameter in words, with its path.
    fn meaning(&self, path: &str) -> String {
        let meaning = self
            .assumptions
            .iter()
            .find(|assumption| assumption.path == path)
            .and_then(|assumption| first_clause(&assumption.meaning));
        match meaning {
            Some(meaning) => format!("{} ({path})", meaning.trim()),
            None => path.to_owned(),
        }
    }

    /// A parameter in words, with its value and what that rests on; `why` says why it matters.
    fn assumption(&self, path: &str, why: &str) -> String {
        let known = self.assumptions.iter().find(|known| known.path == path);
        let known = known.map_or_else(String::new, |known| {
            let strength = Strength::of_label(&known.strength);
            let strength = strength.map_or(known.strength.as_str(), |strength| strength.in_words());
            let source = known.source.trim_end_matches('.');
            format!(": {}. Evidence: {strength} ({source}).", known.value)
        });
        format!("{}{known} {why}", self.meaning(path))
    }
}

/// A meaning up to its first full stop, semicolon or bracket; a decimal point is none.
pub fn first_clause(meaning: &str) -> Option<&str> {
    meaning
        .trim_end_matches('.')
        .split([';', '('])
        .flat_map(|part| part.split(". "))
        .next()
}

impl Answer {
    /// Puts the findings into words.
    pub fn of(found: &Findings<'_>) -> Self {
        let at_thresholds: Vec<ThresholdAnswer> = found
            .economics
            .decisions
            .iter()
            .map(|decision| ThresholdAnswer {
                threshold_pounds: decision.at.threshold_pounds,
                best: decision.at.best,
                probability_best: decision.at.frontier,
                expected_gain_pounds: decision.at.expected_pounds[decision.at.best]
                    - decision.at.expected_pounds[0],
            })
            .collect();
        let first = at_thresholds.first().map(|answer| answer.best);
        let recommended =
            first.filter(|&best| at_thresholds.iter().all(|answer| answer.best == best));
        Self {
            words: words(found, recommended, &at_thresholds),
            matter_most: matter_most(found),
            what_would_change: what_would_change(found),
            caveats: caveats(found),
            recommended,
            at_thresholds,
        }
    }
}

fn words(
    found: &Findings<'_>,
    recommended: Option<usize>,
    answers: &[ThresholdAnswer],
) -> Vec<String> {
    let name = |option: usize| {
        if option == 0 {
            format!("the base ({})", found.titles[0])
        } else {
            format!("“{}”", found.titles[option])
        }
    };
    let (Some(lowest), Some(highest)) = (answers.first(), answers.last()) else {
        return Vec::new();
    };
    let range = format!(
        "{} to {}",
        pounds(lowest.threshold_pounds),
        pounds(highest.threshold_pounds)
    );
    let mut words = vec![match recommended {
        Some(0) => format!(
            "Stay with {}: at every value of a QALY from {range} it has the greatest expected net benefit.",
            name(0)
        ),
        Some(option) => format!(
            "Choose {}: at every value of a QALY from {range} it has the greatest expected net benefit.",
            name(option)
        ),
        None => {
            let mut sentence = format!(
                "It depends on what a QALY is held to be worth: at {} the best choice is {}",
                pounds(lowest.threshold_pounds),
                name(lowest.best)
            );
            for pair in answers.windows(2) {
                if pair[0].best != pair[1].best {
                    let from = switch_value(found.economics, pair);
                    sentence.push_str(&format!(
                        "; from about {} it is {}",
                        pounds(from),
                        name(pair[1].best)
                    ));
                }
            }
            sentence + "."
        }
    }];
    let chances: Vec<String> = answers
        .iter()
        .map(|answer| {
            format!(
                "{} at {}",
                share(answer.probability_best),
                pounds(answer.threshold_pounds)
            )
        })
        .collect();
    words.push(format!(
        "The chance that this choice is the right one is {}{}.",
        chances.join(", "),
        match found.basis {
            Basis::Draws => "",
            Basis::Runs => " (chance alone: the beliefs of the model are held fixed)",
        }
    ));
    if answers
        .iter()
        .any(|answer| (TOSS_UP..=1.0 - TOSS_UP).contains(&answer.probability_best))
    {
        words.push(
            "Where that is close to the toss of a coin, money and QALYs do not decide: waits, equity and workload may."
                .to_owned(),
        );
    }
    if found.basis == Basis::Draws {
        words.extend(left_open(found, answers));
    }
    for line in &found.economics.differences {
        words.push(format!(
            "“{}” against the base: {}.",
            line.strategy, line.words
        ));
    }
    let mut best: Vec<usize> = answers.iter().map(|answer| answer.best).collect();
    best.dedup();
    for option in best {
        if found.less_on_groups.get(option) == Some(&true) {
            words.push(format!(
                "“{}” spends less on groups, and what groups do for members who are in no need of support is not valued here: this does not show that groups should lose money.",
                found.titles[option]
            ));
        }
    }
    words
}

/// Where so few draws leave open whether the best option or the base has the greater expected net benefit.
fn left_open(found: &Findings<'_>, answers: &[ThresholdAnswer]) -> Option<String> {
    let open: Vec<String> = answers
        .iter()
        .zip(found.rival_gains)
        .filter(|(_, gain)| gain.lower < 0.0 && gain.upper > 0.0)
        .map(|(answer, gain)| {
            format!(
                "{} ± {} at {}",
                pounds(gain.mean),
                pounds(gain.standard_error()),
                pounds(answer.threshold_pounds)
            )
        })
        .collect();
    (!open.is_empty()).then(|| {
        format!(
            "{} draws leave open whether “{}” or the base has the greater expected net benefit: the difference is {} (standard errors). More draws tell.",
            found.economics.draws,
            found.titles[found.rival],
            open.join(", ")
        )
    })
}

/// From which value of a QALY on the choice is another: where the two net benefits are equal or, if a third choice lies
/// between, the first value on the grid at which the second of two neighbours is best.
fn switch_value(economics: &CostEffectiveness, pair: &[ThresholdAnswer]) -> f64 {
    let [before, after] = [0, 1].map(|i| &economics.strategies[pair[i].best]);
    let equal = (after.cost_pounds.mean - before.cost_pounds.mean)
        / (after.effect.mean - before.effect.mean);
    if equal > pair[0].threshold_pounds && equal <= pair[1].threshold_pounds {
        return equal;
    }
    economics
        .curves
        .iter()
        .find(|at| {
            at.threshold_pounds > pair[0].threshold_pounds
                && at.threshold_pounds <= pair[1].threshold_pounds
                && at.best == pair[1].best
        })
        .map_or(pair[1].threshold_pounds, |at| at.threshold_pounds)
}

fn what_would_change(found: &Findings<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(one_way) = found.one_way {
        let switches: Vec<_> = one_way.switches.iter().collect();
        for bar in one_way.tornado.bars.iter().filter(|bar| bar.above_noise) {
            if all.len() >= 2 * NAMED {
                break;
            }
            if let Some(switch) = switches.iter().find(|s| s.parameter == bar.name) {
                all.push(format!(
                    "{}: passing {} (believed to be between {} and {}) changes the best choice from “{}” to “{}”.",
                    found.meaning(&switch.parameter),
                    plain(switch.at),
                    plain(switch.range[0]),
                    plain(switch.range[1]),
                    found.titles[switch.from],
                    found.titles[switch.to]
                ));
            }
        }
        if all.is_empty() {
            all.push(format!(
                "No belief moved alone, from its 5% to its 95% value, changes the best choice at {} a QALY by more than chance can with {} runs.",
                pounds(one_way.threshold_pounds),
                one_way.runs
            ));
        }
    }
    // Of luck nothing can be known before choosing: without draws there is nothing to say.
    if found.basis == Basis::Draws
        && let Some(decision) = main(found.economics)
    {
        let evpi = decision.at.evpi_pounds;
        let everywhere = found
            .economics
            .population_factor
            .map_or_else(String::new, |factor| {
                format!(
                    ", and {} for all places that face the same choice",
                    pounds(evpi * factor)
                )
            });
        all.push(format!(
            "Knowing everything that is uncertain before choosing would be worth {} at {} a QALY: the most that research for this one decision, in this place, could be worth over the run{everywhere}.",
            pounds(evpi),
            pounds(decision.at.threshold_pounds)
        ));
    }
    all
}

/// The last but one value of a QALY: the upper end of the older range of NICE, unless others are set.
fn main(economics: &CostEffectiveness) -> Option<&AtValue> {
    let number = economics.decisions.len();
    economics.decisions.get(number.saturating_sub(2))
}

/// The assumptions that matter most: by what knowing them would be worth, where there are draws enough to tell; then those
/// that net benefit goes with over the draws; then by how far each moves it alone.
fn matter_most(found: &Findings<'_>) -> Vec<String> {
    let few = found.economics.draws < FEWEST_DRAWS_TO_NAME;
    let mut named: Vec<(String, String)> = Vec::new();
    if found.basis == Basis::Draws {
        if !few {
            named.extend(by_worth(found));
        }
        named.extend(by_association(found));
    }
    if let Some(one_way) = found.one_way
        && one_way.runs > 1
    {
        named.extend(by_swing(found, one_way));
    }
    let mut sentences: Vec<String> = Vec::new();
    for (number, (path, sentence)) in named.iter().enumerate() {
        if sentences.len() < NAMED && !named[..number].iter().any(|(other, _)| other == path) {
            sentences.push(sentence.clone());
        }
    }
    if !sentences.is_empty() {
        return sentences;
    }
    vec![match (found.basis, found.one_way) {
        (Basis::Draws, _) if few => format!(
            "Which assumptions matter most cannot be told from {} draws: with 1000 they mostly can.",
            found.economics.draws
        ),
        (Basis::Runs, None) => {
            "Which assumptions matter most was not worked out: the comparison with --draws 1000 tells.".to_owned()
        }
        (Basis::Runs, Some(one_way)) if one_way.runs < 2 => {
            "Which assumptions matter most cannot be told from chance with one run of each value.".to_owned()
        }
        _ => "No single assumption stands out of the noise.".to_owned(),
    }]
}

/// Those of the greatest worth, of those whose worth stands out of its error. With few draws many that are worth nothing
/// seem to be worth something.
fn by_worth(found: &Findings<'_>) -> Vec<(String, String)> {
    let at = found.economics.decisions.len().saturating_sub(2);
    let single = found.economics.information.iter();
    single
        .filter(|line| !line.is_group)
        .filter_map(|line| {
            let value = line.values.get(at)?;
            (value.pounds > STANDS_OUT * value.standard_error_pounds && value.pounds > 0.0).then(
                || {
                    let worth = format!(
                        "To know it would be worth {} in this place over the run, at {} a QALY.",
                        pounds(value.pounds),
                        pounds(found.economics.decisions[at].at.threshold_pounds)
                    );
                    (line.name.clone(), found.assumption(&line.name, &worth))
                },
            )
        })
        .take(NAMED)
        .collect()
}

/// Those that net benefit goes with most over the draws, of those with which it goes by more than chance.
fn by_association(found: &Findings<'_>) -> Vec<(String, String)> {
    let least = GOES_WITH * Association::standard_error(found.economics.draws);
    let clear = found
        .goes_with
        .iter()
        .take_while(|one| one.correlation.abs() > least);
    clear
        .take(2 * NAMED)
        .map(|one| {
            let how = format!(
                "The higher it is, the {} is the net benefit of “{}” against the base over the draws (rank correlation {:.2}).",
                if one.correlation > 0.0 { "greater" } else { "smaller" },
                found.titles[found.rival],
                one.correlation
            );
            (one.parameter.clone(), found.assumption(&one.parameter, &how))
        })
        .collect()
}

/// Those that move net benefit most when each is moved alone, of those that move it by more than chance.
fn by_swing(found: &Findings<'_>, one_way: &OneWay) -> Vec<(String, String)> {
    let bars = one_way.tornado.bars.iter();
    bars.filter(|bar| bar.above_noise)
        .take(NAMED)
        .map(|bar| {
            let moves = format!(
                "Between {} and {} it moves net benefit by {}{}.",
                plain(bar.inputs[0]),
                plain(bar.inputs[1]),
                pounds(bar.range_pounds),
                match bar.changes_best {
                    true => " and changes the best choice",
                    false => "",
                }
            );
            (bar.name.clone(), found.assumption(&bar.name, &moves))
        })
        .collect()
}

fn caveats(found: &Findings<'_>) -> Vec<String> {
    let mut all = vec![
        "Controlled studies of social prescribing find little or no average effect on wellbeing; the model's effects are small and rest on judgement.".to_owned(),
        format!(
            "{} of {} uncertain parameters rest on judgement alone.",
            found
                .assumptions
                .iter()
                .filter(|assumption| assumption.strength == Strength::Judgement.label())
                .count(),
            found.assumptions.len()
        ),
        "What groups do for members who are in no need of support is not valued: to save on groups looks better here than it is.".to_owned(),
        "The model does not meet all published figures that it was not fitted to: spsim validate says which it fails.".to_owned(),
    ];
    match found.uncertainty {
        Some(uncertainty) => {
            let calibrated = found
                .assumptions
                .iter()
                .filter(|assumption| assumption.calibrated)
                .count();
            let together = match calibrated {
                0 => "every belief was drawn from its prior by itself; none was calibrated to published figures".to_owned(),
                some => format!(
                    "{some} beliefs were calibrated to published figures together, the others were each drawn from their prior"
                ),
            };
            all.push(format!(
                "Chances are shares of {} draws of what is believed about the parameters; {together}.",
                uncertainty.draws
            ));
            if let Some(size) = uncertainty.effective_size.filter(|&size| size < FEW_ROWS) {
                all.push(format!(
                    "The table that was drawn from tells only as much as {size:.0} rows that count alike: chances and ends of intervals are rough."
                ));
            }
            all.push(
                "Levels, differences and their intervals are those of runs with the beliefs at their central values, and tell chance alone. The answer and its chances are over the draws, whose means may lie elsewhere, even on the other side of zero."
                    .to_owned(),
            );
            if uncertainty.structures.is_empty() {
                all.push("Other structures of the model were not tried (--structure does).".to_owned());
            }
        }
        None => all.push(
            "Chances tell luck alone: run the comparison with --draws to see how uncertain the beliefs make it.".to_owned(),
        ),
    }
    all
}

/// A number without needless digits.
fn plain(x: f64) -> String {
    let digits = if x == 0.0 {
        0.0
    } else {
        libm::floor(libm::log10(x.abs()))
    };
    let decimals = (2.0 - digits).clamp(0.0, 6.0) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
