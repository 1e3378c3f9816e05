//! From need to the waiting list: GPs, the offer, the referral, the wait.

use crate::scenario::parameter::{choice, section};

section! {
    /// General practitioners: how often people in need consult, and the COM-B state behind an offer.
    Gp in "gp" {
        /// GP consultations of a person in need, of middling burden and distress, a year.
        consultations_in_need: f64 = 7.79, Number(0.0, 100.0), PerYear, Belief, Gamma(64.0, 0.125), Cohort,
            "5.8 appointments per registered patient and year (G9); a tenth of patients use 30% to 50% of them (D37)";
        /// GP consultations of a person whose need has resolved, a year.
        consultations_resolved: f64 = 5.8, Number(0.0, 100.0), PerYear, Belief, Gamma(58.0, 0.1), Cohort,
            "5.8 appointments per registered patient and year, June 2024 (G9)";
        /// Change of the log rate of consulting per SWEMWBS point below the person's own trait.
        consulting_per_point: f64 = 0.12, Number(0.0, 1.0), LogOdds, Belief, Normal(0.12, 0.04), Judgement,
            "People consult when they feel worst; direction from D38; reviews conflict on loneliness (D34)";
        /// Change of the log rate of consulting from the lightest to the heaviest burden.
        consulting_burden: f64 = 0.7, Number(-3.0, 3.0), LogOdds, Belief, Normal(0.7, 0.3), Judgement,
            "Burdened people consult more (D38: monthly GP visits 21% against 14%)";
        /// Spread of the habit of consulting between people: standard deviation of the logarithm.
        consulting_sigma: f64 = 0.5, Number(0.0, 3.0), Ratio, Belief, LogNormal(0.5, 0.2), Survey,
            "About 10% of patients use 30% to 50% of appointments (D37)";
        /// Rate ratio of consulting in women against men.
        consulting_ratio_female: f64 = 1.15, Number(0.1, 10.0), Ratio, Belief, LogNormal(1.15, 0.05), Judgement,
            "With the need ratio it gives 60% women among those offered (D19)";
        /// Probability that a consultation is with the person's usual GP.
        continuity: f64 = 0.5, Number(0.0, 1.0), Share, Belief, Beta(10.0, 10.0), Judgement,
            "No figure was found";
        /// Mean capability (knowledge of social prescribing) of GPs at the start.
        capability_start: f64 = 0.432, Number(0.0, 1.0), Index, Belief, Beta(18.0, 22.0), Survey,
            "13% of GPs felt confident they can help a lonely patient (G6); 56% in Europe had heard of social prescribing (G4)";
        /// Mean motivation (belief that it helps) of GPs at the start.
        motivation_start: f64 = 0.552, Number(0.0, 1.0), Index, Belief, Beta(22.0, 18.0), Survey,
            "59% think it can reduce workload (G7)";
        /// Spread of capability and motivation between GPs.
        com_b_sd: f64 = 0.15, Number(0.0, 0.5), Index, Belief, LogNormal(0.15, 0.3), Survey,
            "Use differs widely between GPs and practices (G1, D28)";
        /// Opportunity of a GP with a link worker in reach, no wait and no time pressure.
        opportunity_base: f64 = 0.9, Number(0.0, 1.0), Index, Belief, Beta(18.0, 2.0), Judgement,
            "A scale of the model";
        /// Share of opportunity lost to time pressure.
        time_pressure: f64 = 0.362, Number(0.0, 1.0), Share, Belief, Beta(7.0, 13.0), Survey,
            "32% of appointments run over 15 minutes (G11); 4% to 8% of GPs name lack of time (G3)";
        /// Wait to first contact at which opportunity is halved.
        wait_halves_opportunity_weeks: f64 = 16.0, Number(0.1, 1_000.0), Weeks, Belief, LogNormal(16.0, 0.5), Judgement,
            "Judgement that GPs refer less when the list is long; opportunity matters (S13), no dose-response found";
        /// Factor on the odds of an offer with a link worker placed in the practice.
        presence_ratio: f64 = 1.5, Number(1.0, 20.0), Ratio, Belief, LogNormal(1.5, 0.2), Judgement,
            "No controlled estimate; prior 1.5 (1.1 to 2.5) (G15)";
        /// Probability that a GP of capability 0.5 recognises the social need in one consultation.
        recognition: f64 = 0.276, Number(0.0, 1.0), Share, Belief, Beta(9.0, 21.0), Cohort,
            "GPs' and patients' ratings of loneliness correlate only 0.04 to 0.26 (D31)";
        /// Scale of the probability of an offer: times capability, opportunity and motivation.
        offer_scale: f64 = 0.912, Number(0.0, 10.0), Ratio, Belief, LogNormal(1.0, 0.3), Cohort,
            "Set so that 2.1% of registered patients are referred a year (D10)";
        /// Factor on the probability of an offer to a person who has been in the service before.
        offer_again_ratio: f64 = 0.35, Number(0.0, 1.0), Ratio, Belief, Beta(7.0, 13.0), Judgement,
            "No number found; with the open door about 10% a year come again (R2)";
        /// Half-life of motivation back to its start without feedback.
        motivation_half_life_weeks: f64 = 26.0, Number(0.1, 1_000.0), Weeks, Belief, LogNormal(26.0, 0.5), Qualitative,
            "Motivation needs regular positive feedback (S13)";
        /// Share of the missing motivation gained from one piece of good news.
        feedback_gain: f64 = 0.03, Number(0.0, 1.0), Share, Belief, Beta(3.0, 97.0), Judgement,
            "Feedback raises referral by 1.2 (1.0 to 1.6), no controlled estimate (G15)";
        /// Share of motivation lost from one piece of bad news.
        feedback_loss: f64 = 0.02, Number(0.0, 1.0), Share, Belief, Beta(2.0, 98.0), Judgement,
            "Direction only (S13)";
        /// Share of the missing capability gained from hearing that a referral was inappropriate.
        feedback_learning: f64 = 0.10, Number(0.0, 1.0), Share, Belief, Beta(5.0, 45.0), Judgement,
            "A clinician who understands the role refers better (I3); no size";
        /// Share of the missing capability gained at one training session.
        training_gain: f64 = 0.15, Number(0.0, 1.0), Share, Belief, Beta(9.0, 51.0), Judgement,
            "22% to 28% would refer with better information (G2); no size";
        /// Half-life of capability gained by training or feedback.
        capability_half_life_weeks: f64 = 78.0, Number(0.1, 5_000.0), Weeks, Belief, LogNormal(78.0, 0.5), Judgement,
            "No figure was found";
        /// Training sessions on social prescribing held for each GP a year.
        training_sessions_per_year: f64 = 0.0, Number(0.0, 12.0), PerYear, Lever, Fixed, Judgement,
            "A decision; usual practice has no regular training (S13)";
        /// Share of GPs who come to a training session.
        training_attendance: f64 = 0.6, Number(0.0, 1.0), Share, Belief, Beta(12.0, 8.0), Judgement,
            "No figure was found";
        /// GPs hear the outcomes of their own referrals.
        feedback: bool = false, Flag, None, Lever, Fixed, Qualitative,
            "A decision; GPs ask for it because they do not get it (S13)";
        /// Delay of the feedback after the outcome.
        feedback_delay_days: f64 = 30.0, Number(0.0, 1_000.0), Days, Lever, Fixed, Judgement,
            "A decision";
        /// A link worker sits in the practices.
        link_worker_in_practice: bool = false, Flag, None, Lever, Fixed, Qualitative,
            "A decision; presence raises referral (S13)";
    }
}

