//! SP-REF-1: a small fixed pathway that several simulators were given, to compare their speed and to check that
//! they agree. It is a workload for the engine, not part of the model.
//!
//! People arrive (12 a working day), 15% of them in error; the others wait, or give up, for one of 160 caseload
//! places with 4 link workers, have 1 + Poisson(5) contacts, may drop out after each, are referred to one of 20
//! groups of 15 after the second, and progress through stages 3 to 5 while they are members. 1,000 working days
//! from empty; a scale factor multiplies arrivals, workers and groups.

use std::collections::VecDeque;

use spsim::engine::queue::DayQueue;
use spsim::engine::random::{Block, StreamId, Streams};
use spsim::engine::sample;
use spsim::engine::server::Server;

pub const HORIZON_DAYS: u32 = 1_000;
const ARRIVALS_A_DAY: f64 = 12.0;
const WORKERS: u32 = 4;
const PLACES_PER_WORKER: u32 = 40;
const GROUPS: u32 = 20;
const PLACES_PER_GROUP: u32 = 15;
const INAPPROPRIATE: f64 = 0.15;
const DROPOUT: f64 = 0.05;
const HOURS_A_DAY: f64 = 6.0;
const TRIAGE_DAYS: f64 = 0.5 / HOURS_A_DAY;
const CONTACT_MEAN_DAYS: f64 = 0.75 / HOURS_A_DAY;
const PATIENCE_MEAN_DAYS: f64 = 60.0;
const GAP_MEAN_DAYS: f64 = 7.0;
const FURTHER_CONTACTS_MEAN: f64 = 5.0;
const STAY_MEAN_DAYS: f64 = 90.0;
const STAGE_MEANS_DAYS: [f64; 3] = [30.0, 45.0, 60.0];

/// Time in ticks of 2^-32 day: the upper half is the day, the lower half is the order within it.
const TICKS_A_DAY: f64 = 4_294_967_296.0;
const HORIZON_TICKS: u64 = (HORIZON_DAYS as u64) << 32;

fn ticks(days: f64) -> u64 {
    (days * TICKS_A_DAY) as i64 as u64
}

fn days(ticks: f64) -> f64 {
    ticks / TICKS_A_DAY
}

#[derive(Clone, Copy)]
enum Stream {
    /// Times between arrivals, four to a block.
    Arrivals = 1,
    /// Severity, confidence, whether in error or else the number of contacts, patience or the triaging worker.
    Person = 2,
    /// A contact: its length (four half words), dropout or the gap after it, the group.
    Contact = 3,
    /// In a group: the stay and the times to stages 3, 4 and 5.
    Group = 4,
}

impl StreamId for Stream {
    fn number(self) -> u32 {
        self as u32
    }
}

#[derive(Clone, Copy)]
enum Event {
    StartOfDay,
    Arrival,
    TriageEnd,
    Renege,
    ContactEnd,
    ContactDue,
    Stage,
    Leave,
}

const EVENTS: [Event; 8] = [
    Event::StartOfDay,
    Event::Arrival,
    Event::TriageEnd,
    Event::Renege,
    Event::ContactEnd,
    Event::ContactDue,
    Event::Stage,
    Event::Leave,
];

/// Where a person is kept while they are anywhere in the system, and the number that keys their draws.
#[derive(Clone, Copy)]
struct Who {
    slot: u32,
    number: u32,
}

/// Event in 3 bits, slot in 29, number in 32.
fn pack(event: Event, who: Who) -> u64 {
    (event as u64) << 61 | u64::from(who.slot) << 32 | u64::from(who.number)
}

fn unpack(payload: u64) -> (Event, Who) {
    let who = Who {
        slot: (payload >> 32) as u32 & 0x1FFF_FFFF,
        number: payload as u32,
    };
    (EVENTS[(payload >> 61) as usize], who)
}

#[derive(Clone, Copy)]
struct Person {
    arrived: u64,
    /// From the end of the contact that is booked to the next request.
    gap: u64,
    number: u32,
    worker: u32,
    group: u32,
    severity: f32,
    confidence: f32,
    contacts: u8,
    planned_contacts: u8,
    stage: u8,
    /// Waiting, in a caseload, in a group or its queue: the slot is free when none is left.
    places: u8,
}

/// The gap of someone who drops out.
const NEVER: u64 = u64::MAX;

const WAITING: u8 = 1;
const CASELOAD: u8 = 2;
const GROUP: u8 = 4;

