//! The research agenda: how much each uncertain parameter matters for some decisions, against how strong its evidence is.
//!
//! A parameter matters as far as knowing it would make a choice better: its expected value of partial perfect information
//! (EVPPI). From a finite number of draws this comes out above zero for parameters that do nothing at all; how far, is
//! found by shuffling: with the draws' results in another order than their parameters, all that is found is noise.

use serde::{Deserialize, Serialize};

use super::decision::Assumption;
use super::economics::draws::{DrawError, DrawTable, ParameterColumn};
use super::economics::information::{Evppi, NotEstimable, PartialInformation};
use super::economics::net_benefit::{AtThreshold, net_benefit};
use crate::engine::random::{StreamId, Streams};
use crate::scenario::parameter::Strength;

/// The place of the shuffles among the random streams.
const PLACE: &str = "shuffled parameters";

/// The order of draws in a shuffle: one stream.
#[derive(Clone, Copy)]
struct Order;

impl StreamId for Order {
    fn number(self) -> u32 {
        0
    }
}

/// A choice among some of the options of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is decided, in words.
    pub label: String,
    /// Positions of the options, the base first.
    pub options: Vec<usize>,
}

/// Every option against the base, and, of several, all of them together.
pub fn choices(labels: &[String]) -> Vec<Choice> {
    let mut all: Vec<Choice> = (1..labels.len())
        .map(|option| Choice {
            label: labels[option].clone(),
            options: vec![0, option],
        })
        .collect();
    if labels.len() > 2 {
        all.push(Choice {
            label: "The best of all options".to_owned(),
            options: (0..labels.len()).collect(),
        });
    }
    all
}

/// The draws of all options, ready to be asked what knowing a parameter would be worth for each choice.
pub struct Worth<'a> {
    table: &'a DrawTable,
    thresholds_pounds: &'a [f64],
    choices: &'a [Choice],
    /// Net benefits by choice and threshold, `[strategy][draw]`.
    benefits: Vec<Vec<Vec<Vec<f64>>>>,
}

impl<'a> Worth<'a> {
    /// Of a table with its parameters, for choices among its strategies.
    pub fn new(table: &'a DrawTable, thresholds_pounds: &'a [f64], choices: &'a [Choice]) -> Self {
        let all: Vec<_> = thresholds_pounds
            .iter()
            .map(|&threshold| net_benefit(table, threshold))
            .collect();
        let benefits = choices
            .iter()
            .map(|choice| {
                let of = |benefit: &Vec<Vec<f64>>| {
                    let some = choice.options.iter().map(|&option| benefit[option].clone());
                    some.collect()
                };
                all.iter().map(of).collect()
            })
            .collect();
        Self {
            table,
            thresholds_pounds,
            choices,
            benefits,
        }
    }

    /// Each choice without more knowledge, by choice and threshold.
    pub fn decisions(&self) -> Vec<Vec<AtThreshold>> {
        self.each(|_, threshold, benefit| AtThreshold::of(threshold, benefit))
    }

    /// What it would be worth to know a parameter, by choice and threshold.
    ///
    /// # Errors
    /// If there are too few draws, or no such parameter.
    pub fn of(&self, parameter: usize) -> Result<Vec<Vec<Evppi>>, NotEstimable> {
        self.fitted(self.table, parameter)
    }

    /// The greatest worth that any parameter seems to have once all are shuffled, by choice and threshold. The
    /// parameters keep together, so that what binds them to one another stays. A shuffle depends on the seed, its
    /// number and the number of draws alone.
    ///
    /// # Errors
    /// If there are too few draws.
    pub fn of_noise(&self, seed: u64, shuffle: u32) -> Result<Vec<Vec<f64>>, NoiseError> {
        let draws = self.table.draws();
        let streams = Streams::new(seed, u64::from(shuffle), PLACE);
        let mut order: Vec<usize> = (0..draws).collect();
        order.sort_by_cached_key(|&draw| streams.block(Order, draw as u32, 0).0[0]);
        let shuffled = self
            .table
            .parameters()
            .iter()
            .map(|column| ParameterColumn {
                name: column.name.clone(),
                values: order.iter().map(|&draw| column.values[draw]).collect(),
            });
        let table = self.table.clone().with_parameters(shuffled.collect())?;
        let mut greatest = self.each(|_, _, _| 0.0_f64);
        for parameter in 0..table.parameters().len() {
            let found = self.fitted(&table, parameter)?;
            for (greatest, found) in greatest.iter_mut().flatten().zip(found.iter().flatten()) {
                *greatest = greatest.max(found.pounds);
            }
        }
        Ok(greatest)
    }

