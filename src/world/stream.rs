//! The named streams of random draws. A number is never changed and never used again.

use crate::engine::random::StreamId;

/// What a draw is for. Together with the agent and the occurrence it names one block of four uniforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Stream {
    /// When the n-th person falls into need.
    Onset = 1,
    /// Age, sex, deprivation, main need of a person.
    Demography = 2,
    /// Burden and the inner needs.
    InnerNeeds = 3,
    /// Trait wellbeing, confidence, trust, consulting habit.
    Temper = 4,
    /// Which barriers a person has.
    BarrierPresence = 5,
    /// How strong the barriers are.
    BarrierStrength = 6,
    /// Natural recovery, exit, first distress, practice and GP.
    Course = 7,
    /// Preference for categories of groups.
    Liking = 8,
    /// People in need on the first day: how many.
    Prevalence = 9,
    /// Candidate consultations: gap, acceptance, distress, choice of GP.
    Consultation = 10,
    /// Recognition, offer, acceptance, appropriateness at a consultation.
    Offer = 11,
    /// Numbers of GP consultations, A&E attendances and admissions.
    ServiceUse = 12,
    /// Candidate approaches: self-referral and other agencies.
    Approach = 13,
    /// Candidate joining of a group alone.
    JoinAlone = 14,
    /// Setbacks.
    Setback = 15,
    /// Patience on the waiting list, triage.
    Referral = 16,
    /// Tries to reach a person.
    ContactTry = 17,
    /// Attendance, drop-out, goals, proposal at a contact.
    Contact = 18,
    /// Length of a contact.
    ContactLength = 19,
    /// Which groups a link worker thinks of.
    Considered = 20,
    /// Agreement to a proposed group.
    Agreement = 21,
    /// Attendance at a session and moving through the stages.
    Session = 22,
    /// Staying on after a course, moving on, return after a lapse.
    Membership = 23,
    /// Reaching stage 5.
    Goal = 24,
    /// Becoming a champion and for how long.
    Champion = 25,
    /// Coming back through the open door.
    Return = 26,
    /// A displaced member's new link.
    Displaced = 27,
    /// Traits of a GP.
    GpTraits = 28,
    /// Attendance at GP training.
    GpTraining = 29,
    /// Traits of the n-th holder of a post.
    LinkWorkerTraits = 30,
    /// Sickness of a link worker.
    Sickness = 31,
    /// Leaving of a link worker and recruitment.
    Turnover = 32,
    /// Annual leave of a link worker.
    AnnualLeave = 33,
    /// Traits of a group.
    GroupTraits = 34,
    /// Income and climate of a group.
    GroupIncome = 35,
    /// Background membership of a group by month.
    Background = 36,
    /// Closure of a group for other reasons, replacement.
    Closure = 37,
    /// Which groups a shock closes.
    Shock = 38,
    /// Who is in the service on the first day.
    StartingState = 39,
    /// Groups that the community opens where link workers build relationships.
    Opening = 40,
    /// Loneliness between people of the same relatedness, disability.
    Loneliness = 41,
    /// Distress as a survey finds it between two candidate consultations.
    SurveyDistress = 61,
    /// Which networks a virtual study gives the service, and when.
    StudyAllocation = 62,
    /// Who agrees to take part in a virtual study.
    StudyConsent = 63,
    /// Error of measurement in a virtual study.
    StudyMeasurement = 64,
    /// Who answers again at the end of a virtual study.
    StudyAnswer = 65,
}

impl StreamId for Stream {
    #[inline]
    fn number(self) -> u32 {
        self as u32
    }
}
