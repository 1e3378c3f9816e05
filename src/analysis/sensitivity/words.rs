//! What an analysis has found, in sentences.

use super::findings::{Analysed, MeasureFindings};
use super::morris::Effects;
use super::prcc::RankCorrelations;
use super::sobol::{Indices, SobolIndices};

/// Inputs that are named at most.
const NAMED: usize = 5;
/// The share of what single inputs explain that those named first make up.
const MOST_OF_IT: f64 = 0.8;
/// A rank correlation below which an input is not named: one of twenty inputs that do nothing is told from 0 by chance.
const WEAK: f64 = 0.2;
/// A share of the variance below which an input may be held at any of its values.
const SMALL: f64 = 0.05;

/// An interval of a share of variance, from 0 to 1, that is wider than this says nothing.
const ROUGH: f64 = 1.0;

/// What was found of a measure; `kept` names the inputs of Sobol' indices and rank correlations.
pub fn answer(measure: &MeasureFindings, inputs: &[&str], kept: &[&str]) -> Vec<String> {
    let mut sentences = Vec::new();
    match &measure.morris {
        Some(Analysed::Found(effects)) => sentences.extend(screened(effects, inputs)),
        Some(Analysed::Refused(why)) => sentences.push(format!("No screening: {why}.")),
        None => {}
    }
    match &measure.sobol {
        Some(Analysed::Found(found)) => sentences.extend(explained(found, kept)),
        Some(Analysed::Refused(why)) => sentences.push(format!("No shares of variance: {why}.")),
        None => {}
    }
    match &measure.prcc {
        Some(Analysed::Found(found)) => {
            sentences.extend(moved(found, kept));
            if measure.sobol.is_none() {
                sentences.push(chance(found.spread.chance_share()));
            }
        }
        Some(Analysed::Refused(why)) => sentences.push(format!("No rank correlations: {why}.")),
        None => {}
    }
    sentences
}

fn screened(effects: &[Effects], inputs: &[&str]) -> Vec<String> {
    let mut order: Vec<usize> = (0..effects.len()).collect();
    order.sort_by(|&a, &b| {
        effects[b]
            .mu_star
            .value
            .total_cmp(&effects[a].mu_star.value)
    });
    let clear: Vec<usize> = order
        .into_iter()
        .filter(|&input| effects[input].is_clear())
        .collect();
    if clear.is_empty() {
        return vec![format!(
            "Of {} inputs screened, none moves it clearly more than chance does.",
            inputs.len()
        )];
    }
    let names: Vec<&str> = clear.iter().take(NAMED).map(|&i| inputs[i]).collect();
    let beyond = match clear.len() {
        n if n == inputs.len() => "all move it".to_owned(),
        1 => "one moves it".to_owned(),
        n => format!("{} move it", count(n)),
    };
    vec![format!(
        "Of {} inputs screened, {beyond} clearly more than chance does; most of all {}.",
        inputs.len(),
        list(&names)
    )]
}

fn explained(found: &SobolIndices, kept: &[&str]) -> Vec<String> {
    let intervals = found.inputs.iter().flat_map(|one| [one.first, one.total]);
    let widest = intervals.max_by(|a, b| a.width().total_cmp(&b.width()));
    if let Some(rough) = widest.filter(|widest| widest.width() > ROUGH) {
        return vec![
            format!(
                "Shares of variance are too rough to be read: the widest interval goes from {:.0}% to {:.0}%. More rows narrow it.",
                100.0 * rough.lower_95,
                100.0 * rough.upper_95
            ),
            chance(found.spread.chance_share()),
        ];
    }
    let mut order: Vec<usize> = (0..found.inputs.len()).collect();
    let first = |i: usize| found.inputs[i].first.value;
    order.sort_by(|&a, &b| first(b).total_cmp(&first(a)));
    let all: f64 = order.iter().map(|&i| first(i).max(0.0)).sum();
    let clear = order
        .iter()
        .copied()
        .filter(|&i| found.inputs[i].first.lower_95 > 0.0);
    let (mut named, mut sum) = (Vec::new(), 0.0);
    for input in clear {
        if sum >= MOST_OF_IT * all || named.len() == NAMED {
            break;
        }
        sum += first(input);
        // An estimate may lie a little above the whole.
        named.push(format!(
            "{} ({})",
            kept[input],
            percent(first(input).min(1.0))
        ));
    }
    let mut sentences = vec![match named.len() {
        0 => "No input explains, by itself, a share of the variance that can be told from none."
            .to_owned(),
        n => format!(
            "{} {} {} of the variance that the inputs cause: {}.",
            capital(&count(n)),
            if n == 1 {
                "input explains by itself"
            } else {
                "inputs explain, each by itself,"
            },
            percent(sum.min(1.0)),
            list(&named.iter().map(String::as_str).collect::<Vec<_>>())
        ),
    }];
    let together = found.together;
    if together.lower_95 > 0.0 && together.value > SMALL {
        sentences.push(format!(
            "About {} comes from inputs acting together.",
            percent(together.value.min(1.0))
        ));
    }
    let idle = |one: &Indices| one.total.upper_95 < SMALL;
    let idle: Vec<&str> = (0..found.inputs.len())
        .filter(|&i| idle(&found.inputs[i]))
        .map(|i| kept[i])
        .collect();
    if !idle.is_empty() && idle.len() <= NAMED {
        sentences.push(format!(
            "With all their interactions, less than {} each: {}.",
            percent(SMALL),
            list(&idle)
        ));
    } else if !idle.is_empty() {
        sentences.push(format!(
            "With all their interactions, {} of the inputs explain less than {} each.",
            count(idle.len()),
            percent(SMALL)
        ));
    }
    sentences.push(chance(found.spread.chance_share()));
    sentences
}

