//! Health service use, unit costs, values of outcomes, and the state on the first day.

use crate::scenario::parameter::section;

section! {
    /// Health service use other than GP consultations.
    ServiceUse in "service_use" {
        /// A&E attendances of a person in need, of middling burden and wellbeing, a year.
        ae_per_year: f64 = 0.5, Number(0.0, 50.0), PerYear, Belief, Gamma(25.0, 0.02), Judgement,
            "No rate seen; older people living alone are 50% more likely to attend (D38)";
        /// Inpatient admissions of such a person a year.
        inpatient_per_year: f64 = 0.15, Number(0.0, 20.0), PerYear, Belief, Gamma(25.0, 0.006), Judgement,
            "No rate seen";
        /// Change of the log rate of both per SWEMWBS point below the person's own trait.
        per_point: f64 = 0.05, Number(0.0, 1.0), LogOdds, Belief, Normal(0.05, 0.03), Judgement,
            "Controlled evidence finds small or no effects (O14, O15, O18); uncontrolled change is large (O25)";
        /// Change of the log rate of both from the lightest to the heaviest burden.
        burden: f64 = 1.0, Number(-3.0, 5.0), LogOdds, Belief, Normal(1.0, 0.4), Judgement,
            "Direction only";
        /// Share of the slopes between people (and of passing distress) that holds when a person's own wellbeing or
        /// burden changes, for GP consultations too.
        response: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Beta(2.5, 7.5), Controlled,
            "Large falls without a control group (O24 to O26), small or none with one (O14, O15, O18), a rise in one study (O27)";
        /// Rate ratio of inpatient admissions at 65 and over.
        inpatient_ratio_65_plus: f64 = 2.5, Number(0.1, 20.0), Ratio, Belief, LogNormal(2.5, 0.2), Judgement,
            "No rate seen";
    }
}

