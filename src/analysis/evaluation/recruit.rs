//! Who takes part: from the panels of one network, with the service and without it, to participants.

use super::field::Draws;
use super::{Outcome, Participant};
use crate::measure::panel::{Panel, Visit};
use crate::scenario::evaluation::FieldWork;

/// When people are recruited and followed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day of recruitment.
    pub from: u32,
    /// The day after the last.
    pub until: u32,
    /// Days from baseline to follow-up, which takes place at the next round of the survey.
    pub follow_up_days: u32,
    /// Which period of a roll-out this is: people have chances of their own in each.
    pub period: u32,
}

impl Window {
    fn holds(&self, day: u32) -> bool {
        (self.from..self.until).contains(&day)
    }
}

/// One network of a study in both worlds.
#[derive(Clone, Copy, Debug)]
pub struct Worlds<'a> {
    /// Number of the network within the study.
    pub network: usize,
    /// The world with the service.
    pub with_service: &'a Panel,
    /// The same people without it.
    pub without: &'a Panel,
}

impl Worlds<'_> {
    /// A participant with a baseline; `treated` says in which world the study finds the person.
    fn participant(
        &self,
        window: Window,
        visit: Visit,
        treated: bool,
        draws: &Draws,
    ) -> Participant {
        let Visit {
            person, day, score, ..
        } = visit;
        let who = &self.with_service.respondents[person as usize];
        let due = day + window.follow_up_days;
        let by = self.with_service.round_day(due);
        let outcome = self
            .with_service
            .score_from(person, due)
            .zip(self.without.score_from(person, due))
            .map(|(with_service, without)| {
                let served = treated && who.served_day <= by;
                let three_contacts = served && who.third_contact_day <= by;
                Outcome {
                    with_service,
                    without,
                    served,
                    three_contacts,
                    engaged: three_contacts || (served && who.first_session_day <= by),
                }
            });
        Participant {
            network: self.network,
            person,
            index_day: day,
            age: who.age,
            sex: who.sex,
            imd: who.imd,
            need: who.need,
            treated,
            baseline: score,
            outcome,
            chance: draws.chance(who.key, window.period),
            seen: None,
        }
    }

    fn take(
        &self,
        window: Window,
        visits: impl Iterator<Item = Visit>,
        treated: bool,
        work: &FieldWork,
        draws: &Draws,
    ) -> Vec<Participant> {
        let agrees = |visit: &Visit| {
            let key = self.with_service.respondents[visit.person as usize].key;
            draws.agrees(key, window.period, work.agree_share)
        };
        let most = work.most_per_network as usize;
        self.all(window, visits.filter(agrees).take(most), treated, draws)
    }

    fn all(
        &self,
        window: Window,
        visits: impl Iterator<Item = Visit>,
        treated: bool,
        draws: &Draws,
    ) -> Vec<Participant> {
        visits
            .map(|visit| self.participant(window, visit, treated, draws))
            .collect()
    }

    /// The service's own evaluation: people whose first contact falls in the window, with a baseline just before it.
    pub fn served(&self, window: Window, work: &FieldWork, draws: &Draws) -> Vec<Participant> {
        let mut first: Vec<Visit> = self
            .with_service
            .respondents
            .iter()
            .enumerate()
            .filter(|(_, who)| window.holds(who.served_day))
            .filter_map(|(i, who)| {
                who.served.map(|score| Visit {
                    person: i as u32,
                    day: who.served_day,
                    score,
                    suitable: true,
                })
            })
            .collect();
        first.sort_by_key(|visit| (visit.day, visit.person));
        self.take(window, first.into_iter(), true, work, draws)
    }

    /// Recruitment by GPs: everybody's first consultation in the window at which the GP would offer a referral, whether
    /// there is a service or not.
    pub fn consulting(
        &self,
        window: Window,
        treated: bool,
        work: &FieldWork,
        draws: &Draws,
    ) -> Vec<Participant> {
        let world = if treated {
            self.with_service
        } else {
            self.without
        };
        let mut asked = vec![false; world.respondents.len()];
        let visits = world.visits.iter().copied().filter(|visit| {
            let eligible = visit.suitable && window.holds(visit.day);
            eligible && !std::mem::replace(&mut asked[visit.person as usize], true)
        });
        let visits: Vec<Visit> = visits.collect();
        self.take(window, visits.into_iter(), treated, work, draws)
    }

    /// From the records of one network: people whom their GP referred in the window and who were served by the
    /// follow-up, with the score at the consultation that led to it.
    pub fn referred(&self, window: Window, work: &FieldWork, draws: &Draws) -> Vec<Participant> {
        let panel = self.with_service;
        let visits = panel.visits.iter().copied().filter(|visit| {
            let who = &panel.respondents[visit.person as usize];
            let by = panel.round_day(visit.day + window.follow_up_days);
            window.holds(visit.day)
                && who.referred_by_gp
                && who.referred_day == visit.day
                && who.served_day <= by
        });
        self.take(window, visits, true, work, draws)
    }

    /// From the records of the same network: every consultation in the window of people who were neither referred nor
    /// served by the follow-up. The same person may come up more than once.
    pub fn not_served(&self, window: Window, draws: &Draws) -> Vec<Participant> {
        let panel = self.with_service;
        let visits = panel.visits.iter().copied().filter(|visit| {
            let who = &panel.respondents[visit.person as usize];
            let by = panel.round_day(visit.day + window.follow_up_days);
            window.holds(visit.day) && who.served_day.min(who.referred_day) > by
        });
        // The service is there for them, too: they did not come to it.
        self.all(window, visits, true, draws)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Design;
    use super::super::field::tests::work;
    use super::*;
    use crate::engine::random::Streams;
    use crate::measure::panel::{PanelPlan, Score};
    use crate::scenario::parameters::Parameters;
    use crate::world::person::people_in_need;

    const WINDOW: Window = Window {
        from: 30,
        until: 60,
        follow_up_days: 20,
        period: 0,
    };

    fn score(points: f32) -> Score {
        Score {
            points,
            distress: -1.0,
        }
    }

    /// Three people over four rounds of 28 days; the service lifts the first by two points from day 50 on.
    fn panels() -> [Panel; 2] {
        let people = people_in_need(&Parameters::default(), Streams::new(1, 0, "x"), 1);
        let visits = [
            (1, 10, true),
            (0, 31, false),
            (0, 40, true),
            (1, 45, true),
            (2, 59, true),
            (0, 59, true),
            (2, 60, true),
        ];
        [2.0, 0.0].map(|effect| {
            let plan = PanelPlan {
                every_days: 28,
                ..PanelPlan::default()
            };
            let mut panel = Panel::new(&people[..3], &plan);
            panel.visits = visits
                .map(|(person, day, suitable)| Visit {
                    person,
                    day,
                    score: score(17.0),
                    suitable,
                })
                .to_vec();
            for round in 0..4 {
                let lifted = if round > 1 { effect } else { 0.0 };
                let first = score(20.0 + lifted);
                let third = (round < 3).then_some(score(20.0));
                panel.add_round([Some(first), Some(score(20.0)), third].into_iter());
            }
            if effect > 0.0 {
                let who = &mut panel.respondents[0];
                who.referred_day = 40;
                who.referred_by_gp = true;
                who.served_day = 50;
                who.served = Some(score(18.0));
                who.third_contact_day = 50;
            }
            panel
        })
    }

    #[test]
    fn each_design_finds_its_people_on_their_days() {
        let [with_service, without] = panels();
        let worlds = Worlds {
            network: 4,
            with_service: &with_service,
            without: &without,
        };
        let draws = Draws {
            streams: Streams::new(1, 0, "x"),
            design: Design::ClusterTrial,
        };
        let who = |found: &[Participant]| -> Vec<(u32, u32)> {
            found.iter().map(|p| (p.person, p.index_day)).collect()
        };
        // The first suitable consultation in the window, the same in both arms.
        let [arm, control] =
            [true, false].map(|treated| worlds.consulting(WINDOW, treated, &work(), &draws));
        assert_eq!(who(&arm), [(0, 40), (1, 45), (2, 59)]);
        assert_eq!(who(&arm), who(&control));
        assert!(arm[2].outcome.is_none(), "gone by the follow-up");
        let [treated, twin] = [&arm, &control].map(|arm| arm[0].outcome.expect("present"));
        assert_eq!(treated.effect(), 2.0);
        assert!(treated.served && treated.three_contacts && treated.engaged);
        assert_eq!(twin.effect(), 2.0);
        assert!(!twin.served && !twin.engaged, "no service in this network");
        // First contact, with the score just before it.
        let served = worlds.served(WINDOW, &work(), &draws);
        assert_eq!(who(&served), [(0, 50)]);
        assert_eq!(served[0].baseline, score(18.0));
        // From records: the consultation of the referral, and those of people never referred.
        assert_eq!(who(&worlds.referred(WINDOW, &work(), &draws)), [(0, 40)]);
        assert_eq!(who(&worlds.not_served(WINDOW, &draws)), [(1, 45), (2, 59)]);
        // A cap, and nobody who agrees.
        let few = FieldWork {
            most_per_network: 2,
            ..work()
        };
        assert_eq!(worlds.consulting(WINDOW, true, &few, &draws).len(), 2);
        let nobody = FieldWork {
            agree_share: 0.0,
            ..work()
        };
        assert!(worlds.consulting(WINDOW, true, &nobody, &draws).is_empty());
    }
}
