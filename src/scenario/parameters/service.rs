//! The link worker service: staff, contacts, matching, bridging and strain.

use crate::scenario::parameter::{choice, section};

choice! {
    /// Agenda for Change pay band of a link worker.
    Band {
        /// Band 4.
        Four = "band 4",
        /// Band 5.
        Five = "band 5",
        /// Band 6.
        Six = "band 6",
    }
}

section! {
    /// Link workers in post and what surrounds them.
    Staffing in "staffing" {
        /// Link workers, full-time equivalents in the establishment (filled or vacant).
        link_workers_fte: f64 = 2.6, Number(0.0, 100_000.0), Fte, Lever, Fixed, Cohort,
            "About 2.6 per 50,000 patients: more than 3,300 in post for 63.4 million (L10, L11)";
        /// Contracted hours of a full-time link worker.
        hours_per_week: f64 = 37.5, Number(1.0, 80.0), HoursPerWeek, Lever, Fixed, Guidance,
            "NHS Agenda for Change standard week";
        /// Pay band of link workers.
        band: Band = Band::Five, Choice(Band::LABELS), None, Lever, Fixed, Guidance,
            "Reimbursed up to band 5 (L29)";
        /// Most clients that a full-time link worker holds at once.
        caseload_cap: u32 = 60, Integer(1, 10_000), People, Lever, Fixed, Qualitative,
            "Expected to work with 60 at once (S10)";
        /// Clients at once up to which a full-time link worker is not strained.
        safe_caseload: f64 = 30.0, Number(1.0, 10_000.0), People, Belief, Normal(30.0, 5.0), Qualitative,
            "Maxed out at just over 30 (S10); youth workers 20 to 25 (L7)";
        /// Assistants and administrators, full-time equivalents.
        admin_support_fte: f64 = 0.0, Number(0.0, 100_000.0), Fte, Lever, Fixed, Judgement,
            "A decision; none by default";
        /// Share of a link worker's admin that one assistant per link worker takes over.
        admin_support_relief: f64 = 0.5, Number(0.0, 1.0), Share, Belief, Beta(10.0, 10.0), Judgement,
            "No figure was found";
        /// Share of working time on administration that belongs to no single client.
        general_admin_share: f64 = 0.15, Number(0.0, 0.95), Share, Belief, Beta(9.0, 51.0), Judgement,
            "Admin in all about 35% (20% to 55%), no number found (L22); the rest is counted by contact and client";
        /// Supervision for each link worker.
        supervision_hours_per_month: f64 = 1.0, Number(0.0, 80.0), HoursPerMonth, Lever, Fixed, Survey,
            "61% had no clinical supervision (L24); guidance asks for regular supervision";
        /// A peer network of link workers meets monthly for two hours.
        peer_network: bool = true, Flag, None, Lever, Fixed, Qualitative,
            "Communities of practice meet once a month (seed 003)";
        /// Ring-fenced time to build relationships with groups.
        relationship_hours_per_week: f64 = 2.0, Number(0.0, 40.0), HoursPerWeek, Lever, Fixed, Qualitative,
            "Building relationships with groups is a really big part of the role (seed 003); no hours seen";
        /// Skills training days (motivational interviewing) for each link worker a year.
        skills_training_days: f64 = 2.0, Number(0.0, 100.0), PerYear, Lever, Fixed, Judgement,
            "A decision; no figure was found";
        /// Share of the missing skill gained on one training day.
        skills_training_gain: f64 = 0.04, Number(0.0, 1.0), Share, Belief, Beta(4.0, 96.0), Judgement,
            "No figure was found";
        /// Annual leave of a full-time worker, bank holidays apart.
        annual_leave_days: u32 = 29, Integer(0, 260), Days, Setting, Fixed, Guidance,
            "NHS Agenda for Change: 27 to 33 days by service";
        /// Share of working days lost to sickness by a worker without strain.
        sickness_share: f64 = 0.04, Number(0.0, 0.9), Share, Belief, Beta(16.0, 384.0), Cohort,
            "4.0% to 6.0% of time in NHS trusts (L27)";
        /// Mean working days of one sickness spell.
        sickness_spell_days: f64 = 5.0, Number(1.0, 260.0), Days, Belief, LogNormal(5.0, 0.3), Judgement,
            "No figure was found";
        /// Leavers per worker without strain and year.
        leavers_per_year: f64 = 0.13, Number(0.0, 20.0), PerYear, Belief, Beta(8.0, 45.0), Cohort,
            "12.5% a year in NHS trusts (L26), 29% intended to leave (L23); prior mean 0.15 with strain";
        /// Median time from a leaver's last day to a replacement's first.
        recruitment_weeks: f64 = 12.0, Number(0.0, 520.0), Weeks, Lever, LogNormal(12.0, 0.4), Judgement,
            "No figure was found (gap 4)";
        /// Mean skill (motivational interviewing, alliance) of link workers.
        skill_mean: f64 = 0.6, Number(0.0, 1.0), Index, Belief, Beta(24.0, 16.0), Judgement,
            "A scale of the model";
        /// Spread of skill between link workers.
        skill_sd: f64 = 0.12, Number(0.0, 0.5), Index, Belief, LogNormal(0.12, 0.3), Judgement,
            "A scale of the model";
        /// Mean knowledge of a group by an established link worker.
        knowledge_start: f64 = 0.6, Number(0.0, 1.0), Index, Belief, Beta(12.0, 8.0), Judgement,
            "A scale of the model";
        /// Knowledge of a group by a new link worker.
        knowledge_new: f64 = 0.25, Number(0.0, 1.0), Index, Belief, Beta(5.0, 15.0), Judgement,
            "A replacement starts with less knowledge";
        /// Share of the missing knowledge gained in a month, for each weekly hour of relationship building.
        knowledge_gain: f64 = 0.05, Number(0.0, 1.0), Share, Belief, Beta(5.0, 95.0), Judgement,
            "No figure was found";
    }
}