#[derive(Clone, Default)]
struct Group {
    members: u32,
    queue: VecDeque<Who>,
}

/// What one replication gives. Counts are of events up to the horizon.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs {
    pub arrived: u64,
    pub inappropriate: u64,
    pub reneged: u64,
    pub dropped: u64,
    pub discharged: u64,
    pub contacts: u64,
    pub stages: [u64; 5],
    pub wait_first_days: f64,
    pub caseload: f64,
    pub group_occupancy: f64,
    pub severity_and_confidence: f64,
    pub events: u64,
}

/// The names of [`Outputs::values`].
pub const NAMES: [&str; 16] = [
    "arrived",
    "inappropriate",
    "reneged",
    "dropped",
    "discharged",
    "contacts",
    "stage1",
    "stage2",
    "stage3",
    "stage4",
    "stage5",
    "wait_first",
    "caseload",
    "group_occ",
    "sevconf5",
    "events",
];

impl Outputs {
    /// In the order of [`NAMES`].
    pub fn values(&self) -> [f64; 16] {
        let [s1, s2, s3, s4, s5] = self.stages.map(|n| n as f64);
        [
            self.arrived as f64,
            self.inappropriate as f64,
            self.reneged as f64,
            self.dropped as f64,
            self.discharged as f64,
            self.contacts as f64,
            s1,
            s2,
            s3,
            s4,
            s5,
            self.wait_first_days,
            self.caseload,
            self.group_occupancy,
            self.severity_and_confidence,
            self.events as f64,
        ]
    }
}

pub struct Pathway {
    streams: Streams,
    queue: DayQueue,
    now: u64,
    arrival_mean_days: f64,
    next_arrival: u64,
    arrivals_drawn: u32,
    arrival_block: Block,
    further_contacts: sample::Categorical,
    people: Vec<Person>,
    free_slots: Vec<u32>,
    waiting: VecDeque<Who>,
    free_places: VecDeque<u32>,
    workers: Vec<Server>,
    groups: Vec<Group>,
    out: Outputs,
    wait_ticks: u64,
    caseload_ticks: i64,
    member_ticks: i64,
}

impl Pathway {
    pub fn new(seed: u64, scale: u32) -> Self {
        let workers = WORKERS * scale;
        let mut weight = libm::exp(-FURTHER_CONTACTS_MEAN);
        let weights: Vec<f64> = (0..60)
            .map(|n| {
                weight *= if n == 0 {
                    1.0
                } else {
                    FURTHER_CONTACTS_MEAN / f64::from(n)
                };
                weight
            })
            .collect();
        let mut pathway = Self {
            streams: Streams::new(seed, 0, "SP-REF-1"),
            queue: DayQueue::new(HORIZON_DAYS),
            now: 0,
            arrival_mean_days: 1.0 / (ARRIVALS_A_DAY * f64::from(scale)),
            next_arrival: 0,
            arrivals_drawn: 0,
            arrival_block: Block([0; 4]),
            further_contacts: sample::Categorical::from_weights(&weights)
                .expect("weights of a Poisson"),
            people: Vec::new(),
            free_slots: Vec::new(),
            waiting: VecDeque::new(),
            free_places: (0..PLACES_PER_WORKER).flat_map(|_| 0..workers).collect(),
            workers: vec![Server::new(); workers as usize],
            groups: vec![Group::default(); (GROUPS * scale) as usize],
            out: Outputs::default(),
            wait_ticks: 0,
            caseload_ticks: 0,
            member_ticks: 0,
        };
        pathway.next_arrival = pathway.time_to_next_arrival();
        pathway
            .queue
            .push(0, 0, pack(Event::StartOfDay, Who { slot: 0, number: 0 }));
        pathway
    }

    /// Runs to the horizon.
    pub fn run(mut self) -> Outputs {
        while let Some(entry) = self.queue.next() {
            self.now = u64::from(entry.day) << 32 | entry.order;
            let (event, who) = unpack(entry.payload);
            match event {
                Event::StartOfDay => self.start_day(entry.day),
                Event::Arrival => self.arrive(who.number),
                Event::TriageEnd => self.out.events += 1,
                Event::Renege => self.renege(who),
                Event::ContactEnd => self.end_contact(who),
                Event::ContactDue => {
                    self.out.events += 1;
                    self.request_contact(who);
                }
                Event::Stage => self.reach_stage(who),
                Event::Leave => self.leave_group(who),
            }
        }
        self.out.finish(
            self.wait_ticks,
            self.caseload_ticks,
            self.member_ticks,
            self.workers.len(),
            self.groups.len(),
        )
    }

