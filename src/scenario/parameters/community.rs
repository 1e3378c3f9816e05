//! Community groups: supply, attendance, the stages of the journey, champions and money.

use crate::scenario::parameter::section;

section! {
    /// What groups there are and what is done for them.
    Community in "community" {
        /// Advice and advocacy services per 10,000 registered patients.
        advice_per_10000: f64 = 1.4, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(1.4, 0.3), Judgement,
            "150 groups used by three link workers (C10), of which a network's people are sent to some 60 regularly; split by judgement";
        /// Physical activity groups per 10,000 registered patients.
        physical_per_10000: f64 = 2.8, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(2.8, 0.3), Judgement,
            "As advice groups (C10)";
        /// Wellbeing groups (yoga, walking, pain management) per 10,000 registered patients.
        wellbeing_per_10000: f64 = 2.4, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(2.4, 0.3), Judgement,
            "As advice groups (C10)";
        /// Social groups (cafés, lunch clubs) per 10,000 registered patients.
        social_per_10000: f64 = 2.8, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(2.8, 0.3), Judgement,
            "As advice groups (C10)";
        /// Creative and skills groups per 10,000 registered patients.
        creative_per_10000: f64 = 2.0, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(2.0, 0.3), Judgement,
            "As advice groups (C10)";
        /// Volunteering opportunities per 10,000 registered patients.
        volunteering_per_10000: f64 = 0.8, Number(0.0, 1_000.0), GroupsPer10000, Setting, LogNormal(0.8, 0.3), Judgement,
            "As advice groups (C10)";
        /// Advice services opened (or, below zero, closed) beyond those there are.
        extra_advice: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Physical activity groups opened or closed.
        extra_physical: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Wellbeing groups opened or closed.
        extra_wellbeing: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Social groups opened or closed.
        extra_social: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Creative groups opened or closed.
        extra_creative: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Volunteering opportunities opened or closed.
        extra_volunteering: i32 = 0, Integer(-1_000, 1_000), Groups, Lever, Fixed, Judgement,
            "A decision";
        /// Share of open groups closed by a shock on the day on which this rises.
        closed_share: f64 = 0.0, Number(0.0, 1.0), Share, Lever, Fixed, Judgement,
            "A decision or a shock; 1 in 5 charities cut services because of costs (C6)";
        /// Median places of a group.
        places_median: f64 = 11.1, Number(1.0, 10_000.0), Places, Setting, LogNormal(12.0, 0.2), Judgement,
            "No number found; prior 8 to 20 places (C19)";
        /// Spread of places between groups: standard deviation of the logarithm.
        places_sigma: f64 = 0.25, Number(0.0, 3.0), Ratio, Setting, LogNormal(0.25, 0.2), Judgement,
            "No number found; prior 8 to 20 places (C19)";
        /// Extra places in every group.
        extra_places: i32 = 0, Integer(-1_000, 10_000), Places, Lever, Fixed, Judgement,
            "A decision";
        /// Mean share of places held by people who were not referred.
        background_share: f64 = 0.615, Number(0.0, 1.0), Share, Belief, Beta(30.0, 20.0), Survey,
            "53% of charities are at full capacity (C1)";
        /// Share of background members who are at stage 4 or 5.
        background_far_along: f64 = 0.3, Number(0.0, 1.0), Share, Belief, Beta(9.0, 21.0), Judgement,
            "No figure was found; attenders tell of people further on (seed 001)";
        /// Mean climate (welcome, mutual support) of groups.
        climate_mean: f64 = 0.6, Number(0.0, 1.0), Index, Belief, Beta(24.0, 16.0), Judgement,
            "A scale of the model; cohesion and leaders predict attendance (U31)";
        /// Spread of climate between groups.
        climate_sd: f64 = 0.15, Number(0.0, 0.5), Index, Belief, LogNormal(0.15, 0.3), Judgement,
            "A scale of the model";
        /// Climate added to every group by support (training of leaders, welcome schemes).
        climate_support: f64 = 0.0, Number(0.0, 1.0), Index, Lever, Fixed, Judgement,
            "A decision";
        /// Price of a session to a member.
        price: f64 = 2.0, Number(0.0, 1_000.0), Pounds, Belief, LogNormal(2.0, 0.3), Controlled,
            "GBP 1 to 2 a session in the Welsh exercise referral trial (C14)";
        /// Transport vouchers for referred members.
        transport_vouchers: bool = false, Flag, None, Lever, Fixed, Judgement,
            "A decision";
        /// Cost vouchers for referred members.
        cost_vouchers: bool = false, Flag, None, Lever, Fixed, Judgement,
            "A decision";
        /// Share of a barrier that its voucher takes away.
        voucher_relief: f64 = 0.7, Number(0.0, 1.0), Share, Belief, Beta(14.0, 6.0), Judgement,
            "No figure was found";
        /// Organised volunteer programme: trains and supports champions.
        volunteer_programme: bool = false, Flag, None, Lever, Fixed, Judgement,
            "A decision";
    }
}