section! {
    /// Strain of link workers and what it does.
    Strain in "strain" {
        /// Strain of a worker at the safe caseload, without support, inappropriate referrals or extra admin.
        base: f64 = 0.25, Number(0.0, 1.0), Index, Belief, Beta(10.0, 30.0), Judgement,
            "A scale of the model";
        /// Strain added by a caseload of twice the safe one.
        overload: f64 = 0.5, Number(0.0, 5.0), Index, Belief, Normal(0.5, 0.15), Qualitative,
            "Caseload and waiting lists are the first threat named (S11); no dose-response (gap 6)";
        /// Strain added by one inappropriate referral a week.
        inappropriate: f64 = 0.10, Number(0.0, 5.0), Index, Belief, Normal(0.10, 0.04), Qualitative,
            "Inappropriate referrals are a named threat (S11); no size";
        /// Strain added by each step of the share of time on admin away from the usual 35%, as if all time went to it.
        admin: f64 = 0.8, Number(0.0, 5.0), Index, Belief, Normal(0.8, 0.25), Qualitative,
            "Admin exceeding patient time is a named threat (S11); no size";
        /// Strain taken away by each monthly hour of supervision, up to three.
        supervision_relief: f64 = 0.05, Number(0.0, 1.0), Index, Belief, Normal(0.05, 0.02), Survey,
            "Lack of supervision is the main reason to leave (L23, L24); no size";
        /// Strain taken away by a peer network.
        peer_relief: f64 = 0.05, Number(0.0, 1.0), Index, Belief, Normal(0.05, 0.02), Qualitative,
            "A network for emotional and practical support (seed 003); no size";
        /// Share of the gap between present and due strain that closes in a week.
        adjustment: f64 = 0.10, Number(0.0, 1.0), PerWeek, Belief, Beta(10.0, 90.0), Judgement,
            "Strain builds up over months";
        /// Share of contact quality lost at full strain.
        quality_loss: f64 = 0.4, Number(0.0, 1.0), Share, Belief, Beta(8.0, 12.0), Judgement,
            "No dose-response found (gap 6)";
        /// Factor on sickness at full strain.
        sickness_ratio: f64 = 2.5, Number(1.0, 20.0), Ratio, Belief, LogNormal(2.5, 0.3), Survey,
            "25% of charities report rising sickness with burnout (L28); no size";
        /// Factor on leaving at full strain.
        leaving_ratio: f64 = 4.0, Number(1.0, 50.0), Ratio, Belief, LogNormal(4.0, 0.3), Survey,
            "Gap between expected and actual job predicts leaving (L25); 29% intended to leave (L23)";
    }
}