    fn fitted(&self, table: &DrawTable, parameter: usize) -> Result<Vec<Vec<Evppi>>, NotEstimable> {
        let fitted = PartialInformation::fit(table, &[parameter])?;
        let fitted: Vec<_> = self
            .choices
            .iter()
            .map(|choice| fitted.among(&choice.options))
            .collect();
        Ok(self.each(|choice, threshold, benefit| fitted[choice].at(threshold, benefit)))
    }

    fn each<T>(&self, of: impl Fn(usize, f64, &[Vec<f64>]) -> T) -> Vec<Vec<T>> {
        self.benefits
            .iter()
            .enumerate()
            .map(|(choice, benefits)| {
                let both = self.thresholds_pounds.iter().zip(benefits);
                both.map(|(&threshold, benefit)| of(choice, threshold, benefit))
                    .collect()
            })
            .collect()
    }
}

/// Why noise cannot be measured.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoiseError {
    /// The draws are no table.
    #[error(transparent)]
    Draws(#[from] DrawError),
    /// They are too few.
    #[error(transparent)]
    NotEstimable(#[from] NotEstimable),
}

/// What draws have told about a research agenda.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agenda {
    /// Title of the base.
    pub base: String,
    /// Titles of all options, the base first.
    pub options: Vec<String>,
    /// Options that were left out, because they change what is believed and not what is decided.
    pub left_out: Vec<String>,
    /// Registered patients.
    pub registered_patients: f64,
    /// Days of the period.
    pub days: u32,
    /// Registered patients of all places that face the same choices, if not only this one.
    pub scale_to: Option<f64>,
    /// Draws of the priors.
    pub draws: u32,
    /// Runs of each option in each draw.
    pub runs_per_draw: u32,
    /// Master seed.
    pub seed: u64,
    /// Values of a QALY, in pounds.
    pub thresholds_pounds: Vec<f64>,
    /// Times that all parameters were shuffled.
    pub shuffles: u32,
    /// Parameters that are not uncertain: decisions, counts, prices, or held at a value.
    pub held: usize,
    /// The choices.
    pub choices: Vec<ChoiceFound>,
    /// The uncertain parameters: those to learn about first, then those that noise hides, by what they seem worth.
    pub parameters: Vec<Entry>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceFound {
    /// What is decided, in words.
    pub label: String,
    /// One entry a value of a QALY.
    pub at: Vec<ChoiceAt>,
}

/// A choice at one value of a QALY.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceAt {
    /// Value of a QALY in pounds.
    pub threshold_pounds: f64,
    /// Title of the option with the greatest expected net benefit.
    pub best: String,
    /// The chance that it is the best.
    pub probability_best: f64,
    /// What knowing everything would be worth, in pounds.
    pub evpi_pounds: f64,
    /// The greatest worth that any shuffled parameter reached in any shuffle, in pounds.
    pub noise_pounds: f64,
}

/// One uncertain parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What is believed about it and why; `matters_pounds` is the worth in the choice where it matters most.
    pub assumption: Assumption,
    /// How strong its evidence is.
    pub strength: Strength,
    /// What knowing it would be worth, by choice and value of a QALY.
    pub worth: Vec<Vec<Evppi>>,
    /// Choice and value of a QALY where it matters most; of those where it stands above the noise, if there are any.
    pub most: [usize; 2],
    /// Whether it stands above the noise in any choice.
    pub stands_out: bool,
}

impl Entry {
    /// From its worth and the noise, both by choice and value of a QALY.
    pub fn new(
        mut assumption: Assumption,
        worth: Vec<Vec<Evppi>>,
        noise_pounds: &[Vec<f64>],
    ) -> Self {
        let mut most: Option<(bool, f64, [usize; 2])> = None;
        for (choice, (worth, noise)) in worth.iter().zip(noise_pounds).enumerate() {
            for (threshold, (worth, &noise)) in worth.iter().zip(noise).enumerate() {
                let one = (worth.pounds > noise, worth.pounds, [choice, threshold]);
                if most.is_none_or(|most| (one.0, one.1) > (most.0, most.1)) {
                    most = Some(one);
                }
            }
        }
        let (stands_out, pounds, most) = most.unwrap_or((false, 0.0, [0, 0]));
        assumption.matters_pounds = Some(pounds);
        Self {
            strength: Strength::of_label(&assumption.strength).unwrap_or(Strength::Judgement),
            assumption,
            worth,
            most,
            stands_out,
        }
    }