section! {
    /// Coming to sessions, staying and leaving.
    Attendance in "attendance" {
        /// Log-odds of coming to a session: constant.
        constant: f64 = -1.77, Number(-20.0, 20.0), LogOdds, Belief, Normal(-1.8, 0.4), Cohort,
            "Set so that 78% come at all and half complete a course (U15, U16); exercise referral: 66% take it up, 43% to 49% keep to it (U10)";
        /// Log-odds: for full confidence.
        confidence: f64 = 1.74, Number(-20.0, 20.0), LogOdds, Belief, Normal(1.6, 0.5), Cohort,
            "Low walking confidence and loneliness predict drop-out (U29)";
        /// Log-odds: for full relatedness.
        relatedness: f64 = 1.29, Number(-20.0, 20.0), LogOdds, Belief, Normal(1.2, 0.5), Cohort,
            "More lonely people drop out more (U29); group cohesion keeps people (U31)";
        /// Log-odds: for full enjoyment.
        enjoyment: f64 = 1.57, Number(-20.0, 20.0), LogOdds, Belief, Normal(1.5, 0.5), Cohort,
            "Attitudes predict attendance (U31)";
        /// Log-odds: for the best climate.
        climate: f64 = 1.01, Number(-20.0, 20.0), LogOdds, Belief, Normal(1.0, 0.4), Cohort,
            "Cohesion and the leader predict attendance (U31)";
        /// Log-odds: for a barrier of full strength.
        barrier: f64 = -1.14, Number(-20.0, 0.0), LogOdds, Belief, Normal(-1.0, 0.4), Qualitative,
            "Transport, cost and confidence are named repeatedly (C17)";
        /// Log-odds: before the first session.
        first_session: f64 = -0.892, Number(-20.0, 20.0), LogOdds, Belief, Normal(-0.8, 0.3), Qualitative,
            "The first step alone is the hardest (S7)";
        /// Missed sessions in a row after which membership lapses.
        missed_to_lapse: u32 = 3, Integer(1, 100), Sessions, Belief, Fixed, Judgement,
            "No drop-out hazard by week was found (gap 12)";
        /// Returns of lapsed members per year while in need.
        returns_per_year: f64 = 0.3, Number(0.0, 50.0), PerYear, Belief, Gamma(6.0, 0.05), Judgement,
            "Groups keep an open door; no figure was found";
        /// Length of a course in physical activity and creative groups; then people move on.
        course_weeks: f64 = 12.0, Number(1.0, 1_000.0), Weeks, Belief, Fixed, Cohort,
            "Courses of 8 to 10 weeks (U16); exercise on referral is usually somewhat longer";
        /// Probability that a person who has completed a course stays on as a regular member.
        stays_on: f64 = 0.4, Number(0.0, 1.0), Share, Belief, Beta(8.0, 12.0), Judgement,
            "No figure was found";
        /// Probability that a person who leaves a group at stage 3 or later moves to another one.
        joins_another: f64 = 0.4, Number(0.0, 1.0), Share, Belief, Beta(8.0, 12.0), Qualitative,
            "12 of 17 long-term attenders used two to six kinds of activity (S6); no rate";
        /// Sessions of advice that a case takes on average.
        advice_sessions: f64 = 3.0, Number(1.0, 100.0), Sessions, Belief, LogNormal(3.0, 0.3), Judgement,
            "No figure was found";
        /// Moving on from a group per attended session at stage 5.
        moving_on: f64 = 0.0084, Number(0.0, 1.0), Share, Belief, Beta(2.0, 98.0), Judgement,
            "Long-term attenders stay for 6 months to 5 years (S5)";
    }
}

