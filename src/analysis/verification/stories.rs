//! What everybody's stories tell of the list, the caseload and a group: times of single people.

use std::collections::BTreeMap;

use crate::measure::book::Book;
use crate::scenario::parameters::Parameters;
use crate::world::episode::EndReason;

/// What a scenario says that a check needs.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Complete sets of values with their first day; the first holds from day 0.
    pub epochs: Vec<(u32, Parameters)>,
    /// Days of the run.
    pub days: u32,
}

impl Setting {
    /// Values on the first day.
    pub fn parameters(&self) -> &Parameters {
        &self.epochs[0].1
    }

    /// First day of what counts and the day after its last: the first tenth lets the service fill, the last twentieth
    /// lets those who came before it be called.
    pub fn window(&self) -> (u32, u32) {
        (self.days / 10, self.days - self.days / 20)
    }
}

/// One person, who is in the service at most once. All are days of the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// Key of the person.
    pub key: u32,
    /// Deprivation quintile, of those who were seen.
    pub imd: Option<u8>,
    /// Onset of need.
    pub onset: u32,
    /// Recovery by itself, or moving away or death.
    pub recovered_or_gone: Option<u32>,
    /// Referral.
    pub referred: Option<u32>,
    /// Call: the place on the caseload is taken.
    pub called: Option<u32>,
    /// First contact.
    pub seen: Option<u32>,
    /// End of the episode and why.
    pub ended: Option<(u32, EndReason)>,
    /// Agreeing to join the group.
    pub asked: Option<u32>,
    /// Getting a place in it.
    pub joined: Option<u32>,
    /// Leaving it, or its queue.
    pub left: Option<u32>,
}

impl Story {
    /// Days between two moments: the second, if it has not come, is the end of the run.
    pub fn span(from: Option<u32>, to: Option<u32>, days: u32) -> Option<(u32, u32)> {
        from.map(|from| (from, to.unwrap_or(days).max(from)))
    }

    /// Day on which the person was called or left the list, if that has come.
    pub fn off_the_list(&self) -> Option<u32> {
        self.called.or(self.ended.map(|(day, _)| day))
    }
}

/// One run as a check sees it.
pub struct Observed<'a> {
    /// What the scenario says.
    pub setting: &'a Setting,
    /// What was counted.
    pub book: &'a Book,
    /// Everybody's story, in order of onset.
    pub stories: Vec<Story>,
}

impl<'a> Observed<'a> {
    /// Reads a run in which everybody's story was told and portraits were kept.
    pub fn new(setting: &'a Setting, book: &'a Book) -> Self {
        let quintiles: BTreeMap<u32, u8> = book
            .portraits
            .iter()
            .map(|portrait| (portrait.key, portrait.imd))
            .collect();
        let mut stories: BTreeMap<u32, Story> = BTreeMap::new();
        for event in book.recorder.iter().flat_map(|recorder| &recorder.events) {
            let story = stories.entry(event.person).or_insert_with(|| Story {
                key: event.key,
                imd: quintiles.get(&event.key).copied(),
                onset: event.day,
                ..Story::default()
            });
            let day = Some(event.day);
            match event.kind {
                "recovery" | "exit" => {
                    story.recovered_or_gone = story.recovered_or_gone.or(day);
                }
                "referral" => story.referred = day,
                "reached" => story.called = day,
                "contact" => story.seen = story.seen.or(day),
                "ended" => story.ended = end_reason(&event.text).map(|why| (event.day, why)),
                "agreed" => (story.asked, story.joined) = (day, day),
                "queue" => story.joined = None,
                "place" => story.joined = day,
                "gave up" | "advice done" => story.left = day,
                _ => {}
            }
        }
        Self {
            setting,
            book,
            stories: stories.into_values().collect(),
        }
    }

    /// The stories of people referred in the window.
    pub fn referred(&self) -> impl Iterator<Item = (u32, &Story)> {
        let (from, to) = self.setting.window();
        self.stories.iter().filter_map(move |story| {
            let day = story.referred?;
            (from..to).contains(&day).then_some((day, story))
        })
    }

    /// Share of those referred in the window whose story is such.
    pub fn share(&self, is: impl Fn(&Story) -> bool) -> f64 {
        mean(
            self.referred()
                .map(|(_, story)| f64::from(u8::from(is(story)))),
        )
    }

    /// Mean days on the list of those referred in the window whose story is such.
    pub fn days_on_list(&self, of: impl Fn(&Story) -> bool) -> f64 {
        let days = self.setting.days;
        mean(
            self.referred()
                .filter(|(_, story)| of(story))
                .map(|(from, story)| f64::from(story.off_the_list().unwrap_or(days) - from)),
        )
    }

    /// Places taken at the end of each first day of a week in the window.
    pub fn places_taken(&self) -> impl Iterator<Item = u32> {
        let (from, to) = self.setting.window();
        let weeks = self.book.worker_weeks.iter();
        weeks
            .filter(move |week| (from..to).contains(&week.day))
            .map(|week| week.places_taken)
    }
}

/// Mean; NaN of nothing.
pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0_u32, 0.0), |(n, sum), x| (n + 1, sum + x));
    sum / f64::from(n)
}

/// The reason that a story gives for the end of an episode.
pub fn end_reason(text: &str) -> Option<EndReason> {
    let (_, why) = text.trim_end_matches('.').split_once(": ")?;
    EndReason::ALL
        .iter()
        .copied()
        .find(|reason| reason.label() == why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_can_be_read_from_stories() {
        for &reason in EndReason::ALL {
            let text = format!("The episode with the service ends: {}.", reason.label());
            assert_eq!(end_reason(&text), Some(reason));
        }
        assert_eq!(end_reason("Moves away."), None);
    }
}