    fn push(&mut self, at: u64, event: Event, who: Who) {
        self.queue
            .push((at >> 32) as u32, at & 0xFFFF_FFFF, pack(event, who));
    }

    fn time_to_next_arrival(&mut self) -> u64 {
        let i = self.arrivals_drawn % 4;
        if i == 0 {
            self.arrival_block = self
                .streams
                .block(Stream::Arrivals, 0, self.arrivals_drawn / 4);
        }
        self.arrivals_drawn += 1;
        ticks(sample::exponential(
            self.arrival_block.uniform(i as usize),
            self.arrival_mean_days,
        ))
    }

    /// Puts the arrivals of the day into the queue: at the start of the day before, so that they are sorted with
    /// the rest of their day.
    fn start_day(&mut self, day: u32) {
        let until = u64::from(day + 2) << 32;
        while self.next_arrival < until {
            let number = self.arrivals_drawn;
            self.push(self.next_arrival, Event::Arrival, Who { slot: 0, number });
            self.next_arrival += self.time_to_next_arrival();
        }
        self.push(
            u64::from(day + 1) << 32,
            Event::StartOfDay,
            Who { slot: 0, number: 0 },
        );
    }

    fn arrive(&mut self, number: u32) {
        self.out.events += 1;
        self.out.arrived += 1;
        let draws = self.streams.block(Stream::Person, number, 0);
        let kind = draws.uniform(2);
        if kind < INAPPROPRIATE {
            self.out.inappropriate += 1;
            let worker = draws.below(3, self.workers.len() as u32) as usize;
            let (_, end) = self.workers[worker].book(self.now, ticks(TRIAGE_DAYS));
            return self.push(end, Event::TriageEnd, Who { slot: 0, number });
        }
        let further = self
            .further_contacts
            .pick((kind - INAPPROPRIATE) / (1.0 - INAPPROPRIATE));
        let person = Person {
            arrived: self.now,
            gap: NEVER,
            number,
            worker: 0,
            group: 0,
            severity: draws.uniform(0) as f32,
            confidence: draws.uniform(1) as f32,
            contacts: 0,
            planned_contacts: 1 + further as u8,
            stage: 0,
            places: WAITING,
        };
        let slot = match self.free_slots.pop() {
            Some(slot) => {
                self.people[slot as usize] = person;
                slot
            }
            None => {
                self.people.push(person);
                (self.people.len() - 1) as u32
            }
        };
        let who = Who { slot, number };
        match self.free_places.pop_front() {
            Some(worker) => self.admit(who, worker),
            None => {
                self.waiting.push_back(who);
                let patience = ticks(sample::exponential(draws.uniform(3), PATIENCE_MEAN_DAYS));
                self.push(self.now + patience, Event::Renege, who);
            }
        }
    }

    /// The event of someone who was taken on in time finds them no longer waiting, or somebody else in their slot.
    fn renege(&mut self, who: Who) {
        if self.is_waiting(who) {
            self.out.events += 1;
            self.out.reneged += 1;
            self.vacate(who, WAITING);
        }
    }

    fn is_waiting(&self, who: Who) -> bool {
        let person = &self.people[who.slot as usize];
        person.number == who.number && person.places & WAITING != 0
    }

    fn vacate(&mut self, who: Who, place: u8) {
        let person = &mut self.people[who.slot as usize];
        person.places &= !place;
        if person.places == 0 {
            self.free_slots.push(who.slot);
        }
    }

    fn ticks_left(&self) -> i64 {
        (HORIZON_TICKS - self.now) as i64
    }

    fn admit(&mut self, who: Who, worker: u32) {
        self.caseload_ticks += self.ticks_left();
        let person = &mut self.people[who.slot as usize];
        person.worker = worker;
        person.places = CASELOAD;
        let arrived = person.arrived;
        let start = self.request_contact(who);
        if start < HORIZON_TICKS {
            self.people[who.slot as usize].stage = 1;
            self.out.stages[0] += 1;
            self.wait_ticks += start - arrived;
        }
    }