section! {
    /// What sessions do to inner needs, and the five stages.
    Stages in "stages" {
        /// Share of what is missing by which one session raises relatedness, at full climate.
        session_relatedness: f64 = 0.06, Number(0.0, 1.0), Share, Belief, LogNormal(0.06, 0.3), Judgement,
            "From trials of the mechanism";
        /// Share of what is missing by which one session raises competence, at full climate.
        session_competence: f64 = 0.035, Number(0.0, 1.0), Share, Belief, LogNormal(0.035, 0.3), Judgement,
            "From trials of the mechanism";
        /// Share of what is missing by which one session raises autonomy, at full climate.
        session_autonomy: f64 = 0.02, Number(0.0, 1.0), Share, Belief, LogNormal(0.02, 0.3), Judgement,
            "From trials of the mechanism";
        /// Share of the present burden that one session of advice solves.
        advice_burden_relief: f64 = 0.15, Number(0.0, 1.0), Share, Belief, Beta(6.0, 34.0), Judgement,
            "No figure was found";
        /// Hazard per attended session from stage 2 to 3, times competence and relatedness.
        hazard_2_3: f64 = 0.1, Number(0.0, 1.0), Share, Belief, LogNormal(0.10, 0.4), Judgement,
            "Set against the stages of 17 long-term attenders (S2, S3)";
        /// Hazard per attended session from stage 3 to 4, times autonomy and competence and the company of people further on.
        hazard_3_4: f64 = 0.0777, Number(0.0, 1.0), Share, Belief, LogNormal(0.07, 0.4), Judgement,
            "Set against the stages of 17 long-term attenders (S2, S3)";
        /// Weight of the share of fellow members at stages 4 and 5 beside a constant of one half.
        company: f64 = 1.0, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.0, 0.3), Qualitative,
            "Seeing people further on opens the future (seed 001); no size";
        /// Hazard per week from stage 4 to 5, times autonomy, at SWEMWBS 23.
        hazard_4_5: f64 = 0.134, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.12, 0.4), Judgement,
            "Set against the stages of 17 long-term attenders (S2, S3)";
        /// Change of the log hazard from stage 4 to 5 per SWEMWBS point.
        hazard_4_5_per_point: f64 = 0.10, Number(0.0, 1.0), LogOdds, Belief, Normal(0.10, 0.04), Qualitative,
            "Improved wellbeing goes with moving forwards (seed 001)";
        /// Confidence gained per attended session, as a share of what is missing.
        session_confidence: f64 = 0.03, Number(0.0, 1.0), Share, Belief, Beta(3.0, 97.0), Qualitative,
            "Clients learn confidence from others (seed 001)";
        /// Relatedness lost by the members of a group that closes, as a share of what was raised.
        closure_loss: f64 = 0.5, Number(0.0, 1.0), Share, Belief, Beta(10.0, 10.0), Qualitative,
            "Fear of the group closing for lack of funding (seed 001); no size";
        /// Probability that a displaced member is linked again to another group by the link worker or by fellows.
        closure_relinked: f64 = 0.4, Number(0.0, 1.0), Share, Belief, Beta(8.0, 12.0), Judgement,
            "No figure was found";
    }
}

