//! The people: who is registered, who falls into need, how they feel and recover without any service.

use crate::scenario::parameter::section;

section! {
    /// The registered population of a network and its practices.
    Population in "population" {
        /// People registered with the practices of the network.
        registered_patients: u32 = 50_000, Integer(1, 100_000_000), People, Setting, Fixed, Cohort,
            "A primary care network has 30,000 to 50,000 registered patients; England: 63.4 million registered in June 2024 (NHS Digital, LMC digest; G8)";
        /// General practices in the network.
        practices: u32 = 5, Integer(1, 100_000), Practices, Setting, Fixed, Cohort,
            "Mean practice list 10,101 in June 2024 (NHS Digital, LMC digest; G8)";
        /// Registered patients per full-time equivalent GP.
        patients_per_gp: f64 = 2_291.0, Number(100.0, 100_000.0), People, Setting, Normal(2291.0, 150.0), Cohort,
            "2,291 registered patients per FTE GP, June 2024 (NHS Digital, LMC digest; G8)";
        /// Share of registered patients aged 18 or over.
        adult_share: f64 = 0.79, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "About four in five registered patients in England are adults; no row in the evidence file";
        /// Share of adults who are women.
        female_share: f64 = 0.51, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "About half; no row in the evidence file";
        /// Weight of ages 18 to 29 among adults.
        age_18_29: f64 = 0.19, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "Rounded adult age structure of England; no row in the evidence file";
        /// Weight of ages 30 to 44 among adults.
        age_30_44: f64 = 0.26, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "Rounded adult age structure of England; no row in the evidence file";
        /// Weight of ages 45 to 64 among adults.
        age_45_64: f64 = 0.32, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "Rounded adult age structure of England; no row in the evidence file";
        /// Weight of ages 65 to 74 among adults.
        age_65_74: f64 = 0.12, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "Rounded adult age structure of England; no row in the evidence file";
        /// Weight of ages 75 and over among adults.
        age_75_plus: f64 = 0.11, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "Rounded adult age structure of England; no row in the evidence file";
        /// Weight of the most deprived fifth of areas (IMD quintile 1) among patients.
        imd_1: f64 = 0.2, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "A network with the mix of England: a fifth in each quintile by definition";
        /// Weight of IMD quintile 2.
        imd_2: f64 = 0.2, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "A network with the mix of England: a fifth in each quintile by definition";
        /// Weight of IMD quintile 3.
        imd_3: f64 = 0.2, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "A network with the mix of England: a fifth in each quintile by definition";
        /// Weight of IMD quintile 4.
        imd_4: f64 = 0.2, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "A network with the mix of England: a fifth in each quintile by definition";
        /// Weight of the least deprived fifth of areas (IMD quintile 5).
        imd_5: f64 = 0.2, Number(0.0, 1.0), Share, Setting, Fixed, Judgement,
            "A network with the mix of England: a fifth in each quintile by definition";
    }
}

