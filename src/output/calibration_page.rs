//! A calibration as a page of text: what was aimed at, what was learned, what cannot be had together.

use std::fmt::Write as _;

use crate::analysis::calibration::Calibration;
use crate::analysis::calibration::abc_smc::Ended;
use crate::analysis::calibration::fit::{
    NEARLY_ALL, SHOWN_CORRELATION, Spread, Tension, least_shift, least_shrinkage,
};
use crate::output::figures::NamedFigure;
use crate::scenario::grouped;
use crate::scenario::parameters::registry;
use crate::scenario::targets::Target;

/// The page's name in an output folder.
pub const PAGE_FILE: &str = "calibration.md";

/// Effective number of draws below which ranges and correlations are rough.
const FEW: f64 = 100.0;
/// Standard deviations of a prior beyond which nobody cares how many: the regression knows nothing of what is there.
const FAR_OUT: f64 = 5.0;
/// Pairs of parameters that are listed.
const MOST_PAIRS: usize = 20;

/// The page. `stamp` is its line with the stamp, `command` the command that makes it again.
pub fn page(
    calibration: &Calibration,
    figures: &[NamedFigure],
    stamp: &str,
    command: &str,
) -> String {
    let mut text = format!(
        "# Calibration: {}\n\nMade by `{command}`. {stamp}\n\n",
        calibration.title
    );
    text.push_str(&in_short(calibration));
    let show = |text: &mut String, name: &str| {
        if let Some(figure) = figures.iter().find(|figure| figure.name == name) {
            let alt = figure.figure.alt.replace(['\n', '[', ']'], " ");
            let _ = write!(text, "\n![{alt}](figures/{name}.png)\n");
        }
    };
    text.push_str(&targets(calibration));
    show(&mut text, "calibration-targets");
    text.push_str(&tensions(calibration));
    text.push_str(&parameters(calibration));
    show(&mut text, "calibration-parameters");
    text.push_str(&correlations(calibration));
    show(&mut text, "calibration-correlations");
    text.push_str(&course(calibration));
    text
}

/// What happened, in sentences: for the top of the page, and for the terminal.
pub fn answer(calibration: &Calibration) -> Vec<String> {
    let findings = &calibration.findings;
    let posterior = calibration.found.posterior();
    let both = || calibration.targets.iter().zip(&findings.targets);
    let met = |fitted: bool| {
        let of = || both().filter(|(target, _)| target.fitted == fitted);
        (of().filter(|(_, fit)| fit.met).count(), of().count())
    };
    let ((fitted_met, fitted), (shown_met, shown)) = (met(true), met(false));
    let mut answer = vec![match fitted_met {
        all if all == fitted => format!(
            "All {fitted} targets are met within their tolerance by the calibrated model, in runs that the calibration never saw."
        ),
        some => format!(
            "{some} of {fitted} targets are met within their tolerance by the calibrated model, in runs that the calibration never saw; missed: {}.",
            listed(
                both()
                    .filter(|(target, fit)| target.fitted && !fit.met)
                    .map(|(target, _)| target.id.clone())
            )
        ),
    }];
    let before = both()
        .filter(|(target, fit)| target.fitted && target.residual(fit.prior.mean).abs() <= 1.0)
        .count();
    let each: f64 = both()
        .filter(|(target, _)| target.fitted)
        .map(|(_, fit)| fit.met_before)
        .sum();
    answer.push(format!(
        "Before it, the mean over draws of the priors met {before}; a single draw met {} on average.",
        grouped((10.0 * each).round() / 10.0)
    ));
    let easy: Vec<String> = both()
        .filter(|(target, fit)| target.fitted && fit.met && fit.met_before > NEARLY_ALL)
        .map(|(target, _)| target.id.clone())
        .collect();
    if !easy.is_empty() {
        answer.push(format!(
            "Of those met, {} by more than {} of 100 draws of the priors too: the calibration had little to do there.",
            match easy.len() {
                1 => format!("{} was met", easy[0]),
                _ => format!("{} were met", listed(easy)),
            },
            short(100.0 * NEARLY_ALL)
        ));
    }
    if shown > 0 {
        let missed: Vec<String> = both()
            .filter(|(target, fit)| !target.fitted && !fit.met)
            .map(|(target, _)| target.id.clone())
            .collect();
        let missed = match missed.is_empty() {
            true => String::new(),
            false => format!("; missed: {}", listed(missed)),
        };
        answer.push(format!(
            "Of {shown} targets kept for validation, which were never fitted, {shown_met} are met{missed}."
        ));
    }
    let informed = findings
        .parameters
        .iter()
        .filter(|fit| fit.informed)
        .count();
    answer.push(format!(
        "The targets say something of {informed} of {} free parameters; the others are believed as before.",
        findings.parameters.len()
    ));
    answer.push(format!(
        "{} simulations of {} {} each; {} of {} draws of the posterior would tell as much if they counted alike{}. {}",
        grouped(calibration.found.attempts as f64),
        calibration.runs,
        if calibration.runs == 1 { "run" } else { "runs" },
        grouped(findings.effective_size.round()),
        grouped(posterior.particles.len() as f64),
        match findings.effective_size < FEW {
            true => ", which are few: ranges and what follows from them are rough, ask for more with --particles",
            false => "",
        },
        match calibration.found.ended {
            Ended::Tolerance => format!(
                "The search ended at the distance asked for, {} tolerances.",
                short(posterior.tolerance)
            ),
            Ended::Generations => format!(
                "The search ended after {} generations at a distance of {} tolerances; {} were asked for.",
                posterior.generation,
                short(posterior.tolerance),
                short(calibration.settings.tolerance)
            ),
            Ended::Acceptance => format!(
                "The search ended at a distance of {} tolerances, because nearer to the targets fewer than {}% of the points were accepted.",
                short(posterior.tolerance),
                short(100.0 * calibration.settings.least_acceptance)
            ),
            Ended::Progress => format!(
                "The search ended at a distance of {} tolerances, because the next generation would have come hardly nearer; {} were asked for.",
                short(posterior.tolerance),
                short(calibration.settings.tolerance)
            ),
        }
    ));
    answer
}

