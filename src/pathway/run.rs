//! One run of one network, from its first day to its last: one thread, no files, no clock.

use crate::engine::calendar::Calendar;
use crate::engine::queue::DayQueue;
use crate::engine::random::{Block, Streams};
use crate::measure::book::{Book, LESS_CONFIDENT};
use crate::measure::count::Count;
use crate::measure::journey::{JourneyEvent, Recorder};
use crate::measure::money::CostLine;
use crate::measure::pair::Pair;
use crate::measure::panel::{Panel, PanelPlan};
use crate::measure::wellbeing::{Look, ONSET_MONTHS};
use crate::scenario::parameters::Parameters;
use crate::world::episode::Episodes;
use crate::world::gp::Gp;
use crate::world::group::Group;
use crate::world::life::Lives;
use crate::world::link_worker::LinkWorker;
use crate::world::loneliness::LonelinessModel;
use crate::world::patient::{Patient, WellbeingModel};
use crate::world::person::{Person, gps, people_in_need};
use crate::world::stream::Stream;

use super::event::{Event, Kind};
use super::{
    champions, consultation, contact, feedback, funding, leaving, matching, need, observe, policy,
    progression, referral, session, waiting, workforce,
};

/// A set of levers and the day from which it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Epoch {
    /// First day in force; 0 for the first epoch.
    pub day: u32,
    /// All parameters as they then are.
    pub parameters: Parameters,
}

/// The factors by which what happens on a day is discounted to the first day.
#[derive(Clone, Debug, PartialEq)]
pub struct Discount {
    /// Factor of costs by day.
    pub costs: Vec<f64>,
    /// Factor of health and wellbeing by day.
    pub effects: Vec<f64>,
}

/// Everything that one run of one network needs to know.
#[derive(Clone, Copy)]
pub struct NetworkPlan<'a> {
    /// Name of the network: its place in the random streams.
    pub name: &'a str,
    /// Levers in order of day; the first holds from day 0.
    pub epochs: &'a [Epoch],
    /// The calendar.
    pub calendar: &'a Calendar,
    /// Discount factors of each day.
    pub discount: &'a Discount,
    /// Master seed of the experiment.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u32,
}

/// What is recorded beyond the counts.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Keys of the people whose stories are told.
    pub stories: Vec<u32>,
    /// Whether a portrait of everybody served is kept.
    pub portraits: bool,
    /// When everybody is surveyed, if at all.
    pub panel: Option<PanelPlan>,
}

/// Runs a network with the service as planned and beside it the no-service twin: the same people with the same draws.
///
/// The twin looks at the served on the days of the service's looks at them.
pub fn run_with_twin(plan: NetworkPlan<'_>, trace: &Trace) -> Pair {
    run_arms(&[plan], trace)
        .pop()
        .expect("one plan gives one pair")
}

