//! What each changed setting contributes to the difference of an option: one at a time, with an explicit interaction.
//!
//! Every setting is changed alone, run by run on the same people with the same random numbers as base and option. What
//! the settings do together beyond the sum of what each does alone is the interaction; it belongs to none of them.

use serde::{Deserialize, Serialize};

use super::comparison::Better;
use super::decision::Change;

/// The contributions to the differences of one option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contributions {
    /// Position of the option, 1 the first after the base.
    pub option: usize,
    /// What is changed; at least two settings.
    pub settings: Vec<Setting>,
    /// The measures that are taken apart.
    pub measures: Vec<MeasureContributions>,
}

/// A setting that the option changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// `section.name` of the parameter.
    pub path: String,
    /// What it means.
    pub meaning: String,
    /// From what to what, such as `60 people to 35 people`.
    pub change: String,
}

impl Setting {
    /// In words.
    pub fn words(&self) -> String {
        format!("{}: {}", self.meaning, self.change)
    }

    /// Where there is little room.
    pub fn short(&self) -> String {
        format!("{}: {}", self.path, self.change)
    }
}

/// One measure taken apart; all differences are from the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureContributions {
    /// Name, as in the tables.
    pub id: String,
    /// The difference that each setting makes alone; absent where it contradicts the others of the base.
    pub alone: Vec<Option<Change>>,
    /// What the settings do together beyond the sum of those that were run alone.
    pub interaction: Change,
    /// The difference that all of them make.
    pub together: Change,
}

/// A line of what contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<'a> {
    /// `setting`, `interaction` or `all`.
    pub kind: &'static str,
    /// What is changed, in words.
    pub words: String,
    /// The difference; none where the setting could not be run alone.
    pub change: Option<&'a Change>,
}

impl MeasureContributions {
    /// From values by run of the base, of each setting changed alone (none where that could not be run), and of the option;
    /// NaN where a value is not defined.
    pub fn of(
        id: &str,
        base: &[f64],
        alone: &[Option<Vec<f64>>],
        together: &[f64],
        better: Option<Better>,
    ) -> Self {
        let run_alone: Vec<&Vec<f64>> = alone.iter().flatten().collect();
        let interaction: Vec<f64> = together
            .iter()
            .zip(base)
            .enumerate()
            .map(|(run, (all, base))| {
                let sum: f64 = run_alone.iter().map(|values| values[run] - base).sum();
                all - base - sum
            })
            .collect();
        Self {
            id: id.to_owned(),
            alone: alone
                .iter()
                .map(|values| {
                    let values = values.as_ref()?;
                    Some(Change::of(values, base, better))
                })
                .collect(),
            interaction: Change::of(&interaction, &vec![0.0; interaction.len()], better),
            together: Change::of(together, base, better),
        }
    }

    /// The settings in order, then the interaction, then all of them together.
    pub fn parts(&self, settings: &[Setting]) -> Vec<Part<'_>> {
        let of_settings = settings
            .iter()
            .zip(&self.alone)
            .map(|(setting, change)| Part {
                kind: "setting",
                words: setting.words(),
                change: change.as_ref(),
            });
        of_settings
            .chain([
                Part {
                    kind: "interaction",
                    words: "Together beyond their sum (interaction)".to_owned(),
                    change: Some(&self.interaction),
                },
                Part {
                    kind: "all",
                    words: "All of them".to_owned(),
                    change: Some(&self.together),
                },
            ])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_due_to_one_is_the_interaction() {
        // By run: +2 and +3 alone, another 4 and 6 together; the third setting cannot be run alone.
        let base = [10.0, 20.0];
        let alone = [
            Some(vec![12.0, 22.0]),
            Some(vec![13.0, 23.0]),
            None::<Vec<f64>>,
        ];
        let found =
            MeasureContributions::of("wait", &base, &alone, &[19.0, 31.0], Some(Better::Lower));
        let means: Vec<_> = found.alone.iter().map(|c| c.as_ref()?.mean).collect();
        assert_eq!(means, [Some(2.0), Some(3.0), None]);
        assert_eq!(found.interaction.mean, Some(5.0));
        assert_eq!(found.together.mean, Some(10.0));
        let settings = ["a", "b", "c"].map(|path| Setting {
            path: path.to_owned(),
            meaning: "It".to_owned(),
            change: "1 to 2".to_owned(),
        });
        assert_eq!(settings[0].short(), "a: 1 to 2");
        let kinds: Vec<_> = found.parts(&settings).iter().map(|p| p.kind).collect();
        assert_eq!(
            kinds,
            ["setting", "setting", "setting", "interaction", "all"]
        );
    }

    #[test]
    fn a_run_without_a_value_is_in_no_mean() {
        let alone = [Some(vec![f64::NAN, 3.0]), Some(vec![1.0, 3.0])];
        let found = MeasureContributions::of("wait", &[1.0, 1.0], &alone, &[2.0, 6.0], None);
        assert_eq!(found.interaction.mean, Some(1.0));
        assert_eq!((found.interaction.runs, found.together.runs), (1, 2));
    }
}
