//! Every table that a command writes, in one list: a new command adds its tables here, and the data dictionary of the
//! program follows.

use std::fmt::Write as _;

use super::dictionary::section;
use super::table::TableSpec;
use super::{
    calibration_tables as calibration, comparison_tables as comparison,
    economics_tables as economics, evaluation_tables as evaluation, evidence_tables as evidence,
    run_tables as run, sensitivity_tables as sensitivity, sweep_tables as sweep,
    validation_tables as validation, verification_tables as verification,
};
use crate::analysis::measures::{OutcomeMeasures, SeriesMeasures};
use crate::analysis::record::Recorder;

/// The tables of one command.
pub struct Written {
    /// The command as it is typed.
    pub command: &'static str,
    /// What else there is to say about its files.
    pub note: &'static str,
    /// Its tables.
    pub tables: Vec<TableSpec>,
    /// Whether each is written as Parquet as well as CSV.
    pub parquet: bool,
}

/// All tables by command.
pub fn written() -> Vec<Written> {
    let outcomes = || run::outcomes_spec(&OutcomeMeasures::new());
    let series = || run::series_spec(&SeriesMeasures::new());
    let kept = Recorder::new();
    let swept = || sweep::outcomes_spec(kept.columns());
    let tidy = |command, note, tables| Written {
        command,
        note,
        tables,
        parquet: true,
    };
    vec![
        tidy(
            "spsim run",
            "`journeys` and `patients` only with `--journeys`.",
            vec![
                outcomes(),
                series(),
                run::link_workers_spec(),
                run::summary_spec(),
                run::journeys_spec(),
                run::patients_spec(),
            ],
        ),
        tidy(
            "spsim compare",
            "`psa` and `draws` only with `--draws`; then `psa_parameters.csv` holds the values of the uncertain \
             parameters, one row a draw and one column a parameter, in the unit of the parameter \
             ([parameters.md](parameters.md)). `contributions` only with `--contributions`. `decision.json` holds \
             everything that was found, in one document.",
            vec![
                outcomes(),
                series(),
                run::summary_spec(),
                comparison::differences_spec(),
                comparison::contributions_spec(),
                comparison::psa_spec(),
                comparison::draws_spec(),
            ],
        ),
        tidy(
            "spsim sweep",
            "`sweep.json` holds everything that was found, in one document.",
            vec![
                sweep::points_spec(),
                swept(),
                sweep::summary_spec(),
                sweep::differences_spec(),
            ],
        ),
        tidy(
            "spsim frontier",
            "`frontier.json` holds everything that was found, in one document.",
            vec![
                sweep::points_spec(),
                swept(),
                sweep::differences_spec(),
                sweep::candidates_spec(None),
                sweep::checks_spec(None),
            ],
        ),
        tidy(
            "spsim sensitivity",
            "`effects` with `[morris]`, `indices` with `[sobol]`, `rank_correlations` with `[prcc]`. `sensitivity.json` \
             holds everything that was found, in one document.",
            vec![
                sensitivity::inputs_spec(),
                sensitivity::points_spec(),
                sensitivity::outcomes_spec(None),
                sensitivity::spread_spec(),
                sensitivity::effects_spec(),
                sensitivity::indices_spec(),
                sensitivity::correlations_spec(),
            ],
        ),
        tidy(
            "spsim calibrate",
            "`posterior.csv` holds the draws: `draw`, `weight`, one column a free parameter in the unit of the parameter \
             ([parameters.md](parameters.md)), and one a target with its simulated value.",
            vec![
                calibration::generations_spec(),
                calibration::fit_spec(),
                calibration::parameters_spec(),
                calibration::correlations_spec(),
            ],
        ),
        tidy(
            "spsim evidence",
            "`evidence.md` is the same as a page.",
            vec![
                evidence::evidence_spec(),
                evidence::evppi_spec(),
                evidence::choices_spec(),
            ],
        ),
        tidy(
            "spsim verify",
            "`verification.md` is the same as a page.",
            vec![verification::verification_spec()],
        ),
        tidy(
            "spsim evaluate",
            "",
            vec![evaluation::studies_spec(), evaluation::summary_spec()],
        ),
        tidy(
            "spsim validate",
            "",
            vec![
                validation::validation_spec(),
                validation::patterns_spec(),
                validation::draws_spec(),
            ],
        ),
        Written {
            command: "spsim cea",
            note: "With `--out`. Amounts are in the scale of the draws that were read; intervals hold 95% of the draws. \
                   `results.json` holds everything that was found, in one document.",
            tables: economics::economics_specs(),
            parquet: false,
        },
    ]
}

/// The data dictionary of the program, as Markdown. Tables that an earlier command writes as well are named only.
pub fn data_dictionary_of_all() -> String {
    let mut text = String::from(
        "# Data dictionary\n\nEvery table that a command writes, column by column, and every measure. This page is made \
         from the code. Each output folder holds the dictionary of its own tables (`data-dictionary.md`) and a data \
         package (`datapackage.json`).\n\nAn empty cell means that the value is missing or undefined. The numbers behind \
         a figure are beside it as `figures/NAME.csv`, its columns named in the first line.\n",
    );
    let all = written();
    for (number, of) in all.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## `{}`\n", of.command);
        if !of.note.is_empty() {
            let _ = write!(text, "\n{}\n", of.note);
        }
        for table in &of.tables {
            let earlier = all[..number]
                .iter()
                .find(|earlier| earlier.tables.contains(table));
            if let Some(earlier) = earlier {
                let _ = write!(
                    text,
                    "\n**{}** (`{}`): as of `{}`, above.\n",
                    table.title, table.name, earlier.command
                );
                continue;
            }
            let mut files = vec![table.csv_file()];
            files.extend(of.parquet.then(|| table.parquet_file()));
            text.push('\n');
            text.push_str(&section(table, "###", &files));
        }
    }
    text
}