/// Runs a network under several plans, each beside its no-service twin. The plans are of the same network, replication
/// and seed. Those whose twins are the same share people and twin, which changes nothing but the time it takes.
pub fn run_arms(plans: &[NetworkPlan<'_>], trace: &Trace) -> Vec<Pair> {
    let twins: Vec<Vec<Epoch>> = plans
        .iter()
        .map(|plan| plan.epochs.iter().map(policy::without_service).collect())
        .collect();
    let mut pairs: Vec<Option<Pair>> = plans.iter().map(|_| None).collect();
    for first in 0..plans.len() {
        if pairs[first].is_some() {
            continue;
        }
        let alike: Vec<usize> = (first..plans.len())
            .filter(|&arm| pairs[arm].is_none() && same_twin(plans, &twins, first, arm))
            .collect();
        let sharing: Vec<NetworkPlan<'_>> = alike.iter().map(|&arm| plans[arm]).collect();
        for (arm, pair) in alike
            .into_iter()
            .zip(arms_of_twin(&sharing, &twins[first], trace))
        {
            pairs[arm] = Some(pair);
        }
    }
    pairs
        .into_iter()
        .map(|pair| pair.expect("every plan has been run"))
        .collect()
}

fn same_twin(plans: &[NetworkPlan<'_>], twins: &[Vec<Epoch>], a: usize, b: usize) -> bool {
    let (one, other) = (&plans[a], &plans[b]);
    one.name == other.name
        && (one.seed, one.replication) == (other.seed, other.replication)
        && one.discount == other.discount
        && one.calendar.days() == other.calendar.days()
        && twins[a] == twins[b]
}

/// Plans that share a twin: the people are drawn once and the twin is run once, with everybody's looks.
fn arms_of_twin(plans: &[NetworkPlan<'_>], closed: &[Epoch], trace: &Trace) -> Vec<Pair> {
    let plan = plans[0];
    let streams = Streams::new(plan.seed, u64::from(plan.replication), plan.name);
    let beliefs = &plan.epochs[0].parameters;
    let days = plan.calendar.days();
    let people = people_in_need(beliefs, streams, days);
    let lives = Lives::draw(
        &people,
        beliefs,
        &WellbeingModel::new(beliefs),
        streams,
        days,
    );
    let population = Population {
        people: &people,
        lives: &lives,
    };
    let open: Vec<Book> = plans
        .iter()
        .map(|&plan| run(plan, population, streams, plan.epochs, Looks::Plan, trace))
        .collect();
    let looks: Vec<Look> = open
        .iter()
        .flat_map(|book| book.looks.iter().copied())
        .collect();
    let mut without = run(
        plan,
        population,
        streams,
        closed,
        Looks::Given(&looks),
        &Trace::default(),
    );
    let mut seen = std::mem::take(&mut without.looks).into_iter();
    open.into_iter()
        .map(|book| {
            let twin = Book {
                looks: seen.by_ref().take(book.looks.len()).collect(),
                ..without.clone()
            };
            Pair::new(book, twin, &people, &beliefs.questionnaires)
        })
        .collect()
}

/// How looks at the served come about.
#[derive(Clone, Copy)]
pub enum Looks<'a> {
    /// Planned at the first contact of each person.
    Plan,
    /// At the people and days of another run.
    Given(&'a [Look]),
}

/// The people of a network: the same in every scenario and in both worlds.
#[derive(Clone, Copy)]
pub struct Population<'a> {
    /// Who they are, in order of onset.
    pub people: &'a [Person],
    /// Their distress and candidate consultations.
    pub lives: &'a Lives,
}

/// Runs one network in one world.
pub fn run(
    plan: NetworkPlan<'_>,
    population: Population<'_>,
    streams: Streams,
    epochs: &[Epoch],
    looks: Looks<'_>,
    trace: &Trace,
) -> Book {
    let mut run = Run::new(plan, population, streams, epochs, looks, trace);
    while let Some(entry) = run.queue.next() {
        run.day = entry.day;
        run.handle(Event::unpack(entry.order, entry.payload));
    }
    run.finish(trace)
}

/// The state of a run. The processes are functions over it.
pub struct Run<'a> {
    /// Today.
    pub day: u32,
    /// Levers and beliefs in force today.
    pub p: Parameters,
    /// The plan.
    pub plan: NetworkPlan<'a>,
    /// All epochs of this world.
    pub epochs: &'a [Epoch],
    /// Random streams of this network and replication.
    pub streams: Streams,
    /// Who people are, in order of onset.
    pub people: &'a [Person],
    /// Their distress and candidate consultations.
    pub lives: &'a Lives,
    /// Whether the service takes referrals at any time of the run.
    pub ever_open: bool,
    /// What has become of them: as many as have fallen into need.
    pub patients: Vec<Patient>,
    /// GPs.
    pub gps: Vec<Gp>,
    /// Posts of link workers.
    pub workers: Vec<LinkWorker>,
    /// Groups, closed ones included.
    pub groups: Vec<Group>,
    /// Open episodes.
    pub episodes: Episodes,
    /// Episodes on the waiting list.
    pub list: Vec<u32>,
    /// What is planned.
    pub queue: DayQueue,
    /// How wellbeing follows from the state.
    pub model: WellbeingModel,
    /// How loneliness follows from the state.
    pub loneliness: LonelinessModel,
    /// Wait to first contact as GPs see it, in weeks: a moving average.
    pub wait_seen_weeks: f64,
    /// People waiting, by everybody and quintile, and with a link worker.
    pub in_service: [[u32; 6]; 2],
    /// People in need, by everybody and quintile.
    pub in_need: [u32; 6],
    /// First contacts and their waits since the last snapshot.
    pub month_waits: [[u64; 6]; 2],
    /// Day up to which costs are settled.
    pub settled_day: u32,
    /// Seed money not yet spent, in pence.
    pub seed_pence: i64,
    /// Conversations without a fitting group, by category asked for, since the last opening.
    pub unmet: [u32; crate::world::group::Category::COUNT],
    /// Whether looks are planned at first contacts.
    pub plans_looks: bool,
    /// How many people have been looked at or passed over, for each look after onset.
    pub onset_looked: [u32; ONSET_MONTHS.len()],
    /// The observer.
    pub book: Book,
    /// Probability that each GP recognises and offers, as of today's consultations.
    pub offers: Vec<f64>,
    /// Room for the groups that a link worker thinks of, each with its rank, during a conversation.
    pub scratch: Vec<(u64, u32)>,
    /// Categories attended and first and last day.
    pub attended: Vec<observe::Attended>,
}

impl<'a> Run<'a> {
    fn new(
        plan: NetworkPlan<'a>,
        Population { people, lives }: Population<'a>,
        streams: Streams,
        epochs: &'a [Epoch],
        looks: Looks<'_>,
        trace: &Trace,
    ) -> Self {
        let p = epochs[0].parameters.clone();
        let recorder = (!trace.stories.is_empty()).then(|| {
            Recorder::new(
                people
                    .iter()
                    .map(|person| trace.stories.contains(&person.key))
                    .collect(),
            )
        });
        let mut run = Self {
            day: 0,
            plan,
            epochs,
            streams,
            people,
            lives,
            ever_open: epochs.iter().any(|epoch| epoch.parameters.referral.open),
            patients: Vec::with_capacity(people.len()),
            gps: (0..gps(&p.population))
                .map(|number| Gp::new(number, &p, streams))
                .collect(),
            workers: Vec::new(),
            groups: Vec::new(),
            episodes: Episodes::default(),
            list: Vec::new(),
            queue: DayQueue::new(plan.calendar.days()),
            model: WellbeingModel::new(&p),
            loneliness: LonelinessModel::new(&p, streams),
            wait_seen_weeks: p.start.waited_weeks,
            in_service: [[0; 6]; 2],
            in_need: [0; 6],
            month_waits: [[0; 6]; 2],
            settled_day: 0,
            seed_pence: 0,
            unmet: [0; crate::world::group::Category::COUNT],
            plans_looks: matches!(looks, Looks::Plan),
            onset_looked: [0; ONSET_MONTHS.len()],
            book: Book::new(recorder, ONSET_MONTHS.len()),
            offers: Vec::new(),
            scratch: Vec::new(),
            attended: vec![observe::Attended::default(); people.len()],
            p,
        };
        run.book.panel = trace
            .panel
            .as_ref()
            .map(|panel| Box::new(Panel::new(people, panel)));
        if let Looks::Given(looks) = looks {
            // In the order of the other run, so that both can be read side by side.
            run.book.looks = looks
                .iter()
                .map(|look| Look {
                    points: f64::NAN,
                    loneliness: f64::NAN,
                    use_rates: [f64::NAN; 2],
                    ..*look
                })
                .collect();
            for (number, look) in looks.iter().enumerate() {
                run.plan_event(
                    look.day,
                    Event {
                        kind: Kind::Look,
                        agent: look.person,
                        detail: u16::from(look.mark),
                        stamp: number as u32,
                    },
                );
            }
        }
        for (number, epoch) in epochs.iter().enumerate().skip(1) {
            run.plan_event(epoch.day, Event::new(Kind::PolicyChange, number as u32));
        }
        run.plan_event(0, Event::new(Kind::Month, 0));
        run.plan_event(0, Event::new(Kind::Week, 0));
        run.plan_event(0, Event::new(Kind::Intake, 0));
        run.plan_event(0, Event::new(Kind::OnsetLook, 0));
        if run.ever_open {
            run.plan_event(0, Event::new(Kind::Consultation, 0));
        }
        if !people.is_empty() {
            run.plan_event(people[0].onset_day, Event::new(Kind::Onset, 0));
        }
        funding::open_first_groups(&mut run);
        workforce::fill_posts_at_start(&mut run);
        feedback::plan_training(&mut run);
        run
    }

    fn handle(&mut self, event: Event) {
        let agent = event.agent;
        match event.kind {
            Kind::PolicyChange => policy::change(self, agent as usize),
            Kind::Month => funding::month(self),
            Kind::Week => workforce::week(self),
            Kind::Starter => workforce::starter(self, agent as usize, event.stamp),
            Kind::GpTraining => feedback::training(self, agent),
            Kind::GroupOpens => funding::open_group(self, event.detail),
            Kind::Onset => need::onset(self, agent),
            Kind::Recovery => need::recovery(self, agent),
            Kind::Exit => need::exit(self, agent),
            Kind::Setback => need::setback(self, agent),
            Kind::Consultation => consultation::today(self),
            Kind::Approach => referral::approach(self, agent),
            Kind::JoinAlone => matching::join_alone(self, agent),
            Kind::Return => leaving::comes_back(self, agent),
            Kind::MemberReturn => leaving::member_returns(self, agent, event.detail),
            Kind::Feedback => feedback::heard(self, agent, event.detail),
            Kind::Patience => waiting::loses_patience(self, agent, event.stamp),
            Kind::Try => waiting::try_to_reach(self, agent, event.stamp),
            Kind::Rebook => contact::rebook(self, agent, event.stamp),
            Kind::Appointment => contact::appointment(self, agent, event.stamp),
            Kind::Intake => waiting::intake(self),
            Kind::Session => session::hold(self, agent, event.stamp),
            Kind::GoalWeek => progression::goal_week(self, agent),
            Kind::ChampionEnds => champions::ends(self, agent),
            Kind::Snapshot if event.detail == 0 => observe::snapshot(self),
            Kind::Snapshot => observe::posts(self),
            Kind::Look => observe::look(self, agent, event),
            Kind::OnsetLook => observe::onset_looks(self),
        }
    }

    /// Plans an event; one that falls after the last day never happens.
    #[inline]
    pub fn plan_event(&mut self, day: u32, event: Event) {
        self.queue.push(day, event.order(), event.payload());
    }

    /// Plans an event that only befalls people in need: one on or after the day on which `event.agent` recovers or
    /// leaves never happens.
    #[inline]
    pub fn plan_in_need(&mut self, day: u32, event: Event) {
        let person = &self.people[event.agent as usize];
        if day < person.recovery_day.min(person.exit_day) {
            self.plan_event(day, event);
        }
    }

    /// The block of four uniforms of one occurrence of a person's stream.
    #[inline]
    pub fn draw(&self, stream: Stream, person: u32, occurrence: u32) -> Block {
        self.streams
            .block(stream, self.people[person as usize].key, occurrence)
    }

    /// Brings a patient's inner needs up to today; to be called before anything about the patient changes.
    #[inline]
    pub fn accrue(&mut self, person: u32) {
        let i = person as usize;
        let discount = [
            &self.plan.discount.effects[..],
            &self.plan.discount.costs[..],
        ];
        self.patients[i].accrue(&self.people[i], self.day, &self.model, discount);
    }

    /// SWEMWBS of a person today. Changes nothing.
    pub fn swemwbs(&self, person: u32) -> f64 {
        let who = &self.people[person as usize];
        let distress = self.lives.distress_on(person, who, self.day, &self.model);
        self.patients[person as usize].swemwbs_on(who, self.day, distress, &self.model)
    }

    /// Counts one happening to a person.
    #[inline]
    pub fn count(&mut self, count: Count, person: u32) {
        self.book
            .count(count, self.people[person as usize].subgroups());
    }

    /// Notes that a membership came to a first session, or was given up without one.
    #[inline]
    pub fn note_first_session(&mut self, person: u32, came: bool) {
        let confident = self.people[person as usize].confidence >= LESS_CONFIDENT;
        self.book.first_sessions[usize::from(confident)][usize::from(!came)] += 1;
    }

    /// Books a cost of today.
    #[inline]
    pub fn spend(&mut self, line: CostLine, pence: i64) {
        self.book
            .spend(line, pence, self.plan.discount.costs[self.day as usize]);
    }

    /// Adds an event to the story of a person who is traced; the text is only made for those.
    #[inline]
    pub fn tell(&mut self, person: u32, kind: &'static str, text: impl FnOnce(&Self) -> String) {
        if self.book.traces(person) {
            let patient = &self.patients[person as usize];
            let who = &self.people[person as usize];
            let event = JourneyEvent {
                person,
                key: who.key,
                day: self.day,
                kind,
                text: text(self),
                needs: patient.needs.level,
                burden: patient.burden,
                confidence: patient.confidence,
                swemwbs: self.swemwbs(person),
                stage: patient.journey.current,
            };
            self.book.tell(event);
        }
    }

    fn finish(mut self, trace: &Trace) -> Book {
        self.day = self.plan.calendar.days();
        funding::settle(&mut self);
        observe::finish(&mut self, trace);
        self.book
    }
}
