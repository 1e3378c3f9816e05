//! Costs and effects of strategies, draw by draw, and the parameters behind them.

use std::collections::BTreeSet;

use super::words::count;

/// Numbers beyond this size are mistakes, and their squares would be lost.
const LARGEST: f64 = 1e15;

/// A probabilistic analysis of one or more strategies: for each draw of the uncertain parameters the cost and the effect
/// of every strategy. Draw *i* is the same set of parameters for all strategies.
///
/// All numbers are finite. A draw that failed has no place here: leaving it out would change the answer, because what
/// fails is seldom a random sample.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawTable {
    strategies: Vec<String>,
    costs_pounds: Vec<Vec<f64>>,
    effects: Vec<Vec<f64>>,
    parameters: Vec<ParameterColumn>,
}

/// The values of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterColumn {
    /// Its name, such as `outcomes.effect`; the text before the first full stop is its group.
    pub name: String,
    /// One value a draw.
    pub values: Vec<f64>,
}

/// Why a table of draws cannot be analysed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DrawError {
    /// Nothing to analyse.
    #[error("there is no strategy; give at least one")]
    NoStrategy,
    /// Uncertainty cannot be seen in fewer than two draws.
    #[error("there {}; give at least two", if *.found == 1 { "is one draw".to_owned() } else { format!("are {found} draws") })]
    TooFewDraws {
        /// Number of draws.
        found: usize,
    },
    /// A name without a letter.
    #[error("the name of {what} {position} is empty")]
    EmptyName {
        /// `strategy` or `parameter`.
        what: &'static str,
        /// Counted from 1.
        position: usize,
    },
    /// A name that stands for two things.
    #[error("two columns are called {what} `{name}`; names must differ")]
    NameTwice {
        /// `strategy` or `parameter`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Arrays that do not belong together.
    #[error("{what} {}, but {} expected", if *.found == 1 { "has 1 value".to_owned() } else { format!("has {found} values") }, if *.expected == 1 { "1 was".to_owned() } else { format!("{expected} were") })]
    Length {
        /// Which array.
        what: String,
        /// What its length must be.
        expected: usize,
        /// What it is.
        found: usize,
    },
    /// A value that is not a usable number.
    #[error(
        "{what} is {value} in draw {draw}: every value must be a finite number below 1e15 in size; a draw that failed must be mended, not left out"
    )]
    Value {
        /// Which array.
        what: String,
        /// Position of the draw, counted from 1.
        draw: usize,
        /// What was found.
        value: f64,
    },
}

impl DrawTable {
    /// A table of `costs_pounds` and `effects`, each `[strategy][draw]`. Effects are in QALYs or any other unit of which
    /// more is better.
    ///
    /// # Errors
    /// If there is no strategy, a name is empty or used twice, there are fewer than two draws, the arrays differ in
    /// length, or a value is not finite or absurdly large.
    pub fn new(
        strategies: Vec<String>,
        costs_pounds: Vec<Vec<f64>>,
        effects: Vec<Vec<f64>>,
    ) -> Result<Self, DrawError> {
        check_names("strategy", strategies.iter())?;
        if strategies.is_empty() {
            return Err(DrawError::NoStrategy);
        }
        for (what, arrays) in [("cost", &costs_pounds), ("effect", &effects)] {
            if arrays.len() != strategies.len() {
                return Err(DrawError::Length {
                    what: format!("the list of {what}s by strategy"),
                    expected: strategies.len(),
                    found: arrays.len(),
                });
            }
        }
        let draws = costs_pounds[0].len();
        if draws < 2 {
            return Err(DrawError::TooFewDraws { found: draws });
        }
        for (what, arrays) in [("cost", &costs_pounds), ("effect", &effects)] {
            for (values, name) in arrays.iter().zip(&strategies) {
                check_values(&format!("the {what} of `{name}`"), values, draws)?;
            }
        }
        Ok(Self {
            strategies,
            costs_pounds,
            effects,
            parameters: Vec::new(),
        })
    }

    /// The same table with the values of uncertain parameters, each one value a draw, for the value of information.
    ///
    /// # Errors
    /// If a name is empty or used twice, a length is not the number of draws, or a value is not usable.
    pub fn with_parameters(mut self, parameters: Vec<ParameterColumn>) -> Result<Self, DrawError> {
        check_names("parameter", parameters.iter().map(|column| &column.name))?;
        for column in &parameters {
            check_values(
                &format!("parameter `{}`", column.name),
                &column.values,
                self.draws(),
            )?;
        }
        self.parameters = parameters;
        Ok(self)
    }