    /// Books the next contact and returns when it starts. What follows from it is drawn here as well: one block
    /// gives everything.
    fn request_contact(&mut self, who: Who) -> u64 {
        let person = &mut self.people[who.slot as usize];
        let contact = person.contacts + 1;
        let draws = self
            .streams
            .block(Stream::Contact, who.number, u32::from(contact));
        let length = sample::erlang(
            [0, 1, 2, 3].map(|i| draws.half_uniform(i)),
            CONTACT_MEAN_DAYS,
        );
        let fate = draws.uniform(2);
        person.gap = if fate < DROPOUT {
            NEVER
        } else if contact == person.planned_contacts {
            0
        } else {
            // Given that it is not below, the rest of the uniform is again uniform.
            ticks(sample::exponential(
                (fate - DROPOUT) / (1.0 - DROPOUT),
                GAP_MEAN_DAYS,
            ))
        };
        if contact == 2 {
            person.group = draws.below(3, self.groups.len() as u32);
        }
        let (start, end) = self.workers[person.worker as usize].book(self.now, ticks(length));
        self.push(end, Event::ContactEnd, who);
        start
    }

    fn end_contact(&mut self, who: Who) {
        self.out.events += 1;
        self.out.contacts += 1;
        let person = &mut self.people[who.slot as usize];
        person.contacts += 1;
        let (contacts, planned, worker, gap) = (
            person.contacts,
            person.planned_contacts,
            person.worker,
            person.gap,
        );
        if gap == NEVER {
            self.out.dropped += 1;
            return self.release(who, worker);
        }
        if contacts == 2 {
            person.places |= GROUP;
            let group = &mut self.groups[person.group as usize];
            if group.members < PLACES_PER_GROUP {
                group.members += 1;
                self.join_group(who);
            } else {
                group.queue.push_back(who);
            }
        }
        if contacts == planned {
            self.out.discharged += 1;
            self.release(who, worker);
        } else {
            self.push(self.now + gap, Event::ContactDue, who);
        }
    }

    /// Ends a person's time in the caseload; the place goes to the back, the longest waiting takes the front one.
    fn release(&mut self, who: Who, worker: u32) {
        self.caseload_ticks -= self.ticks_left();
        self.vacate(who, CASELOAD);
        self.free_places.push_back(worker);
        while let Some(next) = self.waiting.pop_front() {
            if self.is_waiting(next) {
                if let Some(worker) = self.free_places.pop_front() {
                    self.admit(next, worker);
                }
                return;
            }
        }
    }

    fn join_group(&mut self, who: Who) {
        self.member_ticks += self.ticks_left();
        self.out.stages[1] += 1;
        self.people[who.slot as usize].stage = 2;
        let draws = self.streams.block(Stream::Group, who.number, 0);
        let leave = self.now + ticks(sample::exponential(draws.uniform(0), STAY_MEAN_DAYS));
        self.push(leave, Event::Leave, who);
        let mut at = self.now;
        for (i, mean) in STAGE_MEANS_DAYS.into_iter().enumerate() {
            at += ticks(sample::exponential(draws.uniform(i + 1), mean));
            if at >= leave {
                break;
            }
            self.push(at, Event::Stage, who);
        }
    }

    fn reach_stage(&mut self, who: Who) {
        self.out.events += 1;
        let person = &mut self.people[who.slot as usize];
        person.stage += 1;
        self.out.stages[person.stage as usize - 1] += 1;
        if person.stage == 5 {
            self.out.severity_and_confidence +=
                f64::from(person.severity) + f64::from(person.confidence);
        }
    }

    fn leave_group(&mut self, who: Who) {
        self.out.events += 1;
        self.member_ticks -= self.ticks_left();
        let group = self.people[who.slot as usize].group as usize;
        self.vacate(who, GROUP);
        match self.groups[group].queue.pop_front() {
            Some(next) => self.join_group(next),
            None => self.groups[group].members -= 1,
        }
    }
}

impl Outputs {
    fn finish(
        mut self,
        wait: u64,
        caseload: i64,
        members: i64,
        workers: usize,
        groups: usize,
    ) -> Self {
        let horizon_days = f64::from(HORIZON_DAYS);
        self.wait_first_days = days(wait as f64) / self.stages[0] as f64;
        self.caseload = days(caseload as f64) / (horizon_days * workers as f64);
        self.group_occupancy = days(members as f64) / (horizon_days * groups as f64);
        self.severity_and_confidence /= self.stages[4] as f64;
        self
    }
}