section! {
    /// Unit costs.
    Costs in "costs" {
        /// Price year of all unit costs.
        price_year: u32 = 2024, Integer(1990, 2100), PriceYear, Setting, Fixed, Guidance,
            "Price year 2023/24 of the health service costs (G13, G14)";
        /// Employment of a full-time link worker in band 4, with on-costs.
        link_worker_band_4: f64 = 34_500.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Normal(34_500.0, 2_000.0), Judgement,
            "About 14% below band 5; no row in the evidence file";
        /// Employment of a full-time link worker in band 5, with on-costs.
        link_worker_band_5: f64 = 40_159.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Normal(40_159.0, 2_000.0), Guidance,
            "Maximum reimbursable cost up to band 5 (L29); Glasgow GBP 43,000 to 48,000 a post (L30)";
        /// Employment of a full-time link worker in band 6, with on-costs.
        link_worker_band_6: f64 = 48_500.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Normal(48_500.0, 2_500.0), Judgement,
            "About 21% above band 5; Glasgow GBP 43,000 to 48,000 a post (L30)";
        /// Employment of a full-time assistant, with on-costs.
        admin_support: f64 = 29_500.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Normal(29_500.0, 2_000.0), Judgement,
            "Band 3 with on-costs; no row in the evidence file";
        /// Management, premises and equipment as a share of link worker employment.
        overhead_share: f64 = 0.15, Number(0.0, 5.0), Share, UnitCost, Beta(15.0, 85.0), Judgement,
            "No figure was found; schemes cost GBP 54,525 to 1.1 million a year (L31)";
        /// Supervision by a clinician.
        supervision_per_hour: f64 = 60.0, Number(0.0, 10_000.0), PoundsPerHour, UnitCost, Gamma(36.0, 1.6667), Judgement,
            "No figure was found";
        /// One skills training day.
        skills_training_day: f64 = 180.0, Number(0.0, 100_000.0), Pounds, UnitCost, Gamma(36.0, 5.0), Judgement,
            "No figure was found";
        /// Recruitment of one link worker.
        recruitment: f64 = 2_500.0, Number(0.0, 1_000_000.0), Pounds, UnitCost, Gamma(25.0, 100.0), Judgement,
            "No figure was found";
        /// One GP at one training session (an hour and a half with backfill).
        gp_training: f64 = 150.0, Number(0.0, 100_000.0), Pounds, UnitCost, Gamma(36.0, 4.1667), Judgement,
            "No figure was found";
        /// One piece of feedback to a GP.
        gp_feedback: f64 = 3.0, Number(0.0, 10_000.0), Pounds, UnitCost, Gamma(9.0, 0.3333), Judgement,
            "A few minutes of an assistant; no figure was found";
        /// Marketing to deprived areas, per network and year, while the ratio differs from one.
        marketing: f64 = 5_000.0, Number(0.0, 100_000_000.0), PoundsPerYear, UnitCost, Gamma(25.0, 200.0), Judgement,
            "No figure was found";
        /// One session accompanied by a volunteer (expenses and management).
        volunteer_bridging: f64 = 12.0, Number(0.0, 10_000.0), Pounds, UnitCost, Gamma(16.0, 0.75), Judgement,
            "No figure was found";
        /// Transport voucher for one session.
        transport_voucher: f64 = 6.0, Number(0.0, 10_000.0), Pounds, UnitCost, Gamma(36.0, 0.1667), Judgement,
            "No figure was found";
        /// Management of one champion.
        champion: f64 = 250.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Gamma(25.0, 10.0), Judgement,
            "No figure was found";
        /// Volunteer programme, per network and year.
        volunteer_programme: f64 = 8_000.0, Number(0.0, 100_000_000.0), PoundsPerYear, UnitCost, Gamma(25.0, 320.0), Judgement,
            "No figure was found";
        /// Support of the climate of one group by one tenth, a year.
        climate_support: f64 = 400.0, Number(0.0, 1_000_000.0), PoundsPerYear, UnitCost, Gamma(25.0, 16.0), Judgement,
            "No figure was found";
        /// A GP consultation.
        gp_consultation: f64 = 37.0, Number(0.0, 10_000.0), Pounds, UnitCost, Gamma(37.0, 1.0), Guidance,
            "GBP 37 for 10 minutes face to face, 2023/24; another digest says 56 (G13)";
        /// An A&E attendance.
        ae_attendance: f64 = 200.0, Number(0.0, 100_000.0), Pounds, UnitCost, Gamma(16.0, 12.5), Guidance,
            "GBP 114 basic, 173 to 563 more complex, 2023/24 (G14)";
        /// An inpatient admission.
        inpatient_admission: f64 = 2_500.0, Number(0.0, 1_000_000.0), Pounds, UnitCost, Gamma(16.0, 156.25), Judgement,
            "No row in the evidence file";
        /// What an inappropriate referral costs another service that takes the person on.
        other_service: f64 = 100.0, Number(0.0, 100_000.0), Pounds, UnitCost, Gamma(16.0, 6.25), Judgement,
            "No figure was found";
        /// An hour of a patient's own time.
        patient_hour: f64 = 6.0, Number(0.0, 1_000.0), PoundsPerHour, UnitCost, Gamma(9.0, 0.6667), Judgement,
            "No row in the evidence file; about what transport appraisal gives an hour of leisure";
        /// Time that a patient needs to go to a surgery or a group and back.
        patient_travel_minutes: f64 = 40.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(40.0, 0.3), Judgement,
            "No figure was found";
        /// What a patient pays to go to a surgery or a group and back, without a voucher.
        patient_fare: f64 = 2.0, Number(0.0, 1_000.0), Pounds, UnitCost, Gamma(9.0, 0.2222), Judgement,
            "No figure was found; some walk, some pay two bus fares";
        /// Length of a session of a group.
        session_minutes: f64 = 90.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(90.0, 0.2), Judgement,
            "No figure was found";
        /// An hour of a volunteer's time, at what it would cost to replace it.
        volunteer_hour: f64 = 12.0, Number(0.0, 1_000.0), PoundsPerHour, UnitCost, Gamma(36.0, 0.3333), Judgement,
            "No row in the evidence file; about the lowest wage allowed";
        /// Hours that a champion gives.
        champion_hours: f64 = 2.0, Number(0.0, 80.0), HoursPerWeek, Belief, LogNormal(2.0, 0.4), Judgement,
            "No figure was found";
        /// A yearly budget for the service, against which its cost is checked; 0 for none.
        budget: f64 = 0.0, Number(0.0, 1_000_000_000.0), PoundsPerYear, Lever, Fixed, Judgement,
            "A decision; no fixed budget by default";
    }
}