section! {
    /// Routes in, acceptance, and referrals outside the remit.
    Referral in "referral" {
        /// The service takes referrals. Off: the counterfactual without social prescribing.
        open: bool = true, Flag, None, Lever, Fixed, Judgement,
            "A decision";
        /// Probability that an average patient accepts an offer.
        acceptance: f64 = 0.884, Number(0.0, 1.0), Share, Belief, Beta(88.0, 12.0), Cohort,
            "12% coded as declined in 2023 (Bu et al 2025; D14); 88% of adults 50+ accept (ELSA; D16)";
        /// Change of the log-odds of acceptance for a full step of trust in the GP.
        acceptance_trust: f64 = 2.0, Number(0.0, 10.0), LogOdds, Belief, Normal(2.0, 0.7), Qualitative,
            "Patients need to trust the GP to agree (S13)";
        /// Change of the log-odds of acceptance for the social anxiety barrier (stigma).
        acceptance_stigma: f64 = -0.6, Number(-10.0, 0.0), LogOdds, Belief, Normal(-0.6, 0.3), Judgement,
            "Direction only";
        /// Change of the log-odds of acceptance from the lightest to the heaviest burden (need as perceived).
        acceptance_burden: f64 = 0.8, Number(-10.0, 10.0), LogOdds, Belief, Normal(0.8, 0.4), Judgement,
            "Direction only";
        /// Mean trust in the GP.
        trust_mean: f64 = 0.65, Number(0.0, 1.0), Index, Belief, Beta(26.0, 14.0), Judgement,
            "A scale of the model";
        /// Spread of trust between people.
        trust_sd: f64 = 0.18, Number(0.0, 0.5), Index, Belief, LogNormal(0.18, 0.2), Judgement,
            "A scale of the model";
        /// Probability that a referral by a GP of starting capability is inappropriate or out of remit.
        inappropriate: f64 = 0.132, Number(0.0, 0.95), Share, Belief, Beta(4.0, 29.0), Judgement,
            "No number found; prior with mean 0.12, 95% interval 0.035 to 0.25 (I1)";
        /// Factor on the odds of an inappropriate referral for a person with complex needs.
        inappropriate_odds_complex: f64 = 6.0, Number(1.0, 1_000.0), Ratio, Belief, LogNormal(6.0, 0.5), Judgement,
            "Direction: complex cases reach link workers (I2)";
        /// Factor on the odds of an inappropriate referral from self-referral or another agency.
        inappropriate_odds_non_clinical: f64 = 2.0, Number(0.1, 100.0), Ratio, Belief, LogNormal(2.0, 0.3), Judgement,
            "Double for non-clinical referrers (prior of the evidence file)";
        /// Fall of the log-odds of an inappropriate referral for a full step of GP capability.
        inappropriate_capability: f64 = 3.0, Number(0.0, 20.0), LogOdds, Belief, Normal(3.0, 1.0), Qualitative,
            "A clinician who understands the role makes fewer inappropriate referrals (I3); no size";
        /// Triage of referrals by telephone before a place is taken.
        triage: bool = false, Flag, None, Lever, Fixed, Qualitative,
            "A decision; triage reduces inappropriate referrals that take appointments (I3)";
        /// Time of the link worker for one triage call.
        triage_minutes: f64 = 15.0, Number(0.0, 480.0), Minutes, Lever, Fixed, Judgement,
            "A decision; no figure was found";
        /// Probability that triage finds out an inappropriate referral.
        triage_sensitivity: f64 = 0.75, Number(0.0, 1.0), Share, Belief, Beta(15.0, 5.0), Judgement,
            "No figure was found";
        /// Lightest burden with which a person may be referred.
        eligibility_burden: f64 = 0.0, Number(0.0, 1.0), Index, Lever, Fixed, Judgement,
            "A decision; no threshold by default";
        /// Self-referrals per person in need and year while the route is open.
        self_referral_rate: f64 = 0.10, Number(0.0, 20.0), PerYear, Belief, LogNormal(0.10, 0.4), Judgement,
            "No rate found; 15% to 28% of referrals come by non-medical routes (D22)";
        /// People may refer themselves.
        self_referral_open: bool = false, Flag, None, Lever, Fixed, Judgement,
            "A decision; off by default, other agencies make the non-medical referrals";
        /// Factor on self-referral and agency referral in quintiles 1 and 2 by marketing there.
        marketing_deprived_ratio: f64 = 1.0, Number(0.0, 20.0), Ratio, Lever, Fixed, Judgement,
            "A decision; non-medical routes reach deprived areas more equitably (D23)";
        /// Referrals by other agencies per person in need and year.
        agency_rate: f64 = 0.0546, Number(0.0, 20.0), PerYear, Belief, LogNormal(0.06, 0.3), Cohort,
            "Set so that 72% to 85% of referrals are medical (Bu et al 2024; D22)";
        /// Burden up to which a self-referred person may go straight to a group (entry at stage 2).
        direct_entry_burden: f64 = 0.45, Number(0.0, 1.0), Index, Belief, Beta(22.0, 27.0), Qualitative,
            "Those who skip stage 1 have a lighter burden (S1)";
    }
}