    /// What knowing it would be worth where it matters most, in pounds.
    pub fn pounds(&self) -> f64 {
        self.assumption.matters_pounds.unwrap_or(0.0)
    }

    /// Its place in the agenda: worth times [`Strength::weakness`]; 0 where noise hides it.
    pub fn priority(&self) -> f64 {
        match self.stands_out {
            true => self.pounds() * f64::from(self.strength.weakness()),
            false => 0.0,
        }
    }

    /// Whether it is worth knowing and not known: it stands above the noise, and rests on interviews or judgement.
    pub fn is_wanted(&self) -> bool {
        self.stands_out && self.strength.is_weak()
    }
}

/// The order of the agenda: by priority, then by worth; of equals, the first given.
pub fn ranked(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| {
        let priority = b.priority().total_cmp(&a.priority());
        priority.then(b.pounds().total_cmp(&a.pounds()))
    });
    entries
}

/// The greatest of each choice and value of a QALY over several shuffles.
pub fn noise_floor(mut floor: Vec<Vec<f64>>, shuffle: &[Vec<f64>]) -> Vec<Vec<f64>> {
    for (floor, found) in floor.iter_mut().flatten().zip(shuffle.iter().flatten()) {
        *floor = floor.max(*found);
    }
    floor
}

impl Agenda {
    /// Years of the period.
    pub fn years(&self) -> f64 {
        f64::from(self.days) / 365.25
    }

    /// The choice at the value of a QALY where a parameter matters most.
    pub fn where_most(&self, entry: &Entry) -> (&ChoiceFound, &ChoiceAt) {
        let choice = &self.choices[entry.most[0]];
        (choice, &choice.at[entry.most[1]])
    }

    /// Its worth there as a share of what knowing everything would be worth; none where that is nothing.
    pub fn share_of_evpi(&self, entry: &Entry) -> Option<f64> {
        let evpi = self.where_most(entry).1.evpi_pounds;
        (evpi > 0.0).then(|| entry.pounds() / evpi)
    }