section! {
    /// What outcomes are worth: alternative lenses, never to be added.
    Values in "values" {
        /// QALY weight of one SWEMWBS point.
        utility_per_point: f64 = 0.02, Number(0.0, 0.2), UtilityPerPoint, Belief, Gamma(16.0, 0.00125), Judgement,
            "A published mapping exists, coefficients not read (V4); scale by V6: one QALY is about seven life-satisfaction points";
        /// Life satisfaction (0 to 10) of one SWEMWBS point.
        life_satisfaction_per_point: f64 = 0.14, Number(0.0, 2.0), LifeSatisfactionPerPoint, Belief, Gamma(16.0, 0.00875), Judgement,
            "Seven times the QALY weight, by V6";
        /// Discount rate of costs.
        discount_rate: f64 = 0.035, Number(0.0, 0.5), PerYear, Setting, Fixed, Guidance,
            "NICE and the Green Book: 3.5% a year; a review of June 2026 recommends 3.0%";
        /// Discount rate of health and wellbeing.
        discount_rate_effects: f64 = 0.035, Number(0.0, 0.5), PerYear, Setting, Fixed, Guidance,
            "NICE: 3.5% a year, 1.5% as a sensitivity analysis where benefits last long; the Green Book: 1.5%";
        /// What a QALY is held to be worth: the lowest of the four values shown together.
        threshold_1: f64 = 20_000.0, Number(0.0, 10_000_000.0), Pounds, Setting, Fixed, Guidance,
            "NICE: lower end until March 2026 (V7)";
        /// The second value of a QALY shown.
        threshold_2: f64 = 25_000.0, Number(0.0, 10_000_000.0), Pounds, Setting, Fixed, Guidance,
            "NICE: lower end from April 2026, for medicines (V7)";
        /// The third value of a QALY shown.
        threshold_3: f64 = 30_000.0, Number(0.0, 10_000_000.0), Pounds, Setting, Fixed, Guidance,
            "NICE: upper end until March 2026 (V7)";
        /// The highest of the four values of a QALY shown.
        threshold_4: f64 = 35_000.0, Number(0.0, 10_000_000.0), Pounds, Setting, Fixed, Guidance,
            "NICE: upper end from April 2026, for medicines (V7)";
        /// What a WELLBY (a point of life satisfaction for a year) is held to be worth.
        wellby: f64 = 13_000.0, Number(0.0, 10_000_000.0), Pounds, Setting, Normal(13_000.0, 1_500.0), Guidance,
            "HM Treasury 2021, prices of 2019; 10,000 to 16,000 (V5)";
        /// Aversion to inequality: a gain of the fifth with relative income y counts y to minus this power; 0 for none.
        inequality_aversion: f64 = 0.0, Number(0.0, 10.0), Ratio, Setting, Fixed, Judgement,
            "Off unless asked for; the Green Book uses 1.3 for money";
        /// Income of the most deprived fifth, relative to the mean.
        relative_income_imd_1: f64 = 0.75, Number(0.01, 100.0), Ratio, Setting, Fixed, Judgement,
            "No row in the evidence file; incomes differ less between areas than between people";
        /// Income of the second fifth, relative to the mean.
        relative_income_imd_2: f64 = 0.87, Number(0.01, 100.0), Ratio, Setting, Fixed, Judgement,
            "No row in the evidence file";
        /// Income of the middle fifth, relative to the mean.
        relative_income_imd_3: f64 = 1.0, Number(0.01, 100.0), Ratio, Setting, Fixed, Judgement,
            "No row in the evidence file";
        /// Income of the fourth fifth, relative to the mean.
        relative_income_imd_4: f64 = 1.12, Number(0.01, 100.0), Ratio, Setting, Fixed, Judgement,
            "No row in the evidence file";
        /// Income of the least deprived fifth, relative to the mean.
        relative_income_imd_5: f64 = 1.26, Number(0.01, 100.0), Ratio, Setting, Fixed, Judgement,
            "No row in the evidence file";
    }
}

section! {
    /// The service on the first day: loads the caseload and the waiting list as they are.
    Start in "start" {
        /// Clients in the middle of an episode, per full-time link worker.
        caseload_per_fte: f64 = 30.0, Number(0.0, 10_000.0), People, Setting, Fixed, Qualitative,
            "Over 30 at once (S10); a running service";
        /// People on the waiting list.
        waiting_list: u32 = 40, Integer(0, 1_000_000), People, Setting, Fixed, Judgement,
            "No usable number on waits (L21); about two weeks of referrals";
        /// Mean time that they have already waited.
        waited_weeks: f64 = 2.0, Number(0.0, 520.0), Weeks, Setting, Fixed, Judgement,
            "No usable number on waits (L21)";
        /// Members of groups who were sent there before, per 10,000 registered patients.
        members_per_10000: f64 = 40.0, Number(0.0, 10_000.0), People, Setting, Fixed, Judgement,
            "A running service: about what the model settles at";
    }
}
