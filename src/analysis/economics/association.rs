//! Which parameters net benefit goes with over the draws. It needs far fewer draws than what knowing them would be worth,
//! and tells less: what moves net benefit may leave the choice as it is.

use super::draws::DrawTable;
use super::net_benefit::net_benefit;
use crate::analysis::statistics::rank_correlation;

/// How net benefit goes with a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// Name of the parameter.
    pub parameter: String,
    /// Spearman's rank correlation over the draws, from -1 to 1.
    pub correlation: f64,
}

impl Association {
    /// The standard error of a rank correlation of `draws` pairs that have nothing to do with each other: 1 / √(n - 1)
    /// (Kendall and Gibbons 1990).
    pub fn standard_error(draws: usize) -> f64 {
        1.0 / libm::sqrt((draws as f64 - 1.0).max(1.0))
    }
}

/// The rank correlation of each parameter with the net benefit of `strategy` less that of the first at a value of one unit of
/// effect in pounds, the strongest first. Parameters that never change are left out.
///
/// # Panics
/// If there is no such strategy.
pub fn associations(table: &DrawTable, strategy: usize, threshold_pounds: f64) -> Vec<Association> {
    let net = net_benefit(table, threshold_pounds);
    let difference: Vec<f64> = net[strategy]
        .iter()
        .zip(&net[0])
        .map(|(of, base)| of - base)
        .collect();
    let mut found: Vec<Association> = table
        .parameters()
        .iter()
        .filter_map(|column| {
            Some(Association {
                parameter: column.name.clone(),
                correlation: rank_correlation(&column.values, &difference)?,
            })
        })
        .collect();
    found.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    found
}

#[cfg(test)]
mod tests {
    use super::super::draws::ParameterColumn;
    use super::*;

    #[test]
    fn what_net_benefit_goes_with_comes_first_and_what_never_changes_is_left_out() {
        let rising = [1.0, 2.0, 3.0, 4.0, 5.0];
        // Costs rise with the first parameter, ever faster; the second mostly falls as they rise.
        let costs = rising.map(|x| x * x * x).to_vec();
        let column = |name: &str, values: [f64; 5]| ParameterColumn {
            name: name.to_owned(),
            values: values.to_vec(),
        };
        let table = DrawTable::new(
            vec!["base".to_owned(), "option".to_owned()],
            vec![vec![0.0; 5], costs],
            vec![vec![0.0; 5]; 2],
        )
        .unwrap()
        .with_parameters(vec![
            column("held", [2.0; 5]),
            column("second", [5.0, 3.0, 4.0, 2.0, 1.0]),
            column("first", rising),
        ])
        .unwrap();
        let found = associations(&table, 1, 20_000.0);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].parameter, "first");
        assert!((found[0].correlation + 1.0).abs() < 1e-12);
        // 1 - 6 Σd² / (n (n² - 1)) with one pair of neighbours exchanged: 1 - 6 × 2 / 120.
        assert!((found[1].correlation - 0.9).abs() < 1e-12);
        assert!((Association::standard_error(401) - 0.05).abs() < 1e-12);
    }
}