section! {
    /// How people fall into non-medical need and how it resolves without any service (usual care).
    Need in "need" {
        /// Share of adults in need on the first day.
        prevalence_at_start: f64 = 0.101, Number(0.0, 1.0), Share, Belief, Beta(20.0, 180.0), Judgement,
            "Often or always lonely 6.6% to 7.1% (Community Life Survey; D35) plus other needs; 4% to 20% of GP contacts are mainly social (D1, D4)";
        /// New needs per 1,000 adults and year.
        incidence_per_1000: f64 = 72.8, Number(0.0, 2_000.0), PerThousandAYear, Belief, LogNormal(67.0, 0.3), Judgement,
            "Keeps the prevalence steady with the mean duration; no incidence figure was found";
        /// Mean time until a need resolves by itself, for a person of middling burden.
        mean_duration_years: f64 = 1.58, Number(0.01, 50.0), Years, Belief, LogNormal(1.5, 0.35), Judgement,
            "No figure was found; both arms of controlled studies improve, so usual care recovers many within a year or two (O3, O5, U24)";
        /// Factor on the mean duration from the lightest to the heaviest burden.
        duration_burden_ratio: f64 = 2.5, Number(0.1, 20.0), Ratio, Belief, LogNormal(2.5, 0.3), Judgement,
            "Direction only: heavier burden lasts longer";
        /// Share of the burden that goes when a need resolves by itself.
        recovery_burden_share: f64 = 0.5, Number(0.0, 1.0), Share, Belief, Beta(10.0, 10.0), Judgement,
            "No figure was found";
        /// Rate ratio of need at ages 18 to 29 against 45 to 64.
        rate_ratio_18_29: f64 = 1.6, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.6, 0.15), Cohort,
            "Often lonely 9% at 16-24 against 5% at 50-64 (Community Life Survey 2024/25; D36)";
        /// Rate ratio of need at ages 30 to 44 against 45 to 64.
        rate_ratio_30_44: f64 = 1.3, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.3, 0.15), Cohort,
            "Often lonely 7% to 8% at 25-49 against 5% at 50-64 (D36)";
        /// Rate ratio of need at ages 65 to 74 against 45 to 64.
        rate_ratio_65_74: f64 = 0.9, Number(0.0, 20.0), Ratio, Belief, LogNormal(0.9, 0.15), Cohort,
            "Often lonely 4% at 65-74 against 5% at 50-64 (D36); referral rises with age (D18)";
        /// Rate ratio of need at ages 75 and over against 45 to 64.
        rate_ratio_75_plus: f64 = 1.2, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.2, 0.15), Cohort,
            "Often lonely 5% at 75+ (D36); odds of referral rise 2% a year of age (D18)";
        /// Rate ratio of need in women against men.
        rate_ratio_female: f64 = 1.25, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.25, 0.1), Cohort,
            "60% of those offered are women (Bu et al 2025; D19), part of it through more consultations";
        /// Rate ratio of need in the most deprived quintile against the middle one.
        rate_ratio_imd_1: f64 = 1.7, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.7, 0.15), Cohort,
            "Odds ratio of referral 1.59 for the lowest wealth third, 2.02 on benefits (ELSA; D18)";
        /// Rate ratio of need in quintile 2 against the middle one.
        rate_ratio_imd_2: f64 = 1.3, Number(0.0, 20.0), Ratio, Belief, LogNormal(1.3, 0.15), Cohort,
            "Interpolated from D18";
        /// Rate ratio of need in quintile 4 against the middle one.
        rate_ratio_imd_4: f64 = 0.85, Number(0.0, 20.0), Ratio, Belief, LogNormal(0.85, 0.15), Cohort,
            "Interpolated from D18";
        /// Rate ratio of need in the least deprived quintile against the middle one.
        rate_ratio_imd_5: f64 = 0.7, Number(0.0, 20.0), Ratio, Belief, LogNormal(0.7, 0.15), Cohort,
            "Interpolated from D18";
        /// Weight of loneliness and isolation as the main need.
        weight_loneliness: f64 = 0.24, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.35), Judgement,
            "Reasons for referral: mainly loneliness and low-level mental health (D25); mental health first (D24); no percentages seen";
        /// Weight of low mood and anxiety as the main need.
        weight_low_mood: f64 = 0.26, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.4), Judgement,
            "Mental health is the commonest reason (Bu et al 2024; D24, rank only)";
        /// Weight of money, housing and benefits as the main need.
        weight_money_housing: f64 = 0.16, Number(0.0, 1.0), Share, Belief, Uniform(0.08, 0.3), Judgement,
            "Practical support is among the commonest shortfalls (D24); 67% unemployed in a deprived scheme (D26)";
        /// Weight of inactivity and lifestyle as the main need.
        weight_inactivity: f64 = 0.12, Number(0.0, 1.0), Share, Belief, Uniform(0.05, 0.2), Judgement,
            "4 of 17 in the founding study came for exercise or lifestyle (seed 001)";
        /// Weight of a long-term condition as the main need.
        weight_long_term_condition: f64 = 0.10, Number(0.0, 1.0), Share, Belief, Uniform(0.04, 0.2), Judgement,
            "Odds of referral 2.02 with several long-term conditions (D18); no share seen";
        /// Weight of bereavement as the main need.
        weight_bereavement: f64 = 0.05, Number(0.0, 1.0), Share, Belief, Uniform(0.02, 0.1), Judgement,
            "2 of 17 in the founding study (seed 001)";
        /// Weight of a caring role as the main need.
        weight_caring: f64 = 0.03, Number(0.0, 1.0), Share, Belief, Uniform(0.01, 0.08), Judgement,
            "Named in the founding study; no share seen";
        /// Weight of purposeful occupation as the main need.
        weight_occupation: f64 = 0.04, Number(0.0, 1.0), Share, Belief, Uniform(0.02, 0.1), Judgement,
            "3 of 17 in the founding study came for something to do (seed 001)";
        /// Median burden (practical, medical and psychological load) in the middle quintile.
        burden_median: f64 = 0.45, Number(0.01, 0.99), Index, Belief, Beta(22.0, 27.0), Judgement,
            "A scale of the model: 0 light, 1 heavy";
        /// Spread of burden between people, on the log-odds scale.
        burden_sigma: f64 = 0.9, Number(0.0, 5.0), LogOdds, Belief, LogNormal(0.9, 0.2), Judgement,
            "A scale of the model";
        /// Extra burden per step of deprivation towards quintile 1, on the log-odds scale.
        burden_per_imd_step: f64 = 0.2, Number(-2.0, 2.0), LogOdds, Belief, Normal(0.2, 0.1), Qualitative,
            "People in deprived areas carry more problems at once (S9; D26)";
        /// Share of people in need whose problems are beyond a link worker's remit, hidden until seen.
        complex_share: f64 = 0.10, Number(0.0, 1.0), Share, Belief, Beta(6.0, 54.0), Judgement,
            "A worrying pattern of complex cases reaches link workers (I2); no share seen";
        /// Setbacks (a health shock or a bereavement) per person in need and year.
        setbacks_per_year: f64 = 0.20, Number(0.0, 20.0), PerYear, Belief, Gamma(8.0, 0.025), Judgement,
            "Surgery, sleep and illness hold people at a stage in the founding study (seed 001); no rate seen";
        /// Share of setbacks that are a health shock; the rest are bereavements.
        setback_health_share: f64 = 0.7, Number(0.0, 1.0), Share, Belief, Beta(14.0, 6.0), Judgement,
            "No figure was found";
        /// Share of the raised inner needs that is lost at a setback.
        setback_loss: f64 = 0.3, Number(0.0, 1.0), Share, Belief, Beta(6.0, 14.0), Judgement,
            "No figure was found";
        /// Burden added by a setback.
        setback_burden: f64 = 0.10, Number(0.0, 1.0), Index, Belief, Beta(5.0, 45.0), Judgement,
            "No figure was found";
        /// Median time for which a setback blocks moving on.
        setback_blocks_days: f64 = 60.0, Number(0.0, 3_650.0), Days, Belief, LogNormal(60.0, 0.5), Judgement,
            "A concrete barrier can hold a person at a stage (seed 001); no duration seen";
        /// Probability that a setback also lowers the current stage by one (from stage 3 up).
        setback_lowers_stage: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Beta(5.0, 15.0), Judgement,
            "No figure was found";
        /// Moving away from the network, per adult and year.
        moves_away_per_year: f64 = 0.05, Number(0.0, 5.0), PerYear, Belief, Gamma(10.0, 0.005), Judgement,
            "Turnover of practice lists; no row in the evidence file";
        /// Deaths per adult and year at ages 18 to 64.
        deaths_per_year_18_64: f64 = 0.004, Number(0.0, 1.0), PerYear, Belief, Fixed, Judgement,
            "Rounded from national life tables, raised for people in need; no row in the evidence file";
        /// Deaths per adult and year at ages 65 to 74.
        deaths_per_year_65_74: f64 = 0.02, Number(0.0, 1.0), PerYear, Belief, Fixed, Judgement,
            "Rounded from national life tables, raised for people in need; no row in the evidence file";
        /// Deaths per adult and year at ages 75 and over.
        deaths_per_year_75_plus: f64 = 0.08, Number(0.0, 1.0), PerYear, Belief, Fixed, Judgement,
            "Rounded from national life tables, raised for people in need; no row in the evidence file";
        /// Probability that a person in need has the transport barrier.
        barrier_transport: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.40), Judgement,
            "Named repeatedly, no prevalence found; each barrier affects 15% to 40% (C17)";
        /// Probability of the cost barrier.
        barrier_cost: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.40), Judgement,
            "Named repeatedly, no prevalence found (C17)";
        /// Probability of the social anxiety barrier.
        barrier_social_anxiety: f64 = 0.35, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.50), Judgement,
            "Confidence is named repeatedly, no prevalence found (C17); several would not have gone alone (S7)";
        /// Probability of the physical health barrier.
        barrier_physical_health: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Uniform(0.15, 0.40), Judgement,
            "No prevalence found (C17)";
        /// Probability of the caring duties barrier.
        barrier_caring_duties: f64 = 0.15, Number(0.0, 1.0), Share, Belief, Uniform(0.08, 0.25), Judgement,
            "No prevalence found (C17)";
        /// Probability of the language or culture barrier.
        barrier_language: f64 = 0.10, Number(0.0, 1.0), Share, Belief, Uniform(0.05, 0.25), Judgement,
            "23% of those offered are from ethnic minorities (D20), a part of whom meet this barrier";
        /// Probability of the digital barrier.
        barrier_digital: f64 = 0.15, Number(0.0, 1.0), Share, Belief, Uniform(0.08, 0.30), Judgement,
            "No prevalence found (C17)";
        /// Mean confidence to go somewhere new.
        confidence_mean: f64 = 0.444, Number(0.0, 1.0), Index, Belief, Beta(18.0, 22.0), Judgement,
            "A scale of the model; low confidence is named repeatedly (C17)";
        /// Spread of confidence between people.
        confidence_sd: f64 = 0.18, Number(0.0, 0.5), Index, Belief, LogNormal(0.18, 0.2), Judgement,
            "A scale of the model";
        /// Factor on the odds of the transport and cost barriers per step of deprivation towards quintile 1.
        barrier_odds_per_imd_step: f64 = 1.25, Number(0.1, 10.0), Ratio, Belief, LogNormal(1.25, 0.1), Judgement,
            "Direction only";
    }
}