fn in_short(calibration: &Calibration) -> String {
    let mut text = format!(
        "Which values of {} uncertain parameters make \"{}\" agree with what was seen in the real world? Approximate \
         Bayesian computation by sequential Monte Carlo, from seed {}; how it works: \
         [calibrating](calibrating.md).\n\n",
        calibration.parameters.len(),
        calibration.scenario,
        calibration.settings.seed
    );
    for sentence in answer(calibration) {
        let _ = writeln!(text, "- {sentence}");
    }
    text
}

fn targets(calibration: &Calibration) -> String {
    let mut text = format!(
        "\n## The targets\n\nBefore: {} draws of the priors. After: {} draws of the posterior, each in runs of its own. \
         Means, with the range that holds 95%. Off: how far the mean lies from the target, in tolerances. Met before: share of the \
         draws of the priors that meet the target.\n\n\
         | target | what | aim | before | met before | after | off | met |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        grouped(calibration.found.prior.len() as f64),
        grouped(calibration.checks as f64),
    );
    for (target, fit) in calibration
        .targets
        .iter()
        .zip(&calibration.findings.targets)
    {
        let _ = writeln!(
            text,
            "| {}{} | {} | {} | {} | {}% | {} | {} | {} |",
            target.id,
            if target.fitted { "" } else { " (validation)" },
            cell(&target.what),
            aim(target),
            spread(&fit.prior, target.unit),
            (100.0 * fit.met_before).round(),
            spread(&fit.posterior, target.unit),
            signed(fit.off),
            if fit.met { "yes" } else { "**no**" }
        );
    }
    text.push_str("\nSources: ");
    let sources: Vec<String> = calibration
        .targets
        .iter()
        .map(|target| format!("{} {}", target.id, target.source.trim_end_matches('.')))
        .collect();
    text.push_str(&sources.join("; "));
    text.push_str(".\n");
    text
}

fn tensions(calibration: &Calibration) -> String {
    let mut text = "\n## Targets that cannot be met\n\n".to_owned();
    if calibration.findings.tensions.is_empty() {
        text.push_str("None: every fitted target is met.\n");
        return text;
    }
    text.push_str(
        "What follows is read from a regression of the targets on the parameters, at the middle of the posterior.\n\n",
    );
    for tension in &calibration.findings.tensions {
        let _ = writeln!(text, "- {}", tension_words(calibration, tension));
    }
    text
}

