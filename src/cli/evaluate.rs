//! `spsim evaluate`: virtual studies, and what they would have found.

use comfy_table::{Cell, CellAlignment, Table, presets};

use super::progress::Report;
use super::scenario::trim_lines;
use super::text::number;
use super::{CliError, EvaluateArgs, interrupt, pool, print};
use crate::analysis::evaluation::Design;
use crate::analysis::evaluation::over_studies::{DesignSummary, Share};
use crate::scenario::evaluation::Evaluation;
use crate::study::evaluate::{Product, evaluate};

/// Studies below which nothing is said about how often something happens.
const FEW: usize = 20;

pub fn command(args: EvaluateArgs) -> Result<(), CliError> {
    let mut evaluation = Evaluation::load(&args.file)?;
    evaluation.studies = args.studies.unwrap_or(evaluation.studies);
    evaluation.seed = args.seed.unwrap_or(evaluation.seed);
    let target = args.destination.folder(&evaluation.name)?;
    let stop = interrupt::flag();
    let pool = pool(&args.threads)?;
    let product = evaluate(
        &evaluation,
        &target,
        args.destination.force,
        &pool,
        &stop,
        &Report::default(),
    )?;
    print(&text(&evaluation, &product))?;
    if product.failures.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = product
        .failures
        .iter()
        .map(|f| {
            let (study, network, why) = (f.replication, &f.network, &f.message);
            format!("  study {study}, network {network}: {why}")
        })
        .collect();
    Err(CliError::Other(format!(
        "studies with a network that failed are not in the results:\n{}",
        lines.join("\n")
    )))
}

fn text(evaluation: &Evaluation, product: &Product) -> String {
    let mut text = format!("\n{}\n", evaluation.title);
    if !evaluation.question.is_empty() {
        text.push_str(&format!("{}\n", evaluation.question));
    }
    text.push_str(&format!(
        "{} virtual studies (seed {}) of a new service in \"{}\": {} months of recruitment, follow-up after {} months.\n\n",
        number(f64::from(evaluation.studies), 0),
        evaluation.seed,
        evaluation.scenario.title,
        evaluation.recruitment_months,
        evaluation.follow_up_months,
    ));
    text.push_str(&table(&product.summaries));
    text.push_str(
        "\nSWEMWBS points (7 to 35). Estimate: the mean, and the range that holds 95 of 100 studies. True effect: what the\n\
         service caused by the follow-up among the people whom the design speaks of, whether they answered or not.\n\
         Covers: how often a study's 95% interval holds its true effect. Power: how often that interval excludes zero on\n\
         the right side. No effect: how often a gain would be reported had the service caused nothing.\n",
    );
    for summary in &product.summaries {
        text.push_str(&format!("\n{}", words(evaluation, summary)));
    }
    if let Some(fewest) = product.summaries.iter().map(|s| s.studies).min()
        && fewest < FEW
    {
        text.push_str(&format!(
            "\nWith {fewest} studies, shares are rough. Ask for more with --studies.\n"
        ));
    }
    text.push_str(&format!("\nWrote {}.\n", product.folder.display()));
    text
}

fn table(summaries: &[DesignSummary]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = [
        "Design",
        "Recruited",
        "Complete",
        "Estimate",
        "True effect",
        "Bias",
        "Covers",
        "Power",
        "No effect",
    ];
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let row = |cells: Vec<String>| -> Vec<Cell> {
        let mut cells = cells.into_iter();
        let first = cells.next().map(Cell::new);
        first.into_iter().chain(cells.map(right)).collect()
    };
    table.set_header(row(heads.map(str::to_owned).to_vec()));
    for summary in summaries {
        table.add_row(row(vec![
            summary.design.label().to_owned(),
            number(summary.recruited, 0),
            number(summary.complete, 0),
            format!(
                "{} ({} to {})",
                number(summary.estimate.mean, 2),
                number(summary.range[0], 2),
                number(summary.range[1], 2)
            ),
            number(summary.effect, 2),
            signed(summary.bias.mean),
            percent(summary.coverage),
            percent(summary.power),
            percent(summary.false_gain),
        ]));
    }
    trim_lines(&table.to_string()) + "\n"
}

fn signed(points: f64) -> String {
    let plus = if points > 0.0 { "+" } else { "" };
    format!("{plus}{}", number(points, 2))
}

fn percent(share: Share) -> String {
    if share.n == 0 {
        "–".to_owned()
    } else {
        format!("{}%", number(100.0 * share.share, 0))
    }
}

/// What a design's numbers mean, in words.
fn words(evaluation: &Evaluation, summary: &DesignSummary) -> String {
    let points = |x: f64| number(x, 2);
    let answered = percent(Share {
        share: summary.complete / summary.recruited,
        ..summary.power
    });
    match (summary.design, summary.parts) {
        (Design::BeforeAfter, Some(parts)) => format!(
            "Before and after: of {} points reported, {} were caused. {} came back as passing distress lifted, because\n\
             people come when they feel worst (regression to the mean); {} came from recovery and other change that needs\n\
             no service; {} because the {answered} who answered twice are not like the rest, and errors of measurement.\n",
            points(summary.estimate.mean),
            points(summary.effect),
            points(parts.regression),
            points(parts.recovery),
            points(parts.completers),
        ),
        (Design::Matched, _) => format!(
            "Matched controls: both sides are measured at a consultation, so both regress to the mean; what is left is that\n\
             the served differ from the rest in ways no record shows. {} of the served found a control, and both answered.\n",
            percent(Share {
                share: summary.complete / 2.0 / summary.recruited,
                ..summary.power
            })
        ),
        (Design::Stepped, _) => {
            "Stepped roll-out: what all networks share cancels. The effect is that of the first period after opening, on\n\
             everybody whom a GP would refer, whether served or not.\n"
                .to_owned()
        }
        (Design::ClusterTrial, _) => {
            let size = match summary.size_for_80_percent {
                Some([people, networks]) if networks < 1e6 => format!(
                    "For a power of 80% it would take {} people with complete data in {} networks in each arm",
                    number(people, 0),
                    number(networks, 0)
                ),
                _ => "No size would show an effect that is not there".to_owned(),
            };
            let icc = summary.planning.map_or(f64::NAN, |planning| planning.icc);
            let sd = summary
                .planning
                .map_or(f64::NAN, |planning| planning.variance.sqrt());
            format!(
                "Cluster randomised trial: everybody whom a GP would refer counts, served by then or not; among those served\n\
                 the effect is {}. {size}\n(standard deviation given the baseline {}, {} of the variance between networks).\n",
                points(summary.effect_served),
                number(sd, 1),
                number(icc.max(0.0), 3),
            )
        }
        (Design::Dose, _) => format!(
            "Dose subgroup: an answer to another question. The true effect on those who came to three contacts in {} months\n\
             is {}; reported as what offering the service does, it misleads. Who comes so often is not by lot.\n",
            evaluation.follow_up_months,
            points(summary.effect),
        ),
        (Design::BeforeAfter, None) => String::new(),
    }
}