choice! {
    /// How contacts are held.
    ContactMode {
        /// By the patient's barriers: home visit, surgery or telephone.
        ByNeed = "by need",
        /// All by telephone.
        Telephone = "telephone",
        /// All face to face in the surgery.
        FaceToFace = "face to face",
        /// All at home.
        HomeVisit = "home visit",
    }
}

section! {
    /// Contacts between link worker and patient.
    Contact in "contact" {
        /// How contacts are held.
        mode: ContactMode = ContactMode::ByNeed, Choice(ContactMode::LABELS), None, Lever, Fixed, Qualitative,
            "Mostly by telephone, face to face or at home as the patient needs (seed 003)";
        /// Length of the first appointment.
        first_minutes: f64 = 45.0, Number(1.0, 480.0), Minutes, Lever, Fixed, Guidance,
            "40 to 50 minutes, up to an hour (L13)";
        /// Length of a follow-up face to face.
        follow_up_minutes: f64 = 40.0, Number(1.0, 480.0), Minutes, Lever, Fixed, Guidance,
            "40 to 50 minutes (L13)";
        /// Length of a follow-up by telephone.
        telephone_minutes: f64 = 25.0, Number(1.0, 480.0), Minutes, Lever, Fixed, Judgement,
            "No figure was found";
        /// Spread of contact length: coefficient of variation.
        length_cv: f64 = 0.3, Number(0.0, 2.0), Ratio, Belief, LogNormal(0.3, 0.3), Judgement,
            "No figure was found";
        /// Travel there and back for a home visit.
        travel_minutes: f64 = 30.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(30.0, 0.3), Judgement,
            "No figure was found";
        /// Admin after each contact.
        admin_minutes_per_contact: f64 = 10.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(10.0, 0.3), Judgement,
            "Together with client and general admin about 35% of time (L22)";
        /// Admin for each new client (records, letters, goals).
        admin_minutes_per_client: f64 = 20.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(20.0, 0.3), Judgement,
            "Together with contact and general admin about 35% of time (L22)";
        /// How far ahead a first appointment is offered.
        booking_horizon_days: u32 = 14, Integer(1, 180), Days, Lever, Fixed, Judgement,
            "A decision; no figure was found";
        /// Days between two contacts by policy.
        rhythm_days: f64 = 14.0, Number(1.0, 365.0), Days, Lever, Fixed, Qualitative,
            "Not weekly, to avoid reliance (S11)";
        /// Probability that a person does not come to an appointment.
        no_show: f64 = 0.12, Number(0.0, 1.0), Share, Belief, Beta(12.0, 88.0), Judgement,
            "No figure was found";
        /// Missed appointments in a row after which a person is discharged.
        no_shows_allowed: u32 = 3, Integer(1, 50), Tries, Lever, Fixed, Guidance,
            "Usual local protocols; no row in the evidence file";
        /// Share of what is missing by which one contact of full quality raises autonomy and competence.
        inner_need_gain: f64 = 0.12, Number(0.0, 1.0), Share, Belief, LogNormal(0.12, 0.3), Judgement,
            "From trials of the mechanism: causal effect near 0.8 points with three or more contacts";
        /// Share of the present burden that one contact of full quality solves.
        burden_relief: f64 = 0.18, Number(0.0, 1.0), Share, Belief, LogNormal(0.18, 0.3), Judgement,
            "Practical problems are solved at stage 1 (seed 001); no size";
        /// Share of the missing alliance built by one contact.
        alliance_gain: f64 = 0.25, Number(0.0, 1.0), Share, Belief, Beta(10.0, 30.0), Judgement,
            "A scale of the model";
        /// Probability of dropping out after a contact, at middling alliance.
        drop_out: f64 = 0.0904, Number(0.0, 1.0), Share, Belief, Beta(8.0, 92.0), Cohort,
            "About 25% of engagers drop out over 3.1 contacts (U3, L14)";
        /// Change of the log-odds of dropping out for a full step of alliance.
        drop_out_alliance: f64 = -1.5, Number(-10.0, 0.0), LogOdds, Belief, Normal(-1.5, 0.5), Judgement,
            "Direction only";
        /// Log-odds that goals are met after a contact: constant.
        goals_constant: f64 = -2.27, Number(-20.0, 20.0), LogOdds, Belief, Normal(-2.2, 0.4), Cohort,
            "Set so that completed cases have 3.1 contacts on average, 87% four or fewer (L14)";
        /// Log-odds that goals are met: for each contact so far.
        goals_per_contact: f64 = 0.455, Number(-5.0, 5.0), LogOdds, Belief, Normal(0.45, 0.1), Cohort,
            "As the constant";
        /// Log-odds that goals are met: having come to a group session.
        goals_linked: f64 = 0.8, Number(-10.0, 10.0), LogOdds, Belief, Normal(0.8, 0.3), Judgement,
            "Direction only";
        /// Log-odds that goals are met: from the lightest to the heaviest burden left.
        goals_burden: f64 = -1.2, Number(-10.0, 10.0), LogOdds, Belief, Normal(-1.2, 0.4), Judgement,
            "Direction only";
        /// Most contacts for one episode.
        maximum_contacts: u32 = 12, Integer(1, 1_000), Contacts, Lever, Fixed, Guidance,
            "6 to 12 contacts (L19); Ireland 8 (L18)";
        /// Longest episode from the first appointment.
        maximum_weeks: f64 = 52.0, Number(1.0, 1_000.0), Weeks, Lever, Fixed, Guidance,
            "From 12 weeks to 21 months by service (L16, L17, R3)";
        /// Policy against dependency: gap between contacts below which reliance grows.
        dependency_gap_days: f64 = 10.0, Number(0.0, 365.0), Days, Belief, Normal(10.0, 2.0), Qualitative,
            "People who are called weekly become very reliant (seed 003)";
        /// Contacts after which reliance grows.
        dependency_contacts: f64 = 8.0, Number(0.0, 1_000.0), Contacts, Belief, Normal(8.0, 2.0), Qualitative,
            "Many clients preferred the link worker's company to groups (R4)";
        /// Share of the missing dependency gained by one contact that is too soon or too late in the series.
        dependency_gain: f64 = 0.08, Number(0.0, 1.0), Share, Belief, Beta(8.0, 92.0), Judgement,
            "Direction only (S11)";
        /// Log-odds that goals are met: at full dependency.
        goals_dependency: f64 = -3.0, Number(-20.0, 0.0), LogOdds, Belief, Normal(-3.0, 1.0), Qualitative,
            "Difficulty ending support (R4)";
        /// Open door: people who left may come back without a new referral.
        open_door: bool = true, Flag, None, Lever, Fixed, Qualitative,
            "The door is always open (S12)";
        /// Returns per discharged person still in need and year.
        returns_per_year: f64 = 0.10, Number(0.0, 20.0), PerYear, Belief, Beta(4.0, 36.0), Judgement,
            "No number found; prior 10% a year, 3% to 25% (R2)";
    }
}