/// Why a target is missed, in words.
pub fn tension_words(calibration: &Calibration, tension: &Tension) -> String {
    let (targets, findings) = (&calibration.targets, &calibration.findings);
    let named = |k: usize| format!("{} ({})", targets[k].id, lower(&targets[k].what));
    let (target, fit) = (&targets[tension.target], &findings.targets[tension.target]);
    let mut words = format!(
        "**{}** ({}) comes out {}.",
        target.id,
        lower(&target.what),
        off_words(fit.off)
    );
    if target.weight < 1.0 {
        let _ = write!(words, " It counts for {} only.", short(target.weight));
    }
    if !tension.movable {
        let _ = write!(
            words,
            " None of the free parameters moves it far enough: 95% of the draws of the priors give {} to {}. Free another \
             parameter, or doubt the target or the structure of the model.",
            amount(fit.prior.lower, target.unit),
            amount(fit.prior.upper, target.unit)
        );
        return words;
    }
    let worse: Vec<String> = tension
        .worse
        .iter()
        .map(|&(k, now, then)| {
            format!(
                "{} would be {}, not {}",
                named(k),
                off_words(then),
                off_words(now)
            )
        })
        .collect();
    if !worse.is_empty() {
        let _ = write!(words, " Were it met, {}.", listed(worse));
    }
    let far: Vec<String> = tension
        .implausible
        .iter()
        .map(|&(i, z)| {
            let how_far = match z.abs() > FAR_OUT {
                true => format!("more than {FAR_OUT}"),
                false => short(z.abs()),
            };
            format!(
                "`{}` would have to lie {how_far} standard deviations {} the middle of its prior",
                registry()[calibration.parameters[i]].path(),
                if z > 0.0 { "above" } else { "below" }
            )
        })
        .collect();
    if !far.is_empty() {
        let _ = write!(words, " To meet it, {}.", listed(far));
    }
    if tension.worse.is_empty() && tension.implausible.is_empty() {
        words.push_str(
            " It could be met at little cost elsewhere: a smaller distance or more generations may come to it.",
        );
    }
    words
}

fn parameters(calibration: &Calibration) -> String {
    let mut text = "\n## The parameters\n\nMedians, with the range that holds 95%. Shift: how far the mean has moved, in \
                    standard deviations of the prior. Variance gone: how much of the prior's uncertainty the targets \
                    have removed.\n\n| parameter | unit | before | after | shift | variance gone |\n\
                    | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let findings = &calibration.findings;
    for (&index, fit) in calibration.parameters.iter().zip(&findings.parameters) {
        let unit = registry()[index].unit.label();
        let shown = |spread: &Spread| {
            let [median, low, high] =
                [spread.median, spread.lower, spread.upper].map(|x| plain(x, unit));
            format!("{median} ({low} to {high})")
        };
        let _ = writeln!(
            text,
            "| `{}`{} | {} | {} | {} | {} | {}% |",
            registry()[index].path(),
            if fit.informed { "" } else { " (not informed)" },
            if unit == "share" { "%" } else { unit },
            shown(&fit.prior),
            shown(&fit.posterior),
            signed(fit.shift),
            grouped((100.0 * fit.shrinkage).round().max(0.0)),
        );
    }
    let silent: Vec<String> = calibration
        .parameters
        .iter()
        .zip(&findings.parameters)
        .filter(|(_, fit)| !fit.informed)
        .map(|(&index, _)| format!("`{}`", registry()[index].path()))
        .collect();
    text.push_str(&match silent.is_empty() {
        true => "\nThe targets inform every free parameter.\n".to_owned(),
        false => format!(
            "\nThe targets say nothing, beyond chance, of {}. Only other data could. A parameter counts as informed if its \
             mean has moved by {} standard deviations or {}% of its variance is gone; with an effective size of {} draws \
             less than that may be chance.\n",
            listed(silent),
            short(least_shift(findings.effective_size)),
            (100.0 * least_shrinkage(findings.effective_size)).round(),
            grouped(findings.effective_size.round())
        ),
    });
    text
}

