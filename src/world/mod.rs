//! The agents: their state, memory and decisions. Nothing here knows of queues of events, threads or files.
//!
//! | module | holds |
//! | --- | --- |
//! | [`demography`] | ages, sexes, deprivation, main needs, and the subgroups that are reported |
//! | [`barriers`] | what stands between a person and a group |
//! | [`needs`] | autonomy, competence and relatedness (self-determination theory) |
//! | [`stage`] | the five stages of the journey |
//! | [`person`] | who a person is, the same in every scenario |
//! | [`life`] | a person's distress and consultations that could lead to an offer |
//! | [`patient`] | what has become of a person in one run, and their wellbeing |
//! | [`loneliness`] | loneliness and disability, as an observer finds them |
//! | [`episode`] | one referral from the waiting list to its end |
//! | [`gp`] | GPs as COM-B agents |
//! | [`link_worker`] | link workers with diary, skill, knowledge and strain |
//! | [`group`] | community groups with members, climate and money |
//! | [`stream`] | the named streams of random draws |

pub mod barriers;
pub mod demography;
pub mod episode;
pub mod gp;
pub mod group;
pub mod life;
pub mod link_worker;
pub mod loneliness;
pub mod needs;
pub mod patient;
pub mod person;
pub mod stage;
pub mod stream;
