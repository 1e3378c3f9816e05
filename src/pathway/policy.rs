//! Dated changes of levers, and the counterfactual without the service.

use super::run::{Epoch, Run};
use super::{feedback, funding, workforce};
use crate::scenario::parameters::BridgingPolicy;

/// The same epoch in the world without the service: no link workers, no referrals, nothing that is only there for the
/// service. People, GPs, groups and their grants are as they are.
pub fn without_service(epoch: &Epoch) -> Epoch {
    let mut p = epoch.parameters.clone();
    p.referral.open = false;
    p.referral.marketing_deprived_ratio = 1.0;
    p.staffing.link_workers_fte = 0.0;
    p.staffing.admin_support_fte = 0.0;
    p.gp.training_sessions_per_year = 0.0;
    p.gp.feedback = false;
    p.bridging.policy = BridgingPolicy::Nobody;
    p.community.transport_vouchers = false;
    p.community.cost_vouchers = false;
    p.community.volunteer_programme = false;
    p.group_money.payment_per_referral = 0.0;
    p.group_money.seed_money = 0.0;
    p.start.caseload_per_fte = 0.0;
    p.start.waiting_list = 0;
    Epoch {
        day: epoch.day,
        parameters: p,
    }
}

/// An epoch comes into force.
pub fn change(run: &mut Run<'_>, number: usize) {
    funding::settle(run);
    let before = std::mem::replace(&mut run.p, run.epochs[number].parameters.clone());
    workforce::establish(run, false);
    funding::change_number_of_groups(
        run,
        funding::extra_groups(&before),
        funding::extra_groups(&run.p),
    );
    let more_closed = run.p.community.closed_share - before.community.closed_share;
    if more_closed > 0.0 {
        funding::shock(run, more_closed);
    }
    feedback::plan_training(run);
}