fn correlations(calibration: &Calibration) -> String {
    let pairs = calibration.findings.strong_correlations();
    let mut text = "\n## Parameters that go together\n\n".to_owned();
    if pairs.is_empty() {
        let _ = writeln!(
            text,
            "No two parameters are correlated under the posterior beyond {SHOWN_CORRELATION} and beyond chance."
        );
        return text;
    }
    text.push_str(
        "The targets fix combinations better than single values: drawn one by one, these would be wrong together.\n\n\
         | parameter | other | correlation |\n| --- | --- | --- |\n",
    );
    for &(i, j, r) in pairs.iter().take(MOST_PAIRS) {
        let [one, other] = [i, j].map(|k| registry()[calibration.parameters[k]].path());
        let _ = writeln!(text, "| `{one}` | `{other}` | {} |", signed(r));
    }
    if pairs.len() > MOST_PAIRS {
        let _ = writeln!(
            text,
            "\n{} more pairs beyond {SHOWN_CORRELATION} are in correlations.csv.",
            pairs.len() - MOST_PAIRS
        );
    }
    text
}

fn course(calibration: &Calibration) -> String {
    let mut text = "\n## How the search went\n\nDistance: the root of the weighted mean of squared residuals, each in its \
                    own tolerance; 1 means that all targets are off by their tolerance.\n\n\
                    | generation | distance at most | simulated | kept | failed | effective size |\n\
                    | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for population in &calibration.found.populations {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            match population.generation {
                0 => "0: the priors".to_owned(),
                number => number.to_string(),
            },
            short(population.tolerance),
            grouped(population.attempts as f64),
            grouped(population.particles.len() as f64),
            grouped(population.failed as f64),
            grouped(population.effective_size().round())
        );
    }
    let shown: usize = calibration
        .found
        .populations
        .iter()
        .map(|population| population.attempts)
        .sum();
    let aside = calibration.found.attempts - shown;
    if aside > 0 {
        let _ = writeln!(
            text,
            "\n{} more points were simulated in generations that are not in the table: they came no nearer, or could not be \
             filled. The search learned from them and kept none.",
            grouped(aside as f64)
        );
    }
    text.push_str(
        "\nThe draws are in posterior.csv, to be used in place of the priors: `spsim run SCENARIO --posterior posterior.csv`, \
         or `spsim compare BASE OTHER --draws 500 --posterior posterior.csv`.\n",
    );
    text
}

/// What is aimed at, with its tolerance.
fn aim(target: &Target) -> String {
    let (low, high) = target.aim.ends();
    let tolerance = plain(target.tolerance, target.unit);
    let unit = if target.unit == "share" { "%" } else { "" };
    let weight = match target.weight < 1.0 {
        true => format!("; weight {}", short(target.weight)),
        false => String::new(),
    };
    match low == high {
        true => format!("{}{unit} ± {tolerance}{weight}", plain(low, target.unit)),
        false => format!(
            "{} to {}{unit} ± {tolerance}{weight}",
            plain(low, target.unit),
            plain(high, target.unit)
        ),
    }
}

/// A mean with its range in the unit of a measure.
pub fn spread(spread: &Spread, unit: &str) -> String {
    if !spread.mean.is_finite() {
        return "–".to_owned();
    }
    let end = if unit == "share" { "%" } else { "" };
    format!(
        "{}{end} ({} to {})",
        plain(spread.mean, unit),
        plain(spread.lower, unit),
        plain(spread.upper, unit)
    )
}

/// A value in the unit of a measure, shares as percentages.
pub fn amount(x: f64, unit: &str) -> String {
    let end = if unit == "share" { "%" } else { "" };
    plain(x, unit) + end
}

/// Three significant digits; of a share its percentage.
fn plain(x: f64, unit: &str) -> String {
    let x = if unit == "share" { 100.0 * x } else { x };
    if !x.is_finite() {
        return "–".to_owned();
    }
    if x == 0.0 || x.abs() >= 1_000.0 {
        return grouped(x.round());
    }
    let scale = libm::pow(10.0, 2.0 - libm::floor(libm::log10(x.abs())));
    grouped((x * scale).round() / scale)
}

/// At most two decimals.
fn short(x: f64) -> String {
    grouped((x * 100.0).round() / 100.0)
}

fn signed(x: f64) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let rounded = (x * 100.0).round() / 100.0;
    let sign = if rounded > 0.0 { "+" } else { "" };
    format!("{sign}{}", grouped(rounded))
}

/// How far off, in words.
fn off_words(off: f64) -> String {
    let size = short(off.abs());
    match off {
        x if !x.is_finite() => "without a value".to_owned(),
        0.0 => "on target".to_owned(),
        x if x > 0.0 => format!("{size} tolerances too high"),
        _ => format!("{size} tolerances too low"),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// A cell of a table of Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "/").replace('\n', " ")
}

fn listed(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}