section! {
    /// Matching of people to groups.
    Matching in "matching" {
        /// Contact from which a group is proposed.
        first_contact: u32 = 1, Integer(1, 100), Contacts, Belief, Fixed, Judgement,
            "No figure was found";
        /// Probability that the conversation comes to a proposal in one contact.
        proposal: f64 = 0.704, Number(0.0, 1.0), Share, Belief, Beta(21.0, 9.0), Judgement,
            "Set so that 38% of the referred come to any onward intervention (U7)";
        /// Log-odds of agreeing to the group proposed: constant.
        agreement_constant: f64 = 0.896, Number(-20.0, 20.0), LogOdds, Belief, Normal(0.8, 0.4), Cohort,
            "Set so that 38% of the referred come to any onward intervention (U7)";
        /// Log-odds of agreeing: for a full step of fit between group and person.
        agreement_fit: f64 = 1.5, Number(0.0, 20.0), LogOdds, Belief, Normal(1.5, 0.5), Judgement,
            "Direction only";
        /// Log-odds of agreeing: for a barrier of full strength.
        agreement_barrier: f64 = -0.975, Number(-20.0, 0.0), LogOdds, Belief, Normal(-1.0, 0.4), Qualitative,
            "Transport, cost and confidence are named repeatedly (C17)";
        /// Groups that a link worker can think of in one conversation.
        considered: u32 = 8, Integer(1, 1_000), Groups, Belief, Fixed, Judgement,
            "No figure was found";
        /// Fit below which no group is proposed: counted as unmet.
        least_fit: f64 = 0.25, Number(0.0, 1.0), Index, Belief, Beta(10.0, 30.0), Judgement,
            "A scale of the model";
        /// Factor on the fit of a group that has no free place now, only a queue.
        queue_discount: f64 = 0.6, Number(0.0, 1.0), Ratio, Belief, Beta(12.0, 8.0), Judgement,
            "No figure was found";
        /// Time for which a person waits for a place in a group.
        queue_patience_weeks: f64 = 8.0, Number(0.0, 520.0), Weeks, Belief, LogNormal(8.0, 0.4), Judgement,
            "No number found (C19)";
        /// Spontaneous joining of a group per person in need and year, with or without the service.
        joins_alone_per_year: f64 = 0.08, Number(0.0, 20.0), PerYear, Belief, Gamma(7.0, 0.01), Qualitative,
            "6 of 17 came after a recommendation without one-to-one support (S1); 96% of clinicians signpost directly (D30)";
    }
}