section! {
    /// Patients who give back.
    Champions in "champions" {
        /// Probability of becoming a champion on reaching stage 5.
        becomes: f64 = 0.20, Number(0.0, 1.0), Share, Belief, Beta(10.0, 40.0), Judgement,
            "No number found; 4% of those engaged (1% to 10%) (R5), about a fifth of whom reach stage 5";
        /// Factor on becoming a champion with a volunteer programme.
        programme_ratio: f64 = 2.0, Number(0.0, 20.0), Ratio, Belief, LogNormal(2.0, 0.3), Judgement,
            "Direction: Ontario's health champions were organised (S14)";
        /// Mean time as a champion.
        mean_years: f64 = 1.5, Number(0.05, 50.0), Years, Belief, LogNormal(1.5, 0.3), Judgement,
            "No figure was found";
        /// Places that a champion adds to the group.
        places: u32 = 2, Integer(0, 1_000), Places, Belief, Fixed, Judgement,
            "No figure was found";
        /// Climate that a champion adds to the group.
        climate: f64 = 0.04, Number(0.0, 1.0), Index, Belief, Beta(4.0, 96.0), Judgement,
            "No figure was found";
        /// First sessions a month for which a champion can accompany others.
        bridges_per_month: u32 = 2, Integer(0, 1_000), Sessions, Belief, Fixed, Judgement,
            "No figure was found";
        /// Share of missing autonomy and competence gained by a month as champion (sense of purpose).
        purpose: f64 = 0.05, Number(0.0, 1.0), Share, Belief, Beta(5.0, 95.0), Qualitative,
            "Champions gained a sense of purpose by giving back (seed 000)";
    }
}

section! {
    /// Income, cost and survival of groups.
    GroupMoney in "group_money" {
        /// Grant to each group.
        grant: f64 = 1_500.0, Number(0.0, 10_000_000.0), PoundsPerYear, Lever, Fixed, Judgement,
            "A decision; no figure was found";
        /// Other income of a group (gifts, hall hire, lottery).
        other_income: f64 = 1_000.0, Number(0.0, 10_000_000.0), PoundsPerYear, Belief, LogNormal(1_000.0, 0.4), Judgement,
            "No figure was found";
        /// Payment to the group for each referred person who comes to a first session.
        payment_per_referral: f64 = 0.0, Number(0.0, 100_000.0), Pounds, Lever, Fixed, Survey,
            "Many groups receive no money with the referral (C16)";
        /// Cost of holding one session.
        session_cost: f64 = 62.0, Number(0.0, 100_000.0), Pounds, Belief, LogNormal(62.0, 0.3), Judgement,
            "No figure was found; green activities GBP 507 a participant (C12), exercise GBP 385 (C13)";
        /// Reserves at the start, months of running cost.
        reserves_months: f64 = 3.0, Number(0.0, 120.0), Months, Belief, LogNormal(3.0, 0.4), Judgement,
            "No figure was found";
        /// Spread of income between groups: standard deviation of the logarithm.
        income_sigma: f64 = 0.25, Number(0.0, 3.0), Ratio, Belief, LogNormal(0.25, 0.3), Judgement,
            "No figure was found";
        /// Months without reserves after which a group closes.
        months_to_closure: u32 = 4, Integer(1, 120), Months, Belief, Fixed, Judgement,
            "No figure was found";
        /// Closures for other reasons, per group and year.
        closures_per_year: f64 = 0.03, Number(0.0, 20.0), PerYear, Belief, Beta(4.0, 76.0), Cohort,
            "2.5% to 3.5% of charities leave the register a year (C7); small groups likely more";
        /// Months until a closed group is replaced by the community itself.
        replacement_months: f64 = 9.0, Number(0.0, 600.0), Months, Belief, LogNormal(9.0, 0.5), Judgement,
            "No figure was found (gap 8)";
        /// New groups a year for each weekly hour that link workers give to building relationships, where people could
        /// not be matched.
        openings_per_relationship_hour: f64 = 0.05, Number(0.0, 50.0), PerYear, Belief, Gamma(4.0, 0.0125), Qualitative,
            "Things grow organically where link workers network with the community (seed 003); no rate";
        /// Seed money for new groups where people could not be matched.
        seed_money: f64 = 0.0, Number(0.0, 100_000_000.0), PoundsPerYear, Lever, Fixed, Judgement,
            "A decision";
        /// Seed money that opens one group.
        opening_cost: f64 = 3_000.0, Number(1.0, 10_000_000.0), Pounds, UnitCost, LogNormal(3_000.0, 0.3), Judgement,
            "No figure was found";
    }
}
