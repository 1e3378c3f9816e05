//! How time passes: dates, queues of events, diaries and random draws. Nothing here knows what is being simulated.
//!
//! | module | gives |
//! | --- | --- |
//! | [`random`] | draws that are pure functions of who, what for and which time, by a counter-based generator |
//! | [`sample`] | distributions as functions of one uniform, the same bits on every platform |
//! | [`quantile`] | quantiles of the gamma and the beta distribution, likewise |
//! | [`calendar`] | day numbers, dates, working days, bank holidays |
//! | [`queue`] | events in day buckets, exactly ordered |
//! | [`diary`] | minutes booked per day of one agent |
//! | [`exponential`] | a fast exponential with the same bits everywhere |
//! | [`logarithm`] | a fast natural logarithm with the same bits everywhere |
//! | [`server`] | first come, first served in continuous time |

pub mod calendar;
pub mod diary;
pub mod exponential;
pub mod logarithm;
pub mod quantile;
pub mod queue;
pub mod random;
pub mod sample;
pub mod server;
