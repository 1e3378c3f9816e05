//! What happens between the agents, one file a process, and one run from its first day to its last.
//!
//! | module | process |
//! | --- | --- |
//! | [`need`] | people fall into need, recover by themselves, have setbacks, leave the network |
//! | [`consultation`] | people in need consult; a GP recognises, offers; the patient accepts |
//! | [`referral`] | routes in and inappropriate referrals |
//! | [`waiting`] | the waiting list, triage, tries to reach a person |
//! | [`contact`] | appointments with a link worker |
//! | [`matching`] | proposing and joining a group |
//! | [`session`] | weekly sessions: coming, lapsing, bridging, inner needs |
//! | [`progression`] | stages and setbacks |
//! | [`leaving`] | ends of episodes and memberships, the open door |
//! | [`champions`] | people who give back |
//! | [`workforce`] | posts, leave, sickness, strain, leavers, replacement |
//! | [`funding`] | money of groups, closures, openings, costs of the service |
//! | [`feedback`] | what GPs hear and learn |
//! | [`service_use`] | A&E and inpatient care |
//! | [`policy`] | dated changes of levers |
//! | [`observe`] | looks at wellbeing and snapshots: nothing here changes a run |
//! | [`panel`] | everybody as a survey would find them, on request: nothing here changes a run either |
//! | [`event`] | what can happen, and in what order within a day |
//! | [`run`] | one run of one network |

pub mod champions;
pub mod consultation;
pub mod contact;
pub mod event;
pub mod feedback;
pub mod funding;
pub mod leaving;
pub mod matching;
pub mod need;
pub mod observe;
pub mod panel;
pub mod policy;
pub mod progression;
pub mod referral;
pub mod run;
pub mod service_use;
pub mod session;
pub mod waiting;
pub mod workforce;