fn moved(found: &RankCorrelations, kept: &[&str]) -> Vec<String> {
    let mut ranked: Vec<(usize, f64)> = found
        .inputs
        .iter()
        .enumerate()
        .filter_map(|(input, one)| Some((input, (*one)?)))
        .filter(|(_, one)| one.lower_95 > 0.0 || one.upper_95 < 0.0)
        .filter(|(_, one)| one.value.abs() >= WEAK)
        .map(|(input, one)| (input, one.value))
        .collect();
    ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let named = |rises: bool| -> Vec<String> {
        let side = ranked.iter().filter(|(_, value)| (*value > 0.0) == rises);
        side.take(NAMED)
            .map(|(input, value)| format!("{} ({value:.2})", kept[*input]))
            .collect()
    };
    let mut sentences = Vec::new();
    for (rises, how) in [(true, "rises with"), (false, "falls with")] {
        let names = named(rises);
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            sentences.push(format!("It {how} {}.", list(&names)));
        }
    }
    if sentences.is_empty() {
        sentences.push("With none of the inputs does it clearly rise or fall.".to_owned());
    }
    sentences
}

fn chance(share: f64) -> String {
    format!(
        "Of the variance of a single future, {} is only chance.",
        percent(share)
    )
}

fn percent(share: f64) -> String {
    match (100.0 * share).round() {
        0.0 if share > 0.0 => "under 1%".to_owned(),
        // Also of a share that is a little below 0.
        whole if whole <= 0.0 => "0%".to_owned(),
        whole => format!("{whole}%"),
    }
}

fn count(n: usize) -> String {
    let words = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    words
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Spread, WithInterval};
    use super::*;

    fn around(value: f64, half: f64) -> WithInterval {
        WithInterval {
            value,
            lower_95: value - half,
            upper_95: value + half,
        }
    }

    #[test]
    fn shares_are_told_in_words() {
        let input = |first: f64, total: f64| Indices {
            first: around(first, 0.03),
            total: around(total, 0.03),
        };
        let mut measure = MeasureFindings::new("wait_median", &[]);
        measure.sobol = Some(Analysed::Found(SobolIndices {
            spread: Spread {
                mean: 20.0,
                variance_inputs: 23.0,
                variance_chance: 2.0,
            },
            inputs: vec![
                input(0.2, 0.3),
                input(0.45, 0.6),
                input(0.0, 0.01),
                input(0.05, 0.1),
            ],
            together: around(0.3, 0.1),
        }));
        let names = ["a", "b", "c", "d"];
        assert_eq!(
            answer(&measure, &names, &names),
            [
                "Two inputs explain, each by itself, 65% of the variance that the inputs cause: b (45%) and a (20%).",
                "About 30% comes from inputs acting together.",
                "With all their interactions, less than 5% each: c.",
                "Of the variance of a single future, 8% is only chance.",
            ]
        );
        measure.sobol = Some(Analysed::Refused("it never changes".to_owned()));
        assert_eq!(
            answer(&measure, &names, &names),
            ["No shares of variance: it never changes."]
        );
    }

    #[test]
    fn shares_of_too_few_rows_are_not_told() {
        let mut measure = MeasureFindings::new("wait_median", &[]);
        let of = |half: f64| Indices {
            first: around(0.9, half),
            total: around(0.95, 0.04),
        };
        measure.sobol = Some(Analysed::Found(SobolIndices {
            spread: Spread {
                mean: 20.0,
                variance_inputs: 3.0,
                variance_chance: 9.0,
            },
            inputs: vec![of(0.6), of(0.1)],
            together: around(0.0, 0.1),
        }));
        assert_eq!(
            answer(&measure, &["a", "b"], &["a", "b"]),
            [
                "Shares of variance are too rough to be read: the widest interval goes from 30% to 150%. More rows narrow it.",
                "Of the variance of a single future, 75% is only chance.",
            ]
        );
    }

    #[test]
    fn screening_and_directions_are_told_in_words() {
        let effects = |mu_star: f64| Effects {
            mu: Some(mu_star),
            mu_star: around(mu_star, 0.5),
            sigma: 1.0,
            chance: Some(0.4),
            chance_upper: Some(if mu_star < 1.0 { 0.7 } else { 0.5 }),
        };
        let mut measure = MeasureFindings::new("wait_median", &[]);
        measure.morris = Some(Analysed::Found(vec![
            effects(2.0),
            effects(0.6),
            effects(3.0),
        ]));
        let correlations = [Some(around(0.8, 0.1)), None, Some(around(-0.3, 0.1))];
        measure.prcc = Some(Analysed::Found(RankCorrelations {
            spread: Spread {
                mean: 0.0,
                variance_inputs: 1.0,
                variance_chance: 0.001,
            },
            inputs: correlations.into(),
        }));
        let names = ["a", "b", "c"];
        assert_eq!(
            answer(&measure, &names, &names),
            [
                "Of 3 inputs screened, two move it clearly more than chance does; most of all c and a.",
                "It rises with a (0.80).",
                "It falls with c (-0.30).",
                "Of the variance of a single future, under 1% is only chance.",
            ]
        );
    }
}