    /// How many such places there are, if an amount for all of them is asked for.
    pub fn places(&self) -> Option<f64> {
        self.scale_to
            .map(|people| people / self.registered_patients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::economics::testing::Draws;

    fn assumption(path: &str, strength: Strength) -> Assumption {
        Assumption {
            path: path.to_owned(),
            meaning: String::new(),
            value: String::new(),
            prior: String::new(),
            calibrated: false,
            strength: strength.label().to_owned(),
            source: String::new(),
            matters_pounds: None,
        }
    }

    /// A base and two options. What the first brings follows `decides`; the second is worth a little and sure; `idle`
    /// parameters do nothing. Net benefit has noise of its own.
    fn table(draws: usize, idle: usize) -> DrawTable {
        let random = Draws::new(31);
        let decides = random.normals(0, draws);
        let noise = random.normals(1, draws);
        let zeros = vec![0.0; draws];
        let costs = vec![
            zeros.clone(),
            (0..draws)
                .map(|i| -(100.0 + 800.0 * decides[i] + 600.0 * noise[i]))
                .collect(),
            vec![-1_000.0; draws],
        ];
        let mut parameters = vec![ParameterColumn {
            name: "a.decides".to_owned(),
            values: decides,
        }];
        parameters.extend((0..idle).map(|i| ParameterColumn {
            name: format!("b.idle_{i}"),
            values: random.normals(10 + i as u32, draws),
        }));
        let names = ["base", "risky", "sure"].map(str::to_owned).to_vec();
        DrawTable::new(names, costs, vec![zeros; 3])
            .and_then(|table| table.with_parameters(parameters))
            .unwrap()
    }

    fn floor(worth: &Worth<'_>, shuffles: u32) -> Vec<Vec<f64>> {
        (0..shuffles)
            .map(|shuffle| worth.of_noise(5, shuffle).unwrap())
            .reduce(|floor, found| noise_floor(floor, &found))
            .unwrap()
    }

    #[test]
    fn what_decides_stands_above_the_noise_and_what_does_nothing_does_not() {
        let table = table(600, 8);
        let choices = choices(table.strategies());
        let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
        assert_eq!(labels, ["risky", "sure", "The best of all options"]);
        let worth = Worth::new(&table, &[1.0], &choices);
        let noise = floor(&worth, 20);
        let entries: Vec<Entry> = (0..9)
            .map(|parameter| {
                let name = &table.parameters()[parameter].name;
                let found = worth.of(parameter).unwrap();
                Entry::new(assumption(name, Strength::Survey), found, &noise)
            })
            .collect();
        // Knowing a normal with mean 100 and standard deviation 800 is worth 271.7.
        assert!(entries[0].stands_out);
        assert_eq!(entries[0].most, [0, 0]);
        assert!(
            (entries[0].pounds() - 271.7).abs() < 40.0,
            "{}",
            entries[0].pounds()
        );
        assert!(noise[0][0] > 0.0 && noise[0][0] < 100.0, "{noise:?}");
        // Against the base the second option is always better: there is nothing to learn, and no noise.
        assert_eq!((entries[0].worth[1][0].pounds, noise[1][0]), (0.0, 0.0));
        for idle in &entries[1..] {
            assert!(
                !idle.stands_out,
                "{} {}",
                idle.assumption.path,
                idle.pounds()
            );
            assert_eq!(idle.priority(), 0.0);
        }
        let decisions = worth.decisions();
        assert_eq!(decisions[2][0].best, 2);
        for (worth, decision) in entries[0]
            .worth
            .iter()
            .flatten()
            .zip(decisions.iter().flatten())
        {
            assert!(worth.pounds <= decision.evpi_pounds);
        }
        let ranked = ranked(entries);
        assert_eq!(ranked[0].assumption.path, "a.decides");
    }

    #[test]
    fn a_shuffle_is_the_same_again_and_another_is_not() {
        let table = table(100, 2);
        let choices = choices(table.strategies());
        let worth = Worth::new(&table, &[1.0, 2.0], &choices);
        let first = worth.of_noise(5, 0).unwrap();
        assert_eq!(first, worth.of_noise(5, 0).unwrap());
        assert_ne!(first, worth.of_noise(5, 1).unwrap());
        assert_ne!(first, worth.of_noise(6, 0).unwrap());
        assert_eq!((first.len(), first[0].len()), (3, 2));
    }

    #[test]
    fn too_few_draws_are_refused_in_words() {
        let table = table(20, 1);
        let choices = choices(table.strategies());
        let worth = Worth::new(&table, &[1.0], &choices);
        let message = worth.of(0).unwrap_err().to_string();
        assert!(message.contains("at least 50"), "{message}");
        assert_eq!(worth.of_noise(1, 0).unwrap_err().to_string(), message);
    }

    #[test]
    fn weak_evidence_comes_first_among_equals_and_noise_last() {
        let entry = |path: &str, strength: Strength, pounds: f64| {
            let worth = Evppi {
                pounds,
                standard_error_pounds: 1.0,
            };
            Entry::new(assumption(path, strength), vec![vec![worth]], &[vec![50.0]])
        };
        let ranked = ranked(vec![
            entry("noise", Strength::Judgement, 50.0),
            entry("survey", Strength::Survey, 100.0),
            entry("judgement", Strength::Judgement, 100.0),
            entry("trial", Strength::Controlled, 500.0),
            entry("less noise", Strength::Judgement, 10.0),
        ]);
        let order: Vec<&str> = ranked.iter().map(|e| e.assumption.path.as_str()).collect();
        // 600, 500, 300; then what noise hides.
        assert_eq!(
            order,
            ["judgement", "trial", "survey", "noise", "less noise"]
        );
        assert_eq!(ranked[0].priority(), 600.0);
        let wanted: Vec<bool> = ranked.iter().map(Entry::is_wanted).collect();
        assert_eq!(wanted, [true, false, false, false, false]);
    }

    #[test]
    fn a_parameter_is_told_where_it_stands_out_even_if_it_seems_worth_more_elsewhere() {
        let worth = |pounds: f64| Evppi {
            pounds,
            standard_error_pounds: 1.0,
        };
        let found = vec![vec![worth(90.0), worth(20.0)]];
        let entry = Entry::new(
            assumption("p", Strength::Cohort),
            found.clone(),
            &[vec![100.0, 10.0]],
        );
        assert_eq!(
            (entry.most, entry.stands_out, entry.pounds()),
            ([0, 1], true, 20.0)
        );
        let hidden = Entry::new(
            assumption("p", Strength::Cohort),
            found,
            &[vec![100.0, 30.0]],
        );
        assert_eq!((hidden.most, hidden.stands_out), ([0, 0], false));
    }
}
