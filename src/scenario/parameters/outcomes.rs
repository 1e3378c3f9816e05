//! What is asked of people beside wellbeing: loneliness, disability, and the questionnaires that services collect.

use crate::scenario::parameter::section;

section! {
    /// Loneliness on the three-item UCLA scale (3 not lonely, 9 most lonely) of people in need, and who is disabled. Both are observed only: nothing that happens depends on them.
    Loneliness in "loneliness" {
        /// Mean score when the need begins, of a person of middling relatedness whose main need is another than loneliness, distress apart.
        mean_score: f64 = 6.01, Number(3.0, 9.0), UclaPoints, Belief, Normal(5.6, 0.6), Judgement,
            "A scale of the model; the share of adults who are often lonely follows from it (D35)";
        /// How much higher the score is where loneliness is the main need.
        main_need_points: f64 = 1.2, Number(0.0, 6.0), UclaPoints, Belief, Normal(1.2, 0.4), Judgement,
            "No figure was found";
        /// Points by which a full rise of relatedness lowers the score.
        points_relatedness: f64 = 6.0, Number(0.0, 30.0), UclaPoints, Belief, Normal(6.0, 1.5), Judgement,
            "The whole range of the scale for the whole range of relatedness";
        /// Points by which each SWEMWBS point of passing distress raises the score.
        points_distress: f64 = 0.3, Number(0.0, 3.0), UclaPoints, Belief, LogNormal(0.3, 0.3), Judgement,
            "People answer in the mood they are in; no figure was found";
        /// Points by which the score falls when a need resolves by itself.
        points_recovery: f64 = 1.0, Number(0.0, 6.0), UclaPoints, Belief, Normal(1.0, 0.4), Judgement,
            "No figure was found";
        /// Spread of the score between people of the same relatedness.
        person_sd: f64 = 1.0, Number(0.0, 6.0), UclaPoints, Belief, LogNormal(1.0, 0.2), Judgement,
            "No figure was found";
        /// Score from which a person says to be lonely often or always when asked directly.
        often_from: f64 = 5.84, Number(3.0, 9.0), UclaPoints, Belief, Normal(6.0, 0.4), Judgement,
            "No link between the two questions was found; 6 of 9 is the usual cut for being lonely";
        /// Share of adults who are disabled.
        disabled_share_of_adults: f64 = 0.25, Number(0.01, 0.99), Share, Setting, Beta(50.0, 150.0), Judgement,
            "No row in the evidence file; the three shares of D36 together imply a quarter to a third";
        /// Share of people in need who are disabled.
        disabled_share_in_need: f64 = 0.536, Number(0.0, 1.0), Share, Belief, Beta(20.0, 20.0), Judgement,
            "Often lonely 14% of disabled adults against 3% of others (D36)";
    }
}

section! {
    /// The questionnaires that a service collects from those whom it sees: at the first contact and three months later. They are what an evaluation without a comparison has, and change nothing.
    Questionnaires in "questionnaires" {
        /// Share of people who fill one in at the first contact.
        first_share: f64 = 0.687, Number(0.0, 1.0), Share, Belief, Beta(14.0, 6.0), Judgement,
            "21% to 25% of those referred have two (O20, O33): the product of this share, of those still engaged and of those who answer again";
        /// Contacts and sessions from which a person counts as engaged; only the engaged are asked again.
        engaged_from: u32 = 3, Integer(1, 50), Contacts, Belief, Fixed, Judgement,
            "Forms are collected from those who stay; 45% of those referred come three times (U8)";
        /// Share of the engaged who answer again if nothing has changed for them.
        answer_share: f64 = 0.573, Number(0.0, 1.0), Share, Belief, Beta(12.0, 8.0), Judgement,
            "As for the first questionnaire";
        /// Odds ratio of answering again for each SWEMWBS point gained since the first.
        answer_odds_per_point: f64 = 1.1, Number(0.2, 5.0), Ratio, Belief, LogNormal(1.1, 0.1), Judgement,
            "Direction only: those who feel better stay in touch";
    }
}