    /// Number of draws, at least 2.
    pub fn draws(&self) -> usize {
        self.costs_pounds[0].len()
    }

    /// Names of the strategies, at least one.
    pub fn strategies(&self) -> &[String] {
        &self.strategies
    }

    /// Costs in pounds, `[strategy][draw]`.
    pub fn costs_pounds(&self) -> &[Vec<f64>] {
        &self.costs_pounds
    }

    /// Effects, `[strategy][draw]`.
    pub fn effects(&self) -> &[Vec<f64>] {
        &self.effects
    }

    /// The parameters, possibly none.
    pub fn parameters(&self) -> &[ParameterColumn] {
        &self.parameters
    }

    /// What the table is, such as `3 strategies, 1,000 draws, 12 parameters`.
    pub fn size_in_words(&self) -> String {
        format!(
            "{}, {}, {}",
            count(self.strategies.len(), "strategy", "strategies"),
            count(self.draws(), "draw", "draws"),
            count(self.parameters.len(), "parameter", "parameters")
        )
    }
}

/// The mean; the values are finite and there is at least one.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn check_names<'a>(
    what: &'static str,
    names: impl Iterator<Item = &'a String>,
) -> Result<(), DrawError> {
    let mut seen = BTreeSet::new();
    for (position, name) in (1..).zip(names) {
        if name.trim().is_empty() {
            return Err(DrawError::EmptyName { what, position });
        }
        if !seen.insert(name) {
            return Err(DrawError::NameTwice {
                what,
                name: name.clone(),
            });
        }
    }
    Ok(())
}

fn check_values(what: &str, values: &[f64], draws: usize) -> Result<(), DrawError> {
    if values.len() != draws {
        return Err(DrawError::Length {
            what: what.to_owned(),
            expected: draws,
            found: values.len(),
        });
    }
    match values.iter().position(|x| x.is_nan() || x.abs() > LARGEST) {
        None => Ok(()),
        Some(draw) => Err(DrawError::Value {
            what: what.to_owned(),
            draw: draw + 1,
            value: values[draw],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_table_that_is_no_table_is_refused_with_the_place() {
        let two = || vec![vec![1.0, 2.0], vec![3.0, 4.0]];
        let refused = |strategies: &[&str], costs: Vec<Vec<f64>>, effects: Vec<Vec<f64>>| {
            DrawTable::new(names(strategies), costs, effects)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            refused(&[], vec![], vec![]),
            "there is no strategy; give at least one"
        );
        assert_eq!(
            refused(&["A", "A"], two(), two()),
            "two columns are called strategy `A`; names must differ"
        );
        assert_eq!(
            refused(&["A", " "], two(), two()),
            "the name of strategy 2 is empty"
        );
        assert_eq!(
            refused(&["A"], vec![vec![1.0]], vec![vec![1.0]]),
            "there is one draw; give at least two"
        );
        assert_eq!(
            refused(&["A", "B"], two(), vec![vec![1.0, 2.0]]),
            "the list of effects by strategy has 1 value, but 2 were expected"
        );
        assert_eq!(
            refused(&["A", "B"], two(), vec![vec![1.0, 2.0], vec![1.0]]),
            "the effect of `B` has 1 value, but 2 were expected"
        );
        for bad in [f64::NAN, f64::INFINITY, -1e16] {
            let message = refused(&["A", "B"], two(), vec![vec![1.0, 2.0], vec![1.0, bad]]);
            assert!(
                message.starts_with(&format!("the effect of `B` is {bad} in draw 2:"))
                    && message.contains("not left out"),
                "{message}"
            );
        }
    }

    #[test]
    fn parameters_must_fit_the_draws() {
        let table =
            DrawTable::new(names(&["A"]), vec![vec![1.0, 2.0]], vec![vec![0.0, 0.0]]).unwrap();
        let column = |name: &str, values: &[f64]| ParameterColumn {
            name: name.to_owned(),
            values: values.to_vec(),
        };
        for (columns, message) in [
            (
                vec![column("p", &[1.0])],
                "parameter `p` has 1 value, but 2 were expected",
            ),
            (
                vec![column("p", &[1.0, 2.0]), column("p", &[1.0, 2.0])],
                "two columns are called parameter `p`; names must differ",
            ),
        ] {
            let error = table.clone().with_parameters(columns).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
        let table = table
            .with_parameters(vec![column("p", &[1.0, 2.0])])
            .unwrap();
        assert_eq!(table.size_in_words(), "1 strategy, 2 draws, 1 parameter");
    }
}