section! {
    /// The inner needs of self-determination theory and wellbeing on the SWEMWBS scale.
    Wellbeing in "wellbeing" {
        /// Autonomy of a person of middling burden when the need begins.
        autonomy_start: f64 = 0.40, Number(0.0, 1.0), Index, Belief, Beta(24.0, 36.0), Judgement,
            "A scale of the model, from trials of the mechanism";
        /// Competence of a person of middling burden when the need begins.
        competence_start: f64 = 0.40, Number(0.0, 1.0), Index, Belief, Beta(24.0, 36.0), Judgement,
            "A scale of the model, from trials of the mechanism";
        /// Relatedness of a person of middling burden when the need begins.
        relatedness_start: f64 = 0.35, Number(0.0, 1.0), Index, Belief, Beta(21.0, 39.0), Judgement,
            "A scale of the model, from trials of the mechanism";
        /// Spread of the three needs between people.
        inner_need_sd: f64 = 0.10, Number(0.0, 0.5), Index, Belief, LogNormal(0.10, 0.2), Judgement,
            "A scale of the model";
        /// How much lower the three needs start from the lightest to the heaviest burden.
        inner_need_burden_slope: f64 = 0.20, Number(0.0, 1.0), Index, Belief, Normal(0.2, 0.05), Judgement,
            "A scale of the model";
        /// Half-life of raised autonomy and competence back to their baseline.
        half_life_autonomy_competence_weeks: f64 = 8.0, Number(0.1, 1_000.0), Weeks, Belief, LogNormal(8.0, 0.4), Judgement,
            "Early gains are temporary (S8): weeks, no rate seen";
        /// Half-life of raised relatedness back to its baseline.
        half_life_relatedness_weeks: f64 = 6.0, Number(0.1, 1_000.0), Weeks, Belief, LogNormal(6.0, 0.4), Judgement,
            "Early gains are temporary (S8): weeks, no rate seen";
        /// Pace at which the baseline follows the level at stage 0.
        internalisation_stage_0: f64 = 0.002, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.002, 0.5), Judgement,
            "Almost nothing is internalised before help (S8)";
        /// Pace at which the baseline follows the level at stage 1.
        internalisation_stage_1: f64 = 0.004, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.004, 0.5), Judgement,
            "Gains at early stages are temporary without progress (S8)";
        /// Pace at which the baseline follows the level at stage 2.
        internalisation_stage_2: f64 = 0.006, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.006, 0.5), Judgement,
            "Gains at early stages are temporary without progress (S8)";
        /// Pace at which the baseline follows the level at stage 3.
        internalisation_stage_3: f64 = 0.03, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.03, 0.4), Judgement,
            "New skills stay in part (seed 001)";
        /// Pace at which the baseline follows the level at stage 4.
        internalisation_stage_4: f64 = 0.05, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.05, 0.4), Judgement,
            "A changed view of self stays (seed 001)";
        /// Pace at which the baseline follows the level at stage 5.
        internalisation_stage_5: f64 = 0.06, Number(0.0, 1.0), PerWeek, Belief, LogNormal(0.06, 0.4), Judgement,
            "A changed view of self stays (seed 001)";
        /// Level above which contacts and sessions no longer raise a need.
        ceiling: f64 = 0.75, Number(0.0, 1.0), Index, Belief, Beta(30.0, 10.0), Judgement,
            "Keeps late gains from growing without end";
        /// Mean SWEMWBS of people of middling burden when the need begins, distress apart.
        trait_mean: f64 = 20.5, Number(7.0, 35.0), SwemwbsPoints, Belief, Normal(20.5, 0.7), Cohort,
            "A distressed sample starts at 19.28, sd 3.92 (Shah et al 2018; V1)";
        /// Spread of the trait between people.
        trait_sd: f64 = 2.2, Number(0.0, 10.0), SwemwbsPoints, Belief, LogNormal(2.2, 0.15), Cohort,
            "With distress it gives the sd near 3 to 4 of V1";
        /// How much lower the trait is from the lightest to the heaviest burden.
        trait_burden_slope: f64 = 3.0, Number(0.0, 20.0), SwemwbsPoints, Belief, Normal(3.0, 1.0), Judgement,
            "Direction only";
        /// SWEMWBS points for a full rise of autonomy.
        points_autonomy: f64 = 3.0, Number(0.0, 28.0), SwemwbsPoints, Belief, Normal(3.0, 1.0), Judgement,
            "Scaled so that the causal effect at six months in people with three or more contacts is near 0.8 points (prior of the evidence file)";
        /// SWEMWBS points for a full rise of competence.
        points_competence: f64 = 3.0, Number(0.0, 28.0), SwemwbsPoints, Belief, Normal(3.0, 1.0), Judgement,
            "Scaled with autonomy, so that the causal effect at six months in people with three or more contacts is near 0.8 points (prior of the evidence file)";
        /// SWEMWBS points for a full rise of relatedness.
        points_relatedness: f64 = 4.0, Number(0.0, 28.0), SwemwbsPoints, Belief, Normal(4.0, 1.2), Judgement,
            "Scaled with autonomy, so that the causal effect at six months in people with three or more contacts is near 0.8 points (prior of the evidence file)";
        /// SWEMWBS points for the relief of a full burden.
        points_burden_relieved: f64 = 1.5, Number(0.0, 28.0), SwemwbsPoints, Belief, Normal(1.5, 0.6), Judgement,
            "Scaled with autonomy, so that the causal effect at six months in people with three or more contacts is near 0.8 points (prior of the evidence file)";
        /// SWEMWBS points gained when a need resolves by itself.
        points_recovery: f64 = 1.5, Number(0.0, 28.0), SwemwbsPoints, Belief, Normal(1.5, 0.5), Judgement,
            "Both arms of controlled studies improve (O3, O5, U24); no size on this scale";
        /// Standard deviation of passing distress around the trait.
        distress_sd: f64 = 1.9, Number(0.0, 10.0), SwemwbsPoints, Belief, LogNormal(1.9, 0.15), Judgement,
            "The mechanism behind regression to the mean; size from trials of the mechanism";
        /// Correlation of distress from one week to the next.
        distress_weekly_autocorrelation: f64 = 0.93, Number(0.0, 0.999), Share, Belief, Beta(93.0, 7.0), Judgement,
            "Distress passes within months";
    }
}