choice! {
    /// Who is accompanied to first sessions.
    BridgingPolicy {
        /// Nobody.
        Nobody = "none",
        /// The least confident.
        Targeted = "targeted",
        /// Everybody.
        Everybody = "all",
    }
}

choice! {
    /// Who accompanies.
    BridgingBy {
        /// Link workers, out of their diary.
        LinkWorker = "link worker",
        /// Volunteers, at a cost.
        Volunteer = "volunteer",
    }
}

section! {
    /// Bridging: being accompanied to the first sessions.
    Bridging in "bridging" {
        /// Who is accompanied.
        policy: BridgingPolicy = BridgingPolicy::Nobody, Choice(BridgingPolicy::LABELS), None, Lever, Fixed, Judgement,
            "A decision; 59% of completed cases in Dundee had supported visits (L15)";
        /// Who accompanies.
        by: BridgingBy = BridgingBy::LinkWorker, Choice(BridgingBy::LABELS), None, Lever, Fixed, Judgement,
            "A decision; 400 volunteers in the Red Cross service (L32)";
        /// First sessions accompanied.
        sessions: u32 = 2, Integer(0, 100), Sessions, Lever, Fixed, Qualitative,
            "Once or a couple of times was enough (S7); mean 2.6 visits (L15)";
        /// Time of the accompanying person for one session.
        minutes: f64 = 120.0, Number(0.0, 480.0), Minutes, Belief, LogNormal(120.0, 0.2), Judgement,
            "No figure was found";
        /// Confidence below which a person counts as least confident.
        target_confidence: f64 = 0.40, Number(0.0, 1.0), Index, Lever, Fixed, Judgement,
            "A decision";
        /// Factor on the odds of coming to a session when accompanied, at confidence 0.5.
        odds_ratio: f64 = 2.5, Number(1.0, 100.0), Ratio, Belief, LogNormal(2.5, 0.35), Judgement,
            "No controlled estimate; prior 2.5 (1.2 to 5) (C18)";
        /// Extra log-odds for a person without any confidence; as much is taken away at full confidence.
        least_confident: f64 = 0.8, Number(0.0, 10.0), LogOdds, Belief, Normal(0.8, 0.3), Qualitative,
            "Several would never have come alone (S7); strongest for the least confident";
    }
}