choice! {
    /// Who is called first from the waiting list.
    WaitingPolicy {
        /// In order of referral.
        FirstCome = "first come",
        /// Heaviest burden first.
        Severity = "severity",
        /// Most deprived quintile first.
        Deprivation = "deprivation",
        /// A score of weeks waited, burden and deprivation.
        Hybrid = "hybrid",
    }
}

section! {
    /// The waiting list between referral and first appointment.
    Waiting in "waiting" {
        /// Who is called first.
        priority: WaitingPolicy = WaitingPolicy::FirstCome, Choice(WaitingPolicy::LABELS), None, Lever, Fixed, Judgement,
            "A decision; lists are usually worked in order";
        /// Most people on the list beyond the caseload places that are free; who is referred when there are as many is
        /// turned away. At its highest value nobody ever is.
        most_waiting: u32 = 1_000_000, Integer(0, 1_000_000), People, Lever, Fixed, Judgement,
            "A decision; lists are open without limit by default";
        /// Hybrid score: weeks of waiting that a full burden is worth.
        hybrid_burden_weeks: f64 = 6.0, Number(0.0, 520.0), Weeks, Lever, Fixed, Judgement,
            "A decision";
        /// Hybrid score: weeks of waiting that one step of deprivation is worth.
        hybrid_imd_weeks: f64 = 1.0, Number(0.0, 520.0), Weeks, Lever, Fixed, Judgement,
            "A decision";
        /// Mean time a person is willing to wait for the first appointment.
        patience_weeks: f64 = 40.0, Number(0.1, 10_000.0), Weeks, Belief, LogNormal(40.0, 0.5), Judgement,
            "No figure found; must agree with 90% of the referred being contacted (U1)";
        /// Tries to reach a person before the referral is closed.
        contact_tries: u32 = 3, Integer(1, 50), Tries, Lever, Fixed, Guidance,
            "Usual local protocols; no row in the evidence file";
        /// Probability that one try reaches the person.
        reached_per_try: f64 = 0.629, Number(0.0, 1.0), Share, Belief, Beta(31.0, 19.0), Cohort,
            "90% of the referred get a contact (Bu et al 2024; U1), 70% in deprived practices (U2)";
        /// Fall of the log-odds of reaching a person per step of deprivation towards quintile 1.
        reached_imd: f64 = -0.2, Number(-5.0, 5.0), LogOdds, Belief, Normal(-0.2, 0.1), Cohort,
            "70% engage in deprived practices against 90% (U1, U2)";
        /// Days between two tries.
        days_between_tries: u32 = 5, Integer(1, 365), Days, Lever, Fixed, Judgement,
            "A decision; no figure was found";
        /// Minutes of a link worker for one try.
        try_minutes: f64 = 5.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(5.0, 0.3), Judgement,
            "No figure was found";
        /// Burden added by a year of waiting.
        burden_per_year: f64 = 0.08, Number(0.0, 5.0), Index, Belief, Gamma(4.0, 0.02), Judgement,
            "Burden may worsen while waiting; no size";
    }
}
